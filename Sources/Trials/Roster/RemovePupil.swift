package import Access
import Database
import Evidence
import Foundation
package import Services

/// Why a pupil's row is to go.
package enum ErasureKind: String, Sendable, CaseIterable, SQLStorable {
    case objection, erasure
}

/// What came of it.
package enum ErasureAnswer: String, Sendable, SQLStorable {
    case removed
    case notThere = "not-there"
    /// The published result stays; the request is answered with the reason.
    case frozen

    /// - Parameters:
    ///   - purge: The day of the purge, as people read it.
    ///   - stage: How far the trial has come.
    package func words(_ text: ProtocolText, purge: String, stage: TrialCourse.Stage) -> String {
        switch self {
        case .removed:
            guard stage >= .allocated else {
                return
                    "The pupil’s row is gone from the roster. Nothing is drawn yet, so the pupil has no part in the trial."
            }
            let rest = "It is counted as allocated, and nothing more."
            guard text.unit == .pupil else {
                return "The pupil’s row is gone from the roster, the outcomes and the allocation. \(rest)"
            }
            return
                "The pupil’s row is gone from the roster, the outcomes and your school’s allocation. \(rest) If pupils were drawn already, the sealed list of the draw keeps the code with its arm until \(purge), so that the draw can be checked; no score is in it, and it is not analysed."
        case .notThere:
            return "There is no row with this code, so nothing was removed. Check the code."
        case .frozen:
            let rest =
                stage == .purged
                ? "The rows themselves are destroyed."
                : "The row itself is destroyed on \(purge)."
            return
                "The data were frozen for the analysis before the request came, so the result stays as it is; it names nobody. \(rest)"
        }
    }
}

extension Trials {
    /// Takes a pupil out of a trial because a parent objects or asks for erasure. Before the freeze the row is
    /// removed from every wave; what stays is a count of pupils who were allocated.
    ///
    /// - Throws: ``AccessError``; ``DatabaseError/staleVersion`` when rows of the school came or went meanwhile: ask again;
    ///   ``TrialsError/rowsGone`` where the school's rows are there and cannot be opened: nobody knows whether the pupil is
    ///   among them.
    package func removePupil(
        code: String,
        from id: ID<TrialSchool>,
        _ kind: ErasureKind,
        by actor: Actor
    ) async throws -> ErasureAnswer {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let request: ID<ErasureKind> = services.newID()
        // The stamp before any row is read: a file, another pupil or a withdrawal that comes from here on changes it.
        let (school, stage, stamp, hasRows) = try await database.read { transaction in
            let school = try transaction.trialSchool(id, for: actor, .keepRoster)
            try actor.require(.keepRoster, on: .of(school.school.id))
            let stage = try transaction.trialCourse(school.trial).stage
            let hasRows = try transaction.hasRows(of: id)
            return (school, stage, try transaction.rowsStamp(of: school), hasRows)
        }
        var answer: ErasureAnswer = stage >= .frozen ? .frozen : .notThere
        var changed: [(wave: Wave, box: SealedBlock, version: Int)] = []
        var arm: Int?
        if stage < .frozen, hasRows {
            let sealed = try await presentTrialKey(of: school.trial)
            for wave in Wave.allCases {
                guard let found = try await database.read({ try $0.sealedBlock(id, wave) }) else { continue }
                let block = try open(found.block, id, wave, sealed)
                guard let place = block.places[code.trimmed.lowercased()] else { continue }
                if wave == .allocation { arm = block.arms[place] }
                answer = .removed
                changed.append(
                    (wave, seal(block.removing(code: code.trimmed), id, wave, sealed), found.version)
                )
            }
        }
        let boxes = changed
        let given = answer
        let removedArm = arm
        try await database.write(exclusively: Self.queue(school.trial)) { transaction in
            guard try transaction.rowsStamp(of: school) == stamp else { throw DatabaseError.staleVersion }
            for (wave, box, version) in boxes {
                try transaction.keep(box, id, wave, replacing: version, act)
            }
            let schoolArm: Int? = try transaction.value(
                "SELECT arm FROM trial_school_count WHERE trial_school_id = \(id)"
            )
            if given == .removed, stage >= .allocated, let arm = removedArm ?? schoolArm {
                try transaction.countErased(id, arm: arm)
            }
            try transaction.execute(
                """
                INSERT INTO trial_erasure (id, trial_school_id, kind, answer, arm, received_by, received_at)
                VALUES (\(request), \(id), \(kind), \(given), \(removedArm), \(person.id), \(act.at))
                """
            )
            try transaction.audit(
                act,
                "trial.remove-pupil",
                of: id,
                in: school.school.id,
                ["kind": .word(kind), "answer": .word(given)]
            )
        }
        return given
    }

