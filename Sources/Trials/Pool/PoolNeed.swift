import Statistics

/// What it would take to know twice as well: how many more schools halve the plausible range.
package struct PoolNeed: Sendable, Equatable {
    /// For the result of all pupils.
    package let all: More?
    /// For the difference between eligible and other pupils.
    package let fsm: More?

    package struct More: Sendable, Equatable {
        package let trials: Int
        package let schools: Int
        /// Half the plausible range now, and after that many more.
        package let now: Double
        package let then: Double
    }

    /// Beyond this many more trials the answer is "more than anyone will run".
    package static let mostTrials = 400

    /// `nil` where the schools of no trial are known.
    init?(_ trials: [PooledTrial], mean: NetworkPool.Mean?) {
        let known = trials.compactMap(\.schools).filter { $0 > 0 }
        guard !known.isEmpty, mean != nil else { return nil }
        let schools = Double(known.reduce(0, +)) / Double(known.count)
        all = Self.more(trials.map(\.variance), schools: schools, effects: trials.map(\.effect))
        let within = trials.compactMap(\.fsm)
        fsm = Self.more(
            within.map { $0.standardError * $0.standardError },
            schools: schools,
            effects: within.map(\.interaction)
        )
    }

    /// Adds trials like those there are: of their average precision, and differing as much from each other.
    ///
    /// Further schools in a trial that has run cannot lessen the differences between trials, so schools are
    /// counted in further trials.
    private static func more(_ variances: [Double], schools: Double, effects: [Double]) -> More? {
        guard variances.count >= NetworkPool.fewest else { return nil }
        let fit = try? MetaAnalysis.randomEffects(
            effects: effects,
            variances: variances,
            method: .restrictedMaximumLikelihood,
            test: .normal
        )
        guard let fit else { return nil }
        let tau = fit.betweenStudyVariance
        let typical = Double(variances.count) / variances.reduce(0) { $0 + 1 / $1 }
        let information = variances.reduce(0) { $0 + 1 / ($1 + tau) }
        let half = { (added: Int) -> Double? in
            let t = try? StudentT(degreesOfFreedom: Double(variances.count + added - 1))
            guard let critical = try? t?.twoSidedCriticalValue(level: 0.95) else { return nil }
            return critical / (information + Double(added) / (typical + tau)).squareRoot()
        }
        guard let now = half(0) else { return nil }
        for added in 1...mostTrials {
            guard let then = half(added) else { return nil }
            if then <= now / 2 {
                return More(
                    trials: added,
                    schools: Int((Double(added) * schools).rounded(.up)),
                    now: now,
                    then: then
                )
            }
        }
        return nil
    }
}
