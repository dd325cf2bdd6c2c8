import Evidence
import HTML
import Reach
import Services

/// On which strands of evidence schools took part, and what trials of this network have tested of each.
struct StrandsTable: Renderable {
    let summary: ReachSummary
    let tested: [ID<Strand>: StrandTesting]
    /// Small numbers are hidden where anyone reads.
    let isPublic: Bool

    var markup: Markup {
        guard !summary.strands.isEmpty else { return .group([]) }
        return .group([table.markup, p(.class("hint")) { ReachWords.withoutStrand }])
    }

    private var table: DataTable {
        DataTable(
            "By strand of evidence",
            columns: [
                .init("Strand"), .init("Schools", isNumber: true),
                .init("Of these in great need", isNumber: true),
                .init("Tested by trials of this network"),
            ],
            rows: summary.strands.map { line in
                [
                    .group([a(.href(SiteMap.strand(line.slug))) { line.name }]),
                    .text(ReachWords.count(line.schools, isPublic: isPublic)),
                    .text(ReachWords.count(line.highNeedSchools, of: line.schools, isPublic: isPublic)),
                    .text(ReachWords.tested(tested[line.id])),
                ]
            }
        )
    }
}

/// On how many of the strands on which schools took part a trial of this network has reported.
struct TestedFigure: Renderable {
    let summary: ReachSummary
    let tested: [ID<Strand>: StrandTesting]

    var markup: Markup {
        let all = summary.strands.count
        let reported = summary.strands.count { tested[$0.id]?.hasReported ?? false }
        if all > 0 {
            KeyFigure(
                "\(reported) of \(all)",
                all == 1
                    ? "strand of evidence they took part on has a reported trial"
                    : "strands of evidence they took part on have a reported trial",
                detail: "Trials of this network; what they found stands below"
            )
        }
    }
}

/// With which hubs schools took part; a joint offer counts for each hub that runs it.
struct HubsTable: Renderable {
    let summary: ReachSummary
    /// Small numbers are hidden where anyone reads.
    let isPublic: Bool

    var markup: Markup {
        DataTable(
            "Schools that took part with each hub",
            columns: [
                .init("Hub"), .init("Schools", isNumber: true),
                .init("Of these in great need", isNumber: true),
            ],
            rows: summary.hubs.map { line in
                [
                    .group([a(.href(SiteMap.hub(line.slug))) { line.name }]),
                    .text(ReachWords.count(line.schools, isPublic: isPublic)),
                    .text(ReachWords.count(line.highNeedSchools, of: line.schools, isPublic: isPublic)),
                ]
            }
        ).markup
    }
}
