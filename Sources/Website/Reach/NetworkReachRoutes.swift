import Access
import Database
import Directory
import Evidence
import Plans
import Profiles
import Programmes
import Reach
import Services
import Trials

extension Site {
    func addNetworkReach(to routes: Routes) {
        routes.get(SiteMap.networkReach, .everyone) { visit in
            var scope = ReachScope(year: visit.academicYear(visit.query.text("year")))
            scope.strand = ID(visit.query.text("strand"))
            let asked = scope
            let split = ReachSplit(rawValue: visit.query.text("split")) ?? .hub
            let thisYear = AcademicYear(containing: services.today())
            let draw: @Sendable () async throws -> NetworkReachPage.Picture = {
                async let read = reach.points(asked, for: split)
                async let tested = reach.strandsTested()
                let summary = try await reach.summary(asked)
                async let trials = reach.trialsWorthRunning(beside: summary)
                let points = try await read
                async let map = try? ReachMap(points, in: asked.year).svg()
                let panels = try await reach.panels(of: summary, by: split, over: points)
                let drawing = ReachPanelDrawing(summary, split, panels, over: points)
                return NetworkReachPage.Picture(
                    summary: summary,
                    map: await map,
                    panels: drawing,
                    trials: try await trials,
                    tested: try await tested
                )
            }
            // Kept for what everybody asks first only: there are many other years and strands, and it is large.
            let isFirst = scope == ReachScope(year: thisYear)
            async let gaps = isFirst ? gaps(scope, visit) : nil
            let picture =
                isFirst
                ? try await visit.kept("reach/\(split.rawValue)", of: networkReachTopics, draw)
                : try await draw()
            let page = NetworkReachPage(
                picture: picture,
                strands: try await evidence.strands().map(\.strand),
                profile: reach.profiles.need,
                thisYear: thisYear,
                seesNames: visit.actor.may(.seeNamedReach),
                gaps: try await gaps
            )
            return .page(page).cached(networkReachTopics)
        }
        routes.table(csv: SiteMap.networkReachFile, workbook: SiteMap.networkReachWorkbook, .everyone) {
            visit,
            _ in
            ReachFile.reach(try await reach.summary(try await networkReach(visit).scope), isPublic: true)
        }
        routes.table(csv: SiteMap.reachLinesFile, workbook: SiteMap.reachLinesWorkbook, .everyone) {
            visit,
            _ in
            ReachFile.lines(try await reach.summary(try await networkReach(visit).scope), isPublic: true)
        }
    }

    /// What changes the page that everyone reads.
    private var networkReachTopics: [Topic] { [.reach, .strands, .hubs, .trials, .planSharing] }

    /// For people of hubs, trusts and authorities, who all read the same.
    private func gaps(_ scope: ReachScope, _ visit: Visit) async throws -> NetworkReachPage.Gaps? {
        guard visit.actor.may(.seeNamedReach) else { return nil }
        let actor = visit.actor
        let spotLength = visit.length(of: .notReached)
        let overlapLength = visit.length(of: .manyHubs)
        let read: @Sendable () async throws -> NetworkReachPage.Gaps = {
            async let found = reach.overlaps(scope, limit: overlapLength, by: actor)
            let spots = try await reach.coldSpots(scope, limit: spotLength, by: actor)
            let many = try await found
            return NetworkReachPage.Gaps(
                spots: spots.spots,
                spotCount: spots.total,
                overlaps: many.overlaps,
                overlapCount: many.total
            )
        }
        // Kept are the first of each only, as the page shows them before anyone asks for more.
        guard spotLength == LongList.notReached.first, overlapLength == LongList.manyHubs.first else {
            return try await read()
        }
        return try await visit.kept("reach/gaps", of: [.reach, .planSharing, .schools, .hubs, .offers], read)
    }
}
