import Foundation
import Statistics
import Testing

/// Seeded effects around a mean with heterogeneity.
struct SimulatedStudies {
    let effects: [Double]
    let variances: [Double]
    let moderator: [Double]

    init(
        count: Int,
        tau: Double,
        mean: Double = 0.2,
        slope: Double = 0,
        using generator: inout SeededForTests
    ) throws {
        let normal = StandardNormal()
        func draw() throws -> Double {
            try normal.quantile(Double.random(in: 1e-12..<1, using: &generator))
        }
        var effects: [Double] = []
        var variances: [Double] = []
        var moderator: [Double] = []
        for _ in 0..<count {
            let x = Double.random(in: 0...10, using: &generator)
            let variance = Double.random(in: 0.01...0.12, using: &generator)
            effects.append(mean + slope * x + tau * (try draw()) + variance.squareRoot() * (try draw()))
            variances.append(variance)
            moderator.append(x)
        }
        self.effects = effects
        self.variances = variances
        self.moderator = moderator
    }
}

@Suite("What holds for every synthesis")
struct SynthesisPropertyTests {
    @Test(
        "shift and scale of effects pass through; order does not matter",
        arguments: BetweenStudyEstimator.allCases
    )
    func equivariance(method: BetweenStudyEstimator) throws {
        var generator = SeededForTests(seed: 21)
        let data = try SimulatedStudies(count: 14, tau: 0.25, using: &generator)
        func fit(_ effects: [Double], _ variances: [Double]) throws -> MetaAnalysis {
            try MetaAnalysis.randomEffects(
                effects: effects,
                variances: variances,
                method: method,
                test: .knappHartung
            )
        }
        let base = try fit(data.effects, data.variances)
        let moved = try fit(data.effects.map { 3 * $0 - 7 }, data.variances.map { 9 * $0 })
        expectClose(moved.pooled.estimate, 3 * base.pooled.estimate - 7, relative: 1e-10)
        expectClose(moved.pooled.standardError, 3 * base.pooled.standardError, relative: 1e-9)
        expectClose(moved.betweenStudyVariance, 9 * base.betweenStudyVariance, relative: 1e-9)
        expectClose(moved.iSquared, base.iSquared, relative: 1e-9)
        let reversed = try fit(data.effects.reversed(), data.variances.reversed())
        expectClose(reversed.pooled.estimate, base.pooled.estimate, relative: 1e-12)
        expectClose(reversed.betweenStudyVariance, base.betweenStudyVariance, relative: 1e-11)
    }

    @Test(
        "effects in other units have the same intervals of components in these units",
        arguments: [0.0, 0.3, 1.2]
    )
    func intervalsOfComponentsHaveTheUnitsOfTheEffects(tau: Double) throws {
        var generator = SeededForTests(seed: 31)
        let data = try SimulatedStudies(count: 24, tau: tau, using: &generator)
        let normal = StandardNormal()
        let shared = try (0..<8).map { _ in
            tau * (try normal.quantile(Double.random(in: 0.001..<0.999, using: &generator)))
        }
        let effects = data.effects.enumerated().map { $1 + shared[$0 / 3] }
        func fit(_ unit: Double) throws -> ThreeLevelMetaAnalysis {
            try ThreeLevelMetaAnalysis.fit(
                effects: effects.map { unit * $0 },
                variances: data.variances.map { unit * unit * $0 },
                clusters: effects.indices.map { "c\($0 / 3)" }
            )
        }
        let base = try fit(1)
        for unit in [1e-8, 1e-6, 1e6, 1e8] {
            let scaled = try fit(unit)
            for component in 0..<2 {
                let expected = try base.componentInterval(component)
                let found = try scaled.componentInterval(component)
                expectClose(found.lower / unit / unit, expected.lower, relative: 1e-6, "\(unit) \(component)")
                expectClose(found.upper / unit / unit, expected.upper, relative: 1e-6, "\(unit) \(component)")
            }
        }
    }

