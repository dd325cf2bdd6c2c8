package import Access
import Accounts
import CSV
package import Database
import Directory
import Evidence
package import Foundation
package import Services

/// What came of a file of past attendees.
package struct HistoryReport: Sendable {
    package let accepted: Int
    /// Rows that were there already.
    package let repeated: Int
    /// Rows of those who did not come.
    package let notAttended: Int
    /// Rows of those who had a place, of whom nothing says whether they came, and who were not wanted.
    package let leftOut: Int
    /// How many of those accepted have a school of the register.
    package let recognised: Int
    /// How many that were there already without a school have one now.
    package let mended: Int
    /// School names that were not recognised, most frequent first.
    package let unrecognised: [(name: String, count: Int)]
    package let refused: [ColleagueFile.Refused]
    package let refusedFile: [UInt8]
    /// A day of the file that can only have the month first, so that all were read so.
    package let monthFirst: String?
}

extension Programmes {
    /// Takes in past attendees. Schools are recognised by URN, by their exact name, or from the address. Imported
    /// twice, a file changes nothing but that rows which had no school get it once they name one.
    ///
    /// - Parameters:
    ///   - chosen: Which heading is which, where the usual ones are not there.
    ///   - unclear: What those count as who had a place at an event of which the file says of nobody that they came.
    /// - Throws: `CSVError` when the file is no such table; `Faults` (field `unclear`) when there are such people and nobody
    ///   said what they count as.
    package func importHistory(
        _ bytes: [UInt8],
        named fileName: String,
        title: String,
        heldOn: LocalDate?,
        chosen: [HistoryColumn: String] = [:],
        unclear: HistoryUnclear? = nil,
        into hub: ID<Organisation>,
        by actor: Actor
    ) async throws -> HistoryReport {
        try actor.require(.keepRegister, on: .of(hub))
        let file = try HistoryFile.read(
            bytes,
            title: title,
            heldOn: heldOn,
            chosen: chosen,
            unclear: unclear ?? .came,
            today: services.today()
        )
        let unclearCount = file.tallies.map(\.unclear).reduce(0, +)
        guard unclearCount == 0 || unclear != nil else { throw Faults([HistoryUnclear.missing]) }
        // Before the write, which others wait for.
        let recogniser = try await database.read { try SchoolRecogniser(file.lines, in: $0) }
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        return try await database.write { transaction in
            try transaction.requireHub(hub)
            var ids = ids
            let id = ids.next(HistoryReport.self)
            try transaction.execute(
                """
                INSERT INTO history_import (id, hub_id, file_name, accepted, repeated, refused, imported_at, imported_by)
                VALUES (\(id), \(hub), \(String(fileName.prefix(200))), 0, 0, \(file.refused.count), \(act.at),
                    \(actor.person?.id))
                """
            )
            var (accepted, recognised, mended) = (0, 0, 0)
            var unknown: [String: Int] = [:]
            for line in file.lines {
                let school = recogniser.school(of: line)
                let added = try transaction.execute(
                    """
                    INSERT INTO past_attendance
                        (id, hub_id, import_id, title, held_on, name, email, organisation_id, school_text, minutes)
                    VALUES (\(ids.next(PastAttendance.self)), \(hub), \(id), \(line.title), \(line.heldOn),
                        \(line.name), \(line.email), \(school), \(String(line.school.prefix(200))), \(line.minutes))
                    ON CONFLICT (hub_id, title, held_on, email) DO NOTHING
                    """
                )
                accepted += added
                if added == 0, let school {
                    mended += try transaction.execute(
                        """
                        UPDATE past_attendance SET organisation_id = \(school), school_text = \(String(line.school.prefix(200)))
                        WHERE hub_id = \(hub) AND title = \(line.title) AND held_on = \(line.heldOn)
                            AND email = \(line.email) AND organisation_id IS NULL
                        """
                    )
                }
                if added > 0, school != nil { recognised += 1 }
                if added > 0, school == nil {
                    unknown[line.school.isEmpty ? "No school given" : line.school, default: 0] += 1
                }
            }
            try transaction.execute(
                """
                UPDATE history_import SET accepted = \(accepted), repeated = \(file.lines.count - accepted)
                WHERE id = \(id)
                """
            )
            try transaction.audit(
                act,
                .importHistory,
                of: hub,
                in: hub,
                ["accepted": .count(accepted), "refused": .count(file.refused.count)]
            )
            return HistoryReport(
                accepted: accepted,
                repeated: file.lines.count - accepted,
                notAttended: file.notAttended,
                leftOut: unclear == .leftOut ? unclearCount : 0,
                recognised: recognised,
                mended: mended,
                unrecognised: unknown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    ($0.key, $0.value)
                },
                refused: file.refused,
                refusedFile: file.refusedFile,
                monthFirst: file.monthFirst
            )
        }
    }
}

