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
