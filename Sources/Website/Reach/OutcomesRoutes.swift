import Access
import Directory
import Evidence
import Reach
import Services
import Trials

extension Site {
    func addOutcomes(to routes: Routes) {
        routes.get(SiteMap.outcomes, .everyone) { visit in
            let years = try await reach.outcomeYears()
            let outcomes = try await outcomes(visit, years)
            let page = OutcomesPage(
                outcomes: outcomes,
                years: years,
                strands: try await evidence.strands().map(\.strand),
                hubs: visit.actor.may(.seeNamedReach) ? try await directory.hubs() : [],
                trials: outcomes.scope.strand == nil
                    ? [] : try await trials.trials(on: outcomes.scope.strand),
                today: services.today()
            )
            return .page(page).cached([.reach, .strands, .trials, .schools])
        }
        routes.table(csv: SiteMap.outcomesFile, workbook: SiteMap.outcomesWorkbook, .everyone) { visit, _ in
            ReachFile.outcomes(try await outcomes(visit, reach.outcomeYears()))
        }
    }

    /// What the address asks for; the newest year of which something can be said unless it names another.
    private func outcomes(_ visit: Visit, _ years: [AcademicYear]) async throws -> OutcomesBesideReach {
        let asked = Int(visit.query.text("year")).map(AcademicYear.init(startYear:))
        let year = years.first { $0 == asked } ?? years.first ?? AcademicYear(containing: services.today())
        return try await reach.outcomes(
            ReachScope(
                year: year,
                hub: ID(visit.query.text("hub")),
                strand: ID(visit.query.text("strand"))
            ),
            by: visit.actor
        )
    }
}
