/// Difference in differences for several periods, where units take up a programme at different times or never.
///
/// The building block is the effect on one cohort in one period: its change since the last period before it
/// started, less the change of units that have not started by then. It assumes that, without the programme, both
/// would have changed alike from that period on. A regression with effects of units and periods would also compare
/// late starters with early ones, whose outcomes are still changing because of the programme; this does not.
///
/// - Note: Callaway & Sant'Anna (2021), J. Econom. 225, 200, without covariates; weights of cohorts taken as fixed.
public struct StaggeredAdoption: Sendable {
    /// Who is compared with a cohort.
    public enum Comparison: String, Sendable, CaseIterable {
        /// Units that never start.
        case neverTreated
        /// Units that never start or have not started in either period compared.
        case notYetTreated
    }

    /// The effect on one cohort in one period.
    public struct CohortEffect: Sendable, Equatable {
        /// The period in which the cohort started.
        public let cohort: Int
        /// The period measured; before `cohort` the effect shows whether the groups changed alike.
        public let period: Int
        /// The effect with its test.
        public let test: CoefficientTest
        /// Units of the cohort.
        public let units: Int
    }

    /// Each cohort in each period but the last before it started.
    public let cohortEffects: [CohortEffect]
    /// Averages over cohorts by periods since the start: −2, then 0, 1 …; −1 is the base.
    public let byExposure: [(periodsSinceStart: Int, test: CoefficientTest)]
    /// The average over all cohorts and periods from their start on, weighted by units.
    public let overall: CoefficientTest
    /// Whether the averages before the start are all zero; `nil` without periods before the base.
    public let earlierChanges: JointTest?

    /// Compares cohorts.
    /// - Parameters:
    ///   - outcome: For each unit, its outcome in every period, in order.
    ///   - start: For each unit, the period (from zero) in which it started; `nil` if it never did. Units that
    ///     started in period zero have no base and are left out.
    ///   - comparison: Who stands for what would have happened.
    ///   - clusters: What units belong to, such as trusts; errors are summed within them.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``TrialError``: no cohort with a base, nobody to compare with, values not finite, one cluster, or
    ///   clusters that are whole groups (``LinearModelError/exactlyFitted(name:)``): nothing then tells how clusters of
    ///   a group differ.
    public init(
        outcome: [[Double]],
        start: [Int?],
        comparison: Comparison = .notYetTreated,
        clusters: Clusters? = nil,
        level: Double = 0.95
    ) throws(TrialError) {
        precondition(outcome.count == start.count, "Every unit has outcomes and a start or none.")
        let periods: Int = outcome.first?.count ?? 0
        precondition(outcome.allSatisfy { $0.count == periods }, "Every unit has all periods.")
        if let row = outcome.firstIndex(where: { !$0.allSatisfy(\.isFinite) }) {
            throw .notFinite(column: "outcome", row: row)
        }
        guard periods >= 2 else { throw .invalidArgument("fewer than two periods") }
        if let clusters, clusters.count < 2 { throw .linearModel(.tooFewClusters(clusters.count)) }
        let panel = Panel(outcome: outcome, start: start, comparison: comparison)
        var cells: [Panel.Cell] = []
        for cohort in Set(start.compactMap(\.self)).sorted() where cohort >= 1 && cohort < periods {
            for period in 0..<periods where period != cohort - 1 {
                if let cell = panel.cell(cohort: cohort, period: period) { cells.append(cell) }
            }
        }
        guard cells.contains(where: { $0.period >= $0.cohort }) else {
            throw .invalidArgument(
                "no cohort has two units, a period before its start and two units to compare with"
            )
        }
        let errors = PanelErrors(clusters: clusters, units: outcome.count, level: level)
        var effects: [CohortEffect] = []
        for cell in cells {
            let name: String = "cohort \(cell.cohort), period \(cell.period)"
            effects.append(
                CohortEffect(
                    cohort: cell.cohort,
                    period: cell.period,
                    test: try errors.test(name, [cell], weights: [1]),
                    units: cell.units
                )
            )
        }
        cohortEffects = effects
        let groups = Dictionary(grouping: cells, by: { $0.period - $0.cohort }).sorted { $0.key < $1.key }
        var exposures: [(periodsSinceStart: Int, test: CoefficientTest)] = []
        for (exposure, members) in groups {
            let test = try errors.test("exposure \(exposure)", members, weights: Panel.shares(members))
            exposures.append((exposure, test))
        }
        byExposure = exposures
        let after: [Panel.Cell] = cells.filter { $0.period >= $0.cohort }
        overall = try errors.test("overall", after, weights: Panel.shares(after))
        earlierChanges = try errors.joint(groups.filter { $0.key < -1 }.map(\.value))
    }
}

/// The outcomes of all units in all periods.
private struct Panel {
    let outcome: [[Double]]
    let start: [Int?]
    let comparison: StaggeredAdoption.Comparison

