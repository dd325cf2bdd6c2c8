import Access
import Database
import Directory
import Evidence
import Services
import Trials

extension Site {
    func addResults(to routes: Routes) {
        routes.get(SiteMap.results, .everyone) { visit in
            let site = visit.site
            let accounts = try await site.trials.accounts()
            let names = try await site.organisationNames(accounts.map(\.organisation))
            return .page(
                ResultsPage(
                    trials: try await site.trials.trials(),
                    pools: try await site.trials.networkPools(),
                    accounts: accounts.map { ($0, names[$0.organisation] ?? "A school") },
                    toReview: try await site.trials.trialsToReview(by: visit.actor),
                    today: visit.services.today()
                )
            )
            .cached([.trials, .accounts, .strands, .schools])
        }
        routes.get(SiteMap.strandResults, .everyone) { visit, slug in
            let site = visit.site
            let strand = try await site.evidence.strand(slug: slug)
            return .page(
                PoolPage(
                    name: strand.content.title,
                    kicker: "A strand is a mix of interventions",
                    source: ("What published studies say: \(strand.content.title)", SiteMap.strand(slug)),
                    record: try await site.trials.networkPool(.strand(strand.id)),
                    gaps: try await site.trials.poolGaps(.strand(strand.id)),
                    oneStage: try await site.trials.mayPoolInOneStage(.strand(strand.id), by: visit.actor)
                        ? SiteMap.oneStageResults(slug) : nil,
                    today: visit.services.today()
                )
            )
            .cached([.trials, .strand(strand.id), .strands, .schools])
        }
        routes.get(SiteMap.oneStageResults, .signedIn) { visit, slug in
            let strand = try await visit.site.evidence.strand(slug: slug)
            return try await visit.oneStage(
                .strand(strand.id),
                name: strand.content.title,
                pool: SiteMap.strandResults(slug)
            )
        }
        routes.get(SiteMap.interventionResults, .everyone) { visit, id in
            let site = visit.site
            let intervention = try await site.evidence.intervention(id)
            return .page(
                PoolPage(
                    name: intervention.name,
                    kicker: "Trials of one intervention",
                    source: nil,
                    record: try await site.trials.networkPool(.intervention(id)),
                    gaps: try await site.trials.poolGaps(.intervention(id)),
                    oneStage: try await site.trials.mayPoolInOneStage(.intervention(id), by: visit.actor)
                        ? SiteMap.oneStageOfIntervention(id) : nil,
                    today: visit.services.today()
                )
            )
            .cached([.trials, .strands, .schools])
        }
        routes.get(SiteMap.oneStageOfIntervention, .signedIn) { visit, id in
            let intervention = try await visit.site.evidence.intervention(id)
            return try await visit.oneStage(
                .intervention(id),
                name: intervention.name,
                pool: SiteMap.interventionResults(id)
            )
        }
    }
}

extension Visit {
    /// The trials of a pool in one model, or the pool again with the reason why they cannot be put into one.
    fileprivate func oneStage(_ subject: PoolSubject, name: String, pool: Link) async throws -> Answer {
        do {
            let comparison = try await site.trials.oneStage(subject, by: actor)
            return .page(OneStagePage(name: name, pool: pool, comparison: comparison))
        } catch let refusal as AnalysisRefusal {
            return .redirect(
                to: pool,
                notice: "These trials cannot be put into one model. \(refusal.message)"
            )
        }
    }
}
