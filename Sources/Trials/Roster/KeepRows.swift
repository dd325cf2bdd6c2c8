import Access
import Database
import Foundation
import Sealing
import Services

/// A sealed block as it is stored.
struct SealedBlock: Sendable {
    let sealed: [UInt8]
    let count: Int
}

extension Trials {
    func seal(_ block: RosterBlock, _ school: ID<TrialSchool>, _ wave: Wave, _ key: SealingKey) -> SealedBlock
    {
        SealedBlock(
            sealed: key.seal(block.bytes, for: Self.rowsPurpose(school, wave), services),
            count: block.count
        )
    }

    /// - Throws: ``TrialsError/rowsGone`` when it was sealed for another school or wave, or changed.
    func open(_ sealed: SealedBlock, _ school: ID<TrialSchool>, _ wave: Wave, _ key: SealingKey) throws
        -> RosterBlock
    {
        guard let bytes = key.open(sealed.sealed, for: Self.rowsPurpose(school, wave)),
            let block = RosterBlock(bytes)
        else { throw TrialsError.rowsGone }
        return block
    }
}

extension Transaction {
    /// Everything that the schools of a trial have sent.
    func sealedBlocks(ofTrial id: ID<Trial>) throws -> [ID<TrialSchool>: [Wave: SealedBlock]] {
        var blocks: [ID<TrialSchool>: [Wave: SealedBlock]] = [:]
        for row in try rows(
            """
            SELECT b.trial_school_id, b.wave, b.sealed_rows, b.row_count FROM pupil_block b
            JOIN trial_school s ON s.id = b.trial_school_id WHERE s.trial_id = \(id)
            """
        ) {
            let wave: Wave = try row.get("wave")
            blocks[try row.get("trial_school_id"), default: [:]][wave] = SealedBlock(
                sealed: try row.get("sealed_rows"),
                count: try row.get("row_count")
            )
        }
        return blocks
    }

    /// Whether a school has sent rows, of one wave or of any; none are read.
    func hasRows(of school: ID<TrialSchool>, _ wave: Wave? = nil) throws -> Bool {
        let only: SQL = wave.map { " AND wave = \($0)" } ?? ""
        return try exists("SELECT 1 FROM pupil_block WHERE trial_school_id = \(school)\(only)")
    }

    func sealedBlock(_ school: ID<TrialSchool>, _ wave: Wave) throws -> (block: SealedBlock, version: Int)? {
        let row = try rows(
            """
            SELECT sealed_rows, row_count, version FROM pupil_block
            WHERE trial_school_id = \(school) AND wave = \(wave)
            """
        ).first
        return try row.map { row in
            let block = SealedBlock(sealed: try row.get("sealed_rows"), count: try row.get("row_count"))
            return (block, try row.get("version"))
        }
    }

    /// Keeps a block, replacing the version that was read; 0 where there was none.
    ///
    /// - Throws: ``DatabaseError/staleVersion`` when someone else was first.
    func keep(_ box: SealedBlock, _ school: ID<TrialSchool>, _ wave: Wave, replacing version: Int, _ act: Act)
        throws
    {
        let changed = try execute(
            """
            INSERT INTO pupil_block (trial_school_id, wave, sealed_rows, row_count, kept_by, kept_at, version)
            VALUES (\(school), \(wave), \(box.sealed), \(box.count), \(act.actor.person?.id), \(act.at), 1)
            ON CONFLICT (trial_school_id, wave) DO UPDATE SET sealed_rows = excluded.sealed_rows,
                row_count = excluded.row_count, kept_by = excluded.kept_by, kept_at = excluded.kept_at,
                version = pupil_block.version + 1
            WHERE pupil_block.version = \(version)
            """
        )
        guard changed == 1 else { throw DatabaseError.staleVersion }
    }

    func keep(_ faults: [PupilFault], _ school: ID<TrialSchool>, _ wave: Wave) throws {
        try execute("DELETE FROM pupil_fault WHERE trial_school_id = \(school) AND wave = \(wave)")
        try insert(
            into: "pupil_fault",
            columns: ["trial_school_id", "wave", "position", "line", "column_name", "reason"],
            rows: faults.prefix(2_000).enumerated().map { position, fault in
                [
                    school.sqlValue, wave.sqlValue, position.sqlValue, fault.line.sqlValue,
                    fault.column.sqlValue, fault.reason.sqlValue,
                ]
            }
        )
    }
}
