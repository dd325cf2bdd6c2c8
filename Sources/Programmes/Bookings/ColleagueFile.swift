import Accounts
package import CSV
import Evidence

/// A spreadsheet of colleagues, as CSV or an Excel workbook: the good rows are taken, each bad one is named with its person,
/// and the bad ones come back as a file to mend.
package struct ColleagueFile: Sendable, Equatable {
    package struct Refused: Sendable, Equatable {
        package let line: Int
        /// The name as it stands in the row, or the address, or the line.
        package let who: String
        package let reason: String
    }

    package let accepted: [ColleagueDraft]
    package let refused: [Refused]
    /// The headings and the rows that were refused, with the reason in a column of its own.
    package let refusedFile: [UInt8]

    private static let emails = [
        "Email", "E-mail", "Work email", "Work e-mail", "Email address", "E-mail address",
    ]
    private static let wholes = ["Name", "Full name", "Colleague", "Staff name"]
    private static let firsts = ["First name", "Forename", "Given name"]
    private static let lasts = ["Last name", "Surname", "Family name"]
    private static let knownHeadings = Set((emails + wholes + firsts + lasts).map { $0.lowercased() })

    /// Reads a file with a column for the email address and one for the name, or one each for first and last
    /// name. A title above the headings is passed over. A row that repeats an address is refused.
    ///
    /// - Throws: `CSVError` when it is no table at all or lacks a column.
    package static func read(_ bytes: [UInt8], most: Int = BookingDraft.mostColleagues) throws(CSVError)
        -> ColleagueFile
    {
        let table = try SentTable.csv(of: bytes, knownHeadings.contains)
        let reader = try CSVReader(bytes: table, belowTitle: knownHeadings.contains)
        guard let email = reader.header.position(ofAny: emails) else { throw .missingColumns(["Email"]) }
        let whole = reader.header.position(ofAny: wholes)
        let first = reader.header.position(ofAny: firsts)
        let last = reader.header.position(ofAny: lasts)
        guard whole != nil || (first != nil && last != nil) else { throw .missingColumns(["Name"]) }
        var accepted: [ColleagueDraft] = []
        var refused: [Refused] = []
        var lines: [String: Int] = [:]
        var writer = CSVWriter()
        writer.write(reader.header.names + ["What is wrong"])
        while let row = try reader.next() {
            let name =
                whole.map { row.trimmed($0) }
                ?? [first, last].compactMap { $0.map { row.trimmed($0) } }.joined(separator: " ").trimmed
            let draft = ColleagueDraft(name: name, email: row.trimmed(email))
            if draft.isEmpty, row.problem == nil { continue }
            let reason = reason(to: draft, row, earlier: lines, isFull: accepted.count >= most, most: most)
            if let reason {
                let who = name.isEmpty ? (draft.email.isEmpty ? "Line \(row.line)" : draft.email) : name
                refused.append(Refused(line: row.line, who: who, reason: reason))
                writer.write(row.cells + [reason])
            } else {
                lines[EmailAddress(draft.email)?.text ?? ""] = row.line
                accepted.append(draft)
            }
        }
        return ColleagueFile(
            accepted: accepted,
            refused: refused,
            refusedFile: refused.isEmpty ? [] : writer.take()
        )
    }

    private static func reason(
        to draft: ColleagueDraft,
        _ row: CSVRow,
        earlier: [String: Int],
        isFull: Bool,
        most: Int
    ) -> String? {
        if let problem = row.problem { return "\(problem)" }
        var reader = FieldReader()
        guard let named = draft.checked(at: 0, &reader) else { return reader.faults.first?.message }
        if let line = earlier[named.email.text] { return "\(named.email) stands on line \(line) too" }
        return isFull ? "At most \(most) places can be booked at a time" : nil
    }
}