    @Test("the REML estimate has a higher likelihood than its neighbours", arguments: 0..<12)
    func optimum(seed: UInt64) throws {
        var generator = SeededForTests(seed: seed)
        let data = try SimulatedStudies(count: 5 + Int(seed), tau: 0.1 * Double(seed % 4), using: &generator)
        let fit = try MetaAnalysis.randomEffects(effects: data.effects, variances: data.variances)
        let interval = try fit.heterogeneityIntervals(.profileLikelihood).betweenStudyVariance
        #expect(interval.contains(fit.betweenStudyVariance))
        #expect(interval.upper > fit.betweenStudyVariance)
    }

    @Test("a moderator far from zero costs no digits")
    func calendarYears() throws {
        var generator = SeededForTests(seed: 8)
        let data = try SimulatedStudies(count: 20, tau: 0.2, slope: 0.05, using: &generator)
        func slope(_ offset: Double) throws -> CoefficientEstimate {
            try MetaAnalysis.regression(
                effects: data.effects,
                variances: data.variances,
                moderators: [.continuous(name: "x", values: data.moderator.map { $0 + offset })]
            ).coefficients[1]
        }
        let near = try slope(0)
        let far = try slope(1_000_000)
        expectClose(far.estimate, near.estimate, relative: 1e-8)
        expectClose(far.standardError, near.standardError, relative: 1e-8)
    }

    @Test("a factor's coefficients do not depend on which level is the reference")
    func referenceLevel() throws {
        var generator = SeededForTests(seed: 3)
        let data = try SimulatedStudies(count: 15, tau: 0.2, using: &generator)
        let groups = (0..<15).map { ["a", "b", "c"][$0 % 3] }
        func fit(_ reference: String) throws -> MetaAnalysis {
            try MetaAnalysis.regression(
                effects: data.effects,
                variances: data.variances,
                moderators: [.factor(name: "g", values: groups, reference: reference)],
                test: .knappHartung
            )
        }
        let first = try fit("a")
        let second = try fit("b")
        expectClose(first.betweenStudyVariance, second.betweenStudyVariance, relative: 1e-9)
        let omnibus = (try #require(first.moderatorTest), try #require(second.moderatorTest))
        expectClose(omnibus.0.statistic, omnibus.1.statistic, relative: 1e-8)
        expectClose(
            first.coefficients[1].estimate,
            -second.coefficients[1].estimate,
            relative: 1e-8
        )
        let term = try first.termTest("g")
        expectClose(term.statistic, omnibus.0.statistic, relative: 1e-12)
    }

    @Test("an interaction is the product of its columns")
    func interaction() throws {
        var generator = SeededForTests(seed: 4)
        let data = try SimulatedStudies(count: 18, tau: 0.2, using: &generator)
        let groups = (0..<18).map { $0 % 2 == 0 ? "a" : "b" }
        let x = Moderator.continuous(name: "x", values: data.moderator)
        let g = Moderator.factor(name: "g", values: groups)
        let fit = try MetaAnalysis.regression(
            effects: data.effects,
            variances: data.variances,
            moderators: [x, g, .interaction(x, g)]
        )
        #expect(fit.coefficients.map(\.name) == ["intercept", "x", "gb", "x:gb"])
        let product = zip(data.moderator, groups).map { $1 == "b" ? $0 : 0 }
        let byHand = try MetaAnalysis.regression(
            effects: data.effects,
            variances: data.variances,
            moderators: [x, g, .continuous(name: "x:gb", values: product)]
        )
        expectClose(fit.coefficients[3].estimate, byHand.coefficients[3].estimate, relative: 1e-10)
    }

    @Test("the last cumulative step and the full synthesis are the same")
    func cumulative() throws {
        var generator = SeededForTests(seed: 14)
        let data = try SimulatedStudies(count: 9, tau: 0.3, using: &generator)
        let fit = try MetaAnalysis.randomEffects(effects: data.effects, variances: data.variances)
        let last = try #require(fit.cumulative().last)
        expectClose(last.pooled.estimate, fit.pooled.estimate, relative: 1e-12)
        #expect(try fit.cumulative(order: Array((0..<9).reversed())).count == 9)
    }

    @Test("shrinkage draws a result towards the pool and never past it")
    func shrinkage() throws {
        var generator = SeededForTests(seed: 15)
        let data = try SimulatedStudies(count: 12, tau: 0.2, using: &generator)
        let fit = try MetaAnalysis.randomEffects(effects: data.effects, variances: data.variances)
        let surprising = try fit.shrunken(effect: 1.5, variance: 0.09)
        #expect(surprising.estimate < 1.5 && surprising.estimate > fit.pooled.estimate)
        let precise = try fit.shrunken(effect: 1.5, variance: 1e-6)
        #expect(precise.estimate > surprising.estimate)
        for (index, shrunken) in try fit.shrunkenEffects().enumerated() {
            let low = min(data.effects[index], fit.pooled.estimate)
            let high = max(data.effects[index], fit.pooled.estimate)
            #expect(shrunken.estimate >= low - 1e-12 && shrunken.estimate <= high + 1e-12)
        }
    }

    @Test("95 % intervals by Knapp and Hartung cover the mean in 93 to 97 % of 1,500 simulated series of six")
    func coverage() throws {
        var generator = SeededForTests(seed: 99)
        var covered = 0
        let runs = 1500
        for _ in 0..<runs {
            let data = try SimulatedStudies(count: 6, tau: 0.2, using: &generator)
            let fit = try MetaAnalysis.randomEffects(
                effects: data.effects,
                variances: data.variances,
                test: .knappHartung
            )
            if fit.pooled.lower <= 0.2, fit.pooled.upper >= 0.2 { covered += 1 }
        }
        #expect((0.93...0.97).contains(Double(covered) / Double(runs)), "\(covered)")
    }
}

@Suite("Always-valid sequential synthesis")
struct SequentialSynthesisTests {
    @Test("the e-value is the ratio of the mixture's marginal density to that of no effect")
    func closedForm() throws {
        let series = try SequentialSynthesis(effects: [0.3], variances: [0.04], mixingDeviation: 0.2)
        let marginal = try NormalDistribution(mean: 0, standardDeviation: (0.04 + 0.04).squareRoot())
            .logDensity(0.3)
        let none = try NormalDistribution(mean: 0, standardDeviation: 0.2).logDensity(0.3)
        expectClose(series.looks[0].eValue, exp(marginal - none), relative: 1e-12)
    }

