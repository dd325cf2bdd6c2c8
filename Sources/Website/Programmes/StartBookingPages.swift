import Access
import Directory
import HTML
import Mail
import Programmes
import Services

/// Who are you? Asked of someone who is not signed in.
struct StartBookingPage: Page {
    let offer: Offer
    let next: Link
    let state: FormState
    let ticket: FormTicket

    var title: String { "Your work email" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        [Crumb("Training", SiteMap.offers()), Crumb(offer.facts.title, SiteMap.offer(offer.id))]
    }

    var body: Markup {
        PageHeader(
            title,
            lead: "We send a link to it, and you go on from there. You need no password.",
            kicker: offer.facts.title
        )
        postForm(SiteMap.startBooking(offer.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("next"), .value(next.description))
            TextField("name", "Your name", autocomplete: "name", state: state)
            TextField(
                "email",
                "Work email",
                kind: .email,
                hint: "Your school is recognised from it where that is possible.",
                autocomplete: "email",
                state: state
            )
            submit("Send me the link")
        }
        p {
            "You have a password? "
            a(.href(SiteMap.signIn().with("next", next.description))) { "Sign in instead" }
        }
    }
}

struct LinkSentPage: Page {
    let address: String
    /// What the email says, in an example network that sends none.
    let letter: OutboxMail?

    var title: String { "Check your email" }

    var body: Markup {
        Confirmation("Check your email") {
            p { "An email to \(address) is on its way. The link in it leads back to your booking." }
            p {
                "Nothing after five minutes? Look in your junk or spam folder, or check the address. Nothing is booked yet."
            }
        }
        if let letter { ExampleLetter(letter) }
    }
}

/// Which school are the places for?
struct ChooseSchoolPage: Page {
    let recognised: [Organisation]
    let words: String
    let found: [SchoolSummary]
    let next: String
    let state: FormState
    let ticket: FormTicket

    var title: String { "Which school do you book for?" }
    var section: SiteSection? { .offers }

    var body: Markup {
        PageHeader(
            title,
            lead: "Places are booked for a school, so that it is clear who pays and who may change them."
        )
        if !options.isEmpty {
            postForm(SiteMap.chooseSchool(), ticket: ticket, state: state) {
                input(.type("hidden"), .name("next"), .value(next))
                ChoiceField(
                    "school",
                    words.isEmpty ? "From your address" : "Schools found",
                    options: options,
                    state: state
                )
                submit("This is my school")
            }
        } else if !words.isEmpty {
            EmptyState("No school matches. Try fewer words, or the beginning of a word.")
        }
        h2 { options.isEmpty ? "Find your school" : "Another school" }
        getForm(SiteMap.chooseSchool()) {
            input(.type("hidden"), .name("next"), .value(next))
            TextField("q", "Name, town, postcode or URN", kind: .search, state: FormState(["q": words]))
            submit("Search")
        }
    }

    private var options: [FormOption] {
        if words.isEmpty { return recognised.map { FormOption($0.id.description, $0.name) } }
        return found.map { school in
            FormOption(
                school.organisation.description,
                school.name,
                hint: [school.town, school.postcode].compactMap(\.self).joined(separator: ", ")
            )
        }
    }
}
