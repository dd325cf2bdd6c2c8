import Statistics

/// What the result would be if pupils who are missing were like those who are alike and present, and how far
/// from that they would have to be to change it.
package struct MissingDataAnalysis: Sendable, Equatable, Codable {
    /// The share of pupils with rows who lack what the primary model needs, in 0…1.
    package let share: Double
    package let imputations: Int
    package let difference: Estimate
    package let effect: StandardisedEffect
    /// The share of information about the difference that is missing, in 0…1.
    package let missingInformation: Double
    /// Had the missing pupils of the arm that was offered it scored so much more or less than imputed.
    package let shifts: [Shift]

    package struct Shift: Sendable, Equatable, Codable {
        /// In standard deviations of the outcome.
        package let amount: Double
        package let effect: StandardisedEffect
    }

    /// Above this share imputation is asked for.
    package static let threshold = 0.05
    static let amounts: [Double] = [-0.3, -0.2, -0.1, 0.1, 0.2, 0.3]

    static func found(
        _ table: AnalysisTable,
        arm: Int,
        scale: TotalDeviation
    ) -> Secondary<MissingDataAnalysis> {
        let rows = (0..<table.count).filter { table.arm[$0] == 0 || table.arm[$0] == arm }
        let present = table.analysed(arm: arm).count
        let share = rows.isEmpty ? 0 : 1 - Double(present) / Double(rows.count)
        guard share > threshold else {
            return .left("No more than 5% of pupils lack what the primary model needs.")
        }
        let frame = ModelFrame(table, arm: arm, rows: rows)
        do {
            let plan = table.plan
            let imputed = try impute(table, frame, rows)
            let pooled = { (points: Double) throws -> PooledEstimate in
                try imputed.pooled(shift: points, level: plan.level) { completed in
                    let whole = frame.with(outcome: completed.outcome, baseline: completed.baselines[0])
                    return try PrimaryFit(whole, plan).difference
                }
            }
            let main = try pooled(0)
            var shifts: [Shift] = []
            for amount in amounts {
                let moved = try pooled(amount * scale.deviation)
                shifts.append(Shift(amount: amount, effect: try scale.effect(of: moved.test)))
            }
            return .found(
                MissingDataAnalysis(
                    share: share,
                    imputations: imputed.tables.count,
                    difference: Estimate(main.test),
                    effect: try scale.effect(of: main.test),
                    missingInformation: main.missingInformation,
                    shifts: shifts
                )
            )
        } catch let error as TrialError {
            return .left("Missing scores cannot be imputed. \(AnalysisProblem.words(error))")
        } catch let error as ResamplingError {
            return .left("Missing scores cannot be imputed. \(AnalysisProblem.words(error))")
        } catch {
            return .left("Missing scores cannot be imputed.")
        }
    }

    /// Completed outcomes and baselines.
    private static func impute(
        _ table: AnalysisTable,
        _ frame: ModelFrame,
        _ rows: [Int]
    ) throws(ResamplingError) -> TrialImputation {
        let plan = table.plan
        let isClass = plan.model == .classIntercept
        return try TrialImputation(
            outcome: frame.outcome,
            treatment: frame.treatment,
            baselines: [("baseline", frame.baseline)],
            indicators: [("fsm", rows.map { row in table.isFSM[row].map { $0 ? 1 : 0 } ?? .nan })],
            strata: frame.stratumColumns,
            clusters: plan.model == .individual ? nil : Clusters(isClass ? frame.classGroup : frame.school),
            imputations: plan.imputations,
            seed: plan.seed
        )
    }
}
