import Statistics

extension TrialAnalysis {
    /// The analysis of a matched comparison: those offered it against the most similar who were not.
    static func matched(_ table: AnalysisTable, tell: (Step) -> Void) throws(TrialError) -> TrialAnalysis {
        let plan = table.plan
        let arm = plan.primaryArm
        guard table.hasPupils || plan.unit != .pupil else {
            throw .invalidArgument(
                "pupils were matched with pupils, which needs their own rows, and they are destroyed"
            )
        }
        tell(.describe)
        let flow = ParticipantFlow(table)
        tell(.compare)
        let rows = table.analysed(arm: arm)
        let frame = ModelFrame(table, arm: arm, rows: rows)
        let treated = frame.treatment.count { $0 == 1 }
        for (count, place) in [(treated, arm), (rows.count - treated, 0)] where count < 2 {
            throw .tooFewUnits(arm: plan.arms[place], count: count)
        }
        let scale = try TotalDeviation(frame, plan)
        let units = MatchedUnits(table, arm: arm, rows: rows)
        let (found, isAdjusted) = try units.compared(plan)
        let comparison = ArmComparison(
            arm: arm,
            treated: treated,
            control: rows.count - treated,
            difference: found.effect,
            effect: try scale.effect(of: found.effect),
            unadjusted: scale.unadjusted,
            outcomeICC: ArmComparison.ICC(scale.multilevel, level: plan.level)
        )
        tell(.subgroup)
        let fsm = FSMAnalysis.matched(table, arm: arm, scale: scale)
        tell(.leaveOut)
        let leaveOneOut = LeaveOneOut.found(table, arm: arm) { (_, rest) throws(TrialError) in
            try scale.effect(of: MatchedUnits(table, arm: arm, rows: rest).compared(plan).result.effect)
        }
        tell(.check)
        return TrialAnalysis(
            undrawn: table,
            flow: flow,
            comparison,
            fsm: fsm,
            complier: plan.complianceThreshold == nil
                ? .notPlanned
                : .left("Chance did not decide about the offer, so it cannot tell what receiving it did."),
            missing:
                "Scores are not imputed in a matched comparison: they would be made up from what those compared were matched on, and so could not show whether the missing differ in anything else.",
            leaveOneOut: leaveOneOut,
            residuals: "Matching fits no model to pupils’ scores.",
            matching: MatchingAnalysis(plan, units, found, isAdjusted: isAdjusted)
        )
    }
}
