import Access
import Foundation
import HTML
import Programmes
import Services

/// What a school has booked, what the reader goes to, and what they wait for.
struct SchoolBookingsPage: Page {
    struct Waiting: Sendable {
        let entry: WaitingEntry
        let offer: Offer
        let run: Run
    }

    let school: Organisation?
    let schools: [Organisation]
    let records: [BookingRecord]
    let total: Int
    let isOver: Bool
    let page: Int
    let own: [BookingRecord]
    let waiting: [Waiting]
    let toApprove: [BookingRecord]
    /// Whether bookings wait for a lead; `nil` for those who do not decide it.
    let needsApproval: Bool?
    let reader: ID<Person>?
    let now: Date
    let ticket: FormTicket

    var title: String { "Bookings" }

    var body: Markup {
        PageHeader("Bookings", lead: school?.name)
        if !toApprove.isEmpty { approvals }
        if !own.isEmpty {
            h2 { isOver ? "Your own, over" : "Your own" }
            table("Your own bookings", own)
        }
        if !waiting.isEmpty { waitingList }
        if let school {
            OrganisationTabs(
                organisations: ChosenOrganisation(chosen: school, all: schools),
                link: SiteMap.schoolBookings(),
                parameter: "school",
                label: "Schools"
            )
            h2 { isOver ? "Over" : "Still to come" }
            if records.isEmpty {
                EmptyState(
                    isOver ? "Nothing is over yet." : "\(school.name) has nothing booked.",
                    action: ("Find training", SiteMap.offers())
                )
            } else {
                table("Bookings of \(school.name)", records)
            }
            Pagination(page: page, of: max(1, (total + 24) / 25)) { number in
                link(isOver: isOver).with("page", String(number))
            }
            p {
                a(.href(link(isOver: !isOver))) {
                    isOver ? "Show what is still to come" : "Show what is over"
                }
            }
            p {
                a(.href(SiteMap.schoolInvoices().with("school", school.id.description))) {
                    "Invoices of \(school.name)"
                }
            }
            if let needsApproval { rule(for: school, needsApproval) }
        } else {
            if own.isEmpty, waiting.isEmpty || isOver {
                EmptyState(
                    isOver ? "Nothing is over yet." : "You have nothing booked.",
                    action: ("Find training", SiteMap.offers())
                )
            }
            p {
                a(.href(link(isOver: !isOver))) {
                    isOver ? "Show what is still to come" : "Show what is over"
                }
            }
        }
    }

    @MarkupBuilder private var approvals: Markup {
        h2(.id("approve")) { "Waiting for your approval" }
        ul(.class("cards")) {
            for record in toApprove {
                li(.class("card")) {
                    h3(.class("card__title")) {
                        a(.href(SiteMap.booking(record.booking.id))) { record.offer.facts.title }
                    }
                    p { OfferView.name(of: record.run) }
                    p {
                        "\(record.booking.bookedBy.name) for \(record.booking.heldPlaces.map(\.name).joined(separator: ", ")). \(OfferWords.cost(record.booking.cost))."
                    }
                    ApprovalButtons(booking: record.booking, ticket: ticket)
                }
            }
        }
    }

    private func rule(for school: Organisation, _ isNeeded: Bool) -> Markup {
        details {
            HTML.summary { "Approval of bookings" }
            postForm(SiteMap.bookingRule(), ticket: ticket) {
                input(.type("hidden"), .name("school"), .value(school.id.description))
                ChoiceField(
                    "approval",
                    "When a colleague books",
                    hint: "The places are kept until you answer. Your own bookings need no approval.",
                    options: [FormOption("yes", "Ask the leads of the school before a booking is confirmed")],
                    isMultiple: true,
                    state: FormState(isNeeded ? ["approval": "yes"] : [:])
                )
                submit("Save", isSecondary: true)
            }
        }
    }

    private func link(isOver: Bool) -> Link {
        SiteMap.schoolBookings().with("school", school?.id.description).with("time", isOver ? "over" : nil)
    }

    private func table(_ caption: String, _ records: [BookingRecord]) -> Markup {
        DataTable(
            caption,
            isCaptionHidden: true,
            columns: [
                .init("What"), .init("When"), .init("Who"), .init("Cost", isNumber: true), .init("Reference"),
            ],
            rows: records.map(row)
        ).markup
    }

    private func row(_ record: BookingRecord) -> [Markup] {
        let booking = record.booking
        return [
            a(.href(SiteMap.booking(booking.id))) { record.offer.facts.title },
            .text(OfferView.name(of: record.run)),
            .text(
                booking.state == .cancelled
                    ? "Cancelled" : booking.heldPlaces.map(\.name).joined(separator: ", ")
            ),
            .text(record.mayChange ? (booking.cost.total == .zero ? "Free" : "\(booking.cost.total)") : ""),
            span(.class("reference")) { booking.reference },
        ]
    }

    @MarkupBuilder private var waitingList: Markup {
        h2(.id("waiting")) { "Waiting" }
        ul(.class("cards")) {
            for item in waiting {
                li(.class("card")) {
                    h3(.class("card__title")) {
                        a(.href(SiteMap.offer(item.offer.id))) { item.offer.facts.title }
                    }
                    p {
                        "\(InWords.count(item.entry.places, "place")) for \(item.entry.organisation.name), \(OfferView.name(of: item.run))."
                    }
                    if item.entry.person.id != reader { p { "\(item.entry.person.name) joined the list." } }
                    let kept = item.entry.kept(at: now)
                    if let kept {
                        p { StatusTag("\(InWords.count(kept.places, "place")) kept", .good) }
                        p {
                            "Book by \(OfferWords.instant(kept.until)). After that they go to the next in turn."
                        }
                        BookKept(entry: item.entry, offer: item.offer.id)
                    } else if let lapsed = item.entry.lapsed(at: now) {
                        p { OfferWords.lapsed(lapsed) }
                    }
                    postForm(SiteMap.leaveWaitingList(item.entry.id), ticket: ticket) {
                        submit(
                            kept == nil
                                ? "Leave the waiting list" : "Give them up and leave the waiting list",
                            about: "of \(item.offer.facts.title)",
                            isSecondary: true
                        )
                    }
                }
            }
        }
    }
}
