import Access
import Database
import Evidence
import Services
import Trials

extension Site {
    func addTrialResult(to routes: Routes) {
        routes.get(SiteMap.trialResult, .signedIn) { visit, id in
            .page(try await visit.resultPage(id, FormState()))
        }
        routes.post(SiteMap.trialResult, .signedIn) { visit, id, submission in
            // Who may not enter it, and a trial that has no such result, end here.
            let asked = try await visit.resultPage(id, FormState(submission))
            let page = SiteMap.trial(asked.record.trial.slug)
            let draft = TrialResultDraft(submission)
            var state = FormState(submission)
            guard submission.text("do") != "change" else { return .page(asked) }
            do {
                if submission.text("do") == "withhold" {
                    guard submission.isChecked("few") else {
                        throw Faults([Fault("few", "Say that a group had too few pupils")])
                    }
                    let version = submission.version
                    try await trials.reportTooFewPupils(of: id, version: version, by: visit.actor)
                    return .redirect(
                        to: page,
                        notice: "The trial has reported, without figures."
                    )
                }
                let preview = try await trials.previewResult(of: id, draft, by: visit.actor)
                let isPublishing = submission.text("do") == "publish"
                if isPublishing, !submission.isChecked("sure") {
                    state.refuse("sure", "Say that you are sure")
                }
                guard isPublishing, state.isValid else {
                    let shown = try await visit.resultPage(id, state, preview)
                    return state.isValid ? .page(shown) : .invalid(shown)
                }
                try await trials.enterResult(of: id, version: submission.version, draft, by: visit.actor)
                return .redirect(
                    to: page,
                    notice: preview.pools.isEmpty
                        ? "The result is published." : "The result is published, and is in the pool."
                )
            } catch let faults as Faults {
                state.refuse(faults)
            } catch TrialsError.wrongStep, DatabaseError.staleVersion {
                return .redirect(
                    to: page,
                    notice: "The trial was changed meanwhile, so nothing was published. Look again."
                )
            }
            return .invalid(try await visit.resultPage(id, state))
        }
    }
}

extension Visit {
    /// - Throws: ``AccessError/notFound`` where the result of this trial is not entered by hand.
    fileprivate func resultPage(_ id: ID<Trial>, _ state: FormState, _ preview: ResultPreview? = nil)
        async throws -> TrialResultPage
    {
        let record = try await site.trials.trial(id)
        try actor.require(.registerTrial, on: Subject.of(record.trial.organisation).known)
        guard site.trials.takesResult(record.trial) else { throw AccessError.notFound }
        return TrialResultPage(
            record: record,
            preview: preview,
            today: services.today(),
            ticket: formTicket(),
            state: state
        )
    }
}

extension TrialResultDraft {
    fileprivate init(_ submission: Submission) {
        self.init()
        finding = FindingDraft(submission)
        domain = submission.text("domain")
    }
}
