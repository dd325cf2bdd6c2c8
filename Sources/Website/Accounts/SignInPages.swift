import Access
import Accounts
import HTML
import Mail

struct SignInPage: Page {
    let next: String
    let people: [(record: PersonRecord, story: String)]
    let state: FormState
    let ticket: FormTicket

    var title: String { "Sign in" }

    var body: Markup {
        PageHeader("Sign in")
        if !people.isEmpty { examplePeople }
        postForm(SiteMap.signIn(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("next"), .value(next))
            TextField("email", "Work email address", kind: .email, autocomplete: "email", state: state)
            TextField("password", "Password", kind: .password, autocomplete: "current-password", state: state)
            submit("Sign in")
        }
        p { a(.href(SiteMap.resetPassword())) { "Set a new password" } }
        HTML.section {
            h2 { "No password?" }
            p { "If you only book or attend, sign in by a link that we email to your work address." }
            p {
                a(.class("button button--secondary"), .href(SiteMap.askForSignInLink())) { "Email me a link" }
            }
        }
    }

    @MarkupBuilder private var examplePeople: Markup {
        HTML.section {
            h2 { "Continue as" }
            p { "This is an example network. Choose whose eyes to see it with." }
            ul(.class("plain")) {
                for (record, story) in people {
                    li {
                        form(.method("post"), .action(SiteMap.continueAs())) {
                            input(.type("hidden"), .name(FormField.token), .value(ticket.token))
                            input(.type("hidden"), .name("next"), .value(next))
                            input(.type("hidden"), .name("email"), .value(record.email?.text ?? ""))
                            submit(record.person.name, isSecondary: true)
                            p(.class("hint")) { story }
                        }
                    }
                }
            }
        }
    }
}

/// The second step: the code.
struct CodePage: Page {
    let next: String
    var state = FormState()
    let ticket: FormTicket

    var title: String { "Enter your code" }

    var body: Markup {
        PageHeader(
            "Enter your code",
            lead: "Open your authenticator app and enter the six digits it shows for Braid."
        )
        postForm(SiteMap.signInCode(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("next"), .value(next))
            TextField(
                "code",
                "Code",
                hint: "If you have lost your phone, enter one of your recovery codes.",
                autocomplete: "one-time-code",
                isShort: true,
                state: state
            )
            submit("Go on")
        }
    }
}

/// A form that asks for an address and answers alike whoever it belongs to.
struct AddressPage: Page {
    enum Purpose {
        case signInLink, reset
    }

    let purpose: Purpose
    let state: FormState
    let ticket: FormTicket

    var title: String {
        switch purpose {
        case .signInLink: "Sign in by a link"
        case .reset: "Set a new password"
        }
    }

    var body: Markup {
        PageHeader(title, lead: lead)
        postForm(action, ticket: ticket, state: state) {
            TextField("email", "Work email address", kind: .email, autocomplete: "email", state: state)
            submit("Email me a link")
        }
        p { a(.href(SiteMap.signIn())) { "Back to sign in" } }
    }

    private var action: Link {
        switch purpose {
        case .signInLink: SiteMap.askForSignInLink()
        case .reset: SiteMap.resetPassword()
        }
    }

    private var lead: String {
        switch purpose {
        case .signInLink: "For people who only book or attend. The link works once, within 20 minutes."
        case .reset: "We email you a link. It works once, within an hour."
        }
    }
}

/// After an address was given: the same page whether or not it is known.
struct MailSentPage: Page {
    let address: String
    /// What the email says, in an example network that sends none.
    let letter: OutboxMail?

    var title: String { "Check your email" }

    var body: Markup {
        Confirmation("Check your email") {
            p { "If \(address) can sign in here, an email with a link is on its way." }
            p {
                "Nothing after five minutes? Look in your junk or spam folder, or check that the address is your work address."
            }
        }
        if let letter { ExampleLetter(letter) }
    }
}

/// The page behind a link, whose button does what the link is for: programs that open links in mails do not
/// press it.
struct ButtonPage: Page {
    let title: String
    let lead: String
    let button: String
    let action: Link
    let ticket: FormTicket

    var body: Markup {
        PageHeader(title, lead: lead)
        postForm(action, ticket: ticket) { submit(button) }
    }
}

struct SpentLinkPage: Page {
    /// Where to ask for a new one; `nil` where somebody else must send it.
    let again: Link?

    var title: String { "This link cannot be used" }

    var body: Markup {
        PageHeader(title, lead: "It was used already, or it is too old, or a newer one was sent.")
        if let again {
            p { a(.class("button"), .href(again)) { "Ask for a new link" } }
        } else {
            p { "Ask whoever sent it to send a new one." }
        }
    }
}
