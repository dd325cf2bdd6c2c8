/// Whether an intervention does more for a subgroup, from the pupils of several trials in one model.
///
/// Every trial keeps its own mean and its own difference between the subgroup and the others. The effect of
/// treatment and its interaction with the subgroup vary between trials around their means. The interaction is
/// centred within trials, so that comparing trials with many such pupils to trials with few does not enter it; that
/// comparison has a coefficient of its own.
///
/// The two-stage ``PooledInteraction`` needs one figure from each trial and mostly gives nearly the same; one stage
/// gains where trials are small.
///
/// - Note: Riley et al. (2020), Stat. Med. 39, 2115; Hua et al. (2017), Stat. Med. 36, 772.
public struct OneStageInteraction: Sendable {
    /// The mean within-trial interaction: the effect in the subgroup less the effect in the others.
    public let within: CoefficientTest
    /// How the effect differs between a trial of the subgroup alone and one without it; open to everything
    /// else that differs between trials. `nil` with fewer than four trials or equal shares.
    public let across: CoefficientTest?
    /// The mean effect of treatment for a pupil in a trial of average composition.
    public let treatment: CoefficientTest
    /// The fitted model.
    public let fit: MultilevelFit

    /// Fits the model.
    /// - Parameters:
    ///   - outcome: In standard deviations of each trial's own test, so that trials can be put together.
    ///   - treatment: 1 or 0.
    ///   - subgroup: 1 for pupils in the subgroup and 0 for the others, or a number such as a baseline.
    ///   - trials: The trial of each pupil; at least three, each with both arms and both kinds of pupils.
    ///   - schools: What was randomised whole within trials; none when `nil`.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``TrialError``.
    public init(
        outcome: [Double],
        treatment: [Double],
        subgroup: [Double],
        trials: Clusters,
        schools: Clusters? = nil,
        level: Double = 0.95
    ) throws(TrialError) {
        try IntentionToTreat.validate(outcome, treatment)
        if let row = subgroup.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "subgroup", row: row)
        }
        guard trials.count >= 3 else { throw .invalidArgument("fewer than three trials") }
        let means: [Double] = trials.members.map { rows in
            rows.reduce(0) { $0 + subgroup[$1] } / Double(rows.count)
        }
        let centre: Double = means.reduce(0, +) / Double(means.count)
        let interaction: [Double] = outcome.indices.map {
            treatment[$0] * (subgroup[$0] - means[trials.index[$0]])
        }
        var names: [String] = ["treatment", "interaction within trials"]
        var columns: [[Double]] = [treatment, interaction]
        let spread: Double = sumOfSquares(means.map { $0 - centre })
        let comparesTrials: Bool = trials.count >= 4 && spread > 1e-12
        if comparesTrials {
            names.append("interaction across trials")
            columns.append(outcome.indices.map { treatment[$0] * (means[trials.index[$0]] - centre) })
        }
        for trial in 0..<trials.count {
            names.append("trial \(trial + 1)")
            columns.append(trials.index.map { $0 == trial ? 1 : 0 })
            names.append("subgroup in trial \(trial + 1)")
            columns.append(
                outcome.indices.map {
                    trials.index[$0] == trial ? subgroup[$0] - means[trial] : 0
                }
            )
        }
        var terms: [RandomTerm] = [
            RandomTerm(
                "trial",
                clusters: trials,
                intercept: false,
                slopes: [("treatment", treatment), ("interaction", interaction)],
                correlated: false
            )
        ]
        if let schools { terms.append(RandomTerm("school", clusters: schools)) }
        do {
            let fit = try MultilevelFit.randomTerms(
                outcome: outcome,
                design: DesignMatrix(names: names, matrix: Matrix(columns: columns)),
                terms: terms
            )
            let tests: [CoefficientTest] = try fit.tests(.satterthwaite, level: level)
            self.fit = fit
            self.treatment = tests[0]
            within = tests[1]
            across = comparesTrials ? tests[2] : nil
        } catch {
            throw .multilevel(error)
        }
    }
}
