import Access
import Database
import Directory
import Services

extension Site {
    func addHubForms(to routes: Routes) {
        routes.get(SiteMap.newHub, .administrators) { visit in
            .page(HubFormPage(slug: nil, version: nil, state: FormState(), ticket: visit.formTicket()))
        }
        routes.post(SiteMap.newHub, .administrators) { visit, submission in
            try await createHub(visit, submission)
        }
        routes.get(SiteMap.editHub, .signedIn) { visit, slug in
            let hub = try await directory.hub(slug: slug).orNotFound()
            try visit.actor.require(.editHub, on: .of(hub.id).known)
            let state = FormState(HubDraft(hub).formValues)
            return .page(form(of: hub, state, visit))
        }
        routes.post(SiteMap.editHub, .signedIn) { visit, slug, submission in
            try await editHub(visit, slug, submission)
        }
        addDesignationForms(to: routes)
    }

    private func createHub(_ visit: Visit, _ submission: Submission) async throws -> Answer {
        var state = FormState(submission)
        let kind = DesignationKind(rawValue: submission.text("kind"))
        if kind == nil { state.refuse("kind", "Choose what the hub is designated as") }
        let start = HubForms.day("start", submission, &state)
        if state.isValid, let kind {
            do {
                let slug = try await directory.createHub(
                    HubDraft(submission),
                    kind: kind,
                    from: start,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
                return .redirect(to: SiteMap.hub(slug), notice: "The hub was added.")
            } catch let faults as EntryFaults {
                state.take(faults)
            }
        }
        return .invalid(HubFormPage(slug: nil, version: nil, state: state, ticket: visit.formTicket()))
    }

    private func editHub(_ visit: Visit, _ slug: String, _ submission: Submission) async throws -> Answer {
        let hub = try await directory.hub(slug: slug).orNotFound()
        let version = submission.version
        var state = FormState(submission)
        do {
            try await directory.editHub(hub.id, HubDraft(submission), version: version, by: visit.actor)
            return .redirect(to: SiteMap.hub(slug), notice: "Saved.")
        } catch let faults as EntryFaults {
            state.take(faults)
        } catch DatabaseError.staleVersion {
            state.refuse("name", HubForms.staleNotice)
        }
        return .invalid(form(of: hub, state, visit))
    }

    private func form(of hub: Hub, _ state: FormState, _ visit: Visit) -> HubFormPage {
        HubFormPage(
            slug: hub.slug,
            version: hub.version,
            otherNames: hub.otherNames,
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func addDesignationForms(to routes: Routes) {
        routes.post(SiteMap.designateHub, .signedIn) { visit, slug, submission in
            let hub = try await directory.hub(slug: slug).orNotFound()
            var state = FormState(submission)
            let kind = DesignationKind(rawValue: submission.text("kind"))
            if kind == nil { state.refuse("kind", "Choose a kind") }
            let start = HubForms.day("start", submission, &state)
            if state.isValid, let kind {
                do {
                    try await directory.designate(hub.id, as: kind, from: start, by: visit.actor)
                    return .redirect(to: SiteMap.hub(slug), notice: "The designation was added.")
                } catch let faults as EntryFaults {
                    state.take(faults)
                }
            }
            return .invalid(try await hubPage(slug, visit, state: state))
        }
        routes.post(SiteMap.changeDesignation, .signedIn) { visit, place, submission in
            if submission.text("step") == "delete" {
                return try await deleteDesignation(place, visit, submission)
            }
            let hub = try await directory.hub(slug: place.first).orNotFound()
            let fields = DesignationFields(place.second)
            var state = FormState(submission)
            let kind = DesignationKind(rawValue: submission.text(fields.kind))
            if kind == nil { state.refuse(fields.kind, "Choose a kind") }
            let start = HubForms.day(fields.start, submission, &state)
            let end = HubForms.day(fields.end, submission, &state)
            if state.isValid, let kind {
                do {
                    try await directory.changeDesignation(
                        place.second,
                        of: hub.id,
                        to: kind,
                        from: start,
                        until: end,
                        version: submission.version,
                        by: visit.actor
                    )
                    return .redirect(to: SiteMap.hub(hub.slug), notice: "The designation was changed.")
                } catch let faults as EntryFaults {
                    state.take(faults, names: ["start": fields.start, "end": fields.end])
                } catch DatabaseError.staleVersion {
                    state.refuse(fields.kind, HubForms.staleNotice)
                }
            }
            return .invalid(try await hubPage(hub.slug, visit, state: state))
        }
    }

    private func deleteDesignation(
        _ place: TwoParameters<String, ID<Designation>>,
        _ visit: Visit,
        _ submission: Submission
    ) async throws -> Answer {
        let hub = try await directory.hub(slug: place.first).orNotFound()
        let sure = DesignationFields(place.second).sure
        var state = FormState(submission)
        if submission.isChecked(sure) {
            do {
                try await directory.deleteDesignation(
                    place.second,
                    of: hub.id,
                    version: submission.version,
                    by: visit.actor
                )
                return .redirect(to: SiteMap.hub(hub.slug), notice: "The designation was deleted.")
            } catch DatabaseError.staleVersion {
                state.refuse(sure, HubForms.staleNotice)
            }
        } else {
            state.refuse(sure, "Say that you are sure")
        }
        return .invalid(try await hubPage(hub.slug, visit, state: state))
    }
}
