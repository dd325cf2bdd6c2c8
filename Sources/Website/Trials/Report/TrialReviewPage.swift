import HTML
import Trials

/// The seven threats, judged by a reviewer independent of delivery.
struct TrialReviewPage: Page {
    let record: TrialRecord
    let ticket: FormTicket
    let state: FormState

    var title: String { "Judge the threats: \(record.trial.title)" }
    let section: SiteSection? = .results
    var trail: [Crumb] {
        [
            Crumb("Trials", SiteMap.trials()), Crumb(record.trial.title, SiteMap.trial(record.trial.slug)),
            Crumb("Report", SiteMap.trialReport(record.trial.slug)),
        ]
    }

    var body: Markup {
        PageHeader(
            "Judge the threats",
            lead:
                "To \(record.trial.title). Two reviewers judge apart; both opinions are shown with their names, and the lower rating stands."
        )
        p {
            "Read "
            a(.href(SiteMap.trialReport(record.trial.slug))) { "the report" }
            " and "
            a(.href(SiteMap.trial(record.trial.slug))) { "the protocol" }
            " first. A review cannot be changed once it is sent."
        }
        postForm(SiteMap.reviewTrial(record.trial.slug), ticket: ticket, state: state) {
            for threat in Threat.allCases { question(threat) }
            h2 { "Where the published rule says nothing" }
            ChoiceField(
                "drop",
                "How many padlocks do the threats take?",
                hint:
                    "Only asked for some combinations: three or four moderate threats in one direction, five or more moderate ones, or one high with one, three or more moderate. Otherwise the rule decides and this is not read.",
                options: (0...RatingRule.most).map { FormOption("\($0)", $0 == 0 ? "None" : "\($0)") },
                state: state
            )
            TextArea("dropReason", "Why so many?", rows: 3, state: state)
            ChoiceField(
                "isIndependent",
                "Independence",
                options: [
                    FormOption(
                        "yes",
                        "I had no part in developing or delivering the intervention, or in running this trial or a school in it"
                    )
                ],
                isMultiple: true,
                state: state
            )
            submit("Send the review")
        }
    }

    @MarkupBuilder private func question(_ threat: Threat) -> Markup {
        h2 { threat.title }
        ChoiceField(
            "risk-\(threat.rawValue)",
            "How large is the risk?",
            hint: threat.help,
            options: ThreatRisk.allCases.map { FormOption($0.rawValue, $0.title) },
            state: state
        )
        SelectField(
            "direction-\(threat.rawValue)",
            "Which way has it probably moved the result?",
            hint: "Not read where the risk is low",
            options: BiasDirection.allCases.map { FormOption($0.rawValue, $0.title) },
            state: state
        )
        TextArea("reason-\(threat.rawValue)", "Why?", rows: 3, state: state)
    }
}

extension TrialReviewDraft {
    init(_ submission: Submission) {
        self.init()
        for threat in Threat.allCases {
            risks[threat] = submission.text("risk-\(threat.rawValue)")
            directions[threat] = submission.text("direction-\(threat.rawValue)")
            reasons[threat] = submission.text("reason-\(threat.rawValue)")
        }
        drop = submission.text("drop")
        dropReason = submission.text("dropReason")
        isIndependent = submission.isChecked("isIndependent")
    }
}
