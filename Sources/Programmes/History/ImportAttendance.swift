package import Access
import Accounts
import CSV
import Database
import Foundation
package import Services

/// What came of the report of an online meeting.
package struct MeetingImport: Sendable, Equatable {
    /// The names on the register who were marked present.
    package let present: [String]
    /// Who was there too briefly, with the minutes.
    package let brief: [String]
    /// Who was in the meeting and is not on the register, with the address where there is one.
    package let unmatched: [String]
}

extension Programmes {
    /// Marks those present who were in an online session long enough, by the meeting's own report. People are
    /// recognised by address, else by a name that only one person on the register has; whoever joined twice, signed in and
    /// as a guest, was there for both times. Marks of others stay.
    ///
    /// - Parameter leastMinutes: How long is long enough.
    package func importMeetingReport(
        _ bytes: [UInt8],
        leastMinutes: Int,
        to id: ID<RunSession>,
        by actor: Actor
    ) async throws -> MeetingImport {
        let report = try MeetingReport.read(bytes)
        let sheet = try await attendanceSheet(of: id, by: actor)
        var unmatched: [String] = []
        var found: [AttendanceLine] = []
        var seconds: [ID<BookedPlace>: Int] = [:]
        for participant in report.participants {
            guard let line = sheet.lines.matching(participant) else {
                unmatched.append(
                    participant.email.isEmpty
                        ? participant.name : "\(participant.name) (\(participant.email))"
                )
                continue
            }
            if seconds[line.place.id] == nil { found.append(line) }
            seconds[line.place.id, default: 0] += participant.seconds
        }
        var marks: [ID<BookedPlace>: AttendanceState?] = [:]
        var present: [String] = []
        var brief: [String] = []
        for line in found {
            let minutes = (seconds[line.place.id] ?? 0) / 60
            if minutes >= leastMinutes {
                marks[line.place.id] = .present
                present.append(line.place.name)
            } else {
                brief.append("\(line.place.name) (\(minutes) minutes)")
            }
        }
        try await markAttendance(at: id, marks, by: actor)
        return MeetingImport(present: present.sorted(), brief: brief.sorted(), unmatched: unmatched.sorted())
    }
}

extension [AttendanceLine] {
    fileprivate func matching(_ participant: MeetingReport.Participant) -> AttendanceLine? {
        if !participant.email.isEmpty,
            let byAddress = first(where: { $0.place.email?.text == participant.email })
        {
            return byAddress
        }
        // Zoom has the name of the account in brackets: “Head of maths (Ann Lee)”.
        let inBrackets = participant.name.matches(of: /\(([^)]*)\)/).map { String($0.1) }
        let written = [participant.name] + inBrackets
        for name in written + written.flatMap(Self.otherwise) {
            let key = Self.key(name)
            let byName = filter { Self.key($0.place.name) == key }
            if byName.count == 1 { return byName[0] }
        }
        return nil
    }

    /// Other ways to read a name: trusts write “Lee, Ann”, and people put their school after it, as in “Ann Lee | Seaview”.
    private static func otherwise(_ name: String) -> [String] {
        let parts = name.split(separator: ",")
        let turned = parts.count == 2 ? ["\(parts[1]) \(parts[0])"] : []
        let ends = /\s*,|\s*\||\s+[\-–—]\s+/
        let first = name.firstMatch(of: ends).map { String(name[..<$0.range.lowerBound]) }
        return turned + [first].compactMap { $0 }
    }

    /// Titles, brackets such as "(Guest)" and case aside.
    private static func key(_ name: String) -> String {
        let plain = name.replacing(/\([^)]*\)|\[[^\]]*\]/, with: " ").lowercased()
        let titles: Set<String> = ["mr", "mrs", "ms", "miss", "dr", "mx", "prof", "sir"]
        let words = plain.split { !$0.isLetter && $0 != "'" && $0 != "-" }.map(String.init)
        return words.filter { !titles.contains($0) }.joined(separator: " ")
    }
}
