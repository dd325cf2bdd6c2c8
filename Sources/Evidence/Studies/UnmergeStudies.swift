package import Access
import Database
package import Foundation
package import Services

/// What parting two studies would do, for a person to look at before.
package struct StudyParting: Sendable, Equatable {
    package let kept: Study
    package let dropped: Study
    package let mergedAt: Date
    /// Findings that go back to the study that they were of.
    package let returning: [Finding]
    /// Findings that came since: whose they are only a person can say.
    package let findingsSince: [Finding]
    /// What changed the kept record since, the first first.
    package let changesSince: [StudyRevision]
}

extension Evidence {
    /// What parting would do.
    ///
    /// - Throws: ``AccessError/notFound`` unless the second was joined with the first; ``AccessError/forbidden``.
    package func studyParting(of dropped: ID<Study>, from kept: ID<Study>, by actor: Actor) async throws
        -> StudyParting
    {
        try actor.require(.curateStudies)
        return try await database.read { transaction in
            let merge = try transaction.openMerge(of: dropped, into: kept)
            return StudyParting(
                kept: try transaction.study(kept).orNotFound(),
                dropped: try transaction.study(dropped).orNotFound(),
                mergedAt: merge.mergedAt,
                returning: try transaction.all(
                    """
                    SELECT \(Finding.columns) FROM finding
                    WHERE study_id = \(kept) AND id IN (\(merge.findingsOfDropped)) ORDER BY label, id
                    """
                ),
                findingsSince: try transaction.findings(since: merge),
                changesSince: try transaction.all(
                    """
                    SELECT * FROM study_revision WHERE study_id = \(kept) AND version > \(merge.keptVersion)
                    ORDER BY version
                    """
                )
            )
        }
    }

    /// Makes two studies again of one that two were joined to, and says that they are two. Findings, sources, numbers and
    /// what waited about the other return to it; both histories go on.
    ///
    /// What changed since the two were joined: a field of the kept record that was changed stays; a record that a source
    /// has sent since goes to the study that its numbers name, with what it said; a finding that came since stays
    /// with the kept study unless it is named; a number that a third study has got meanwhile stays there.
    ///
    /// - Parameter findings: Those that came since and are the other study's.
    /// - Throws: ``AccessError/notFound`` unless the second was joined with the first, also where the first itself was
    ///   joined with a third since: they are parted first; `DatabaseError.staleVersion` when the kept one was changed
    ///   meanwhile; ``AccessError/forbidden``.
    package func unmergeStudies(
        kept: (id: ID<Study>, version: Int),
        dropped: ID<Study>,
        takingAlong findings: Set<ID<Finding>> = [],
        by actor: Actor
    ) async throws {
        try actor.require(.curateStudies)
        let act = services.act(by: actor)
        let poolIDs = try await newPoolIDsForEveryStrand()
        let codeVersion = codeVersion
        try await database.write(exclusively: Self.studiesQueue) { transaction in
            let merge = try transaction.openMerge(of: dropped, into: kept.id)
            guard
                try transaction.exists(
                    "SELECT 1 FROM study WHERE id = \(kept.id) AND version = \(kept.version)"
                )
            else { throw DatabaseError.staleVersion }
            let strands = try transaction.strandIDs(of: kept.id)
            let along = try transaction.findings(since: merge).map(\.id).filter(findings.contains)
            try transaction.returnFindings(merge, along: along)
            let records = try transaction.returnSources(merge)
            try transaction.execute("UPDATE study SET merged_into = NULL WHERE id = \(dropped)")
            try transaction.execute(
                """
                UPDATE study SET merged_into = \(dropped) WHERE merged_into = \(kept.id)
                    AND id IN (SELECT study_id FROM study_merge_duplicate WHERE merge_id = \(merge.id))
                """
            )
            try transaction.partRecords(merge, newer: records, at: act.at)
            try transaction.execute("UPDATE study_merge SET parted_at = \(act.at) WHERE id = \(merge.id)")
            try transaction.returnPairs(merge)
            try transaction.sayDistinct(merge, act)
            try transaction.findingsChanged(
                of: [kept.id, dropped],
                under: strands,
                poolIDs: poolIDs,
                at: act.at,
                codeVersion: codeVersion
            )
            try transaction.audit(
                act,
                .unmergeStudies,
                of: kept.id,
                ["parted": .id(dropped), "along": .count(along.count)]
            )
        }
    }
}

