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
    let attendance: [ID<RunSession>: [ID<BookedPlace>: AttendanceState]]
    let own: ID<Person>?
    let now: Date
    let state: FormState
    let ticket: FormTicket

    private var booking: Booking { record.booking }
    private var stage: BookingStage { BookingStage(booking, record.run, record.approval) }
    private var isSelfStudy: Bool { record.run.study != nil }

    var title: String { "Booking \(booking.reference)" }
    var trail: [Crumb] { [Crumb("Bookings", SiteMap.schoolBookings())] }

    var body: Markup {
        if isNew {
            Confirmation(record.approval == .asked ? "Places kept" : "Booked", reference: booking.reference) {
                p {
                    record.approval == .asked
                        ? "A lead of your school has an email and approves the booking. Those who go hear of it then."
                        : isSelfStudy
                            ? "You and everyone who takes part get an email with the link to the materials."
                            : "You and everyone who goes get an email with the details. The calendar files in it put the sessions into the calendar."
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
        // The form of the people has the summary of what is wrong; where there is none, it stands here.
        if !mayChoosePeople, let refusal = state.error("place") {
            Inset("That was not possible") { p { refusal } }
        }
        if let cancellation = record.run.cancellation {
            Inset("The organiser has cancelled this") {
                p { cancellation.reason }
                p { "There is nothing to pay for it." }
            }
        } else if stage == .declined {
            Inset("Not approved") {
                p {
                    "A lead of \(booking.organisation.name) declined the booking or did not answer in time. The places are free again; a new booking asks again."
                }
            }
        } else if stage == .cancelled {
            Inset { p { "This booking is cancelled." } }
        }
        approval
        p {
            a(.href(SiteMap.offer(record.offer.id))) {
                isNew ? record.offer.facts.title : "About this training"
            }
        }
        RunTimes(
            run: record.run,
            showsLinks: !isSelfStudy || record.approval != .asked && !booking.heldPlaces.isEmpty
        )
        ZoneNote(mode: record.offer.facts.mode, isSelfStudy: isSelfStudy)
        FactList(facts)
        h2 { isSelfStudy ? "Who takes part" : "Who is coming" }
        if booking.heldPlaces.isEmpty { EmptyState("Nobody.") } else { people }
        if !gone.isEmpty { noLongerComing }
        if isSelfStudy { completion }
        if record.allows(.setPurchaseOrder, at: now), booking.cost.total > .zero { purchaseOrder }
        if record.allows(.giveNeeds, at: now), !isSelfStudy || mayMove || mayBookMore {
            h2 { "More" }
            ul {
                if mayBookMore { li { a(.href(bookMore)) { "Book more places" } } }
                if !isSelfStudy {
                    li { a(.href(SiteMap.bookingNeeds(booking.id))) { "Dietary and access needs" } }
                }
                if mayMove {
                    li { a(.href(SiteMap.movePlaces(booking.id))) { "Move to other dates" } }
                }
                if !isSelfStudy, record.offer.facts.mode != .online {
                    for place in booking.heldPlaces where place.person == own {
                        li { a(.href(SiteMap.ticket(place.id))) { "Your ticket, to show at the door" } }
                    }
                }
            }
            if !isSelfStudy { apologies }
        }
    }

    private var mayMove: Bool { record.allows(.movePlaces, at: now) && !record.otherDates(at: now).isEmpty }

    /// Whether the reader can take more places in the same run for the school.
    private var mayBookMore: Bool {
        let booking: Set<BookingParty> = [.school, .booker]
        return !record.parties.isDisjoint(with: booking) && record.offer.state == .published
            && record.run.isBookable(at: now) && record.run.placesLeft > 0
    }

    private var bookMore: Link {
        SiteMap.book(record.offer.id).with("run", record.run.id.description)
            .with("school", booking.organisation.id.description)
    }

    private var purchaseOrder: Markup {
        details(.open(state.error("purchaseOrder") != nil)) {
            HTML.summary {
                booking.purchaseOrder == nil ? "Add a purchase order" : "Change the purchase order"
            }
            // The form of the people, where there is one, has the summary of what is wrong.
            postForm(
                SiteMap.purchaseOrder(booking.id),
                ticket: ticket,
                state: mayChoosePeople ? FormState() : state
            ) {
                input(.type("hidden"), .name("version"), .value("\(booking.version)"))
                TextField(
                    "purchaseOrder",
                    "Purchase order number",
                    hint:
                        "It is shown on invoices that are made from now on. For one you have already, ask the organiser.",
                    isShort: true,
                    state: state
                )
                submit("Save the purchase order", isSecondary: true)
            }
        }
    }

    /// For the reader's own place: that it is done, or a way to say so.
    @MarkupBuilder private var completion: Markup {
        for place in booking.heldPlaces where place.person == own {
            if let day = record.completions[place.id] {
                Inset("You completed this on \(day.spelled)") {
                    p { a(.href(SiteMap.development())) { "Your certificates" } }
                }
            } else if record.allows(.completeStudy, at: now),
                LocalDate(now, in: .london) >= record.run.startsOn
            {
                postForm(SiteMap.completeStudy(booking.id, place.id), ticket: ticket) {
                    p {
                        "Have you worked through it? Then you get your certificate, and a question about what you thought, by email."
                    }
                    submit("I have completed it")
                }
            }
        }
    }

    private var facts: [(String, Markup)] {
        var facts: [(String, Markup)] = [
            ("School", .text(booking.organisation.name)),
            ("Where", .text(record.offer.whereHeld)),
        ]
        if record.mayChange { facts.append(("Cost", OfferWords.cost(booking.cost, booking.priceLines))) }
        if let order = booking.purchaseOrder { facts.append(("Purchase order", .text(order))) }
        return facts + [
            ("Booked by", .text(booking.bookedBy.name)),
            ("Questions", .text(record.offer.facts.contact)),
        ]
    }

    @MarkupBuilder private var approval: Markup {
        if stage == .asked, !isNew {
            Inset("Waiting for approval") {
                p {
                    "The places are kept until a lead of \(booking.organisation.name) answers, for \(BookingApproval.keptDays) days at most and no longer than until the first day."
                }
                if record.allows(.answer, at: now) { ApprovalButtons(booking: booking, ticket: ticket) }
            }
        }
    }

    /// Cancelled or moved; someone who was given their place back is coming.
    private var gone: [BookedPlace] {
        let coming = Set(booking.heldPlaces.map(\.person))
        return booking.places.filter { $0.state != .held && !coming.contains($0.person) }
    }

    @MarkupBuilder private var noLongerComing: Markup {
        h3 { "No longer coming" }
        ul {
            for place in gone {
                li {
                    place.name
                    if place.movedTo != nil { " (moved to other dates)" }
                    if place.charge > .zero { " (cancelled late: \(place.charge) plus any VAT)" }
                    if record.allows(.givePlaceBack, at: now), place.state == .cancelled,
                        place.movedTo == nil,
                        record.run.placesLeft > 0
                    {
                        postForm(SiteMap.reinstatePlace(booking.id, place.id), ticket: ticket) {
                            input(.type("hidden"), .name("version"), .value("\(booking.version)"))
                            submit("Give \(place.name) the place back", isSecondary: true)
                        }
                    }
                }
            }
        }
    }

    /// For each session to come: who cannot, and a way to say so.
    @MarkupBuilder private var apologies: Markup {
        details {
            HTML.summary { "Someone cannot come to a session" }
            p { "The place stays theirs for the other sessions." }
            for session in record.run.sessions where now < session.endsAt {
                h3 { session.heldOn.spelled }
                ul {
                    for place in booking.heldPlaces where record.mayChange || place.person == own {
                        li {
                            place.name
                            let isExcused = attendance[session.id]?[place.id] == .apologies
                            if isExcused {
                                " "
                                StatusTag("Apologies sent", .waiting)
                            }
                            postForm(SiteMap.apologies(booking.id, session.id), ticket: ticket) {
                                input(.type("hidden"), .name("place"), .value(place.id.description))
                                submit(
                                    isExcused
                                        ? "\(place.name) can come after all"
                                        : "Send apologies for \(place.name)",
                                    about: "on \(session.heldOn.spelled)",
                                    isSecondary: true,
                                    name: "step",
                                    value: isExcused ? "comes" : "sorry"
                                )
                            }
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private var people: Markup {
        if mayChoosePeople {
            postForm(SiteMap.cancelPlaces(booking.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value("\(booking.version)"))
                fieldset(.class("field")) {
                    legend { "Choose whose place to cancel, or change a name" }
                    for (position, place) in changeable.enumerated() {
                        let id = position == 0 ? "place" : "place-\(position)"
                        div(.class("choice")) {
                            input(.type("checkbox"), .id(id), .name("place"), .value(place.id.description))
                            HTML.label(.for(id)) { place.name }
                            p(.class("hint")) {
                                place.email?.text ?? ""
                                if record.allows(.changeName, at: now) {
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
        }
        let others =
            mayChoosePeople ? booking.heldPlaces.filter { !changeable.contains($0) } : booking.heldPlaces
        if !others.isEmpty {
            ul {
                for place in others {
                    li {
                        place.name
                        if let day = record.completions[place.id] {
                            " "
                            StatusTag("Completed on \(day.spelledShort)", .good)
                        }
                    }
                }
            }
        }
    }

    private var mayChoosePeople: Bool { record.allows(.cancelPlaces, at: now) && !changeable.isEmpty }

    /// Whose place can be given back: a completed one stays.
    private var changeable: [BookedPlace] {
        booking.heldPlaces.filter { record.completions[$0.id] == nil }
    }
}

/// Yes or no of a school's lead.
struct ApprovalButtons: Renderable {
    let booking: Booking
    let ticket: FormTicket

    var markup: Markup {
        postForm(SiteMap.answerApproval(booking.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(booking.version)"))
            submit("Approve \(booking.reference)", name: "answer", value: "approve")
            submit("Decline", isSecondary: true, name: "answer", value: "decline")
        }
    }
}

extension BookingRecord {
    /// Why one of some places can no longer be changed by a reader who may: a page that was opened before leads there.
    func refusal(of places: Set<ID<BookedPlace>>) -> BookingRefusal? {
        guard mayChange else { return nil }
        return booking.places.filter { places.contains($0.id) }.compactMap(\.refusal).first
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
            TextField("email-0", "Work email", kind: .email, autocomplete: "off", state: state)
            submit("Change the name")
        }
    }
}
