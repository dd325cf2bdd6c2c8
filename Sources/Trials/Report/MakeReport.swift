extension TrialReport {
    /// Makes the report of an analysis.
    ///
    /// - Parameters:
    ///   - recruited: The schools of a trial that was recruited here.
    ///   - isForEveryone: Passes every figure through ``Disclosure``; whole otherwise.
    package init(
        _ analysis: TrialAnalysis,
        cost: CostPerPupil?,
        recruited: Recruited? = nil,
        isForEveryone: Bool
    ) {
        let counts = ProtectedCounts(analysis, isForEveryone: isForEveryone)
        let show = { (count: Int) -> ProtectedCount in
            isForEveryone && CountSystem.isFew(count) ? .few : .exact(count)
        }
        self.isForEveryone = isForEveryone
        plan = analysis.plan
        self.recruited = recruited
        self.cost = cost
        precision = analysis.precision
        allocationTest = analysis.allocationTest
        allocated = counts.allocated
        analysed = counts.analysed
        schoolsAllocated = analysis.flow.schoolsAllocated
        lateArrivals = show(analysis.flow.lateArrivals)
        arms = zip(analysis.flow.arms, counts.arms).enumerated().map { place, pair in
            Arm(pair.0, pair.1, analysis.arms[place], isForEveryone: isForEveryone)
        }
        losses = analysis.flow.losses.map { Loss($0, counts) }
        balance = Self.balance(analysis, counts, isForEveryone: isForEveryone)
        comparisons = analysis.comparisons.map { Comparison($0, analysis.plan, counts) }
        fsm = analysis.fsm.map { FSM($0, analysis.plan, counts) }
        complier = analysis.complier.map { Complier($0, analysis, counts, isForEveryone: isForEveryone) }
        missing = analysis.missing.map {
            Missing($0, analysis.plan, counts, isForEveryone: isForEveryone)
        }
        leaveOneOut = analysis.leaveOneOut.map {
            LeaveOut($0, of: analysis.schoolsCompared, isForEveryone: isForEveryone)
        }
        let pupils = analysis.primary.treated + analysis.primary.control
        scales = analysis.scales.map { Scale($0, pupils: pupils, isForEveryone: isForEveryone) }
        residuals = analysis.residuals.map { Residuals($0, isForEveryone: isForEveryone) }
        discontinuity = Discontinuity(analysis, counts, isForEveryone: isForEveryone)
        matching = Matching(analysis, counts)
        delivery = analysis.delivery.map { Delivery($0, isForEveryone: isForEveryone) }
    }

    /// Means of everyone allocated and of those analysed together would give the mean of those lost: both
    /// stand only where nobody was lost, or ten or more.
    private static func balance(
        _ analysis: TrialAnalysis,
        _ counts: ProtectedCounts,
        isForEveryone: Bool
    ) -> [BaselineDifference] {
        guard isForEveryone else { return analysis.balance }
        let pair = [0, analysis.plan.primaryArm]
        // Those erased are in neither mean: what parts the two are the pupils whose rows are there.
        let isSafe = pair.allSatisfy { arm in
            let flow = analysis.flow.arms[arm]
            let untested = flow.noOutcome + flow.schoolNotTested
            return counts.arms[arm].lost.exact != nil
                && ![untested, untested + flow.noBaseline].contains(where: CountSystem.isFew)
        }
        return analysis.balance.filter { isSafe || $0.isAmongAnalysed }
    }
}

extension Secondary {
    func map<Other>(_ change: (Value) -> Other) -> Secondary<Other> {
        switch self {
        case .found(let value): .found(change(value))
        case .notPlanned: .notPlanned
        case .left(let why): .left(why)
        }
    }
}

