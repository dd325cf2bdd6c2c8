import Access
import Database
import Evidence
import Services
import Trials

extension Site {
    func addTrialRegistration(to routes: Routes) {
        routes.get(SiteMap.registerTrial, .signedIn) { visit in
            .page(try await visit.registrationPage(FormState()))
        }
        routes.post(SiteMap.registerTrial, .signedIn) { visit, submission in
            let hub = try visit.trialHub()
            var state = FormState(submission)
            do {
                let trial = try await trials.registerTrial(
                    TrialDraft(submission),
                    for: hub.id,
                    by: visit.actor,
                    key: submission.requiredKey()
                )
                return .redirect(
                    to: SiteMap.trial(trial.slug),
                    notice: "The trial is registered. Everyone can read it."
                )
            } catch let faults as Faults {
                state.refuse(faults)
            }
            return .invalid(try await visit.registrationPage(state))
        }
    }
}

extension Visit {
    fileprivate func registrationPage(_ state: FormState) async throws -> RegisterTrialPage {
        let hub = try trialHub()
        let choices = try await site.protocolChoices()
        return RegisterTrialPage(
            hub: hub,
            interventions: choices.interventions,
            strands: try await site.evidence.strands(),
            today: services.today(),
            ticket: formTicket(),
            state: state
        )
    }
}

extension TrialDraft {
    fileprivate init(_ submission: Submission) {
        self.init()
        title = submission.text("title")
        question = submission.text("question")
        protocolSummary = submission.text("protocolSummary")
        protocolAddress = submission.text("protocolAddress")
        outcomeName = submission.text("outcomeName")
        intervention = ID<Intervention>(submission.text("intervention"))
        strands = submission.all("strands").compactMap { ID<Strand>($0) }
        recruitsFrom = submission.text("recruitsFrom")
        runsFrom = submission.text("runsFrom")
        resultsDueOn = submission.text("resultsDueOn")
        isBeforeResults = submission.isChecked("isBeforeResults")
    }
}
