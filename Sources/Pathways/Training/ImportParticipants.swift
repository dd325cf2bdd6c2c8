package import Access
import Accounts
import CSV
import Database
import Evidence
import Programmes
package import Services

extension Pathways {
    /// Takes a list of participants: good rows enter together, the others come back with who they are about
    /// and why. A second run with the same file changes nothing.
    ///
    /// - Throws: `CSVError` when it cannot be read at all; `Faults`; `AccessError`.
    package func importParticipants(_ bytes: [UInt8], on pathway: ID<Pathway>, by actor: Actor) async throws
        -> PathwayImportOutcome
    {
        try actor.signedInPerson()
        let asked = try await database.read { try $0.pathway(pathway).orNotFound() }
        let owner = asked.owner.id
        try actor.require(.keepPathways, on: .of(owner))
        let needed: [PathwayFileRow.Column] = [.name, .email, .school]
        let (rows, read) = try PathwayFileRow.read(
            bytes,
            needing: asked.startsOn == nil ? needed + [.startsOn] : needed
        )
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        return try await database.write(exclusively: "pathways/import") { transaction in
            var ids = ids
            var outcome = read
            let found = try transaction.pathway(pathway).orNotFound()
            guard found.isOpen else { throw PathwaysRefusal.wrongStep }
            for row in rows {
                do throws(any Error) {
                    var draft = ParticipantDraft(row)
                    draft.begin(with: found)
                    let known = try transaction.known(draft, row, on: pathway)
                    if let known { draft.keep(known, wherever: row) }
                    let checked = try draft.checked()
                    if let known {
                        let isChanged = try transaction.refresh(known, checked)
                        if isChanged { outcome.updated += 1 } else { outcome.unchanged += 1 }
                        continue
                    }
                    let school = try transaction.school(called: checked.school)
                    _ = try transaction.insertParticipant(checked, at: school.id, on: found, act, &ids)
                    outcome.entered += 1
                } catch let wrong as Faults {
                    outcome.rejected.append(row.rejected(wrong.list.map(\.message).joined(separator: ". ")))
                }
            }
            outcome.rejected.sort { $0.line < $1.line }
            try transaction.audit(
                act,
                "participant.import",
                in: owner,
                [
                    "pathway": .id(pathway), "entered": .count(outcome.entered),
                    "rejected": .count(outcome.rejected.count),
                ]
            )
            return outcome
        }
    }

    /// A pathway's participants as a file, in the columns that an import takes: sent back unchanged it changes
    /// nothing.
    package func participantsCSV(of pathway: ID<Pathway>, by actor: Actor) async throws -> [UInt8] {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let (owner, bytes) = try await database.read { transaction in
            let found = try transaction.pathway(pathway).orNotFound()
            try actor.require(.keepPathways, on: .of(found.owner.id))
            return (found.owner.id, try transaction.participantsFile(of: pathway))
        }
        try await database.write { transaction in
            try transaction.audit(act, "participant.export", of: pathway, in: owner)
        }
        return bytes
    }
}

extension ParticipantDraft {
    /// What a file has no column for, or leaves empty, stays as it is.
    fileprivate mutating func keep(_ known: Participant, wherever row: PathwayFileRow) {
        if row.text(.eligibility).isEmpty { eligibility = known.eligibility.rawValue }
        if row.text(.funding).isEmpty { funding = known.funding.rawValue }
        if row.text(.startsOn).isEmpty { startsOn = known.startsOn.description }
    }
}

extension Transaction {
    fileprivate func participantsFile(of pathway: ID<Pathway>) throws -> [UInt8] {
        let people = try rows(
            """
            SELECT id, email, teacher_reference FROM person
            WHERE id IN (SELECT person_id FROM participant WHERE pathway_id = \(pathway))
                OR id IN (SELECT m.mentor_id FROM mentorship_period m
                    JOIN participant t ON t.id = m.participant_id WHERE t.pathway_id = \(pathway))
            """
        )
        var emails: [ID<Person>: String] = [:]
        var references: [ID<Person>: String] = [:]
        for row in people {
            let id: ID<Person> = try row.get("id")
            emails[id] = try row.get("email", as: String?.self)
            references[id] = try row.get("teacher_reference", as: String?.self)
        }
        var writer = CSVWriter()
        writer.write([
            "Name", "Email", "TRN", "URN", "School", "Starts on", "Academic year", "Mentor", "Mentor email",
            "Eligible", "Funding", "Status", "Outcome", "Ended on",
        ])
        for participant in try participants(on: pathway) {
            // A mentor whose account was erased has no address, and cannot be named by one.
            let mentorEmail = participant.mentor.flatMap { emails[$0.id] }
            writer.write([
                participant.person.name, emails[participant.person.id] ?? "",
                references[participant.person.id] ?? "",
                participant.school.map { String($0.id.rawValue - 1_000_000_000) } ?? "",
                participant.school?.name ?? "", participant.startsOn.description,
                participant.year.description, mentorEmail == nil ? "" : participant.mentor?.name ?? "",
                mentorEmail ?? "", participant.eligibility.rawValue, participant.funding.rawValue,
                participant.status.name, participant.outcome?.name ?? "",
                participant.endedOn?.description ?? "",
            ])
        }
        return writer.bytes
    }

    /// Whom a row is about: the one at the address who began on its day, or the one who is on the pathway now. Of a row
    /// without a day it may also be the one who withdrew last.
    fileprivate func known(_ draft: ParticipantDraft, _ row: PathwayFileRow, on pathway: ID<Pathway>) throws
        -> Participant?
    {
        guard let email = EmailAddress(draft.email) else { return nil }
        let those: SQL = "\(Participant.source) WHERE t.pathway_id = \(pathway) AND p.email = \(email)"
        let lastFirst: SQL =
            "ORDER BY CASE WHEN t.training_status = 'withdrawn' THEN 1 ELSE 0 END, t.ended_on DESC, t.id LIMIT 1"
        if row.text(.startsOn).isEmpty { return try first("\(those) \(lastFirst)") }
        if let day = TypedDate.parse(draft.startsOn),
            let found: Participant = try first("\(those) AND t.starts_on = \(day) \(lastFirst)")
        {
            return found
        }
        return try participant(at: email, on: pathway)
    }

    /// What a list says of somebody who is there already: the first day, eligibility and funding are taken from
    /// it, and a teacher reference number where the account has none.
    ///
    /// - Throws: `Faults`.
    fileprivate func refresh(_ known: Participant, _ checked: ParticipantDraft.Checked) throws -> Bool {
        try requireFree(checked.teacherReference, for: checked.person.email)
        let isMoved = known.startsOn != checked.startsOn
        if isMoved { try moveFirstDay(of: known, to: checked.startsOn, field: "startsOn") }
        let isNumbered = try keepTeacherReference(checked.teacherReference, of: known.person.id)
        guard isMoved || known.eligibility != checked.eligibility || known.funding != checked.funding else {
            return isNumbered
        }
        try execute(
            """
            UPDATE participant SET eligibility = \(checked.eligibility), funding = \(checked.funding),
                version = version + 1
            WHERE id = \(known.id)
            """
        )
        return true
    }
}
