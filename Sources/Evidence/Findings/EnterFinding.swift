package import Access
package import Database
package import Services

extension Evidence {
    /// Files a published finding by hand. A study with the same citation is not made twice.
    ///
    /// - Parameter key: The form's: one that is sent twice adds once.
    /// - Throws: ``Faults``; ``AccessError``.
    @discardableResult
    package func enterFinding(
        _ draft: FindingDraft,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Finding> {
        try actor.require(.enterFindings)
        let checked = try Self.checkedWithSource(draft)
        let source = draft.source.trimmed
        let licence = draft.licence.trimmed
        let act = services.act(by: actor)
        let today = services.today()
        let id: ID<Finding> = services.newID()
        let studyID: ID<Study> = services.newID()
        let provenance: ID<Provenance> = services.newID()
        let candidate = StudyCandidate(
            checked.studyReference,
            citation: checked.citation,
            source: source,
            newID: studyID
        )
        let poolIDs = newPoolIDs(checked.strands.count)
        let codeVersion = codeVersion
        let answer = try await database.write(exclusively: Self.studiesQueue) { transaction in
            try transaction.once(key, by: act, .enterFinding) {
                try transaction.requireStrands(checked.strands, field: "strand")
                let record = Provenance(
                    id: provenance,
                    source: source,
                    fileName: nil,
                    licence: licence,
                    recordedOn: today
                )
                try transaction.record(record)
                let study = try transaction.place([candidate], provenance: record, at: act.at).studies[0]
                try transaction.insert(
                    checked,
                    id: id,
                    key: nil,
                    origin: .published,
                    study: study,
                    provenance: provenance,
                    at: act.at
                )
                try transaction.file(id, under: checked.strands)
                try transaction.findingsChanged(
                    of: [study],
                    under: checked.strands,
                    poolIDs: poolIDs,
                    at: act.at,
                    codeVersion: codeVersion
                )
                try transaction.audit(act, .enterFinding, of: id, ["strands": .count(checked.strands.count)])
                return id.description
            }
        }
        return ID<Finding>(answer) ?? id
    }

    private static func checkedWithSource(_ draft: FindingDraft) throws(Faults) -> CheckedFinding {
        var faults: [Fault] = []
        var checked: CheckedFinding?
        do { checked = try draft.checked() } catch { faults = error.list }
        if let fault = FindingPrecision(draft: draft).disagreement { faults.append(fault) }
        faults += strandFaults(draft.strands)
        if draft.source.trimmed.isEmpty {
            faults.append(Fault("source", "Say where this was taken from"))
        } else if draft.source.trimmed.unicodeScalars.count > 500 {
            faults.append(Fault("source", "Shorten the source to 500 characters or fewer"))
        }
        if draft.licence.trimmed.unicodeScalars.count > 200 {
            faults.append(Fault("licence", "Shorten the licence to 200 characters or fewer"))
        }
        guard let checked, faults.isEmpty else { throw Faults(faults) }
        return checked
    }

    /// Takes a published finding out of the library. What was pooled with it stays in the pools of that time.
    ///
    /// - Throws: ``DatabaseError/staleVersion``; ``AccessError/notFound``; ``AccessError/forbidden`` for a
    ///   trial's own finding.
    package func removeFinding(_ id: ID<Finding>, version: Int, by actor: Actor) async throws {
        try actor.require(.enterFindings)
        let act = services.act(by: actor)
        let poolIDs = try await newPoolIDsForEveryStrand()
        let codeVersion = codeVersion
        try await database.write { transaction in
            let found: Finding? = try transaction.first(
                "SELECT \(Finding.columns) FROM finding WHERE id = \(id)"
            )
            let finding = try found.orNotFound()
            guard finding.origin == .published else { throw AccessError.forbidden }
            let strands: [ID<Strand>] = try transaction.column(
                "SELECT strand_id FROM finding_strand WHERE finding_id = \(id) ORDER BY strand_id"
            )
            try transaction.keepRevision(
                of: id,
                reason: "Taken out of the library",
                isCorrection: true,
                isRemoval: true,
                at: act.at
            )
            try transaction.execute("DELETE FROM finding_strand WHERE finding_id = \(id)")
            try transaction.update("DELETE FROM finding WHERE id = \(id) AND version = \(version)")
            try transaction.findingsChanged(
                of: [finding.study].compactMap(\.self),
                under: strands,
                poolIDs: poolIDs,
                at: act.at,
                codeVersion: codeVersion
            )
            try transaction.audit(act, .removeFinding, of: id)
        }
    }

    /// The most strands one finding is filed under.
    package static let mostStrands = 50

    /// What is wrong with a choice of strands for one finding.
    static func strandFaults(_ strands: [ID<Strand>]) -> [Fault] {
        switch Set(strands).count {
        case 0: [Fault("strand", "Choose at least one strand")]
        case ...mostStrands: []
        default: [Fault("strand", "Choose \(mostStrands) strands or fewer")]
        }
    }
}

/// The primary finding of a registered trial, as the trials module hands it over.
package struct NetworkFinding: Sendable, Equatable {
    package var label: String
    package var effect: Double
    package var variance: Double
    package var metric: EffectMetric
    package var outcomeDomain: String
    package var population: String
    package var phase: String?
    package var design: StudyDesign
    package var treatedCount: Int
    package var controlCount: Int
    package var intervention: ID<Intervention>?
    package var strands: [ID<Strand>]
    /// How much more pupils eligible for free school meals gained than others.
    package var interaction: FindingDetails.Interaction?
    package var clusterCount: Int?
    package var security: Int?
    package var yearGroup = ""
    package var testMaker = TestMaker.notStated
    /// Who evaluated it.
    package var independence = Independence.independent

    package init(
        label: String,
        effect: Double,
        variance: Double,
        metric: EffectMetric = .hedgesG,
        outcomeDomain: String,
        population: String = "",
        phase: String? = nil,
        design: StudyDesign = .randomised,
        treatedCount: Int,
        controlCount: Int,
        intervention: ID<Intervention>? = nil,
        strands: [ID<Strand>]
    ) {
        self.label = label
        self.effect = effect
        self.variance = variance
        self.metric = metric
        self.outcomeDomain = outcomeDomain
        self.population = population
        self.phase = phase
        self.design = design
        self.treatedCount = treatedCount
        self.controlCount = controlCount
        self.intervention = intervention
        self.strands = strands
    }
}

extension NetworkFinding {
    fileprivate var details: FindingDetails {
        var details = FindingDetails()
        details.interaction = interaction
        details.clusterCount = clusterCount
        details.security = security
        details.yearGroup = yearGroup
        details.testMaker = testMaker
        details.independence = independence
        return details
    }
}

/// What is drawn before the transaction in which a trial reports, or what is registered of it is corrected.
package struct NetworkFindingIDs: Sendable {
    package let finding: ID<Finding>
    let provenance: ID<Provenance>
    let pools: [ID<LivingPool>]

    package init(_ services: Services) {
        finding = services.newID()
        provenance = services.newID()
        pools = (0..<Evidence.mostStrands).map { _ in services.newID() }
    }
}

extension Transaction {
    /// Files a registered trial's primary finding under the trial's strands and pools them again.
    /// Called by the trials module in the transaction in which the trial reports; permission is its.
    package func fileNetworkFinding(
        _ finding: NetworkFinding,
        ids: NetworkFindingIDs,
        source: String,
        on day: LocalDate,
        act: Act,
        codeVersion: String
    ) throws {
        let checked = CheckedFinding(
            label: finding.label,
            citation: "",
            effect: finding.effect,
            variance: finding.variance,
            metric: finding.metric,
            outcomeDomain: finding.outcomeDomain,
            population: finding.population,
            phase: finding.phase,
            design: finding.design,
            treatedCount: finding.treatedCount,
            controlCount: finding.controlCount,
            details: finding.details,
            intervention: finding.intervention,
            strands: Set(finding.strands).sorted()
        )
        let provenance = Provenance(
            id: ids.provenance,
            source: source,
            fileName: nil,
            licence: "CC BY 4.0",
            recordedOn: day
        )
        try record(provenance)
        try insert(
            checked,
            id: ids.finding,
            key: nil,
            origin: .networkTrial,
            study: nil,
            provenance: ids.provenance,
            at: act.at
        )
        try file(ids.finding, under: checked.strands)
        try findingsChanged(
            of: [],
            under: checked.strands,
            origin: .networkTrial,
            poolIDs: ids.pools,
            at: act.at,
            codeVersion: codeVersion
        )
    }

    /// Files the finding of a registered trial as the trial stands after a correction, which is the finding's history, too:
    /// the pools that it leaves, joins or stays in are made again. One that was filed under no strand stays under none.
    /// Called by the trials module in the transaction of the correction; permission is its.
    package func refileNetworkFinding(
        _ id: ID<Finding>,
        label: String,
        intervention: ID<Intervention>,
        strands: [ID<Strand>],
        ids: NetworkFindingIDs,
        act: Act,
        codeVersion: String
    ) throws {
        let before: [ID<Strand>] = try column(
            "SELECT strand_id FROM finding_strand WHERE finding_id = \(id) ORDER BY strand_id"
        )
        let after = before.isEmpty ? [] : Set(strands).sorted()
        try update(
            """
            UPDATE finding SET label = \(label), intervention_id = \(intervention), version = version + 1
            WHERE id = \(id) AND origin = \(FindingOrigin.networkTrial)
            """
        )
        try execute("DELETE FROM finding_strand WHERE finding_id = \(id)")
        try file(id, under: after)
        try findingsChanged(
            of: [],
            under: Set(before + after).sorted(),
            origin: .networkTrial,
            poolIDs: ids.pools,
            at: act.at,
            codeVersion: codeVersion
        )
    }
}
