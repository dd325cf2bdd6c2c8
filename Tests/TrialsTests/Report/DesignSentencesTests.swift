import Profiles
import Testing

@testable import Trials

@Suite("What a report says is right for its design")
struct DesignSentencesTests {
    enum Design: CaseIterable {
        case schools, waitlist, arms, classes, pupils, cutOff, matchedSchools, matchedPupils

        var isDrawn: Bool { ![.cutOff, .matchedSchools, .matchedPupils].contains(self) }

        /// Whose result it is.
        var who: String {
            switch self {
            case .schools, .waitlist, .classes, .pupils: "Pupils offered this"
            case .arms: "Pupils offered “Full programme”"
            case .cutOff: "At the cut-off, pupils offered this"
            case .matchedSchools, .matchedPupils: "Beside the most similar, pupils offered this"
            }
        }

        func data(_ seed: UInt64) throws -> TrialData {
            switch self {
            case .cutOff:
                var trial = SimulatedCutOff(compliance: (0.8, 0.1))
                trial.seed = seed
                return try trial.data()
            case .matchedSchools, .matchedPupils:
                var trial = SimulatedMatch(unit: self == .matchedPupils ? .pupil : .school)
                trial.hasFSMSubgroup = true
                (trial.schools, trial.pupilsPerSchool) = (60, 12)
                trial.seed = seed
                return try trial.data()
            case .schools, .waitlist, .arms, .classes, .pupils: return try drawn(seed)
            }
        }

        private func drawn(_ seed: UInt64) throws -> TrialData {
            var trial = SimulatedTrial(schools: 12, pupilsPerSchool: 12, missing: 0.08, compliance: 0.7)
            trial.seed = seed
            trial.strata = 1
            switch self {
            case .arms: trial.arms = ["Usual teaching", "Full programme", "Half the dose"]
            case .classes: (trial.unit, trial.model) = (.classGroup, .classInSchool)
            case .pupils: (trial.unit, trial.model) = (.pupil, .schoolIndicators)
            default: break
            }
            var plan = trial.plan
            plan.permutations = 19
            plan.isWaitlist = self == .waitlist
            return try trial.data().changing(plan: plan)
        }
    }

    private static func words(_ analysis: TrialAnalysis) throws -> TrialWords {
        let profiles = try ProfileLibrary.carried()
        return TrialWords(
            TrialReport(analysis, cost: nil, isForEveryone: true),
            title: "A trial",
            rating: nil,
            scale: profiles.progressScale(ProfileLibrary.trialScale),
            balance: profiles.balance
        )
    }

    private static func sentences(_ words: TrialWords) -> [String] {
        [words.found, words.fsm, words.compliers ?? ""] + words.support + words.cautions
    }

    @Test(
        "Sentences claim no cause that the design does not give",
        arguments: Design.allCases,
        [1, 2] as [UInt64]
    )
    func causes(design: Design, seed: UInt64) throws {
        let words = try Self.words(TrialAnalysis.analysed(design.data(seed)))
        let all = Self.sentences(words)
        for sentence in all {
            for word in [
                "works", "prove", "no effect", "significant", "caused", "led to", "impact", "improve",
            ] {
                #expect(!sentence.lowercased().contains(word), "\(sentence)")
            }
        }
        #expect(words.found.hasPrefix("\(design.who) scored "), "\(words.found)")
        let says = words.cautions.contains { $0.hasPrefix("Control was offered it later") }
        #expect(says == (design == .waitlist))
        let limit = "Groups were not randomly chosen; other differences may explain this."
        #expect(words.cautions.contains(limit) == !design.isDrawn)
        #expect((words.months != nil) == design.isDrawn)
        guard !design.isDrawn else { return }
        // Nobody drew, so nobody was allocated, gained by the offer, or had a draw that could be repeated.
        for sentence in all {
            for word in ["allocated", "gained", "draw fallen", "randomis"] {
                #expect(!sentence.lowercased().contains(word), "\(sentence)")
            }
        }
    }

    @Test("Months are of attainment that was drawn for, whichever the design", arguments: Design.allCases)
    func months(design: Design) throws {
        let data = try design.data(3)
        for (isAttainment, isLowerBetter) in [(true, true), (false, false)] {
            var plan = data.plan
            plan.outcome.isAttainment = isAttainment
            plan.outcome.isLowerBetter = isLowerBetter
            let words = try Self.words(TrialAnalysis.analysed(data.changing(plan: plan)))
            #expect(words.months == nil, "\(isAttainment), \(isLowerBetter)")
            let caution = words.cautions.contains { $0.hasPrefix("The outcome is not attainment") }
            #expect(caution == !isAttainment)
        }
    }
}