    @Test("zero leaves the interval exactly when the e-value reaches 1/alpha")
    func duality() throws {
        var generator = SeededForTests(seed: 6)
        let data = try SimulatedStudies(count: 40, tau: 0, mean: 0.15, using: &generator)
        let series = try SequentialSynthesis(
            effects: data.effects,
            variances: data.variances,
            mixingDeviation: 0.2
        )
        for look in series.looks { #expect(look.interval.contains(0) == (look.eValue < 20)) }
        #expect(series.looks.contains { $0.eValue > 20 })
    }

    @Test("with no effect, looking after each of 60 trials rejects in at most 5 % of 800 series")
    func anytimeError() throws {
        var generator = SeededForTests(seed: 7)
        var rejected = 0
        for _ in 0..<800 {
            let data = try SimulatedStudies(count: 60, tau: 0, mean: 0, using: &generator)
            let series = try SequentialSynthesis(
                effects: data.effects,
                variances: data.variances,
                mixingDeviation: 0.2
            )
            if (series.looks.last?.anytimePValue ?? 1) <= 0.05 { rejected += 1 }
        }
        #expect(rejected <= 40 + 15, "\(rejected)")
        #expect(rejected > 0)
    }
}

@Suite("Pooled within-trial interactions")
struct PooledInteractionTests {
    @Test("a difference between trials does not leak into the interaction")
    func withinOnly() throws {
        // Every trial helps both groups alike, but trials with a larger effect have a larger subgroup.
        let trials = try (0..<8).map { trial in
            let effect = 0.1 * Double(trial)
            return try WithinTrialContrast(
                subgroup: EffectSize(estimate: effect, variance: 0.02),
                others: EffectSize(estimate: effect, variance: 0.01)
            )
        }
        let pooled = try PooledInteraction(trials, test: .normal)
        expectClose(pooled.difference.estimate, 0, relative: 0, floor: 1e-15)
        expectClose(pooled.difference.standardError, (0.03 / 8).squareRoot(), relative: 1e-12)
    }

