import Foundation
import Statistics
import Testing

@Suite("Simulated files of 10 to 10,000 studies", .enabled(if: Reference.hasRealData))
struct SimulatedReferenceTests {
    static let methods: [BetweenStudyEstimator] = [
        .equalEffects, .derSimonianLaird, .restrictedMaximumLikelihood, .pauleMandel,
    ]

    @Test(
        "estimates, errors and likelihoods agree with an exact solution",
        arguments: ["k10", "k100", "k1000", "k10000"]
    )
    func agreement(size: String) throws {
        let figures = try Reference.real("i_sim_reference.json").meta_uni[size]
        let table = try EffectTable(try #require(figures.csv.string), .shared)
        for method in Self.methods {
            let expected = figures[method.rawValue]
            try #require(expected.b.number != nil)
            let fit = try MetaAnalysis.randomEffects(
                effects: table.effects,
                variances: table.variances,
                method: method
            )
            let label = "\(size) \(method.rawValue)"
            expectClose(fit.pooled.estimate, expected.b.number ?? .nan, relative: 1e-11, label)
            expectClose(fit.pooled.standardError, expected.se.number ?? .nan, relative: 1e-10, label)
            expectClose(fit.residualHeterogeneity.statistic, figures.Q.number ?? .nan, relative: 1e-11, label)
            if let tau = expected.tau2.number {
                expectClose(fit.betweenStudyVariance, tau, relative: 1e-9, label + " tau2")
            }
            if let likelihood = expected.ll_reml.number {
                let found = try fit.fitStatistics(restricted: true).logLikelihood
                expectClose(found, likelihood, relative: 1e-10, label + " likelihood")
            }
        }
    }
}
