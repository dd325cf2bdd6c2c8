package import Access
import Accounts
import CSV
package import Database
package import Foundation
package import Services

/// What someone gets who came: anyone who has its address can see that it is true.
package struct Certificate: Sendable, RowReadable {
    package let id: ID<Certificate>
    package let person: ID<Person>
    package let name: String
    package let title: String
    package let givenBy: String
    package let heldFrom: LocalDate
    package let heldUntil: LocalDate
    /// How many sessions they came to.
    package let sessions: Int
    package let sessionsHeld: Int
    package let minutes: Int
    /// The standard or framework that it met, as the offer said when it was given; may be empty.
    package let standard: String
    /// Whether it was worked through without sessions; then the whole counts as one.
    package let isSelfStudy: Bool
    package let issuedAt: Date
    package let withdrawnAt: Date?
    /// Whether it was withdrawn because the register says that they came to nothing: it comes back with the register.
    package let isWithdrawnByRegister: Bool

    package init(row: Row) throws {
        id = try row.get("id")
        person = try row.get("person_id")
        name = try row.get("name")
        title = try row.get("title")
        givenBy = try row.get("given_by")
        heldFrom = try row.get("held_from")
        heldUntil = try row.get("held_until")
        sessions = try row.get("sessions")
        sessionsHeld = try row.get("sessions_held")
        minutes = try row.get("minutes")
        standard = try row.get("standard")
        isSelfStudy = try row.get("is_self_study")
        issuedAt = try row.get("issued_at")
        withdrawnAt = try row.get("withdrawn_at")
        isWithdrawnByRegister = try row.get("is_withdrawn_by_register")
    }

    /// `5 hours 30 minutes`.
    package var duration: String { Certificate.spelled(minutes: minutes) }

    /// `3 of 4 sessions`, `Self-study`.
    package var extent: String {
        isSelfStudy ? "Self-study" : "\(sessions) of \(sessionsHeld) session\(sessionsHeld == 1 ? "" : "s")"
    }

    package static func spelled(minutes: Int) -> String {
        let hours = minutes / 60
        let rest = minutes % 60
        let parts = [
            hours > 0 ? "\(hours) hour\(hours == 1 ? "" : "s")" : nil,
            rest > 0 ? "\(rest) minute\(rest == 1 ? "" : "s")" : nil,
        ]
        return parts.compactMap(\.self).joined(separator: " ")
    }
}

extension Programmes {
    /// A certificate, for anyone who has its address.
    package func certificate(_ id: ID<Certificate>) async throws -> Certificate {
        try await database.read { try $0.first("SELECT * FROM certificate WHERE id = \(id)").orNotFound() }
    }

    /// Takes a certificate back that should not have been given: its page says so from then on.
    package func withdrawCertificate(_ id: ID<Certificate>, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let run: ID<Run> = try transaction.value("SELECT run_id FROM certificate WHERE id = \(id)")
                .orNotFound()
            let offer = try transaction.offer(transaction.run(run).orNotFound().offer).orNotFound()
            try actor.require(.keepRegister, on: .of(offer.hubs.map(\.organisation.id)))
            let changed = try transaction.execute(
                """
                UPDATE certificate SET withdrawn_at = coalesce(withdrawn_at, \(act.at)), is_withdrawn_by_register = 0
                WHERE id = \(id) AND (withdrawn_at IS NULL OR is_withdrawn_by_register = 1)
                """
            )
            if changed > 0 {
                try transaction.audit(act, .withdrawCertificate, of: id, in: offer.lead?.organisation.id)
            }
        }
    }

    /// Gives a certificate back that was withdrawn by mistake. Where the register says that they came to nothing, it stays
    /// withdrawn until that is corrected.
    package func restoreCertificate(_ id: ID<Certificate>, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found: ID<Run> = try transaction.value("SELECT run_id FROM certificate WHERE id = \(id)")
                .orNotFound()
            let run = try transaction.run(found).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.keepRegister, on: .of(offer.hubs.map(\.organisation.id)))
            let changed = try transaction.execute(
                """
                UPDATE certificate SET withdrawn_at = NULL
                WHERE id = \(id) AND withdrawn_at IS NOT NULL AND is_withdrawn_by_register = 0
                """
            )
            guard changed > 0 else { return }
            try transaction.audit(act, .restoreCertificate, of: id, in: offer.lead?.organisation.id)
            try transaction.alignCertificates(of: run, offer, act)
        }
    }

    /// The certificates of a run, for those who keep its register.
    package func certificates(of run: ID<Run>, by actor: Actor) async throws -> [Certificate] {
        try actor.signedInOrSystem()
        return try await database.read { transaction in
            let offer = try transaction.offer(transaction.run(run).orNotFound().offer).orNotFound()
            try actor.require(.keepRegister, on: .of(offer.hubs.map(\.organisation.id)))
            return try transaction.all("SELECT * FROM certificate WHERE run_id = \(run) ORDER BY name, id")
        }
    }

    /// What the signed-in person has taken part in, latest first: their record of professional development.
    package func developmentRecord(by actor: Actor) async throws -> [Certificate] {
        let person = try actor.signedInPerson().id
        return try await database.read { transaction in
            try transaction.all(
                """
                SELECT * FROM certificate WHERE person_id = \(person) AND withdrawn_at IS NULL
                ORDER BY held_until DESC, id LIMIT 1000
                """
            )
        }
    }

    /// The same as a file for a spreadsheet.
    package func developmentRecordCSV(by actor: Actor) async throws -> [UInt8] {
        let record = try await developmentRecord(by: actor)
        var writer = CSVWriter()
        writer.write([
            "Title", "Given by", "From", "Until", "Academic year", "Sessions attended", "Sessions held",
            "Hours", "Standard", "Certificate",
        ])
        for line in record {
            writer.write([
                line.title, line.givenBy, line.heldFrom.description, line.heldUntil.description,
                AcademicYear(containing: line.heldUntil).description,
                line.isSelfStudy ? "" : "\(line.sessions)", line.isSelfStudy ? "" : "\(line.sessionsHeld)",
                String(format: "%.2f", Double(line.minutes) / 60), line.standard,
                "\(settings.baseURL)/certificates/\(line.id)",
            ])
        }
        return writer.take()
    }
}
