import Access
import Foundation
import HTML
import Programmes
import Services

/// An offer: everything that someone who books asks.
struct OfferView: Page {
    let offer: Offer
    /// What the lead hub charges for late cancellations.
    let ladder: CancellationLadder
    let now: Date
    /// The address of the site, for search engines.
    let publicURL: String
    /// How long free places are kept for whoever is asked on a waiting list, in hours.
    let waitingHours: Int
    /// Runs that are conferences with a public programme.
    let programmes: Set<ID<Run>>

    private var facts: OfferFacts { offer.facts }
    private var isSelfStudy: Bool { facts.kind == .selfStudy }

    var title: String { facts.title }
    var summary: String? { facts.summary }
    var section: SiteSection? { .offers }
    var trail: [Crumb] { [Crumb("Training", SiteMap.offers())] }

    private var factLines: [(String, Markup)] {
        var lines: [(String, Markup)] = [
            ("Kind", .text(facts.kind.name)),
            ("For", .text("\(facts.phases.name): \(facts.audience)")),
        ]
        if !facts.roles.isEmpty { lines.append(("Roles", .text(facts.roles.name))) }
        lines.append(("How", .text(facts.mode.name)))
        let isOnline = offer.location.isEmpty && facts.mode == .online
        lines.append(("Where", .text(isOnline ? "Online; the link comes with the booking" : offer.whereHeld)))
        lines.append(("Price", .text(OfferWords.price(facts))))
        lines.append(("Run by", hubs))
        lines.append(("Builds on", strands))
        if !offer.guidance.isEmpty { lines.append(("Follows", guidance)) }
        if !facts.standard.isEmpty { lines.append(("Meets", .text(facts.standard))) }
        lines.append(("Questions", contact))
        return lines
    }

    var body: Markup {
        PageHeader(facts.title, lead: facts.summary, kicker: offer.hubNames)
        if offer.state == .closed {
            Inset("Closed to booking") {
                p { "This is no longer open for booking. Bookings already made stand." }
            }
        }
        FactList(factLines)
        if let funding = offer.funding, facts.price > .zero { funded(funding) }
        OfferWords.paragraphs(facts.description)
        if !facts.outcomes.isEmpty {
            h2 { "What it is meant to change" }
            ul { for outcome in facts.outcomes.split(separator: "\n") { li { String(outcome) } } }
        }
        if !facts.mechanisms.isEmpty {
            h2 { "How it is designed" }
            OfferDesign(facts: facts, isForEditor: false)
        }
        h2(.id("dates")) { coming.count == 1 || isSelfStudy ? "When" : "Dates to choose from" }
        if coming.isEmpty { EmptyState("No dates are still to come.") }
        if !coming.isEmpty { ZoneNote(mode: facts.mode, isSelfStudy: isSelfStudy) }
        for run in coming { runSection(run) }
        h2 { "Changing a booking" }
        p {
            "You can change a name or cancel a place yourself \(isSelfStudy ? "while it is open, unless it was completed" : "until the first session starts"). A cancelled place goes to the first school "
                + "on the waiting list that it fits, which then has \(OfferWords.waitingTime(waitingHours)) to take it\(isSelfStudy ? "" : ", but no longer than until the first session")."
        }
        if !ladder.steps.isEmpty, facts.price > .zero {
            p { "Cancelling late costs part of what the place costs; changing a name does not:" }
            ul {
                for step in ladder.steps {
                    li {
                        "within \(InWords.count(step.withinDays, "day")) of \(isSelfStudy ? "the day it opens, and afterwards" : "the first session"): \(step.percentage)%"
                    }
                }
            }
        }
    }

    private var coming: [Run] { offer.runs.filter { $0.endsOn >= LocalDate(now, in: .london) } }

    private func funded(_ funding: OfferFunding) -> Markup {
        let payer = funding.paidBy.isEmpty ? "" : ", paid for by \(funding.paidBy)"
        let left =
            funding.left > 0
            ? "\(funding.left) of \(InWords.count(funding.places, "place")) left\(payer)."
            : "All \(funding.places) are taken\(payer)."
        return Inset("Free places for some schools") {
            p { "For schools \(funding.rules.map(\.words).joined(separator: ", or "))." }
            p { "\(left) You see whether your school can have one before you book." }
        }.markup
    }

    @MarkupBuilder private var hubs: Markup {
        for (position, hub) in offer.hubs.enumerated() {
            if position > 0 { ", " }
            a(.href(SiteMap.hub(hub.slug))) { hub.organisation.name }
        }
    }

