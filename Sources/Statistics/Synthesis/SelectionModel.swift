/// In which direction a result had to be significant to be published.
public enum SelectionDirection: String, Sendable, CaseIterable {
    /// Large effects: one-sided *p* = P(*Z* > *z*).
    case greater
    /// Small effects: one-sided *p* = P(*Z* < *z*).
    case less
    /// Both: two-sided *p*.
    case twoSided = "two.sided"
}

/// A random-effects model in which the chance of publication is a step function of the *p*-value.
public struct SelectionModel: Sendable {
    /// Upper ends of the intervals of *p*, the last of them 1.
    public let steps: [Double]
    /// How many effects fall in each interval.
    public let counts: [Int]
    /// Relative chance of publication in each interval; 1 in the first.
    public let selection: [Double]
    /// Their standard errors; nil for the first and for fixed ones.
    public let selectionStandardErrors: [Double?]
    /// The pooled effect adjusted for selection, with a *z* test.
    public let pooled: CoefficientEstimate
    /// τ².
    public let betweenStudyVariance: Double
    /// Its standard error; nil on the boundary at zero, where the others take τ² as known.
    public let betweenStudyVarianceStandardError: Double?
    /// The log-likelihood.
    public let logLikelihood: Double
    /// The likelihood-ratio test of no selection; nil when the chances were fixed.
    public let selectionTest: StatisticTest?
}

extension MetaAnalysis {
    /// Fits a step-function selection model by maximum likelihood.
    ///
    /// - Parameters:
    ///   - steps: Ascending cut points of *p*, above 0; a last 1 is added.
    ///   - direction: What was selected for.
    ///   - fixed: Relative chances to take as known (a sensitivity analysis), one for each interval, the
    ///     first 1.
    /// - Throws: ``SynthesisError/undefined(what:)`` when an interval holds no effect, so its chance is not
    ///   identified; `notConverged` when the likelihood rises without bound.
    /// - Note: Hedges (1992); Vevea & Hedges (1995); Vevea & Woods (2005) for fixed chances.
    public func selectionModel(
        steps: [Double] = [0.025],
        direction: SelectionDirection = .greater,
        fixed: [Double]? = nil
    ) throws(SynthesisError) -> SelectionModel {
        guard data.design.isIntercept else { throw .undefined(what: "a selection model with moderators") }
        let ends = (steps.last == 1 ? steps : steps + [1])
        var previous = 0.0
        for end in ends {
            guard end > previous, end <= 1 else { throw .invalidOption(name: "steps", value: end) }
            previous = end
        }
        if let fixed {
            try checkLength(fixed.count, ends.count, "fixed")
            for value in fixed where !(value > 0 && value.isFinite) {
                throw .invalidOption(name: "fixed", value: value)
            }
        }
        // The search takes its steps in units of the typical standard error, so that it does not depend on the
        // unit of the effects; a power of two costs no digits.
        let typical = variances.sorted()[count / 2].squareRoot()
        let unit = Double(sign: .plus, exponent: typical.exponent, significand: 1)
        let likelihood = try SelectionLikelihood(
            effects.map { $0 / unit },
            variances.map { $0 / unit / unit },
            ends,
            direction
        )
        if fixed == nil, let empty = likelihood.counts.firstIndex(of: 0) {
            throw .undefined(
                what: "the chance of publication below p = \(ends[empty]), where no effect falls"
            )
        }
        let start = try MetaAnalysis.randomEffects(
            effects: effects,
            variances: variances,
            method: .maximumLikelihood,
            level: level
        )
        var search = SelectionSearch(likelihood: likelihood, fixedSelection: fixed)
        let turn: Double = direction == .less ? -1 : 1
        try search.climb(
            mean: turn * start.pooled.estimate / unit,
            tauSquared: start.betweenStudyVariance / unit / unit
        )
        let errors = try search.standardErrors()
        let pooledError = errors.mean * unit
        let logLikelihood = search.value - Double(count) * ln(unit)
        let pooled = try coefficientTable(
            names: ["intercept"],
            estimates: [turn * search.mean * unit],
            variances: [pooledError * pooledError],
            degreesOfFreedom: nil,
            level: level
        )
        let unselected = try start.fitStatistics(restricted: false).logLikelihood
        let test =
            fixed == nil
            ? try StatisticTest.chiSquared(
                max(0, 2 * (logLikelihood - unselected)),
                Double(ends.count - 1)
            ) : nil
        return SelectionModel(
            steps: ends,
            counts: likelihood.counts,
            selection: search.selection,
            selectionStandardErrors: errors.selection,
            pooled: pooled[0],
            betweenStudyVariance: search.tauSquared * unit * unit,
            betweenStudyVarianceStandardError: errors.tauSquared.map { $0 * unit * unit },
            logLikelihood: logLikelihood,
            selectionTest: test
        )
    }
}

