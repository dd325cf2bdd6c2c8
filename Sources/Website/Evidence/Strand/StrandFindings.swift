import Evidence
import Figures
import HTML
import Search
import Services
import Statistics
import Trials

extension StrandPage {
    @MarkupBuilder var findings: Markup {
        HTML.section(.id("findings")) {
            h2 { "Findings, and what they say together" }
            p { counts.words }
            if figures.picture.findings.isEmpty {
                EmptyState(
                    nothingFiled,
                    action: ("What is known elsewhere", SiteMap.gaps())
                )
            } else {
                if dimension == nil, let missingPhases {
                    p {
                        "\(missingPhases) "
                        a(.href(SiteMap.gaps())) { "Where evidence is missing" }
                    }
                }
                switches
                forest
                downloads
            }
            if dimension == nil {
                for pool in [network, published].compactMap(\.self) { words(pool) }
            }
        }
    }

    private var nothingFiled: String {
        let nothing = "No finding is filed in Braid under this strand yet."
        guard let headline = strand.content.headline else { return nothing }
        return "\(nothing) The average effect above is from elsewhere. Its source: \(headline.source)"
    }

    /// Whom no finding is about, as far as their records say, and how many do not say; `nil` where nobody is missing.
    /// Nearly every strand lacks post-16, so that is not said.
    private var missingPhases: String? {
        let phases = figures.picture.findings.map(\.finding.phases)
        let met = phases.reduce(into: Set<PupilPhase>()) { $0.formUnion($1) }
        let missing = [PupilPhase.earlyYears, .primary, .secondary].filter { !met.contains($0) }
        guard !missing.isEmpty else { return nil }
        let unstated = phases.count(where: \.isEmpty)
        let names = InWords.list(missing.map { $0.name.lowercased() }, joinedBy: "or")
        let silent = unstated == 0 ? "" : "; \(unstated) of \(phases.count) do not say whom they are about"
        return "No finding here says that it is about \(names)\(silent)."
    }

    /// Which findings stand together in the plot.
    private var switches: Markup {
        nav(.class("tabs"), .aria("label", "Show findings")) {
            ul {
                li {
                    a(
                        .href(SiteMap.strand(strand.slug).at("findings")),
                        .named("aria-current", ifPresent: dimension == nil ? "true" : nil)
                    ) { "All together" }
                }
                for choice in StrandPicture.Dimension.allCases {
                    li {
                        a(
                            .href(SiteMap.strand(strand.slug).with("by", choice.rawValue).at("findings")),
                            .named("aria-current", ifPresent: dimension == choice ? "true" : nil)
                        ) { "By \(choice.title.lowercased())" }
                    }
                }
            }
        }
    }

    @MarkupBuilder private var forest: Markup {
        if let figure = dimension.map({ StrandForest.figure(figures.parts, by: $0) })
            ?? StrandForest.figure(network: network, published: published)
        {
            FigureBlock(
                svg: figure.svg(),
                caption: dimension == nil
                    ? "Trials of this network and published studies stand apart; there is no combined total.\(StrandForest.note(network, published))"
                    : "Each part is pooled alone. That parts differ may have other reasons than what they are named for.",
                table: DataTable(figure.table)
            )
        }
    }

    private var downloads: Markup {
        p(.class("hint")) {
            "Every finding with its study: "
            a(.href(SiteMap.strandData(strand.slug, "findings.csv"))) { "CSV" }
            ", "
            a(.href(SiteMap.strandData(strand.slug, "findings.xlsx"))) { "Excel" }
            ". The studies as a reference list: "
            a(.href(SiteMap.strandData(strand.slug, "studies.ris"))) { "RIS" }
            ", "
            a(.href(SiteMap.strandData(strand.slug, "studies.bib"))) { "BibTeX" }
            "."
        }
    }

    @MarkupBuilder private func words(_ pool: LivingPool) -> Markup {
        h3 { pool.origin == .networkTrial ? "Trials of this network" : "Published studies" }
        PoolWords(pool: pool)
        p(.class("hint")) {
            "As of \(EvidenceText.day(pool.asOf)), Braid \(pool.codeVersion). "
            a(.href(SiteMap.pool(pool.id))) {
                "This figure at its permanent address, with its data"
                span(.class("visually-hidden")) {
                    pool.origin == .networkTrial ? ": trials of this network" : ": published studies"
                }
            }
        }
    }
}

/// What a pool says, in words that claim no more than it does.
struct PoolWords: Renderable {
    let pool: LivingPool

