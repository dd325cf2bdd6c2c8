import Evidence
import Services
import Statistics

/// What the registered trials of one strand or intervention say together.
///
/// Never mixed with published studies, and never a diamond below three trials. Leaving one trial out is for
/// analysts; the trials themselves are public, each with its own report.
package struct NetworkPool: Sendable, Equatable {
    package let trials: [PooledTrial]
    /// Trials in which a score decided, or those compared were matched: each with its own result, in no mean, because
    /// what they find rests on more than the draw.
    package let others: [PooledTrial]
    package let mean: Mean?
    /// Trials nested in hubs; only where enough hubs have several.
    package let hubs: HubLevel?
    package let fsm: FSM
    /// Looks after each trial; only where every trial was registered before it ran.
    package let sequence: [Look]
    package let need: PoolNeed?

    package static let fewest = PoolMethod.fewestMembers
    /// A hub level is told apart from the trials only with so many hubs of so many trials.
    package static let fewestHubs = 5
    package static let fewestTrialsOfHub = 2
    /// Robust intervals with fewer degrees of freedom cannot be trusted.
    package static let fewestDegreesOfFreedom = 4.0
    /// The standard deviation of effects that sequential limits are set for, fixed before any result:
    /// large trials of schools have found 0.06 on average.
    package static let sequentialDeviation = 0.1

    /// Two-level REML with Knapp–Hartung's interval.
    package struct Mean: Sendable, Equatable {
        package let estimate: Double
        package let standardError: Double
        package let lower: Double
        package let upper: Double
        package let predictionLower: Double
        package let predictionUpper: Double
        package let tauSquared: Double
        package let iSquared: Double
    }

    package struct HubLevel: Sendable, Equatable {
        package let hubs: Int
        package let estimate: Double
        package let lower: Double
        package let upper: Double
        package let betweenHubs: Double
        package let withinHubs: Double
        /// CR2 over hubs; `nil` below four degrees of freedom.
        package let robust: Robust?

        package struct Robust: Sendable, Equatable {
            package let lower: Double
            package let upper: Double
            package let degreesOfFreedom: Double
        }
    }

    /// Within-trial differences between eligible and other pupils, pooled.
    package enum FSM: Sendable, Equatable {
        case none
        /// How many trials report it: too few, or their fit fails.
        case few(Int)
        case pooled(Mean, trials: Int)
    }

    package struct Look: Sendable, Equatable {
        package let trials: Int
        package let estimate: Double
        package let lower: Double
        package let upper: Double
        package let eValue: Double
    }

    package init(_ all: [PooledTrial]) {
        let trials = all.filter(\.isRandomised)
        self.trials = trials
        others = all.filter { !$0.isRandomised }
        mean = Mean(trials.map(\.effect), trials.map(\.variance))
        hubs = HubLevel(trials)
        let within = trials.compactMap(\.fsm)
        let pooled = Mean(
            within.map(\.interaction),
            within.map { $0.standardError * $0.standardError }
        )
        if let pooled {
            fsm = .pooled(pooled, trials: within.count)
        } else {
            fsm = within.isEmpty ? .none : .few(within.count)
        }
        sequence = Self.looks(trials)
        need = PoolNeed(trials, mean: mean)
    }

    private static func looks(_ trials: [PooledTrial]) -> [Look] {
        guard trials.count >= 2, trials.allSatisfy(\.isProspective) else { return [] }
        let synthesis = try? SequentialSynthesis(
            effects: trials.map(\.effect),
            variances: trials.map(\.variance),
            mixingDeviation: sequentialDeviation
        )
        return (synthesis?.looks ?? []).map {
            Look(
                trials: $0.trials,
                estimate: $0.estimate,
                lower: $0.interval.lower,
                upper: $0.interval.upper,
                eValue: $0.eValue
            )
        }
    }
}

extension NetworkPool.Mean {
    /// `nil` below three trials, or where the fit fails.
    init?(_ effects: [Double], _ variances: [Double]) {
        guard effects.count >= NetworkPool.fewest else { return nil }
        do throws(SynthesisError) {
            let fit = try MetaAnalysis.randomEffects(
                effects: effects,
                variances: variances,
                method: .restrictedMaximumLikelihood,
                test: .knappHartung
            )
            let prediction = try fit.predictionInterval(.sameAsTest)
            estimate = fit.pooled.estimate
            standardError = fit.pooled.standardError
            lower = fit.pooled.lower
            upper = fit.pooled.upper
            predictionLower = prediction.lower
            predictionUpper = prediction.upper
            tauSquared = fit.betweenStudyVariance
            iSquared = fit.iSquared
        } catch {
            return nil
        }
    }
}

extension NetworkPool.HubLevel {
    init?(_ trials: [PooledTrial]) {
        let counts = Dictionary(grouping: trials, by: \.hub).mapValues(\.count)
        let several = counts.values.count { $0 >= NetworkPool.fewestTrialsOfHub }
        guard several >= NetworkPool.fewestHubs else { return nil }
        do throws(SynthesisError) {
            let fit = try ThreeLevelMetaAnalysis.fit(
                effects: trials.map(\.effect),
                variances: trials.map(\.variance),
                clusters: trials.map { $0.hub.description },
                test: .studentT
            )
            hubs = counts.count
            estimate = fit.pooled.estimate
            lower = fit.pooled.lower
            upper = fit.pooled.upper
            betweenHubs = fit.components[0].variance
            withinHubs = fit.components[1].variance
            let test = try fit.robust(.cr2).coefficients[0]
            if let df = test.degreesOfFreedom, df >= NetworkPool.fewestDegreesOfFreedom {
                robust = Robust(lower: test.lower, upper: test.upper, degreesOfFreedom: df)
            } else {
                robust = nil
            }
        } catch {
            return nil
        }
    }
}
