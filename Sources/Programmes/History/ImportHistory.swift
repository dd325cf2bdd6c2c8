package import Access
import Accounts
import CSV
import Database
import Directory
import Evidence
import Foundation
package import Services

/// What came of a file of past attendees.
package struct HistoryReport: Sendable {
    package let accepted: Int
    /// Rows that were there already.
    package let repeated: Int
    package let notAttended: Int
    /// How many of those accepted have a school of the register.
    package let recognised: Int
    /// School names that were not recognised, most frequent first.
    package let unrecognised: [(name: String, count: Int)]
    package let refused: [ColleagueFile.Refused]
    package let refusedFile: [UInt8]
}

extension Programmes {
    /// Takes in past attendees. Schools are recognised by URN, by their exact name, or from the address. Imported
    /// twice, a file changes nothing.
    ///
    /// - Throws: `CSVError` when the file is no such table.
    package func importHistory(
        _ bytes: [UInt8],
        named fileName: String,
        title: String,
        heldOn: LocalDate?,
        into hub: ID<Organisation>,
        by actor: Actor
    ) async throws -> HistoryReport {
        try actor.require(.keepRegister, on: .of(hub))
        let file = try HistoryFile.read(bytes, title: title, heldOn: heldOn)
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        return try await database.write { transaction in
            try transaction.requireHub(hub)
            var ids = ids
            var recogniser = SchoolRecogniser()
            let id = ids.next(HistoryReport.self)
            try transaction.execute(
                """
                INSERT INTO history_import (id, hub_id, file_name, accepted, repeated, refused, imported_at, imported_by)
                VALUES (\(id), \(hub), \(String(fileName.prefix(200))), 0, 0, \(file.refused.count), \(act.at),
                    \(actor.person?.id))
                """
            )
            var (accepted, recognised) = (0, 0)
            var unknown: [String: Int] = [:]
            for line in file.lines {
                let school = try recogniser.school(of: line, in: transaction)
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
                recognised: recognised,
                unrecognised: unknown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    ($0.key, $0.value)
                },
                refused: file.refused,
                refusedFile: file.refusedFile
            )
        }
    }
}

/// Finds schools of the register for rows of a file, each name and each domain once.
private struct SchoolRecogniser {
    private var byName: [String: ID<Organisation>?] = [:]
    private var byDomain: [String: ID<Organisation>?] = [:]

    mutating func school(of line: HistoryFile.Line, in transaction: any Transaction) throws -> ID<
        Organisation
    >? {
        if let urn = line.urn.flatMap(URN.init(rawValue:)) {
            let id = RegisterKey.establishment(urn).organisation
            if try transaction.exists("SELECT 1 FROM organisation WHERE id = \(id)") { return id }
        }
        if !line.school.isEmpty, let found = try named(line.school, in: transaction) { return found }
        return try at(line.email, in: transaction)
    }

    /// By the whole name, when only one school has it.
    private mutating func named(_ name: String, in transaction: any Transaction) throws -> ID<Organisation>? {
        let key = name.lowercased()
        if let known = byName[key] { return known }
        let found: [ID<Organisation>] = try transaction.column(
            """
            SELECT DISTINCT organisation.id FROM organisation
            WHERE organisation.kind = 'establishment' AND lower(organisation.name) = \(key) LIMIT 2
            """
        )
        let school = found.count == 1 ? found[0] : nil
        byName.updateValue(school, forKey: key)
        return school
    }

    private mutating func at(_ email: EmailAddress, in transaction: any Transaction) throws -> ID<
        Organisation
    >? {
        let domain = MailDomain(email).text
        if let known = byDomain[domain] { return known }
        let found = try transaction.schools(at: email)
        let school = found.count == 1 ? found[0].id : nil
        byDomain.updateValue(school, forKey: domain)
        return school
    }
}
