package import Statistics

/// Everything that the analysis of a trial found: aggregates only, frozen when it is made.
package struct TrialAnalysis: Sendable, Equatable, Codable {
    package let plan: AnalysisPlan
    package let flow: ParticipantFlow
    package let arms: [ArmDescription]
    package let balance: [BaselineDifference]
    /// Each arm with control, in the order of the protocol.
    package let comparisons: [ArmComparison]
    package let precision: TrialPrecision
    package let fsm: Secondary<FSMAnalysis>
    package let complier: Secondary<ComplierAnalysis>
    package let missing: Secondary<MissingDataAnalysis>
    package let allocationTest: Secondary<AllocationTest>
    package let leaveOneOut: Secondary<[LeaveOneOut]>
    /// Schools of the primary comparison, each of which was left out; `nil` where none was, and in analyses of before they
    /// were counted.
    package var schoolsCompared: Int?
    package let scales: [ScaleCheck]
    package let residuals: Secondary<ResidualCheck>

    /// The one primary result.
    package let primary: ArmComparison
    /// Where a score decided.
    package var discontinuity: DiscontinuityAnalysis?
    /// Where those compared were matched.
    package var matching: MatchingAnalysis?
    /// How it was delivered.
    package var delivery: DeliveryDescription?

    /// Parts of the work in order, for progress.
    package enum Step: Int, CaseIterable, Sendable {
        case describe, compare, subgroup, compliance, missing, permute, leaveOut, check

        package var title: String {
            switch self {
            case .describe: "Counting everyone who was allocated"
            case .compare: "Fitting the primary model"
            case .subgroup: "Looking at pupils eligible for free school meals"
            case .compliance: "Estimating the effect of receiving it"
            case .missing: "Imputing missing scores"
            case .permute: "Repeating the draw"
            case .leaveOut: "Leaving out one school at a time"
            case .check: "Checking scales and residuals"
            }
        }
    }

    /// Analyses a trial as its protocol decided, and in no other way.
    ///
    /// Pure: the same data give the same digits, whatever the order of rows.
    ///
    /// - Parameter tell: Told before each part.
    /// - Throws: ``TrialError`` where the primary result cannot be computed; a secondary part that cannot be
    ///   says so in its place.
    package static func analysed(
        _ data: TrialData,
        tell: (Step) -> Void = { _ in }
    ) throws(TrialError) -> TrialAnalysis {
        try analysed(AnalysisTable(data), tell: tell)
    }

    /// - Parameter table: Pupils, or rows with the sums of pupils.
    static func analysed(
        _ table: AnalysisTable,
        tell: (Step) -> Void = { _ in }
    ) throws(TrialError) -> TrialAnalysis {
        var analysis =
            switch table.plan.assignment {
            case .randomised: try byModel(table, tell: tell)
            case .cutOff: try atCutOff(table, tell: tell)
            case .matched: try matched(table, tell: tell)
            }
        analysis.delivery = DeliveryDescription(table)
        if analysis.leaveOneOut.value != nil {
            let rows = table.analysed(arm: table.plan.primaryArm)
            analysis.schoolsCompared = Set(rows.map { table.school[$0] }).count
        }
        return analysis
    }

    /// The analysis of a randomised trial, by the protocol's model.
    private static func byModel(_ table: AnalysisTable, tell: (Step) -> Void) throws(TrialError)
        -> TrialAnalysis
    {
        let plan = table.plan
        tell(.describe)
        let flow = ParticipantFlow(table)
        let arms = ArmDescription.all(table)
        let balance = BaselineDifference.all(table, arm: plan.primaryArm)
        tell(.compare)
        var comparisons: [ArmComparison] = []
        var primary: (frame: ModelFrame, scale: TotalDeviation, fit: PrimaryFit)?
        for arm in plan.arms.indices.dropFirst() {
            let frame = ModelFrame(table, arm: arm, rows: table.analysed(arm: arm))
            let treated = frame.treatment.count { $0 == 1 }
            for (count, place) in [(treated, arm), (frame.treatment.count - treated, 0)] where count < 2 {
                throw .tooFewUnits(arm: plan.arms[place], count: count)
            }
            let scale = try TotalDeviation(frame, plan)
            let fit = try PrimaryFit(frame, plan)
            comparisons.append(
                try ArmComparison(table, arm: arm, frame: frame, scale: scale, fit: fit)
            )
            if arm == plan.primaryArm { primary = (frame, scale, fit) }
        }
        comparisons = ArmComparison.holm(comparisons)
        guard let primary, let result = comparisons.first(where: { $0.arm == plan.primaryArm }) else {
            throw .invalidArgument("the primary arm")
        }
        let arm = plan.primaryArm
        tell(.subgroup)
        let fsm = FSMAnalysis.found(table, arm: arm, scale: primary.scale)
        tell(.compliance)
        let complier = ComplierAnalysis.found(table, arm: arm, scale: primary.scale)
        tell(.missing)
        let missing: Secondary<MissingDataAnalysis> =
            table.hasPupils
            ? MissingDataAnalysis.found(table, arm: arm, scale: primary.scale) : .left(rowsGone)
        tell(.permute)
        let allocationTest: Secondary<AllocationTest> =
            table.hasPupils || plan.unit != .pupil ? AllocationTest.found(table, arm: arm) : .left(rowsGone)
        tell(.leaveOut)
        let leaveOneOut = LeaveOneOut.found(table, arm: arm) { (school, rest) throws(TrialError) in
            if let test = try primary.fit.difference(without: school, of: primary.frame, plan) {
                return try primary.scale.effect(of: test)
            }
            let frame = ModelFrame(table, arm: arm, rows: rest)
            return try primary.scale.effect(of: PrimaryFit(frame, plan, near: primary.fit).difference)
        }
        tell(.check)
        return TrialAnalysis(
            plan: plan,
            flow: flow,
            arms: arms,
            balance: balance,
            comparisons: comparisons,
            precision: TrialPrecision(
                table,
                flow: flow,
                arm: arm,
                effect: result.effect,
                df: result.difference.degreesOfFreedom
            ),
            fsm: fsm,
            complier: complier,
            missing: missing,
            allocationTest: allocationTest,
            leaveOneOut: leaveOneOut,
            scales: table.hasPupils ? ScaleCheck.all(table, arm: arm) : [],
            residuals: table.hasPupils ? ResidualCheck.found(primary.frame, primary.fit) : .left(rowsGone),
            primary: result
        )
    }

    static let rowsGone = "Only the pupils’ own rows can tell, and they are destroyed."
}

extension TrialData {
    /// The analysis that the plan decides.
    package func analysed() throws(TrialError) -> TrialAnalysis { try TrialAnalysis.analysed(self) }
}
