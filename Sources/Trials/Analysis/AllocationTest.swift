import Statistics

/// How often a difference this large would come from the draw alone: allocation is repeated as the design
/// allows.
package struct AllocationTest: Sendable, Equatable, Codable {
    package let pValue: Double
    package let permutations: Int
    package let isExact: Bool
    /// The standard error of the p value through drawing.
    package let monteCarloError: Double
    package let statistic: Statistic

    package enum Statistic: String, Sendable, Codable {
        /// The treatment coefficient over its error, with the model fitted anew for every draw.
        case model
        /// The difference of the means of allocated units, of residuals of the model without treatment.
        case residualMeans = "residual-means"
    }

    /// A model with more columns (many strata, such as pairs) is fitted once, without treatment.
    static let mostColumns = 24

    static func found(_ table: AnalysisTable, arm: Int) -> Secondary<AllocationTest> {
        let plan = table.plan
        guard plan.assignment.isRandomised else { return .notPlanned }
        let rows = table.analysed(arm: arm)
        let frame = ModelFrame(table, arm: arm, rows: rows)
        let units = frame.units(plan.unit)
        do throws(ResamplingError) {
            let design = try PermutationDesign(
                treatment: frame.treatment,
                clusters: plan.unit == .pupil ? nil : units,
                strata: frame.draws(plan.unit)
            )
            let covariates = frame.covariates(baseline: plan.adjustsForBaseline)
            let columns = covariates?.names.count ?? 0
            let test: PermutationTest
            let statistic: Statistic
            if columns > mostColumns {
                test = try residualMeans(frame, plan, units: units)
                statistic = .residualMeans
            } else if plan.model == .individual {
                test = try PermutationTest.linear(
                    outcome: frame.outcome,
                    design: design,
                    covariates: covariates,
                    permutations: plan.permutations,
                    seed: plan.seed
                )
                statistic = .model
            } else {
                let byClass = plan.model == .classIntercept || plan.unit == .classGroup
                test = try PermutationTest.multilevel(
                    outcome: frame.outcome,
                    design: design,
                    clusters: Clusters(byClass ? frame.classGroup : frame.school),
                    covariates: covariates,
                    permutations: plan.permutations,
                    seed: plan.seed
                )
                statistic = .model
            }
            return .found(
                AllocationTest(
                    pValue: test.pValue,
                    permutations: test.permutations,
                    isExact: test.isExact,
                    monteCarloError: test.monteCarloError,
                    statistic: statistic
                )
            )
        } catch {
            return .left("The draw cannot be repeated. \(AnalysisProblem.words(error))")
        }
    }

    /// - Note: Gail, Mark, Carroll, Green & Pee (1996), Stat. Med. 15, 1069.
    private static func residualMeans(
        _ frame: ModelFrame,
        _ plan: AnalysisPlan,
        units: Clusters
    ) throws(ResamplingError) -> PermutationTest {
        let covariates = frame.covariates(baseline: plan.adjustsForBaseline)
        let ones: [Double] = Array(repeating: 1, count: frame.outcome.count)
        let constant = DesignMatrix(names: ["(Intercept)"], matrix: Matrix(columns: [ones]))
        let residuals: [Double]
        do throws(LinearModelError) {
            let design = covariates.map { constant.joined(with: $0) } ?? constant
            residuals = try LinearFit(outcome: frame.outcome, design: design).residuals
        } catch {
            throw .linearModel(error)
        }
        let members = units.members
        let draws = frame.draws(plan.unit)
        return try PermutationTest.linear(
            outcome: members.map { rows in rows.reduce(0) { $0 + residuals[$1] } / Double(rows.count) },
            design: PermutationDesign(
                treatment: members.map { frame.treatment[$0[0]] },
                strata: members.map { draws[$0[0]] }
            ),
            permutations: plan.permutations,
            seed: plan.seed
        )
    }
}

extension ModelFrame {
    /// What was allocated as a whole.
    func units(_ unit: AllocationUnit) -> Clusters {
        switch unit {
        case .pupil: Clusters(Array(outcome.indices))
        case .classGroup: Clusters(classGroup)
        case .school: Clusters(school)
        }
    }

    /// Within what lots were drawn: strata, and schools where pupils or classes were allocated in them.
    func draws(_ unit: AllocationUnit) -> [Int] {
        if unit == .school { return stratum }
        return Clusters(zip(school, stratum).map { [$0, $1] }).index
    }
}
