import Accounts
package import CSV
import Foundation

/// The attendance report of an online meeting, as Microsoft Teams or Zoom export it: who was there and for how
/// long. Someone who came twice is one person.
package struct MeetingReport: Sendable, Equatable {
    package struct Participant: Sendable, Equatable {
        package let name: String
        /// Lower case; empty where the report has none.
        package let email: String
        package var seconds: Int
    }

    package let participants: [Participant]

    /// Reads either report; they are UTF-8 or UTF-16, with commas or tabs, and have other tables before and after
    /// the one with the participants. Time in Zoom's waiting room, which has rows of its own, is not counted. Zoom's report
    /// of a webinar has a table each for hosts, panellists and attendees, those who did not come among them.
    ///
    /// - Throws: `CSVError` when there is no table of participants, or one that does not say how long they were there.
    package static func read(_ bytes: [UInt8]) throws(CSVError) -> MeetingReport {
        guard !bytes.isEmpty else { throw .empty }
        let lines = decoded(bytes).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let starts = lines.indices.filter { isHeading(String(lines[$0])) }
        guard let first = starts.first else { throw .missingColumns(["Name"]) }
        // Other reports tell the same again further down.
        let isWebinar = lines[first].lowercased().contains("time in session")
        var people = People()
        for start in isWebinar ? starts : [first] {
            let next = end(of: start, in: lines, isWebinar: isWebinar)
            try people.read(lines[start..<next].joined(separator: "\n") + "\n")
        }
        return MeetingReport(participants: people.participants)
    }

    /// Where the table that begins with a line ends: before an empty line, a numbered heading, such as "3. In-Meeting
    /// Activities", or, of a webinar, a heading without any comma, such as "Attendee Details".
    private static func end(of start: Int, in lines: [Substring], isWebinar: Bool) -> Int {
        let numbered = #/^\d\. /#
        let after = lines[(start + 1)...].firstIndex { line in
            if isWebinar, !line.contains(",") { return true }
            return line.allSatisfy { $0.isWhitespace || $0 == "," }
                || (line.first == "\"" ? line.dropFirst() : line).firstMatch(of: numbered) != nil
        }
        return after ?? lines.endIndex
    }

    private static func isHeading(_ line: String) -> Bool {
        let cells = line.split { $0 == "," || $0 == "\t" }
            .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"\u{FEFF}")).lowercased() }
        let names: Set<String> = [
            "name", "name (original name)", "full name", "user name (original name)",
        ]
        let others: Set<String> = [
            "email", "user email", "first join", "join time", "duration (minutes)",
            "total duration (minutes)",
            "in-meeting duration", "time in session (minutes)",
        ]
        return cells.contains { names.contains($0) } && cells.contains { others.contains($0) }
    }

    private static func decoded(_ bytes: [UInt8]) -> String {
        let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        if isUTF16, let text = String(bytes: bytes, encoding: .utf16) { return text }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// No meeting is longer: a cell that says more is a mistake of its file, and stands for this much.
    private static let mostSeconds = 7 * 86_400

    /// `1h 20m 5s`, `83`, `1:20:05`: minutes where there is only a number. From 0 to a week.
    static func seconds(_ text: String) -> Int {
        if let minutes = Int(text) { return min(bounded(minutes) * 60, mostSeconds) }
        let parts: [Int] = text.split(separator: ":").compactMap { Int($0) }.map { bounded($0) }
        if parts.count == 3 { return min(parts[0] * 3600 + parts[1] * 60 + parts[2], mostSeconds) }
        var total = 0
        for match in text.matches(of: /(\d+)\s*([hms])/) {
            let factor = match.2 == "h" ? 3600 : match.2 == "m" ? 60 : 1
            total = min(total + bounded(Int(match.1) ?? 0) * factor, mostSeconds)
        }
        return total
    }

    /// A number that can be multiplied by the seconds of an hour.
    private static func bounded(_ number: Int) -> Int { min(max(number, 0), mostSeconds) }
}

/// Who was in a meeting, from its tables: one row or several for each person.
private struct People {
    private var order: [String] = []
    private var found: [String: MeetingReport.Participant] = [:]

    var participants: [MeetingReport.Participant] { order.compactMap { found[$0] } }

    mutating func read(_ table: String) throws(CSVError) {
        let reader = try CSVReader(bytes: Array(table.utf8))
        let name = try reader.header.require(
            "Name",
            "Name (Original Name)",
            "Full Name",
            "Name (original name)",
            "User Name (Original Name)",
            "Participant"
        )
        let email = reader.header.position(
            of: "Email",
            "User Email",
            "Participant ID (UPN)",
            "Email address",
            "E-mail"
        )
        let waiting = reader.header.position(of: "In Waiting Room")
        let attended = reader.header.position(of: "Attended")
        let duration = try reader.header.require(
            "Duration",
            "In-Meeting Duration",
            "Duration (Minutes)",
            "Total Duration (Minutes)",
            "Attendance Duration",
            "Time in Session (minutes)"
        )
        while let row = try reader.next() {
            let shown = row.trimmed(name)
            let waited = waiting.map { row.trimmed($0).lowercased() } == "yes"
            let stayedAway = attended.map { row.trimmed($0).lowercased() } == "no"
            guard !shown.isEmpty, !waited, !stayedAway else { continue }
            let address = email.map { row.trimmed($0).lowercased() } ?? ""
            let key = address.isEmpty ? shown.lowercased() : address
            let seconds = MeetingReport.seconds(row.trimmed(duration))
            let new = MeetingReport.Participant(name: shown, email: address, seconds: 0)
            if found[key] == nil { order.append(key) }
            found[key, default: new].seconds += seconds
        }
    }
}
