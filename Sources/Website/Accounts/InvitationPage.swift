import Access
import Accounts
import HTML

struct InvitationPage: Page {
    let token: Token
    let offer: InvitationOffer
    let state: FormState
    let ticket: FormTicket

    var title: String { "Join \(offer.invitation.organisation.name)" }

    var body: Markup {
        PageHeader(
            title,
            lead: "You are invited as \(offer.invitation.role.title). \(offer.invitation.role.meaning)."
        )
        postForm(SiteMap.invitation(token), ticket: ticket, state: state) {
            if offer.hasPassword {
                p {
                    "Your account at \(offer.invitation.email) gets this role when you accept. Then sign in as usual."
                }
            } else {
                TextField("name", "Your name", autocomplete: "name", state: state)
                PasswordField(
                    offer.needsPassword
                        ? "Choose a password" : "Choose a password (you may leave this empty)",
                    hint: offer.needsPassword ? nil : "Without one you sign in by links that we email you.",
                    state: state
                )
            }
            submit("Accept")
        }
    }
}

struct SetPasswordPage: Page {
    let token: Token
    let person: Person
    var state = FormState()
    let ticket: FormTicket

    var title: String { "Set your password" }

    var body: Markup {
        PageHeader(title, lead: "For \(person.name). Other devices are signed out.")
        postForm(SiteMap.setPassword(token), ticket: ticket, state: state) {
            PasswordField("New password", hint: nil, state: state)
            submit("Set the password")
        }
    }
}

/// A field for a new password, with the only rules there are.
struct PasswordField: Renderable {
    let label: String
    let hint: String?
    let state: FormState

    init(_ label: String, hint: String?, state: FormState) {
        self.label = label
        self.hint = hint
        self.state = state
    }

    var markup: Markup {
        TextField(
            "password",
            label,
            kind: .password,
            hint:
                "At least \(PasswordRule.minimumLength) characters. Three or four unrelated words are good; paste is fine."
                + (hint.map { " " + $0 } ?? ""),
            autocomplete: "new-password",
            state: state
        )
    }
}
