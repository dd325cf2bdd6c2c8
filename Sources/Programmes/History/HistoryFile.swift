import Accounts
package import CSV
import Evidence
import Foundation
package import Services
import Workbooks

/// Past attendees as Eventbrite, Microsoft Forms or a spreadsheet exports them, as CSV or in the first sheet of an
/// Excel workbook: columns are found by their headings; the good rows are taken, and each bad one is named with its person.
package struct HistoryFile: Sendable {
    package struct Line: Sendable, Equatable {
        package let line: Int
        package let title: String
        package let heldOn: LocalDate
        package let name: String
        let email: EmailAddress
        package let urn: Int?
        package let school: String
        package let minutes: Int?
    }

    /// The headings of a file, and which of them are understood without being told.
    package static func headings(of bytes: [UInt8]) throws(CSVError) -> (
        names: [String], known: [HistoryColumn: String]
    ) {
        let header = try Self.reader(of: bytes).header
        var known: [HistoryColumn: String] = [:]
        for column in HistoryColumn.allCases {
            known[column] = column.positions(in: header).first.map { header.names[$0] }
        }
        return (header.names.filter { !$0.isEmpty }, known)
    }

    package let lines: [Line]
    package let refused: [ColleagueFile.Refused]
    package let refusedFile: [UInt8]
    /// Rows that say that the person did not come.
    package let notAttended: Int
    /// The first day that can only be written with the month first, as Americans do; all others were read so, too.
    package let monthFirst: String?

    /// - Parameters:
    ///   - title: For files that do not say which event a row is about.
    ///   - heldOn: For files, or rows, that do not say when it was.
    ///   - chosen: Which heading is which, where somebody has said so; empty for a column that the file has not.
    ///   - today: What is still to come was attended by nobody.
    /// - Throws: `CSVError` when it is no table or has no column for the address or the name.
    package static func read(
        _ bytes: [UInt8],
        title: String,
        heldOn: LocalDate?,
        chosen: [HistoryColumn: String] = [:],
        today: LocalDate
    ) throws(CSVError) -> HistoryFile {
        let reader = try Self.reader(of: bytes)
        var columns = try HistoryColumns(reader.header, chosen)
        columns.monthFirst = try columns.firstMonthFirst(in: Self.reader(of: bytes))
        var lines: [Line] = []
        var refused: [ColleagueFile.Refused] = []
        var notAttended = 0
        var writer = CSVWriter()
        writer.write(reader.header.names + ["What is wrong"])
        while let row = try reader.next() {
            if columns.isAbsent(row) {
                notAttended += 1
                continue
            }
            switch columns.line(row, title: title, heldOn: heldOn, today: today) {
            case .success(let line): lines.append(line)
            case .failure(let fault):
                let name = columns.name(row)
                let who = name.isEmpty ? "Line \(row.line)" : name
                refused.append(ColleagueFile.Refused(line: row.line, who: who, reason: fault.message))
                writer.write(row.cells + [fault.message])
            }
        }
        return HistoryFile(
            lines: lines,
            refused: refused,
            refusedFile: refused.isEmpty ? [] : writer.take(),
            notAttended: notAttended,
            monthFirst: columns.monthFirst
        )
    }
}

extension HistoryFile {
    /// The most cells without anything in them that rows of a workbook are filled up with, a byte each: 10,000 rows
    /// that say three things under 500 headings are within it.
    private static let mostMissingCells = 8_000_000

    /// The rows of a file, whichever of the two kinds it is.
    private static func reader(of bytes: [UInt8]) throws(CSVError) -> CSVReader {
        guard WorkbookSheet.isArchive(bytes) else { return try CSVReader(bytes: bytes) }
        let sheet: [[String]]
        do {
            sheet = try WorkbookSheet.rows(of: bytes)
        } catch {
            throw .notText(.workbook)
        }
        // A row ends with its last cell that says something; one line for each, as in Excel.
        let rows = sheet.map { row in
            row.prefix((row.lastIndex { !$0.trimmed.isEmpty } ?? -1) + 1)
        }
        // Short rows are filled up to the headings. A small file can have many of both.
        let width = rows.first { !$0.isEmpty }?.count ?? 0
        let gaps = rows.map { $0.isEmpty ? 0 : max(0, width - $0.count) }
        guard gaps.reduce(0, +) <= mostMissingCells else { throw .notText(.workbook) }
        var text = ""
        for (row, gap) in zip(rows, gaps) {
            text += row.map(Self.quoted).joined(separator: ",")
            text += String(repeating: ",", count: gap) + "\n"
        }
        return try CSVReader(bytes: Array(text.utf8))
    }

    /// A cell on one line, whatever line breaks it has: lines are counted as rows.
    private static func quoted(_ cell: String) -> String {
        let line = cell.split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: " ")
        return "\"" + line.replacing("\"", with: "\"\"") + "\""
    }
}

/// Where things stand in such a file.
private struct HistoryColumns {
    let email: [Int]
    let whole: [Int]
    let first: Int?
    let last: Int?
    let title: Int?
    let day: Int?
    let school: [Int]
    let urn: Int?
    let status: Int?
    let minutes: Int?
    let hours: Int?
    /// A day of the file that can only be read with the month first; then all are.
    var monthFirst: String?

