import Access
import Accounts
import Directory
import HTML
import Pathways
import Programmes
import Services

/// Who of the hub spoke to whom about what, and what is promised.
struct ContactLogPage: Page {
    let hubs: ChosenOrganisation
    let actions: [ContactEntry]
    let entries: [ContactEntry]
    let today: LocalDate
    let ticket: FormTicket

    var title: String { "School contacts" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: hubs.chosen.name)
        OrganisationTabs(organisations: hubs, link: SiteMap.contactLog())
        p {
            a(.class("button"), .href(SiteMap.newContact().with("organisation", hubs.chosen.id.description)))
            {
                "Write down a conversation"
            }
            " "
            a(.href(SiteMap.newsletter().with("organisation", hubs.chosen.id.description))) {
                "Newsletter to chosen roles"
            }
        }
        h2 { "Promised" }
        if actions.isEmpty {
            EmptyState("Nothing is promised and open.")
        } else {
            ul(.class("cards")) {
                for entry in actions { ActionCard(entry: entry, today: today, ticket: ticket) }
            }
        }
        h2 { "Conversations" }
        if entries.isEmpty {
            EmptyState("No conversation is written down yet.")
        } else {
            ContactTable(entries: entries, showsSchool: true)
        }
    }
}

struct ActionCard: Renderable {
    let entry: ContactEntry
    let today: LocalDate
    let ticket: FormTicket
    var from = "log"

    var markup: Markup {
        li(.class("card")) {
            h3(.class("card__title")) { entry.nextAction }
            p {
                if let day = entry.nextOn {
                    StatusTag(day.spelledShort, entry.isLate(on: today) ? .late : .waiting)
                } else {
                    StatusTag("no day set")
                }
            }
            p(.class("meta")) { "\(entry.school.name): \(entry.topic), with \(entry.withName)" }
            oneButton(
                SiteMap.finishAction(entry.id),
                "Done",
                about: "(\(entry.nextAction), \(entry.school.name))",
                ticket: ticket,
                fields: [("from", from)]
            )
        }
    }
}

struct ContactTable: Renderable {
    let entries: [ContactEntry]
    let showsSchool: Bool

    var markup: Markup {
        DataTable(
            "Conversations",
            isCaptionHidden: true,
            columns: (showsSchool ? [.init("School")] : [])
                + [.init("When"), .init("With"), .init("About"), .init("Next"), .init("Who of us")],
            rows: entries.map(row)
        ).markup
    }

    private func row(_ entry: ContactEntry) -> [Markup] {
        let school: [Markup] = showsSchool ? [schoolCell(entry)] : []
        return school + [
            .text("\(entry.spokeOn.spelledShort), \(entry.channel.name.lowercasedFirst)"),
            .text(entry.withName),
            group {
                strong { entry.topic }
                if !entry.note.isEmpty { OfferWords.paragraphs(entry.note) }
            },
            .text(next(entry)), .text(entry.enteredBy.name),
        ]
    }

    private func schoolCell(_ entry: ContactEntry) -> Markup {
        guard let urn = entry.school.urn else { return .text(entry.school.name) }
        return a(.href(SchoolFile(urn: urn, hub: entry.hub).link)) { entry.school.name }
    }

    private func next(_ entry: ContactEntry) -> String {
        if entry.nextAction.isEmpty { return "" }
        if entry.nextDoneAt != nil { return "\(entry.nextAction) (done)" }
        return entry.nextAction + (entry.nextOn.map { " by \($0.spelledShort)" } ?? "")
    }
}

/// One conversation, written on a telephone in the car park.
struct ContactForm: Page {
    let hubs: ChosenOrganisation
    let state: FormState
    let ticket: FormTicket

    var title: String { "Write down a conversation" }
    var trail: [Crumb] { [Crumb("School contacts", SiteMap.contactLog())] }

    var body: Markup {
        PageHeader(title, lead: "So that the next colleague who calls the school knows.")
        postForm(SiteMap.newContact(), ticket: ticket, state: state) {
            if hubs.all.count > 1 {
                SelectField(
                    "organisation",
                    "For",
                    options: hubs.all.map { FormOption($0.id.description, $0.name) },
                    state: state
                )
            } else {
                input(.type("hidden"), .name("organisation"), .value(hubs.chosen.id.description))
            }
            TextField("school", "School", hint: "Name or URN", state: state)
            TextField("withName", "Whom did you speak to?", autocomplete: "off", state: state)
            ChoiceField(
                "channel",
                "How?",
                options: formOptions(ContactChannel.self) { $0.name },
                state: state
            )
            TextField("spokeOn", "Day", kind: .date, state: state)
            TextField("topic", "About", state: state)
            TextArea(
                "note",
                "Note",
                hint: "Facts, not opinions about people: they may ask to see it. Kept for three years.",
                rows: 4,
                state: state
            )
            TextField("nextAction", "What comes next?", hint: "What you promised, if anything.", state: state)
            TextField("nextOn", "By when", kind: .date, state: state)
            submit("Write it down")
        }
    }
}

