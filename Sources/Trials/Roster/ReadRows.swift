package import Access
import CSV
import Database
import Evidence
package import Foundation
import Sealing
package import Services

/// What a school has sent, in numbers only.
package struct RowCounts: Sendable, Equatable {
    package let wave: Wave
    package let count: Int
    package let keptAt: Date
    package let faults: Int
}

extension Trials {
    /// How many rows a school has sent in each wave; for the school and its hub.
    package func rowCounts(of id: ID<TrialSchool>, by actor: Actor) async throws -> [RowCounts] {
        try actor.signedInPerson()
        return try await database.read { transaction in
            _ = try transaction.trialSchool(id, for: actor, .seeTrialSchool)
            return try transaction.rowCounts("= \(id)")[id] ?? []
        }
    }

    /// The same for every trial that a school is in, for the school.
    package func rowCounts(ofSchool school: ID<Organisation>, by actor: Actor) async throws
        -> [ID<TrialSchool>: [RowCounts]]
    {
        try actor.require(.seeTrialSchool, on: .of(school))
        return try await database.read { transaction in
            try transaction.rowCounts("IN (SELECT id FROM trial_school WHERE organisation_id = \(school))")
        }
    }

    /// The same for every school of a trial, for its hub.
    package func rowCounts(ofTrial id: ID<Trial>, by actor: Actor) async throws -> [ID<TrialSchool>:
        [RowCounts]]
    {
        try actor.signedInPerson()
        return try await database.read { transaction in
            _ = try transaction.protocolRecord(id, for: actor, .registerTrial)
            return try transaction.rowCounts("IN (SELECT id FROM trial_school WHERE trial_id = \(id))")
        }
    }

    /// What was not taken of the last file, as a file: where, and what is allowed.
    package func rejectedRows(of id: ID<TrialSchool>, _ wave: Wave, by actor: Actor) async throws
        -> [PupilFault]
    {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let school = try transaction.trialSchool(id, for: actor, .keepRoster)
            try actor.require(.keepRoster, on: .of(school.school.id))
            return try transaction.all(
                """
                SELECT line, column_name, reason FROM pupil_fault
                WHERE trial_school_id = \(id) AND wave = \(wave) ORDER BY position
                """
            )
        }
    }

    /// The rows of a school, for its own evaluator: to keep, to check, or to answer a request. Audited before
    /// anything is opened. Outcomes stand beside the arm only after the freeze.
    ///
    /// - Throws: ``AccessError``; ``TrialsError/rowsGone``.
    package func schoolData(_ id: ID<TrialSchool>, by actor: Actor) async throws -> [UInt8] {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let (school, text, course, counts, boxes) = try await database.write { transaction in
            let school = try transaction.trialSchool(id, for: actor, .readTrialRows)
            try actor.require(.readTrialRows, on: .of(school.school.id))
            let (record, _) = try transaction.protocolAndHub(school.trial)
            var boxes: [Wave: SealedBlock] = [:]
            for wave in Wave.allCases { boxes[wave] = try transaction.sealedBlock(id, wave)?.block }
            guard !boxes.isEmpty else { throw TrialsError.rowsGone }
            try transaction.audit(
                act,
                "trial.export-rows",
                of: id,
                in: school.school.id,
                ["rows": .count(boxes[.roster]?.count ?? 0)]
            )
            let course = try transaction.trialCourse(school.trial)
            return (school, record.text, course, try transaction.schoolCounts(id), boxes)
        }
        let key = try await presentTrialKey(of: school.trial)
        var blocks: [Wave: RosterBlock] = [:]
        for (wave, box) in boxes { blocks[wave] = try open(box, id, wave, key) }
        return SchoolDataFile(text: text, blocks: blocks, counts: counts, isFrozen: course.frozenAt != nil)
            .csv
    }

    /// Who was drawn for which arm in one school: what its staff need to begin. Holds no score.
    package func schoolAllocation(_ id: ID<TrialSchool>, by actor: Actor) async throws -> [UInt8] {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let (school, text, box) = try await database.write { transaction in
            let school = try transaction.trialSchool(id, for: actor, .keepRoster)
            try actor.require(.keepRoster, on: .of(school.school.id))
            let (record, _) = try transaction.protocolAndHub(school.trial)
            let box = try transaction.sealedBlock(id, .allocation).orNotFound().block
            try transaction.audit(act, "trial.read-allocation", of: id, in: school.school.id)
            return (school, record.text, box)
        }
        let block = try open(box, id, .allocation, try await presentTrialKey(of: school.trial))
        var writer = CSVWriter()
        writer.write(["Pupil code", "Class", "Arm"])
        for row in block.sorted.rows {
            writer.write([row.code, row.className, row.arm.map { text.arms[$0].name } ?? ""])
        }
        return writer.bytes
    }
}

