import Access
import Evidence
import Programmes
import Services

/// The catalogue's filters as an address and back.
extension OfferQuery {
    init(_ query: Submission) {
        self.init()
        words = String(query.text("q").prefix(200))
        strands = Set(query.all("strand").compactMap(ID.init(_:)))
        hubs = Set(query.all("hub").compactMap(ID.init(_:)))
        kinds = Set(query.all("kind").compactMap(OfferKind.init(rawValue:)))
        phases = Set(query.all("phase").compactMap(OfferPhase.init(slug:)))
        roles = Set(query.all("role").compactMap(AudienceRole.init(slug:)))
        modes = Set(query.all("mode").compactMap(OfferMode.init(rawValue:)))
        costs = Set(query.all("cost").compactMap(CostBand.init(rawValue:)))
        months = Set(query.all("month").filter { $0.wholeMatch(of: /\d{4}-\d\d/) != nil })
        weekdays = Set(query.all("day").compactMap { Int($0) }.filter { (1...7).contains($0) })
        from = LocalDate(query.text("from"))
        until = LocalDate(query.text("until"))
        near = String(query.text("near").trimmed.prefix(20))
        within = Int(query.text("within")).flatMap { Self.distances.contains($0) ? $0 : nil }
        area = ID(query.text("area"))
        onlyWithPlaces = query.text("places") == "yes"
        period = CalendarPeriod(query.text("on"))
        page = query.page
    }

    /// The address that asks this; one address for one question, so that it is kept once.
    var link: Link {
        if let period {
            return filters(on: SiteMap.offersCalendar()).with("on", period.description)
        }
        if isMap { return filters(on: SiteMap.offersMap()) }
        let link = filters(on: SiteMap.offers())
        return page > 1 ? link.with("page", String(page)) : link
    }

    /// The same question, of all pages, put to another address.
    func filters(on start: Link) -> Link {
        var link = start.with("q", words)
        for id in strands.sorted() { link = link.with("strand", id.description) }
        for id in hubs.sorted() { link = link.with("hub", id.description) }
        for kind in OfferKind.allCases where kinds.contains(kind) { link = link.with("kind", kind.rawValue) }
        for phase in OfferPhase.allCases where phases.contains(phase) {
            link = link.with("phase", phase.slug)
        }
        for role in AudienceRole.allCases where roles.contains(role) { link = link.with("role", role.slug) }
        for mode in OfferMode.allCases where modes.contains(mode) { link = link.with("mode", mode.rawValue) }
        for cost in CostBand.allCases where costs.contains(cost) { link = link.with("cost", cost.rawValue) }
        for month in months.sorted() { link = link.with("month", month) }
        for day in weekdays.sorted() { link = link.with("day", String(day)) }
        if let from { link = link.with("from", from.description) }
        if let until { link = link.with("until", until.description) }
        if !near.isEmpty { link = link.with("near", near) }
        if let within { link = link.with("within", String(within)) }
        if let area { link = link.with("area", area.description) }
        if onlyWithPlaces { link = link.with("places", "yes") }
        return link
    }

    /// The same question from the first page, with one thing changed.
    func changed(_ change: (inout OfferQuery) -> Void) -> OfferQuery {
        var query = self
        query.page = 1
        change(&query)
        return query
    }

    func toggling<Choice>(_ choice: Choice, in facet: WritableKeyPath<OfferQuery, Set<Choice>>) -> Link {
        changed { query in
            if query[keyPath: facet].remove(choice) == nil { query[keyPath: facet].insert(choice) }
        }.link
    }

    /// Whether it asks for a place or for days.
    var isPlaced: Bool { within != nil || area != nil || from != nil || until != nil }

    var isFiltered: Bool { asList != OfferQuery() }

    /// The same question, shown as a list from its first page.
    var asList: OfferQuery {
        changed { query in
            query.period = nil
            query.isMap = false
        }
    }

    /// Where a form that changes the question leads: to the view that one is in.
    var view: Link {
        if isMap { return SiteMap.offersMap() }
        return period == nil ? SiteMap.offers() : SiteMap.offersCalendar()
    }
}