/// What one hub keeps of a school: somebody of two hubs has two of them.
struct SchoolFile {
    let urn: URN
    let hub: ID<Organisation>

    var link: Link { SiteMap.schoolFile(urn).with("organisation", hub.description) }

    /// What a form sends along, so that it is for this hub and leads back here.
    var fields: [(String, String)] { [("urn", urn.description), ("hub", hub.description)] }
}

/// What a hub knows of one school: whom to speak to, and what was said.
struct SchoolFilePage: Page {
    let hub: Organisation
    let school: School
    let contacts: [RoleContact]
    let entries: [ContactEntry]
    let today: LocalDate
    let actor: Actor
    let state: FormState
    let ticket: FormTicket

    var title: String { school.name }
    var trail: [Crumb] {
        [Crumb("School contacts", SiteMap.contactLog().with("organisation", hub.id.description))]
    }

    private var file: SchoolFile { SchoolFile(urn: school.urn, hub: hub.id) }

    var body: Markup {
        PageHeader(school.name, lead: school.town, kicker: hub.name)
        p {
            a(
                .class("button"),
                .href(
                    SiteMap.newContact().with("organisation", hub.id.description).with(
                        "school",
                        school.urn.description
                    )
                )
            ) { "Write down a conversation" }
            " "
            a(.href(SiteMap.school(school.urn))) { "The school’s public page" }
        }
        h2 { "Contacts" }
        RoleContactTable(contacts: contacts, file: file, actor: actor, ticket: ticket)
        RoleContactForm(
            school: school.organisation,
            file: file,
            state: state,
            ticket: ticket
        )
        h2 { "Conversations" }
        if entries.isEmpty {
            EmptyState("\(hub.name) has written down no conversation with this school.")
        } else {
            ContactTable(entries: entries, showsSchool: false)
        }
    }
}

/// A school says whom to speak to.
struct RoleContactsPage: Page {
    let schools: ChosenOrganisation
    let contacts: [RoleContact]
    let actor: Actor
    let state: FormState
    let ticket: FormTicket

    var title: String { "Contacts of your school" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: schools.chosen.name)
        OrganisationTabs(organisations: schools, link: SiteMap.roleContacts())
        p {
            "Hubs that work with your school see this list, so that they write to the right person. It is not public."
        }
        RoleContactTable(contacts: contacts, file: nil, actor: actor, ticket: ticket)
        RoleContactForm(school: schools.chosen.id, file: nil, state: state, ticket: ticket)
    }
}

struct RoleContactTable: Renderable {
    let contacts: [RoleContact]
    /// Set on a hub's page of the school.
    let file: SchoolFile?
    let actor: Actor
    let ticket: FormTicket

    var markup: Markup {
        if contacts.isEmpty {
            EmptyState("No contact is written down.")
        } else {
            DataTable(
                "Contacts",
                isCaptionHidden: true,
                columns: [
                    .init("Role"), .init("Name"), .init("Email and telephone"), .init("Newsletters"),
                    .init("Change"),
                ],
                rows: contacts.map(row)
            )
        }
    }

    private func row(_ contact: RoleContact) -> [Markup] {
        [
            .text(contact.role.name), .text(contact.name),
            group {
                a(.href("mailto:\(contact.email.text)")) { contact.email.text }
                if !contact.telephone.isEmpty { " · \(contact.telephone)" }
            },
            .text(contact.wantsNews ? "yes" : "no"),
            contact.mayChange(actor)
                ? oneButton(
                    SiteMap.removeRoleContact(contact.organisation.id, contact.id),
                    "Take off",
                    about: "\(contact.name), \(contact.role.name.lowercasedFirst)",
                    ticket: ticket,
                    fields: file?.fields ?? []
                ) : .text("kept by \(contact.addedFor.name)"),
        ]
    }
}

struct RoleContactForm: Renderable {
    let school: ID<Organisation>
    /// Set on a hub's page of the school.
    let file: SchoolFile?
    let state: FormState
    let ticket: FormTicket

