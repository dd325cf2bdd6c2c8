import Access
import Database
import Directory
import HTML
import Services

/// A tie in a list: with whom, of what kind, since when.
struct PartnershipLine: Renderable {
    let tie: Partnership
    let today: LocalDate

    var markup: Markup {
        partner
        ": \(tie.kind.name.lowercasedFirst), "
        PlainWords.held(from: tie.startedOn, until: tie.endedOn, on: today)
        if tie.state == .challenged {
            " "
            StatusTag(tie.state.name, .waiting)
        }
    }

    @MarkupBuilder private var partner: Markup {
        if let slug = tie.partnerSlug {
            a(.href(SiteMap.hub(slug))) { tie.partner.name }
        } else {
            switch RegisterKey(tie.partner.id) {
            case .establishment(let urn): a(.href(SiteMap.school(urn))) { tie.partner.name }
            case .authority(let code):
                a(.href(SiteMap.schools().with("authority", "\(code)"))) { tie.partner.name }
            default: tie.partner.name
            }
        }
    }
}

/// The partnerships of one organisation, whichever kind it is, for those who keep them: a school challenges or ends one that a
/// hub wrote down, and the reverse.
struct PartnershipsPage: Page {
    let organisation: Organisation
    let partnerships: [Partnership]
    /// What was looked for, and who was found.
    let words: String
    let found: [FoundOrganisation]
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    private static let lead =
        "Each is shown on the public pages of both partners. Challenge one that you do not agree with; end one that is over. A hub reads the contacts of a school that agreed to be its partner."

    var title: String { "Partnerships" }
    var trail: [Crumb] { [Crumb("Network", SiteMap.network())] }
    var section: SiteSection? { .network }

    var body: Markup {
        PageHeader(title, lead: Self.lead, kicker: organisation.name)
        // The form that records one says itself what is wrong with it.
        if words.isEmpty { ErrorSummary(state: state) }
        if partnerships.isEmpty {
            EmptyState("No partnership is recorded yet.")
        } else {
            ul(.class("list")) {
                for tie in partnerships {
                    li {
                        div { PartnershipLine(tie: tie, today: today) }
                        if tie.state != .ended { stateForm(tie) }
                        daysForm(tie)
                    }
                }
            }
        }
        h2 { "Record a partnership" }
        getForm(SiteMap.partnerships(organisation.id), label: "Find a partner") {
            TextField(
                "q",
                "Find a school, trust, local authority or hub",
                kind: .search,
                state: FormState(["q": words])
            )
            submit("Search", isSecondary: true)
        }
        if !words.isEmpty { recordForm }
    }

    @MarkupBuilder private var recordForm: Markup {
        if found.isEmpty {
            EmptyState("Nobody in the directory matches. Try fewer words, or the beginning of a word.")
        } else {
            postForm(SiteMap.partnerships(organisation.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("q"), .value(words))
                ChoiceField(
                    "partner",
                    "Partner",
                    options: found.map {
                        FormOption($0.organisation.id.description, $0.organisation.name, hint: $0.detail)
                    },
                    state: state
                )
                SelectField(
                    "kind",
                    "Kind of partnership",
                    options: PartnershipKind.allCases.map { FormOption($0.rawValue, $0.name) },
                    state: state
                )
                TextField("since", "Since, if known", kind: .date, state: state)
                submit("Record the partnership")
            }
        }
    }

    private func stateForm(_ tie: Partnership) -> Markup {
        form(
            .method("post"),
            .action(SiteMap.changePartnership(organisation.id, tie.id)),
            .class("form form--line")
        ) {
            HubForms.hidden(ticket)
            input(.type("hidden"), .name("version"), .value(String(tie.version)))
            if tie.state != .active || !tie.isAgreed {
                step(tie.state == .active ? "Agree" : "Set active", .active, tie)
            }
            if tie.state == .active { step("Challenge", .challenged, tie) }
            step("End today", .ended, tie)
        }
    }

    private func daysForm(_ tie: Partnership) -> Markup {
        let (since, until) = ("since-\(tie.id)", "until-\(tie.id)")
        var shown = state
        if state.value("days") != tie.id.description {
            shown.set(since, tie.startedOn?.description ?? "")
            shown.set(until, tie.endedOn?.description ?? "")
        }
        let isWrong = state.error(since) != nil || state.error(until) != nil
        return details(.open(isWrong)) {
            HTML.summary {
                "Change its days"
                span(.class("visually-hidden")) { " \(about(tie))" }
            }
            form(
                .method("post"),
                .action(SiteMap.changePartnership(organisation.id, tie.id)),
                .novalidate(),
                .class("form")
            ) {
                HubForms.hidden(ticket)
                input(.type("hidden"), .name("version"), .value(String(tie.version)))
                input(.type("hidden"), .name("days"), .value(tie.id.description))
                TextField(since, "Since, if known", kind: .date, state: shown)
                TextField(
                    until,
                    "Last day",
                    kind: .date,
                    hint: "With a last day the partnership has ended. Leave it empty while it goes on.",
                    state: shown
                )
                submit("Save its days", about: about(tie), isSecondary: true)
            }
        }
    }

