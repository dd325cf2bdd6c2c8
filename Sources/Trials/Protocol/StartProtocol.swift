package import Access
package import Database
import Evidence
package import Services

extension Trials {
    /// Starts a protocol from a design's template. Only its hub sees it until it is published.
    ///
    /// - Parameter account: A school's shared account whose question the trial takes up: what it says of question, outcome,
    ///   pupils and strand stands in the draft.
    /// - Throws: ``Faults``; ``AccessError``, also where the account is not shared.
    package func startProtocol(
        _ design: ProtocolDesign,
        title: String,
        from account: ID<Evaluation>? = nil,
        for organisation: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Trial> {
        let person = try actor.signedInPerson()
        try actor.require(.registerTrial, on: .of(organisation))
        var text = design.template
        if let account { try await take(up: account, in: &text) }
        text[.title] = title
        guard !text[.title].isEmpty else { throw Faults([.of(.title, "Enter a title")]) }
        if let problem = ProtocolItem.title.problem(with: text[.title]) {
            throw Faults([.of(.title, problem)])
        }
        text[.leadName] = person.name
        let content = text.canonical
        let act = services.act(by: actor)
        let id: ID<Trial> = services.newID()
        return try await database.write { transaction in
            let answer = try transaction.once(key, by: act, "protocol.start") {
                try transaction.execute(
                    """
                    INSERT INTO trial_protocol (trial_id, organisation_id, created_by, created_at, content, version)
                    VALUES (\(id), \(organisation), \(person.id), \(act.at), \(content), 1)
                    """
                )
                try transaction.audit(
                    act,
                    "protocol.start",
                    of: id,
                    in: organisation,
                    ["design": .word(design)]
                )
                return id.description
            }
            return ID<Trial>(answer) ?? id
        }
    }
}

extension Trials {
    /// Fills in what a school's account says, as far as a protocol can say it.
    private func take(up id: ID<Evaluation>, in text: inout ProtocolText) async throws {
        let answers = try await account(id).answers
        let strand: String? = try await database.read { transaction in
            try transaction.value("SELECT slug FROM strand WHERE id = \(answers.strand)")
        }
        let said: [(ProtocolItem, String)] = [
            (.question, answers.question), (.outcome, answers.outcomeName),
            (.isAttainment, answers.isAttainment ? "yes" : "no"), (.phase, answers.phase),
            (.yearGroups, answers.yearGroup), (.strands, strand ?? ""),
        ]
        for (item, value) in said where !value.isEmpty && item.problem(with: value) == nil {
            text[item] = value
        }
    }
}

extension Transaction {
    /// A protocol that the actor may do something with. A draft is its hub's own; a published one is known.
    func protocolRecord(_ id: ID<Trial>, for actor: Actor, _ permission: Permission) throws -> TrialProtocol {
        let found: TrialProtocol? = try first("SELECT * FROM trial_protocol WHERE trial_id = \(id)")
        let record = try found.orNotFound()
        let subject = Subject.of(record.organisation)
        try actor.require(permission, on: record.isDraft ? subject : subject.known)
        return record
    }
}
