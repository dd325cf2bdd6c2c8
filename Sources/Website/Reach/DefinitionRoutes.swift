import Access
import Database
import Evidence
import HTML
import Reach
import Services

extension Site {
    /// What a hub's funders ask for, as the hub writes it down.
    func addDefinitions(to routes: Routes) {
        routes.get(SiteMap.newKPIDefinition, .signedIn) { visit in
            let hub = try visit.hub(visit.query.text("hub"), where: .defineKPIs)
            return .page(try await definitionForm(nil, hub, FormState(), visit))
        }
        routes.post(SiteMap.newKPIDefinition, .signedIn) { visit, submission in
            let hub = try visit.hub(submission.text("hub"), where: .defineKPIs)
            var state = FormState(submission)
            if submission.text("step") == "add" {
                return .page(
                    try await definitionForm(nil, hub, state, visit, adding: DefinitionForm.moreRows)
                )
            }
            do {
                let id = try await reach.publishDefinition(
                    KPIDefinitionDraft(submission),
                    of: hub.id,
                    by: visit.actor,
                    key: submission.requiredKey()
                )
                return .redirect(
                    to: SiteMap.kpiDefinition(id),
                    notice: "Published. You can begin a return with it."
                )
            } catch let faults as Faults {
                state.refuse(faults)
            }
            return .invalid(try await definitionForm(nil, hub, state, visit))
        }
        routes.get(SiteMap.kpiDefinition, .signedIn) { visit, id in
            let (definition, versions) = try await reach.definition(
                id,
                version: Int(visit.query.text("version")),
                by: visit.actor
            )
            return .page(
                DefinitionPage(
                    definition: definition,
                    versions: versions,
                    ticket: visit.actor.may(.defineKPIs, on: .of(definition.hub)) ? visit.formTicket() : nil
                )
            )
        }
        addDefinitionChanges(to: routes)
    }

    private func addDefinitionChanges(to routes: Routes) {
        routes.get(SiteMap.editKPIDefinition, .signedIn) { visit, id in
            let (definition, hub) = try await ownDefinition(id, visit)
            var state = FormState(KPIDefinitionDraft(definition))
            state.set("version", "\(definition.version)")
            return .page(try await definitionForm(definition, hub, state, visit))
        }
        routes.post(SiteMap.editKPIDefinition, .signedIn) { visit, id, submission in
            let (definition, hub) = try await ownDefinition(id, visit)
            var state = FormState(submission)
            if submission.text("step") == "add" {
                return .page(
                    try await definitionForm(definition, hub, state, visit, adding: DefinitionForm.moreRows)
                )
            }
            let saved = try await state.save(
                over: definition.version,
                changedMeanwhile:
                    "Someone published version \(definition.version) while you had this open. Look at it, then publish again to put yours in its place",
                at: "title"
            ) {
                try await reach.publishDefinition(
                    KPIDefinitionDraft(submission),
                    over: submission.version,
                    of: id,
                    by: visit.actor
                )
                return .redirect(to: SiteMap.kpiDefinition(id), notice: "Saved.")
            }
            if let saved { return saved }
            return .invalid(try await definitionForm(definition, hub, state, visit))
        }
        routes.post(SiteMap.retireKPIDefinition, .signedIn) { visit, id, submission in
            let isRetired = !submission.text("retired").isEmpty
            try await reach.setRetired(isRetired, id, by: visit.actor)
            return .redirect(
                to: SiteMap.kpiDefinition(id),
                notice: isRetired
                    ? "Out of use. Returns that were begun with it stay."
                    : "New returns can be begun with it."
            )
        }
    }

    /// A definition that this person may change, with its hub.
    private func ownDefinition(_ id: ID<KPIDefinition>, _ visit: Visit) async throws
        -> (definition: KPIDefinition, hub: Organisation)
    {
        let definition = try await reach.definition(id, by: visit.actor).definition
        try visit.actor.require(.defineKPIs, on: .of(definition.hub))
        return (definition, try visit.hub(definition.hub.description, where: .defineKPIs))
    }

    private func definitionForm(
        _ definition: KPIDefinition?,
        _ hub: Organisation,
        _ state: FormState,
        _ visit: Visit,
        adding extra: Int = 0
    ) async throws -> DefinitionForm {
        let rows = max(
            DefinitionForm.firstRows,
            state.measureRowCount + max(extra, definition == nil ? 0 : 1)
        )
        return DefinitionForm(
            definition: definition,
            hub: hub,
            strands: try await evidence.strandLinks(),
            rowCount: min(KPIDefinitionDraft.mostMeasures, rows),
            state: state,
            ticket: visit.formTicket()
        )
    }
}
