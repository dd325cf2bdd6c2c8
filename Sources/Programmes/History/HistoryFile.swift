import Accounts
package import CSV
import Evidence
import Foundation
package import Services

/// Past attendees as Eventbrite, Microsoft Forms or a spreadsheet exports them: columns are found by their
/// headings; the good rows are taken, and each bad one is named with its person.
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

    package let lines: [Line]
    package let refused: [ColleagueFile.Refused]
    package let refusedFile: [UInt8]
    /// Rows that say that the person did not come.
    package let notAttended: Int

    /// - Parameters:
    ///   - title: For files that do not say which event a row is about.
    ///   - heldOn: For files that do not say when it was.
    /// - Throws: `CSVError` when it is no table or has no column for the address.
    package static func read(_ bytes: [UInt8], title: String, heldOn: LocalDate?) throws(CSVError)
        -> HistoryFile
    {
        let reader = try CSVReader(bytes: bytes)
        let columns = try HistoryColumns(reader.header)
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
            switch columns.line(row, title: title, heldOn: heldOn) {
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
            notAttended: notAttended
        )
    }
}

/// Where things stand in such a file.
private struct HistoryColumns {
    let email: Int
    let whole: Int?
    let first: Int?
    let last: Int?
    let title: Int?
    let day: Int?
    let school: Int?
    let urn: Int?
    let status: Int?
    let minutes: Int?
    let hours: Int?

    init(_ header: CSVHeader) throws(CSVError) {
        email = try header.require(
            "Email",
            "E-mail",
            "Attendee Email",
            "Email Address",
            "E-mail address",
            "Work e-mail",
            "Work email",
            "Buyer Email"
        )
        whole = header.position(of: "Name", "Full name", "Attendee Name", "Your name", "Delegate")
        first = header.position(of: "First Name", "Attendee first name", "Forename")
        last = header.position(of: "Last Name", "Surname", "Attendee Surname", "Attendee last name")
        title = header.position(of: "Event Name", "Event", "Event title", "Course", "Title", "Training")
        day = header.position(
            of: "Event Start Date",
            "Event Date",
            "Date Attending",
            "Date held",
            "Date",
            "Event start date and time",
            "Completion time"
        )
        school = header.position(
            of: "School",
            "School name",
            "Company",
            "Organisation",
            "Organization",
            "Your school",
            "Name of school",
            "Which school do you work at?"
        )
        urn = header.position(of: "URN", "School URN")
        status = header.position(of: "Attendee Status", "Checked in", "Attended", "Attendance", "Status")
        minutes = header.position(of: "Minutes", "Duration (minutes)")
        hours = header.position(of: "Hours", "CPD hours", "Duration (hours)")
    }

    func name(_ row: CSVRow) -> String {
        if let whole, !row.trimmed(whole).isEmpty { return row.trimmed(whole) }
        return [first, last].compactMap { $0.map { row.trimmed($0) } }.filter { !$0.isEmpty }.joined(
            separator: " "
        )
    }

    /// Words that say that someone did not come; where nothing is said they did.
    func isAbsent(_ row: CSVRow) -> Bool {
        guard let status else { return false }
        let words: Set<String> = [
            "no", "n", "false", "0", "not attending", "cancelled", "canceled", "deleted", "refunded",
            "transferred",
            "did not attend", "absent", "no show", "no-show", "not attended", "apologies",
        ]
        return words.contains(row.trimmed(status).lowercased())
    }

    func line(_ row: CSVRow, title usual: String, heldOn: LocalDate?) -> Result<HistoryFile.Line, Fault> {
        if let problem = row.problem { return .failure(Fault("row", "\(problem)")) }
        let who = name(row)
        guard let name = PersonName.parse(who) else { return .failure(Fault("name", "There is no name")) }
        guard let email = EmailAddress(row.trimmed(email)) else {
            return .failure(Fault("email", "“\(row.trimmed(self.email))” is no e-mail address"))
        }
        let typedTitle = self.title.map { row.trimmed($0) } ?? ""
        let title = typedTitle.isEmpty ? usual.trimmed : typedTitle
        guard (1...200).contains(title.count) else {
            return .failure(Fault("title", "It does not say which event it was"))
        }
        let typedDay = day.map { row.trimmed($0) } ?? ""
        guard let held = HistoryDay.parse(typedDay) ?? (typedDay.isEmpty || heldOn != nil ? heldOn : nil)
        else {
            return .failure(
                Fault("date", typedDay.isEmpty ? "It does not say when it was" : "“\(typedDay)” is no date")
            )
        }
        return .success(
            HistoryFile.Line(
                line: row.line,
                title: title,
                heldOn: held,
                name: name,
                email: email,
                urn: urn.flatMap { Int(row.trimmed($0)) },
                school: school.map { row.trimmed($0) } ?? "",
                minutes: duration(row)
            )
        )
    }

    private func duration(_ row: CSVRow) -> Int? {
        if let minutes, let value = Int(row.trimmed(minutes)), (1...10_000).contains(value) { return value }
        if let hours, let value = Double(row.trimmed(hours)), value > 0, value < 200 {
            return Int((value * 60).rounded())
        }
        return nil
    }
}

/// The day in a cell that may hold a time too: `14/03/2026 09:00`, `2026-03-14T09:00:00`, `Mar 14, 2026 9:00 AM`.
enum HistoryDay {
    static func parse(_ text: String) -> LocalDate? {
        if let day = TypedDate.parse(text) { return day }
        let first = text.prefix { !$0.isWhitespace && $0 != "T" }
        if let day = TypedDate.parse(String(first)) { return day }
        if let american = text.firstMatch(of: /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})/) {
            return TypedDate.parse("\(american.2) \(american.1) \(american.3)")
        }
        if let worded = text.firstMatch(of: /^(?:[A-Za-z]+,? )?(\d{1,2}) ([A-Za-z]{3,9}) (\d{4})/) {
            return TypedDate.parse("\(worded.1) \(worded.2) \(worded.3)")
        }
        return nil
    }
}
