import Access
import HTML
import Programmes
import Services

extension Site {
    func addHubBookings(to routes: Routes) {
        routes.get(SiteMap.hubBookings, .signedIn) { visit in
            let hubs = try visit.hubs(where: .seeBookings)
            let hub = try visit.hub(visit.query.text("hub"), where: .seeBookings)
            let query = BookingQuery(visit.query)
            let page = visit.query.page
            let found = try await programmes.bookings(
                ofOffersOf: hub.id,
                query,
                limit: HubBookingsPage.length,
                offset: (page - 1) * HubBookingsPage.length,
                by: visit.actor
            )
            return .page(
                HubBookingsPage(
                    hub: hub,
                    hubs: hubs,
                    query: query,
                    records: found.bookings,
                    total: found.total,
                    page: page
                )
            )
        }
        routes.get(SiteMap.hubBookingsFile, .signedIn) { visit in
            let (export, name) = try await bookingExport(visit)
            return .file(contentType: "text/csv; charset=utf-8", name: "\(name).csv") { write in
                try await export.csv(write: write)
            }
        }
        routes.get(SiteMap.hubBookingsWorkbook, .signedIn) { visit in
            let (export, name) = try await bookingExport(visit)
            return .file(contentType: Answer.workbookType, name: "\(name).xlsx") { write in
                try await export.workbook(write: write)
            }
        }
    }

    /// What the address asks for, and the name of the file without its ending.
    private func bookingExport(_ visit: Visit) async throws -> (FileExport, name: String) {
        let hub = try visit.hub(visit.query.text("hub"), where: .seeBookings)
        let export = try await programmes.exportBookings(
            ofOffersOf: hub.id,
            BookingQuery(visit.query),
            by: visit.actor
        )
        return (export, "bookings-\(visit.services.today())")
    }
}

extension BookingQuery {
    /// As addresses have it.
    fileprivate init(_ asked: Submission) {
        self.init(text: asked.text("q"), part: Part(rawValue: asked.text("part")) ?? .all)
    }
}

/// The bookings of all of a hub's offers: found by what a school says on the telephone.
struct HubBookingsPage: Page {
    let hub: Organisation
    let hubs: [Organisation]
    let query: BookingQuery
    let records: [BookingRecord]
    let total: Int
    let page: Int

    /// How many stand on a page.
    static let length = 25

    var title: String { "Bookings of \(hub.name)" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Offers", SiteMap.hubOffers().with("hub", hub.id.description))] }

    var body: Markup {
        PageHeader("Bookings", lead: hub.name)
        OrganisationTabs(
            organisations: ChosenOrganisation(chosen: hub, all: hubs),
            link: SiteMap.hubBookings(),
            parameter: "hub",
            label: "Hubs"
        )
        getForm(SiteMap.hubBookings(), label: "Find a booking") {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            if query.part != .all { input(.type("hidden"), .name("part"), .value(query.part.rawValue)) }
            TextField(
                "q",
                "Find a booking",
                kind: .search,
                hint: "Reference, purchase order, school, who booked or goes, or the offer",
                state: FormState(["q": query.text])
            )
            submit("Find")
        }
        nav(.class("tabs"), .aria("label", "State")) {
            ul { for part in BookingQuery.Part.allCases { li { tab(part) } } }
        }
        if records.isEmpty {
            EmptyState(
                query.text.isEmpty ? "There are no bookings here." : "No booking has all of these words."
            )
        } else {
            p(.class("meta")) { "\(InWords.count(total, "booking")), those made last first." }
            DataTable(
                "Bookings of \(hub.name)",
                isCaptionHidden: true,
                isDense: true,
                columns: [
                    .init("School"), .init("Reference"), .init("What"), .init("Who goes"),
                    .init("Booked by"), .init("Cost", isNumber: true), .init("State"),
                ],
                rows: records.map(row)
            )
            TableDownloads(
                "these bookings",
                csv: link(to: SiteMap.hubBookingsFile()),
                workbook: link(to: SiteMap.hubBookingsWorkbook())
            )
        }
        Pagination(page: page, of: max(1, (total + Self.length - 1) / Self.length)) { number in
            link(query.part).with("page", String(number))
        }
    }

    private func link(_ part: BookingQuery.Part) -> Link { link(to: SiteMap.hubBookings(), part) }

    /// Keeps the hub and what was typed; without a part, the one that is shown.
    private func link(to address: Link, _ part: BookingQuery.Part? = nil) -> Link {
        let part = part ?? query.part
        return address.with("hub", hub.id.description)
            .with("q", query.text.isEmpty ? nil : query.text)
            .with("part", part == .all ? nil : part.rawValue)
    }

    private func tab(_ part: BookingQuery.Part) -> Markup {
        a(.href(link(part)), .named("aria-current", ifPresent: part == query.part ? "page" : nil)) {
            part.words
        }
    }

    private func row(_ record: BookingRecord) -> [Markup] {
        let booking = record.booking
        let booked = LocalDate(booking.bookedAt, in: .london).spelledShort
        return [
            .text(booking.organisation.name),
            a(.class("reference"), .href(SiteMap.booking(booking.id))) { booking.reference },
            .group([
                a(.href(SiteMap.register(record.run.id))) { record.offer.facts.title },
                p(.class("hint")) { OfferView.name(of: record.run) },
            ]),
            .text(booking.heldPlaces.map(\.name).joined(separator: ", ")),
            .text("\(booking.bookedBy.name), \(booked)"),
            .text(record.mayChange ? OfferWords.cost(booking.cost) : ""),
            StatusTag(record.standing.name, record.standing.tone).markup,
        ]
    }
}

extension BookingRecord.Standing {
    fileprivate var tone: StatusTag.Tone {
        switch self {
        case .datesCancelled: .late
        case .declined, .cancelled: .neutral
        case .asked: .waiting
        case .confirmed: .good
        }
    }
}

extension BookingQuery.Part {
    fileprivate var words: String {
        switch self {
        case .all: "All"
        case .coming: "To come"
        case .asked: "Waiting for the school’s lead"
        case .over: "Over"
        case .cancelled: "Cancelled"
        }
    }
}
