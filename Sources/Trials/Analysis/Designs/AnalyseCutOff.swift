import Statistics

extension TrialAnalysis {
    /// The analysis of a trial whose score decided: the gap at the cut-off, whatever was received.
    static func atCutOff(_ table: AnalysisTable, tell: (Step) -> Void) throws(TrialError) -> TrialAnalysis {
        let plan = table.plan
        let arm = plan.primaryArm
        tell(.describe)
        let flow = ParticipantFlow(table)
        guard let stated = plan.cutOff?.outcomeDeviation, stated > 0 else {
            throw .invalidArgument("the protocol states no standard deviation of the outcome to divide by")
        }
        tell(.compare)
        let rows = table.analysed(arm: arm)
        let result: CoefficientTest
        var found: DiscontinuityFit?
        if let sums = table.discontinuity {
            result = try sums.estimates(level: plan.level).robust
        } else {
            guard table.hasPupils else {
                throw .invalidArgument("nothing was kept of the scores that decided")
            }
            let fit = try DiscontinuityFit(table, rows: rows)
            found = fit
            result = fit.fit.robust
        }
        let treated = rows.count { table.arm[$0] == arm }
        let comparison = ArmComparison(
            arm: arm,
            treated: treated,
            control: rows.count - treated,
            difference: result,
            effect: StandardisedEffect(result, over: stated)
        )
        tell(.subgroup)
        let fsm: Secondary<FSMAnalysis> =
            table.hasPupils ? FSMAnalysis.atCutOff(table, arm: arm, over: stated) : .left(rowsGone)
        tell(.compliance)
        let complier = ComplierAnalysis.atCutOff(table, arm: arm, rows: rows, over: stated)
        tell(.leaveOut)
        let leaveOneOut: Secondary<[LeaveOneOut]> =
            table.hasPupils
            ? LeaveOneOut.found(table, arm: arm) { (_, rest) throws(TrialError) in
                StandardisedEffect(try DiscontinuityFit(table, rows: rest).fit.robust, over: stated)
            } : .left(rowsGone)
        tell(.check)
        return TrialAnalysis(
            undrawn: table,
            flow: flow,
            comparison,
            fsm: fsm,
            complier: complier,
            missing:
                "Scores are not imputed at a cut-off: they would be drawn from the very lines whose gap is the result, which is of pupils with an outcome.",
            leaveOneOut: leaveOneOut,
            residuals: "Lines are fitted near the cut-off only; the plot shows what they leave over.",
            discontinuity: found.map { DiscontinuityAnalysis(table, arm: arm, rows: rows, $0) }
        )
    }
}

extension StandardisedEffect {
    /// Over a standard deviation that was stated beforehand: a constant, so no correction for a small sample.
    init(_ difference: CoefficientTest, over deviation: Double) {
        g = difference.estimate / deviation
        standardError = difference.standardError / deviation
        lower = difference.lower / deviation
        upper = difference.upper / deviation
        self.deviation = deviation
        deviationDegreesOfFreedom = nil
    }
}

extension FSMAnalysis {
    /// The gap among eligible pupils and that among the others, each with its own bandwidth, and their difference:
    /// the parts share no pupil. Where schools are summed, what parts of one school have in common is not counted.
    static func atCutOff(_ table: AnalysisTable, arm: Int, over deviation: Double) -> Secondary<FSMAnalysis> {
        guard table.plan.hasFSMSubgroup else { return .notPlanned }
        let rows = table.analysed(arm: arm)
        do throws(TrialError) {
            var parts: [(part: Part, test: CoefficientTest)] = []
            for isEligible in [true, false] {
                let own = rows.filter { table.isFSM[$0] == isEligible }
                let test = try DiscontinuityFit(table, rows: own).fit
                guard test.effectiveUnits.allSatisfy({ $0 >= Disclosure.fewestPupils }) else {
                    throw .tooFewUnits(arm: "at the cut-off", count: test.effectiveUnits.min() ?? 0)
                }
                let treated = own.count { table.arm[$0] == arm }
                parts.append(
                    (
                        Part(
                            treated: treated,
                            control: own.count - treated,
                            difference: Estimate(test.robust),
                            effect: StandardisedEffect(test.robust, over: deviation)
                        ), test.robust
                    )
                )
            }
            let errors = parts.map { $0.test.standardError * $0.test.standardError }
            let gap: CoefficientTest
            do {
                gap = try CoefficientTest(
                    name: "treatment:fsm",
                    estimate: parts[0].test.estimate - parts[1].test.estimate,
                    standardError: (errors[0] + errors[1]).squareRoot(),
                    degreesOfFreedom: .infinity,
                    level: table.plan.level
                )
            } catch {
                throw .distribution(error)
            }
            return .found(
                FSMAnalysis(
                    interaction: Estimate(gap),
                    interactionEffect: StandardisedEffect(gap, over: deviation),
                    eligible: parts[0].part,
                    others: parts[1].part
                )
            )
        } catch {
            return .left("Too few pupils, eligible or not, are near the cut-off.")
        }
    }
}
