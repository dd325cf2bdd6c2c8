import Access
import Evidence
import HTML
import Plans
import Services

/// A pupil premium strategy, to be written: figures and plans are filled in already.
struct StrategyForm: Page {
    /// `nil` for a new one.
    let strategy: PremiumStrategy?
    let school: Organisation
    let year: AcademicYear
    let strands: [Strand]
    let rowCount: Int
    let state: FormState
    let ticket: FormTicket

    var title: String { "Pupil premium strategy \(year)" }
    var trail: [Crumb] { [Crumb("Plans", SiteMap.plans())] }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "The newest published figures and your plans are filled in. The page that comes out has the parts of the national template.",
            kicker: school.name
        )
        postForm(
            strategy.map { SiteMap.editStrategy($0.id) } ?? SiteMap.newStrategy(),
            ticket: ticket,
            state: state
        ) {
            input(.type("hidden"), .name("school"), .value(school.id.description))
            input(.type("hidden"), .name("year"), .value("\(year.startYear)"))
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            figures
            words
            h2 { "What the money is spent on" }
            for position in 0..<rowCount { row(position) }
            submit("Add more activities", isSecondary: true, name: "step", value: "add")
            h2 { "Programmes that others provide" }
            p(.class("hint")) {
                "Those that the pupil premium paid for in the academic year before. Leave out what the Department for Education provides."
            }
            for position in 0..<state.pairRowCount("programme") {
                fieldset(.class("field-row")) {
                    legend { "Programme \(position + 1)" }
                    TextField("programme-\(position)", "Programme", state: state)
                    TextField("programmeDetail-\(position)", "Provider", state: state)
                }
            }
            TextArea(
                "lastYear",
                "Review of last year",
                hint:
                    "What disadvantaged pupils achieved in the academic year before, by what measures, and whether what was planned was done.",
                rows: 6,
                state: state
            )
            TextArea(
                "servicePremium",
                "Service pupil premium",
                hint:
                    "How it was spent last academic year and what came of it. Leave empty if there is none.",
                rows: 3,
                state: state
            )
            TextArea(
                "further",
                "Further information",
                hint:
                    "What else helps pupils and is not paid for from the pupil premium. Leave empty for none.",
                rows: 4,
                state: state
            )
            submit("Save", name: "step", value: "save")
        }
    }

    @MarkupBuilder private var figures: Markup {
        SelectField(
            "coversUntil",
            "Academic years that it covers",
            options: [FormOption("", "\(year) alone")]
                + (1...4).map { later in
                    let last = AcademicYear(startYear: year.startYear + later)
                    return FormOption("\(last.startYear)", "\(year) to \(last)")
                },
            state: state
        )
        TextField("pupils", "Pupils in school", kind: .wholeNumber, state: state)
        TextField("eligiblePupils", "Pupils eligible for the pupil premium", kind: .wholeNumber, state: state)
        TextField("funding", "Allocation this academic year", kind: .money, state: state)
        TextField("carriedForward", "Carried forward", kind: .money, state: state)
        TextField("authorisedBy", "Authorised by", state: state)
        TextField("ledBy", "Pupil premium lead", state: state)
        TextField("governor", "Governor or trustee", state: state)
        TextField("reviewOn", "To be reviewed on", kind: .date, state: state)
    }

    @MarkupBuilder private var words: Markup {
        TextArea(
            "intent",
            "Statement of intent",
            hint:
                "What you want for your disadvantaged pupils, how this strategy works towards it, and its main principles.",
            rows: 6,
            state: state
        )
        TextArea(
            "challenges",
            "Challenges",
            hint: "One a line, the most important first. They are numbered in this order.",
            rows: 6,
            state: state
        )
        h2 { "Intended outcomes" }
        for position in 0..<state.pairRowCount("outcome") {
            fieldset(.class("field-row")) {
                legend { "Outcome \(position + 1)" }
                TextField("outcome-\(position)", "Intended outcome", state: state)
                TextField("outcomeDetail-\(position)", "How you will know", state: state)
            }
        }
    }

    @MarkupBuilder private func row(_ position: Int) -> Markup {
        fieldset(.class("field-row")) {
            legend { "Activity \(position + 1)" }
            input(.type("hidden"), .name("plan-\(position)"), .value(state.value("plan-\(position)")))
            TextField("what-\(position)", "What", state: state)
            SelectField(
                "tier-\(position)",
                "Tier",
                options: PremiumTier.allCases.map { FormOption($0.rawValue, $0.title) },
                state: state
            )
            SelectField(
                "strand-\(position)",
                "Strand of evidence that supports it",
                options: [FormOption("", "None")]
                    + strands.map { FormOption($0.id.description, $0.content.title) },
                state: state
            )
            TextField("challenges-\(position)", "Numbers of the challenges", isShort: true, state: state)
            TextField("cost-\(position)", "Cost", kind: .money, state: state)
        }
    }
}

