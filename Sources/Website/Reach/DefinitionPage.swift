import Directory
import HTML
import Programmes
import Reach
import Services

/// A hub's own definition in one version.
struct DefinitionPage: Page {
    let definition: KPIDefinition
    let versions: [KPIDefinitionVersion]
    /// For who may change it.
    let ticket: FormTicket?

    var title: String { definition.title }
    var trail: [Crumb] {
        [Crumb("Returns to funders", SiteMap.kpiReturns().with("hub", definition.hub.description))]
    }

    private var isNewest: Bool { definition.version == definition.newestVersion }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Version \(definition.version), published on \(EvidenceText.day(definition.publishedAt)).",
            kicker: "For \(definition.funder)"
        )
        if definition.isRetired { StatusTag("Out of use for new returns") }
        if !isNewest {
            Inset("This is an earlier version") {
                p {
                    a(.href(SiteMap.kpiDefinition(definition.id))) {
                        "Look at version \(definition.newestVersion)"
                    }
                }
            }
        }
        DataTable(
            "Measures",
            isCaptionHidden: true,
            columns: [
                .init("Measure"), .init("What is counted"), .init("Target", isNumber: true),
            ],
            rows: definition.measures.map { measure in
                [
                    .text(measure.name), .text(ReachWords.computation(measure)),
                    .text(measure.target.map { ReachWords.figure($0, measure) } ?? ""),
                ]
            }
        )
        if let ticket, isNewest { changes(ticket) }
        if versions.count > 1 { history }
    }

    @MarkupBuilder private func changes(_ ticket: FormTicket) -> Markup {
        div(.class("actions")) {
            a(.class("button"), .href(SiteMap.editKPIDefinition(definition.id))) { "Change it" }
        }
        postForm(SiteMap.retireKPIDefinition(definition.id), ticket: ticket) {
            input(.type("hidden"), .name("retired"), .value(definition.isRetired ? "" : "yes"))
            submit(
                definition.isRetired ? "Take it into use again" : "Take it out of use for new returns",
                isSecondary: true
            )
        }
    }

    @MarkupBuilder private var history: Markup {
        h2 { "Versions" }
        ul {
            for version in versions {
                li {
                    a(.href(SiteMap.kpiDefinition(definition.id).with("version", "\(version.version)"))) {
                        "Version \(version.version)"
                    }
                    ", published on \(EvidenceText.day(version.publishedAt)) by \(version.publishedBy)"
                }
            }
        }
    }
}

extension ReachWords {
    /// What is computed for a measure, and of which rows.
    static func computation(_ defined: DefinedMeasure) -> String {
        ([defined.measure?.name ?? defined.name] + narrowing(defined)).joined(separator: "; ")
    }

    /// To what a measure is narrowed; nothing where all rows count.
    static func narrowing(_ defined: DefinedMeasure) -> [String] {
        let narrowing = defined.narrowing
        return [
            defined.strandTitle.map { "strand: \($0)" },
            narrowing.offerKind.map { "offers: \($0.name.lowercasedFirst)" },
            narrowing.phase.map { "schools: \($0.name.lowercasedFirst)" },
            narrowing.isOnlyGreatNeed ? "schools in the two fifths of greatest need" : nil,
        ].compactMap(\.self)
    }

    /// A cell of the rows behind a figure: of need in the words of the pages of reach, any other as it is.
    static func cell(_ cell: String, under heading: String) -> String {
        heading == KPIRows.fifthOfNeed ? fifth(Int(cell)) : cell
    }

    /// A figure of a return in its unit, a mean of ratings with its scale. A share has a decimal, so that one that misses
    /// its target does not read as if it had met it.
    static func figure(_ value: Double, _ measure: DefinedMeasure) -> String {
        PlainWords.number(value) + (measure.isShare ? "%" : measure.measure == .meanRating ? " of 5" : "")
    }

    /// How much a figure of a return changed, with its sign. Of a share in percentage points: 3% more of 90% is not 93%.
    static func change(_ change: Double, _ measure: DefinedMeasure) -> String {
        let size = PlainWords.number(abs(change))
        let sign = size == "0" ? "±" : change > 0 ? "+" : "−"
        guard measure.isShare else { return sign + size }
        return sign + size + (size == "1" ? " percentage point" : " percentage points")
    }
}

extension DefinedMeasure {
    fileprivate var isShare: Bool { unit == "percentage" }
}
