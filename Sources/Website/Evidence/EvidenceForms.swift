import Evidence
import HTML
import Profiles
import Services

extension ChoiceField {
    /// The strands that something is filed under.
    init(
        strands: [StrandLine],
        _ name: String = "strands",
        _ label: String = "Strands",
        hint: String? = nil,
        state: FormState
    ) {
        self.init(
            name,
            label,
            hint: hint,
            options: FindingFormPage.options(strands),
            isMultiple: true,
            state: state
        )
    }
}

/// The form of a strand, new or existing. Every save publishes a version.
struct StrandFormPage: Page {
    /// `nil` for a new strand.
    let strand: Strand?
    let ticket: FormTicket
    let state: FormState
    let profiles: ProfileLibrary

    var title: String { strand.map { "Edit \($0.content.title)" } ?? "Add a strand" }
    let section: SiteSection? = .evidence
    var trail: [Crumb] {
        [Crumb("Evidence", SiteMap.evidence())]
            + (strand.map { [Crumb($0.content.title, SiteMap.strand($0.slug))] } ?? [])
    }

    var body: Markup {
        PageHeader(title, lead: "Saving publishes a new version; every earlier one stays readable.")
        postForm(
            strand.map { SiteMap.editStrand($0.slug) } ?? SiteMap.newStrand(),
            ticket: ticket,
            state: state
        ) {
            if strand != nil { input(.type("hidden"), .name("version"), .value(state.value("version"))) }
            TextField("title", "Title", state: state)
            TextArea("summary", "Summary", hint: "One or two sentences", rows: 3, state: state)
            for part in StrandSection.allCases { TextArea(part.rawValue, part.title, state: state) }
            ChoiceField(
                "isAttainment",
                "Is the outcome attainment?",
                hint: "Months are never shown for other outcomes",
                options: [FormOption("yes", "Yes"), FormOption("no", "No")],
                state: state
            )
            TextField(
                "effect",
                "Average effect (SD)",
                hint: "Leave empty where there is none, as where evidence is insufficient",
                isShort: true,
                state: state
            )
            TextField("lower", "Lower end of its interval", isShort: true, state: state)
            TextField("upper", "Upper end of its interval", isShort: true, state: state)
            TextField("effectSource", "Source of the effect", state: state)
            SelectField(
                "profile",
                "Months scale",
                options: profiles.progressScales.map { FormOption($0.id, $0.title) },
                state: state
            )
            SelectField(
                "costBand",
                "Cost",
                options: [FormOption("", "Not known")]
                    + profiles.costs.bands.map { FormOption("\($0.level)", "\($0.level): \($0.name)") },
                state: state
            )
            SelectField(
                "strength",
                "Evidence strength",
                options: [FormOption("", EvidenceText.notRated)]
                    + profiles.strength.levels.map {
                        FormOption("\($0.level)", "\($0.level): \($0.name). \($0.meaning)")
                    },
                state: state
            )
            TextArea("strengthReasons", "Why it is not stronger", rows: 3, state: state)
            if strand != nil {
                TextField("changeNote", "What changed?", hint: "Readers see it in the history", state: state)
            }
            submit("Publish")
        }
    }
}

extension StrandDraft {
    init(_ submission: Submission) {
        self.init()
        title = submission.text("title")
        summary = submission.text("summary")
        for part in StrandSection.allCases { sections[part] = submission.text(part.rawValue) }
        isAttainment = submission.text("isAttainment") != "no"
        effect = submission.text("effect")
        lower = submission.text("lower")
        upper = submission.text("upper")
        effectSource = submission.text("effectSource")
        profile = submission.text("profile")
        costBand = submission.text("costBand")
        strength = submission.text("strength")
        strengthReasons = submission.text("strengthReasons")
        changeNote = submission.text("changeNote")
    }

    /// The form filled from a version that exists.
    var formState: FormState {
        var values: [String: String] = [
            "title": title, "summary": summary, "isAttainment": isAttainment ? "yes" : "no", "effect": effect,
            "lower": lower, "upper": upper, "effectSource": effectSource, "profile": profile,
            "costBand": costBand,
            "strength": strength, "strengthReasons": strengthReasons,
        ]
        for (part, text) in sections { values[part.rawValue] = text }
        return FormState(values)
    }
}

