import Access
import HTML
import Programmes
import Services

/// Are you sure?
struct CancelCheck: Page {
    let record: BookingRecord
    let places: Set<ID<BookedPlace>>
    let ticket: FormTicket

    /// For all of them.
    private var charge: Pence { record.charge(for: places) }

    private var chosen: [BookedPlace] { record.booking.heldPlaces.filter { places.contains($0.id) } }

    /// Why there is no charge, and what becomes of the price.
    private var nothingDue: String {
        let what = chosen.count == 1 ? "it" : "them"
        let bases = Set(chosen.map(\.basis))
        let staysDue = bases.contains(.school) && !record.includedPlaces.isSubset(of: places)
        if staysDue || bases.contains(.included) && !bases.contains(.school) {
            return "There is one price for the whole school. It stays due while others of your school go."
        }
        let price = chosen.reduce(Pence.zero) { $0 + $1.price }
        if price == .zero { return "There is nothing to pay for \(what)." }
        let isOrganiser = record.parties.contains(.organiser)
        let credit =
            isOrganiser
            ? "credit the invoice on its page." : "ask \(record.offer.hubNames) for a credit note."
        return
            "\(isOrganiser ? "The school pays" : "You pay") nothing for \(what): \(price), before any VAT, is no longer due. If it stands on an invoice already, \(credit)"
    }

    var title: String { "Cancel \(InWords.count(places.count, "place"))?" }
    var trail: [Crumb] {
        [
            Crumb("Bookings", SiteMap.schoolBookings()),
            Crumb(record.booking.reference, SiteMap.booking(record.booking.id)),
        ]
    }

    var body: Markup {
        PageHeader(title, kicker: record.offer.facts.title)
        ul { for place in chosen { li { place.name } } }
        p {
            "Each gets an email\(record.run.study == nil ? " that takes the sessions out of the calendar" : ""). If someone else can go instead, change the name: it costs nothing."
        }
        if charge > .zero {
            Inset("\(record.cancellationPercentage)% (\(charge)) is still due") {
                p {
                    "It is \(record.cancellationPercentage)% of the price, before VAT, because \(record.run.study == nil ? "the first session is near" : "it is open or opens soon"). A change of name is free."
                }
            }
        } else if record.mayChange {
            p { nothingDue }
        }
        postForm(SiteMap.cancelPlaces(record.booking.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(record.booking.version)"))
            input(.type("hidden"), .name("sure"), .value("yes"))
            if charge > .zero, record.parties.contains(.organiser) {
                ChoiceField(
                    "waive",
                    "Charge",
                    options: [FormOption("yes", "Do not charge for this")],
                    isMultiple: true,
                    state: FormState()
                )
            }
            for place in places.sorted() { input(.type("hidden"), .name("place"), .value(place.description)) }
            submit("Yes, cancel", isWarning: true)
            a(.class("button button--secondary"), .href(SiteMap.booking(record.booking.id))) { "Keep" }
        }
    }
}