extension FormState {
    /// How many rows of pairs a form shows: two more than it holds, four at least.
    func pairRowCount(_ field: String) -> Int {
        let filled =
            (0..<StrategyDraft.mostPairs).last {
                !value("\(field)-\($0)").isEmpty || !value("\(field)Detail-\($0)").isEmpty
            }.map { $0 + 1 } ?? 0
        return min(max(filled + 2, 4), StrategyDraft.mostPairs)
    }

    /// How many rows of activities it holds.
    var activityRowCount: Int {
        (0..<StrategyDraft.mostRows).last { !value("what-\($0)").isEmpty || !value("cost-\($0)").isEmpty }
            .map { $0 + 1 } ?? 0
    }
}

extension StrategyDraft {
    static let mostRows = 60
    static let mostPairs = 60

    init(_ submission: Submission) {
        self.init()
        pupils = submission.text("pupils")
        eligiblePupils = submission.text("eligiblePupils")
        funding = submission.text("funding")
        carriedForward = submission.text("carriedForward")
        authorisedBy = submission.text("authorisedBy")
        ledBy = submission.text("ledBy")
        governor = submission.text("governor")
        reviewOn = submission.text("reviewOn")
        intent = submission.text("intent")
        challenges = submission.text("challenges")
        outcomes = Self.pairs(submission, "outcome")
        lastYear = submission.text("lastYear")
        coversUntil = submission.text("coversUntil")
        programmes = Self.pairs(submission, "programme")
        servicePremium = submission.text("servicePremium")
        further = submission.text("further")
        let count = (0..<Self.mostRows).last { submission.names.contains("what-\($0)") }.map { $0 + 1 } ?? 0
        activities = (0..<count).map { position in
            var row = ActivityRow()
            row.tier = PremiumTier(rawValue: submission.text("tier-\(position)")) ?? .teaching
            row.what = submission.text("what-\(position)")
            row.strand = ID(submission.text("strand-\(position)"))
            row.plan = ID(submission.text("plan-\(position)"))
            row.challenges = submission.text("challenges-\(position)")
            row.cost = submission.text("cost-\(position)")
            return row
        }
    }

    private static func pairs(_ submission: Submission, _ field: String) -> [StrategyPair] {
        (0..<mostPairs).map { position in
            StrategyPair(
                submission.text("\(field)-\(position)"),
                submission.text("\(field)Detail-\(position)")
            )
        }
    }

    var formState: FormState {
        var values = [
            "pupils": pupils, "eligiblePupils": eligiblePupils, "funding": funding,
            "carriedForward": carriedForward, "authorisedBy": authorisedBy, "ledBy": ledBy,
            "governor": governor, "reviewOn": reviewOn, "intent": intent, "challenges": challenges,
            "lastYear": lastYear, "coversUntil": coversUntil, "servicePremium": servicePremium,
            "further": further,
        ]
        for (field, pairs) in [("outcome", outcomes), ("programme", programmes)] {
            for (position, pair) in pairs.enumerated() {
                values["\(field)-\(position)"] = pair.name
                values["\(field)Detail-\(position)"] = pair.detail
            }
        }
        for (position, row) in activities.enumerated() {
            values["tier-\(position)"] = row.tier.rawValue
            values["what-\(position)"] = row.what
            values["strand-\(position)"] = row.strand?.description ?? ""
            values["plan-\(position)"] = row.plan?.description ?? ""
            values["challenges-\(position)"] = row.challenges
            values["cost-\(position)"] = row.cost
        }
        return FormState(values)
    }
}
