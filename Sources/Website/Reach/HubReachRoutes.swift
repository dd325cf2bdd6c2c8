import Access
import Directory
import Profiles
import Reach
import Services

extension Site {
    func addHubReach(to routes: Routes) {
        routes.get(SiteMap.hubReach, .signedIn) { visit in
            let (hub, scope) = try visit.hubReach
            let schools = try await reach.schools(of: hub.id)
            let thisYear = AcademicYear(containing: visit.services.today())
            return .page(
                HubReachPage(
                    hub: hub,
                    summary: try await reach.summary(scope),
                    schools: schools,
                    own: try await reach.summary(scope.among(schools)),
                    tested: try await reach.strandsTested(),
                    profile: reach.profiles.need,
                    thisYear: thisYear,
                    work: scope.year == thisYear ? try await hubWork(hub.id, thisYear, visit) : nil,
                    ticket: visit.formTicket()
                )
            )
        }
    }

    /// What a hub can do now about the schools that it did not reach.
    private func hubWork(_ hub: ID<Organisation>, _ year: AcademicYear, _ visit: Visit) async throws
        -> HubReachPage.Work
    {
        let everyone = ReachScope(year: year)
        let length = visit.length(of: .notReached)
        // More than are shown, because some are not suggested any more.
        let spots = try await reach.coldSpots(
            everyone,
            nearestTo: hub,
            limit: max(100, length),
            by: visit.actor
        )
        let overlaps = try await reach.overlaps(
            everyone,
            with: hub,
            limit: visit.length(of: .manyHubs),
            by: visit.actor
        )
        return HubReachPage.Work(
            spots: Array(spots.spots.prefix(length)),
            spotCount: spots.total,
            overlaps: overlaps.overlaps,
            overlapCount: overlaps.total,
            suggestions: try await reach.suggestions(forHub: hub, among: spots.spots, by: visit.actor),
            trials: try await reach.trialsWorthRunning(for: hub)
        )
    }
}
