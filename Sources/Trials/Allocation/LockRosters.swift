package import Access
import Database
import Foundation
import Sealing
package import Services
import Statistics

extension Trials {
    /// Locks rosters and baselines: the units are listed, and their hash is public from here on. Schools that
    /// have sent no roster are not allocated.
    ///
    /// - Throws: ``AllocationRefusal`` with what is missing; ``AccessError``; ``TrialsError/wrongStep`` when
    ///   they are locked already.
    package func lockRosters(of id: ID<Trial>, by actor: Actor) async throws {
        try actor.signedInPerson()
        let record = try await database.read { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .allocateTrial)
            try transaction.refuseIfStopped(id)
            return record
        }
        let (rosters, stamp) = try await openRosters(of: id)
        let key = try await trialKey(of: id)
        let salt = RosterSalt(key, of: id)
        let list = try listed(record.text, rosters, salt)
        let csv = list?.csv ?? RosterListing(rosters, salt).csv
        let hash = csv.sha256
        if let list {
            // A draw that nobody sees, with a seed that will not be used: what cannot be drawn is found before the lock.
            do {
                _ = try list.drawn(seed: String(repeating: "0", count: 64))
            } catch {
                throw AllocationRefusal(error)
            }
        }
        let isOpen = record.text.isPublic(.units)
        let content = isOpen ? csv : key.seal(csv, for: Self.unitsPurpose(id, "units"), services)
        let act = services.act(by: actor)
        try await database.write(exclusively: Self.queue(id)) { transaction in
            let now = try transaction.protocolRecord(id, for: actor, .allocateTrial)
            let course = try transaction.trialCourse(id)
            guard !now.isDraft, course.stage == .recruiting else { throw TrialsError.wrongStep }
            try transaction.refuseIfStopped(id)
            guard now.text == record.text, try transaction.rosterStamp(id) == stamp else {
                throw DatabaseError.staleVersion
            }
            try transaction.execute(
                """
                INSERT INTO trial_units (trial_id, kind, is_sealed, content)
                VALUES (\(id), 'units', \(!isOpen), \(content))
                ON CONFLICT (trial_id, kind) DO UPDATE SET content = excluded.content
                """
            )
            try transaction.update(
                """
                UPDATE trial_course SET roster_locked_at = \(act.at), roster_sha256 = \(hash), version = version + 1
                WHERE trial_id = \(id) AND version = \(course.version)
                """
            )
            try transaction.audit(
                act,
                "trial.lock-rosters",
                of: id,
                in: record.organisation,
                ["schools": .count(rosters.count), "units": .count(list?.units.count ?? 0)]
            )
            try transaction.touch([.trials, .trial(id)])
        }
    }

    /// Takes the lock back while nothing is drawn: a school has found a mistake. The units will be listed anew
    /// and have another hash; the secret has been seen by nobody.
    ///
    /// - Throws: ``AccessError``; ``TrialsError/wrongStep`` where nothing is locked, once units are allocated, and once the
    ///   trial has stopped.
    package func unlockRosters(of id: ID<Trial>, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write(exclusively: Self.queue(id)) { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .allocateTrial)
            guard try transaction.trialCourse(id).stage == .locked else { throw TrialsError.wrongStep }
            try transaction.refuseIfStopped(id)
            try transaction.execute("DELETE FROM trial_units WHERE trial_id = \(id)")
            try transaction.execute(
                """
                UPDATE trial_course SET roster_locked_at = NULL, roster_sha256 = NULL, version = version + 1
                WHERE trial_id = \(id)
                """
            )
            try transaction.audit(act, "trial.unlock-rosters", of: id, in: record.organisation)
            try transaction.touch([.trials, .trial(id)])
        }
    }

    static func unitsPurpose(_ id: ID<Trial>, _ kind: String) -> String { "trial/\(id)/\(kind)" }

    /// The units of a randomised design; `nil` where nothing is drawn.
    func listed(_ text: ProtocolText, _ rosters: [RosterOfSchool], _ salt: RosterSalt?)
        throws(AllocationRefusal)
        -> UnitList?
    {
        guard !rosters.isEmpty else {
            throw AllocationRefusal(message: "No school that takes part has sent a roster yet")
        }
        return text.design.isRandomised ? try UnitList(text, rosters, salt) : nil
    }

    /// Every roster of a trial, opened by the program to list or draw units; nobody sees it.
    func openRosters(of id: ID<Trial>) async throws -> (rosters: [RosterOfSchool], stamp: String) {
        let (sealed, stamp) = try await database.read { transaction in
            (try transaction.sealedRosters(of: id), try transaction.rosterStamp(id))
        }
        guard !sealed.isEmpty else { return ([], stamp) }
        let key = try await trialKey(of: id)
        let rosters = try sealed.map { item in
            RosterOfSchool(
                school: item.school,
                code: item.school.code ?? "",
                roster: try open(item.box, item.school.id, .roster, key).sorted,
                region: item.region,
                phase: item.phase
            )
        }
        return (rosters, stamp)
    }
}

/// The list that is hashed where nothing is drawn: schools and their rosters.
struct RosterListing {
    let csv: [UInt8]

    init(_ rosters: [RosterOfSchool], _ salt: RosterSalt) {
        let lines = rosters.map { "\($0.code),\($0.hash(salt))\r\n" }
        csv = Array(("school,roster\r\n" + lines.joined()).utf8)
    }
}

extension AllocationRefusal {
    init(_ error: RandomisationError) {
        switch error {
        case .oddStratum(let name):
            message =
                "The stratum “\(name)” has an odd number of units, so one would be left without a partner"
        case .invalidBlockSize(let size): message = "Blocks of \(size) do not fit the shares of the arms"
        case .noUnits: message = "There is nothing to draw from"
        case .collinearCovariates:
            message = "The units cannot be told apart by what they are paired by"
        default: message = "The units cannot be drawn as the protocol says. Check its part on allocation"
        }
    }
}

extension Transaction {
    fileprivate func sealedRosters(of id: ID<Trial>) throws -> [(
        school: TrialSchool, box: SealedBlock, region: String, phase: String
    )] {
        let boxes = try sealedBlocks(ofTrial: id)
        var facts: [ID<Organisation>: (region: String, phase: String)] = [:]
        for row in try rows(
            """
            SELECT e.organisation_id, e.region, e.phase FROM establishment e
            JOIN trial_school s ON s.organisation_id = e.organisation_id WHERE s.trial_id = \(id)
            ORDER BY e.urn DESC
            """
        ) {
            let region: String? = try row.get("region")
            let phase: String? = try row.get("phase")
            facts[try row.get("organisation_id")] = (region ?? "", phase ?? "")
        }
        return try joinedSchools(of: id).compactMap { school in
            guard school.stays(in: .data), let box = boxes[school.id]?[.roster] else { return nil }
            let known = facts[school.school.id]
            return (school, box, known?.region ?? "", known?.phase ?? "")
        }
    }

    /// Changes whenever a roster does.
    func rosterStamp(_ id: ID<Trial>) throws -> String {
        let rows = try rows(
            """
            SELECT b.trial_school_id, b.version FROM pupil_block b
            JOIN trial_school s ON s.id = b.trial_school_id
            WHERE s.trial_id = \(id) AND b.wave = 'roster' AND s.left_data_at IS NULL ORDER BY b.trial_school_id
            """
        )
        return try rows.map { "\(try $0.get(0, as: Int64.self)):\(try $0.get(1, as: Int.self))" }.joined(
            separator: ","
        )
    }
}
