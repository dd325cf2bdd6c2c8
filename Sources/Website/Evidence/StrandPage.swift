import Access
import Evidence
import Figures
import HTML
import Profiles
import Programmes
import Services
import Trials

/// A strand as a picture of knowledge: what is known, how sure, for whom, and what is missing.
struct StrandPage: Page {
    let strand: Strand
    let isCurrent: Bool
    let months: MonthsOfProgress?
    let network: LivingPool?
    let published: LivingPool?
    let counts: TrialCounts
    let trials: [Trial]
    let accounts: [SchoolAccount]
    let interventions: [Intervention]
    let offers: [OfferLine]
    let history: [StrandRelease]
    let profiles: ProfileLibrary
    let today: LocalDate
    let mayEdit: Bool
    let figure: ResponsiveFigure?

    var title: String { strand.content.title }
    var summary: String? { strand.content.summary }
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        PageHeader(strand.content.title, lead: strand.content.summary, kicker: "Strand")
        if !isCurrent {
            Inset("An earlier version") {
                p {
                    "This is version \(strand.version), published on \(EvidenceText.day(strand.publishedAt)). "
                    a(.href(SiteMap.strand(strand.slug))) { "Read the current version" }
                }
            }
        }
        headline
        if mayEdit, isCurrent {
            p {
                a(.class("button button--secondary"), .href(SiteMap.editStrand(strand.slug))) {
                    "Edit this strand"
                }
                " "
                a(
                    .class("button button--secondary"),
                    .href(SiteMap.newFinding().with("strand", strand.id.description))
                ) {
                    "Enter a finding"
                }
            }
        }
        for part in [StrandSection.whatItIs, .keyFindings, .closingTheGap, .implementation] { text(part) }
        findings
        trialsSection
        offersSection
        accountsSection
        for part in [StrandSection.cost, .evidence] { text(part) }
        interventionsSection
        historySection
    }

    @MarkupBuilder private var headline: Markup {
        div(.class("key-figures")) {
            if let headline = strand.content.headline {
                if let months {
                    KeyFigure(
                        EvidenceText.months(months.months),
                        EvidenceText.sentence(months),
                        detail: "\(EvidenceText.rating(months.rating)). Scale: \(months.scale.citation)."
                    )
                }
                KeyFigure(
                    "\(EvidenceText.effect(headline.effect)) SD",
                    "Average effect; plausible range \(EvidenceText.range(headline.lower, headline.upper))",
                    detail: "Source: \(headline.source)"
                )
            } else {
                KeyFigure("Insufficient evidence", "Too little is known to name an average effect")
            }
            KeyFigure(
                "\(strand.content.strength) of 5",
                "Evidence strength"
                    + (profiles.strength.level(strand.content.strength).map { ": \($0.name)" } ?? ""),
                detail: strand.content.strengthReasons.isEmpty ? nil : strand.content.strengthReasons
            )
            KeyFigure(
                strand.content.costBand.map { "\($0) of 5" } ?? "Not known",
                "Cost. \(EvidenceText.cost(strand.content.costBand, profiles.costs))"
            )
        }
        if let headline = strand.content.headline,
            let share = try? Translation.shareOutscored(effect: headline.effect),
            let index = try? Translation.improvementIndex(effect: headline.effect)
        {
            p(.class("hint")) {
                "Said another way: the average pupil taught like this would outscore \(EvidenceText.fixed(share * 100, decimals: 0))% of pupils who were not (improvement index \(EvidenceText.fixed(index, decimals: 0)))."
            }
        }
    }

    @MarkupBuilder private func text(_ part: StrandSection) -> Markup {
        if !strand.content.text(of: part).isEmpty {
            HTML.section(.id(part.rawValue)) {
                h2 { part.title }
                EvidenceText.paragraphs(strand.content.text(of: part))
            }
        }
    }

    @MarkupBuilder private var findings: Markup {
        HTML.section(.id("findings")) {
            h2 { "Findings, and what they say together" }
            p { counts.words }
            if let figure {
                FigureBlock(
                    svg: figure.svg(),
                    caption:
                        "Trials of this network and published studies stand apart; there is no combined total.",
                    table: DataTable(figure.table)
                )
            } else {
                EmptyState("No finding is filed under this strand yet.")
            }
            for pool in [network, published].compactMap(\.self) { words(pool) }
        }
    }

    @MarkupBuilder private func words(_ pool: LivingPool) -> Markup {
        h3 { pool.origin == .networkTrial ? "Trials of this network" : "Published studies" }
        switch pool.outcome {
        case .pooled(let effect):
            p {
                "Pupils offered this scored \(EvidenceText.effect(abs(effect.estimate))) SD \(effect.estimate < 0 ? "lower" : "higher") on average; plausible range: \(EvidenceText.range(effect.lower, effect.upper))."
                if effect.lower <= 0, effect.upper >= 0 {
                    " No clear difference is not the same as no difference."
                }
            }
            p {
                "In a similar new setting, expect a true effect between \(EvidenceText.effect(effect.predictionLower)) and \(EvidenceText.effect(effect.predictionUpper))."
            }
        case .withheld(.fewerThanThree):
            p {
                "Fewer than three \(pool.origin == .networkTrial ? "trials" : "studies"), so there is no pooled result."
            }
        case .withheld(.notComputable):
            p { "These findings have no pooled result." }
        }
        p(.class("hint")) {
            "\(PoolMethod.words) As of \(EvidenceText.day(pool.asOf)), Braid \(pool.codeVersion). "
            a(.href(SiteMap.poolFile(pool.id))) { "Download the rows (CSV)" }
        }
    }

    @MarkupBuilder private var trialsSection: Markup {
        if !trials.isEmpty {
            HTML.section(.id("trials")) {
                h2 { "Registered trials" }
                TrialTable(trials: trials, today: today)
            }
        }
    }

    @MarkupBuilder private var offersSection: Markup {
        if !offers.isEmpty {
            HTML.section(.id("offers")) {
                h2 { "Train for it" }
                ul(.class("list")) {
                    for line in offers {
                        li {
                            h3 { a(.href(SiteMap.offer(line.id))) { line.facts.title } }
                            p(.class("meta")) { OfferWords.line(line) }
                        }
                    }
                }
                p {
                    a(.href(OfferQuery().changed { $0.strands = [strand.id] }.link)) {
                        "All training that builds on this strand"
                    }
                }
            }
        }
    }

    @MarkupBuilder private var accountsSection: Markup {
        if !accounts.isEmpty {
            HTML.section(.id("accounts")) {
                h2 { "What schools report" }
                p { "Schools’ own accounts. They are not rated and not part of any average above." }
                ul {
                    for account in accounts {
                        li { a(.href(SiteMap.schoolAccount(account.id))) { account.answers.question } }
                    }
                }
            }
        }
    }

    @MarkupBuilder private var interventionsSection: Markup {
        if !interventions.isEmpty {
            HTML.section(.id("interventions")) {
                h2 { "Interventions under this strand" }
                ul {
                    for intervention in interventions {
                        li {
                            strong { intervention.name }
                            if !intervention.edition.isEmpty { ", \(intervention.edition)" }
                            if !intervention.summary.isEmpty { ". \(intervention.summary)" }
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private var historySection: Markup {
        HTML.section(.id("history")) {
            h2 { "History" }
            ol(.class("history")) {
                for release in history {
                    li {
                        a(.href(SiteMap.strand(strand.slug).with("version", "\(release.version)"))) {
                            "Version \(release.version), \(EvidenceText.day(release.publishedAt))"
                        }
                        ": \(release.changeNote)"
                    }
                }
            }
        }
    }
}

/// The forest plot of a strand.
enum StrandForest {
    /// `nil` where there is nothing to draw.
    static func figure(network: LivingPool?, published: LivingPool?) -> ResponsiveFigure? {
        let groups = [network, published].compactMap { pool in pool.flatMap(group) }
        guard !groups.isEmpty else { return nil }
        var plot = ForestPlot(
            title: "Findings of this strand",
            effectName: "Effect size (SD)",
            groups: groups
        )
        plot.lowerSide = "Favours usual teaching"
        plot.upperSide = "Favours this strand"
        plot.rowName = "Trial or study"
        return try? plot.responsive(id: "strand-forest")
    }

    private static func group(_ pool: LivingPool) -> ForestPlot.Group? {
        guard !pool.members.isEmpty else { return nil }
        let rows = pool.members.map { member in
            let half = 1.959963984540054 * member.variance.squareRoot()
            return ForestPlot.Row(
                label: member.findingCount > 1
                    ? "\(member.label) (\(member.findingCount) findings)" : member.label,
                estimate: member.effect,
                interval: Interval(lower: member.effect - half, upper: member.effect + half),
                weight: member.weightPercentage,
                link: member.study.map { SiteMap.study($0).description }
            )
        }
        let isNetwork = pool.origin == .networkTrial
        let summary: ForestPlot.Summary
        switch pool.outcome {
        case .pooled(let effect):
            summary = .pooled(
                ForestPlot.Pooled(
                    label: "Together",
                    estimate: effect.estimate,
                    interval: Interval(lower: effect.lower, upper: effect.upper),
                    prediction: Interval(lower: effect.predictionLower, upper: effect.predictionUpper),
                    note:
                        "I² \(EvidenceText.fixed(effect.iSquared, decimals: 0))%, τ \(EvidenceText.fixed(effect.tauSquared.squareRoot(), decimals: 2))"
                )
            )
        case .withheld(.fewerThanThree):
            summary = .withheld(
                reason: "Fewer than three \(isNetwork ? "trials" : "studies"): no pooled result."
            )
        case .withheld(.notComputable):
            summary = .withheld(reason: "These findings have no pooled result.")
        }
        return ForestPlot.Group(
            heading: isNetwork ? "Trials of this network" : "Published studies",
            rows: rows,
            summary: summary
        )
    }
}