extension StudyMerge {
    /// The findings that were the dropped study's, in the library or taken out of it.
    fileprivate var findingsOfDropped: SQL {
        "SELECT finding_id FROM study_merge_finding WHERE merge_id = \(id) AND study_id = \(dropped)"
    }
}

extension Reference {
    /// The numbers that name one study.
    fileprivate var names: Set<StudyIdentifier> { Set(identifiers.filter(\.scheme.namesOneStudy)) }
}

/// A record of a source, of the study that was joined to.
private struct ReturningSource {
    let key: String
    let fingerprint: String
    let reference: Reference?
    /// Whose it was when the two were joined; `nil` for one that came since.
    let owner: ID<Study>?
}

/// What a source has said of the dropped study since.
private struct RecordSince {
    let reference: Reference
    /// Whether its source had sent an earlier state of the same record.
    let isCorrection: Bool
}

extension Transaction {
    /// - Throws: ``AccessError/notFound``.
    fileprivate func openMerge(of dropped: ID<Study>, into kept: ID<Study>) throws -> StudyMerge {
        let found: StudyMerge? = try first(
            """
            SELECT study_merge.* FROM study_merge JOIN study ON study.id = study_merge.kept_id
            WHERE study_merge.kept_id = \(kept) AND study_merge.dropped_id = \(dropped)
                AND study_merge.parted_at IS NULL AND study.merged_into IS NULL
            """
        )
        return try found.orNotFound()
    }

    /// What is in the library and what was taken out of it.
    fileprivate func returnFindings(_ merge: StudyMerge, along: [ID<Finding>]) throws {
        let some = SQL.list(along)
        try execute(
            """
            UPDATE finding SET study_id = \(merge.dropped), version = version + 1
            WHERE study_id = \(merge.kept) AND (id IN (\(merge.findingsOfDropped)) OR id IN (\(some)))
            """
        )
        try execute(
            """
            UPDATE finding_revision SET study_id = \(merge.dropped) WHERE study_id = \(merge.kept)
                AND (finding_id IN (\(merge.findingsOfDropped)) OR finding_id IN (\(some)))
            """
        )
    }

    /// The records that were the dropped study's, later states of these, and records since whose numbers name it alone.
    ///
    /// - Returns: Those that came since, in their order.
    fileprivate func returnSources(_ merge: StudyMerge) throws -> [RecordSince] {
        let sources = try sources(after: merge)
        let ownKeys = Set(sources.filter { $0.owner == merge.dropped }.map(\.key))
        let keptKeys = Set(sources.filter { $0.owner == merge.kept }.map(\.key))
        let keptNames = merge.keptRecord.names
        let ownNames = merge.droppedRecord.names.subtracting(keptNames)
        var since: [RecordSince] = []
        for source in sources where source.owner != merge.kept {
            if source.owner == nil {
                guard !keptKeys.contains(source.key) else { continue }
                let isCorrection = ownKeys.contains(source.key)
                let names = source.reference?.names ?? []
                let isNamed = !names.isDisjoint(with: ownNames) && names.isDisjoint(with: keptNames)
                guard isCorrection || isNamed else { continue }
                if let reference = source.reference {
                    since.append(RecordSince(reference: reference, isCorrection: isCorrection))
                }
            }
            try execute(
                """
                UPDATE study_source SET study_id = \(merge.dropped)
                WHERE source_key = \(source.key) AND fingerprint = \(source.fingerprint)
                """
            )
        }
        return since
    }

    /// The records of the study that was joined to, but for those of studies that were joined with it since.
    private func sources(after merge: StudyMerge) throws -> [ReturningSource] {
        try rows(
            """
            SELECT source.source_key, source.fingerprint, source.record, noted.study_id AS owner_id
            FROM study_source AS source
            JOIN provenance ON provenance.id = source.provenance_id
            LEFT JOIN study_merge_source AS noted ON noted.merge_id = \(merge.id)
                AND noted.source_key = source.source_key AND noted.fingerprint = source.fingerprint
            WHERE source.study_id = \(merge.kept) AND NOT EXISTS (
                SELECT 1 FROM study_merge_source AS other
                JOIN study_merge ON study_merge.id = other.merge_id
                WHERE other.source_key = source.source_key AND other.fingerprint = source.fingerprint
                    AND study_merge.id <> \(merge.id) AND study_merge.kept_id = \(merge.kept)
                    AND study_merge.parted_at IS NULL AND other.study_id <> \(merge.kept)
            )
            ORDER BY provenance.recorded_on, provenance.id, source.source_key, source.fingerprint
            """
        ).map { row in
            ReturningSource(
                key: try row.get("source_key"),
                fingerprint: try row.get("fingerprint"),
                reference: Reference(json: try row.get("record")),
                owner: try row.get("owner_id")
            )
        }
    }

