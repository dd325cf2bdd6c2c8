import Foundation
import Statistics
import Testing

/// One distribution of each family, with points inside its support.
private struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let distribution: any ProbabilityDistribution
    let points: [Double]
    var testDescription: String { name }

    static func all() throws -> [Case] {
        [
            Case(
                name: "normal",
                distribution: try NormalDistribution(mean: 3, standardDeviation: 2),
                points: [-9, 0, 3, 5, 12]
            ),
            Case(
                name: "t, 1.7 df",
                distribution: try StudentT(degreesOfFreedom: 1.7),
                points: [-40, -1, 0.3, 2, 50]
            ),
            Case(
                name: "t, infinite df",
                distribution: try StudentT(degreesOfFreedom: .infinity),
                points: [-3, 0.5, 2]
            ),
            Case(
                name: "chi-squared",
                distribution: try ChiSquared(degreesOfFreedom: 4.5),
                points: [0.1, 3, 9, 40]
            ),
            Case(
                name: "F",
                distribution: try FisherF(numerator: 3, denominator: 7.5),
                points: [0.05, 1, 4, 30]
            ),
            Case(
                name: "F, infinite denominator",
                distribution: try FisherF(numerator: 3, denominator: .infinity),
                points: [0.05, 1, 4]
            ),
            Case(
                name: "beta",
                distribution: try BetaDistribution(first: 0.7, second: 3),
                points: [0.01, 0.2, 0.8]
            ),
            Case(
                name: "gamma",
                distribution: try GammaDistribution(shape: 2.5, scale: 3),
                points: [0.1, 5, 40]
            ),
            Case(
                name: "noncentral t",
                distribution: try NoncentralT(degreesOfFreedom: 11, noncentrality: 2.4),
                points: [-2, 0, 2, 4, 9]
            ),
            Case(
                name: "noncentral t, negative",
                distribution: try NoncentralT(degreesOfFreedom: 30, noncentrality: -3),
                points: [-8, -3, 0, 1.5]
            ),
            Case(
                name: "noncentral chi-squared",
                distribution: try NoncentralChiSquared(degreesOfFreedom: 3, noncentrality: 5),
                points: [0.5, 8, 30]
            ),
            Case(
                name: "noncentral F",
                distribution: try NoncentralF(numerator: 2, denominator: 20, noncentrality: 6),
                points: [0.3, 4, 15]
            ),
        ]
    }
}

@Suite("What holds for every distribution")
struct DistributionPropertyTests {
    @Test("the quantile of the cumulative is the point, in both tails")
    func roundTrip() throws {
        for item in try Case.all() {
            for x in item.points {
                let lower = try item.distribution.cumulative(x)
                let upper = try item.distribution.survival(x)
                if lower < 0.5 {
                    expectClose(
                        try item.distribution.quantile(lower),
                        x,
                        relative: 1e-11,
                        floor: 1e-11,
                        item.name
                    )
                } else {
                    expectClose(
                        try item.distribution.upperQuantile(upper),
                        x,
                        relative: 1e-11,
                        floor: 1e-11,
                        item.name
                    )
                }
            }
        }
    }

    @Test("the two tails add to one")
    func tails() throws {
        for item in try Case.all() {
            for x in item.points {
                let sum = try item.distribution.cumulative(x) + item.distribution.survival(x)
                expectClose(sum, 1, relative: 1e-13, item.name)
            }
        }
    }

    @Test("the density is the slope of the cumulative")
    func density() throws {
        for item in try Case.all() {
            for x in item.points {
                let step = 1e-4 * max(0.05, abs(x))
                let slope =
                    (try item.distribution.cumulative(x + step) - item.distribution.cumulative(x - step))
                    / (2 * step)
                guard slope > 1e-7 else { continue }
                expectClose(try exp(item.distribution.logDensity(x)), slope, relative: 2e-5, item.name)
            }
        }
    }

    @Test("a batch gives what single points give")
    func batch() throws {
        for item in try Case.all() {
            let batch = try item.distribution.cumulative(item.points)
            let single = try item.points.map { try item.distribution.cumulative($0) }
            #expect(batch == single)
        }
    }

    @Test("infinite points are answered, never NaN")
    func infinities() throws {
        for item in try Case.all() {
            #expect(try item.distribution.cumulative(.infinity) == 1)
            #expect(try item.distribution.survival(.infinity) == 0)
            #expect(try item.distribution.cumulative(-.infinity) == 0)
        }
    }

    @Test("the critical value of 95 % intervals is the quantile that it is said to be")
    func criticalValue() throws {
        let quantile = try StandardNormal().upperQuantile(0.025)
        #expect(abs(StandardNormal.criticalValue95 - quantile) < 1e-15)
    }