    /// How many pupils of a school are in each arm, before its data go; empty before allocation. With it the stamp of the
    /// rows that were counted, `nil` where none go.
    func removedArms(of id: ID<TrialSchool>, _ part: TrialSchool.Part, by actor: Actor) async throws -> (
        arms: [Int], stamp: String?
    ) {
        guard part == .data else { return ([], nil) }
        let (school, text, stage, arm, stamp) = try await database.read { transaction in
            let school = try transaction.trialSchool(id, for: actor, .withdrawSchool)
            let (record, _) = try transaction.protocolAndHub(school.trial)
            let arm: Int? = try transaction.value(
                "SELECT arm FROM trial_school_count WHERE trial_school_id = \(id)"
            )
            let stage = try transaction.trialCourse(school.trial).stage
            return (school, record.text, stage, arm, try transaction.rowsStamp(of: school))
        }
        guard stage == .allocated, let key = try? await presentTrialKey(of: school.trial) else {
            return ([], stamp)
        }
        var counts = Array(repeating: 0, count: text.arms.count)
        if let arm {
            let box = try await database.read { try $0.sealedBlock(id, .roster) }
            counts[arm] += box?.block.count ?? 0
        } else if let box = try await database.read({ try $0.sealedBlock(id, .allocation) }) {
            for case let arm? in try open(box.block, id, .allocation, key).arms { counts[arm] += 1 }
        }
        return (counts, stamp)
    }
}

extension Transaction {
    /// Changes whenever rows of a school in a trial are kept or destroyed, and whenever the trial moves on.
    func rowsStamp(of school: TrialSchool) throws -> String {
        let course = try trialCourse(school.trial)
        let blocks = try rows(
            "SELECT wave, version FROM pupil_block WHERE trial_school_id = \(school.id) ORDER BY wave"
        )
        let waves = try blocks.map { "\(try $0.get(0, as: String.self)):\(try $0.get(1, as: Int.self))" }
        return (["\(course.version)"] + waves).joined(separator: ",")
    }

    /// One more pupil of an arm who was allocated and whose row may no longer be used.
    fileprivate func countErased(_ id: ID<TrialSchool>, arm: Int) throws {
        var counts = try schoolCounts(id).erased
        while counts.count <= arm { counts.append(0) }
        counts[arm] += 1
        try keepErased(counts, id)
    }

    /// Destroys a school's rows in every wave.
    func destroyRows(of id: ID<TrialSchool>, counting arms: [Int]) throws {
        try execute("DELETE FROM pupil_block WHERE trial_school_id = \(id)")
        try execute("DELETE FROM pupil_fault WHERE trial_school_id = \(id)")
        guard !arms.isEmpty else { return }
        let before = try schoolCounts(id).erased
        try keepErased(
            arms.indices.map { arms[$0] + (before.indices.contains($0) ? before[$0] : 0) },
            id
        )
    }

    private func keepErased(_ counts: [Int], _ id: ID<TrialSchool>) throws {
        let text = counts.map(String.init).joined(separator: ",")
        try execute(
            """
            INSERT INTO trial_school_count (trial_school_id, late_arrivals, erased) VALUES (\(id), 0, \(text))
            ON CONFLICT (trial_school_id) DO UPDATE SET erased = excluded.erased
            """
        )
    }
}