    @Test("an impossible covariance is refused")
    func covariance() throws {
        #expect(throws: SynthesisError.invalidOption(name: "covariance", value: 0.05)) {
            try WithinTrialContrast(
                subgroup: EffectSize(estimate: 0.1, variance: 0.02),
                others: EffectSize(estimate: 0.1, variance: 0.01),
                covariance: 0.05
            )
        }
    }
}

@Suite("What a synthesis refuses")
struct SynthesisRefusalTests {
    @Test("a fail-safe number beyond what can be counted is refused")
    func failSafe() throws {
        let fit = try MetaAnalysis.randomEffects(effects: [0.2, 0.3, 0.4], variances: [0.01, 0.02, 0.03])
        #expect(try fit.orwinFailSafe(target: 0.11).studies == 6)
        let refusal = SynthesisError.undefined(what: "a number of studies that can be counted")
        #expect(throws: refusal) { try fit.orwinFailSafe(target: 1e-300) }
        // Nearly any result reaches a level of nearly one half, and then no number of studies overturns it.
        #expect(throws: refusal) { try fit.rosenthalFailSafe(alpha: 0.5 - 1e-10) }
        #expect(throws: refusal) { try fit.rosenbergFailSafe(alpha: 1 - 2e-10) }
    }

    @Test("bad studies are named")
    func studies() throws {
        #expect(throws: SynthesisError.varianceNotPositive(study: 1, value: 0)) {
            try MetaAnalysis.randomEffects(effects: [1, 2], variances: [1, 0])
        }
        #expect(throws: SynthesisError.notFinite(study: 0, what: "effect")) {
            try MetaAnalysis.randomEffects(effects: [.nan, 2], variances: [1, 1])
        }
        #expect(throws: SynthesisError.unequalLengths(expected: 2, found: 1, what: "variances")) {
            try MetaAnalysis.randomEffects(effects: [1, 2], variances: [1])
        }
        #expect(throws: SynthesisError.tooFewStudies(found: 1, needed: 2)) {
            try MetaAnalysis.randomEffects(effects: [1], variances: [1])
        }
        #expect(throws: SynthesisError.tooFewStudies(found: 0, needed: 1)) {
            try MetaAnalysis.randomEffects(effects: [], variances: [])
        }
        let two = try MetaAnalysis.randomEffects(effects: [1, 2], variances: [1, 1])
        #expect(throws: SynthesisError.tooFewStudies(found: 2, needed: 3)) { try two.baujat() }
        #expect(throws: SynthesisError.levelOutOfRange(95)) {
            try MetaAnalysis.randomEffects(effects: [1, 2], variances: [1, 1], level: 95)
        }
        #expect(throws: SynthesisError.invalidWeights) {
            try MetaAnalysis.randomEffects(effects: [1, 2], variances: [1, 1], weighting: .fixed([0, 0]))
        }
    }

    @Test("collinear and constant moderators are named")
    func moderators() {
        let x = [1.0, 2, 3, 4, 5]
        #expect(throws: SynthesisError.collinear(columns: ["twice"])) {
            try MetaAnalysis.regression(
                effects: x,
                variances: x,
                moderators: [
                    .continuous(name: "x", values: x),
                    .continuous(name: "twice", values: x.map { 2 * $0 + 1 }),
                ]
            )
        }
        #expect(throws: SynthesisError.collinear(columns: ["constant"])) {
            try MetaAnalysis.regression(
                effects: x,
                variances: x,
                moderators: [.continuous(name: "constant", values: [7, 7, 7, 7, 7])]
            )
        }
        #expect(throws: SynthesisError.oneLevel(factor: "g")) {
            try MetaAnalysis.regression(
                effects: x,
                variances: x,
                moderators: [.factor(name: "g", values: ["a", "a", "a", "a", "a"])]
            )
        }
    }

    @Test("identical effects have no Knapp-Hartung test, and say so")
    func identicalEffects() {
        #expect(throws: SynthesisError.self) {
            try MetaAnalysis.randomEffects(
                effects: [0.2, 0.2, 0.2],
                variances: [1, 2, 3],
                test: .knappHartung
            )
        }
    }

    @Test("one study pools by itself under equal effects")
    func oneStudy() throws {
        let fit = try MetaAnalysis.randomEffects(effects: [0.3], variances: [0.04], method: .equalEffects)
        #expect(fit.pooled.estimate == 0.3 && fit.iSquared == 0 && fit.residualHeterogeneity.pValue == 1)
    }
}