    init(_ header: CSVHeader, _ chosen: [HistoryColumn: String]) throws(CSVError) {
        func positions(_ column: HistoryColumn) -> [Int] {
            guard let heading = chosen[column] else { return column.positions(in: header) }
            return heading.isEmpty ? [] : [header.position(of: heading)].compactMap { $0 }
        }
        func position(_ column: HistoryColumn) -> Int? { positions(column).first }
        email = positions(.email)
        whole = positions(.name)
        first = position(.first)
        last = position(.last)
        let isNamed = !whole.isEmpty || first != nil || last != nil
        guard !email.isEmpty, isNamed else {
            throw .missingColumns((email.isEmpty ? ["Email"] : []) + (isNamed ? [] : ["Name"]))
        }
        title = position(.title)
        day = position(.day)
        school = positions(.school)
        urn = position(.urn)
        status = position(.status)
        minutes = position(.minutes)
        hours = position(.hours)
    }

    /// The first day that can only have the month first, such as 3/14/2026, unless another can only have the day first.
    func firstMonthFirst(in reader: CSVReader) throws(CSVError) -> String? {
        guard let day else { return nil }
        var found: String?
        while let row = try reader.next() {
            let text = row.trimmed(day)
            switch HistoryDay.order(of: text) {
            case .dayFirst: return nil
            case .monthFirst: found = found ?? text
            case nil: continue
            }
        }
        return found
    }

    func name(_ row: CSVRow) -> String {
        let name = said(whole, row)
        if !name.isEmpty { return name }
        return [first, last].compactMap { $0.map { row.trimmed($0) } }.filter { !$0.isEmpty }.joined(
            separator: " "
        )
    }

    /// What the first of some columns says that says anything. Microsoft Forms writes “anonymous” where people sign in to
    /// nothing, and what they answered stands in a column of its own.
    private func said(_ columns: [Int], _ row: CSVRow) -> String {
        columns.lazy.map { row.trimmed($0) }.first { !$0.isEmpty && $0.lowercased() != "anonymous" } ?? ""
    }

    /// Words that say that someone did not come; where nothing is said they did.
    func isAbsent(_ row: CSVRow) -> Bool {
        guard let status else { return false }
        let words: Set<String> = [
            "no", "n", "false", "0", "not attending", "cancelled", "canceled", "deleted", "refunded",
            "transferred",
            "did not attend", "absent", "no show", "no-show", "not attended", "apologies", "dna",
            "not present", "withdrawn",
        ]
        return words.contains(row.trimmed(status).lowercased())
    }

    func line(
        _ row: CSVRow,
        title usual: String,
        heldOn: LocalDate?,
        today: LocalDate
    ) -> Result<HistoryFile.Line, Fault> {
        if let problem = row.problem { return .failure(Fault("row", "\(problem)")) }
        let who = name(row)
        guard let name = PersonName.parse(who) else { return .failure(Fault("name", "There is no name")) }
        let address = said(email, row)
        guard let email = EmailAddress(address) else {
            let written = address.isEmpty ? row.trimmed(self.email[0]) : address
            return .failure(Fault("email", "“\(written)” is not an email address"))
        }
        let titled = self.title.map { row.trimmed($0) } ?? ""
        // “Title” is also what stands before a name.
        let isOfPerson = Self.titlesOfPersons.contains(titled.lowercased().filter { $0.isLetter })
        let typedTitle = isOfPerson ? "" : titled
        let title = typedTitle.isEmpty ? usual.trimmed : typedTitle
        guard (1...200).contains(title.count) else {
            return .failure(Fault("title", "It does not say which event it was"))
        }
        let typedDay = day.map { row.trimmed($0) } ?? ""
        // The day that somebody typed is for rows that have none, not for one that cannot be read.
        let read = typedDay.isEmpty ? heldOn : HistoryDay.parse(typedDay, monthFirst: monthFirst != nil)
        guard let held = read else {
            let reason = typedDay.isEmpty ? "It does not say when it was" : "“\(typedDay)” is not a date"
            return .failure(Fault("date", reason))
        }
        guard held <= today else {
            return .failure(Fault("date", "It is still to come: it is held on \(held.spelledShort)"))
        }
        return .success(
            HistoryFile.Line(
                line: row.line,
                title: title,
                heldOn: held,
                name: name,
                email: email,
                urn: urn.flatMap { Int(row.trimmed($0)) },
                school: said(school, row),
                minutes: duration(row)
            )
        )
    }

    private static let titlesOfPersons: Set<String> = [
        "mr", "mrs", "ms", "miss", "dr", "mx", "prof", "professor", "rev", "reverend", "sir", "dame",
    ]

    private func duration(_ row: CSVRow) -> Int? {
        if let minutes, let value = Int(row.trimmed(minutes)), (1...10_000).contains(value) { return value }
        if let hours, let value = Double(row.trimmed(hours)), value > 0, value < 200 {
            return Int((value * 60).rounded())
        }
        return nil
    }
}
