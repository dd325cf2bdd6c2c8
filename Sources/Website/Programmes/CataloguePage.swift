import Access
import Foundation
import HTML
import Programmes
import Services

/// Training that can be booked: search, filters with counts, and lines that answer what, when, where and how
/// much.
struct CataloguePage: Page {
    let query: OfferQuery
    let catalogue: Catalogue

    var title: String { "Training" }
    var summary: String? { "Training and support for schools, run by hubs and tied to the evidence." }
    var section: SiteSection? { .offers }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            "Training",
            lead: "Run by hubs, tied to what the evidence says. Book places for colleagues in one go."
        )
        getForm(SiteMap.offers()) {
            TextField("q", "Search", kind: .search, state: FormState(["q": query.words]))
            // A search keeps the filters that are on.
            for (name, value) in kept { input(.type("hidden"), .name(name), .value(value)) }
            submit("Search")
        }
        div(.class("with-filters")) {
            aside(.class("filters"), .aria("label", "Filters")) { filters }
            div {
                ChosenFilters(filters: chosen)
                p(.class("result-count"), .role("status")) { found }
                if catalogue.lines.isEmpty {
                    EmptyState(
                        query.isFiltered
                            ? "Nothing matches. Take a filter off, or search for a single word."
                            : "No training is open for booking at the moment.",
                        action: query.isFiltered ? ("Show all training", SiteMap.offers()) : nil
                    )
                }
                ul(.class("cards")) { for line in catalogue.lines { li { OfferCard(line: line) } } }
                Pagination(page: query.page, of: catalogue.pageCount) { page in
                    var query = query
                    query.page = page
                    return query.link
                }
            }
        }
    }

    private var found: String {
        catalogue.total == 1 ? "1 course or programme" : "\(catalogue.total) courses and programmes"
    }

    @MarkupBuilder private var filters: Markup {
        FilterGroup("Phase", choices(catalogue.phases, \.phases, text: \.name))
        FilterGroup(
            "Places",
            [
                .init(
                    "With places left",
                    count: catalogue.withPlaces,
                    link: query.changed { $0.onlyWithPlaces.toggle() }.link,
                    isChosen: query.onlyWithPlaces
                )
            ]
        )
        FilterGroup("How", choices(catalogue.modes, \.modes, text: \.name))
        FilterGroup("Price of a place", choices(catalogue.costs, \.costs, text: \.name))
        FilterGroup("Starts in", choices(catalogue.months, \.months, text: Self.monthName))
        FilterGroup(
            "Strand of evidence",
            catalogue.strands.map { item in
                .init(
                    item.choice.title,
                    count: item.count,
                    link: query.toggling(item.choice.id, in: \.strands),
                    isChosen: query.strands.contains(item.choice.id)
                )
            }
        )
        FilterGroup(
            "Hub",
            catalogue.hubs.map { item in
                .init(
                    item.choice.name,
                    count: item.count,
                    link: query.toggling(item.choice.id, in: \.hubs),
                    isChosen: query.hubs.contains(item.choice.id)
                )
            }
        )
    }

    private func choices<Choice>(
        _ counts: [FacetCount<Choice>],
        _ facet: WritableKeyPath<OfferQuery, Set<Choice>>,
        text: (Choice) -> String
    ) -> [FilterGroup.Choice] {
        counts.map { item in
            .init(
                text(item.choice),
                count: item.count,
                link: query.toggling(item.choice, in: facet),
                isChosen: query[keyPath: facet].contains(item.choice)
            )
        }
    }

    private var chosen: [(String, Link)] {
        var filters: [(String, Link)] = []
        if !query.words.isEmpty { filters.append(("“\(query.words)”", query.changed { $0.words = "" }.link)) }
        for phase in OfferPhase.allCases where query.phases.contains(phase) {
            filters.append((phase.name, query.toggling(phase, in: \.phases)))
        }
        for mode in OfferMode.allCases where query.modes.contains(mode) {
            filters.append((mode.name, query.toggling(mode, in: \.modes)))
        }
        for cost in CostBand.allCases where query.costs.contains(cost) {
            filters.append((cost.name, query.toggling(cost, in: \.costs)))
        }
        for month in query.months.sorted() {
            filters.append((Self.monthName(month), query.toggling(month, in: \.months)))
        }
        for item in catalogue.strands where query.strands.contains(item.choice.id) {
            filters.append((item.choice.title, query.toggling(item.choice.id, in: \.strands)))
        }
        for item in catalogue.hubs where query.hubs.contains(item.choice.id) {
            filters.append((item.choice.name, query.toggling(item.choice.id, in: \.hubs)))
        }
        if query.onlyWithPlaces {
            filters.append(("With places left", query.changed { $0.onlyWithPlaces = false }.link))
        }
        return filters
    }

    private var kept: [(String, String)] {
        let items =
            query.changed { $0.words = "" }.link.description.split(separator: "?").dropFirst().first ?? ""
        return items.split(separator: "&").compactMap { item in
            let parts = item.split(separator: "=").map(Submission.decoded)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }

    /// `March 2027`.
    static func monthName(_ month: String) -> String {
        guard let number = Int(month.suffix(2)), (1...12).contains(number) else { return month }
        return "\(LocalDate.monthNames[number - 1]) \(month.prefix(4))"
    }
}

