import Access
import Accounts
import Foundation
import HTML
import Programmes
import Services

/// A booking: the confirmation when it is new, afterwards the place to change it.
struct BookingView: Page {
    let record: BookingRecord
    let isNew: Bool
    let now: Date
    let state: FormState
    let ticket: FormTicket

    private var booking: Booking { record.booking }
    private var isOpen: Bool { now < record.run.startsAt }

    var title: String { "Booking \(booking.reference)" }
    var trail: [Crumb] { [Crumb("Bookings", SiteMap.schoolBookings())] }

    var body: Markup {
        if isNew {
            Confirmation("Booked", reference: booking.reference) {
                p {
                    "You and everyone who goes get a mail with the details. The calendar files in it put the sessions into the calendar."
                }
            }
            h2 { "What you booked" }
        } else {
            PageHeader(
                "Booking \(booking.reference)",
                lead: record.offer.facts.title,
                kicker: booking.organisation.name
            )
        }
        if booking.state == .cancelled { Inset { p { "This booking is cancelled." } } }
        p { a(.href(SiteMap.offer(record.offer.id))) { record.offer.facts.title } }
        SessionList(sessions: record.run.sessions, showsLinks: true)
        FactList([
            "School": booking.organisation.name,
            "Where": record.offer.location.isEmpty ? "Online" : record.offer.location,
            "Cost": record.mayChange ? OfferWords.cost(booking.cost) : nil,
            "Purchase order": booking.purchaseOrder,
            "Booked by": booking.bookedBy.name,
            "Questions": "\(record.offer.facts.contactName), \(record.offer.facts.contactEmail)",
        ])
        h2 { "Who is coming" }
        if booking.heldPlaces.isEmpty { EmptyState("Nobody.") } else { people }
        if booking.places.count > booking.heldPlaces.count {
            p(.class("hint")) {
                "No longer coming: "
                    + booking.places.filter { $0.state != .held }.map(\.name).joined(separator: ", ")
            }
        }
    }

    @MarkupBuilder private var people: Markup {
        if isOpen {
            postForm(SiteMap.cancelPlaces(booking.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value("\(booking.version)"))
                fieldset(.class("field")) {
                    legend { "Choose whose place to cancel, or change a name" }
                    for (position, place) in booking.heldPlaces.enumerated() {
                        let id = position == 0 ? "place" : "place-\(position)"
                        div(.class("choice")) {
                            input(.type("checkbox"), .id(id), .name("place"), .value(place.id.description))
                            HTML.label(.for(id)) { place.name }
                            p(.class("hint")) {
                                place.email?.text ?? ""
                                if record.mayChange {
                                    " "
                                    a(.href(SiteMap.substitute(booking.id, place.id))) {
                                        "Change the name"
                                        span(.class("visually-hidden")) { " of \(place.name)" }
                                    }
                                }
                            }
                        }
                    }
                }
                submit("Cancel the chosen places", isSecondary: true)
            }
        } else {
            ul { for place in booking.heldPlaces { li { place.name } } }
        }
    }
}

/// Are you sure?
struct CancelCheck: Page {
    let record: BookingRecord
    let places: Set<ID<BookedPlace>>
    let ticket: FormTicket

    var title: String { "Cancel \(OfferWords.count(places.count, "place"))?" }
    var trail: [Crumb] {
        [
            Crumb("Bookings", SiteMap.schoolBookings()),
            Crumb(record.booking.reference, SiteMap.booking(record.booking.id)),
        ]
    }

    var body: Markup {
        PageHeader(title, kicker: record.offer.facts.title)
        ul { for place in record.booking.heldPlaces where places.contains(place.id) { li { place.name } } }
        p {
            "Each gets a mail that takes the sessions out of the calendar. If someone else can go instead, change the name: it costs nothing."
        }
        postForm(SiteMap.cancelPlaces(record.booking.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(record.booking.version)"))
            input(.type("hidden"), .name("sure"), .value("yes"))
            for place in places.sorted() { input(.type("hidden"), .name("place"), .value(place.description)) }
            submit("Yes, cancel")
            a(.class("button button--secondary"), .href(SiteMap.booking(record.booking.id))) { "Keep" }
        }
    }
}

/// Someone else goes instead.
struct SubstituteForm: Page {
    let record: BookingRecord
    let place: BookedPlace
    let state: FormState
    let ticket: FormTicket

    init(_ record: BookingRecord, _ place: ID<BookedPlace>, _ state: FormState, _ ticket: FormTicket) throws {
        guard record.mayChange else { throw AccessError.forbidden }
        self.place = try record.booking.heldPlaces.first { $0.id == place }.orNotFound()
        self.record = record
        self.state = state
        self.ticket = ticket
    }

    var title: String { "Who goes instead of \(place.name)?" }
    var trail: [Crumb] {
        [
            Crumb("Bookings", SiteMap.schoolBookings()),
            Crumb(record.booking.reference, SiteMap.booking(record.booking.id)),
        ]
    }

    var body: Markup {
        PageHeader(title, kicker: record.offer.facts.title)
        postForm(SiteMap.substitute(record.booking.id, place.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value("\(record.booking.version)"))
            TextField("name-0", "Name", autocomplete: "off", state: state)
            TextField("email-0", "Work e-mail", kind: .email, autocomplete: "off", state: state)
            submit("Change the name")
        }
    }
}

/// Waiting for places.
struct WaitingForm: Page {
    let offer: Offer
    let run: Run
    let schools: [Organisation]
    let state: FormState
    let ticket: FormTicket

    init(_ offer: Offer, _ run: ID<Run>, _ actor: Actor, _ state: FormState, _ ticket: FormTicket) throws {
        self.offer = offer
        self.run = try offer.runs.first { $0.id == run }.orNotFound()
        schools = actor.bookingOrganisations
        self.state = state
        self.ticket = ticket
    }

    var title: String { "Join the waiting list" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        [Crumb("Training", SiteMap.offers()), Crumb(offer.facts.title, SiteMap.offer(offer.id))]
    }

    var body: Markup {
        PageHeader("Join the waiting list", lead: OfferView.name(of: run), kicker: offer.facts.title)
        p {
            "\(OfferWords.placesLeft(run)). When places become free, they are kept in order of joining for the first school that they are enough for. You get a mail and have two days to book them; then they go to the next."
        }
        if schools.isEmpty {
            Inset {
                p {
                    "Places are booked for a school. Ask someone who leads your school in Braid to invite you."
                }
            }
        } else {
            postForm(SiteMap.waitingList(run.id), ticket: ticket, state: state) {
                SelectField(
                    "school",
                    "School",
                    options: schools.map { FormOption($0.id.description, $0.name) },
                    state: state
                )
                TextField("places", "How many places do you need?", kind: .wholeNumber, state: state)
                ChoiceField(
                    "takesFewer",
                    "If fewer become free",
                    options: [FormOption("yes", "Offer us fewer places too")],
                    isMultiple: true,
                    state: state
                )
                submit("Join the waiting list")
            }
        }
    }
}
