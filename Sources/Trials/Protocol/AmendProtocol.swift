package import Access
import Database
import Evidence
package import Services

extension Trials {
    /// Changes a published protocol by a dated amendment that everyone can see beside what it replaced.
    ///
    /// After units were allocated nothing about the allocation changes; once the data are frozen nothing at
    /// all does, for the analysis is what was decided before anyone had seen an outcome by arm.
    ///
    /// - Throws: ``Faults``; ``AccessError``; ``DatabaseError/staleVersion``; ``TrialsError/wrongStep`` for a
    ///   draft, after the freeze, or once the trial has stopped.
    package func amendProtocol(
        _ id: ID<Trial>,
        version: Int,
        changing values: [ProtocolItem: String],
        reason: String,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let reason = reader.required(reason, "reason", named: "the reason", most: 2_000)
        try reader.finish()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .registerTrial)
            guard !record.isDraft else { throw TrialsError.wrongStep }
            let course = try transaction.trialCourse(id)
            guard course.frozenAt == nil else { throw TrialsError.wrongStep }
            try transaction.refuseIfStopped(id)
            var text = record.text
            for (item, value) in values where !item.isDerived { text[item] = value }
            try transaction.complete(&text, of: record.organisation)
            let changes = record.text.changes(to: text)
            guard !changes.isEmpty else { throw Faults([Fault("reason", "Nothing was changed")]) }
            var faults = text.faults
            if course.allocatedAt != nil {
                faults += changes.filter { $0.item.isFixedByAllocation(in: record.text) }.map {
                    .of($0.item, "This cannot change any more: the units are allocated")
                }
            }
            if let before = record.text.day(.purgeOn), let after = text.day(.purgeOn), after > before,
                try transaction.hasRows(of: id)
            {
                faults.append(
                    .of(
                        .purgeOn,
                        "Rosters were sent on the promise that rows are destroyed by the day that stands here. It can only be earlier"
                    )
                )
            }
            guard faults.isEmpty else { throw Faults(faults) }
            try transaction.fileAmendment(
                text,
                of: record,
                version: version,
                reason: reason,
                by: person.id,
                act
            )
            try transaction.execute(
                """
                UPDATE trial SET title = \(text[.title]), question = \(text[.question]),
                    protocol_summary = \(text.summary), outcome_name = \(text[.outcome]),
                    intervention_id = \(ID<Intervention>(text[.intervention])),
                    recruits_from = \(text.day(.recruitsFrom)),
                    first_runs_from = coalesce(first_runs_from, runs_from), runs_from = \(text.day(.runsFrom)),
                    first_due_on = coalesce(first_due_on, results_due_on),
                    results_due_on = \(text.day(.resultsDueOn)), version = version + 1
                WHERE id = \(id)
                """
            )
            try transaction.linkStrands(of: id, text)
            try transaction.touch([.trials, .trial(id)])
        }
    }
}

extension Transaction {
    /// Puts another text in the place of what a public protocol says, and keeps both as its next amendment.
    ///
    /// - Parameter line: Counts from 0 where the act leaves several entries in the audit.
    func fileAmendment(
        _ text: ProtocolText,
        of record: TrialProtocol,
        version: Int,
        reason: String,
        by person: ID<Person>,
        _ act: Act,
        line: Int = 0
    ) throws {
        let id = record.trial
        try update(
            """
            UPDATE trial_protocol SET content = \(text.canonical), version = version + 1
            WHERE trial_id = \(id) AND version = \(version)
            """
        )
        let earlier = try count("SELECT count(*) FROM trial_amendment WHERE trial_id = \(id)")
        try execute(
            """
            INSERT INTO trial_amendment
                (trial_id, number, made_by, made_at, reason, before_content, content, sha256)
            VALUES (\(id), \(earlier + 1), \(person), \(act.at), \(reason), \(record.text.canonical),
                \(text.canonical), \(text.sha256))
            """
        )
        try audit(
            act,
            "protocol.amend",
            of: id,
            in: record.organisation,
            ["number": .count(earlier + 1), "items": .count(record.text.changes(to: text).count)],
            line: line
        )
    }

    func hasRows(of id: ID<Trial>) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM pupil_block b JOIN trial_school s ON s.id = b.trial_school_id WHERE s.trial_id = \(id)
            """
        )
    }
}