    /// The effect on one cohort in one period, with what each unit contributes to its error.
    struct Cell {
        let cohort: Int
        let period: Int
        let units: Int
        let effect: Double
        let influence: [Int: Double]
        /// The sum of the magnitudes of what each contribution is computed from.
        let sizes: [Int: Double]
    }

    /// `nil` where a group has fewer than two units.
    func cell(cohort: Int, period: Int) -> Cell? {
        let base: Int = cohort - 1
        let treated: [Int] = start.indices.filter { start[$0] == cohort }
        let others: [Int] = start.indices.filter { unit in
            guard let begun = start[unit] else { return true }
            // Before its start the cohort itself has not started either, and is not compared with itself.
            return comparison == .notYetTreated && begun > max(period, base) && begun != cohort
        }
        guard treated.count >= 2, others.count >= 2 else { return nil }
        var influence: [Int: Double] = [:]
        var sizes: [Int: Double] = [:]
        let mean = { (units: [Int]) in
            units.reduce(0) { $0 + outcome[$1][period] - outcome[$1][base] } / Double(units.count)
        }
        var effect: Double = 0
        for (group, sign) in [(treated, 1.0), (others, -1.0)] {
            let centre: Double = mean(group)
            effect += sign * centre
            let size = Double(group.count)
            // √(n/(n − 1)) makes the sum of squares the usual variance of a mean.
            let scale: Double = sign * (size / (size - 1)).squareRoot() / size
            for unit in group {
                let (after, before) = (outcome[unit][period], outcome[unit][base])
                influence[unit] = scale * (after - before - centre)
                sizes[unit] = scale.magnitude * (after.magnitude + before.magnitude + centre.magnitude)
            }
        }
        return Cell(
            cohort: cohort,
            period: period,
            units: treated.count,
            effect: effect,
            influence: influence,
            sizes: sizes
        )
    }

    /// Shares of cohorts by their units.
    static func shares(_ cells: [Cell]) -> [Double] {
        let total: Int = cells.reduce(0) { $0 + $1.units }
        return cells.map { Double($0.units) / Double(total) }
    }
}

/// Errors of sums of cells: cells share units, so contributions are added by unit first.
private struct PanelErrors {
    let clusters: Clusters?
    let units: Int
    let level: Double

    private var independent: Int { clusters?.count ?? units }

    private func contributions(
        _ cells: [Panel.Cell],
        _ weights: [Double],
        of part: (Panel.Cell) -> [Int: Double] = { $0.influence }
    ) -> [Double] {
        var sums: [Double] = Array(repeating: 0, count: independent)
        for (cell, weight) in zip(cells, weights) {
            for (unit, value) in part(cell).sorted(by: { $0.key < $1.key }) {
                sums[clusters?.index[unit] ?? unit] += weight * value
            }
        }
        guard clusters != nil else { return sums }
        let count = Double(independent)
        return sums.map { $0 * (count / (count - 1)).squareRoot() }
    }

    func test(
        _ name: String,
        _ cells: [Panel.Cell],
        weights: [Double]
    ) throws(TrialError) -> CoefficientTest {
        let variance: Double = sumOfSquares(contributions(cells, weights))
        // Contributions of a whole group sum to zero: where clusters are whole groups only rounding is left of them.
        let rounding: [Double] = contributions(cells, weights) { $0.sizes }
        guard variance > sumOfSquares(rounding.map { RoundingFloor.share * $0 }) else {
            if clusters == nil { throw .noVariation(column: "outcome") }
            throw .linearModel(.exactlyFitted(name: name))
        }
        do {
            return try CoefficientTest(
                name: name,
                estimate: zip(cells, weights).reduce(0) { $0 + $1.0.effect * $1.1 },
                standardError: variance.squareRoot(),
                degreesOfFreedom: clusters == nil ? .infinity : Double(independent - 1),
                level: level
            )
        } catch {
            throw .distribution(error)
        }
    }

    /// Hotelling's test that the averages of several groups of cells are zero.
    func joint(_ groups: [[Panel.Cell]]) throws(TrialError) -> JointTest? {
        guard !groups.isEmpty, independent > groups.count + 1 else { return nil }
        let parts: [[Double]] = groups.map { contributions($0, Panel.shares($0)) }
        let covariance: Matrix = Matrix(columns: parts).crossProduct
        let estimates: [Double] = groups.map { cells in
            zip(cells, Panel.shares(cells)).reduce(0) { $0 + $1.0.effect * $1.1 }
        }
        let quadratic: Double
        do {
            quadratic = dot(estimates, try Cholesky(covariance).solve(estimates))
        } catch {
            return nil
        }
        let count = Double(independent)
        let size = Double(groups.count)
        do {
            return try JointTest(
                statistic: (count - size) / (size * (count - 1)) * quadratic,
                numerator: size,
                denominator: count - size
            )
        } catch {
            throw .distribution(error)
        }
    }
}
