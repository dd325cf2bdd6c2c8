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
        let owner = try await database.read { try $0.pathway(pathway).orNotFound().owner.id }
        try actor.require(.keepPathways, on: .of(owner))
        let (rows, read) = try PathwayFileRow.read(bytes, needing: [.name, .email, .school, .startsOn])
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        return try await database.write(exclusively: "pathways/import") { transaction in
            var ids = ids
            var outcome = read
            let found = try transaction.pathway(pathway).orNotFound()
            guard found.isOpen else { throw PathwaysRefusal.wrongStep }
            for row in rows {
                do throws(any Error) {
                    let checked = try ParticipantDraft(row).checked()
                    if let known = try transaction.participant(at: checked.person.email, on: pathway) {
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

    /// A pathway's participants as a file, in the columns that an import takes.
    package func participantsCSV(of pathway: ID<Pathway>, by actor: Actor) async throws -> [UInt8] {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        return try await database.write { transaction in
            let found = try transaction.pathway(pathway).orNotFound()
            try actor.require(.keepPathways, on: .of(found.owner.id))
            var writer = CSVWriter()
            writer.write([
                "Name", "E-mail", "URN", "School", "Starts on", "Academic year", "Mentor", "Eligible",
                "Funding",
                "Status", "Outcome", "Ended on",
            ])
            for participant in try transaction.participants(on: pathway) {
                let urn = participant.school.map { String($0.id.rawValue - 1_000_000_000) } ?? ""
                writer.write([
                    participant.person.name,
                    try transaction.email(of: participant.person.id)?.text ?? "", urn,
                    participant.school?.name ?? "", participant.startsOn.description,
                    participant.year.description, participant.mentor?.name ?? "",
                    participant.eligibility.rawValue, participant.funding.rawValue, participant.status.name,
                    participant.outcome?.name ?? "", participant.endedOn?.description ?? "",
                ])
            }
            try transaction.audit(act, "participant.export", of: pathway, in: found.owner.id)
            return writer.bytes
        }
    }
}

extension Transaction {
    /// What a list says of somebody who is there already: only eligibility and funding are taken from it.
    fileprivate func refresh(_ known: Participant, _ checked: ParticipantDraft.Checked) throws -> Bool {
        guard known.eligibility != checked.eligibility || known.funding != checked.funding else {
            return false
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