extension TrialReport.Arm {
    fileprivate init(
        _ flow: ParticipantFlow.Arm,
        _ counts: ProtectedCounts.Arm,
        _ description: ArmDescription,
        isForEveryone: Bool
    ) {
        let step = isForEveryone ? Self.step(flow) : nil
        name = flow.name
        schools = flow.schools
        schoolsAnalysed = flow.schoolsAnalysed
        leftDelivery = flow.leftDelivery
        leftTesting = flow.leftTesting
        leftData = flow.leftData
        returned = flow.returned
        classes = flow.classes
        allocated = counts.allocated
        erased = counts.erased
        schoolNotTested = counts.schoolNotTested
        noOutcome = counts.noOutcome
        noBaseline = counts.noBaseline
        analysed = counts.analysed
        outcomeMean = description.outcome?.mean(rounded: step)
        outcomeDeviation = description.outcome?.deviation
        baselineMean = description.baseline?.mean(rounded: step)
        baselineDeviation = description.baseline?.deviation
        meanStep = step
    }

    /// The means are of everyone who has the score, and differences elsewhere in the report of those analysed alone: where
    /// one to nine pupils are in the one and not in the other, exact means would give theirs.
    private static func step(_ flow: ParticipantFlow.Arm) -> Double? {
        let untested = flow.noOutcome + flow.schoolNotTested
        let apart = [untested, flow.noBaseline, untested + flow.noBaseline]
        guard apart.contains(where: CountSystem.isFew) else { return nil }
        return PublicBalance.step(fewest: flow.analysed)
    }
}

extension ArmDescription.Spread {
    /// To a multiple of so many standard deviations.
    fileprivate func mean(rounded step: Double?) -> Double {
        guard let step, deviation > 0 else { return mean }
        let unit = step * deviation
        return (mean / unit).rounded() * unit
    }
}

extension TrialReport.Loss {
    fileprivate init(_ loss: ParticipantFlow.Loss, _ counts: ProtectedCounts) {
        level = loss.level
        guard loss.level == .pupil else {
            overall = .exact(loss.overall)
            arms = loss.shares.map(ProtectedShare.exact)
            return
        }
        arms = counts.arms.map { ProtectedShare($0.lost, of: $0.allocated) }
        if let allocated = counts.allocated.exact, let analysed = counts.analysed.exact {
            overall = .exact(ParticipantFlow.loss(allocated, analysed))
        } else if let allocated = counts.allocated.exact,
            counts.arms.allSatisfy({ $0.lost == .few || $0.lost.exact != nil })
        {
            // Each arm lost fewer than ten, or a number that is shown.
            let most = counts.arms.reduce(0) { $0 + ($1.lost.exact ?? Disclosure.fewestPupils) }
            overall = .below(min(1, Double(most) / Double(max(allocated, 1))))
        } else {
            overall = .hidden
        }
    }
}

extension TrialReport.Comparison {
    fileprivate init(_ comparison: ArmComparison, _ plan: AnalysisPlan, _ counts: ProtectedCounts) {
        let told = counts.told(plan, arms: [0, comparison.arm])
        let deviation = comparison.effect.deviation
        arm = comparison.arm
        difference = told.difference(comparison.difference, over: deviation)
        unadjusted = comparison.unadjusted.map { told.difference($0, over: deviation) }
        effect = told.effect(comparison.effect)
        withoutBaseline = comparison.withoutBaseline.map(told.effect)
        outcomeICC = comparison.outcomeICC
        baselineICC = comparison.baselineICC
        boundary = comparison.boundary
        adjustedPValue = told.pValue(comparison.adjustedPValue)
    }
}

extension TrialReport.FSM {
    fileprivate init(_ fsm: FSMAnalysis, _ plan: AnalysisPlan, _ counts: ProtectedCounts) {
        let isCounted = (counts.eligible + counts.others).allSatisfy { $0.exact != nil }
        let told = ToldResult(plan, isCounted: isCounted)
        interaction = told.difference(fsm.interaction, over: fsm.interactionEffect.deviation)
        interactionEffect = told.effect(fsm.interactionEffect)
        eligible = told.effect(fsm.eligible.effect)
        others = told.effect(fsm.others.effect)
        eligibleCounts = counts.eligible
        otherCounts = counts.others
    }
}

