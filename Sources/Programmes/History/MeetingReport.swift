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
    /// the one with the participants. Time in Zoom's waiting room, which has rows of its own, is not counted.
    ///
    /// - Throws: `CSVError` when there is no table of participants, or one that does not say how long they were there.
    package static func read(_ bytes: [UInt8]) throws(CSVError) -> MeetingReport {
        guard !bytes.isEmpty else { throw .empty }
        let lines = decoded(bytes).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let start = lines.firstIndex(where: { isHeading(String($0)) }) else {
            throw .missingColumns(["Name"])
        }
        let numbered = #/^\d\. /#
        // The next table begins after an empty line or with a numbered heading, such as "3. In-Meeting Activities".
        let end =
            lines[(start + 1)...].firstIndex { line in
                line.allSatisfy { $0.isWhitespace || $0 == "," }
                    || (line.first == "\"" ? line.dropFirst() : line).firstMatch(of: numbered) != nil
            } ?? lines.endIndex
        let table = lines[start..<end].joined(separator: "\n") + "\n"
        let reader = try CSVReader(bytes: Array(table.utf8))
        let name = try reader.header.require(
            "Name",
            "Name (Original Name)",
            "Full Name",
            "Name (original name)",
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
        let duration = try reader.header.require(
            "Duration",
            "In-Meeting Duration",
            "Duration (Minutes)",
            "Total Duration (Minutes)",
            "Attendance Duration"
        )
        var order: [String] = []
        var found: [String: Participant] = [:]
        while let row = try reader.next() {
            let shown = row.trimmed(name)
            guard !shown.isEmpty, waiting.map({ row.trimmed($0).lowercased() }) != "yes" else { continue }
            let address = email.map { row.trimmed($0).lowercased() } ?? ""
            let key = address.isEmpty ? shown.lowercased() : address
            let seconds = Self.seconds(row.trimmed(duration))
            if found[key] == nil { order.append(key) }
            found[key, default: Participant(name: shown, email: address, seconds: 0)].seconds += seconds
        }
        return MeetingReport(participants: order.compactMap { found[$0] })
    }

    private static func isHeading(_ line: String) -> Bool {
        let cells = line.split { $0 == "," || $0 == "\t" }
            .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"\u{FEFF}")).lowercased() }
        let names: Set<String> = ["name", "name (original name)", "full name"]
        let others: Set<String> = [
            "email", "user email", "first join", "join time", "duration (minutes)",
            "total duration (minutes)",
            "in-meeting duration",
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
