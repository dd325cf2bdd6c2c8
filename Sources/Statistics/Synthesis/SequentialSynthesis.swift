/// A synthesis that may be looked at after every trial, at no cost in error: an e-value and an interval that
/// are valid at all looks together.
///
/// Trials are registered before their results are known and enter in the order in which they report. The
/// e-value is the likelihood ratio of a normal mixture of effects against none; at 1/α or more, "no effect in
/// any trial" is rejected at level α whenever one looks.
///
/// - Note: ter Schure & Grünwald (2022), "ALL-IN meta-analysis: breathing life into living systematic
///   reviews", F1000Research 11:549; the mixture is Robbins (1970), Ann Math Stat 41. Intervals assume one
///   common effect.
public struct SequentialSynthesis: Sendable {
    /// What is known after one more trial.
    public struct Look: Sendable, Equatable {
        /// How many trials have reported.
        public let trials: Int
        /// The inverse-variance mean.
        public let estimate: Double
        /// Evidence against no effect; 1 is none, 20 rejects at 0.05.
        public let eValue: Double
        /// The smallest level at which any look so far rejects: 1 over the largest e-value so far, at most 1.
        public let anytimePValue: Double
        /// Valid at every look.
        public let interval: ConfidenceInterval
        /// The intersection of the intervals so far; nil once they have no point in common.
        public let runningInterval: ConfidenceInterval?
    }

    /// One look after each trial.
    public let looks: [Look]

    /// - Parameters:
    ///   - effects: In the order of reporting.
    ///   - variances: Sampling variances.
    ///   - mixingDeviation: Standard deviation of the effects that the series was set up to detect, fixed
    ///     before the first result; any value is valid, one near the true effect is quickest.
    ///   - level: Of the intervals, a proportion.
    public init(
        effects: [Double],
        variances: [Double],
        mixingDeviation: Double,
        level: Double = 0.95
    ) throws(SynthesisError) {
        try MetaAnalysis.validate(effects, variances, level, .inverseVariance)
        guard mixingDeviation > 0, mixingDeviation.isFinite else {
            throw .invalidOption(name: "mixingDeviation", value: mixingDeviation)
        }
        let mixing = mixingDeviation * mixingDeviation
        var information = 0.0
        var weighted = 0.0
        var largest = 0.0
        var lower = -Double.infinity
        var upper = Double.infinity
        var looks: [Look] = []
        for (effect, variance) in zip(effects, variances) {
            information += 1 / variance
            weighted += effect / variance
            let growth = 1 + mixing * information
            let logEValue = mixing * weighted * weighted / (2 * growth) - ln(growth) / 2
            largest = max(largest, logEValue)
            let estimate = weighted / information
            let half =
                (2 * growth / mixing * (ln(growth) / 2 - ln(1 - level))).squareRoot() / information
            lower = max(lower, estimate - half)
            upper = min(upper, estimate + half)
            looks.append(
                Look(
                    trials: looks.count + 1,
                    estimate: estimate,
                    eValue: exponential(min(logEValue, 700)),
                    anytimePValue: min(1, exponential(-largest)),
                    interval: ConfidenceInterval(
                        lower: estimate - half,
                        upper: estimate + half,
                        level: level
                    ),
                    runningInterval: lower <= upper
                        ? ConfidenceInterval(lower: lower, upper: upper, level: level) : nil
                )
            )
        }
        self.looks = looks
    }
}
