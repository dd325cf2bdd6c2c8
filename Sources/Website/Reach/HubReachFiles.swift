import Access
import Directory
import Reach
import Services

extension Site {
    /// The tables of a hub's page of reach. It reads of its own work all that it did, so nothing is hidden in those; the
    /// schools that nobody reached, and those with many hubs, are of the network.
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
        routes.table(csv: SiteMap.coldSpotsFile, workbook: SiteMap.coldSpotsWorkbook, .signedIn) { visit, _ in
            let (area, asked) = try await networkReach(visit)
            var scope = ReachScope(year: asked.year)
            scope.area = area?.id
            // A hub's page asks for those to which the hub is the nearest.
            let name = visit.query.text("hub")
            let hub: Organisation? = name.isEmpty ? nil : try visit.reportingHub(name)
            return ReachFile.coldSpots(
                try await reach.coldSpots(scope, nearestTo: hub?.id, limit: 30_000, by: visit.actor).spots
            )
        }
        routes.table(csv: SiteMap.overlapsFile, workbook: SiteMap.overlapsWorkbook, .signedIn) { visit, _ in
            let scope = ReachScope(year: AcademicYear(containing: visit.services.today()))
            return ReachFile.overlaps(
                try await reach.overlaps(
                    scope,
                    with: ID(visit.query.text("hub")),
                    limit: 30_000,
                    by: visit.actor
                ).overlaps
            )
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
