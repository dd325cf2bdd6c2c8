import Access
import Database
import Evidence
import Services
import Trials

extension Site {
    func addTrialStop(to routes: Routes) {
        routes.get(SiteMap.stopTrial, .signedIn) { visit, id in
            .page(try await visit.stopPage(id, FormState()))
        }
        routes.post(SiteMap.stopTrial, .signedIn) { visit, id, submission in
            // Who may not say so, and a trial of which it cannot be said, end here.
            let trial = try await visit.stopPage(id, FormState()).trial
            var state = FormState(submission)
            do {
                guard submission.isChecked("sure") else {
                    // With what else is missing, so that nobody sends the form once for each.
                    var faults: [Fault] = []
                    if submission.text("stoppedOn").isEmpty {
                        faults.append(Fault("stoppedOn", "Enter the day it stopped"))
                    }
                    if submission.text("reason").isEmpty {
                        faults.append(Fault("reason", "Enter why it stopped"))
                    }
                    faults.append(Fault("sure", "Say that there is no result, and that you are sure"))
                    throw Faults(faults)
                }
                var draft = TrialStopDraft()
                draft.stoppedOn = submission.text("stoppedOn")
                draft.reason = submission.text("reason")
                draft.schoolsBegun = submission.text("schoolsBegun")
                draft.pupilsBegun = submission.text("pupilsBegun")
                draft.purgeOn = submission.text("purgeOn")
                try await trials.stopTrial(id, version: submission.version, draft, by: visit.actor)
                return .redirect(
                    to: SiteMap.trial(trial.slug),
                    notice: "Everyone can read that the trial stopped, and why."
                )
            } catch let faults as Faults {
                state.refuse(faults)
            } catch TrialsError.wrongStep, DatabaseError.staleVersion {
                return .redirect(
                    to: SiteMap.trial(trial.slug),
                    notice: "The trial was changed meanwhile, so nothing was reported. Look again."
                )
            }
            return .invalid(try await visit.stopPage(id, state))
        }
    }
}

extension Visit {
    /// - Throws: ``AccessError/notFound`` where this trial cannot be reported as stopped.
    fileprivate func stopPage(_ id: ID<Trial>, _ state: FormState) async throws -> StopTrialPage {
        let trial = try await site.trials.trial(id).trial
        try actor.require(.registerTrial, on: Subject.of(trial.organisation).known)
        guard site.trials.takesStop(trial) else { throw AccessError.notFound }
        let published = try await site.trials.publishedProtocol(id)
        return StopTrialPage(
            trial: trial,
            purgeOn: published?.course.purgedAt == nil ? published?.record.text.day(.purgeOn) : nil,
            ticket: formTicket(),
            state: state
        )
    }
}