    @Test("far upper tails keep relative digits where one minus the cumulative has none")
    func upperTail() throws {
        // Mills ratio bounds at 20: phi(20)/20 (1 - 1/400) < tail < phi(20)/20.
        let tail = try StandardNormal().survival(20)
        let bound = exp(try StandardNormal().logDensity(20)) / 20
        #expect(tail < bound && tail > bound * (1 - 1.0 / 400))
        expectClose(try StandardNormal().upperQuantile(tail), 20, relative: 1e-14)
    }
}

@Suite("Discrete distributions")
struct DiscreteDistributionTests {
    @Test("binomial sums its mass", arguments: [(12, 0.3), (40, 0.02), (7, 0.5), (5, 1.0), (5, 0.0)])
    func binomial(trials: Int, probability: Double) throws {
        let distribution = try BinomialDistribution(trials: trials, probability: probability)
        var sum = 0.0
        for successes in 0...trials {
            sum += exp(try distribution.logDensity(Double(successes)))
            expectClose(try distribution.cumulative(Double(successes)), sum, relative: 1e-12)
            expectClose(try distribution.cumulative(Double(successes) + 0.7), sum, relative: 1e-12)
        }
        for step in 1..<20 {
            let p = Double(step) / 20
            let k = try distribution.quantile(p)
            #expect(try distribution.cumulative(k) >= p)
            if k > 0 { #expect(try distribution.cumulative(k - 1) < p) }
            let u = try distribution.upperQuantile(p)
            #expect(try distribution.survival(u) <= p)
            if u > 0 { #expect(try distribution.survival(u - 1) > p) }
        }
    }

    @Test("hypergeometric sums its mass", arguments: [(20, 7, 12), (50, 5, 10), (9, 9, 4), (30, 0, 10)])
    func hypergeometric(population: Int, successes: Int, draws: Int) throws {
        let distribution = try HypergeometricDistribution(
            population: population,
            successes: successes,
            draws: draws
        )
        var sum = 0.0
        for hits in 0...min(successes, draws) {
            sum += exp(try distribution.logDensity(Double(hits)))
            expectClose(try distribution.cumulative(Double(hits)), sum, relative: 1e-11, floor: 1e-14)
        }
        expectClose(sum, 1, relative: 1e-12)
        let median = try distribution.quantile(0.5)
        #expect(try distribution.cumulative(median) >= 0.5)
    }
}

@Suite("What a distribution refuses")
struct DistributionRefusalTests {
    @Test("parameters outside their range are named")
    func parameters() {
        #expect(throws: DistributionError.invalidParameter(name: "degreesOfFreedom", value: 0)) {
            try StudentT(degreesOfFreedom: 0)
        }
        #expect(throws: DistributionError.invalidParameter(name: "standardDeviation", value: -1)) {
            try NormalDistribution(mean: 0, standardDeviation: -1)
        }
        #expect(throws: DistributionError.invalidParameter(name: "probability", value: 1.1)) {
            try BinomialDistribution(trials: 3, probability: 1.1)
        }
        #expect(throws: DistributionError.invalidParameter(name: "draws", value: 8)) {
            try HypergeometricDistribution(population: 5, successes: 2, draws: 8)
        }
        #expect(throws: DistributionError.self) { try ChiSquared(degreesOfFreedom: .nan) }
        #expect(throws: DistributionError.self) {
            try NoncentralT(degreesOfFreedom: 5, noncentrality: .infinity)
        }
    }

    @Test("a probability outside 0 to 1 is no quantile", arguments: [-0.1, 1.5, Double.infinity])
    func probability(p: Double) throws {
        let t = try StudentT(degreesOfFreedom: 5)
        #expect(throws: DistributionError.invalidProbability(p)) { try t.quantile(p) }
        #expect(throws: DistributionError.invalidProbability(p)) { try t.upperQuantile(p) }
    }

    @Test("a NaN is refused, also inside a batch")
    func notANumber() throws {
        let normal = StandardNormal()
        #expect(throws: DistributionError.self) { try normal.cumulative(.nan) }
        #expect(throws: DistributionError.self) { try normal.cumulative([0, .nan, 1]) }
    }

    @Test("an unbounded density says so")
    func unbounded() throws {
        let chi = try ChiSquared(degreesOfFreedom: 1)
        #expect(throws: DistributionError.notRepresentable(at: 0)) { try chi.logDensity(0) }
    }

    @Test("a confidence level is a proportion", arguments: [0, 1, 95, -0.5, Double.nan])
    func level(level: Double) {
        #expect(throws: DistributionError.self) { try StandardNormal().twoSidedCriticalValue(level: level) }
    }
}
