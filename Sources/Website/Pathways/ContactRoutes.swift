import Access
import Database
import Directory
import Pathways
import Programmes
import Services

extension Site {
    func addContacts(to routes: Routes) {
        addContactLog(to: routes)
        addRoleContacts(to: routes)
        addNewsletter(to: routes)
    }

    private func addContactLog(to routes: Routes) {
        routes.get(SiteMap.contactLog, .signedIn) { visit in
            let hubs = try visit.organisation(.hub, where: .keepContactLog)
            return .page(
                ContactLogPage(
                    hubs: hubs,
                    actions: try await pathways.openActions(of: hubs.chosen.id, by: visit.actor),
                    entries: try await pathways.contactLog(of: hubs.chosen.id, by: visit.actor),
                    today: visit.services.today(),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.get(SiteMap.newContact, .signedIn) { visit in
            let hubs = try visit.organisation(.hub, where: .keepContactLog)
            let state = FormState([
                "organisation": hubs.chosen.id.description, "school": visit.query.text("school"),
                "withName": visit.query.text("with"), "spokeOn": visit.services.today().description,
                "channel": ContactChannel.call.rawValue,
            ])
            return .page(ContactForm(hubs: hubs, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.newContact, .signedIn) { visit, submission in
            let hubs = try visit.organisation(.hub, where: .keepContactLog)
            let hub = try hubs.named(submission.text("organisation"))
            var state = FormState(submission)
            let id = try await state.attempt(refusedAt: "school") {
                try await pathways.logContact(
                    ContactDraft(submission),
                    for: hub.id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if id != nil {
                return .redirect(
                    to: SiteMap.contactLog().with("organisation", hub.id.description),
                    notice: "Written down."
                )
            }
            return .invalid(ContactForm(hubs: hubs, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.finishAction, .signedIn) { visit, id, submission in
            try await pathways.finishAction(id, by: visit.actor)
            return .redirect(
                to: submission.text("from") == "today" ? SiteMap.today() : SiteMap.contactLog(),
                notice: "Done."
            )
        }
        routes.get(SiteMap.schoolFile, .signedIn) { visit, urn in
            let school = try await directory.school(urn).orNotFound()
            let hubs = try visit.organisation(.hub, where: .keepContactLog)
            return .page(
                SchoolFilePage(
                    hub: hubs.chosen,
                    school: school,
                    contacts: try await pathways.roleContacts(of: school.organisation, by: visit.actor),
                    entries: try await pathways.contactLog(
                        of: hubs.chosen.id,
                        school: school.organisation,
                        by: visit.actor
                    ),
                    today: visit.services.today(),
                    actor: visit.actor,
                    state: FormState(),
                    ticket: visit.formTicket()
                )
            )
        }
    }

    private func addRoleContacts(to routes: Routes) {
        routes.get(SiteMap.roleContacts, .signedIn) { visit in
            let schools = try visit.organisation(.establishment, where: .seeRoleContacts)
            return .page(
                RoleContactsPage(
                    schools: schools,
                    contacts: try await pathways.roleContacts(of: schools.chosen.id, by: visit.actor),
                    actor: visit.actor,
                    state: FormState(),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.saveRoleContact, .signedIn) { visit, school, submission in
            var state = FormState(submission)
            // A hub writes a contact down from the school's file; a school on its own page.
            let urn = URN(submission.text("urn"))
            var hub: Organisation?
            if urn != nil { hub = try visit.hub(submission.text("hub"), where: .keepContactLog) }
            let behalf = hub?.id
            let done: Void? = try await state.attempt(refusedAt: "role") {
                try await pathways.saveRoleContact(
                    RoleContactDraft(submission),
                    of: school,
                    for: behalf,
                    by: visit.actor
                )
            }
            if done != nil {
                let own = SiteMap.roleContacts().with("organisation", school.description)
                let file = urn.flatMap { urn in behalf.map { SchoolFile(urn: urn, hub: $0).link } }
                return .redirect(to: file ?? own, notice: "Saved.")
            }
            let contacts = try await pathways.roleContacts(of: school, by: visit.actor)
            if let urn, let hub {
                return .invalid(
                    SchoolFilePage(
                        hub: hub,
                        school: try await directory.school(urn).orNotFound(),
                        contacts: contacts,
                        entries: try await pathways.contactLog(of: hub.id, school: school, by: visit.actor),
                        today: visit.services.today(),
                        actor: visit.actor,
                        state: state,
                        ticket: visit.formTicket()
                    )
                )
            }
            return .invalid(
                RoleContactsPage(
                    schools: try visit.organisation(
                        .establishment,
                        school.description,
                        where: .seeRoleContacts
                    ),
                    contacts: contacts,
                    actor: visit.actor,
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.removeRoleContact, .signedIn) { visit, ids, submission in
            try await pathways.removeRoleContact(ids.second, by: visit.actor)
            return .redirect(
                to: URN(submission.text("urn")).map {
                    SiteMap.schoolFile($0).with("organisation", submission.text("hub"))
                }
                    ?? SiteMap.roleContacts().with("organisation", ids.first.description),
                notice: "Taken off."
            )
        }
    }

    private func addNewsletter(to routes: Routes) {
        routes.get(SiteMap.newsletter, .signedIn) { visit in
            let hubs = try visit.organisation(.hub, where: .sendNewsletter)
            return .page(
                NewsletterPage(
                    hubs: hubs,
                    sent: try await pathways.newsletters(of: hubs.chosen.id, by: visit.actor),
                    readers: nil,
                    state: FormState(["organisation": hubs.chosen.id.description]),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.newsletter, .signedIn) { visit, submission in
            let hubs = try visit.organisation(.hub, where: .sendNewsletter)
            let hub = try hubs.named(submission.text("organisation"))
            var state = FormState(submission)
            let draft = NewsletterDraft(submission)
            if submission.text("step") == "send" {
                let count = try await state.attempt(refusedAt: "subject") {
                    try await pathways.sendNewsletter(
                        draft,
                        of: hub.id,
                        by: visit.actor,
                        key: submission.idempotencyKey
                    )
                }
                if let count {
                    return .redirect(
                        to: SiteMap.newsletter().with("organisation", hub.id.description),
                        notice: "Sent to \(InWords.count(count, "reader"))."
                    )
                }
            }
            let checked = try await state.attempt(refusedAt: "subject") { try draft.checked() }
            var readers: [RoleContact]?
            if let checked, submission.text("step") != "change" {
                readers = try await pathways.newsletterReaders(
                    of: hub.id,
                    roles: checked.roles,
                    by: visit.actor
                )
                if readers?.isEmpty == true {
                    state.refuse("roles", "Nobody in these roles would get it: choose others")
                    readers = nil
                }
            }
            let page = NewsletterPage(
                hubs: ChosenOrganisation(chosen: hub, all: hubs.all),
                sent: try await pathways.newsletters(of: hub.id, by: visit.actor),
                readers: readers,
                state: state,
                ticket: visit.formTicket()
            )
            return state.isValid ? .page(page) : .invalid(page)
        }
        routes.get(SiteMap.stopNewsletter, .everyone) { visit, token in
            let contact = try await pathways.newsletterReader(stopToken: token).orNotFound()
            return .page(StopNewsletterPage(contact: contact, token: token, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.stopNewsletter, .everyone) { _, token, submission in
            if submission.text("step") == "resume" {
                try await pathways.resumeNewsletters(token: token)
                return .redirect(to: SiteMap.stopNewsletter(token), notice: "You will get newsletters again.")
            }
            try await pathways.stopNewsletters(token: token)
            return .redirect(to: SiteMap.stopNewsletter(token), notice: "You will get no more newsletters.")
        }
    }
}

extension ContactDraft {
    init(_ submission: Submission) {
        self.init()
        school = submission.text("school")
        spokeOn = submission.text("spokeOn")
        withName = submission.text("withName")
        channel = submission.text("channel")
        topic = submission.text("topic")
        note = submission.text("note")
        nextAction = submission.text("nextAction")
        nextOn = submission.text("nextOn")
    }
}

extension RoleContactDraft {
    init(_ submission: Submission) {
        self.init()
        role = submission.text("role")
        name = submission.text("contactName")
        email = submission.text("contactEmail")
        telephone = submission.text("telephone")
        wantsNews = submission.isChecked("wantsNews")
    }
}

extension NewsletterDraft {
    init(_ submission: Submission) {
        self.init()
        subject = submission.text("subject")
        body = submission.text("body")
        roles = submission.all("roles")
    }
}
