import Access
import Database
import Directory
import Evidence
import HTML
import Profiles
import Services
import Trials

extension Site {
    func addTrials(to routes: Routes) {
        routes.get(SiteMap.trials, .everyone) { visit in
            .page(TrialsPage(trials: try await visit.site.trials.trials(), today: visit.services.today()))
                .cached([.trials])
        }
        routes.get(SiteMap.trial, .everyone) { visit, slug in
            let site = visit.site
            let record = try await site.trials.trial(slug: slug)
            let names = try await site.organisationNames([record.trial.organisation])
            let subject = Subject.of(record.trial.organisation).known
            let mayRegister = visit.actor.may(.registerTrial, on: subject)
            let corrections = try await site.trials.corrections(of: record.trial.id)
            var places: ProtocolChoiceLists?
            if !corrections.isEmpty { places = try await site.summaryPlaces() }
            return .page(
                TrialPage(
                    record: record,
                    organisation: names[record.trial.organisation] ?? "A hub",
                    report: try await site.trials.publishedReport(of: record.trial.id),
                    profiles: site.evidence.profiles,
                    mayAnalyse: visit.actor.may(.analyseTrial, on: subject),
                    mayEnterResult: mayRegister && site.trials.takesResult(record.trial),
                    mayStop: mayRegister && record.trial.stage == nil
                        && site.trials.takesStop(record.trial),
                    mayCorrect: mayRegister && site.trials.takesCorrection(record.trial),
                    corrections: corrections,
                    places: places,
                    today: visit.services.today(),
                    protocolPart: try await site.protocolPart(of: record.trial),
                    hub: try await site.directory.hub(record.trial.organisation)
                )
            )
            .cached([.trials, .trial(record.trial.id), .strands, .hubs])
        }
        routes.get(SiteMap.schoolAccount, .everyone) { visit, id in
            let site = visit.site
            let account = try await site.trials.account(id)
            let names = try await site.organisationNames([account.organisation])
            return .page(
                SchoolAccountPage(
                    account: account,
                    school: names[account.organisation] ?? "a school",
                    profiles: site.evidence.profiles,
                    mayTakeUp: (try? visit.hubs(where: .registerTrial)) != nil
                )
            )
            .cached([.accounts, .strands, .schools])
        }
        addEvaluations(to: routes)
        addTrialReports(to: routes)
        addTrialRegistration(to: routes)
        addTrialCorrection(to: routes)
        addTrialResult(to: routes)
        addTrialStop(to: routes)
        addResults(to: routes)
        addProtocols(to: routes)
        addHubTrial(to: routes)
        addRecruitment(to: routes)
        addSchoolTrials(to: routes)
        addAllocation(to: routes)
    }

    /// The names of organisations, as the directory has them.
    func organisationNames(_ ids: [ID<Organisation>]) async throws -> [ID<Organisation>: String] {
        try await database.read { transaction in
            var names: [ID<Organisation>: String] = [:]
            for row in try transaction.rows(
                "SELECT id, name FROM organisation WHERE id IN (\(SQL.list(ids)))"
            ) {
                names[try row.get("id")] = try row.get("name")
            }
            return names
        }
    }
}