/// The log-likelihood of the step-function model and its gradient.
struct SelectionLikelihood {
    let effects: [Double]
    let variances: [Double]
    /// The interval of each effect.
    let interval: [Int]
    let counts: [Int]
    /// Cut points of *z*, falling: those of the upper tail, and for two-sided selection mirrored.
    private let cuts: [Double]
    private let isMirrored: Bool

    init(
        _ effects: [Double],
        _ variances: [Double],
        _ ends: [Double],
        _ direction: SelectionDirection
    ) throws(SynthesisError) {
        // Selection for small effects is selection for large ones of the other sign.
        self.effects = direction == .less ? effects.map { -$0 } : effects
        self.variances = variances
        isMirrored = direction == .twoSided
        let signed = self.effects
        let tails = isMirrored ? ends.map { $0 / 2 } : ends
        let (cuts, p) = try evaluating { () throws(DistributionError) in
            let normal = StandardNormal()
            let z = zip(signed, variances).map { $0 / $1.squareRoot() }
            return (
                try normal.upperQuantile(Array(tails.dropLast())),
                try normal.survival(direction == .twoSided ? z.map { abs($0) } : z)
            )
        }
        self.cuts = cuts
        interval = p.map { value in tails.dropLast().firstIndex { value <= $0 } ?? ends.count - 1 }
        var counts = [Int](repeating: 0, count: ends.count)
        for index in interval { counts[index] += 1 }
        self.counts = counts
    }

    /// Value and gradient in (mean, τ², chances beyond the first).
    func at(
        mean: Double,
        tauSquared: Double,
        selection: [Double]
    ) throws(SynthesisError) -> (value: Double, gradient: [Double]) {
        let intervals = selection.count
        // Every study's cut points under the model, in one crossing of the C boundary.
        let bounds = isMirrored ? cuts + cuts.reversed().map { -$0 } : cuts
        var points: [Double] = []
        points.reserveCapacity(effects.count * bounds.count)
        for index in effects.indices {
            let deviation = (variances[index] + tauSquared).squareRoot()
            let error = variances[index].squareRoot()
            for bound in bounds { points.append((bound * error - mean) / deviation) }
        }
        let tails = try evaluating { () throws(DistributionError) in try StandardNormal().survival(points) }
        var value = 0.0
        var gradient = [Double](repeating: 0, count: 1 + intervals)
        for index in effects.indices {
            let marginal = variances[index] + tauSquared
            let difference = effects[index] - mean
            var area = 0.0
            var byMean = 0.0
            var byTau = 0.0
            var shares = [Double](repeating: 0, count: intervals)
            var before = (tail: 0.0, density: 0.0, slope: 0.0)
            for step in 0...bounds.count {
                var here = (tail: 1.0, density: 0.0, slope: 0.0)
                if step < bounds.count {
                    let position = index * bounds.count + step
                    let z = points[position]
                    let density = exponential(-z * z / 2) * 0.3989422804014326779
                    here = (tails[position], density, density * z)
                }
                let member = isMirrored && step > cuts.count ? 2 * cuts.count - step : step
                shares[member] += here.tail - before.tail
                area += selection[member] * (here.tail - before.tail)
                byMean += selection[member] * (here.density - before.density)
                byTau += selection[member] * (here.slope - before.slope)
                before = here
            }
            let own = interval[index]
            value +=
                ln(selection[own]) - 0.9189385332046727418 - 0.5 * ln(marginal)
                - difference * difference / (2 * marginal) - ln(area)
            gradient[0] += difference / marginal - byMean / marginal.squareRoot() / area
            gradient[1] +=
                -0.5 / marginal + difference * difference / (2 * marginal * marginal) - byTau / (2 * marginal)
                / area
            for member in 1..<max(intervals, 1) where intervals > 1 {
                gradient[1 + member] += (own == member ? 1 / selection[member] : 0) - shares[member] / area
            }
        }
        return (value, gradient)
    }
}