/// The form of one finding, new or filed.
struct FindingFormPage: Page {
    /// `nil` for a new one.
    var finding: Finding?
    let ticket: FormTicket
    let state: FormState
    let strands: [StrandLine]

    var title: String { finding.map { "Change \($0.label)" } ?? "Enter a finding" }
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        if let finding {
            PageHeader(title, lead: "What it says now stays in the history of its study.")
            postForm(SiteMap.editFinding(finding.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value(state.value("version")))
                fields
                TextField("reason", "What was wrong?", hint: "Readers see it in the history", state: state)
                submit("Save the change")
            }
            h2 { "Take it out" }
            p { "It leaves the library and the pools that are made from now on. Earlier pools keep it." }
            postForm(SiteMap.removeFinding(finding.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(finding.version)"))
                submit("Take the finding out", isSecondary: true)
            }
        } else {
            PageHeader(title, lead: "One effect size of one published study.")
            p { a(.href(SiteMap.importFindings())) { "Or import a file of findings" } }
            postForm(SiteMap.newFinding(), ticket: ticket, state: state) {
                fields
                TextField("source", "Taken from", state: state)
                TextField("licence", "Licence (optional)", state: state)
                submit("File the finding")
            }
        }
    }

    @MarkupBuilder private var fields: Markup {
        ChoiceField(strands: strands, "strand", state: state)
        TextField("label", "Short label", hint: "Such as Smith 2019", state: state)
        if finding == nil {
            TextArea("citation", "Citation", rows: 3, state: state)
            TextField("year", "Year (optional)", kind: .wholeNumber, state: state)
            TextField("doi", "DOI (optional)", state: state)
        }
        TextField("effect", "Effect size", isShort: true, state: state)
        TextField(
            "standardError",
            "Standard error",
            hint: "Or the variance, or both ends of the 95% interval",
            isShort: true,
            state: state
        )
        TextField("variance", "Variance", isShort: true, state: state)
        TextField("lower", "Lower end of the 95% interval", isShort: true, state: state)
        TextField("upper", "Upper end of the 95% interval", isShort: true, state: state)
        SelectField(
            "metric",
            "Metric",
            options: EffectMetric.allCases.map { FormOption($0.rawValue, $0.title) },
            state: state
        )
        SelectField(
            "design",
            "Design",
            options: StudyDesign.allCases.map { FormOption($0.rawValue, $0.title) },
            state: state
        )
        TextField("outcomeDomain", "Outcome (optional)", state: state)
        TextField("subject", "Subject (optional)", hint: "Such as reading or mathematics", state: state)
        TextField("measure", "Test or scale (optional)", state: state)
        TextField("population", "Population (optional)", state: state)
        TextField("phase", "Phase (optional)", hint: "Such as Primary", state: state)
        TextField("yearGroup", "Year group (optional)", state: state)
        SelectField(
            "pupils",
            "Which pupils is it about?",
            hint: "Only findings about all pupils of a study are pooled",
            options: PupilGroup.allCases.map { FormOption($0.rawValue, $0.title) },
            state: state
        )
        TextField("treatedCount", "Pupils offered it (optional)", kind: .wholeNumber, state: state)
        TextField("controlCount", "Comparison pupils (optional)", kind: .wholeNumber, state: state)
        moreFields
    }