extension Transaction {
    /// - Parameter schools: A condition on the identifier of a school in a trial.
    fileprivate func rowCounts(_ schools: SQL) throws -> [ID<TrialSchool>: [RowCounts]] {
        var counts: [ID<TrialSchool>: [RowCounts]] = [:]
        for row in try rows(
            """
            SELECT b.trial_school_id, b.wave, b.row_count, b.kept_at,
                (SELECT count(*) FROM pupil_fault f
                 WHERE f.trial_school_id = b.trial_school_id AND f.wave = b.wave) AS faults
            FROM pupil_block b WHERE b.trial_school_id \(schools) ORDER BY b.kept_at, b.wave
            """
        ) {
            counts[try row.get("trial_school_id"), default: []].append(
                RowCounts(
                    wave: try row.get("wave"),
                    count: try row.get("row_count"),
                    keptAt: try row.get("kept_at"),
                    faults: try row.get("faults")
                )
            )
        }
        return counts
    }
}

/// The rows of one school as a file. Frozen, it holds all that `braid analyse` needs: the arm, the dosage, and
/// whether that counts as received.
private struct SchoolDataFile {
    let text: ProtocolText
    let blocks: [Wave: RosterBlock]
    let counts: SchoolCounts
    let isFrozen: Bool

    var csv: [UInt8] {
        let roster = blocks[.roster] ?? RosterBlock()
        let outcome = blocks[.outcome] ?? RosterBlock()
        let places = outcome.places
        let arms = blocks[.allocation] ?? RosterBlock()
        let armPlaces = arms.places
        var writer = CSVWriter()
        let hasScore = text.design == .regressionDiscontinuity
        let headings = ["Pupil code", "Class", "Baseline", "FSM"] + (hasScore ? ["Deciding score"] : [])
        writer.write(headings + ["Outcome", "Sessions"] + (isFrozen ? ["Arm", "Received"] : []))
        let plan = text.analysisPlan(strata: [], sha256: "")
        for row in roster.rows {
            let after = places[row.code.lowercased()].map { outcome[$0] }
            var cells = [row.code, row.className, Self.number(row.baseline), Self.yesNo(row.isFSM)]
            if hasScore { cells.append(Self.number(row.score)) }
            cells.append(Self.number(after?.outcome))
            if isFrozen {
                let arm = counts.arm ?? armPlaces[row.code.lowercased()].flatMap { arms.arms[$0] }
                let dosage = arm.flatMap { text.dosage(recorded: after?.sessions, arm: $0, counts: counts) }
                let received = arm.map { plan.received(dosage: dosage ?? .nan, arm: $0) }
                cells += [Self.number(dosage), arm.map { text.arms[$0].name } ?? ""]
                cells.append(received.map { $0.isNaN ? "" : Self.number($0) } ?? "")
            } else {
                cells.append(Self.number(after?.sessions))
            }
            writer.write(cells)
        }
        return writer.bytes
    }

    private static func number(_ value: Double?) -> String { value.map(PlainNumber.text) ?? "" }
    private static func yesNo(_ value: Bool?) -> String { value.map { $0 ? "yes" : "no" } ?? "" }
}

/// Numbers in files: the shortest text that reads back as the same number.
enum PlainNumber {
    static func text(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
