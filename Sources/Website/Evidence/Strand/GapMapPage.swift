import Evidence
import Figures
import HTML
import Search
import Services

/// Where there is evidence and where there is none: strands by phase, for each outcome.
struct GapMapPage: Page {
    let cells: [GapCell]
    let strands: [StrandLine]
    /// `nil` counts every outcome.
    let outcome: String?

    let title = "Where evidence is missing"
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }
    var summary: String? {
        "Strands by phase and outcome: how many findings, and how many of them randomised."
    }

    /// A plot with more columns cannot be read.
    private static let mostColumns = 12

    var body: Markup {
        PageHeader(
            title,
            lead: "A blank is a question that nobody here can answer yet: the best place for a trial."
        )
        FilteredList {
            ChosenFilters(of: [outcomeChoices])
            if let figure {
                FigureBlock(
                    svg: figure.svg(),
                    caption:
                        "Size: findings; one about pupils of several phases counts in each. Colour: how many of them are randomised.",
                    table: DataTable(figure.table)
                )
            } else {
                EmptyState("There is no finding yet.", action: ("Show all outcomes", SiteMap.gaps()))
            }
        } filters: {
            FilterGroup("Outcome", outcomeChoices)
        }
    }

    private var chosen: [GapCell] { outcome.map { name in cells.filter { $0.outcome == name } } ?? cells }

    /// Words that name no phase, and after them what names none at all.
    private static func order(_ phase: String) -> Int { phase.isEmpty ? 1 : 0 }

    private var outcomeChoices: [FilterGroup.Choice] {
        let counts = Dictionary(grouping: cells, by: \.outcome).mapValues {
            $0.reduce(0) { $0 + $1.findings }
        }
        let sorted = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(25)
        return sorted.map { name, count in
            FilterGroup.Choice(
                name.isEmpty ? "Not stated" : name,
                count: count,
                link: outcome == name ? SiteMap.gaps() : SiteMap.gaps().with("outcome", name),
                isChosen: outcome == name
            )
        }
    }

    private var figure: ResponsiveFigure? {
        let counted = Dictionary(grouping: chosen, by: \.phase).mapValues {
            $0.reduce(0) { $0 + $1.findings }
        }
        guard !counted.isEmpty, !strands.isEmpty else { return nil }
        // A phase that no finding is about is what this page is for.
        let known = PupilPhase.allCases.map(\.name)
        let others = counted.filter { !known.contains($0.key) }
            .sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(Self.mostColumns - known.count)
            .map(\.key)
        let phases = known + others.sorted { (Self.order($0), $0) < (Self.order($1), $1) }
        var counts: [Int: (findings: Int, randomised: Int)] = [:]
        for cell in chosen {
            guard let row = strands.firstIndex(where: { $0.strand.id == cell.strand }),
                let column = phases.firstIndex(of: cell.phase)
            else { continue }
            let before = counts[row * phases.count + column] ?? (0, 0)
            counts[row * phases.count + column] = (
                before.findings + cell.findings, before.randomised + cell.randomised
            )
        }
        let drawn = counts.sorted { $0.key < $1.key }.map { place, count in
            GapMap.Cell(
                row: place / phases.count,
                column: place % phases.count,
                count: count.findings,
                strength: GapCell.Strength(randomised: count.randomised).rawValue,
                link: SiteMap.strand(strands[place / phases.count].strand.slug).description
            )
        }
        let plot = GapMap(
            title: "Findings by strand and phase",
            rowName: "Strand",
            columnName: "Phase",
            rows: strands.map(\.strand.content.title),
            columns: phases.map { $0.isEmpty ? "Not stated" : $0 },
            cells: drawn,
            strengths: GapCell.Strength.allCases.map(\.title)
        )
        return try? plot.responsive(id: "gap-map")
    }
}
