import Access
import Database
import Directory
import Evidence
import Profiles
import Programmes
import Services
import Trials

extension Site {
    func addLibrary(to routes: Routes) {
        addGuidance(to: routes)
        addResources(to: routes)
        addInterventions(to: routes)
    }

    private func addGuidance(to routes: Routes) {
        routes.get(SiteMap.guidance, .everyone) { visit in
            let evidence = visit.site.evidence
            return .page(
                GuidancePage(
                    reports: try await evidence.guidance(),
                    resources: try await evidence.resources(),
                    mayEdit: visit.actor.may(.editStrands),
                    ticket: visit.actor.may(.editStrands) ? visit.formTicket() : nil
                )
            )
            .cached([.guidance, .strands])
        }
        routes.get(SiteMap.guidanceReport, .everyone) { visit, slug in
            let report = try await visit.site.evidence.guidance(slug: slug)
            return .page(
                GuidanceReportPage(
                    report: report,
                    mayEdit: visit.actor.may(.editStrands),
                    offers: try await visit.site.programmes.offers(following: report.id),
                    mine: try await visit.mine(.guidance(report.id), back: SiteMap.guidanceReport(slug))
                )
            )
            .cached([.guidance, .strands, .offers, .hubs])
        }
        routes.get(SiteMap.newGuidance, .signedIn) { visit in
            try visit.actor.require(.editStrands)
            return .page(try await visit.guidanceForm(nil, FormState()))
        }
        routes.post(SiteMap.newGuidance, .signedIn) { visit, submission in
            var state = FormState(submission)
            do {
                let slug = try await visit.site.evidence.saveGuidance(
                    GuidanceDraft(submission),
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
                return .redirect(to: SiteMap.guidanceReport(slug), notice: "Added.")
            } catch let faults as Faults {
                state.refuse(faults)
                return .invalid(try await visit.guidanceForm(nil, state))
            }
        }
        routes.get(SiteMap.editGuidance, .signedIn) { visit, slug in
            try visit.actor.require(.editStrands)
            let report = try await visit.site.evidence.guidance(slug: slug)
            var state = GuidanceDraft(report).formState
            state.set("version", "\(report.version)")
            return .page(try await visit.guidanceForm(report, state))
        }
        routes.post(SiteMap.editGuidance, .signedIn) { visit, slug, submission in
            let evidence = visit.site.evidence
            let report = try await evidence.guidance(slug: slug)
            var state = FormState(submission)
            let saved = try await state.save(
                over: report.version,
                changedMeanwhile:
                    "Someone else saved this report meanwhile. Compare theirs with yours, then save again",
                at: "title"
            ) {
                try await evidence.saveGuidance(
                    GuidanceDraft(submission),
                    existing: (report.id, submission.version),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.guidanceReport(slug), notice: "Saved.")
            }
            if let saved { return saved }
            return .invalid(try await visit.guidanceForm(report, state))
        }
    }

    private func addResources(to routes: Routes) {
        routes.post(SiteMap.removeResource, .signedIn) { visit, id, _ in
            try await visit.site.evidence.removeResource(id, by: visit.actor)
            return .redirect(to: SiteMap.guidance().at("resources"), notice: "Taken out.")
        }
        routes.get(SiteMap.newResource, .signedIn) { visit in
            try visit.actor.require(.editStrands)
            return .page(try await visit.resourceForm(nil, FormState()))
        }
        routes.post(SiteMap.newResource, .signedIn) { visit, submission in
            do {
                try await visit.site.evidence.addResource(
                    ResourceDraft(submission),
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
                return .redirect(to: SiteMap.guidance().at("resources"), notice: "Added.")
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await visit.resourceForm(nil, state))
            }
        }
        routes.get(SiteMap.editResource, .signedIn) { visit, id in
            let (resource, draft) = try await visit.site.evidence.resourceToEdit(id, by: visit.actor)
            var state = draft.formState
            state.set("version", "\(resource.version)")
            return .page(try await visit.resourceForm(resource, state))
        }
        routes.post(SiteMap.editResource, .signedIn) { visit, id, submission in
            let evidence = visit.site.evidence
            let (resource, _) = try await evidence.resourceToEdit(id, by: visit.actor)
            var state = FormState(submission)
            let saved = try await state.save(
                over: resource.version,
                changedMeanwhile:
                    "Someone else changed this resource meanwhile. Compare theirs with yours, then save again",
                at: "title"
            ) {
                try await evidence.editResource(
                    id,
                    version: submission.version,
                    ResourceDraft(submission),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.guidance().at("resources"), notice: "Saved.")
            }
            if let saved { return saved }
            return .invalid(try await visit.resourceForm(resource, state))
        }
    }

    private func addInterventions(to routes: Routes) {
        routes.get(SiteMap.interventions, .everyone) { visit in
            .page(
                InterventionsPage(
                    interventions: try await visit.site.evidence.interventions(),
                    mayEdit: visit.actor.may(.editStrands)
                )
            )
            .cached([.strands])
        }
        routes.get(SiteMap.intervention, .everyone) { visit, slug in
            let site = visit.site
            let intervention = try await site.evidence.intervention(slug: slug)
            var trials = try await site.trials.trials()
            trials.removeAll { $0.intervention != intervention.id }
            return .page(
                InterventionPage(
                    intervention: intervention,
                    findings: try await site.evidence.findings(about: intervention.id),
                    trials: trials,
                    today: visit.services.today(),
                    costs: site.evidence.profiles.costs,
                    mayEdit: visit.actor.may(.editStrands),
                    mayPlan: visit.actor.mayStartPlans
                )
            )
            .cached([.strands, .studies, .trials])
        }
        routes.get(SiteMap.newIntervention, .signedIn) { visit in
            try visit.actor.require(.editStrands)
            return .page(try await visit.interventionForm(nil, FormState()))
        }
        routes.post(SiteMap.newIntervention, .signedIn) { visit, submission in
            let evidence = visit.site.evidence
            do {
                let id = try await evidence.saveIntervention(
                    InterventionDraft(submission),
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
                let slug = try await evidence.intervention(id).slug
                return .redirect(to: SiteMap.intervention(slug), notice: "Added.")
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await visit.interventionForm(nil, state))
            }
        }
        routes.get(SiteMap.editIntervention, .signedIn) { visit, slug in
            try visit.actor.require(.editStrands)
            let intervention = try await visit.site.evidence.intervention(slug: slug)
            var state = InterventionDraft(intervention).formState
            state.set("version", "\(intervention.version)")
            return .page(try await visit.interventionForm(intervention, state))
        }
        routes.post(SiteMap.editIntervention, .signedIn) { visit, slug, submission in
            let evidence = visit.site.evidence
            let intervention = try await evidence.intervention(slug: slug)
            var state = FormState(submission)
            let saved = try await state.save(
                over: intervention.version,
                changedMeanwhile:
                    "Someone else saved this meanwhile. Compare theirs with yours, then save again",
                at: "name"
            ) {
                try await evidence.saveIntervention(
                    InterventionDraft(submission),
                    existing: (intervention.id, submission.version),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.intervention(slug), notice: "Saved.")
            }
            if let saved { return saved }
            return .invalid(try await visit.interventionForm(intervention, state))
        }
    }
}

extension Visit {
    fileprivate func guidanceForm(_ report: GuidanceReport?, _ state: FormState) async throws -> GuidanceForm
    {
        GuidanceForm(
            report: report,
            ticket: formTicket(),
            state: state,
            strands: try await site.evidence.strands()
        )
    }

    fileprivate func resourceForm(_ resource: Resource?, _ state: FormState) async throws -> ResourceForm {
        ResourceForm(
            resource: resource,
            ticket: formTicket(),
            state: state,
            strands: try await site.evidence.strands()
        )
    }

    fileprivate func interventionForm(_ intervention: Intervention?, _ state: FormState) async throws
        -> InterventionForm
    {
        InterventionForm(
            intervention: intervention,
            ticket: formTicket(),
            state: state,
            strands: try await site.evidence.strands(),
            costs: site.evidence.profiles.costs
        )
    }
}
