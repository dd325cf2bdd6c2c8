/// A trial in which those who wait get the programme later: everyone is measured after the first period, when only
/// the early group has had it, and after the second, when all have.
///
/// Four questions have four answers, and only the first needs no assumption beyond randomisation.
public struct WaitlistTrial: Sendable {
    /// The effect of the programme in its first period: early against waiting units after that period.
    public let immediate: IntentionToTreat
    /// The change of those who waited less the change of the early group over the second period: the effect of
    /// the programme in the second period, if the early group's gain neither grows nor fades then.
    public let delayed: CoefficientTest
    /// The average of both comparisons, on the same assumption and that the effect is the same in both periods.
    public let combined: CoefficientTest
    /// Early against waiting units after the second period: what an earlier start still means once all have had
    /// the programme. Not an effect of the programme: everyone has had it.
    public let lasting: IntentionToTreat

    /// Analyses both measurements.
    /// - Parameters:
    ///   - first: The outcome after the first period.
    ///   - second: The outcome of the same units after the second.
    ///   - early: 1 for units that had the programme in the first period, 0 for those that waited.
    ///   - covariates: Baselines and strata without the constant.
    ///   - clusters: What was randomised whole; none when `nil`.
    ///   - options: How the model is fitted and tested.
    /// - Throws: ``TrialError``.
    /// - Note: With *Dₖ* the difference after period *k*, the answers are *D*₁, *D*₁ − *D*₂, *D*₁ − *D*₂/2 and
    ///   *D*₂; the second and third are tested by least squares on differences of outcomes with CR2 errors where
    ///   there are clusters and HC2 errors otherwise. Hussey & Hughes (2007), Contemp. Clin. Trials 28, 182.
    public init(
        first: [Double],
        second: [Double],
        early: [Double],
        covariates: DesignMatrix? = nil,
        clusters: Clusters? = nil,
        options: IntentionToTreat.Options = IntentionToTreat.Options()
    ) throws(TrialError) {
        precondition(first.count == second.count, "Every unit has both measurements.")
        if let row = first.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "first outcome", row: row)
        }
        if let row = second.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "second outcome", row: row)
        }
        immediate = try IntentionToTreat(
            outcome: first,
            treatment: early,
            covariates: covariates,
            clusters: clusters,
            options: options
        )
        lasting = try IntentionToTreat(
            outcome: second,
            treatment: early,
            covariates: covariates,
            clusters: clusters,
            options: options
        )
        delayed = try WaitlistTrial.difference(
            of: zip(first, second).map { $0 - $1 },
            early,
            covariates,
            clusters,
            options.level
        )
        combined = try WaitlistTrial.difference(
            of: zip(first, second).map { $0 - $1 / 2 },
            early,
            covariates,
            clusters,
            options.level
        )
    }

    private static func difference(
        of outcome: [Double],
        _ treatment: [Double],
        _ covariates: DesignMatrix?,
        _ clusters: Clusters?,
        _ level: Double
    ) throws(TrialError) -> CoefficientTest {
        let ones: [Double] = Array(repeating: 1, count: outcome.count)
        let alone = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [ones, treatment])
        )
        do {
            let fit = try LinearFit(
                outcome: outcome,
                design: covariates.map { alone.joined(with: $0) } ?? alone
            )
            if let clusters { return try fit.clusterRobust(clusters).coefficientTest(at: 1, level: level) }
            return try fit.tests(.hc2, level: level)[1]
        } catch {
            throw .linearModel(error)
        }
    }
}
