import Access
import Evidence
import HTML
import Plans
import Programmes
import Services

/// A pupil premium strategy in the order of the Department for Education's template, under its headings: overview,
/// Part A, Part B. It can be printed, or copied into a word processor with its tables.
struct StrategyPage: Page {
    let strategy: PremiumStrategy
    let evidence: [ID<Strand>: String]
    let mayEdit: Bool
    let mayPublish: Bool
    /// `nil` for readers who are not signed in, whose page is kept.
    let ticket: FormTicket?

    private var content: StrategyContent { strategy.content }
    var title: String { "Pupil premium strategy \(strategy.year)" }
    var summary: String? {
        "\(strategy.organisation.name): how the pupil premium is used in \(strategy.year)."
    }
    var trail: [Crumb] { mayEdit ? [Crumb("Plans", SiteMap.plans())] : [] }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            title,
            lead: "How we use the pupil premium, why, and what we expect of it.",
            kicker: strategy.organisation.name
        )
        actions
        template
    }

    /// The parts of the national template, in its order.
    @MarkupBuilder var template: Markup {
        p {
            "This statement says how \(strategy.organisation.name) uses the pupil premium to help its disadvantaged pupils attain more: its strategy, what it plans to spend the money on in \(strategy.year), and what came of it for these pupils in the academic year before."
        }
        overview
        funding
        partA
        partB
    }

    @MarkupBuilder private var actions: Markup {
        div(.class("actions")) {
            if mayEdit {
                a(.class("button"), .href(SiteMap.editStrategy(strategy.id))) { "Edit the strategy" }
            }
            a(.href(SiteMap.strategySummary(strategy.id))) { "One page for governors" }
            a(.href(SiteMap.strategyDocument(strategy.id))) { "Document to copy into Word (HTML)" }
            if strategy.publishedAt == nil { StatusTag("Draft: only your school sees it", .waiting) }
        }
        if mayEdit { p(.class("hint no-print")) { planned } }
        if mayPublish, strategy.publishedAt == nil, let ticket {
            postForm(SiteMap.publishStrategy(strategy.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(strategy.version)"))
                submit("Publish it", isSecondary: true)
            }
        }
    }

    /// For those who write it: the template asks for neither.
    private var planned: String {
        let rest = Pence(abs(strategy.unspent.rawValue))
        let left =
            strategy.unspent < .zero
            ? "\(rest) more is planned than there is."
            : strategy.unspent > .zero ? "\(rest) is not planned yet." : "All of it is planned."
        return "Planned: \(strategy.cost()) of \(strategy.budget). \(left)"
    }

    private var overview: Markup {
        DataTable(
            "School overview",
            columns: [.init("Detail"), .init("Data")],
            rows: pairs([
                ("School name", strategy.organisation.name),
                ("Number of pupils in school", content.pupils.map(String.init)),
                ("Number of pupil premium eligible pupils", content.eligiblePupils.map(String.init)),
                (
                    "Proportion (%) of pupil premium eligible pupils",
                    content.eligiblePercentage.map { "\(EvidenceText.fixed($0, decimals: 1))%" }
                ),
                (
                    "Academic year/years that our current pupil premium strategy plan covers",
                    content.years(from: strategy.year)
                ),
                (
                    "Date this statement was published",
                    strategy.publishedAt.map { EvidenceText.day($0) } ?? "Not yet"
                ),
                ("Date on which it will be reviewed", content.reviewOn.map { EvidenceText.day($0) }),
                ("Statement authorised by", content.authorisedBy),
                ("Pupil premium lead", content.ledBy),
                ("Governor / Trustee lead", content.governor),
            ])
        ).markup
    }

    private var funding: Markup {
        DataTable(
            "Funding overview",
            columns: [.init("Detail"), .init("Amount", isNumber: true)],
            rows: [
                [
                    .text("Pupil premium funding allocation this academic year"),
                    .text(content.funding.description),
                ],
                [
                    .text("Pupil premium funding carried forward from previous years"),
                    .text(content.carriedForward.description),
                ],
                [.text("Total budget for this academic year"), .text(strategy.budget.description)],
            ]
        ).markup
    }

    /// All rows of the template: one that is empty is still to be filled in.
    private func pairs(_ facts: [(String, String?)]) -> [[Markup]] {
        facts.map { name, value in
            let said = value ?? ""
            return [.text(name), .text(said.isEmpty ? "Not said" : said)]
        }
    }

    @MarkupBuilder private var partA: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Part A: Pupil premium strategy plan" }
            h3 { "Statement of intent" }
            prose(content.intent.isEmpty ? "Not written yet." : content.intent)
            h3 { "Challenges" }
            p { "What stands in the way of our disadvantaged pupils’ achievement." }
            DataTable(
                "Challenges to achievement that we have identified among our disadvantaged pupils",
                isCaptionHidden: true,
                columns: [.init("Challenge number"), .init("Detail of challenge")],
                rows: content.challenges.isEmpty
                    ? [[.text("1"), .text("Not said")]]
                    : content.challenges.enumerated().map { [.text("\($0 + 1)"), .text($1)] }
            )
            h3 { "Intended outcomes" }
            p { "What we aim for by the end of this strategy, and how we will know whether we achieved it." }
            pairTable(
                "What we want to achieve",
                content.outcomes.isEmpty ? [StrategyPair("Not said")] : content.outcomes,
                "Intended outcome",
                "Success criteria"
            )
            h3 { "Activity in this academic year" }
            p { "What the money is to be spent on in \(strategy.year), to address the challenges above." }
            for tier in PremiumTier.allCases { tierTable(tier) }
            p {
                strong { "Total budgeted cost: \(strategy.cost())" }
            }
        }
    }

    @MarkupBuilder private func tierTable(_ tier: PremiumTier) -> Markup {
        let activities = strategy.activities.filter { $0.tier == tier }
        if activities.isEmpty {
            p { "\(tier.title) (\(tier.examples)). Budgeted cost: \(Pence.zero). Nothing is planned." }
        } else {
            DataTable(
                "\(tier.title) (\(tier.examples)). Budgeted cost: \(strategy.cost(of: tier))",
                columns: [
                    .init("Activity"), .init("Evidence that supports this approach"),
                    .init("Challenge number(s) addressed"), .init("Cost", isNumber: true),
                ],
                rows: activities.map { activity in
                    [
                        .text(activity.what),
                        support(activity),
                        .text(activity.challenges.map(String.init).joined(separator: ", ")),
                        .text(activity.cost.description),
                    ]
                }
            )
        }
    }

    private func support(_ activity: PremiumActivity) -> Markup {
        guard let strand = activity.strand else { return .text("None named") }
        return .group([
            a(.href(SiteMap.strand(strand.slug))) { strand.title },
            .text(evidence[strand.id].map { ". \($0)" } ?? ""),
        ])
    }

    @MarkupBuilder private var partB: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Part B: Review of the previous academic year" }
            h3 { "Outcomes for disadvantaged pupils" }
            prose(content.lastYear.isEmpty ? "Not written yet." : content.lastYear)
            h3 { "Externally provided programmes" }
            if content.programmes.isEmpty {
                p { "None was paid for from the pupil premium in the previous academic year." }
            } else {
                pairTable("Programmes that others provide", content.programmes, "Programme", "Provider")
            }
            if !content.servicePremium.isEmpty {
                h3 { "Service pupil premium funding" }
                prose(content.servicePremium)
            }
        }
        if !content.further.isEmpty {
            HTML.section(.class("page-section")) {
                h2 { "Further information" }
                prose(content.further)
            }
        }
    }

    /// A paragraph for each line that was typed: a word processor takes the end of a line within one for a space.
    private func prose(_ text: String) -> Markup {
        .group(text.split(whereSeparator: \.isNewline).map { line in p(.class("prose")) { String(line) } })
    }

    private func pairTable(_ caption: String, _ pairs: [StrategyPair], _ name: String, _ detail: String)
        -> DataTable
    {
        DataTable(
            caption,
            columns: [.init(name), .init(detail)],
            rows: pairs.map { [.text($0.name), .text($0.detail.isEmpty ? "Not said" : $0.detail)] }
        )
    }
}
