import Access
import Evidence
import Services
import Trials

extension ExampleNetwork {
    /// A trial whose made-up pupils are analysed, whose report is published, and which two people of other
    /// hubs have judged.
    func report(_ study: any ToldPupils, _ told: ToldTrial, _ trial: Trial, by lead: Actor, _ cast: Cast)
        async throws
    {
        guard let result = told.result else { return }
        // Hubs whose lead the stories do not tell have it done by the program.
        let mayAnalyse = lead.may(.analyseTrial, on: Subject.of(trial.organisation).known)
        let lead = mayAnalyse ? lead : Self.program
        let before = trials(on: day(result.day - 20))
        try await before.keepAnalysis(
            of: trial.id,
            try study.data(seed: options.seed, title: told.title),
            protocolDigest: "told-\(trial.slug)",
            by: lead
        )
        var costs = CostDraft()
        costs.lines = study.costs.map {
            CostDraft.Line(name: $0.name, pounds: $0.pounds, isYearly: $0.isYearly)
        }
        try await before.enterCosts(of: trial.id, costs, by: lead)
        try await trials(on: day(result.day)).publishReport(
            of: trial.id,
            version: trial.version,
            limitations: study.limitations,
            population: result.population,
            phase: result.phase,
            yearGroup: result.yearGroup,
            by: lead
        )
        let people = try (ExamplePerson.cast + ExamplePerson.others).map { try cast.actor($0) }
        let independent = people.filter {
            $0.may(.reviewTrial) && $0.roles(in: trial.organisation).isEmpty
        }
        for (place, reviewer) in independent.prefix(TrialRating.reviewers).enumerated() {
            try await trials(on: day(result.day + 14 + place)).reviewTrial(
                trial.id,
                review(study, isSecond: place == 1),
                by: reviewer
            )
        }
    }

    private func review(_ study: any ToldPupils, isSecond: Bool) -> TrialReviewDraft {
        var draft = TrialReviewDraft()
        for threat in Threat.allCases {
            draft.risks[threat] = ThreatRisk.low.rawValue
            draft.reasons[threat] = "Nothing in the report or the protocol speaks for it."
        }
        draft.reasons[.confounding] = study.confounding
        if study.losesSchool {
            draft.risks[.missingData] = ThreatRisk.moderate.rawValue
            draft.reasons[.missingData] = "A whole school did not test; imputing its scores changes little."
        }
        if isSecond {
            draft.risks[.contamination] = ThreatRisk.moderate.rawValue
            draft.directions[.contamination] = BiasDirection.down.rawValue
            draft.reasons[.contamination] = "Two control schools share a trust with schools that began."
        }
        draft.isIndependent = true
        return draft
    }
}

extension ToldTrial {
    /// Those told pupil by pupil; the others report their result alone.
    var study: (any ToldPupils)? {
        switch title {
        case "Paired Reading Aloud in year 5":
            TrialStudy(
                schools: 20,
                effect: 0.32,
                baseline: "Reading test in autumn",
                outcome: outcome,
                costs: Self.readingCosts,
                limitations:
                    "Six schools bought the same books for other classes. We watched only one session in each school."
            )
        case "Paired Reading Aloud in small village schools":
            TrialStudy(
                schools: 12,
                pupilsPerSchool: 16,
                effect: 0.08,
                losesSchool: true,
                baseline: "Reading test in autumn",
                outcome: outcome,
                costs: Self.readingCosts,
                limitations: "Classes hold three year groups, and pairs were often of different ages."
            )
        case "Echo Reading on the coast":
            TrialStudy(
                effect: 0.22,
                fsmExtra: 0.15,
                baseline: "Words read aloud in a minute, autumn",
                outcome: outcome,
                costs: Self.readingCosts,
                limitations: ""
            )
        case "Words in Use in three departments":
            TrialStudy(
                effect: 0.03,
                missing: 0.09,
                compliance: 0.6,
                baseline: "Reading test on entry",
                outcome: outcome,
                costs: [
                    ("Two days of training for each department", "5400", false),
                    ("Word booklets", "1260", true),
                ],
                limitations: "Half of the classes met fewer than four of the six words in most weeks."
            )
        case "Catch-up Thirty below a score of 90":
            CutOffStudy(
                cutOff: 90,
                scoreName: "Number screening in September",
                effect: 0.27,
                baseline: "Mathematics scaled score from primary school",
                outcome: outcome,
                costs: [
                    ("Two mornings of training for each tutor", "2280", false),
                    ("Tutors, three half hours a week for each group of three", "38600", true),
                ],
                limitations:
                    "Four schools let a few pupils join whose score was just above the cut-off; about one in five who were offered it came to fewer than 24 sessions."
            )
        default: nil
        }
    }

    private static let readingCosts: [(name: String, pounds: String, isYearly: Bool)] = [
        ("Training day for two teachers of each school", "4800", false), ("Books for pairs", "2150", false),
        ("Cover for a teaching assistant, one hour a week", "6400", true),
    ]
}
