import Access
import HTML
import Programmes
import Services

/// The catalogue by days: a month at a glance, a list of days on a phone, or one day.
struct CatalogueCalendarPage: Page {
    /// The most sessions that a day of a month shows.
    static let shownPerDay = 6
    /// How many months ahead there are pages.
    static let monthsAhead = 24

    /// Its search, filters and address.
    let list: CataloguePage
    let period: CalendarPeriod
    let days: [CalendarDay]
    let today: LocalDate

    var title: String { "Training \(period.isDay ? "on" : "in") \(name)" }
    var summary: String? { "Training and support for schools by date, run by hubs." }
    var section: SiteSection? { .offers }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Training", withoutPeriod.link)] }

    private var name: String { period.spelled }

    private var withoutPeriod: OfferQuery { list.query.changed { $0.period = nil } }

    var body: Markup {
        PageHeader(title)
        CatalogueViews(query: list.query, shows: .calendar)
        FilteredList {
            list.placeUnknown
            ChosenFilters(filters: list.chosen)
            turn
            p(.class("result-count"), .role("status")) { found }
            if days.isEmpty {
                EmptyState(
                    "Nothing that is still to come is held \(period.isDay ? "on this day" : "in this month").",
                    action: ("Show it as a list", withoutPeriod.link)
                )
            } else if period.isDay {
                for day in days { SessionAgenda(sessions: day.sessions) }
            } else {
                month
            }
            selfStudy
            SubscribeBox(
                "Put these dates into your calendar",
                feed: list.query.filters(on: SiteMap.offersFeed()),
                publicURL: list.publicURL
            )
        } filters: {
            list.filters
        }
    }

    /// What has no days, so that nobody takes the calendar for everything.
    @MarkupBuilder private var selfStudy: Markup {
        let count = list.catalogue.kinds.first { $0.choice == .selfStudy }?.count ?? 0
        if count > 0 {
            p {
                a(.href(withoutPeriod.changed { $0.kinds = [.selfStudy] }.link)) {
                    "\(InWords.count(count, "course")) of self-study"
                }
                ", which \(count == 1 ? "has" : "have") no dates."
            }
        }
    }

    private var found: String {
        let total = days.reduce(0) { $0 + $1.total }
        return "\(InWords.count(total, "session")) on \(InWords.count(days.count, "day"))"
    }

    @MarkupBuilder private var turn: Markup {
        nav(.class("pagination calendar-turn"), .aria("label", period.isDay ? "Days" : "Months")) {
            if period.previous.last >= today { turn(to: period.previous, "prev") }
            if period.isDay { a(.href(link(to: period.month))) { "All of \(period.month.spelled)" } }
            if period.next.first < today.adding(days: 31 * Self.monthsAhead) { turn(to: period.next, "next") }
        }
    }

    private func turn(to other: CalendarPeriod, _ rel: String) -> Markup {
        a(.rel(rel), .href(link(to: other))) { other.spelled }
    }

    private func link(to other: CalendarPeriod) -> Link { list.query.changed { $0.period = other }.link }

    private var month: Markup {
        let byDay = Dictionary(uniqueKeysWithValues: days.map { ($0.day, $0) })
        let count = period.last.day
        return div(.class("month")) {
            div(.class("month__weekdays"), .aria("hidden", "true")) {
                for name in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] { span { name } }
            }
            ol(.class("month__days month__days--from-\(period.first.isoWeekday)")) {
                for offset in 0..<count {
                    let day = period.first.adding(days: offset)
                    if let held = byDay[day] {
                        li { cell(held) }
                    } else {
                        li(.class(day < today ? "month__none month__past" : "month__none")) {
                            p(.class("month__day")) { "\(day.day)" }
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private func cell(_ held: CalendarDay) -> Markup {
        h2(.class("month__day")) {
            time(.datetime(held.day.description)) {
                span(.class("month__number"), .aria("hidden", "true")) { "\(held.day.day)" }
                span(.class("month__name")) { held.day.spelled }
            }
        }
        ul {
            for line in held.sessions {
                li {
                    a(.href(SiteMap.offer(line.offer.id).at("run-\(line.run.id)"))) { line.title }
                    span(.class("month__facts")) { "\(line.session.start), \(line.place)" }
                    if case .full = PlacesLeft(line.run.placesLeft) { StatusTag("Full", .waiting) }
                }
            }
        }
        if held.total > held.sessions.count {
            p(.class("month__more")) {
                a(.href(link(to: CalendarPeriod(day: held.day)))) {
                    "All \(held.total)"
                    span(.class("visually-hidden")) { " on \(held.day.spelled)" }
                }
            }
        }
    }
}

/// The sessions of a day, by time.
struct SessionAgenda: Renderable {
    let sessions: [ListedSession]

    var markup: Markup {
        ul(.class("list")) {
            for line in sessions {
                li {
                    h2 { a(.href(SiteMap.offer(line.offer.id).at("run-\(line.run.id)"))) { line.title } }
                    p {
                        "\(line.session.start) to \(line.session.end), \(line.place). \(line.offer.hubNames)."
                    }
                    p { line.offer.facts.summary }
                    p { StatusTag(PlacesLeft(line.run.placesLeft)) }
                }
            }
        }
    }
}

/// The two ways to look at the catalogue.
struct CatalogueViews: Renderable {
    enum View: String, CaseIterable {
        case list = "List"
        case calendar = "Calendar"
        case map = "Map"
    }

    let query: OfferQuery
    let shows: View

    var markup: Markup {
        nav(.class("tabs"), .aria("label", "View")) {
            ul {
                for view in View.allCases {
                    li {
                        a(
                            .href(link(to: view)),
                            .named("aria-current", ifPresent: view == shows ? "page" : nil)
                        ) {
                            view.rawValue
                        }
                    }
                }
            }
        }
    }

    private func link(to view: View) -> Link {
        switch view {
        case .list: query.asList.link
        case .calendar: query.filters(on: SiteMap.offersCalendar())
        case .map: query.filters(on: SiteMap.offersMap())
        }
    }
}

extension CalendarPeriod {
    /// `March 2027`, `Sunday 14 March 2027`.
    var spelled: String { isDay ? first.spelled : CataloguePage.monthName(description) }
}

extension ListedSession {
    /// Of a series with its number: `Better feedback (2 of 4)`.
    var title: String {
        run.sessions.count == 1
            ? offer.facts.title : "\(offer.facts.title) (\(number) of \(run.sessions.count))"
    }

    var place: String {
        if offer.facts.mode == .online || offer.facts.venue.isEmpty { return "online" }
        return session.link.isEmpty || !session.room.isEmpty ? offer.facts.venue : "online"
    }
}

extension StatusTag {
    init(_ places: PlacesLeft) {
        switch places {
        case .full: self.init("Full: join the waiting list", .waiting)
        case .few(let count): self.init(count == 1 ? "1 place left" : "\(count) places left", .late)
        case .some: self.init("Places left", .good)
        }
    }
}
