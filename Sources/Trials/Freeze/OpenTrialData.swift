package import Access
import Database
import Sealing
package import Services

/// The frozen data of a trial and what they were collected under.
package struct OpenedTrial: Sendable, Equatable {
    package let data: TrialData
    /// SHA-256 of the protocol with its amendments.
    package let protocolHash: String
    /// What each pupil of the data is called in the whole trial: the school's code and the pupil's, `S001/P017`.
    package let names: [String]
    /// The same of each class, by its number in the data: `S001/7A`.
    package let classes: [String]
}

extension Trials {
    /// Opens the sealed rows of a frozen trial for its analysis. Recorded before anything is opened.
    ///
    /// - Throws: ``AccessError``: only the trial's analyst may; ``TrialsError/wrongStep`` before the freeze;
    ///   ``TrialsError/rowsGone`` after the purge; ``TrialDataError``.
    package func openTrialData(of id: ID<Trial>, by actor: Actor) async throws -> OpenedTrial {
        try await openTrialData(of: id, "trial.open-rows", by: actor).opened
    }

    /// - Parameter verb: What the audit says of it.
    func openTrialData(of id: ID<Trial>, _ verb: AuditVerb, by actor: Actor) async throws -> (
        opened: OpenedTrial, trial: PublishedProtocol
    ) {
        try actor.signedInUnlessSystem()
        let act = services.act(by: actor)
        let (published, schools, files) = try await database.write { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .readTrialRows)
            let published = try transaction.publishedProtocol(id).orNotFound()
            guard published.course.stage >= .frozen else { throw TrialsError.wrongStep }
            guard published.course.stage < .purged else { throw TrialsError.rowsGone }
            let schools = try transaction.schoolsWithRows(of: id)
            try transaction.audit(
                act,
                verb,
                of: id,
                in: record.organisation,
                ["schools": .count(schools.count)]
            )
            return (published, schools, try transaction.unitFiles(of: id))
        }
        let key = try await presentTrialKey(of: id)
        var plain: [AllocationFile: [UInt8]] = [:]
        for (kind, file) in files {
            let purpose = Self.unitsPurpose(id, kind.rawValue)
            guard let bytes = file.isSealed ? key.open(file.content, for: purpose) : file.content else {
                throw TrialsError.rowsGone
            }
            plain[kind] = bytes
        }
        var assembly = TrialAssembly(
            published.record.text,
            try UnitStrata(plain, isMinimised: published.record.text.method == .minimisation)
        )
        for school in schools {
            var blocks: [Wave: RosterBlock] = [:]
            for (wave, box) in school.boxes { blocks[wave] = try open(box, school.school.id, wave, key) }
            assembly.add(school, blocks)
        }
        let opened = OpenedTrial(
            data: try assembly.data(sha256: published.publication.sha256),
            protocolHash: published.record.text.sha256,
            names: assembly.names,
            classes: assembly.classes
        )
        return (opened, published)
    }
}

/// A school of a trial with its sealed rows.
struct SchoolWithRows: Sendable {
    let school: TrialSchool
    /// Whether it withdrew from a part after the draw and took that back.
    let hasReturned: Bool
    let counts: SchoolCounts
    let boxes: [Wave: SealedBlock]
}

extension Transaction {
    fileprivate func unitFiles(of id: ID<Trial>) throws -> [AllocationFile: (
        content: [UInt8], isSealed: Bool
    )] {
        var files: [AllocationFile: (content: [UInt8], isSealed: Bool)] = [:]
        for kind in AllocationFile.allCases {
            let row = try rows(
                "SELECT content, is_sealed FROM trial_units WHERE trial_id = \(id) AND kind = \(kind.rawValue)"
            ).first
            if let row { files[kind] = (try row.get("content"), try row.get("is_sealed")) }
        }
        return files
    }

    func schoolsWithRows(of id: ID<Trial>) throws -> [SchoolWithRows] {
        let counts = try schoolCounts(ofTrial: id)
        let boxes = try sealedBlocks(ofTrial: id)
        let returned = try returnedSchools(of: id)
        return try joinedSchools(of: id).map { school in
            SchoolWithRows(
                school: school,
                hasReturned: returned.contains(school.id),
                counts: counts[school.id] ?? SchoolCounts(),
                boxes: boxes[school.id] ?? [:]
            )
        }
    }
}