    private func about(_ tie: Partnership) -> String {
        "(\(tie.partner.name), \(tie.kind.name.lowercasedFirst))"
    }

    private func step(_ label: String, _ state: PartnershipState, _ tie: Partnership) -> Markup {
        submit(
            label,
            about: about(tie),
            isSecondary: true,
            name: "state",
            value: state.rawValue
        )
    }
}

extension Site {
    func addPartnerships(to routes: Routes) {
        routes.get(SiteMap.partnerships, .signedIn) { visit, id in
            .page(try await partnershipsPage(id, visit, words: visit.query.text("q"), FormState()))
        }
        routes.post(SiteMap.partnerships, .signedIn) { visit, id, submission in
            try await recordPartnership(id, visit, submission)
        }
        routes.post(SiteMap.changePartnership, .signedIn) { visit, place, submission in
            if !submission.text("days").isEmpty { return try await datePartnership(place, visit, submission) }
            guard let next = PartnershipState(rawValue: submission.text("state")),
                try await directory.partnerships(of: place.first).contains(where: { $0.id == place.second })
            else {
                throw AccessError.notFound
            }
            var notice = "The partnership was changed."
            do {
                try await directory.setPartnership(
                    place.second,
                    to: next,
                    on: services.today(),
                    version: submission.version,
                    by: visit.actor
                )
            } catch let faults as EntryFaults {
                notice = faults.messages.first?.message ?? "Not changed."
            } catch DatabaseError.staleVersion {
                notice = HubForms.staleNotice
            }
            return .redirect(to: SiteMap.partnerships(place.first), notice: notice)
        }
    }

    private func datePartnership(
        _ place: TwoParameters<ID<Organisation>, ID<Partnership>>,
        _ visit: Visit,
        _ submission: Submission
    ) async throws -> Answer {
        let ties = try await directory.partnerships(of: place.first)
        guard ties.contains(where: { $0.id == place.second }) else { throw AccessError.notFound }
        let (since, until) = ("since-\(place.second)", "until-\(place.second)")
        var state = FormState(submission)
        let start = HubForms.day(since, submission, &state)
        let end = HubForms.day(until, submission, &state)
        if state.isValid {
            do {
                try await directory.datePartnership(
                    place.second,
                    from: start,
                    until: end,
                    version: submission.version,
                    by: visit.actor
                )
                return .redirect(
                    to: SiteMap.partnerships(place.first),
                    notice: "The days of the partnership were changed."
                )
            } catch let faults as EntryFaults {
                state.take(faults, names: ["until": until])
            } catch DatabaseError.staleVersion {
                state.refuse(since, HubForms.staleNotice)
            }
        }
        return .invalid(try await partnershipsPage(place.first, visit, words: "", state))
    }

    private func recordPartnership(_ id: ID<Organisation>, _ visit: Visit, _ submission: Submission)
        async throws
        -> Answer
    {
        var state = FormState(submission)
        let kind = PartnershipKind(rawValue: submission.text("kind"))
        if kind == nil { state.refuse("kind", "Choose a kind of partnership") }
        let since = HubForms.day("since", submission, &state)
        let partner = ID<Organisation>(submission.text("partner"))
        if partner == nil { state.refuse("partner", "Choose the partner") }
        if state.isValid, let kind, let partner {
            do {
                try await directory.recordPartnership(
                    from: id,
                    to: partner,
                    as: kind,
                    since: since,
                    by: visit.actor
                )
                return .redirect(to: SiteMap.partnerships(id), notice: "The partnership was recorded.")
            } catch let faults as EntryFaults {
                state.take(faults)
            }
        }
        return .invalid(try await partnershipsPage(id, visit, words: submission.text("q"), state))
    }

    private func partnershipsPage(
        _ id: ID<Organisation>,
        _ visit: Visit,
        words: String,
        _ state: FormState
    ) async throws -> PartnershipsPage {
        try visit.actor.require(.recordPartnership, on: .of(id))
        return PartnershipsPage(
            organisation: try await directory.organisation(id).orNotFound(),
            partnerships: try await directory.partnerships(of: id),
            words: String(words.prefix(200)),
            found: try await directory.organisations(matching: words).filter { $0.organisation.id != id },
            today: services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }
}
