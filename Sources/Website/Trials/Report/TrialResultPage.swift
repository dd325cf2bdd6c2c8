import Evidence
import HTML
import Services
import Statistics
import Trials

/// The form for the result of a trial that was run and analysed elsewhere; and, once it was checked, what will be read of it.
struct TrialResultPage: Page {
    let record: TrialRecord
    /// `nil` until what was typed has been checked.
    let preview: ResultPreview?
    let today: LocalDate
    let ticket: FormTicket
    let state: FormState

    private var trial: Trial { record.trial }

    var title: String { "Enter the result: \(trial.title)" }
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials", SiteMap.trials()), Crumb(trial.title, SiteMap.trial(trial.slug))] }

    var body: Markup {
        PageHeader(
            preview == nil ? "Enter the result" : "Check before you publish",
            lead: trial.question,
            kicker: trial.title
        )
        if let preview { checked(preview) } else { asked }
    }

    @MarkupBuilder private var asked: Markup {
        p {
            "For a trial that was run and analysed outside Braid, and registered here by its summary. Its primary outcome, said when it was registered: \(trial.outcomeName.asSentence) The result is published whatever it shows, once, and stays."
        }
        if trial.status(on: today) == .overdue {
            p {
                "It was due on \(EvidenceText.day(trial.countedDueOn)), and counts as reported on the day you publish it."
            }
        }
        postForm(SiteMap.trialResult(trial.id), ticket: ticket, state: state) {
            kind
            figures
            pupils
            submit("Check it", name: "do", value: "check")
        }
        withoutFigures
        if trial.stop == nil {
            p { a(.href(SiteMap.stopTrial(trial.id))) { "There is no result: the trial stopped" } }
        }
    }