    @MarkupBuilder private var strands: Markup {
        for (position, strand) in offer.strands.enumerated() {
            if position > 0 { ", " }
            a(.href(Link(path: "/evidence/strands/" + strand.slug))) { strand.title }
        }
    }

    @MarkupBuilder private var guidance: Markup {
        for (position, report) in offer.guidance.enumerated() {
            if position > 0 { ", " }
            a(.href(SiteMap.guidanceReport(report.slug))) { report.title }
        }
    }

    @MarkupBuilder private var contact: Markup {
        facts.contactName
        if !facts.contactEmail.isEmpty {
            ", "
            a(.href("mailto:\(facts.contactEmail)")) { facts.contactEmail }
        }
    }

    @MarkupBuilder private func runSection(_ run: Run) -> Markup {
        HTML.section(.class("card"), .id("run-\(run.id)")) {
            h3(.class("card__title")) { Self.name(of: run) }
            RunTimes(run: run, isUnderName: true)
            if programmes.contains(run.id) {
                p { a(.href(SiteMap.conference(run.id))) { "See the programme" } }
            }
            if let cancellation = run.cancellation {
                p { StatusTag("Cancelled", .late) }
                p { cancellation.reason }
            } else {
                p { StatusTag(OfferWords.placesLeft(run), run.placesLeft > 0 ? .good : .waiting) }
                if let closes = run.closesOn { p { "Book by \(closes.spelled)." } }
            }
            if offer.state == .published, run.isBookable(at: now) {
                div(.class("button-row")) {
                    if run.placesLeft > 0 {
                        a(.class("button"), .href(SiteMap.book(offer.id).with("run", run.id.description))) {
                            "Book places"
                            span(.class("visually-hidden")) { " from \(run.startsOn.spelled)" }
                        }
                    }
                    if run.placesLeft <= Self.fewPlaces {
                        // Beside places that can be booked it is what few need, and nobody while there are many.
                        a(
                            .named("class", ifPresent: run.placesLeft > 0 ? nil : "button button--secondary"),
                            .href(SiteMap.waitingList(run.id))
                        ) {
                            run.placesLeft > 0
                                ? "Need more places? Join the waiting list" : "Join the waiting list"
                            span(.class("visually-hidden")) { " from \(run.startsOn.spelled)" }
                        }
                    }
                }
            }
        }
    }

    /// Up to so many places left, a school may well need more than there are.
    private static let fewPlaces = 10

    static func name(of run: Run) -> String {
        if run.study != nil { return run.openDays }
        return run.sessions.count == 1
            ? run.startsOn.spelled
            : "\(run.sessions.count) sessions from \(run.startsOn.spelledShort) to \(run.endsOn.spelledShort)"
    }

