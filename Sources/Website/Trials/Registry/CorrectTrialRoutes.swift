import Access
import Database
import Evidence
import Services
import Trials

extension Site {
    func addTrialCorrection(to routes: Routes) {
        routes.get(SiteMap.correctTrial, .signedIn) { visit, id in
            let trial = try await visit.correctableTrial(id)
            let registered = TrialDraft(trial)
            var state = FormState(["version": "\(trial.version)"])
            for item in trial.correctable { state.set(item.rawValue, registered[item]) }
            return .page(CorrectTrialPage(trial: trial, ticket: visit.formTicket(), state: state))
        }
        routes.post(SiteMap.correctTrial, .signedIn) { visit, id, submission in
            // Who may not correct it, and a trial that amends its protocol instead, end here.
            let trial = try await visit.correctableTrial(id)
            var state = FormState(submission)
            do {
                var values: [TrialItem: String] = [:]
                for item in trial.correctable { values[item] = submission.text(item.rawValue) }
                try await trials.correctTrial(
                    id,
                    version: submission.version,
                    changing: values,
                    reason: submission.text("reason"),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.trial(trial.slug), notice: "The correction is public.")
            } catch let faults as Faults {
                state.refuse(faults)
            } catch TrialsError.wrongStep, DatabaseError.staleVersion {
                return .redirect(
                    to: SiteMap.trial(trial.slug),
                    notice: "The trial was changed meanwhile, so nothing was corrected. Look again."
                )
            }
            return .invalid(CorrectTrialPage(trial: trial, ticket: visit.formTicket(), state: state))
        }
    }
}

extension Visit {
    /// - Throws: ``AccessError/notFound`` where the trial's summary is not corrected.
    fileprivate func correctableTrial(_ id: ID<Trial>) async throws -> Trial {
        let trial = try await site.trials.trial(id).trial
        try actor.require(.registerTrial, on: Subject.of(trial.organisation).known)
        guard site.trials.takesCorrection(trial) else { throw AccessError.notFound }
        return trial
    }
}
