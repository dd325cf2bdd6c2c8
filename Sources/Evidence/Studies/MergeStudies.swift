package import Access
import Database
package import Foundation
package import Services

/// Two studies that may be one, for a person to decide.
package struct StudyPair: Sendable, Equatable {
    package let first: Study
    package let second: Study
    package let firstReference: Reference
    package let secondReference: Reference
    /// From 0 to 1; see docs/importing.md.
    package let score: Double
    package let foundAt: Date
}

extension Evidence {
    /// The pairs that wait for a decision, the likeliest first.
    package func pairsToReview(_ limit: Int = 20, by actor: Actor) async throws -> (
        pairs: [StudyPair], total: Int
    ) {
        try actor.require(.curateStudies)
        return try await database.read { transaction in
            let total = try transaction.count("SELECT count(*) FROM study_pair WHERE state = 'waiting'")
            let rows = try transaction.rows(
                """
                SELECT first_id, second_id, score, found_at FROM study_pair WHERE state = 'waiting'
                ORDER BY score DESC, first_id, second_id LIMIT \(limit)
                """
            )
            let pairs = try rows.compactMap { row -> StudyPair? in
                let ids: (ID<Study>, ID<Study>) = (try row.get(0), try row.get(1))
                let references = try transaction.references(of: [ids.0, ids.1])
                guard let first = try transaction.study(ids.0), let second = try transaction.study(ids.1),
                    let firstReference = references[ids.0], let secondReference = references[ids.1]
                else { return nil }
                return StudyPair(
                    first: first,
                    second: second,
                    firstReference: firstReference,
                    secondReference: secondReference,
                    score: try row.get(2),
                    foundAt: try row.get(3)
                )
            }
            return (pairs, total)
        }
    }

    /// Says that two records are two studies; the pair is not asked about again.
    package func keepApart(_ first: ID<Study>, _ second: ID<Study>, by actor: Actor) async throws {
        try actor.require(.curateStudies)
        let act = services.act(by: actor)
        try await database.write { transaction in
            try transaction.decide(first, second, state: "distinct", act)
            try transaction.audit(
                act,
                .keepStudiesApart,
                of: min(first, second),
                ["other": .id(max(first, second))]
            )
        }
    }

    /// Makes one study of two: findings, sources, identifiers and subjects move to the one that is kept, and what
    /// it does not say is filled in. The other keeps its history, and its address leads to the kept one until they are
    /// parted again.
    ///
    /// - Throws: ``AccessError/notFound``; `DatabaseError.staleVersion` when one was changed or merged meanwhile.
    package func mergeStudies(
        keep: (id: ID<Study>, version: Int),
        drop: (id: ID<Study>, version: Int),
        by actor: Actor
    ) async throws {
        try actor.require(.curateStudies)
        guard keep.id != drop.id else { throw AccessError.notFound }
        let act = services.act(by: actor)
        let mergeID: ID<StudyMerge> = services.newID()
        let poolIDs = try await newPoolIDsForEveryStrand()
        let codeVersion = codeVersion
        try await database.write(exclusively: Self.studiesQueue) { transaction in
            let references = try transaction.references(of: [keep.id, drop.id])
            guard let kept = references[keep.id], let dropped = references[drop.id] else {
                throw AccessError.notFound
            }
            try transaction.update(
                """
                UPDATE study SET merged_into = \(keep.id), version = version + 1
                WHERE id = \(drop.id) AND version = \(drop.version) AND merged_into IS NULL
                """
            )
            guard
                try transaction.exists(
                    "SELECT 1 FROM study WHERE id = \(keep.id) AND version = \(keep.version) AND merged_into IS NULL"
                )
            else { throw DatabaseError.staleVersion }
            let merge = StudyMerge(
                id: mergeID,
                kept: keep.id,
                dropped: drop.id,
                keptVersion: keep.version,
                keptRecord: kept,
                droppedRecord: dropped,
                joinedRecord: kept.filled(from: dropped),
                mergedAt: act.at
            )
            try transaction.record(merge)
            try transaction.execute(
                "UPDATE study SET merged_into = \(keep.id) WHERE merged_into = \(drop.id)"
            )
            try transaction.execute(
                "UPDATE study_source SET study_id = \(keep.id) WHERE study_id = \(drop.id)"
            )
            try transaction.execute(
                "UPDATE finding SET study_id = \(keep.id), version = version + 1 WHERE study_id = \(drop.id)"
            )
            try transaction.execute(
                "UPDATE finding_revision SET study_id = \(keep.id) WHERE study_id = \(drop.id)"
            )
            try transaction.execute("DELETE FROM study_identifier WHERE study_id = \(drop.id)")
            try transaction.revise(
                keep.id,
                from: kept,
                to: merge.joinedRecord,
                reason: "Joined with a duplicate",
                at: act.at
            )
            try transaction.decide(keep.id, drop.id, state: "merged", act)
            try transaction.askAgain(of: keep.id, whatWaitsOn: drop.id, after: merge.id)
            try transaction.findingsChanged(
                of: [keep.id, drop.id],
                under: transaction.strandIDs(of: keep.id),
                poolIDs: poolIDs,
                at: act.at,
                codeVersion: codeVersion
            )
            try transaction.audit(act, .mergeStudies, of: keep.id, ["dropped": .id(drop.id)])
        }
    }
}

extension Transaction {
    func study(_ id: ID<Study>) throws -> Study? {
        try first("SELECT \(Study.columns) FROM study WHERE id = \(id)")
    }

    /// The strands under which findings of a study are filed.
    func strandIDs(of study: ID<Study>) throws -> [ID<Strand>] {
        try column(
            """
            SELECT DISTINCT link.strand_id FROM finding_strand AS link
            JOIN finding ON finding.id = link.finding_id WHERE finding.study_id = \(study) ORDER BY link.strand_id
            """
        )
    }

    /// What waits about a study that is gone is asked of the one it turned out to be, unless that was asked before.
    fileprivate func askAgain(
        of kept: ID<Study>,
        whatWaitsOn dropped: ID<Study>,
        after merge: ID<StudyMerge>
    ) throws {
        let waiting = try rows(
            """
            SELECT first_id, second_id, score, found_at FROM study_pair
            WHERE state = 'waiting' AND (first_id = \(dropped) OR second_id = \(dropped))
            """
        )
        for row in waiting {
            let pair: (ID<Study>, ID<Study>) = (try row.get("first_id"), try row.get("second_id"))
            let other = pair.0 == dropped ? pair.1 : pair.0
            let score: Double = try row.get("score")
            let found: Date = try row.get("found_at")
            let isNew = try ask(whether: kept, is: other, score: score, foundAt: found)
            try execute(
                """
                INSERT INTO study_merge_pair (merge_id, other_id, score, found_at, is_new)
                VALUES (\(merge), \(other), \(score), \(found), \(isNew))
                """
            )
            try execute("DELETE FROM study_pair WHERE first_id = \(pair.0) AND second_id = \(pair.1)")
        }
    }

    fileprivate func decide(_ one: ID<Study>, _ other: ID<Study>, state: String, _ act: Act) throws {
        let changed = try execute(
            """
            UPDATE study_pair SET state = \(state), decided_at = \(act.at), decided_by = \(act.actor.person?.id)
            WHERE first_id = \(min(one, other)) AND second_id = \(max(one, other)) AND state = 'waiting'
            """
        )
        guard changed == 1 || state == "merged" else { throw AccessError.notFound }
    }
}