    /// One schema.org event for each run with sessions that is still to come, and the course that they are runs of.
    /// A data block is not a script: the content policy, which lets no script stand in a page, lets it.
    var structuredData: String? {
        guard offer.state == .published, !coming.isEmpty else { return nil }
        let events = coming.filter { $0.study == nil }.map { run in
            OfferEvent(
                name: facts.title,
                description: facts.summary,
                startDate: Self.iso(run.startsAt),
                endDate: Self.iso(run.sessions.last?.endsAt ?? run.startsAt),
                eventStatus: "https://schema.org/"
                    + (run.isCancelled ? "EventCancelled" : "EventScheduled"),
                eventAttendanceMode: "https://schema.org/" + Self.attendance(facts.mode),
                location: Self.location(offer, publicURL),
                organizer: offer.hubs.map { .init(type: "Organization", name: $0.organisation.name) },
                performer: Self.performers(of: run),
                offers: .init(
                    price: String(format: "%.2f", Double(facts.price.rawValue) / 100),
                    availability: "https://schema.org/"
                        + (run.placesLeft > 0 && !run.isCancelled ? "InStock" : "SoldOut"),
                    url: publicURL + SiteMap.offer(offer.id).description
                ),
                remainingAttendeeCapacity: run.isCancelled ? 0 : max(0, run.placesLeft)
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let course = OfferCourse(offer, runs: coming.filter { !$0.isCancelled }, publicURL: publicURL)
        guard let data = try? encoder.encode(OfferDescription(events: events, course: course)) else {
            return nil
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Who leads its sessions, each once; left out where nobody is named.
    private static func performers(of run: Run) -> [OfferEvent.Organizer]? {
        var names: [String] = []
        for facilitator in run.sessions.flatMap(\.facilitators) where !names.contains(facilitator.name) {
            names.append(facilitator.name)
        }
        return names.isEmpty ? nil : names.map { .init(type: "Person", name: $0) }
    }

    private static func iso(_ instant: Date) -> String { instant.formatted(.iso8601) }

    private static func attendance(_ mode: OfferMode) -> String {
        switch mode {
        case .inPerson: "OfflineEventAttendanceMode"
        case .online: "OnlineEventAttendanceMode"
        case .blended: "MixedEventAttendanceMode"
        }
    }

    private static func location(_ offer: Offer, _ publicURL: String) -> OfferEvent.Location {
        offer.location.isEmpty
            ? .init(
                type: "VirtualLocation",
                name: nil,
                address: nil,
                url: publicURL + SiteMap.offer(offer.id).description
            )
            : .init(type: "Place", name: offer.facts.venue, address: offer.location, url: nil)
    }
}

/// The list that the page carries.
private struct OfferDescription: Encodable {
    let events: [OfferEvent]
    let course: OfferCourse

    func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for event in events { try list.encode(event) }
        try list.encode(course)
    }
}

/// An event as schema.org has it.
private struct OfferEvent: Encodable {
    struct Location: Encodable {
        let type: String
        let name: String?
        let address: String?
        let url: String?

        enum CodingKeys: String, CodingKey {
            case type = "@type"
            case name, address, url
        }
    }

    struct Organizer: Encodable {
        let type: String
        let name: String

        enum CodingKeys: String, CodingKey {
            case type = "@type"
            case name
        }
    }

    struct Price: Encodable {
        let type = "Offer"
        let price: String
        let priceCurrency = "GBP"
        let availability: String
        let url: String

        enum CodingKeys: String, CodingKey {
            case type = "@type"
            case price, priceCurrency, availability, url
        }
    }

    let context = "https://schema.org"
    let type = "EducationEvent"
    let name: String
    let description: String
    let startDate: String
    let endDate: String
    let eventStatus: String
    let eventAttendanceMode: String
    let location: Location
    let organizer: [Organizer]
    let performer: [Organizer]?
    let offers: Price
    let remainingAttendeeCapacity: Int

    enum CodingKeys: String, CodingKey {
        case context = "@context"
        case type = "@type"
        case name, description, startDate, endDate, eventStatus, eventAttendanceMode, location, organizer
        case performer, offers
        case remainingAttendeeCapacity
    }
}

/// When a run is: its sessions or, of self-study, when it is open and how long it takes.
struct RunTimes: Renderable {
    let run: Run
    /// Links to join or to study are for those who booked.
    var showsLinks = false
    /// Whether the reader may change a session, or it and all later ones.
    var mayChange = false
    /// Whether the name of the run, which of self-study is the days on which it is open, stands above it.
    var isUnderName = false

    var markup: Markup {
        if let study = run.study {
            p {
                (isUnderName ? "" : "\(run.openDays). ") + "Takes about \(study.duration), in your own time."
            }
            if showsLinks { p { a(.href(study.link)) { "Open the materials" } } }
        } else {
            SessionList(sessions: run.sessions, showsLinks: showsLinks, mayChange: mayChange)
        }
    }
}

/// In whose time the times are: for those who join from elsewhere.
struct ZoneNote: Renderable {
    let mode: OfferMode
    let isSelfStudy: Bool

    var markup: Markup {
        if mode != .inPerson, !isSelfStudy { p(.class("hint")) { "Times are UK time." } }
    }
}

/// When and where a run's sessions are.
struct SessionList: Renderable {
    let sessions: [RunSession]
    /// Links to join are for those who booked.
    var showsLinks = false
    /// Whether the reader may change one, or it and all later ones.
    var mayChange = false

    var markup: Markup {
        ol(.class("sessions")) {
            for session in sessions {
                li {
                    time(.datetime("\(session.heldOn)T\(session.start)")) { session.heldOn.spelled }
                    ", \(session.start) to \(session.end)"
                    if !session.room.isEmpty { ", \(session.room)" }
                    if !session.facilitators.isEmpty {
                        ", led by \(InWords.list(session.facilitators.map(\.name)))"
                    }
                    if showsLinks, !session.link.isEmpty {
                        ": "
                        a(.href(session.link)) {
                            "join online"
                            span(.class("visually-hidden")) { " on \(session.heldOn.spelled)" }
                        }
                    }
                    if mayChange {
                        " "
                        a(.href(SiteMap.editSession(session.id))) {
                            "Change"
                            span(.class("visually-hidden")) { " the session on \(session.heldOn.spelled)" }
                        }
                    }
                }
            }
        }
    }
}