extension TrialReport.Complier {
    fileprivate init(
        _ complier: ComplierAnalysis,
        _ analysis: TrialAnalysis,
        _ counts: ProtectedCounts,
        isForEveryone: Bool
    ) {
        let isCounted =
            counts.told(analysis.plan, arms: [0, analysis.plan.primaryArm]).isCounted
            && counts.complied.allSatisfy { $0.exact != nil }
        let told = ToldResult(analysis.plan, isCounted: isCounted)
        threshold = complier.threshold
        difference = told.difference(complier.difference, over: complier.effect.deviation)
        effect = told.effect(complier.effect)
        firstStageF = complier.firstStageF
        // At a cut-off, in shares.
        gap = complier.gap.map { told.difference($0, over: 1) }
        let shares = TrialReport.receivedShares(analysis, counts, isForEveryone: isForEveryone)
        controlShare = shares[0]
        treatedShare = shares[1]
    }
}

extension TrialReport {
    /// Who received it, of those of whom it is known: control, then the arm compared.
    static func receivedShares(
        _ analysis: TrialAnalysis,
        _ counts: ProtectedCounts,
        isForEveryone: Bool
    ) -> [ProtectedShare] {
        zip([0, analysis.plan.primaryArm], counts.complied).map { arm, complied in
            let known = analysis.arms[arm].complianceKnown
            let others = known - analysis.arms[arm].complied
            // Nearly all is as telling as nearly none.
            if isForEveryone, CountSystem.isFew(others) { return ProtectedShare.hidden }
            return ProtectedShare(complied, of: .exact(known))
        }
    }
}

extension TrialReport.Missing {
    fileprivate init(
        _ missing: MissingDataAnalysis,
        _ plan: AnalysisPlan,
        _ counts: ProtectedCounts,
        isForEveryone: Bool
    ) {
        let told = counts.told(plan, arms: [0, plan.primaryArm])
        share = isForEveryone ? Self.publicShare(counts) : .exact(missing.share)
        imputations = missing.imputations
        difference = told.difference(missing.difference, over: missing.effect.deviation)
        effect = told.effect(missing.effect)
        missingInformation = missing.missingInformation
        shifts = missing.shifts.map { shift in
            MissingDataAnalysis.Shift(amount: shift.amount, effect: told.effect(shift.effect))
        }
    }
}

extension TrialReport.Missing {
    /// From the counts that are shown alone: even whole percents of few pupils are counts.
    private static func publicShare(_ counts: ProtectedCounts) -> ProtectedShare {
        var lost = 0
        var most = 0
        var present = 0
        for arm in counts.arms {
            guard let analysed = arm.analysed.exact else { return .hidden }
            present += analysed
            for part in [arm.schoolNotTested, arm.noOutcome, arm.noBaseline] {
                switch part {
                case .exact(let count): (lost, most) = (lost + count, most + count)
                case .few: most += Disclosure.fewestPupils
                case .hidden: return .hidden
                }
            }
        }
        let whole = Double(max(present + lost, 1))
        return most == lost ? .exact(Double(lost) / whole) : .below(min(1, Double(most) / whole))
    }
}

extension TrialReport.LeaveOut {
    fileprivate init(_ each: [LeaveOneOut], of all: Int?, isForEveryone: Bool) {
        schools = each.count
        indispensable = all.map { $0 - each.count }
        lowest = each.map(\.g).min() ?? 0
        highest = each.map(\.g).max() ?? 0
        self.each = isForEveryone ? [] : each
    }
}

extension TrialReport.Scale {
    fileprivate init(_ check: ScaleCheck, pupils: Int, isForEveryone: Bool) {
        name = check.name
        skewness = check.skewness
        isConcern = check.isConcern
        let share = { (value: Double) -> ProtectedShare in
            let count = Int((value * Double(pupils)).rounded())
            guard isForEveryone, CountSystem.isFew(count) else {
                if isForEveryone, CountSystem.isFew(pupils - count) { return .hidden }
                return .exact(isForEveryone ? (value * 100).rounded() / 100 : value)
            }
            return .below(min(1, Double(Disclosure.fewestPupils) / Double(max(pupils, 1))))
        }
        floor = share(check.floor)
        ceiling = share(check.ceiling)
    }
}

extension TrialReport.Residuals {
    fileprivate init(_ check: ResidualCheck, isForEveryone: Bool) {
        quantiles = check.quantiles
        bands = check.bands.map(\.relativeDeviation)
        clusterEffects = isForEveryone ? [] : check.clusterEffects
    }
}
