import Foundation
import Testing

@testable import Statistics

@Suite("The search for the maximum of the likelihood")
struct LikelihoodSearchTests {
    /// Few studies of very different precision: where likelihoods have edges and second maxima.
    private func data(_ seed: UInt64) throws -> SynthesisData {
        var generator = SeededForTests(seed: seed)
        let count = Int.random(in: 3...9, using: &generator)
        var effects: [Double] = []
        var variances: [Double] = []
        var moderator: [Double] = []
        for _ in 0..<count {
            effects.append(
                Double.random(in: -1...1, using: &generator) * Double.random(in: 0.1...2, using: &generator)
            )
            variances.append(exp(Double.random(in: -7...1, using: &generator)))
            moderator.append(Double.random(in: 0...1, using: &generator))
        }
        let design =
            seed % 3 == 0 && count > 3
            ? try DesignBasis(
                names: ["intercept", "x"],
                columns: [[Double](repeating: 1, count: count), moderator]
            )
            : DesignBasis(intercept: count)
        return SynthesisData(effects: effects, variances: variances, design: design)
    }

    @Test("no point of a fine grid has a higher likelihood", arguments: [true, false])
    func globalMaximum(restricted: Bool) throws {
        for seed in 0..<400 {
            let search = LikelihoodSearch(data: try data(UInt64(seed)), restricted: restricted)
            let found = try search.maximum()
            let highest = try search.logLikelihood(at: found)
            for step in 0..<150 {
                let tauSquared = exp(-14 + 16 * Double(step) / 149)
                let there = try search.logLikelihood(at: tauSquared)
                #expect(there <= highest + 1e-9, "seed \(seed): \(tauSquared) beats \(found)")
            }
            #expect(try search.logLikelihood(at: 0) <= highest + 1e-12)
        }
    }

    @Test("the generalised Q is met exactly, or zero is already below it")
    func generalisedQ() throws {
        for seed in 0..<200 {
            let data = try data(UInt64(seed))
            let q = GeneralisedQ(data: data)
            for target in [0.1, 1, Double(data.residualDegreesOfFreedom), 12] {
                let atZero = try WeightedProfile(data, at: 0).residual
                guard let root = try q.root(at: target) else {
                    #expect(atZero < target)
                    continue
                }
                expectClose(
                    try WeightedProfile(data, at: root).residual,
                    target,
                    relative: 1e-11,
                    "seed \(seed)"
                )
            }
        }
    }

    @Test("sums over studies give the traces of the k by k projection")
    func traces() throws {
        let data = try data(6)
        let tauSquared = 0.3
        let weights = data.variances.map { 1 / ($0 + tauSquared) }
        let w = Matrix.diagonal(weights)
        let x = Matrix(columns: data.design.columns)
        let information = x.multiplied(by: w * x, transposingSelf: true)
        let inverse = try Cholesky(information).inverse
        let wx = w * x
        let p = w - (wx * inverse).multiplied(by: wx, transposingRight: true)
        let profile = try WeightedProfile(data, at: tauSquared)
        expectClose(profile.trace, p.trace, relative: 1e-12)
        expectClose(profile.traceSquared, (p * p).trace, relative: 1e-12)
        expectClose(profile.residual, p.quadraticForm(data.effects), relative: 1e-11)
        expectClose(profile.residualSquared, (p * p).quadraticForm(data.effects), relative: 1e-11)
        expectClose(profile.residualCubed, (p * p * p).quadraticForm(data.effects), relative: 1e-11)
        let d = data.variances
        let projection = try ProjectionTraces(data, weights: weights)
        let pv = p * Matrix.diagonal(d)
        expectClose(projection.trace(d), pv.trace, relative: 1e-12)
        expectClose(projection.trace(d, d), (pv * pv).trace, relative: 1e-12)
    }
}

@Suite("The nested likelihood")
struct NestedLikelihoodTests {
    private func data(_ seed: UInt64, moderator: Bool) throws -> (ClusteredData, SynthesisData) {
        var generator = SeededForTests(seed: seed)
        var effects: [Double] = []
        var variances: [Double] = []
        var labels: [String] = []
        var x: [Double] = []
        for cluster in 0..<7 {
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                effects.append(Double.random(in: -1...1, using: &generator))
                variances.append(Double.random(in: 0.01...0.3, using: &generator))
                x.append(Double.random(in: -2...2, using: &generator))
                labels.append("\(cluster)")
            }
        }
        let one = [Double](repeating: 1, count: effects.count)
        let design =
            moderator
            ? try DesignBasis(names: ["intercept", "x"], columns: [one, x])
            : DesignBasis(intercept: effects.count)
        let flat = SynthesisData(effects: effects, variances: variances, design: design)
        return (try ClusteredData(flat, labels: labels, correlation: nil), flat)
    }

    @Test("score and information are the slopes of the likelihood", arguments: [false, true], [false, true])
    func derivatives(moderator: Bool, restricted: Bool) throws {
        let (clustered, _) = try data(3, moderator: moderator)
        let at = NestedComponents(between: 0.13, within: 0.07)
        let here = try NestedLikelihood(clustered, at, restricted: restricted)
        let h = 1e-5
        for index in 0..<2 {
            var above = at
            var below = at
            above[index] += h
            below[index] -= h
            let up = try NestedLikelihood(clustered, above, restricted: restricted)
            let down = try NestedLikelihood(clustered, below, restricted: restricted)
            let slope = (up.logLikelihood - down.logLikelihood) / (2 * h)
            expectClose(index == 0 ? here.score.0 : here.score.1, slope, relative: 1e-6, floor: 1e-7)
            let own = index == 0 ? (up.score.0 - down.score.0) : (up.score.1 - down.score.1)
            expectClose(
                index == 0 ? here.observed.0 : here.observed.1,
                -own / (2 * h),
                relative: 1e-6,
                floor: 1e-6
            )
            let cross = index == 0 ? (up.score.1 - down.score.1) : (up.score.0 - down.score.0)
            expectClose(here.observed.2, -cross / (2 * h), relative: 1e-6, floor: 1e-6)
        }
    }

    @Test("without a between component it is the two-level likelihood")
    func reduces() throws {
        let (clustered, flat) = try data(9, moderator: true)
        for tauSquared in [0, 0.02, 0.4] {
            let nested = try NestedLikelihood(
                clustered,
                NestedComponents(between: 0, within: tauSquared),
                restricted: true
            )
            let single = try LikelihoodSearch(data: flat, restricted: true).logLikelihood(at: tauSquared)
            expectClose(nested.logLikelihood, single, relative: 1e-12)
        }
    }

    @Test("no point of a grid of both components has a higher likelihood", arguments: [false, true])
    func globalMaximum(restricted: Bool) throws {
        for seed in 0..<60 {
            let (clustered, _) = try data(UInt64(seed), moderator: seed % 2 == 0)
            let search = NestedSearch(data: clustered, restricted: restricted)
            let found = try search.maximum(from: NestedComponents(between: 0.1, within: 0.1))
            let highest = try search.at(found).logLikelihood
            let grid = [0] + (0..<10).map { exp(-8 + Double($0)) }
            for between in grid {
                for within in grid {
                    let there = try search.at(NestedComponents(between: between, within: within))
                        .logLikelihood
                    #expect(there <= highest + 1e-8, "seed \(seed): \(between), \(within) beats \(found)")
                }
            }
        }
    }
}
