package import Evidence
import Programmes
package import Services

/// A strategy as it is typed.
package struct StrategyDraft: Sendable, Equatable {
    package var pupils = ""
    package var eligiblePupils = ""
    package var funding = ""
    package var carriedForward = ""
    package var authorisedBy = ""
    package var ledBy = ""
    package var governor = ""
    package var reviewOn = ""
    package var intent = ""
    package var challenges = ""
    package var outcomes: [StrategyPair] = []
    package var lastYear = ""
    /// The year in which the last academic year that it covers begins; empty for its own alone.
    package var coversUntil = ""
    package var programmes: [StrategyPair] = []
    package var servicePremium = ""
    package var further = ""
    package var activities: [ActivityRow] = []

    /// One row of what the money is spent on. A row without text is left out.
    package struct ActivityRow: Sendable, Equatable {
        package var tier: PremiumTier = .teaching
        package var what = ""
        package var strand: ID<Strand>?
        package var plan: ID<Plan>?
        /// `1, 3`
        package var challenges = ""
        package var cost = ""

        package init() {}

        var isEmpty: Bool { what.trimmed.isEmpty && cost.trimmed.isEmpty }
    }

    package init() {}

    package init(_ strategy: PremiumStrategy) {
        let content = strategy.content
        pupils = content.pupils.map(String.init) ?? ""
        eligiblePupils = content.eligiblePupils.map(String.init) ?? ""
        funding = content.funding.plain
        carriedForward = content.carriedForward.plain
        authorisedBy = content.authorisedBy
        ledBy = content.ledBy
        governor = content.governor
        reviewOn = content.reviewOn?.description ?? ""
        intent = content.intent
        challenges = content.challenges.joined(separator: "\n")
        outcomes = content.outcomes
        lastYear = content.lastYear
        coversUntil = content.coversUntil.map { "\($0.startYear)" } ?? ""
        programmes = content.programmes
        servicePremium = content.servicePremium
        further = content.further
        activities = strategy.activities.map { activity in
            var row = ActivityRow()
            row.tier = activity.tier
            row.what = activity.what
            row.strand = activity.strand?.id
            row.plan = activity.plan
            row.challenges = activity.challenges.map(String.init).joined(separator: ", ")
            row.cost = activity.cost.plain
            return row
        }
    }

    struct Checked: Sendable {
        let content: StrategyContent
        let activities: [Activity]

        struct Activity: Sendable {
            let tier: PremiumTier
            let what: String
            let strand: ID<Strand>?
            let plan: ID<Plan>?
            let challenges: [Int]
            let cost: Pence
        }
    }

    func checked() throws(Faults) -> Checked {
        var reader = FieldReader()
        let pupils = reader.wholeNumber(pupils, "pupils", named: "the number of pupils", in: 0...20_000)
        let eligible = reader.wholeNumber(
            eligiblePupils,
            "eligiblePupils",
            named: "the number of eligible pupils",
            in: 0...20_000
        )
        if let pupils, let eligible, eligible > pupils {
            reader.report("eligiblePupils", "There cannot be more eligible pupils than pupils")
        }
        let funding = reader.pence(funding, "funding", named: "the allocation")
        let carried = reader.pence(carriedForward, "carriedForward", named: "what is carried forward")
        let authorised = reader.optional(authorisedBy, "authorisedBy", named: "who authorised it", most: 120)
        let led = reader.optional(ledBy, "ledBy", named: "the pupil premium lead", most: 120)
        let governor = reader.optional(governor, "governor", named: "the governor or trustee", most: 120)
        let review = reader.day(reviewOn, "reviewOn", named: "the day it is reviewed")
        let intent = reader.required(intent, "intent", named: "the statement of intent", most: 6000)
        let challengeText = reader.required(challenges, "challenges", named: "the challenges", most: 6000)
        let outcomePairs = reader.pairs(outcomes, "outcome", named: "the intended outcome")
        let programmePairs = reader.pairs(programmes, "programme", named: "the programme")
        let last = reader.optional(lastYear, "lastYear", named: "the review of last year", most: 8000)
        let until = reader.wholeNumber(
            coversUntil,
            "coversUntil",
            named: "the last academic year",
            in: 2011...2200
        )
        let service = reader.optional(
            servicePremium,
            "servicePremium",
            named: "how the service pupil premium was spent",
            most: 3000
        )
        let further = reader.optional(further, "further", named: "further information", most: 6000)
        let challengeLines = PremiumStrategy.lines(challengeText)
        var rows: [Checked.Activity] = []
        for (position, row) in activities.enumerated() where !row.isEmpty {
            rows.append(row.checked(position, challengeCount: challengeLines.count, &reader))
        }
        try reader.finish()
        return Checked(
            content: StrategyContent(
                pupils: pupils,
                eligiblePupils: eligible,
                funding: funding,
                carriedForward: carried,
                authorisedBy: authorised,
                ledBy: led,
                governor: governor,
                reviewOn: review,
                intent: intent,
                challenges: challengeLines,
                outcomes: outcomePairs,
                lastYear: last,
                coversUntil: until.map(AcademicYear.init(startYear:)),
                programmes: programmePairs,
                servicePremium: service,
                further: further
            ),
            activities: rows
        )
    }
}

extension StrategyDraft.ActivityRow {
    fileprivate func checked(_ position: Int, challengeCount: Int, _ reader: inout FieldReader)
        -> StrategyDraft.Checked.Activity
    {
        let what = reader.required(what, "what-\(position)", named: "what the money is spent on", most: 500)
        let parts = challenges.split { !$0.isNumber }
        let numbers = parts.compactMap { Int($0) }
        let wrong = numbers.filter { !(1...max(1, challengeCount)).contains($0) }
        if numbers.count != parts.count || !wrong.isEmpty {
            reader.report(
                "challenges-\(position)",
                "Enter numbers of challenges between 1 and \(max(1, challengeCount)), such as 1, 3"
            )
        }
        return StrategyDraft.Checked.Activity(
            tier: tier,
            what: what,
            strand: strand,
            plan: plan,
            challenges: Set(numbers).sorted(),
            cost: reader.pence(cost, "cost-\(position)", named: "what it costs")
        )
    }
}

extension FieldReader {
    /// An amount in pounds; nothing is nought.
    mutating func pence(_ text: String, _ field: String, named name: String) -> Pence {
        if text.trimmed.isEmpty { return .zero }
        guard let pence = Pence(typed: text) else {
            report(field, "Enter \(name) in pounds, such as 1,250 or 40.50")
            return .zero
        }
        return pence
    }
}
