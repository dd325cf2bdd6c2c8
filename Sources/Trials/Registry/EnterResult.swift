package import Access
import Database
package import Evidence
package import Services

/// The result of a trial that was run and analysed elsewhere, as it is typed.
package struct TrialResultDraft: Sendable, Equatable {
    /// By the rules of every finding of the library. Its label, citation, outcome and strands are the trial's own.
    package var finding = FindingDraft()
    /// Of what kind the outcome is.
    package var domain = ""

    package init() {}

    /// As the form has them.
    package static let fields = [
        "domain", "design", "effect", "standardError", "lower", "upper", "treatedMean", "treatedDeviation",
        "controlMean", "controlDeviation", "treatedCount", "controlCount", "clusterCount", "population",
        "phase", "yearGroup", "independence", "testMaker", "interaction", "interactionError",
    ]

    /// How it can have been settled who was offered it.
    package static let designs: [StudyDesign] = [.randomised, .regressionDiscontinuity, .quasiExperimental]

    func checked() throws(Faults) -> TrialResult {
        var typed = finding
        (typed.label, typed.citation) = ("Result", "Result")
        typed.metric = EffectMetric.hedgesG.rawValue
        var faults: [Fault] = []
        var found: NetworkFinding?
        do { found = try typed.checkedOfTrial() } catch { faults = error.list }
        let domain = OutcomeDomain(rawValue: domain)
        if domain == nil { faults.append(Fault("domain", "Choose what kind of outcome it is")) }
        if !Self.designs.map(\.rawValue).contains(finding.design) {
            faults.append(Fault("design", "Choose how it was settled who was offered it"))
        }
        var result: TrialResult?
        if let found, let domain {
            let made = TrialResult(found, domain: domain)
            do { try made.check() } catch { faults += error.list }
            result = made
        }
        guard faults.isEmpty, let result else {
            let order = Self.fields
            throw Faults(
                faults.sorted {
                    (order.firstIndex(of: $0.field) ?? 0) < (order.firstIndex(of: $1.field) ?? 0)
                }
            )
        }
        return result
    }
}

extension TrialResult {
    fileprivate init(_ finding: NetworkFinding, domain: OutcomeDomain) {
        self.init(
            effect: finding.effect,
            standardError: finding.variance.squareRoot(),
            treatedCount: finding.treatedCount,
            controlCount: finding.controlCount,
            population: finding.population
        )
        phase = finding.phase
        yearGroup = finding.yearGroup
        testMaker = finding.testMaker
        clusterCount = finding.clusterCount
        interaction = finding.interaction
        design = finding.design
        independence = finding.independence
        self.domain = domain
    }
}

/// What would be read of a typed result, before it is published.
package struct ResultPreview: Sendable, Equatable {
    package let result: TrialResult
    /// The trial's strands whose pools it joins, each before and after; `nil` where a job pools it. Empty where it joins none.
    package let pools: [Pool]

    package struct Pool: Sendable, Equatable {
        package let strand: StrandLink
        package let preview: PoolPreview?
    }
}

extension Trials {
    /// Whether a result is entered by hand: only a summary is registered, nothing was analysed here, the trial has begun, and
    /// it has not reported. One that stopped may still report what was found after all.
    package func takesResult(_ trial: Trial) -> Bool {
        trial.stage == nil && trial.analysedAt == nil && !trial.hasReported
            && trial.runsFrom <= services.today()
    }

    /// What everyone would read of a typed result, and what the pools of its strands would say. Nothing is kept.
    ///
    /// - Throws: ``Faults``; ``AccessError``; ``TrialsError/wrongStep`` where no result is entered by hand.
    package func previewResult(of id: ID<Trial>, _ draft: TrialResultDraft, by actor: Actor) async throws
        -> ResultPreview
    {
        let strands = try await trialForResult(id, by: actor).strands
        let result = try draft.checked()
        var pools: [ResultPreview.Pool] = []
        if result.domain == .attainment, result.design == .randomised {
            let variance = result.standardError * result.standardError
            for strand in strands {
                let preview = try await evidence.previewPool(
                    of: strand.id,
                    adding: result.effect,
                    variance: variance
                )
                pools.append(ResultPreview.Pool(strand: strand, preview: preview))
            }
        }
        return ResultPreview(result: result, pools: pools)
    }

    /// Publishes the typed result of a trial that was registered by a summary and run elsewhere, by the checks of every
    /// finding; see ``reportTrial(_:version:_:on:by:)``. It counts as reported today, whenever it was known.
    ///
    /// - Throws: ``Faults``; ``AccessError``; ``DatabaseError/staleVersion``; ``TrialsError/wrongStep`` where no result is
    ///   entered by hand.
    package func enterResult(
        of id: ID<Trial>,
        version: Int,
        _ draft: TrialResultDraft,
        by actor: Actor
    ) async throws {
        _ = try await trialForResult(id, by: actor)
        try await reportTrial(id, version: version, try draft.checked(), by: actor)
    }

    /// A trial whose result this person may enter by hand.
    private func trialForResult(_ id: ID<Trial>, by actor: Actor) async throws -> TrialRecord {
        try actor.signedInPerson()
        let record = try await trial(id)
        try actor.require(.registerTrial, on: Subject.of(record.trial.organisation).known)
        guard takesResult(record.trial) else { throw TrialsError.wrongStep }
        return record
    }

    /// Reports a trial that was run elsewhere and of whose pupils too few were in a group for its figures to be public:
    /// everyone reads that it has reported and why no figures stand there. Nothing joins a pool.
    ///
    /// - Throws: ``AccessError``; ``DatabaseError/staleVersion``; ``TrialsError/wrongStep`` where no result is entered by
    ///   hand.
    package func reportTooFewPupils(of id: ID<Trial>, version: Int, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let trial = try transaction.trial(id)
            try actor.require(.registerTrial, on: Subject.of(trial.organisation).known)
            guard takesResult(trial) else { throw TrialsError.wrongStep }
            try transaction.update(
                """
                UPDATE trial SET withheld_on = \(today), withheld_reason = \(Disclosure.tooFewPupils),
                    version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "trial.report-without-figures", of: id, in: trial.organisation)
            try transaction.announce(.trial, id)
            try transaction.touch([.trials, .trial(id)])
        }
    }
}
