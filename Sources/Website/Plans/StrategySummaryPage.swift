import Access
import Evidence
import HTML
import Plans
import Programmes
import Services

/// The strategy on one page, for governors: money, challenges, aims, what is done and on what evidence, what came of the
/// year before, questions to ask.
struct StrategySummaryPage: Page {
    let strategy: PremiumStrategy
    /// What the library says of each strand, in a line.
    let evidence: [ID<Strand>: String]

    private var content: StrategyContent { strategy.content }
    var title: String { "Pupil premium \(strategy.year): one page for governors" }
    var trail: [Crumb] { [Crumb("Pupil premium strategy", SiteMap.strategy(strategy.id))] }

    var body: Markup {
        PageHeader(
            "Pupil premium \(strategy.year)",
            lead: "One page for governors.",
            kicker: strategy.organisation.name
        )
        div(.class("key-figures")) {
            KeyFigure(strategy.budget.description, "to spend this academic year")
            if let share = content.eligiblePercentage {
                KeyFigure("\(EvidenceText.fixed(share, decimals: 0))%", "of pupils are eligible")
            }
            KeyFigure(strategy.cost().description, "is planned so far")
        }
        h2 { "What stands in pupils’ way" }
        ol { for challenge in content.challenges { li { challenge } } }
        if !content.outcomes.isEmpty {
            h2 { "What we want to achieve" }
            ul { for outcome in content.outcomes { li { aim(outcome) } } }
        }
        h2 { "What we do about it" }
        for tier in PremiumTier.allCases {
            let activities = strategy.activities.filter { $0.tier == tier }
            if !activities.isEmpty {
                h3 { "\(tier.title): \(strategy.cost(of: tier))" }
                ul { for activity in activities { li { line(activity) } } }
            }
        }
        if !content.lastYear.isEmpty {
            h2 { "What came of last year" }
            p(.class("prose")) { content.lastYear }
        }
        h2 { "Questions worth asking" }
        ul { for question in questions { li { question } } }
    }

    private func aim(_ outcome: StrategyPair) -> String {
        outcome.detail.isEmpty
            ? outcome.name : "\(outcome.name) (how we will know: \(outcome.detail))"
    }

    @MarkupBuilder private func line(_ activity: PremiumActivity) -> Markup {
        "\(activity.what) (\(activity.cost))"
        if let strand = activity.strand {
            ". Evidence: "
            a(.href(SiteMap.strand(strand.slug))) { strand.title }
            if let told = evidence[strand.id] { ". \(told)" }
        } else {
            ". No evidence is named."
        }
    }

    private var questions: [String] {
        var questions = [
            "What did we plan last year, was it done as planned, and how do we know?",
            "How sure is the evidence for each, and were its pupils like ours?",
            "Which pupils gained, and which did not?",
        ]
        for activity in strategy.activities where activity.strand == nil {
            questions.append("No evidence is named for “\(activity.what)”: why do we expect it to help?")
        }
        if strategy.unspent > .zero {
            questions.append("\(strategy.unspent) is not planned yet: what is it for?")
        }
        if strategy.unspent < .zero { questions.append("More is planned than there is: what gives way?") }
        return questions
    }
}
