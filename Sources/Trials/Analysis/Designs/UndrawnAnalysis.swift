extension TrialAnalysis {
    /// The analysis of a design in which nothing was drawn: there is no draw to repeat, no score is imputed, and what
    /// the arms were like before stands with the method, not in a table of balance that chance should have brought.
    init(
        undrawn table: AnalysisTable,
        flow: ParticipantFlow,
        _ comparison: ArmComparison,
        fsm: Secondary<FSMAnalysis>,
        complier: Secondary<ComplierAnalysis>,
        missing: String,
        leaveOneOut: Secondary<[LeaveOneOut]>,
        residuals: String,
        discontinuity: DiscontinuityAnalysis? = nil,
        matching: MatchingAnalysis? = nil
    ) {
        let arm = comparison.arm
        self.init(
            plan: table.plan,
            flow: flow,
            arms: ArmDescription.all(table),
            balance: [],
            comparisons: [comparison],
            precision: TrialPrecision(table, flow: flow, arm: arm, effect: comparison.effect, df: nil),
            fsm: fsm,
            complier: complier,
            missing: .left(missing),
            allocationTest: .notPlanned,
            leaveOneOut: leaveOneOut,
            scales: table.hasPupils ? ScaleCheck.all(table, arm: arm) : [],
            residuals: .left(residuals),
            primary: comparison,
            discontinuity: discontinuity,
            matching: matching
        )
    }
}
