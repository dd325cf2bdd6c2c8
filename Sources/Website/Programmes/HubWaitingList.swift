import Access
import Accounts
import Foundation
import HTML
import Programmes
import Services

extension Site {
    func addHubWaitingList(to routes: Routes) {
        routes.post(SiteMap.hubWaitingList, .signedIn) { visit, run, submission in
            let register = try await programmes.register(of: run, by: visit.actor)
            guard register.offer.isOrganised(by: visit.actor) else { throw AccessError.forbidden }
            let id = ID<WaitingEntry>(submission.text("entry"))
            guard let entry = register.waiting.first(where: { $0.id == id }) else {
                return .redirect(to: SiteMap.register(run), notice: "The school waits no longer.")
            }
            var state = FormState(submission)
            let (contact, reason) = ("contactEmail-\(entry.id)", "reason-\(entry.id)")
            let isRemoval = submission.text("step") == "remove"
            let count: Int? = try await state.attempt(
                refusedAt: reason,
                names: ["contactEmail": contact, "reason": reason]
            ) {
                if isRemoval {
                    let why = submission.text(reason)
                    return try await programmes.leaveWaitingList(entry.id, reason: why, by: visit.actor)
                }
                let address = submission.text(contact)
                try await programmes.correctWaitingContact(entry.id, to: address, by: visit.actor)
                return 0
            }
            guard let told = count else {
                return .invalid(registerPage(register, register.completionState, waiting: state, visit))
            }
            let news = told > 0 ? "Whoever asked has an email." : "Nobody was emailed about it."
            return .redirect(
                to: SiteMap.register(run),
                notice: isRemoval ? "\(entry.organisation.name) is off the waiting list. \(news)" : "Saved."
            )
        }
    }
}

/// Who waits for a run, for those who see its bookings; whoever runs the offer changes whom to write to and takes off.
struct HubWaitingList: Renderable {
    let register: Register
    /// Whether the reader runs the offer.
    let mayAct: Bool
    let now: Date
    let state: FormState
    let ticket: FormTicket

    var markup: Markup {
        h2 { "Waiting list" }
        p { "Asked first: \(register.run.waitingRule.name.lowercasedFirst)." }
        if register.waiting.isEmpty { p { "Nobody waits." } } else { entries }
    }

    private var entries: Markup {
        let columns: [DataTable.Column] = [
            .init("School"), .init("Who"), .init("Places", isNumber: true), .init("Since"), .init("Kept"),
        ]
        return DataTable(
            "Waiting list, in order",
            columns: mayAct ? columns + [DataTable.Column("Change")] : columns,
            rows: register.waiting.map { entry in
                let cells: [Markup] = [
                    .text(entry.organisation.name), .text(who(entry)),
                    .text(entry.takesFewer ? "up to \(entry.places)" : "\(entry.places)"),
                    .text(LocalDate(entry.joinedAt, in: .london).spelledShort),
                    keptCell(entry),
                ]
                return mayAct ? cells + [change(entry)] : cells
            }
        ).markup
    }

    private func kept(for entry: WaitingEntry) -> String {
        if let lapsed = entry.lapsed(at: now) {
            return "\(lapsed.places), over since \(OfferWords.instant(lapsed.at)); passed on next"
        }
        return entry.kept(at: now).map { "\($0.places), until \(OfferWords.instant($0.until))" } ?? ""
    }

    /// Who joined, and whom at the school to write to, with the address.
    private func who(_ entry: WaitingEntry) -> String {
        if let contact = entry.contact { return "\(entry.person.name), for \(contact.text)" }
        return [entry.person.name, entry.email?.text].compactMap { $0 }.joined(separator: ", ")
    }

    /// What is kept, and the way to book it for the school.
    @MarkupBuilder private func keptCell(_ entry: WaitingEntry) -> Markup {
        kept(for: entry)
        if mayAct, entry.kept(at: now) != nil {
            let form = SiteMap.book(register.offer.id).with("run", entry.run.description)
                .with("waiting", entry.id.description)
            " · "
            a(.href(form)) {
                "Book them"
                span(.class("visually-hidden")) { " for \(entry.organisation.name)" }
            }
        }
    }

    private func change(_ entry: WaitingEntry) -> Markup {
        let isSent = self.state.value("entry") == entry.id.description
        let contact = "contactEmail-\(entry.id)"
        let state = isSent ? self.state : FormState([contact: entry.contact?.text ?? ""])
        return details(.open(isSent)) {
            HTML.summary {
                "Change"
                span(.class("visually-hidden")) { " the turn of \(entry.organisation.name)" }
            }
            postForm(SiteMap.hubWaitingList(entry.run), ticket: ticket, state: state) {
                input(.type("hidden"), .name("entry"), .value(entry.id.description))
                TextField(
                    contact,
                    "Email address of whoever asked",
                    kind: .email,
                    hint:
                        "A new address gets the email about places that are kept. Without one it goes to those who book for the school here.",
                    autocomplete: "off",
                    state: state
                )
                submit(
                    "Save the address",
                    about: "for \(entry.organisation.name)",
                    isSecondary: true,
                    name: "step",
                    value: "contact"
                )
                // Whoever waits for what has begun is not written to.
                if register.run.isChangeable(at: now) {
                    TextField(
                        "reason-\(entry.id)",
                        "If you take them off the list: what to tell them (optional)",
                        hint: "They get an email. Places that are kept for them go to the next.",
                        state: state
                    )
                }
                submit(
                    "Take off the waiting list",
                    about: entry.organisation.name,
                    isSecondary: true,
                    name: "step",
                    value: "remove"
                )
            }
        }
    }
}
