import Access
import Database
import Directory
import Evidence
import Foundation
import Plans
import Profiles
import Programmes
import Reach
import Services
import Trials

extension Site {
    func addReach(to routes: Routes) {
        addNetworkReach(to: routes)
        addHubReach(to: routes)
        addHubReachFiles(to: routes)
        addSchoolsReached(to: routes)
        addOutcomes(to: routes)
        addAreaBoard(to: routes)
        addAreaBoardFiles(to: routes)
        addReturns(to: routes)
        addDefinitions(to: routes)
        addSimilarSchools(to: routes)
        addSchoolQuestions(to: routes)
    }

    private func addNetworkReach(to routes: Routes) {
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

    private func addHubReach(to routes: Routes) {
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
        routes.table(csv: SiteMap.coldSpotsFile, workbook: SiteMap.coldSpotsWorkbook, .signedIn) { visit, _ in
            let (area, asked) = try await networkReach(visit)
            var scope = ReachScope(year: asked.year)
            scope.area = area?.id
            return ReachFile.coldSpots(
                try await reach.coldSpots(scope, limit: 30_000, by: visit.actor).spots
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
        routes.post(SiteMap.dismissSuggestion, .signedIn) { visit, submission in
            guard let organisation = ID<Organisation>(submission.text("organisation")) else {
                throw AccessError.notFound
            }
            let suggestion = submission.text("suggestion")
            try await reach.dismiss(suggestion, for: organisation, by: visit.actor)
            let isHub = visit.actor.memberships.contains {
                $0.organisation.id == organisation && $0.organisation.kind == .hub
            }
            var page = isHub ? SiteMap.hubReach().with("hub", organisation.description) : SiteMap.today()
            // Strands are suggested to a school beside the schools like it.
            if suggestion.hasPrefix("strand/"), case .establishment(let urn) = RegisterKey(organisation) {
                page = SiteMap.similarSchools(urn)
            }
            return .redirect(to: page, notice: "Put away. It will not be suggested again.")
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

    private func addAreaBoard(to routes: Routes) {
        routes.get(SiteMap.areaBoard, .everyone) { visit, slug in
            let area = try await directory.area(slug: slug).orNotFound()
            let year = visit.academicYear(visit.query.text("year"))
            return .page(try await areaBoard(area, year, visit, FormState()))
        }
        routes.post(SiteMap.areaBoard, .signedIn) { visit, slug, submission in
            let area = try await directory.area(slug: slug).orNotFound()
            let year = visit.academicYear(submission.text("year"))
            var typed: [TargetMeasure: String] = [:]
            var shown: [TargetMeasure: Int] = [:]
            for measure in TargetMeasure.allCases {
                typed[measure] = submission.text(measure.rawValue)
                shown[measure] = Int(submission.text(AreaBoardPage.shown(measure)))
            }
            do {
                try await reach.setTargets(
                    typed,
                    shown: shown,
                    of: area.id,
                    year,
                    by: visit.actor
                )
                return .redirect(
                    to: SiteMap.areaBoard(slug).with("year", "\(year.startYear)"),
                    notice: "The targets are set."
                )
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await areaBoard(area, year, visit, state))
            } catch DatabaseError.staleVersion {
                let page = try await areaBoard(area, year, visit, FormState(submission))
                return .invalid(page.changedMeanwhile())
            }
        }
    }

    private func addAreaBoardFiles(to routes: Routes) {
        routes.table(csv: SiteMap.areaBoardFile, workbook: SiteMap.areaBoardWorkbook, .everyone) {
            visit,
            slug in
            let area = try await directory.area(slug: slug).orNotFound()
            let year = visit.academicYear(visit.query.text("year"))
            let summary = try await reach.summary(ReachScope(year: year, area: area.id))
            return ReachFile.targets(
                try await reach.targets(beside: summary),
                of: area,
                year,
                isPublic: !visit.actor.may(.seeNamedReach)
            )
        }
    }

    private func areaBoard(_ area: Area, _ year: AcademicYear, _ visit: Visit, _ state: FormState)
        async throws
        -> AreaBoardPage
    {
        let scope = ReachScope(year: year, area: area.id)
        let seesNames = visit.actor.may(.seeNamedReach)
        let named =
            seesNames
            ? try await reach.coldSpots(scope, limit: visit.length(of: .notReached), by: visit.actor) : nil
        let subject = area.owner.map { Subject.of($0).known } ?? .network
        let summary = try await reach.summary(scope)
        return AreaBoardPage(
            area: area,
            year: year,
            thisYear: AcademicYear(containing: services.today()),
            summary: summary,
            tested: try await reach.strandsTested(),
            profile: reach.profiles.need,
            targets: try await reach.targets(beside: summary),
            spots: named?.spots,
            spotCount: named?.total ?? 0,
            ticket: visit.actor.may(.setTargets, on: subject) ? visit.formTicket() : nil,
            state: state
        )
    }
}

extension Visit {
    /// The hub whose figures are asked for: the one named, or the first. Another's is not found.
    func reportingHub(_ text: String) throws -> Organisation {
        try hub(text, where: .reportKPIs)
    }
}

/// Words that several pages of reach say.
enum ReachWords {
    /// Which schools the maps draw as having taken part.
    static let drawn =
        "Drawn as having taken part are schools at training or with coaching or support, with a plan that they share, and in trials that they agreed to be named in."

    /// When reach was counted, and that it is not counted at every look.
    static func counted(_ asOf: Date?) -> String {
        asOf.map { "Counted on \(PlainWords.moment($0)). Reach is counted again every half hour." }
            ?? "Being counted."
    }

    static let mapIsBeingMade = "The map is being made. Look again in a few minutes."

    /// What trials of the network say of a strand.
    static func tested(_ testing: StrandTesting?) -> String {
        guard let testing else { return "No trial yet" }
        let registered = testing.registered == 1 ? "1 trial" : "\(testing.registered) trials"
        var reported = testing.reported == 0 ? "none reported yet" : "\(testing.reported) reported"
        if testing.stopped > 0 { reported += ", \(testing.stopped) stopped without a result" }
        guard let pool = testing.pool else { return "\(registered), \(reported)" }
        let range = EvidenceText.range(pool.lower, pool.upper)
        return "\(registered), \(reported); together \(EvidenceText.effect(pool.estimate)) SD (\(range))"
    }

    /// What counts where single schools are told of, or could be worked out.
    static let told =
        "A plan that a school keeps to itself, or a trial in which it is not named, does not count here."

    /// Why a table by strand holds less than one by kind.
    static let withoutStrand =
        "Coaching and support in school are on no strand: what they are about is for those who work together."

    static let meaning = "\(inShort) \(withoutRegister)"

    static let inShort = "Reached means someone took part, not that pupils gained."

    /// What counts where nobody marked who came.
    static let withoutRegister =
        "Where no register of a course was kept, a place booked on it counts as attended."

    /// Why a hub's page of reach shows more schools than its returns.
    static let beyondReturns =
        "At training, in trials, or with coaching or support in school. Returns to funders count those at training."

    static func fifth(_ fifth: Int?) -> String {
        switch fifth {
        case 5: "Greatest need (fifth)"
        case 4: "Great need (fourth)"
        case 3: "Middle (third)"
        case 2: "Less need (second)"
        case 1: "Least need (first)"
        default: "No figure known"
        }
    }

    static func amount(_ line: ReachSummary.KindLine) -> String {
        let number =
            line.amount.rounded() == line.amount
            ? PlainWords.grouped(Int(line.amount)) : PlainWords.number(line.amount, decimals: 1)
        return "\(number) \(number == "1" ? line.kind.unit.one : line.kind.unit.many)"
    }

    /// A number that could name a school is not public.
    static func publicCount(_ count: Int) -> String {
        FewSchools.isFew(count) ? hidden(count) : PlainWords.grouped(count)
    }

    /// The same of a part that stands beside its whole, which is not public either where it leaves few.
    static func publicCount(_ part: Int, of whole: Int) -> String {
        FewSchools.hides(part, of: whole) ? hidden(part) : PlainWords.grouped(part)
    }

    static func count(_ count: Int, isPublic: Bool) -> String {
        isPublic ? publicCount(count) : PlainWords.grouped(count)
    }

    static func count(_ part: Int, of whole: Int, isPublic: Bool) -> String {
        isPublic ? publicCount(part, of: whole) : PlainWords.grouped(part)
    }

    /// What stands where a number does not: it is few, or few could be worked out from it.
    static func hidden(_ count: Int) -> String {
        FewSchools.isFew(count) ? "fewer than \(FewSchools.fewest)" : "hidden"
    }
}
