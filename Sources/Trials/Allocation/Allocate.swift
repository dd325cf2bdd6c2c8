package import Access
import Database
import Foundation
import Sealing
package import Services
import Statistics

extension Trials {
    /// Allocates, once. The seed is made from the secret that was committed with the protocol and from the
    /// hash of the locked units; the secret is shown in the same step. Where nothing is drawn, the cut-off or
    /// the roster says who is in which arm.
    ///
    /// - Throws: ``AllocationRefusal``; ``AccessError``; ``TrialsError/wrongStep`` before the lock and when it
    ///   has been done; ``DatabaseError/staleVersion`` when a roster changed while the units were drawn.
    package func allocate(_ id: ID<Trial>, by actor: Actor) async throws {
        try actor.signedInPerson()
        let (published, sealedSecret) = try await database.read { transaction in
            _ = try transaction.protocolRecord(id, for: actor, .allocateTrial)
            try transaction.refuseIfStopped(id)
            let published = try transaction.publishedProtocol(id).orNotFound()
            let sealed: [UInt8]? = try transaction.value(
                "SELECT sealed_secret FROM trial_protocol WHERE trial_id = \(id)"
            )
            return (published, sealed)
        }
        guard published.course.stage == .locked, let rosterHash = published.course.rosterHash else {
            throw TrialsError.wrongStep
        }
        guard let bytes = sealedSecret.flatMap({ masterKey.open($0, for: Self.secretPurpose(id)) }),
            bytes.count == 32
        else { throw TrialsError.rowsGone }
        let secret = AllocationSecret(bytes: bytes)
        let text = published.record.text
        let (rosters, stamp) = try await openRosters(of: id)
        let key = try await presentTrialKey(of: id)
        let drawing = try drawing(text, rosters, published, secret, rosterHash, RosterSalt(key, of: id))
        let isOpen = text.isPublic(.allocation)
        let file =
            isOpen ? drawing.csv : key.seal(drawing.csv, for: Self.unitsPurpose(id, "allocation"), services)
        var boxes: [ID<TrialSchool>: SealedBlock] = [:]
        for (school, block) in drawing.blocks { boxes[school] = seal(block, school, .allocation, key) }
        let balance = AllocationBalance(text, rosters, drawing)
        let record = Record(
            rosters: stamp,
            file: file,
            isOpen: isOpen,
            boxes: boxes,
            arms: drawing.armOfSchool,
            balance: Array(try balance.json().utf8),
            secret: text.design.isRandomised ? secret.hexadecimal : nil
        )
        try await keep(record, of: published, by: actor)
    }

    private struct Record: Sendable {
        /// Which rosters were drawn from.
        let rosters: String
        let file: [UInt8]
        let isOpen: Bool
        let boxes: [ID<TrialSchool>: SealedBlock]
        let arms: [ID<TrialSchool>: Int]
        let balance: [UInt8]
        let secret: String?
    }

    private func keep(_ record: Record, of published: PublishedProtocol, by actor: Actor) async throws {
        let id = published.record.trial
        let act = services.act(by: actor)
        let mails = IDSequence(services)
        let address = siteAddress
        try await database.write(exclusively: Self.queue(id)) { transaction in
            try transaction.refuseIfStopped(id)
            // A pupil was taken out, or a school withdrew its rows: they must not come back in the allocation.
            guard try transaction.rosterStamp(id) == record.rosters else { throw DatabaseError.staleVersion }
            // The course's version: nothing was locked anew or drawn since it was read.
            try transaction.update(
                """
                UPDATE trial_course SET allocated_at = \(act.at), revealed_secret = \(record.secret),
                    version = version + 1
                WHERE trial_id = \(id) AND version = \(published.course.version) AND allocated_at IS NULL
                """
            )
            for (kind, content, isSealed) in [
                ("allocation", record.file, !record.isOpen), ("balance", record.balance, false),
            ] {
                try transaction.execute(
                    """
                    INSERT INTO trial_units (trial_id, kind, is_sealed, content)
                    VALUES (\(id), \(kind), \(isSealed), \(content))
                    """
                )
            }
            for (school, box) in record.boxes.sorted(by: { $0.key < $1.key }) {
                try transaction.keep(box, school, .allocation, replacing: 0, act)
            }
            for (school, arm) in record.arms.sorted(by: { $0.key < $1.key }) {
                try transaction.execute(
                    """
                    INSERT INTO trial_school_count (trial_school_id, arm, late_arrivals, erased)
                    VALUES (\(school), \(arm), 0, '')
                    ON CONFLICT (trial_school_id) DO UPDATE SET arm = excluded.arm
                    """
                )
            }
            try transaction.audit(
                act,
                "trial.allocate",
                of: id,
                in: published.record.organisation,
                ["schools": .count(record.arms.count + record.boxes.count)]
            )
            try transaction.write(.allocated, toSchoolsOf: id, address: address, at: act.at, mails)
            try transaction.touch([.trials, .trial(id)])
        }
    }

    private func drawing(
        _ text: ProtocolText,
        _ rosters: [RosterOfSchool],
        _ published: PublishedProtocol,
        _ secret: AllocationSecret,
        _ rosterHash: String,
        _ salt: RosterSalt
    ) throws -> Drawing {
        guard var list = try listed(text, rosters, salt) else { return try Drawing(assigned: rosters, text) }
        if list.sha256 != rosterHash, let plain = try listed(text, rosters, nil), plain.sha256 == rosterHash {
            // Locked by a version of the program that did not salt.
            list = plain
        }
        guard
            let seed = secret.seed(protocolHash: published.publication.sha256, rosterHash: rosterHash)
        else { throw TrialsError.wrongStep }
        // A pupil whose parents objected after the lock is gone from the roster and not from the list that was
        // hashed: the locked list is what is drawn.
        guard list.sha256 == rosterHash else {
            throw AllocationRefusal(
                message:
                    "What is drawn from has changed since the lock: a pupil was taken out of a roster, a school withdrew its data, or the protocol was amended. Unlock the rosters and lock them again"
            )
        }
        do {
            return Drawing(try list.drawn(seed: seed), of: list, rosters, text)
        } catch {
            throw AllocationRefusal(error)
        }
    }
}
