import Access
import Accounts
import HTML
import Services

/// A person's own page: who they are here, how they sign in, where they are signed in, and what is held about
/// them.
struct AccountPage: Page {
    let overview: AccountOverview
    let memberships: [Membership]
    let sessions: [Session]
    let current: ID<Session>
    let state: FormState
    let ticket: FormTicket

    var title: String { "Your account" }

    var body: Markup {
        PageHeader(title, lead: overview.record.email?.text)
        ErrorSummary(state: state)
        roles
        ul {
            li { a(.href(SiteMap.development())) { "Your record of professional development" } }
            li { a(.href(SiteMap.ownCalendar())) { "Your sessions in your own calendar" } }
        }
        ownDetails
        signIn
        sessionList
        data
    }

    @MarkupBuilder private var roles: Markup {
        HTML.section {
            h2 { "Your roles" }
            if memberships.isEmpty && !overview.record.isNetworkAdministrator {
                p { "You have no role in an organisation. Ask the lead at your school or hub to invite you." }
            } else {
                ul {
                    if overview.record.isNetworkAdministrator {
                        li {
                            "Network administrator: "
                            a(.href(SiteMap.persons())) { "people" }
                            ", "
                            a(.href(SiteMap.outbox())) { "outbox" }
                            ", "
                            a(.href(SiteMap.jobs())) { "work in the background" }
                            ", "
                            a(.href(SiteMap.audit())) { "audit" }
                        }
                    }
                    for membership in memberships { membershipLine(membership) }
                }
            }
        }
    }

    @MarkupBuilder private func membershipLine(_ membership: Membership) -> Markup {
        li {
            "\(membership.role.capitalised), \(membership.organisation.name)"
            if membership.role == .lead {
                ": "
                a(.href(SiteMap.people(membership.organisation.id))) { "people and roles" }
            }
        }
    }

    @MarkupBuilder private var ownDetails: Markup {
        HTML.section {
            h2 { "Your details" }
            plainForm(SiteMap.correctAccount()) {
                input(.type("hidden"), .name("version"), .value(String(overview.record.version)))
                TextField("name", "Name", autocomplete: "name", state: state)
                TextField(
                    "teacher_reference",
                    "Teacher reference number, if you have one",
                    hint: "Seven digits. It goes on certificates and nowhere else.",
                    isShort: true,
                    state: state
                )
                submit("Save")
            }
            HTML.details(.open(state.error("email") != nil || state.error("email_password") != nil)) {
                HTML.summary { "Change your email address" }
                plainForm(SiteMap.changeEmail()) {
                    TextField(
                        "email",
                        "New work email address",
                        kind: .email,
                        autocomplete: "email",
                        state: state
                    )
                    if overview.hasPassword {
                        TextField(
                            "email_password",
                            "Your password",
                            kind: .password,
                            autocomplete: "current-password",
                            state: state
                        )
                    }
                    submit("Email me a link to confirm it")
                }
            }
        }
    }

    @MarkupBuilder private var signIn: Markup {
        HTML.section {
            h2 { "Signing in" }
            if overview.hasPassword {
                HTML.details(.open(state.error("password") != nil || state.error("current_password") != nil))
                {
                    HTML.summary { "Change your password" }
                    plainForm(SiteMap.changePassword()) {
                        TextField(
                            "current_password",
                            "Your password now",
                            kind: .password,
                            autocomplete: "current-password",
                            state: state
                        )
                        PasswordField("New password", hint: nil, state: state)
                        submit("Change the password")
                    }
                }
            } else {
                p {
                    "You sign in by links that we email. You may also "
                    a(.href(SiteMap.resetPassword())) { "set a password" }
                    "."
                }
            }
            p {
                overview.hasTwoStep
                    ? "Two-step sign-in is on. You have \(overview.recoveryCodesLeft) recovery codes left. "
                    : "Two-step sign-in is off. It asks for a code from your phone after the password. "
                a(.href(SiteMap.twoStep())) { overview.hasTwoStep ? "Turn it off" : "Turn it on" }
            }
        }
    }

    @MarkupBuilder private var sessionList: Markup {
        HTML.section(.id("sessions")) {
            h2 { "Where you are signed in" }
            DataTable(
                "Your sessions",
                isCaptionHidden: true,
                columns: [.init("Device"), .init("Since"), .init("Last used"), .init("End it")],
                rows: sessions.map { session in
                    [
                        .text(session.device), .text(PlainWords.moment(session.startedAt)),
                        .text(PlainWords.moment(session.lastUsedAt)),
                        session.id == current ? .text("This device") : endButton(session),
                    ]
                }
            )
            div(.class("actions")) {
                plainForm(SiteMap.signOut()) { submit("Sign out") }
                plainForm(SiteMap.signOutEverywhere()) { submit("Sign out everywhere", isSecondary: true) }
            }
        }
    }

    private func endButton(_ session: Session) -> Markup {
        plainForm(SiteMap.endSession(session.id)) {
            button(.type("submit"), .class("button button--secondary")) {
                "End"
                span(.class("visually-hidden")) { " the session on \(session.device)" }
            }
        }
    }

    @MarkupBuilder private var data: Markup {
        HTML.section {
            h2 { "Your data" }
            p { "You can have a copy of everything that is held about you, and you can have it erased." }
            plainForm(SiteMap.ownData()) { submit("Download my data", isSecondary: true) }
            p { a(.href(SiteMap.eraseAccount())) { "Erase my account" } }
        }
    }

    /// A form without an error summary of its own: the page has one for all its forms.
    private func plainForm(_ action: Link, @MarkupBuilder content: () -> Markup) -> Markup {
        postForm(action, ticket: ticket, content: content)
    }
}

/// Asks once more before an account is erased.
struct ErasePage: Page {
    let overview: AccountOverview
    let state: FormState
    let ticket: FormTicket

    var title: String { "Erase your account" }
    var trail: [Crumb] { [Crumb("Your account", SiteMap.account())] }

    var body: Markup {
        PageHeader(title, lead: "This cannot be undone.")
        ul {
            li { "Your name, address, roles and sign-in are deleted." }
            li {
                "What others must keep, such as an invoice or a register of attendance, stays without your name."
            }
            li { "The audit keeps that an account acted, by its number only." }
        }
        postForm(SiteMap.eraseAccount(), ticket: ticket, state: state) {
            if overview.hasPassword {
                TextField(
                    "password",
                    "Your password",
                    kind: .password,
                    autocomplete: "current-password",
                    state: state
                )
            }
            ChoiceField(
                "sure",
                "Are you sure?",
                options: [FormOption("yes", "Yes, erase my account")],
                isMultiple: true,
                state: state
            )
            submit("Erase my account", isWarning: true)
        }
    }
}
