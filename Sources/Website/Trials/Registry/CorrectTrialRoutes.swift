import Access
import Database
import Evidence
import Services
import Trials

extension Site {
    func addTrialCorrection(to routes: Routes) {
        routes.get(SiteMap.correctTrial, .signedIn) { visit, id in
            let record = try await visit.correctableTrial(id)
            let strands = record.strands.map(\.id)
            let registered = TrialDraft(record.trial, strands: strands)
            var state = FormState(["version": "\(record.trial.version)"])
            for item in record.trial.correctable { state.set(item.rawValue, registered[item]) }
            state.set(TrialItem.strands.rawValue, all: strands.map(\.description))
            return .page(try await visit.correctionPage(record.trial, state))
        }
        routes.post(SiteMap.correctTrial, .signedIn) { visit, id, submission in
            // Who may not correct it, and a trial that amends its protocol instead, end here.
            let trial = try await visit.correctableTrial(id).trial
            var state = FormState(submission)
            do {
                var values: [TrialItem: String] = [:]
                for item in trial.correctable { values[item] = submission.text(item.rawValue) }
                values[.strands] = submission.all(TrialItem.strands.rawValue).joined(separator: ",")
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
            return .invalid(try await visit.correctionPage(trial, state))
        }
    }
}

extension Visit {
    /// - Throws: ``AccessError/notFound`` where the trial's summary is not corrected.
    fileprivate func correctableTrial(_ id: ID<Trial>) async throws -> TrialRecord {
        let record = try await site.trials.trial(id)
        try actor.require(.registerTrial, on: Subject.of(record.trial.organisation).known)
        guard site.trials.takesCorrection(record.trial) else { throw AccessError.notFound }
        return record
    }

    fileprivate func correctionPage(_ trial: Trial, _ state: FormState) async throws -> CorrectTrialPage {
        CorrectTrialPage(
            trial: trial,
            places: try await site.summaryPlaces(),
            ticket: formTicket(),
            state: state
        )
    }
}

extension Site {
    /// Where a summary can stand in the library: interventions and strands by identifier, with their names.
    func summaryPlaces() async throws -> ProtocolChoiceLists {
        let links = try await evidence.strandLinks()
        return ProtocolChoiceLists(
            interventions: try await protocolChoices().interventions,
            strands: links.map { FormOption($0.id.description, $0.title) }
        )
    }
}
