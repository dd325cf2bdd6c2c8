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
    /// Strata are left to the random intercept where there are more.
    static let mostStrata = 30

    static func found(
        _ table: AnalysisTable,
        arm: Int,
        scale: TotalDeviation
    ) -> Secondary<MissingDataAnalysis> {
        let rows = (0..<table.count).filter { table.arm[$0] == 0 || table.arm[$0] == arm }
        let present = table.analysed(arm: arm).count
        let share = rows.isEmpty ? 0 : 1 - Double(present) / Double(rows.count)
        guard share > threshold else {
            return .left("No more than 5 % of pupils lack what the primary model needs.")
        }
        let frame = ModelFrame(table, arm: arm, rows: rows)
        do {
            let imputed = try impute(table, frame, rows)
            let missing: [Bool] = zip(frame.outcome, frame.treatment).map { $0.isNaN && $1 == 1 }
            let main = try pooled(imputed, frame, table.plan, moving: missing, by: 0)
            var shifts: [Shift] = []
            for amount in amounts {
                let points = amount * scale.deviation
                let moved = try pooled(imputed, frame, table.plan, moving: missing, by: points)
                shifts.append(Shift(amount: amount, effect: try scale.effect(of: moved.test)))
            }
            return .found(
                MissingDataAnalysis(
                    share: share,
                    imputations: imputed.count,
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
    ) throws(ResamplingError) -> [(outcome: [Double], baseline: [Double])] {
        let plan = table.plan
        let method: MultipleImputation.Method = plan.model == .individual ? .normal : .clusterNormal
        var variables = [
            MultipleImputation.Variable("outcome", values: frame.outcome, method: method),
            MultipleImputation.Variable("baseline", values: frame.baseline, method: method),
            MultipleImputation.Variable("treatment", values: frame.treatment),
        ]
        let meals: [Double] = rows.map { row in table.isFSM[row].map { $0 ? 1 : 0 } ?? .nan }
        let known = meals.count { !$0.isNaN }
        if known * 10 >= rows.count * 9, Set(meals.filter { !$0.isNaN }).count == 2 {
            variables.append(MultipleImputation.Variable("fsm", values: meals, method: .logistic))
        }
        let strata = frame.stratumColumns
        if strata.count < mostStrata {
            variables += strata.map { MultipleImputation.Variable($0.name, values: $0.values) }
        }
        // One incomplete variable is imputed from complete ones: going round again would change nothing.
        let incomplete = variables.count { $0.values.contains { $0.isNaN } }
        let isClass = plan.model == .classIntercept
        let imputed = try MultipleImputation(
            variables: variables,
            clusters: method == .normal ? nil : Clusters(isClass ? frame.classGroup : frame.school),
            imputations: plan.imputations,
            rounds: incomplete > 1 ? 5 : 1,
            seed: plan.seed
        )
        return imputed.completed.map { ($0[0], $0[1]) }
    }

    private static func pooled(
        _ imputed: [(outcome: [Double], baseline: [Double])],
        _ frame: ModelFrame,
        _ plan: AnalysisPlan,
        moving rows: [Bool],
        by points: Double
    ) throws -> PooledEstimate {
        var estimates: [CoefficientTest] = []
        for table in imputed {
            let outcome = points == 0 ? table.outcome : zip(table.outcome, rows).map { $1 ? $0 + points : $0 }
            let completed = frame.with(outcome: outcome, baseline: table.baseline)
            estimates.append(try PrimaryFit(completed, plan).difference)
        }
        return try PooledEstimate(
            name: "treatment",
            estimates: estimates.map(\.estimate),
            standardErrors: estimates.map(\.standardError),
            completeDegreesOfFreedom: estimates.map(\.degreesOfFreedom).min() ?? .infinity,
            level: plan.level
        )
    }
}
