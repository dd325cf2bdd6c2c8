import Access
import Directory
import Foundation
import HTML
import Programmes
import Services

/// Training that can be booked: search, filters with counts, and lines that answer what, when, where and how
/// much.
struct CataloguePage: Page {
    let query: OfferQuery
    let catalogue: Catalogue
    /// All areas, by name.
    let areas: [AreaName]
    /// The address of the site, for programs that subscribe.
    let publicURL: String

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
            hidden(query.changed { $0.words = "" })
            submit("Search")
        }
        p { a(.href(SiteMap.conferences())) { "Conferences and their programmes" } }
        CatalogueViews(query: query, shows: .list)
        FilteredList {
            placeUnknown
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
            SubscribeBox(
                query.isFiltered
                    ? "Put what is found here into your calendar" : "Put all of it into your calendar",
                feed: query.filters(on: SiteMap.offersFeed()),
                publicURL: publicURL
            )
        } filters: {
            filters
        }
    }

    private var found: String {
        catalogue.total == 1
            ? "1 course or programme" : "\(PlainWords.grouped(catalogue.total)) courses and programmes"
    }

    @MarkupBuilder var filters: Markup {
        details(.class("filter"), .open(query.isPlaced || isNearUnknown)) {
            HTML.summary { "Where and when" }
            getForm(query.view, label: "Where and when") {
                hidden(
                    query.changed { query in
                        (query.near, query.within, query.area, query.from, query.until) = (
                            "", nil, nil, nil, nil
                        )
                    }
                )
                TextField(
                    "near",
                    "Near",
                    hint: "A postcode, or the URN of a school",
                    state: whereAndWhen
                )
                SelectField(
                    "within",
                    "Within",
                    hint: "As the crow flies. Online training stays in the list",
                    options: [FormOption("", "any distance")]
                        + OfferQuery.distances.map { FormOption(String($0), "\($0) miles") },
                    state: whereAndWhen
                )
                SelectField(
                    "area",
                    "Held in",
                    options: [FormOption("", "any area")]
                        + areas.map { FormOption($0.id.description, $0.name) },
                    state: whereAndWhen
                )
                TextField("from", "Starts on or after", kind: .date, state: whereAndWhen)
                TextField("until", "Starts on or before", kind: .date, state: whereAndWhen)
                submit("Show", isSecondary: true)
            }
        }
        FilterGroup("Kind", choices(catalogue.kinds, \.kinds, text: \.name))
        FilterGroup("Phase", choices(catalogue.phases, \.phases, text: \.name))
        FilterGroup("Who it is for", choices(catalogue.roles, \.roles, text: \.name))
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
        FilterGroup("Starts on a", choices(catalogue.weekdays, \.weekdays, text: Self.weekdayName))
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

    var chosen: [(String, Link)] {
        var filters: [(String, Link)] = []
        if !query.words.isEmpty { filters.append(("“\(query.words)”", query.changed { $0.words = "" }.link)) }
        for kind in OfferKind.allCases where query.kinds.contains(kind) {
            filters.append((kind.name, query.toggling(kind, in: \.kinds)))
        }
        for phase in OfferPhase.allCases where query.phases.contains(phase) {
            filters.append((phase.name, query.toggling(phase, in: \.phases)))
        }
        for role in AudienceRole.allCases where query.roles.contains(role) {
            filters.append((role.name, query.toggling(role, in: \.roles)))
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
        for day in query.weekdays.sorted() {
            filters.append((Self.weekdayName(day), query.toggling(day, in: \.weekdays)))
        }
        filters += whereAndWhenChosen
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

    private var whereAndWhenChosen: [(String, Link)] {
        var filters: [(String, Link)] = []
        if let within = query.within, let near = catalogue.near {
            let link = query.changed { query in (query.near, query.within) = ("", nil) }.link
            filters.append(("Within \(within) miles of \(near.name)", link))
        }
        if let area = areas.first(where: { $0.id == query.area }) {
            filters.append(("Held in \(area.name)", query.changed { $0.area = nil }.link))
        }
        if let from = query.from {
            filters.append(("From \(from.spelledShort)", query.changed { $0.from = nil }.link))
        }
        if let until = query.until {
            filters.append(("Until \(until.spelledShort)", query.changed { $0.until = nil }.link))
        }
        return filters
    }

    /// Said before the list: the field with the message stands below it on a phone.
    @MarkupBuilder var placeUnknown: Markup {
        if isNearUnknown {
            Inset {
                p {
                    "We know no school at or around “\(query.near)”, so nothing is left out for distance. "
                    a(.href("#filters")) { "Try another postcode or URN" }
                }
            }
        }
    }

    /// Whether a place was typed that the register does not know.
    private var isNearUnknown: Bool { !query.near.isEmpty && catalogue.near == nil }

    private var whereAndWhen: FormState {
        var state = FormState([
            "near": query.near, "within": query.within.map(String.init) ?? "",
            "area": query.area?.description ?? "", "from": query.from?.description ?? "",
            "until": query.until?.description ?? "",
        ])
        if isNearUnknown {
            state.refuse("near", "We know no school at or around this postcode or URN. Try another nearby")
        }
        return state
    }

    /// What a query asks, as fields that a form sends along.
    @MarkupBuilder private func hidden(_ query: OfferQuery) -> Markup {
        for (name, value) in query.link.parameters { input(.type("hidden"), .name(name), .value(value)) }
    }

    private static func weekdayName(_ day: Int) -> String { LocalDate.weekdayNames[day - 1] }

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
                "Kind": line.facts.kind.name,
                "Starts": OfferWords.start(line).capitalisedFirst
                    + (line.runCount == 1 ? "" : ", and \(line.runCount - 1) later"),
                "Where": OfferWords.place(line),
                "For": "\(line.facts.phases.name): \(line.facts.audience)",
                "Price": OfferWords.price(line.facts),
                "Run by": line.hubs.map(\.organisation.name).joined(separator: ", "),
                "Builds on": line.strands.map(\.title).joined(separator: ", "),
            ])
            p {
                StatusTag(line.places)
            }
        }
    }
}

