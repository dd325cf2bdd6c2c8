import CSV
import HTML
import NIOCore
import Workbooks

/// A table to take away: the same rows as CSV and as an Excel file. Text stays text in both, also where it begins as a
/// formula would.
struct TableFile: Sendable {
    /// Without its ending.
    let name: String
    /// The name of the workbook's sheet.
    let sheet: String
    let headings: [String]
    var rows: [[Workbook.Cell]] = []

    func csv() -> [UInt8] {
        var writer = CSVWriter()
        writer.write(headings)
        for row in rows { writer.write(row.map(\.plain)) }
        return writer.take()
    }

    /// - Throws: `WorkbookError` when no temporary file can be written.
    func workbook() throws -> [UInt8] {
        let workbook = try Workbook(sheet: sheet)
        workbook.write(heading: headings)
        for row in rows { workbook.write(row) }
        return try workbook.finish()
    }
}

extension Workbook.Cell {
    static func optional(_ number: Int?) -> Self { number.map { .number(Double($0)) } ?? .empty }
    static func optional(_ number: Double?) -> Self { number.map { .number($0) } ?? .empty }
    static func optional(_ text: String?) -> Self { text.map { .text($0) } ?? .empty }

    /// A number without the digits that nobody measured.
    static func rounded(_ number: Double?, decimals: Int) -> Self {
        optional(number.map { $0.rounded(toPlaces: decimals) })
    }
}

extension Routes {
    /// A table's two addresses.
    func table<Parameters: PlaceParameters>(
        csv: Place<Parameters>,
        workbook: Place<Parameters>,
        _ audience: Audience,
        _ file: @escaping @Sendable (Visit, Parameters) async throws -> TableFile
    ) {
        get(csv, audience) { visit, parameters in
            let table = try await file(visit, parameters)
            return .sheet(table.csv(), name: table.name)
        }
        get(workbook, audience) { visit, parameters in
            let table = try await file(visit, parameters)
            return .workbook(try table.workbook(), name: table.name)
        }
    }
}

extension Answer {
    /// - Parameter name: Without its ending.
    static func sheet(_ bytes: [UInt8], name: String) -> Answer {
        .file(ByteBuffer(bytes: bytes), contentType: "text/csv; charset=utf-8", name: "\(name).csv")
    }

    /// - Parameter name: Without its ending.
    static func workbook(_ bytes: [UInt8], name: String) -> Answer {
        .file(ByteBuffer(bytes: bytes), contentType: workbookType, name: "\(name).xlsx")
    }

    static let workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

/// The two files of a table, as links.
struct TableDownloads: Renderable {
    let what: String
    let csv: Link
    let workbook: Link

    init(_ what: String, csv: Link, workbook: Link) {
        self.what = what
        self.csv = csv
        self.workbook = workbook
    }

    var markup: Markup {
        p(.class("hint no-print")) {
            "Download \(what): "
            link(csv, "CSV")
            ", "
            link(workbook, "Excel")
        }
    }

    private func link(_ address: Link, _ format: String) -> Markup {
        a(.href(address)) {
            format
            span(.class("visually-hidden")) { ": \(what)" }
        }
    }
}
