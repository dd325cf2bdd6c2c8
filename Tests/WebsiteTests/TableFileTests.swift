import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing
import Workbooks

@testable import Website

@Suite("Tables to take away")
struct TableFileTests {
    static let risky = ["=1+1", "+44 1632 960000", "-5 and less", "@SUM(A1)", "\tx", "plain"]

    static let table = TableFile(
        name: "t",
        sheet: "T",
        headings: ["What", "Number"],
        rows: risky.map { [.text($0), .number(-2.5)] } + [[.empty, .rounded(1.25, decimals: 1)]]
    )

    @Test("text stays text in the Excel file, however it begins, and numbers are numbers")
    func workbook() throws {
        let files = Unzipped.files(try Self.table.workbook())
        let sheet = try #require(files["xl/worksheets/sheet1.xml"])
        #expect(!sheet.contains("<f>") && !sheet.contains("<f "))
        for text in Self.risky.map({ $0.replacing("\t", with: "") }) {
            #expect(sheet.contains("\(text)</t>"), "\(text) is missing")
        }
        #expect(sheet.contains("<v>-2.5</v>"))
        #expect(files["xl/workbook.xml"]?.contains("name=\"T\"") == true)
    }

    @Test("in the CSV file no cell is one that a spreadsheet would run")
    func csv() {
        let lines = String(decoding: Self.table.csv().dropFirst(3), as: UTF8.self).components(
            separatedBy: "\r\n"
        )
        #expect(lines[0] == "What,Number")
        #expect(lines[1] == "'=1+1,-2.5" && lines[2] == "'+44 1632 960000,-2.5")
        #expect(lines[3] == "'-5 and less,-2.5" && lines[4] == "'@SUM(A1),-2.5" && lines[6] == "plain,-2.5")
        #expect(lines[7] == ",1.3")
    }

    @Test(
        "every table of reach is there as CSV and as an Excel file, for those who may see it",
        arguments: TestEngine.available
    )
    func reach(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let lead = try await served.visitor("lead@hallowick.example")
            for pattern in [
                "/network/reach", "/network/reach/lines", "/network/reach/results", "/hub/reach/not-reached",
                "/hub/reach/many-hubs", "/hub/reach/by-need", "/hub/reach/lines",
                "/hub/reach/schools", "/network/reach/schools",
                "/areas/{slug}/board", "/hub/returns/{id}/figures", "/hub/returns/{id}/rows/{measure}/rows",
                "/schools/{urn}/similar",
            ] {
                let csv = try await served.ask(.get, sample.path(pattern + ".csv"), as: lead)
                #expect(csv.status == 200 && csv.text.contains("\r\n"), "\(pattern).csv: \(csv.status)")
                let workbook = try await served.ask(.get, sample.path(pattern + ".xlsx"), as: lead)
                let sheet = Unzipped.files(workbook.bytes)["xl/worksheets/sheet1.xml"] ?? ""
                #expect(
                    workbook.status == 200 && sheet.contains("</t>"),
                    "\(pattern).xlsx: \(workbook.status)"
                )
            }
        }
    }

    @Test(
        "the lines of issued invoices are an Excel file in which amounts are numbers",
        arguments: TestEngine.available
    )
    func invoices(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let found = try await served.database.read { transaction in
                try #require(
                    try transaction.rows(
                        """
                        SELECT invoice.hub_id, invoice.number, person.email FROM invoice
                        JOIN membership ON membership.organisation_id = invoice.hub_id
                            AND membership.role IN ('lead', 'editor')
                        JOIN person ON person.id = membership.person_id AND person.email IS NOT NULL
                        WHERE invoice.number IS NOT NULL ORDER BY invoice.number, person.id LIMIT 1
                        """
                    ).map { row in
                        (
                            try row.get(0, as: ID<ServedSite>.self).description,
                            try row.get(1, as: String.self),
                            try row.get(2, as: String.self)
                        )
                    }.first
                )
            }
            let visitor = try await served.visitor(found.2)
            let path = "/hub/invoices.xlsx?hub=\(found.0)&from=2020-01-01&until=2030-12-31"
            let file = try await served.ask(.get, path, as: visitor)
            #expect(file.status == 200)
            let sheet = try #require(Unzipped.files(file.bytes)["xl/worksheets/sheet1.xml"])
            #expect(sheet.contains("Number</t>") && sheet.contains("\(found.1)</t>"))
            #expect(sheet.firstMatch(of: /<v>\d+(\.\d+)?<\/v>/) != nil)
            let stranger = try await served.visitor("j.okoro@hallowick-canal-side.example")
            #expect(try await served.ask(.get, path, as: stranger).status == 404)
        }
    }
}
