import Access
import Accounts
import Foundation
import HTML
import Programmes
import Services

/// Waiting for places.
struct WaitingForm: Page {
    let offer: Offer
    let run: Run
    /// Those that do not wait yet.
    let schools: [Organisation]
    /// How those that wait stand.
    let turns: [WaitingTurn]
    /// How long free places are kept for whoever is asked.
    let hours: Int
    /// Whether the reader runs the offer, and so puts a school on the list that asks.
    let isOrganiser: Bool
    let own: ID<Person>?
    let now: Date
    let state: FormState
    let ticket: FormTicket

    init(
        _ offer: Offer,
        _ run: ID<Run>,
        _ schools: [Organisation],
        _ turns: [WaitingTurn],
        hours: Int,
        isOrganiser: Bool,
        own: ID<Person>?,
        at now: Date,
        _ state: FormState,
        _ ticket: FormTicket
    ) throws {
        self.offer = offer
        self.hours = hours
        self.isOrganiser = isOrganiser
        self.own = own
        self.now = now
        self.run = try offer.runs.first { $0.id == run }.orNotFound()
        let waiting = Set(turns.map(\.entry.organisation.id))
        self.schools = schools.filter { !waiting.contains($0.id) }
        self.turns = turns
        self.state = state
        self.ticket = ticket
    }

    var title: String { turns.isEmpty ? "Join the waiting list" : "Waiting list" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        [Crumb("Training", SiteMap.offers()), Crumb(offer.facts.title, SiteMap.offer(offer.id))]
    }

    var body: Markup {
        PageHeader(title, lead: OfferView.name(of: run), kicker: offer.facts.title)
        for turn in turns { standing(turn) }
        p {
            "\(OfferWords.placesLeft(run)). When places become free, they are kept for the first school in turn that they are enough for. You get an email and have \(OfferWords.waitingTime(hours, run)) to book them; then they go to the next."
        }
        p { "Who is asked first: \(run.waitingRule.name.lowercasedFirst)." }
        if !schools.isEmpty || isOrganiser { joining }
    }

    /// Who waits for how many places, and when their turn is.
    @MarkupBuilder private func standing(_ turn: WaitingTurn) -> Markup {
        let entry = turn.entry
        let isOwn = entry.person.id == own
        let places = InWords.count(entry.places, "place")
        Inset(isOwn ? "You wait for \(places)" : "\(entry.person.name) waits for \(places)") {
            if let position = turn.position {
                p { "For \(entry.organisation.name): number \(position) of \(turn.waiting) in the queue." }
            } else if let kept = entry.kept(at: now) {
                p {
                    "\(InWords.count(kept.places, "place")) kept for \(entry.organisation.name). Book by \(OfferWords.instant(kept.until))."
                }
                BookKept(entry: entry, offer: offer.id)
                if isOrganiser {
                    p {
                        "Whom to write to is corrected under "
                        a(.href(SiteMap.register(run.id))) { "Who is coming" }
                        "."
                    }
                }
            } else if let lapsed = entry.lapsed(at: now) {
                p { "\(OfferWords.lapsed(lapsed)) To wait again, leave the waiting list first." }
            }
            if turn.position != nil { change(entry) }
            postForm(SiteMap.leaveWaitingList(entry.id), ticket: ticket) {
                submit("Leave the waiting list", about: "for \(places)", isSecondary: true)
            }
        }
    }

    private func change(_ entry: WaitingEntry) -> Markup {
        let state = changeState(of: entry)
        return details(.open(!state.isValid)) {
            HTML.summary { "Change how many" }
            postForm(SiteMap.waitingList(run.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("entry"), .value(entry.id.description))
                TextField(
                    "places-\(entry.id)",
                    "How many places do you need?",
                    kind: .wholeNumber,
                    hint: "You keep your place in the queue.",
                    state: state
                )
                ChoiceField(
                    "takesFewer-\(entry.id)",
                    "If fewer become free",
                    options: [FormOption("yes", "Offer us fewer places too")],
                    isMultiple: true,
                    state: state
                )
                if isOrganiser {
                    TextField(
                        "contactEmail-\(entry.id)",
                        "Email address of whoever asked (optional)",
                        kind: .email,
                        autocomplete: "off",
                        state: state
                    )
                }
                submit("Save", isSecondary: true)
            }
        }
    }

    /// What was sent for an entry, or how it stands.
    private func changeState(of entry: WaitingEntry) -> FormState {
        if state.value("entry") == entry.id.description { return state }
        return FormState([
            "places-\(entry.id)": "\(entry.places)",
            "takesFewer-\(entry.id)": entry.takesFewer ? "yes" : "",
            "contactEmail-\(entry.id)": entry.contact?.text ?? "",
        ])
    }

    private var joining: Markup {
        // What is wrong with the change of an entry stands there.
        let state = state.value("entry").isEmpty ? state : FormState(["places": "1"])
        return postForm(SiteMap.waitingList(run.id), ticket: ticket, state: state) {
            if !schools.isEmpty {
                SelectField(
                    "school",
                    "School",
                    options: schools.map { FormOption($0.id.description, $0.name) },
                    state: state
                )
            }
            if isOrganiser {
                TextField(
                    "forSchool",
                    schools.isEmpty
                        ? "School that asked to wait" : "Or a school that asked you to put it on the list",
                    hint:
                        "Name or URN. You run this, so any school can wait through you. When places are kept, you or the school books them.",
                    autocomplete: "off",
                    state: state
                )
                TextField(
                    "contactEmail",
                    "Email address of whoever asked (optional)",
                    kind: .email,
                    hint:
                        "They get the email as well, and book without an account. Without an address it goes to those who book for the school here.",
                    autocomplete: "off",
                    state: state
                )
            }
            TextField("places", "How many places do you need?", kind: .wholeNumber, state: state)
            ChoiceField(
                "takesFewer",
                run.placesLeft > 0 ? "If fewer are free" : "If fewer become free",
                options: [
                    FormOption(
                        "yes",
                        "Offer us fewer places too",
                        hint: run.placesLeft > 0 ? "Those that are left are kept for you at once." : nil
                    )
                ],
                isMultiple: true,
                state: state
            )
            submit("Join the waiting list")
        }
    }
}

extension OfferWords {
    /// That the time to book what was kept is over, while it has not been passed on yet.
    static func lapsed(_ lapsed: (places: Int, at: Date)) -> String {
        let kept = "\(InWords.count(lapsed.places, "place")) kept until \(instant(lapsed.at))"
        return "The time to book is over: \(kept), to be passed on to the next in turn now."
    }
}

/// To the form that books what is kept for someone who waits.
struct BookKept: Renderable {
    let entry: WaitingEntry
    let offer: ID<Offer>

    var markup: Markup {
        let form = SiteMap.book(offer).with("run", entry.run.description)
            .with("waiting", entry.id.description)
        return p { a(.class("button"), .href(form)) { "Book them" } }
    }
}
