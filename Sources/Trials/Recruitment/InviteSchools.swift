package import Access
package import Database
import Evidence
import Foundation
import Mail
package import Services

extension Trials {
    /// Invites schools to a trial that is recruiting; those that were asked before are left as they are. Each
    /// school's leads get an email.
    ///
    /// - Returns: How many were asked now.
    /// - Throws: ``AccessError``; ``Faults``; ``TrialsError/wrongStep`` once rosters are locked.
    package func inviteSchools(
        _ schools: [ID<Organisation>],
        to id: ID<Trial>,
        from source: TrialSchool.Source,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> Int {
        let person = try actor.signedInPerson()
        guard schools.count <= 2_000 else {
            throw Faults([
                Fault("urns", "Invite at most 2,000 schools at once. Send the list in parts")
            ])
        }
        let act = services.act(by: actor)
        let wanted = Set(schools).sorted()
        let ids = wanted.map { _ in services.newID(TrialSchool.self) }
        let mailIDs = IDSequence(services)
        let address = siteAddress
        return try await database.write(exclusively: Self.queue(id)) { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .registerTrial)
            guard !record.isDraft, try transaction.trialCourse(id).stage == .recruiting else {
                throw TrialsError.wrongStep
            }
            try transaction.refuseIfStopped(id)
            let answer = try transaction.once(key, by: act, "trial.invite") {
                let known: [ID<Organisation>] = try transaction.column(
                    "SELECT organisation_id FROM trial_school WHERE trial_id = \(id)"
                )
                let real: Set<ID<Organisation>> = Set(
                    try transaction.column(
                        "SELECT id FROM organisation WHERE kind = 'establishment' AND id IN (\(SQL.list(wanted)))"
                    )
                )
                let before = Set(known)
                let new = zip(wanted, ids).filter { real.contains($0.0) && !before.contains($0.0) }
                for (school, row) in new {
                    try transaction.execute(
                        """
                        INSERT INTO trial_school
                            (id, trial_id, organisation_id, state, source, invited_by, invited_at, may_be_named,
                             reason, objections, version)
                        VALUES (\(row), \(id), \(school), 'invited', \(source), \(person.id), \(act.at), 0, '', 0, 1)
                        """
                    )
                }
                try transaction.writeToLeads(
                    of: new.map(\.0),
                    about: record,
                    address: address,
                    at: act.at,
                    mailIDs
                )
                try transaction.audit(
                    act,
                    "trial.invite",
                    of: id,
                    in: record.organisation,
                    ["schools": .count(new.count)]
                )
                try transaction.touch([.trial(id)])
                return "\(new.count)"
            }
            return Int(answer) ?? 0
        }
    }

    static func queue(_ id: ID<Trial>) -> String { "trial/\(id)" }
}

extension Transaction {
    fileprivate func writeToLeads(
        of schools: [ID<Organisation>],
        about record: TrialProtocol,
        address: String,
        at now: Date,
        _ sequence: IDSequence
    ) throws {
        var ids = sequence
        let leads = try rows(
            """
            SELECT p.name, p.email, o.name AS school FROM membership m
            JOIN person p ON p.id = m.person_id JOIN organisation o ON o.id = m.organisation_id
            WHERE m.role = 'lead' AND p.email IS NOT NULL AND m.organisation_id IN (\(SQL.list(schools)))
            ORDER BY p.id, o.id
            """
        )
        for lead in leads {
            let name: String = try lead.get("name")
            let school: String = try lead.get("school")
            let mail = OutgoingMail(
                to: MailAddress(name: name, address: try lead.get("email")),
                subject: "Would \(school) take part? \(record.text[.title])",
                text: """
                    Dear \(name),

                    \(school) is invited to take part in a trial.

                    \(record.text[.question])

                    What taking part means, what the school gets, and the memorandum to read before you decide:
                    \(address)/school/trials

                    Results are published whatever they show. The protocol is public already.

                    Questions: \(record.text[.leadName]), \(record.text[.leadEmail])
                    """
            )
            try enqueue(mail, id: ids.next(), at: now)
        }
    }
}
