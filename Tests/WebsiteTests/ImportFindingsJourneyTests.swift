import Evidence
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

/// A file of findings whose headings nobody knows, on the page that takes it.
@Suite("Importing findings on their page")
struct ImportFindingsJourneyTests {
    private static let path = "/evidence/import-findings"
    private static let file = "who,how much,spread\r\nAdams 2017,0.2,0.01\r\nBrown 2018,a lot,0.02\r\n"

    private static func send(_ file: String, _ form: PageForm, to served: ServedSite, as visitor: Visitor)
        async throws
        -> Reply
    {
        try await served.ask(
            .post,
            path,
            as: visitor,
            body: form.multipart(file, as: "file"),
            contentType: "multipart/form-data; boundary=\(PageForm.boundary)"
        )
    }

    private static func form(_ page: Reply) throws -> PageForm {
        try #require(PageForm.all(in: page.text).first { $0.action == path })
    }

    @Test("Rows that name strands which are not there say where to add them")
    func missingStrands() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let lead = try await served.visitor("network@braid.example")
            var form = try Self.form(try await served.ask(.get, Self.path, as: lead))
            form.set("source", ["A review"])
            let file = "study,effect,se,Approach\r\nAdams 2017,0.2,0.1,Nowhere at all\r\n"
            let done = try await Self.send(file, form, to: served, as: lead)
            #expect(done.status == 200)
            #expect(done.words.contains("There is no strand called “Nowhere at all”"))
            #expect(done.words.contains("The column Approach names strands that are not there."))
            #expect(done.text.contains("href=\"/evidence/new-strand\""))
        }
    }

    @Test(
        "Columns are matched by hand where headings do not tell, and what was not taken is a file",
        arguments: TestEngine.available
    )
    func matching(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("network@braid.example")
            let strand = try await served.site.evidence.strandLinks()[0]
            var form = try Self.form(try await served.ask(.get, Self.path, as: lead))
            #expect(!form.names.contains("column-effect"))
            form.set("strand", [strand.id.description])
            form.set("source", ["A review"])
            let asked = try await Self.send(Self.file, form, to: served, as: lead)
            #expect(asked.status == 422)
            form = try Self.form(asked)
            #expect(
                form.names.isSuperset(of: ["column-study", "column-effect", "column-variance", "column-doi"])
            )
            #expect(asked.text.contains("<option value=\"how much\">"))
            for (column, heading) in [("study", "who"), ("effect", "how much"), ("variance", "spread")] {
                form.set("column-\(column)", [heading])
            }
            let done = try await Self.send(Self.file, form, to: served, as: lead)
            #expect(done.status == 200)
            #expect(done.words.contains("1 added, 0 changed, 0 as before, 0 kept out, 1 not taken."))
            let findings = try await served.site.evidence.findings(under: strand.id)
            #expect(findings.contains { $0.label == "Adams 2017" && $0.effect == 0.2 && $0.variance == 0.01 })

            let link = try #require(done.text.firstMatch(of: /\/evidence\/rejected\/[0-9A-Za-z]+/)).output
            let rejected = try await served.ask(.get, String(link), as: lead)
            #expect(rejected.status == 200)
            #expect(rejected.headers[.contentDisposition] == "attachment; filename=\"rows.csv.rejected.csv\"")
            let lines = rejected.text.split(separator: "\r\n")
            #expect(lines.first == "\u{FEFF}who,how much,spread,Why it was not taken")
            #expect(lines.last?.hasPrefix("Brown 2018,a lot,0.02,") == true)
            let other = try await served.visitor("lead@hallowick.example")
            #expect(try await served.ask(.get, String(link), as: other).status == 404)
        }
    }

    @Test("A person may see the columns before anything enters, and say that one is none of them")
    func looking() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let lead = try await served.visitor("network@braid.example")
            let strand = try await served.site.evidence.strandLinks()[0]
            let before = try await served.site.evidence.findings(under: strand.id).count
            var form = try Self.form(try await served.ask(.get, Self.path, as: lead))
            form.set("strand", [strand.id.description])
            form.set("source", ["A review"])
            form.set("match", ["yes"])
            let file = "study,effect,variance,phase\r\nClark 2019,0.3,0.02,of the moon\r\n"
            let shown = try await Self.send(file, form, to: served, as: lead)
            #expect(shown.status == 200)
            #expect(try await served.site.evidence.findings(under: strand.id).count == before)
            form = try Self.form(shown)
            #expect(form.fields.contains { $0 == ("column-phase", "phase") })
            form.set("column-phase", [""])
            let done = try await Self.send(file, form, to: served, as: lead)
            #expect(done.words.contains("1 added"))
            let finding = try await served.site.evidence.findings(under: strand.id).first {
                $0.label == "Clark 2019"
            }
            #expect(try #require(finding).phase == nil)
        }
    }
}
