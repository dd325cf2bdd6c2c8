import Access
import Accounts
import HTML
import Services

/// The people of an organisation: who has which role, who is invited, and forms for those who may change it.
struct PeoplePage: Page {
    let organisation: Organisation
    let people: [Colleague]
    let invitations: [Invitation]
    let mayInvite: Bool
    let mayChangeRoles: Bool
    let state: FormState
    let ticket: FormTicket

    var title: String { "People of \(organisation.name)" }

    var body: Markup {
        PageHeader("People", kicker: organisation.name)
        ErrorSummary(state: state)
        HTML.section(.id("people")) {
            h2 { "Who has a role" }
            if people.isEmpty { EmptyState("Nobody yet.") } else { list }
        }
        if !invitations.isEmpty { invited }
        if mayInvite { invite }
    }

    @MarkupBuilder private var list: Markup {
        DataTable(
            "People and their roles",
            isCaptionHidden: true,
            columns: [.init("Name"), .init("Address"), .init("Roles")]
                + (mayChangeRoles ? [.init("Change")] : []),
            rows: people.map { colleague in
                let roles = colleague.roles.map(\.capitalised).joined(separator: ", ")
                let cells: [Markup] = [
                    .text(colleague.person.name), .text(colleague.email?.text ?? "–"), .text(roles),
                ]
                return cells + (mayChangeRoles ? [change(colleague)] : [])
            }
        )
    }

    private func change(_ colleague: Colleague) -> Markup {
        let id = "roles-\(colleague.person.id)"
        return details {
            HTML.summary {
                "Change"
                span(.class("visually-hidden")) { " the roles of \(colleague.person.name)" }
            }
            postForm(SiteMap.changeRoles(organisation.id, colleague.person.id), ticket: ticket) {
                fieldset(.class("field")) {
                    legend { "Roles of \(colleague.person.name)" }
                    p(.class("hint")) { "Without any role they no longer belong to the organisation." }
                    for role in Role.allCases {
                        div(.class("choice")) {
                            input(
                                .type("checkbox"),
                                .id("\(id)-\(role.rawValue)"),
                                .name("roles"),
                                .value(role.rawValue),
                                .checked(colleague.roles.contains(role))
                            )
                            HTML.label(.for("\(id)-\(role.rawValue)")) { role.capitalised }
                        }
                    }
                }
                submit("Save", about: "the roles of \(colleague.person.name)", isSecondary: true)
            }
        }
    }

    @MarkupBuilder private var invited: Markup {
        HTML.section {
            h2 { "Invited" }
            DataTable(
                "Invitations that wait for an answer",
                isCaptionHidden: true,
                columns: [
                    .init("Name"), .init("Address"), .init("Role"), .init("Until"), .init("Withdraw"),
                ],
                rows: invitations.map { invitation in
                    [
                        .text(invitation.name), .text(invitation.email.text),
                        .text(invitation.role.capitalised),
                        .text(LocalDate(invitation.expiresAt, in: .london).spelledShort),
                        postForm(SiteMap.withdrawInvitation(organisation.id, invitation.id), ticket: ticket) {
                            button(.type("submit"), .class("button button--secondary")) {
                                "Withdraw"
                                span(.class("visually-hidden")) { " the invitation to \(invitation.name)" }
                            }
                        },
                    ]
                }
            )
        }
    }

    @MarkupBuilder private var invite: Markup {
        HTML.section {
            h2 { "Invite someone" }
            p { "They get an email with a link that works for 14 days." }
            postForm(SiteMap.people(organisation.id), ticket: ticket) {
                TextField("name", "Name", autocomplete: "off", state: state)
                TextField("email", "Work email address", kind: .email, autocomplete: "off", state: state)
                ChoiceField(
                    "role",
                    "Role",
                    options: Role.allCases.map {
                        FormOption($0.rawValue, $0.capitalised, hint: $0.meaning + ".")
                    },
                    state: state
                )
                submit("Send the invitation")
            }
        }
    }
}