    /// Both records as they are without each other.
    fileprivate func partRecords(_ merge: StudyMerge, newer: [RecordSince], at time: Date) throws {
        let references = try references(of: [merge.kept, merge.dropped])
        guard let now = references[merge.kept], var gone = references[merge.dropped] else {
            throw AccessError.notFound
        }
        // Its numbers went to the kept one when they were joined.
        gone.identifiers = merge.droppedRecord.identifiers
        // What the kept one said, with what studies that stay joined with it give it.
        var before = merge.keptRecord
        for other in try openMerges(into: merge.kept) where other.id != merge.id {
            if other.keptVersion > merge.keptVersion { try correct(other, before: before, without: merge) }
            before = before.filled(from: other.droppedRecord)
        }
        let rest = now.parted(before: before, joined: merge.joinedRecord, newer: newer.map(\.reference))
        let reason = "Parted from a study that it had been joined with"
        try revise(merge.kept, from: now, to: rest, reason: reason, at: time)
        var own = gone
        for record in newer {
            own =
                record.isCorrection
                ? own.overlaid(with: record.reference) : own.filled(from: record.reference)
        }
        own.identifiers = try own.identifiers.filter { identifier in
            guard identifier.scheme.namesOneStudy, !merge.keptRecord.identifiers.contains(identifier) else {
                return true
            }
            return try title(ofStudyNamed: identifier, otherThan: merge.dropped) == nil
        }
        try revise(merge.dropped, from: gone, to: own, reason: reason, at: time)
    }

    /// What is noted of a study that was joined later says what it would if the parted one had never been there.
    private func correct(_ later: StudyMerge, before: Reference, without merge: StudyMerge) throws {
        let kept = later.keptRecord.parted(before: before, joined: merge.joinedRecord)
        try execute(
            """
            UPDATE study_merge SET kept_record = \(kept.json),
                joined_record = \(kept.filled(from: later.droppedRecord).json)
            WHERE id = \(later.id)
            """
        )
    }

    /// What waited about the dropped study waits about it again, unless the other has turned out to be one more of both.
    fileprivate func returnPairs(_ merge: StudyMerge) throws {
        for row in try rows(
            """
            SELECT pair.other_id, pair.score, pair.found_at, pair.is_new FROM study_merge_pair AS pair
            JOIN study ON study.id = pair.other_id
            WHERE pair.merge_id = \(merge.id) AND study.merged_into IS NULL
            """
        ) {
            let other: ID<Study> = try row.get("other_id")
            let score: Double = try row.get("score")
            let found: Date = try row.get("found_at")
            if try row.get("is_new", as: Bool.self) {
                try execute(
                    """
                    DELETE FROM study_pair WHERE state = 'waiting'
                        AND first_id = \(min(merge.kept, other)) AND second_id = \(max(merge.kept, other))
                    """
                )
            }
            try ask(whether: merge.dropped, is: other, score: score, foundAt: found)
        }
    }

    /// The two are not asked about again.
    fileprivate func sayDistinct(_ merge: StudyMerge, _ act: Act) throws {
        let score = StudyLikeness(merge.keptRecord).score(StudyLikeness(merge.droppedRecord))
        try execute(
            """
            INSERT INTO study_pair (first_id, second_id, score, state, found_at, decided_at, decided_by)
            VALUES (\(min(merge.kept, merge.dropped)), \(max(merge.kept, merge.dropped)), \(score), 'distinct',
                \(act.at), \(act.at), \(act.actor.person?.id))
            ON CONFLICT (first_id, second_id) DO UPDATE SET state = excluded.state,
                decided_at = excluded.decided_at, decided_by = excluded.decided_by
            """
        )
    }
}
