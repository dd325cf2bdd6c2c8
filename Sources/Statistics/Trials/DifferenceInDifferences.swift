/// The change of treated units less the change of the others, where units were not randomised.
///
/// The estimand is the average effect on the treated, on the assumption that without treatment both groups
/// would have changed alike. Nothing in two measurements can test that; `earlierChange` shows whether they
/// did before.
public struct DifferenceInDifferences: Sendable {
    /// The difference of changes, with CR2 errors where there are clusters and HC2 errors otherwise.
    public let effect: CoefficientTest
    /// The effect over the pooled standard deviation of `before`; nil where `before` does not vary within either group.
    public let effectSize: TrialEffectSize?
    /// The same difference between two earlier measurements: far from zero, the groups were not changing
    /// alike. Nil without an earlier measurement, and where nothing is left to judge its error by.
    public let earlierChange: CoefficientTest?
    /// What was asked for and cannot be computed, with the reason.
    public let warnings: [String]

    /// Compares changes of the same units.
    /// - Parameters:
    ///   - before: The measurement before treatment.
    ///   - after: The measurement after treatment of the same units.
    ///   - treatment: 1 for treated units, 0 for the others.
    ///   - earlier: A measurement before `before`, for the check of equal changes.
    ///   - clusters: Schools or classes; none when `nil`.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``TrialError`` where the effect itself cannot be computed.
    /// - Note: Angrist & Pischke (2009), 5.2. With equal changes for all units the estimate equals the
    ///   coefficient of treatment × time in a regression of both measurements with an effect of each unit.
    public init(
        before: [Double],
        after: [Double],
        treatment: [Double],
        earlier: [Double]? = nil,
        clusters: Clusters? = nil,
        level: Double = 0.95
    ) throws(TrialError) {
        precondition(before.count == after.count, "Every unit has both measurements.")
        try IntentionToTreat.validate(after, treatment)
        if let row = before.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "before", row: row)
        }
        if let row = earlier?.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "earlier", row: row)
        }
        effect = try DifferenceInDifferences.change(before, after, treatment, clusters, level)
        var warnings: [String] = []
        var earlierTest: CoefficientTest?
        if let earlier {
            precondition(earlier.count == before.count, "Every unit has the earlier measurement.")
            do throws(TrialError) {
                earlierTest = try DifferenceInDifferences.change(earlier, before, treatment, clusters, level)
            } catch {
                guard DifferenceInDifferences.isWithoutSpread(error) else { throw error }
                warnings.append(
                    "The earlier change is the same for all units, or nothing is left of it beside the groups: its difference has no error and is not given."
                )
            }
        }
        earlierChange = earlierTest
        var size: TrialEffectSize?
        do throws(TrialError) {
            size = try DifferenceInDifferences.size(effect, before, treatment, level)
        } catch {
            guard case .noVariation = error else { throw error }
            warnings.append(
                "The measurement before does not vary within the groups: there is no standard deviation for an effect size."
            )
        }
        effectSize = size
        self.warnings = warnings
    }

    private static func size(
        _ effect: CoefficientTest,
        _ before: [Double],
        _ treatment: [Double],
        _ level: Double
    ) throws(TrialError) -> TrialEffectSize {
        let part = { (code: Double) in before.indices.filter { treatment[$0] == code }.map { before[$0] } }
        let groups = try TwoGroupComparison(
            treated: ArmSummary(name: "treated", values: part(1)),
            control: ArmSummary(name: "others", values: part(0))
        )
        return try TrialEffectSize(
            difference: effect,
            standardDeviation: groups.pooledStandardDeviation,
            degreesOfFreedom: groups.student.degreesOfFreedom,
            denominator: .pooled,
            level: level
        )
    }

    /// Whether a change was refused because nothing is left to judge its error by.
    private static func isWithoutSpread(_ error: TrialError) -> Bool {
        switch error {
        case .linearModel(.constantOutcome), .linearModel(.noResidualVariation),
            .linearModel(.exactlyFitted):
            true
        default: false
        }
    }

    private static func change(
        _ first: [Double],
        _ second: [Double],
        _ treatment: [Double],
        _ clusters: Clusters?,
        _ level: Double
    ) throws(TrialError) -> CoefficientTest {
        let ones: [Double] = Array(repeating: 1, count: first.count)
        let design = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [ones, treatment])
        )
        // Differences of decimals are equal to within rounding of what they are made of.
        let reach: Double = zip(first, second).reduce(0) { max($0, $1.0.magnitude, $1.1.magnitude) }
        let rounding: Double = 8 * Double.ulpOfOne * reach
        let floor: Double = Double(first.count) * rounding * rounding
        do throws(LinearModelError) {
            let fit = try LinearFit(outcome: zip(second, first).map { $0 - $1 }, design: design)
            guard fit.residualSumOfSquares > floor else { throw LinearModelError.noResidualVariation }
            if let clusters { return try fit.clusterRobust(clusters).coefficientTest(at: 1, level: level) }
            return try fit.tests(.hc2, level: level)[1]
        } catch {
            throw .linearModel(error)
        }
    }
}
