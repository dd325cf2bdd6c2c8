import Access
import Database
import Evidence
import Services
import Trials

extension Site {
    func addHubTrial(to routes: Routes) {
        routes.get(SiteMap.hubTrial, .signedIn) { visit, id in
            let record = try await trials.protocolRecord(id, by: visit.actor)
            if record.isDraft { return .page(DraftProtocolPage(record: record)) }
            return .page(try await visit.hubTrialPage(id, FormState()))
        }
        routes.post(SiteMap.trialStep, .signedIn) { visit, id, submission in
            let step = submission.text("do")
            var state = FormState()
            if step == "freeze", !submission.isChecked("confirm") {
                state.refuse("confirm", "Confirm that you know what freezing means")
                return .invalid(try await visit.freezePage(id, state))
            }
            do {
                if step == "purge-earlier" {
                    try await trials.bringPurgeForward(
                        of: id,
                        version: submission.version,
                        to: submission.text("purgeOn"),
                        by: visit.actor
                    )
                    return .redirect(
                        to: SiteMap.hubTrial(id),
                        notice: "The amendment is public, and the schools are told."
                    )
                }
                return .redirect(to: SiteMap.hubTrial(id), notice: try await take(step, id, visit))
            } catch let faults as Faults {
                state.set("purgeOn", submission.text("purgeOn"))
                state.refuse(faults)
            } catch let refusal as AllocationRefusal {
                state.refuse(step, refusal.message)
            } catch TrialsError.wrongStep {
                state.refuse(step, "This has been done already, or its time has not come")
            } catch DatabaseError.staleVersion {
                state.refuse(step, "Something changed meanwhile. Look again, then press the button once more")
            }
            return .invalid(try await visit.hubTrialPage(id, state))
        }
        routes.get(SiteMap.freezeTrial, .signedIn) { visit, id in
            .page(try await visit.freezePage(id, FormState()))
        }
    }

    private func take(_ step: String, _ id: ID<Trial>, _ visit: Visit) async throws -> String {
        switch step {
        case "lock":
            try await trials.lockRosters(of: id, by: visit.actor)
            return "Rosters and baselines are locked."
        case "unlock":
            try await trials.unlockRosters(of: id, by: visit.actor)
            return "Rosters are open again."
        case "allocate":
            try await trials.allocate(id, by: visit.actor)
            return "The units are allocated. The secret is public, so anyone can check the draw."
        case "freeze":
            try await trials.freezeTrial(id, by: visit.actor)
            try await trials.startAnalysis(of: id, by: visit.actor)
            return "The data are frozen, and the analysis has begun."
        default: throw AccessError.notFound
        }
    }
}

extension Visit {
    fileprivate func freezePage(_ id: ID<Trial>, _ state: FormState) async throws -> FreezePage {
        let record = try await site.trials.protocolRecord(id, by: actor)
        try actor.require(.analyseTrial, on: .of(record.organisation))
        let published = try await site.trials.publishedProtocol(id).orNotFound()
        guard published.course.stage == .allocated, published.trial.stop == nil else {
            throw AccessError.notFound
        }
        return FreezePage(
            published: published,
            schools: try await site.trials.trialSchools(of: id, by: actor),
            rows: try await site.trials.rowCounts(ofTrial: id, by: actor),
            today: services.today(),
            ticket: formTicket(),
            state: state
        )
    }

    func hubTrialPage(_ id: ID<Trial>, _ state: FormState) async throws -> HubTrialPage {
        let record = try await site.trials.protocolRecord(id, by: actor)
        let published = try await site.trials.publishedProtocol(id).orNotFound()
        return HubTrialPage(
            published: published,
            schools: try await site.trials.trialSchools(of: id, by: actor),
            rows: try await site.trials.rowCounts(ofTrial: id, by: actor),
            training: try await site.trials.trainingDosage(of: id, by: actor),
            reasons: try await site.trials.reasons(of: id, by: actor),
            mayAllocate: actor.may(.allocateTrial, on: .of(record.organisation)),
            mayFreeze: actor.may(.analyseTrial, on: .of(record.organisation)),
            mayReadMemoranda: actor.may(.seeTrialSchool, on: .of(record.organisation)),
            reviews: try await site.trials.reviewCount(of: id),
            mayStop: site.trials.takesStop(published.trial),
            today: services.today(),
            ticket: formTicket(),
            state: state
        )
    }
}
