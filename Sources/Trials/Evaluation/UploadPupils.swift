package import Access
import CSV
package import Database
import Foundation
import Sealing
package import Services

extension Trials {
    /// Takes a pupil file for an evaluation. What says who a pupil is, is left out before anything is kept;
    /// the rest is sealed. A second file replaces the first.
    ///
    /// - Returns: What was understood, for the check page.
    /// - Throws: ``CSVError`` and ``PupilFileError`` when it cannot be taken; ``AccessError``;
    ///   ``TrialsError/wrongStep`` once shared.
    @discardableResult
    package func uploadPupils(
        _ bytes: [UInt8],
        to id: ID<Evaluation>,
        by actor: Actor
    ) async throws -> UnderstoodPupils {
        try actor.signedInPerson()
        _ = try await database.read { try $0.evaluation(id, for: actor, .evaluate) }
        let file = try PupilFile.read(bytes)
        guard !file.rows.isEmpty else { throw PupilFileError.noRows }
        let match = PupilColumnMatch(headings: file.headings)
        let understood = file.understood(match)
        let faults = file.leftOutFaults + file.unreadable
        let box = seal(.file(file), of: id, rowCount: file.rows.count)
        let act = services.act(by: actor)
        try await database.write { transaction in
            let evaluation = try transaction.evaluation(id, for: actor, .evaluate)
            guard evaluation.sharedAt == nil, evaluation.purgedAt == nil else { throw TrialsError.wrongStep }
            try transaction.keep(box, of: id)
            try transaction.execute("DELETE FROM evaluation_fault WHERE evaluation_id = \(id)")
            for (position, fault) in faults.prefix(1_000).enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO evaluation_fault (evaluation_id, position, line, column_name, reason)
                    VALUES (\(id), \(position), \(fault.line), \(fault.column), \(fault.reason))
                    """
                )
            }
            try transaction.execute(
                """
                UPDATE evaluation SET match = \(try match.json()), treated_group = NULL, report = NULL,
                    analysed_at = NULL, code_version = NULL, version = version + 1
                WHERE id = \(id)
                """
            )
            try transaction.audit(
                act,
                "evaluation.upload",
                of: id,
                in: evaluation.organisation,
                ["rows": .count(file.rows.count), "leftOut": .count(file.leftOut.count)]
            )
        }
        return understood
    }

    /// What is understood of the uploaded file, with the columns as chosen or as they were found. Audited: it
    /// reads pupil rows.
    ///
    /// - Throws: ``TrialsError/rowsGone``; ``AccessError``.
    package func understoodPupils(
        of id: ID<Evaluation>,
        chosen: [PupilColumn: String]? = nil,
        by actor: Actor
    ) async throws -> CheckedUpload {
        let (evaluation, block) = try await openBlock(
            of: id,
            .readPupilRows,
            "evaluation.check-rows",
            by: actor
        )
        let kept: [PupilFault] = try await database.read { transaction in
            try transaction.all(
                """
                SELECT line, column_name, reason FROM evaluation_fault WHERE evaluation_id = \(id) ORDER BY position
                """
            )
        }
        guard case .file(let file) = block else { throw TrialsError.wrongStep }
        let match =
            chosen.map { PupilColumnMatch(headings: file.headings, chosen: $0) } ?? evaluation.match
            ?? PupilColumnMatch(headings: file.headings)
        let understood = file.understood(match)
        let found = PupilColumnMatch(headings: file.headings)
        return CheckedUpload(
            headings: file.headings,
            hasCodes: found.headings[.pseudonym] != nil
                || file.hasCodes(besides: Set(found.headings.values)),
            understood: UnderstoodPupils(
                match: understood.match,
                pupils: understood.pupils,
                faults: kept + understood.faults,
                groups: understood.groups
            )
        )
    }

    /// The pupil rows of an evaluation that was analysed. Every read is audited.
    ///
    /// - Throws: ``TrialsError/rowsGone`` after the purge; ``AccessError``.
    package func pupilRows(of id: ID<Evaluation>, by actor: Actor) async throws -> [PupilRow] {
        let (_, block) = try await openBlock(of: id, .readPupilRows, "evaluation.read-rows", by: actor)
        guard case .pupils(let pupils) = block else { throw TrialsError.wrongStep }
        return pupils
    }

    /// Loads, permits, audits and opens, in this order: no row is in the clear before the audit entry is
    /// kept.
    func openBlock(
        of id: ID<Evaluation>,
        _ permission: Permission,
        _ verb: AuditVerb,
        by actor: Actor
    ) async throws -> (Evaluation, PupilBlock) {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let (evaluation, box) = try await database.write { transaction in
            let evaluation = try transaction.evaluation(id, for: actor, permission)
            let row = try transaction.rows(
                "SELECT sealed_key, sealed_rows, row_count FROM evaluation_block WHERE evaluation_id = \(id)"
            ).first
            guard let row else { throw TrialsError.rowsGone }
            let box = SealedRows(
                key: try row.get("sealed_key"),
                rows: try row.get("sealed_rows"),
                count: try row.get("row_count")
            )
            try transaction.audit(
                act,
                verb,
                of: id,
                in: evaluation.organisation,
                ["rows": .count(box.count)]
            )
            return (evaluation, box)
        }
        guard let block = PupilBlock(try opened(box, for: Self.purpose(id))) else {
            throw TrialsError.rowsGone
        }
        return (evaluation, block)
    }

    func seal(_ block: PupilBlock, of id: ID<Evaluation>, rowCount: Int) -> SealedRows {
        sealed(block.bytes, for: Self.purpose(id), count: rowCount)
    }

    private static func purpose(_ id: ID<Evaluation>) -> SealedPurpose {
        SealedPurpose(key: "evaluation/\(id)/key", rows: "evaluation/\(id)/rows")
    }
}

/// The uploaded file on the check page.
package struct CheckedUpload: Sendable, Equatable {
    /// The headings that can be chosen.
    package let headings: [String]
    /// Whether a column may be the pupils' codes: without one no choice of columns helps.
    package let hasCodes: Bool
    package let understood: UnderstoodPupils
}

struct SealedRows: Sendable {
    let key: [UInt8]
    let rows: [UInt8]
    let count: Int
}

/// What a key, and what is under it, are sealed for: they open for nothing else.
struct SealedPurpose: Sendable {
    let key: String
    let rows: String
}

extension Trials {
    /// Seals rows under a key of their own, and that key under the site's: destroying the record destroys
    /// both.
    func sealed(_ bytes: [UInt8], for purpose: SealedPurpose, count: Int) -> SealedRows {
        let key = SealingKey(services)
        return SealedRows(
            key: masterKey.seal(key, for: purpose.key, services),
            rows: key.seal(bytes, for: purpose.rows, services),
            count: count
        )
    }

    func opened(_ box: SealedRows, for purpose: SealedPurpose) throws(TrialsError) -> [UInt8] {
        guard let key = masterKey.openKey(box.key, for: purpose.key),
            let bytes = key.open(box.rows, for: purpose.rows)
        else { throw .rowsGone }
        return bytes
    }
}

extension Transaction {
    func keep(_ box: SealedRows, of id: ID<Evaluation>) throws {
        try execute(
            """
            INSERT INTO evaluation_block (evaluation_id, sealed_key, sealed_rows, row_count)
            VALUES (\(id), \(box.key), \(box.rows), \(box.count))
            ON CONFLICT (evaluation_id) DO UPDATE SET sealed_key = excluded.sealed_key,
                sealed_rows = excluded.sealed_rows, row_count = excluded.row_count
            """
        )
    }
}

extension PupilFile {
    /// Columns that were left out, as lines of the rejected file.
    var leftOutFaults: [PupilFault] {
        leftOut.map { column in
            PupilFault(
                line: 1,
                column: column.heading,
                reason: "The whole column was not read and not kept. \(column.trait.explanation)"
            )
        }
    }
}

extension PupilFault: RowReadable {
    package init(row: Row) throws {
        line = try row.get("line")
        column = try row.get("column_name")
        reason = try row.get("reason")
    }
}

extension Encodable {
    /// As it is stored: keys in order, so that the same value is the same text.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