    var markup: Markup {
        details(.open(!state.isValid)) {
            HTML.summary { "Add or change a contact" }
            postForm(SiteMap.saveRoleContact(school), ticket: ticket, state: state) {
                for (name, value) in file?.fields ?? [] {
                    input(.type("hidden"), .name(name), .value(value))
                }
                SelectField("role", "Role", options: formOptions(ContactRole.self) { $0.name }, state: state)
                TextField("contactName", "Name", autocomplete: "off", state: state)
                TextField("contactEmail", "Work email", kind: .email, autocomplete: "off", state: state)
                TextField("telephone", "Telephone", kind: .tel, autocomplete: "off", state: state)
                ChoiceField(
                    "wantsNews",
                    "Newsletters",
                    options: [FormOption("yes", "Hubs may send newsletters for this role")],
                    isMultiple: true,
                    state: state
                )
                submit("Save the contact")
            }
        }
    }
}

/// A letter to chosen roles: written, checked, sent.
struct NewsletterPage: Page {
    let hubs: ChosenOrganisation
    let sent: [Newsletter]
    /// Whom it would reach; `nil` before it is checked.
    let readers: [RoleContact]?
    let state: FormState
    let ticket: FormTicket

    var title: String { readers == nil ? "Newsletter" : "Check your newsletter" }
    var trail: [Crumb] { [Crumb("School contacts", SiteMap.contactLog())] }

    var body: Markup {
        PageHeader(title, lead: hubs.chosen.name)
        if let readers { check(readers) } else { write }
        if !sent.isEmpty {
            h2 { "Sent" }
            DataTable(
                "Newsletters sent",
                isCaptionHidden: true,
                columns: [.init("When"), .init("Subject"), .init("Roles"), .init("Readers", isNumber: true)],
                rows: sent.map { letter in
                    [
                        .text(LocalDate(letter.sentAt, in: .london).spelledShort), .text(letter.subject),
                        .text(letter.roles.map(\.name).joined(separator: ", ")),
                        .text("\(letter.recipients)"),
                    ]
                }
            )
        }
    }

    private var write: Markup {
        postForm(SiteMap.newsletter(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("organisation"), .value(hubs.chosen.id.description))
            ChoiceField(
                "roles",
                "To whom?",
                hint:
                    "Schools that agreed to be your partners, and contacts that you wrote down.",
                options: formOptions(ContactRole.self) { $0.name },
                isMultiple: true,
                state: state
            )
            TextField("subject", "Subject", state: state)
            TextArea(
                "body",
                "Letter",
                hint: "Plain text. A link to stop it is added.",
                rows: 12,
                state: state
            )
            submit("Continue", name: "step", value: "check")
        }
    }

    @MarkupBuilder private func check(_ readers: [RoleContact]) -> Markup {
        p { strong { "\(InWords.count(readers.count, "reader"))" } }
        details {
            HTML.summary { "Who" }
            ul {
                for reader in readers {
                    li { "\(reader.name), \(reader.role.name.lowercasedFirst), \(reader.organisation.name)" }
                }
            }
        }
        article(.class("card")) {
            h2(.class("card__title")) { state.value("subject") }
            OfferWords.paragraphs(state.value("body"))
        }
        postForm(SiteMap.newsletter(), ticket: ticket) {
            input(.type("hidden"), .name("organisation"), .value(hubs.chosen.id.description))
            for role in state.values("roles") { input(.type("hidden"), .name("roles"), .value(role)) }
            input(.type("hidden"), .name("subject"), .value(state.value("subject")))
            input(.type("hidden"), .name("body"), .value(state.value("body")))
            submit("Send it", name: "step", value: "send")
            submit("Change", isSecondary: true, name: "step", value: "change")
        }
    }
}

/// Where the link at the foot of a newsletter leads.
struct StopNewsletterPage: Page {
    let contact: RoleContact
    let token: String
    let ticket: FormTicket

    var title: String { "Newsletters" }

    var body: Markup {
        PageHeader(title, lead: contact.email.text)
        if contact.wantsNews {
            p {
                "Hubs write to this address as \(contact.role.name.lowercasedFirst) of \(contact.organisation.name)."
            }
            oneButton(SiteMap.stopNewsletter(token), "Stop newsletters to this address", ticket: ticket)
            p(.class("hint")) { "Emails about bookings and other things that were asked for still come." }
        } else {
            p { "This address gets no newsletters, in whatever role a school or hub enters it." }
            oneButton(
                SiteMap.stopNewsletter(token),
                "Get newsletters again",
                ticket: ticket,
                fields: [("step", "resume")]
            )
        }
    }
}