/// One offer in a list.
struct OfferCard: Renderable {
    let line: OfferLine

    var markup: Markup {
        article(.class("card")) {
            h2(.class("card__title")) { a(.href(SiteMap.offer(line.id))) { line.facts.title } }
            p { line.facts.summary }
            FactList([
                "Starts": line.runCount == 1
                    ? line.nextStart.spelled : "\(line.nextStart.spelled), and \(line.runCount - 1) later",
                "Where": line.facts.mode == .online ? "Online" : line.facts.venue,
                "For": "\(line.facts.phases.name): \(line.facts.audience)",
                "Price": OfferWords.price(line.facts),
                "Run by": line.hubs.map(\.organisation.name).joined(separator: ", "),
                "Builds on": line.strands.map(\.title).joined(separator: ", "),
            ])
            p {
                switch line.places {
                case .full: StatusTag("Full: join the waiting list", .waiting)
                case .few(let count): StatusTag(count == 1 ? "1 place left" : "\(count) places left", .late)
                case .some: StatusTag("Places left", .good)
                }
            }
        }
    }
}

/// Offers in plain words.
enum OfferWords {
    static func price(_ facts: OfferFacts) -> String {
        if facts.price == .zero { return "Free" }
        switch facts.vat {
        case .none: return "\(facts.price) a place"
        case .standard: return "\(facts.price) a place, plus VAT"
        }
    }

    static func cost(_ cost: Cost) -> String {
        if cost.total == .zero { return "Free" }
        return cost.vat == .zero ? "\(cost.total)" : "\(cost.total), of which VAT \(cost.vat)"
    }

    /// An offer in one line: `Starts Tuesday 2 March 2027, online, free. By Orrinton Maths Hub.`
    static func line(_ line: OfferLine) -> String {
        let place = line.facts.mode == .online ? "online" : "at \(line.facts.venue)"
        let price = line.facts.price == .zero ? "free" : price(line.facts)
        let hubs = line.hubs.map(\.organisation.name).joined(separator: ", ")
        let full = line.places == .full ? " Full: one can wait for a place." : ""
        return "Starts \(line.nextStart.spelled), \(place), \(price). By \(hubs).\(full)"
    }

    static func placesLeft(_ run: Run) -> String {
        switch run.placesLeft {
        case ...0: "Full"
        case 1: "1 place left of \(run.capacity)"
        default: "\(run.placesLeft) places left of \(run.capacity)"
        }
    }

    static func count(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }

    /// A text that people typed, by its paragraphs.
    @MarkupBuilder static func paragraphs(_ text: String) -> Markup {
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: true) {
            p { String(paragraph) }
        }
    }
}