/// Offers in a line or two each, on a page about something else.
struct OfferList: Renderable {
    let offers: [OfferLine]

    var markup: Markup {
        ul(.class("list")) {
            for line in offers {
                li {
                    h3 { a(.href(SiteMap.offer(line.id))) { line.facts.title } }
                    p(.class("meta")) { OfferWords.line(line) }
                }
            }
        }
    }
}

/// Offers in plain words.
enum OfferWords {
    /// How long free places are kept: `two days`, and not beyond the beginning of a run where one is named.
    static func waitingTime(_ hours: Int, _ run: Run? = nil) -> String {
        let time = hours % 24 == 0 && hours > 0 ? InWords.days(hours / 24) : InWords.count(hours, "hour")
        guard let run else { return time }
        return time
            + (run.study == nil ? ", but no longer than until the first session," : ", while it is open,")
    }

    /// `Seaview School, 4 miles away`.
    static func place(_ line: OfferLine) -> String {
        guard line.facts.mode != .online, let kilometres = line.kilometres else {
            return line.facts.venueName
        }
        let distance = PlainWords.miles(kilometres: kilometres)
        return "\(line.facts.venue), \(distance) away"
    }

    /// `09:00 on Tuesday 2 March 2027`.
    static func instant(_ instant: Date) -> String {
        "\(LocalTime(instant, in: .london)) on \(LocalDate(instant, in: .london).spelled)"
    }

    /// `Tuesday 2 March 2027`; of self-study that is open, `at any time`.
    static func start(_ line: OfferLine) -> String { line.nextStart?.spelled ?? "at any time" }

    static func price(_ facts: OfferFacts) -> String {
        if facts.price == .zero { return "Free" }
        let whole =
            switch facts.basis {
            case .place: "\(facts.price) a place"
            case .school: "\(facts.price) a school, however many come"
            }
        let member = facts.memberPrice.map {
            $0 == .zero ? "free for alliance members" : "\($0) for alliance members"
        }
        return [whole, member, facts.vat == .standard ? "plus VAT" : nil].compactMap(\.self).joined(
            separator: ", "
        )
    }

    static func cost(_ cost: Cost) -> String {
        if cost.total == .zero { return "Free" }
        return cost.vat == .zero ? "\(cost.total)" : "\(cost.total), of which VAT \(cost.vat)"
    }

    /// What it costs and, where a price has a reason, how that comes about.
    @MarkupBuilder static func cost(_ cost: Cost, _ lines: [PriceLine]) -> Markup {
        OfferWords.cost(cost)
        if lines.contains(where: { !$0.reason.isEmpty }) {
            ul(.class("price-lines")) { for line in lines { li { line.words } } }
            if cost.vat > .zero { p(.class("hint")) { "Prices of places are before VAT." } }
        }
    }

    /// An offer in one line: `Starts Tuesday 2 March 2027, online, free. By Orrinton Maths Hub.`
    static func line(_ line: OfferLine) -> String {
        let hasVenue = line.facts.mode != .online && !line.facts.venue.isEmpty
        let place = hasVenue ? "at \(line.facts.venue)" : line.facts.venueName.lowercasedFirst
        let price = line.facts.price == .zero ? "free" : price(line.facts)
        let hubs = line.hubs.map(\.organisation.name).joined(separator: ", ")
        let full = line.places == .full ? " Full: you can join the waiting list." : ""
        return "Starts \(start(line)), \(place), \(price). By \(hubs).\(full)"
    }

    static func placesLeft(_ run: Run) -> String {
        switch run.placesLeft {
        case ...0: "Full"
        case _ where !run.isLimited: "Places for everybody"
        case 1: "1 place left of \(run.capacity)"
        default: "\(run.placesLeft) places left of \(run.capacity)"
        }
    }

    /// A text that people typed, by its paragraphs.
    @MarkupBuilder static func paragraphs(_ text: String) -> Markup {
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: true) {
            p { String(paragraph) }
        }
    }
}