    var markup: Markup {
        switch pool.outcome {
        case .pooled(let effect):
            p {
                "Pupils offered this scored \(EvidenceText.effect(abs(effect.estimate))) SD \(effect.estimate < 0 ? "lower" : "higher") on average; plausible range: \(EvidenceText.range(effect.lower, effect.upper))."
                if effect.lower <= 0, effect.upper >= 0 {
                    " No clear difference is not the same as no difference."
                }
            }
            p { Self.nextSchool(effect) }
            p(.class("hint")) { effect.method.words }
        case .withheld(.fewerThanThree):
            p {
                "Fewer than three \(pool.origin == .networkTrial ? "trials" : "studies"), so there is no pooled result."
            }
        case .withheld(.notComputable):
            p { "These findings have no pooled result." }
        }
    }

    /// What the prediction interval means for the next school.
    static func nextSchool(_ effect: PooledEffect) -> String {
        let range =
            "between \(EvidenceText.effect(effect.predictionLower)) and \(EvidenceText.effect(effect.predictionUpper))"
        let meaning =
            effect.predictionLower >= 0
            ? "The next school should expect a gain, though perhaps a small one."
            : effect.predictionUpper <= 0
                ? "The next school should expect no gain."
                : "The next school may see a gain, none, or a loss: what others saw does not settle it."
        return "In a similar new setting, expect a true effect \(range). \(meaning)"
    }
}

/// The forest plots of a strand.
enum StrandForest {
    /// A plot with more rows than this cannot be read; the table behind it and the download have them all.
    static let mostRows = 60

    /// `nil` where there is nothing to draw.
    static func figure(network: LivingPool?, published: LivingPool?) -> ResponsiveFigure? {
        let groups = [network, published].compactMap { pool in
            pool.flatMap { pool in
                group(pool.members, pool.outcome, pool.origin, heading: heading(pool.origin))
            }
        }
        return draw(groups)
    }

    static func figure(_ parts: [StrandPicture.Part], by dimension: StrandPicture.Dimension)
        -> ResponsiveFigure?
    {
        let most = max(4, mostRows / max(1, parts.count))
        return draw(
            parts.compactMap {
                group(
                    $0.members,
                    $0.outcome,
                    $0.origin,
                    heading: "\(heading($0.origin)): \($0.name)",
                    most: most
                )
            }
        )
    }

    /// What the caption says where the plot does not show every finding.
    static func note(_ pools: LivingPool?...) -> String {
        let counts = pools.compactMap(\.self).filter { $0.members.count > mostRows }.map { $0.members.count }
        guard let count = counts.max() else { return "" }
        return
            " The plot shows the \(mostRows) findings with most weight of \(count); all of them are pooled and downloadable."
    }

    private static func heading(_ origin: FindingOrigin) -> String {
        origin == .networkTrial ? "Trials of this network" : "Published studies"
    }

    private static func draw(_ groups: [ForestPlot.Group]) -> ResponsiveFigure? {
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

    private static func group(
        _ members: [LivingPool.Member],
        _ outcome: LivingPool.Outcome,
        _ origin: FindingOrigin,
        heading: String,
        most: Int = mostRows
    ) -> ForestPlot.Group? {
        guard !members.isEmpty else { return nil }
        var shown = Array(members.enumerated())
        if shown.count > most {
            shown.sort {
                ($0.element.weightPercentage ?? 0, $1.offset) > ($1.element.weightPercentage ?? 0, $0.offset)
            }
            shown = Array(shown.prefix(most)).sorted { $0.offset < $1.offset }
        }
        let rows = shown.map { _, member in
            let half = StandardNormal.criticalValue95 * member.variance.squareRoot()
            return ForestPlot.Row(
                label: member.findingCount > 1
                    ? "\(member.label) (\(member.findingCount) findings)" : member.label,
                estimate: member.effect,
                interval: Interval(lower: member.effect - half, upper: member.effect + half),
                weight: member.weightPercentage,
                link: member.study.map { SiteMap.study($0).description }
            )
        }
        return ForestPlot.Group(heading: heading, rows: rows, summary: summary(outcome, origin))
    }

    private static func summary(_ outcome: LivingPool.Outcome, _ origin: FindingOrigin) -> ForestPlot.Summary
    {
        switch outcome {
        case .pooled(let effect):
            let spread = (effect.tauSquared + (effect.tauSquaredWithin ?? 0)).squareRoot()
            return .pooled(
                ForestPlot.Pooled(
                    label: "Together",
                    estimate: effect.estimate,
                    interval: Interval(lower: effect.lower, upper: effect.upper),
                    prediction: Interval(lower: effect.predictionLower, upper: effect.predictionUpper),
                    note:
                        "I² \(EvidenceText.fixed(effect.iSquared, decimals: 0))%, τ \(EvidenceText.fixed(spread, decimals: 2))"
                )
            )
        case .withheld(.fewerThanThree):
            return .withheld(
                reason:
                    "Fewer than three \(origin == .networkTrial ? "trials" : "studies"): no pooled result."
            )
        case .withheld(.notComputable): return .withheld(reason: "These findings have no pooled result.")
        }
    }
}
