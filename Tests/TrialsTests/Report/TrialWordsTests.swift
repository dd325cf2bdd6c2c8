import Profiles
import Testing

@testable import Trials

@Suite("What a trial's report says in sentences")
struct TrialWordsTests {
    func words(_ trial: SimulatedTrial, rating: Int? = nil, _ change: (inout AnalysisPlan) -> Void = { _ in })
        throws -> TrialWords
    {
        var plan = trial.plan
        plan.permutations = 19
        change(&plan)
        let analysis = try TrialAnalysis.analysed(trial.data().changing(plan: plan))
        let profiles = try ProfileLibrary.carried()
        return TrialWords(
            TrialReport(analysis, cost: nil, isForEveryone: true),
            title: "A trial",
            rating: rating,
            scale: profiles.progressScale(ProfileLibrary.trialScale),
            balance: profiles.balance
        )
    }

    @Test(
        "An effect is said with its range",
        arguments: [
            (
                0.08, -0.04, 0.2,
                "Pupils offered this scored 0.08 SD higher on average; plausible range: 0.04 lower to 0.20 higher. No clear difference is not the same as no difference."
            ),
            (
                0.31, 0.1, 0.52,
                "Pupils offered this scored 0.31 SD higher on average; plausible range: 0.10 higher to 0.52 higher."
            ),
            (
                -0.2, -0.3, -0.1,
                "Pupils offered this scored 0.20 SD lower on average; plausible range: 0.30 lower to 0.10 lower."
            ),
            (
                0.001, -0.1, 0.1,
                "Pupils offered this scored about the same on average as those who were not; plausible range: 0.10 lower to 0.10 higher. No clear difference is not the same as no difference."
            ),
        ]
    )
    func found(effect: Double, lower: Double, upper: Double, text: String) {
        #expect(EffectWords.found(effect, lower, upper) == text)
    }

    @Test(
        "Of several arms the one without a difference is compared with those in control, not with all others"
    )
    func others() {
        let range = "plausible range: 0.10 lower to 0.10 higher. \(EffectWords.notClear)"
        let (who, others) = ("Pupils offered “Half the dose”", "pupils of “Control”")
        #expect(
            EffectWords.found(0, -0.1, 0.1, who: who, than: others)
                == "Pupils offered “Half the dose” scored about the same on average as pupils of “Control”; \(range)"
        )
        #expect(
            EffectWords.found(
                0,
                -0.1,
                0.1,
                who: who,
                than: others,
                .value(of: "Absence", isLowerBetter: true)
            )
                == "On “Absence”, pupils offered “Half the dose” were about the same on average as pupils of “Control”; \(range)"
        )
    }

    @Test("Months only for attainment, and only where allocation was random")
    func months() throws {
        let trial = SimulatedTrial(schools: 12, pupilsPerSchool: 12)
        #expect(try words(trial).months != nil)
        #expect(try words(trial) { $0.outcome.isAttainment = false }.months == nil)
        let matched = try words(trial) { $0.assignment = .matched }
        #expect(matched.months == nil)
        #expect(
            matched.cautions.contains("Groups were not randomly chosen; other differences may explain this.")
        )
    }

    @Test("A protocol that does not ask about eligible pupils is said to")
    func mealsNotAsked() throws {
        let trial = SimulatedTrial(schools: 12, pupilsPerSchool: 12)
        for assignment in [Assignment.randomised, .matched] {
            let told = try words(trial) {
                $0.assignment = assignment
                $0.hasFSMSubgroup = false
            }
            #expect(told.fsm.contains("does not ask"))
        }
    }

    @Test("No sentence claims more than was found")
    func claims() throws {
        for seed in 0..<4 {
            var trial = SimulatedTrial(schools: 12, pupilsPerSchool: 12, missing: 0.1, compliance: 0.6)
            trial.seed = UInt64(seed)
            let words = try words(trial, rating: 3)
            let all = [words.found, words.fsm, words.compliers ?? ""] + words.support + words.cautions
            for sentence in all {
                for claim in ["works", "proves", "proven", "no effect", "significant"] {
                    #expect(!sentence.lowercased().contains(claim), "\(sentence)")
                }
            }
            #expect(words.rating == "Security 3 of 5")
        }
    }

    @Test(
        "A share that is hidden is not said as if it were a number",
        arguments: [
            (
                .hidden, [.hidden, .hidden],
                "How many of those who were allocated are missing from the result is hidden to protect pupils."
            ),
            (
                .hidden, [.hidden, .below(0.0417)],
                "How many of those who were allocated are missing from the result is hidden to protect pupils (Usual teaching hidden, Paired reading under 5%)."
            ),
            (
                .below(0.02), [.exact(0), .below(0.04)],
                "Under 2% of everyone who was allocated is missing from the result (Usual teaching 0%, Paired reading under 4%)."
            ),
            (
                .exact(0.125), [.exact(0.1), .exact(0.15)],
                "12.5% of everyone who was allocated is missing from the result (Usual teaching 10%, Paired reading 15%)."
            ),
        ] as [(ProtectedShare, [ProtectedShare], String)]
    )
    func lost(overall: ProtectedShare, arms: [ProtectedShare], text: String) {
        let loss = TrialReport.Loss(level: .pupil, overall: overall, arms: arms)
        #expect(TrialWords.lost(loss, SimulatedTrial().plan) == text)
    }

    @Test(
        "Who received it is said, or said to be hidden",
        arguments: [
            (
                .exact(0), .exact(0.75),
                "75% of those offered it received it as planned, and 0% of control"
            ),
            (
                .exact(0), .below(0.1),
                "Under 10% of those offered it received it as planned, and 0% of control"
            ),
            (
                .hidden, .exact(0.75),
                "75% of those offered it received it as planned; how many of control did is hidden to protect pupils"
            ),
            (
                .exact(0), .hidden,
                "How many of those offered it received it is hidden to protect pupils; 0% of control did"
            ),
            (.hidden, .hidden, "How many received it is hidden to protect pupils"),
        ] as [(ProtectedShare, ProtectedShare, String)]
    )
    func received(control: ProtectedShare, treated: ProtectedShare, text: String) {
        #expect(TrialWords.received(control: control, treated: treated) == text)
    }

    @Test("Limits of design and test are said")
    func limits() throws {
        let said = try words(SimulatedTrial(schools: 12, pupilsPerSchool: 12)) {
            $0.outcome.isDeveloperMade = true
            $0.outcome.isBlind = false
            $0.isWaitlist = true
        }
        #expect(said.cautions.contains { $0.contains("developed the intervention") })
        #expect(said.cautions.contains { $0.contains("knew who was offered it") })
        #expect(said.cautions.contains { $0.contains("offered it later") })
        #expect(said.cautions.contains { $0.hasPrefix("Too small to detect effects below 0.") })
    }

    @Test(
        "A p value below a thousandth is said so",
        arguments: [
            (0.0004, "below 0.001"), (0.032, "0.032"), (1.0, "1.000"), (0.0496, "0.050"),
        ]
    )
    func pValues(value: Double, text: String) {
        #expect(EffectWords.pValue(value) == text)
    }
}
