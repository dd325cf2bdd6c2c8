import Access
import Reach
import Services

extension Site {
    /// The tables of a hub's page of reach. It reads of its own work all that it did, so nothing is hidden in them.
    func addHubReachFiles(to routes: Routes) {
        routes.table(csv: SiteMap.hubReachFile, workbook: SiteMap.hubReachWorkbook, .signedIn) { visit, _ in
            let (hub, scope) = try visit.hubReach
            let schools = try await reach.schools(of: hub.id)
            return ReachFile.reach(try await reach.summary(scope.among(schools)), isPublic: false)
        }
        routes.table(
            csv: SiteMap.hubReachLinesFile,
            workbook: SiteMap.hubReachLinesWorkbook,
            .signedIn
        ) { visit, _ in
            let scope = try visit.hubReach.scope
            return ReachFile.lines(try await reach.summary(scope), isPublic: false)
        }
    }
}

extension Visit {
    /// What the address asks of one's own hub.
    var hubReach: (hub: Organisation, scope: ReachScope) {
        get throws {
            let hub = try reportingHub(query.text("hub"))
            return (hub, ReachScope(year: academicYear(query.text("year")), hub: hub.id))
        }
    }
}