extension Programmes {
    /// Takes a file out again: every row that it brought. Rows that it repeated belong to the file before it.
    ///
    /// - Returns: How many rows went.
    @discardableResult
    package func removeHistory(_ id: ID<HistoryReport>, by actor: Actor) async throws -> Int {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        return try await database.write { transaction in
            let hub: ID<Organisation>? = try transaction.value(
                "SELECT hub_id FROM history_import WHERE id = \(id)"
            )
            guard let hub else { throw AccessError.notFound }
            try actor.require(.keepRegister, on: .of(hub))
            let rows = try transaction.execute("DELETE FROM past_attendance WHERE import_id = \(id)")
            try transaction.execute("DELETE FROM history_import WHERE id = \(id)")
            try transaction.audit(act, .removeHistory, of: hub, in: hub, ["rows": .count(rows)])
            return rows
        }
    }

    /// The files that a hub has brought, newest first.
    package func historyFiles(of hub: ID<Organisation>, by actor: Actor) async throws -> [HistoryImport] {
        try actor.require(.keepRegister, on: .of(hub))
        return try await database.read { transaction in
            try transaction.all(
                """
                SELECT h.*, (SELECT count(*) FROM past_attendance p WHERE p.import_id = h.id) AS people
                FROM history_import h WHERE h.hub_id = \(hub) ORDER BY h.imported_at DESC, h.id LIMIT 100
                """
            )
        }
    }
}

/// A file of past attendees that was taken in.
package struct HistoryImport: Sendable, RowReadable {
    package let id: ID<HistoryReport>
    package let fileName: String
    package let importedAt: Date
    /// How many rows of it are there now.
    package let people: Int

    package init(row: Row) throws {
        id = try row.get("id")
        fileName = try row.get("file_name")
        importedAt = try row.get("imported_at")
        people = try row.get("people")
    }
}

/// Schools of the register for the rows of a file: by URN, by the whole name when only one school has it, or from the
/// domain of the address.
struct SchoolRecogniser: Sendable {
    private var byURN: [Int: ID<Organisation>] = [:]
    private var byName: [String: ID<Organisation>] = [:]
    private var byDomain: [MailDomain: ID<Organisation>] = [:]

    /// How many are looked up by one statement.
    private static let batch = 500

    init(_ lines: [HistoryFile.Line], in transaction: any Transaction) throws {
        let urns = Set(lines.compactMap { $0.urn.flatMap(URN.init(rawValue:)) })
        for part in Self.batches(of: urns.sorted { $0.rawValue < $1.rawValue }) {
            let ids = part.map { RegisterKey.establishment($0).organisation }
            let found: Set<ID<Organisation>> = Set(
                try transaction.column("SELECT id FROM organisation WHERE id IN (\(SQL.list(ids)))")
            )
            for (urn, id) in zip(part, ids) where found.contains(id) { byURN[urn.rawValue] = id }
        }
        var schools: [String: Set<ID<Organisation>>] = [:]
        for part in Self.batches(of: Set(lines.map { $0.school.lowercased() }).subtracting([""]).sorted()) {
            let rows = try transaction.rows(
                """
                SELECT lower(name), id FROM organisation
                WHERE kind = 'establishment' AND lower(name) IN (\(SQL.list(part)))
                """
            )
            for row in rows { schools[try row.get(0), default: []].insert(try row.get(1)) }
        }
        for (name, found) in schools where found.count == 1 { byName[name] = found.first }
        let domains = Set(lines.filter { known($0) == nil }.map { MailDomain($0.email) })
        for (domain, found) in try transaction.schools(atAny: domains) where found.count == 1 {
            byDomain[domain] = found.first?.id
        }
    }

    func school(of line: HistoryFile.Line) -> ID<Organisation>? {
        known(line) ?? byDomain[MailDomain(line.email)]
    }

    private func known(_ line: HistoryFile.Line) -> ID<Organisation>? {
        line.urn.flatMap { byURN[$0] } ?? byName[line.school.lowercased()]
    }

    private static func batches<Element>(of all: [Element]) -> [ArraySlice<Element>] {
        stride(from: 0, to: all.count, by: batch).map { all[$0..<min($0 + batch, all.count)] }
    }
}
