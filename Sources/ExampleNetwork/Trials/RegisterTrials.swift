import Access
import Accounts
import Services
import Trials

extension ExampleNetwork {
    /// Registers the stories' trials on their days and reports those that have reported or stopped: each finding joins
    /// its strand's pool then.
    func registerTrials(_ library: Library, _ hubs: [ToldHub: Organisation], _ cast: Cast) async throws {
        for told in ToldTrial.all.sorted(by: { $0.registered < $1.registered }) {
            guard let hub = hubs[told.hub], let strand = library.strands[told.strand] else { continue }
            var draft = TrialDraft()
            draft.title = told.title
            draft.question = told.question
            draft.protocolSummary = told.summary
            draft.outcomeName = told.outcome
            draft.intervention = library.interventions[told.intervention]
            draft.strands = [strand]
            draft.recruitsFrom = day(told.recruits).description
            draft.runsFrom = day(told.runs).description
            draft.resultsDueOn = day(told.due).description
            draft.isBeforeResults = true
            let lead = try cast.lead(of: told.hub)
            let trial = try await trials(on: day(told.registered)).registerTrial(draft, for: hub.id, by: lead)
            if let correction = told.correction {
                try await trials(on: day(correction.day)).correctTrial(
                    trial.id,
                    version: trial.version,
                    changing: correction.values,
                    reason: correction.reason,
                    by: lead
                )
            }
            if let stop = told.stop {
                var draft = TrialStopDraft()
                draft.stoppedOn = day(stop.day).description
                draft.reason = stop.reason
                draft.schoolsBegun = "\(stop.schools)"
                draft.pupilsBegun = "\(stop.pupils)"
                try await trials(on: day(stop.day + 3)).stopTrial(
                    trial.id,
                    version: trial.version,
                    draft,
                    by: lead
                )
            }
            guard let result = told.result else { continue }
            if let study = told.study {
                try await report(study, told, trial, by: lead, cast)
                continue
            }
            var found = TrialResult(
                effect: result.effect,
                standardError: result.standardError,
                treatedCount: result.treated,
                controlCount: result.control,
                population: result.population
            )
            found.phase = result.phase
            found.yearGroup = result.yearGroup
            try await trials(on: day(result.day)).reportTrial(
                trial.id,
                version: trial.version,
                found,
                by: lead
            )
        }
    }

    func day(_ offset: Int) -> LocalDate { options.today.adding(days: offset) }

    func trials(on day: LocalDate) -> Trials {
        Trials(
            database: database,
            services: services(on: day),
            evidence: evidence(on: day),
            masterKey: masterKey,
            keys: trialKeys,
            siteAddress: accounts.settings.baseURL
        )
    }
}

extension ToldTrial {
    var summary: String {
        if study is CutOffStudy {
            return """
                Nothing is drawn: every pupil below the score is offered it, every other is not. One primary outcome, tested and \
                marked by people who do not know who was offered it. Everyone who has a score is counted. The result is about \
                pupils at the cut-off, and is published whatever it shows.
                """
        }
        return """
            Schools are drawn by lot, half to begin now and half a year later, in strata of size and need. One primary outcome, tested and \
            marked by people who do not know who began. Everyone who was drawn is counted. The result is published whatever it shows.
            """
    }
}

extension ToldTrial.Result {
    var population: String { "Pupils in \(yearGroup.lowercasedFirst)" }
}

extension Cast {
    func lead(of hub: ToldHub) throws -> Actor {
        let people = ExamplePerson.cast + ExamplePerson.others
        let lead = people.first { $0.posts.contains(.at(hub, .lead)) } ?? .networkLead
        return try actor(lead)
    }
}