    private var withoutFigures: Markup {
        details(.open(state.error("few") != nil)) {
            HTML.summary { "A group had fewer than \(Disclosure.fewestPupils) pupils" }
            p {
                "Then no figures may be public, since pupils could be recognised. The trial can report all the same: everyone reads that it has, and why no figures stand there. It is no longer overdue, and joins no pool."
            }
            postForm(SiteMap.trialResult(trial.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(trial.version)"))
                ChoiceField(
                    "few",
                    "Before you report it",
                    options: [
                        FormOption(
                            "yes",
                            "A group had fewer than \(Disclosure.fewestPupils) pupils, and I know that this cannot be taken back"
                        )
                    ],
                    isMultiple: true,
                    state: state
                )
                submit("Report without figures", isSecondary: true, name: "do", value: "withhold")
            }
        }
    }

    @MarkupBuilder private var kind: Markup {
        ChoiceField(
            "domain",
            "What kind of outcome is it?",
            hint: "Results on different kinds of outcomes share no mean",
            options: OutcomeDomain.allCases.map { FormOption($0.rawValue, $0.title) },
            state: state
        )
        ChoiceField(
            "design",
            "How was it settled who was offered it?",
            hint: "Only what chance decided joins the pool of a strand. Other results stand beside it",
            options: TrialResultDraft.designs.map { FormOption($0.rawValue, Self.words($0)) },
            state: state
        )
    }

    @MarkupBuilder private var figures: Markup {
        TextField(
            "effect",
            "Effect, in standard deviations",
            hint:
                "The adjusted difference over the total standard deviation of pupils (Hedges’ g). Above zero is better: turn the sign where lower values are the better ones",
            isShort: true,
            state: state
        )
        TextField(
            "standardError",
            "Its standard error",
            hint:
                "With whole schools or classes allocated, one that allows for that. Or both ends of the 95% interval:",
            isShort: true,
            state: state
        )
        TextField("lower", "Lower end of the 95% interval", isShort: true, state: state)
        TextField("upper", "Upper end of the 95% interval", isShort: true, state: state)
        details(.class("behind"), .open(hasError(Self.scores))) {
            HTML.summary { "No effect size? Means and standard deviations instead" }
            p(.class("hint")) {
                "Only where pupils were allocated one by one: the error that is computed from these takes no account of schools or classes."
            }
            TextField("treatedMean", "Mean of pupils offered it", isShort: true, state: state)
            TextField("treatedDeviation", "Their standard deviation", isShort: true, state: state)
            TextField("controlMean", "Mean of comparison pupils", isShort: true, state: state)
            TextField("controlDeviation", "Their standard deviation", isShort: true, state: state)
        }
    }

    @MarkupBuilder private var pupils: Markup {
        TextField(
            "treatedCount",
            "Pupils offered it, in the result",
            kind: .wholeNumber,
            hint: "10 or more, so that nobody can be recognised",
            state: state
        )
        TextField("controlCount", "Comparison pupils, in the result", kind: .wholeNumber, state: state)
        TextField(
            "clusterCount",
            "Schools or classes, where whole ones were allocated (optional)",
            kind: .wholeNumber,
            state: state
        )
        TextField(
            "population",
            "Who took part?",
            hint: "Such as: pupils in year 5 of 40 primary schools in the north",
            state: state
        )
        TextField("phase", "Phase (optional)", hint: "Such as Primary", state: state)
        TextField("yearGroup", "Year group (optional)", state: state)
        SelectField(
            "independence",
            "Who evaluated it?",
            options: Independence.allCases.reversed().map { FormOption($0.rawValue, $0.title) },
            state: state
        )
        SelectField(
            "testMaker",
            "Who made the test?",
            options: TestMaker.allCases.reversed().map { FormOption($0.rawValue, $0.title) },
            state: state
        )
        details(.class("behind"), .open(hasError(["interaction", "interactionError"]))) {
            HTML.summary { "Pupils eligible for free school meals (optional)" }
            TextField(
                "interaction",
                "How much more they gained than others, in standard deviations",
                isShort: true,
                state: state
            )
            TextField("interactionError", "Its standard error", isShort: true, state: state)
        }
    }

    private static let scores = ["treatedMean", "treatedDeviation", "controlMean", "controlDeviation"]

    private func hasError(_ fields: [String]) -> Bool { fields.contains { state.error($0) != nil } }

    private static func words(_ design: StudyDesign) -> String {
        switch design {
        case .randomised: "By chance: it was randomised"
        case .regressionDiscontinuity: "By a score, with a cut-off"
        case .quasiExperimental: "Otherwise, with a comparison group that was matched or adjusted for"
        case .other: design.title
        }
    }

    // MARK: - What will be read

    @MarkupBuilder private func checked(_ preview: ResultPreview) -> Markup {
        let effect = EvidenceText.effect(preview.result.effect)
        let error = EvidenceText.fixed(preview.result.standardError, decimals: 3)
        let offered = InWords.grouped(preview.result.treatedCount)
        let others = InWords.grouped(preview.result.controlCount)
        ErrorSummary(state: state)
        h2 { "What everyone will read" }
        p { Self.found(trial, preview.result) }
        if preview.result.design != .randomised { p { Self.notDrawn } }
        FactList([
            "Primary outcome": trial.outcomeName,
            "Kind of outcome": preview.result.domain.title,
            "Decided by": Self.words(preview.result.design),
            "Effect": "\(effect), standard error \(error)",
            "Pupils": "\(offered) offered it, \(others) others",
            "Who took part": preview.result.population,
        ])
        h2 { "What the pool will say" }
        if preview.pools.isEmpty {
            p {
                preview.result.design == .randomised
                    ? "Strands pool attainment alone, so this result joins none of theirs. It stands among the registered trials, with others of its kind of outcome."
                    : "Nothing was drawn, so this result joins no pool. It stands beside it."
            }
        }
        for pool in preview.pools {
            h3 { pool.strand.title }
            if let told = pool.preview {
                p { "Now: \(Self.mean(told.now, told.trials - 1))" }
                p { "With this result: \(Self.after(told))" }
            } else {
                p { "So many results are pooled by a job, a little later." }
            }
        }
        postForm(SiteMap.trialResult(trial.id), ticket: ticket) {
            for name in TrialResultDraft.fields {
                input(.type("hidden"), .name(name), .value(state.value(name)))
            }
            input(.type("hidden"), .name("version"), .value("\(trial.version)"))
            ChoiceField(
                "sure",
                "Before you publish",
                options: [FormOption("yes", "I know that this is published once, and cannot be taken back")],
                isMultiple: true,
                state: state
            )
            submit("Publish the result", name: "do", value: "publish")
            submit("Change something", isSecondary: true, name: "do", value: "change")
        }
    }

    static let notDrawn = "Groups were not randomly chosen; other differences may explain this."

    /// A result without its analysis: a normal interval, and no months, for which more must be known.
    static func found(_ trial: Trial, _ result: TrialResult) -> String {
        found(trial, result.effect, result.standardError, result.domain)
    }

    static func found(_ trial: Trial, _ effect: Double, _ standardError: Double, _ domain: OutcomeDomain)
        -> String
    {
        let half = StandardNormal.criticalValue95 * standardError
        let (lower, upper) = (effect - half, effect + half)
        guard domain != .attainment else { return EffectWords.found(effect, lower, upper) }
        // What is entered is turned so that above zero is better.
        return EffectWords.found(effect, lower, upper, .benefit(on: trial.outcomeName.lowercasedFirst))
    }

    private static func mean(_ pooled: PooledEffect?, _ trials: Int) -> String {
        guard let pooled else {
            return trials == 0
                ? "no trial has a published result."
                : "\(InWords.count(trials, "published result")), too few to pool."
        }
        let found = EffectWords.found(pooled.estimate, pooled.lower, pooled.upper)
        return "\(InWords.count(trials, "published result")). \(found)"
    }

    private static func after(_ preview: PoolPreview) -> String {
        switch preview.then {
        case .pooled(let effect): mean(effect, preview.trials)
        case .withheld(.fewerThanThree): mean(nil, preview.trials)
        case .withheld(.notComputable):
            "\(InWords.count(preview.trials, "published result")), of which no mean can be computed."
        }
    }
}
