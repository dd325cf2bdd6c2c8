import Database
import Foundation
import Services

/// Two studies that were made one, with what both were before: what it takes to part them again.
struct StudyMerge: Sendable, Equatable {
    let id: ID<StudyMerge>
    let kept: ID<Study>
    let dropped: ID<Study>
    /// The version of the kept one that was replaced: revisions after it came later.
    let keptVersion: Int
    let keptRecord: Reference
    let droppedRecord: Reference
    let joinedRecord: Reference
    let mergedAt: Date
}

extension StudyMerge: RowReadable {
    init(row: Row) throws {
        id = try row.get("id")
        kept = try row.get("kept_id")
        dropped = try row.get("dropped_id")
        keptVersion = try row.get("kept_version")
        keptRecord = Reference(json: try row.get("kept_record")) ?? Reference()
        droppedRecord = Reference(json: try row.get("dropped_record")) ?? Reference()
        joinedRecord = Reference(json: try row.get("joined_record")) ?? Reference()
        mergedAt = try row.get("merged_at")
    }
}

extension Transaction {
    /// Notes what belongs to which of two studies, before anything moves.
    func record(_ merge: StudyMerge) throws {
        try execute(
            """
            INSERT INTO study_merge
                (id, kept_id, dropped_id, kept_version, kept_record, dropped_record, joined_record, merged_at)
            VALUES (\(merge.id), \(merge.kept), \(merge.dropped), \(merge.keptVersion), \(merge.keptRecord.json),
                \(merge.droppedRecord.json), \(merge.joinedRecord.json), \(merge.mergedAt))
            """
        )
        let both = SQL.list([merge.kept, merge.dropped])
        let findings: SQL = "SELECT id AS finding_id, study_id FROM finding"
        let revisions: SQL = "SELECT finding_id, study_id FROM finding_revision"
        for table in [findings, revisions] {
            try execute(
                """
                INSERT INTO study_merge_finding (merge_id, finding_id, study_id)
                SELECT \(merge.id), noted.finding_id, noted.study_id FROM (\(table)) AS noted
                WHERE noted.study_id IN (\(both)) ON CONFLICT DO NOTHING
                """
            )
        }
        try execute(
            """
            INSERT INTO study_merge_source (merge_id, source_key, fingerprint, study_id)
            SELECT \(merge.id), source_key, fingerprint, study_id FROM study_source WHERE study_id IN (\(both))
            """
        )
        try execute(
            """
            INSERT INTO study_merge_duplicate (merge_id, study_id)
            SELECT \(merge.id), id FROM study WHERE merged_into = \(merge.dropped)
            """
        )
    }

    /// The studies that one was joined with and that can be parted from it, the first joined first.
    func openMerges(into kept: ID<Study>) throws -> [StudyMerge] {
        try all(
            "SELECT * FROM study_merge WHERE kept_id = \(kept) AND parted_at IS NULL ORDER BY kept_version"
        )
    }

    /// What each study that turned out to be this one was joined with, as far as that was noted.
    func openMerges(ofDuplicatesOf kept: ID<Study>) throws -> [ID<Study>: ID<Study>] {
        var joined: [ID<Study>: ID<Study>] = [:]
        for row in try rows(
            """
            SELECT study_merge.dropped_id, study_merge.kept_id FROM study_merge
            JOIN study ON study.id = study_merge.dropped_id
            WHERE study.merged_into = \(kept) AND study_merge.parted_at IS NULL
            """
        ) { joined[try row.get(0)] = try row.get(1) }
        return joined
    }

    /// The findings of the kept study that came after the two were joined, but for those of studies that were joined with
    /// it since.
    func findings(since merge: StudyMerge) throws -> [Finding] {
        try all(
            """
            SELECT \(Finding.columns) FROM finding WHERE study_id = \(merge.kept)
                AND NOT EXISTS (
                    SELECT 1 FROM study_merge_finding AS noted
                    JOIN study_merge ON study_merge.id = noted.merge_id
                    WHERE noted.finding_id = finding.id AND (study_merge.id = \(merge.id)
                        OR study_merge.kept_id = \(merge.kept) AND study_merge.parted_at IS NULL
                            AND noted.study_id <> \(merge.kept))
                )
            ORDER BY label, id
            """
        )
    }
}
