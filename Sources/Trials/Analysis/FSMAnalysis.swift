import Statistics

/// Whether pupils eligible for free school meals gained more or less than others: the interaction in a model
/// of everyone, and a model of each part alone.
package struct FSMAnalysis: Sendable, Equatable, Codable {
    /// Effect among eligible pupils less that among the others, in points.
    package let interaction: Estimate
    package let interactionEffect: StandardisedEffect
    package let eligible: Part
    package let others: Part

    package struct Part: Sendable, Equatable, Codable {
        package let treated: Int
        package let control: Int
        package let difference: Estimate
        package let effect: StandardisedEffect
    }

    static func found(_ table: AnalysisTable, arm: Int, scale: TotalDeviation) -> Secondary<FSMAnalysis> {
        guard table.plan.hasFSMSubgroup else { return .notPlanned }
        let rows = table.analysed(arm: arm).filter { table.isFSM[$0] != nil }
        for isEligible in [true, false] {
            let part = rows.filter { table.isFSM[$0] == isEligible }
            let treated = part.count { table.arm[$0] == arm }
            let fewest = min(treated, part.count - treated)
            guard fewest >= EvaluationReport.fewestPupils else {
                let words = isEligible ? "eligible pupils" : "pupils who are not eligible"
                return .left("Fewer than ten \(words) in an arm have the scores that the model needs.")
            }
        }
        do throws(TrialError) {
            let frame = ModelFrame(table, arm: arm, rows: rows)
            let meals: [Double] = rows.map { table.isFSM[$0] == true ? 1 : 0 }
            let product: [Double] = zip(frame.treatment, meals).map { $0 * $1 }
            let fit = try PrimaryFit(
                frame,
                table.plan,
                first: [("treatment:fsm", product), ("fsm", meals)]
            )
            return .found(
                FSMAnalysis(
                    interaction: Estimate(fit.tests[1]),
                    interactionEffect: try scale.effect(of: fit.tests[1]),
                    eligible: try Part(table, arm, rows.filter { table.isFSM[$0] == true }),
                    others: try Part(table, arm, rows.filter { table.isFSM[$0] == false })
                )
            )
        } catch {
            return .left("The model with free school meals cannot be fitted. \(AnalysisProblem.words(error))")
        }
    }
}

extension FSMAnalysis.Part {
    fileprivate init(_ table: AnalysisTable, _ arm: Int, _ rows: [Int]) throws(TrialError) {
        let frame = ModelFrame(table, arm: arm, rows: rows)
        let fit = try PrimaryFit(frame, table.plan)
        treated = frame.treatment.count { $0 == 1 }
        control = frame.treatment.count - treated
        difference = Estimate(fit.difference)
        effect = try TotalDeviation(frame, table.plan).effect(of: fit.difference)
    }
}
