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
        /// The treatment coefficient over its error, with the model fitted anew for every draw: the protocol's own, or
        /// where that has indicators of schools or classes within schools the one with a single random intercept.
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
            let design = try frame.draw(plan, arm: arm, of: plan.unit == .pupil ? nil : units)
            let covariates = frame.covariates(baseline: plan.adjustsForBaseline)
            let columns = covariates?.names.count ?? 0
            let test: PermutationTest
            let statistic: Statistic
            if columns > mostColumns {
                test = try residualMeans(frame, plan, arm: arm, units: units)
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
                let clusters = Clusters(byClass ? frame.classGroup : frame.school)
                // Schools that are their own strata have an intercept each already.
                let isUsedUp = clusters.areUsedUp(by: frame.stratumColumns.map(\.values) + [frame.treatment])
                test = try PermutationTest.multilevel(
                    outcome: frame.outcome,
                    design: design,
                    clusters: clusters,
                    covariates: isUsedUp
                        ? frame.covariates(baseline: plan.adjustsForBaseline, strata: false) : covariates,
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
        arm: Int,
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
        return try PermutationTest.linear(
            outcome: members.map { rows in rows.reduce(0) { $0 + residuals[$1] } / Double(rows.count) },
            design: frame.draw(plan, arm: arm, ofWhole: members),
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

    /// How the draw is repeated: exchanged within what lots were drawn, or minimised anew, one unit after the other.
    ///
    /// - Parameter units: Of every row; each row its own when `nil`.
    fileprivate func draw(_ plan: AnalysisPlan, arm: Int, of units: Clusters?) throws(ResamplingError)
        -> PermutationDesign
    {
        guard let minimised else {
            return try PermutationDesign(treatment: treatment, clusters: units, strata: draws(plan.unit))
        }
        return try PermutationDesign(
            treatment: treatment,
            clusters: units,
            minimising: minimised.factors,
            order: units == nil ? order : nil,
            shares: [minimised.shares[0], minimised.shares[arm]]
        )
    }

    /// The same with one row for each unit, from the rows of each.
    fileprivate func draw(_ plan: AnalysisPlan, arm: Int, ofWhole members: [[Int]]) throws(ResamplingError)
        -> PermutationDesign
    {
        let treated = members.map { treatment[$0[0]] }
        guard let minimised else {
            let draws = draws(plan.unit)
            return try PermutationDesign(treatment: treated, strata: members.map { draws[$0[0]] })
        }
        return try PermutationDesign(
            treatment: treated,
            minimising: minimised.factors.map { levels in members.map { levels[$0[0]] } },
            order: plan.unit == .pupil ? order : nil,
            shares: [minimised.shares[0], minimised.shares[arm]]
        )
    }

    /// Rows as their pupils were drawn. Schools and classes stand in the order of their names, as they were drawn.
    private var order: [Int] { place.indices.sorted { place[$0] < place[$1] } }

    /// Within what lots were drawn: strata, and schools where pupils or classes were allocated in them.
    func draws(_ unit: AllocationUnit) -> [Int] {
        if unit == .school { return stratum }
        return Clusters(zip(school, stratum).map { [$0, $1] }).index
    }
}
