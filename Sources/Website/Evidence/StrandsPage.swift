import Evidence
import HTML
import Profiles
import Services

/// The list of strands: what is known, at a glance.
struct StrandsPage: Page {
    struct Line: Sendable {
        let line: StrandLine
        let months: MonthsOfProgress?
    }

    let query: StrandQuery
    let lines: [Line]
    /// Every strand, for the numbers of the filters.
    let all: [StrandLine]
    let profiles: ProfileLibrary
    let mayEdit: Bool

    let title = "Evidence"
    let section: SiteSection? = .evidence
    var summary: String? {
        "What research says about approaches to teaching, how sure it is, and what they cost."
    }

    var body: Markup {
        PageHeader(
            "What does the evidence say?",
            lead:
                "Strands are approaches, each a mix of interventions. A number here is an average, never a promise."
        )
        getForm(SiteMap.evidence()) {
            TextField("q", "Search strands", kind: .search, state: FormState(["q": query.words]))
            submit("Search")
        }
        nav(.class("tabs"), .aria("label", "Parts of the library")) {
            ul {
                for (name, link) in Self.parts { li { a(.href(link)) { name } } }
            }
        }
        if mayEdit {
            p { a(.class("button button--secondary"), .href(SiteMap.newStrand())) { "Add a strand" } }
        }
        FilteredList {
            ChosenFilters(of: [costChoices, strengthChoices])
            if lines.isEmpty {
                EmptyState(nothing, action: ("Show all strands", SiteMap.evidence()))
                if !query.words.isEmpty {
                    p {
                        a(.href(SiteMap.search().with("q", query.words))) {
                            "Search studies, training, trials and everything else for “\(query.words)”"
                        }
                    }
                }
            } else {
                p(.class("count")) { lines.count == 1 ? "1 strand" : "\(lines.count) strands" }
                table
            }
        } filters: {
            FilterGroup("Cost", costChoices)
            FilterGroup("Evidence strength", strengthChoices)
        }
    }

    /// What else the library holds.
    private static let parts: [(String, Link)] = [
        ("Studies", SiteMap.studies()), ("Guidance and resources", SiteMap.guidance()),
        ("Interventions", SiteMap.interventions()), ("What schools tell", SiteMap.practice()),
        ("Reading lists", SiteMap.readingLists()), ("Where evidence is missing", SiteMap.gaps()),
    ]

    private var table: DataTable {
        DataTable(
            "Strands",
            isCaptionHidden: true,
            columns: [
                .init("Strand"), .init("Average effect"), .init("Evidence strength"), .init("Cost"),
                .init("Findings in Braid", isNumber: true),
            ],
            rows: lines.map { row in
                let strand = row.line.strand
                return [
                    .group([
                        a(.href(SiteMap.strand(strand.slug))) { strand.content.title },
                        p(.class("hint")) { strand.content.summary },
                    ]),
                    effectCell(row),
                    .text(EvidenceText.strength(strand.content.strength, profiles.strength)),
                    .text(EvidenceText.cost(strand.content.costBand, profiles.costs)),
                    .text("\(row.line.findingCount)"),
                ]
            }
        )
    }

    private var nothing: String {
        let isFiltered = !query.costBands.isEmpty || !query.strengths.isEmpty
        if query.words.isEmpty { return "No strand has these filters." }
        return "No strand has all of these words\(isFiltered ? " and filters" : "")."
    }

    /// The average with where it comes from: it need not be from findings that are in the library.
    private func effectCell(_ row: Line) -> Markup {
        guard let headline = row.line.strand.content.headline else { return .text(effect(row)) }
        return .group([.text(effect(row)), p(.class("hint")) { "Source: \(headline.source)" }])
    }

    private func effect(_ row: Line) -> String {
        let content = row.line.strand.content
        guard let headline = content.headline else { return EvidenceText.noAverage(content.strength) }
        let effect =
            "\(EvidenceText.effect(headline.effect)) SD (\(EvidenceText.range(headline.lower, headline.upper)))"
        guard let months = row.months else { return effect }
        return "\(EvidenceText.months(months.months)) · \(effect)"
    }

    private var costChoices: [FilterGroup.Choice] {
        profiles.costs.bands.map { band in
            FilterGroup.Choice(
                band.name.capitalisedFirst,
                count: all.count { $0.strand.content.costBand == band.level },
                link: link(
                    cost: query.costBands.contains(band.level) ? nil : band.level,
                    strength: query.strengths.first
                ),
                isChosen: query.costBands.contains(band.level)
            )
        }
    }

    private var strengthChoices: [FilterGroup.Choice] {
        profiles.strength.levels.map { level in
            FilterGroup.Choice(
                "\(level.level): \(level.name)",
                count: all.count { $0.strand.content.strength == level.level },
                link: link(
                    cost: query.costBands.first,
                    strength: query.strengths.contains(level.level) ? nil : level.level
                ),
                isChosen: query.strengths.contains(level.level)
            )
        }
    }

    private func link(cost: Int?, strength: Int?) -> Link {
        SiteMap.evidence().with("q", query.words).with("cost", cost.map(String.init))
            .with("strength", strength.map(String.init))
    }
}
