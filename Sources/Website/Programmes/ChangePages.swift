import Access
import Foundation
import HTML
import Programmes
import Services

/// What those who go need to eat, and to take part.
struct NeedsForm: Page {
    let record: BookingRecord
    let given: Set<ID<BookedPlace>>
    /// When each was entered, so that nobody overwrites what came meanwhile.
    let stamps: [ID<BookedPlace>: Int]
    let own: ID<Person>?
    let state: FormState
    let ticket: FormTicket

    var title: String { "Dietary and access needs" }
    var trail: [Crumb] {
        [
            Crumb("Bookings", SiteMap.schoolBookings()),
            Crumb(record.booking.reference, SiteMap.booking(record.booking.id)),
        ]
    }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Only the organiser sees this. It is deleted \(InWords.days(PlaceNeeds.keptDays)) after the last session.",
            kicker: record.offer.facts.title
        )
        postForm(SiteMap.bookingNeeds(record.booking.id), ticket: ticket, state: state) {
            for place in record.booking.heldPlaces {
                fieldset(.class("field-row")) {
                    legend { place.name }
                    if let stamp = stamps[place.id] {
                        input(.type("hidden"), .name("was-\(place.id)"), .value("\(stamp)"))
                    }
                    if given.contains(place.id), place.person != own {
                        p(.class("hint")) {
                            "Needs are given already and are not shown again. What you type takes their place."
                        }
                        div(.class("choice")) {
                            input(
                                .type("checkbox"),
                                .id("clear-\(place.id)"),
                                .name("clear-\(place.id)"),
                                .value("yes")
                            )
                            HTML.label(.for("clear-\(place.id)")) { "Take them out" }
                        }
                    }
                    TextField(
                        "dietary-\(place.id)",
                        "Dietary needs",
                        hint: "Such as: vegetarian, no nuts.",
                        state: state
                    )
                    TextField(
                        "access-\(place.id)",
                        "Access needs",
                        hint: "Such as: step-free way in, large print.",
                        state: state
                    )
                }
            }
            submit("Save")
        }
    }
}

/// To other dates of the same offer.
struct MovePage: Page {
    let record: BookingRecord
    let others: [Run]
    let state: FormState
    let ticket: FormTicket

    init(_ record: BookingRecord, _ now: Date, _ state: FormState, _ ticket: FormTicket) throws {
        guard record.mayChange else { throw AccessError.forbidden }
        self.record = record
        others = record.otherDates(at: now)
        self.state = state
        self.ticket = ticket
    }

    var title: String { "Move to other dates" }
    var trail: [Crumb] {
        [
            Crumb("Bookings", SiteMap.schoolBookings()),
            Crumb(record.booking.reference, SiteMap.booking(record.booking.id)),
        ]
    }

    var body: Markup {
        PageHeader(
            title,
            lead: "Moving costs nothing; the price stays as it was.",
            kicker: record.offer.facts.title
        )
        if record.booking.heldPlaces.isEmpty {
            EmptyState(
                "Nobody has a place in this booking any more: they were cancelled or moved to other dates.",
                action: ("Back to the booking", SiteMap.booking(record.booking.id))
            )
        } else if others.isEmpty {
            EmptyState(
                "There are no other dates with places left.",
                action: ("Back to the booking", SiteMap.booking(record.booking.id))
            )
        } else {
            postForm(SiteMap.movePlaces(record.booking.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value("\(record.booking.version)"))
                ChoiceField(
                    "place",
                    "Who is to move?",
                    options: record.booking.heldPlaces.map { FormOption($0.id.description, $0.name) },
                    isMultiple: true,
                    state: state
                )
                ChoiceField(
                    "run",
                    "To which dates?",
                    options: others.map {
                        FormOption($0.id.description, OfferView.name(of: $0), hint: OfferWords.placesLeft($0))
                    },
                    state: state
                )
                submit("Move")
            }
        }
    }
}