    /// What many findings do not say: out of the way until it is wanted.
    @MarkupBuilder private var moreFields: Markup {
        details(.class("behind")) {
            HTML.summary { "More about the study: raw scores, clusters, who evaluated it" }
            p(.class("hint")) {
                "Leave the effect empty, and it is computed from the means and standard deviations of both groups."
            }
            TextField("treatedMean", "Mean of pupils offered it", isShort: true, state: state)
            TextField("treatedDeviation", "Their standard deviation", isShort: true, state: state)
            TextField("controlMean", "Mean of comparison pupils", isShort: true, state: state)
            TextField("controlDeviation", "Their standard deviation", isShort: true, state: state)
            TextField(
                "clusterCount",
                "Classes or schools, where whole ones were compared",
                kind: .wholeNumber,
                state: state
            )
            TextField("disadvantagedPercentage", "Disadvantaged pupils (%)", isShort: true, state: state)
            TextField("sendPercentage", "Pupils with SEND (%)", isShort: true, state: state)
            TextField("ealPercentage", "Pupils with EAL (%)", isShort: true, state: state)
            SelectField(
                "independence",
                "Who evaluated it?",
                options: [Independence.notStated, .independent, .developer].map {
                    FormOption($0.rawValue, $0.title)
                },
                state: state
            )
            SelectField(
                "testMaker",
                "Who made the test?",
                options: [
                    TestMaker.notStated, .independentBroad, .independentNarrow, .researcher, .developer,
                ]
                .map { FormOption($0.rawValue, $0.title) },
                state: state
            )
            TextField(
                "setting",
                "Setting",
                hint: "Country, kind of place, normal practice or a trial run",
                state: state
            )
            TextField(
                "interaction",
                "How much more pupils eligible for free school meals gained than others (SD)",
                isShort: true,
                state: state
            )
            TextField("interactionError", "Standard error of that difference", isShort: true, state: state)
            TextField("security", "Padlocks, 0 to 5", kind: .wholeNumber, state: state)
            TextField(
                "sample",
                "Name of the group of pupils",
                hint: "Findings of one study with the same name share pupils",
                state: state
            )
        }
    }

    static func options(_ strands: [StrandLine]) -> [FormOption] {
        strands.map { FormOption($0.strand.id.description, $0.strand.content.title) }
    }
}

extension FindingDraft {
    init(_ submission: Submission) {
        self.init()
        label = submission.text("label")
        citation = submission.text("citation")
        year = submission.text("year")
        doi = submission.text("doi")
        effect = submission.text("effect")
        variance = submission.text("variance")
        standardError = submission.text("standardError")
        lower = submission.text("lower")
        upper = submission.text("upper")
        metric = submission.text("metric")
        design = submission.text("design")
        outcomeDomain = submission.text("outcomeDomain")
        population = submission.text("population")
        phase = submission.text("phase")
        details = FindingDetailsDraft(submission)
        treatedCount = submission.text("treatedCount")
        controlCount = submission.text("controlCount")
        source = submission.text("source")
        licence = submission.text("licence")
        strands = submission.all("strand").compactMap { ID<Strand>($0) }
    }
}

extension FindingDetailsDraft {
    fileprivate init(_ submission: Submission) {
        self.init()
        subject = submission.text("subject")
        measure = submission.text("measure")
        yearGroup = submission.text("yearGroup")
        pupils = submission.text("pupils")
        disadvantagedPercentage = submission.text("disadvantagedPercentage")
        sendPercentage = submission.text("sendPercentage")
        ealPercentage = submission.text("ealPercentage")
        clusterCount = submission.text("clusterCount")
        independence = submission.text("independence")
        testMaker = submission.text("testMaker")
        setting = submission.text("setting")
        security = submission.text("security")
        sample = submission.text("sample")
        treatedMean = submission.text("treatedMean")
        treatedDeviation = submission.text("treatedDeviation")
        controlMean = submission.text("controlMean")
        controlDeviation = submission.text("controlDeviation")
        interaction = submission.text("interaction")
        interactionError = submission.text("interactionError")
    }
}

extension FindingDraft {
    /// The form filled from a finding that exists.
    var formState: FormState {
        var state = FormState([
            "label": label, "effect": effect, "variance": variance, "metric": metric,
            "outcomeDomain": outcomeDomain, "population": population, "phase": phase, "design": design,
            "treatedCount": treatedCount, "controlCount": controlCount, "subject": details.subject,
            "measure": details.measure, "yearGroup": details.yearGroup, "pupils": details.pupils,
            "disadvantagedPercentage": details.disadvantagedPercentage,
            "sendPercentage": details.sendPercentage,
            "ealPercentage": details.ealPercentage, "clusterCount": details.clusterCount,
            "independence": details.independence, "testMaker": details.testMaker, "setting": details.setting,
            "security": details.security, "sample": details.sample, "treatedMean": details.treatedMean,
            "treatedDeviation": details.treatedDeviation, "controlMean": details.controlMean,
            "controlDeviation": details.controlDeviation, "interaction": details.interaction,
            "interactionError": details.interactionError,
        ])
        state.set("strand", all: strands.map(\.description))
        return state
    }
}
