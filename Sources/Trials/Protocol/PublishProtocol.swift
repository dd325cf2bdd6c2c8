package import Access
import Database
import Evidence
import Sealing
package import Services

extension Trials {
    /// Publishes a protocol: it is locked, its hash and the time are public, its trial is registered, and the
    /// secret of its allocation is committed by hash.
    ///
    /// - Throws: ``Faults`` with everything that is missing or refused; ``AccessError``;
    ///   ``DatabaseError/staleVersion``; ``TrialsError/wrongStep`` when it is public already.
    package func publishProtocol(_ id: ID<Trial>, version: Int, by actor: Actor) async throws -> Trial {
        try actor.signedInUnlessSystem()
        let act = services.act(by: actor)
        let today = services.today()
        let secret = AllocationSecret.drawn(services)
        let sealed = masterKey.seal(secret.bytes, for: Self.secretPurpose(id), services)
        return try await database.write { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .registerTrial)
            guard record.isDraft else { throw TrialsError.wrongStep }
            var text = record.text
            try transaction.complete(&text, of: record.organisation)
            let faults = text.faults
            guard faults.isEmpty else { throw Faults(faults) }
            try transaction.update(
                """
                UPDATE trial_protocol SET content = \(text.canonical), published_content = \(text.canonical),
                    published_at = \(act.at), sha256 = \(text.sha256), commitment = \(secret.commitment),
                    sealed_secret = \(sealed), version = version + 1
                WHERE trial_id = \(id) AND version = \(version)
                """
            )
            try transaction.register(text, as: id, of: record.organisation, on: today)
            try transaction.execute("INSERT INTO trial_course (trial_id, version) VALUES (\(id), 1)")
            try transaction.audit(act, "protocol.publish", of: id, in: record.organisation)
            return try transaction.trial(id)
        }
    }

    static func secretPurpose(_ id: ID<Trial>) -> String { "trial/\(id)/secret" }
}

extension Transaction {
    /// Enters a trial into the registry from its protocol.
    fileprivate func register(
        _ text: ProtocolText,
        as id: ID<Trial>,
        of organisation: ID<Organisation>,
        on today: LocalDate
    ) throws {
        let slug = try Slug.free(Slug.made(from: text[.title])) { candidate in
            try exists("SELECT 1 FROM trial WHERE slug = \(candidate)")
        }
        try execute(
            """
            INSERT INTO trial
                (id, slug, title, intervention_id, organisation_id, question, protocol_summary, outcome_name,
                 registered_on, recruits_from, runs_from, results_due_on, version)
            VALUES (\(id), \(slug), \(text[.title]), \(ID<Intervention>(text[.intervention])), \(organisation),
                \(text[.question]), \(text.summary), \(text[.outcome]), \(today),
                \(text.day(.recruitsFrom)), \(text.day(.runsFrom)), \(text.day(.resultsDueOn)), 1)
            """
        )
        try linkStrands(of: id, text)
        try touch([.trials, .trial(id)])
    }

    func linkStrands(of id: ID<Trial>, _ text: ProtocolText) throws {
        let strands: [ID<Strand>] = try column(
            "SELECT id FROM strand WHERE slug IN (\(SQL.list(text.words(.strands)))) ORDER BY id"
        )
        try link(id, to: strands)
        try announce(.trial, id)
        try touch(strands.map(Topic.strand))
    }
}

extension ProtocolText {
    /// The protocol in short, for the registry: made of what it says, so that the two cannot disagree.
    var summary: String {
        let control = ControlCondition(rawValue: self[.control])?.title.lowercasedFirst ?? "control"
        var parts = [
            "\(design.title). Compared with \(control). \(self[.population])",
            "Primary outcome: \(self[.outcome]); baseline: \(self[.baseline].asSentence) \(self[.estimand])",
        ]
        if let target = number(.targetMDES), let schools = whole(.schools) {
            parts.append(
                "\(schools) schools are wanted, to detect \(EffectWords.text(target)) SD. The result is published whatever it shows."
            )
        }
        return parts.map(\.asSentence).joined(separator: "\n\n")
    }
}
