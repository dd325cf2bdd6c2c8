import Foundation
import Profiles
import Services
import Testing

@testable import Trials

@Suite("Braid rating (EEF 2019 criteria)")
struct RatingRuleTests {
    /// Risks and directions of some threats; the others are low.
    func opinions(_ given: [(ThreatRisk, BiasDirection)]) -> [ThreatOpinion] {
        Threat.allCases.enumerated().map { place, threat in
            let (risk, direction) = place < given.count ? given[place] : (.low, .unknown)
            return ThreatOpinion(threat: threat, risk: risk, direction: direction, reason: "Because")
        }
    }

    @Test(
        "The published cells take what they say",
        arguments: [
            ([], 0), ([(ThreatRisk.moderate, BiasDirection.up)], 0),
            ([(.moderate, .unknown), (.moderate, .unknown)], 0), ([(.moderate, .up), (.moderate, .down)], 0),
            ([(.moderate, .up), (.moderate, .up)], 1), ([(.moderate, .down), (.moderate, .down)], 1),
            ([(.moderate, .unknown), (.moderate, .unknown), (.moderate, .unknown)], 1),
            ([(.moderate, .up), (.moderate, .down), (.moderate, .unknown), (.moderate, .unknown)], 1),
            ([(.high, .unknown)], 1), ([(.high, .up), (.moderate, .up), (.moderate, .down)], 2),
            ([(.high, .up), (.high, .unknown)], 2),
            ([(.high, .up), (.high, .unknown), (.moderate, .up)], 2),
        ]
    )
    func published(given: [(ThreatRisk, BiasDirection)], drop: Int) {
        #expect(RatingRule.drop(opinions(given)) == .determined(drop))
    }

    @Test(
        "Where the rule says nothing a person is asked",
        arguments: [
            [(ThreatRisk.moderate, BiasDirection.up), (.moderate, .up), (.moderate, .up)],
            [(.moderate, .down), (.moderate, .down), (.moderate, .down), (.moderate, .down)],
            [
                (.moderate, .up), (.moderate, .down), (.moderate, .up), (.moderate, .unknown),
                (.moderate, .up),
            ],
            [(.high, .up), (.moderate, .up)],
            [(.high, .up), (.moderate, .up), (.moderate, .up), (.moderate, .down)],
        ]
    )
    func asked(given: [(ThreatRisk, BiasDirection)]) {
        guard case .asked = RatingRule.drop(opinions(given)) else {
            Issue.record("the rule was taken to cover \(given)")
            return
        }
    }

    @Test("The data's rating is the lowest of design, detectable effect and attrition")
    func interim() throws {
        let scale = try ProfileLibrary.carried().security
        var trial = SimulatedTrial(schools: 120, pupilsPerSchool: 25, missing: 0.15)
        trial.icc = 0.1
        let analysis = try TrialAnalysis.analysed(trial.data())
        let interim = try #require(InterimRating(analysis, scale: scale))
        #expect(interim.design == 5)
        #expect(interim.detectable < 0.20)
        #expect(interim.padlocks == 4)
        let small = try #require(
            InterimRating(try TrialAnalysis.analysed(SimulatedTrial(schools: 10).data()), scale: scale)
        )
        #expect(small.padlocks == 0)
    }

    @Test("The final rating waits for two reviewers, takes the lower, and never falls below none")
    func final() throws {
        let scale = try ProfileLibrary.carried().security
        var trial = SimulatedTrial(schools: 120, pupilsPerSchool: 25)
        trial.icc = 0.1
        let interim = try #require(InterimRating(try TrialAnalysis.analysed(trial.data()), scale: scale))
        #expect(interim.padlocks == 5)
        let review = { (drop: Int) in
            TrialReview(
                id: ID(rawValue: 1),
                trial: ID(rawValue: 1),
                reviewer: ID(rawValue: Int64(drop)),
                reviewerName: "R",
                opinions: [],
                drop: drop,
                dropReason: "",
                reviewedAt: Date(timeIntervalSince1970: 0)
            )
        }
        #expect(TrialRating(interim: interim, reviews: [review(0)]).padlocks == nil)
        #expect(TrialRating(interim: interim, reviews: [review(0), review(2)]).padlocks == 3)
    }
}
