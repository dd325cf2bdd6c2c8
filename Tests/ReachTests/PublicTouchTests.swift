import Access
import Database
import Directory
import Evidence
import Reach
import Services
import TestDatabases
import Testing

/// Nobody learns from what everyone may see that a certain school works on a strand, unless the school said so.
@Suite("What is told of a single school")
struct PublicTouchTests {
    /// School 11 has a plan on phonics that it keeps to itself, school 12 is in a trial on it that does not name it; 9 and
    /// 13 said that they work on it; 8 came to training on feedback.
    private func fill(_ places: Places) async throws {
        let days = [("explore", "2026-09-10"), ("deliver", "2026-10-01")]
        try await places.plan(
            1,
            of: Places.school(11),
            on: Places.phonics,
            isShared: false,
            steps: days
        )
        try await places.plan(2, of: Places.school(9), on: Places.phonics, isShared: true, steps: days)
        try await places.trial(
            3,
            on: Places.phonics,
            from: "2026-09-20",
            due: "2028-07-01",
            schools: [(Places.school(12), false), (Places.school(13), true)]
        )
        try await places.hold(4, on: "2026-10-05", places: [(Places.school(8), 1)])
        try await places.reach.rebuild()
    }

    private func strands(_ places: Places) async throws -> [String: [String]] {
        let urn = try #require(URN(rawValue: Places.urn(10)))
        let found = try #require(try await places.reach.similarSchools(to: urn, count: 6))
        return Dictionary(
            uniqueKeysWithValues: found.schools.map { ($0.name, $0.strands.map(\.title)) }
        )
    }

    @Test(
        "a plan that is not shared and a trial that may not name a school do not stand beside it",
        arguments: TestEngine.available
    )
    func similar(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            let strands = try await strands(places)
            #expect(strands["School 11"] == [] && strands["School 12"] == [])
            #expect(strands["School 9"] == ["phonics"] && strands["School 13"] == ["phonics"])
            #expect(strands["School 8"] == ["feedback"])
        }
    }

    @Test("a plan that is taken back is gone at once", arguments: TestEngine.available)
    func takenBack(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            try await places.database.write { transaction in
                try transaction.execute("UPDATE plan SET shared_at = NULL WHERE id = 2")
            }
            #expect(try await strands(places)["School 9"] == [])
            let scope = ReachScope(year: Places.year)
            #expect(try await places.drawn(scope) == [8, 13].map(Places.urn))
            let listed = try await places.reach.schoolsReached(scope, by: places.actor(of: Places.fens))
            #expect(listed.schools.map(\.school.name) == ["School 13", "School 8"])
            #expect(listed.total == 2 && listed.untold == 3)
            let area = try await places.areas([[8, 9]])[0]
            #expect(try await places.summary { $0.area = area }.reached == 1)
        }
    }

    @Test(
        "a small map of plans that are taken back is not drawn any more",
        arguments: TestEngine.available
    )
    func takenBackMaps(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            for (id, school) in [(1, 9), (2, 11), (3, 13)] {
                try await places.plan(
                    id,
                    of: Places.school(school),
                    isShared: true,
                    steps: [("deliver", "2026-10-01")]
                )
            }
            try await places.reach.rebuild()
            let summary = try await places.summary()
            func drawn() async throws -> [Int] {
                try await places.panels(of: summary, by: .year).map(\.places.count)
            }
            #expect(try await drawn() == [3])
            try await places.database.write { transaction in
                try transaction.execute("UPDATE plan SET shared_at = NULL WHERE id = 2")
            }
            #expect(try await drawn() == [0])
        }
    }

    @Test("the map of a strand does not draw them, whole or in small", arguments: TestEngine.available)
    func maps(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            let scope = ReachScope(year: Places.year, strand: Places.phonics)
            #expect(try await places.drawn(scope) == [9, 13].map(Places.urn))
            let whole = ReachScope(year: Places.year)
            #expect(try await places.drawn(whole) == [8, 9, 13].map(Places.urn))
            // Four took part: the number is told. Which they are is not: two are known, and two of a map are too few.
            let summary = try await places.reach.summary(scope)
            #expect(summary.reached == 4)
            let panels = try await places.panels(of: summary, by: .year)
            #expect(panels.map(\.schools) == [4] && panels.map(\.places) == [[]])
        }
    }

    @Test("a small map draws those that may be known", arguments: TestEngine.available)
    func panels(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                strands: [Places.phonics],
                places: [1, 2, 3].map { (Places.school($0), 1) }
            )
            try await fill(places)
            try await places.trial(
                5,
                on: Places.phonics,
                from: "2026-10-01",
                due: "2028-07-01",
                schools: [(Places.school(4), false)]
            )
            try await places.reach.rebuild()
            let summary = try await places.reach.summary(
                ReachScope(year: Places.year, strand: Places.phonics)
            )
            let byYear = try await places.panels(of: summary, by: .year)
            #expect(byYear.map(\.schools) == [8])
            #expect(
                byYear.map { $0.places.map(\.easting) } == [[400_100, 400_200, 400_300, 400_900, 401_300]]
            )
            // The hub's trials hold 4 and 12, which are not named.
            let byHub = try await places.panels(of: summary, by: .hub)
            #expect(byHub.map(\.schools) == [6])
            #expect(byHub.map { $0.places.map(\.easting) } == [[400_100, 400_200, 400_300, 401_300]])
        }
    }

    @Test(
        "the list of schools reached names them in what they may be named in only",
        arguments: TestEngine.available
    )
    func lists(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            try await places.coach(6, at: Places.school(12), [("2026-10-01", 60)])
            try await places.reach.rebuild()
            let scope = ReachScope(year: Places.year)
            let found = try await places.reach.schoolsReached(scope, by: places.actor())
            #expect(
                found.schools.map(\.school.name) == ["School 13", "School 12", "School 9", "School 8"]
            )
            #expect(
                found.schools.map(\.kinds) == [
                    ["Trials joined"], ["Coaching or support"], ["Plans under way"],
                    ["Training booked (no register kept)"],
                ]
            )
            #expect(found.schools.map(\.strands) == [["phonics"], [], ["phonics"], ["feedback"]])
            #expect(found.schools.map(\.hubs) == [["Northshore Hub"], ["Fens Hub"], [], ["Northshore Hub"]])
            #expect(found.total == 4 && found.untold == 1)
            // Another hub's trial stays closed to a hub that asks for it by name.
            var north = scope
            north.hub = Places.north.id
            let asked = try await places.reach.schoolsReached(north, by: places.actor(of: Places.fens))
            #expect(asked.schools.map(\.school.name) == ["School 13", "School 8"] && asked.untold == 1)
            // The hub that runs the trial knows its schools.
            let own = try await places.reach.schoolsReached(north, by: places.actor())
            #expect(own.schools.map(\.school.name) == ["School 13", "School 12", "School 8"])
            #expect(own.schools[1].kinds == ["Trials joined"] && own.untold == 0)
            var fens = scope
            fens.hub = Places.fens.id
            let coached = try await places.reach.schoolsReached(fens, by: places.actor(of: Places.fens))
            #expect(coached.schools.map(\.kinds) == [["Coaching and mentoring"]])
        }
    }

    @Test(
        "an area of one school does not give away that it works on a strand by itself",
        arguments: TestEngine.available
    )
    func smallArea(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            let alone = try await places.areas([[11]])[0]
            var scope = ReachScope(year: Places.year, area: alone, strand: Places.phonics)
            let one = try await places.reach.schoolsReached(scope, by: places.actor())
            #expect(one.schools.isEmpty && one.untold == 0 && one.others == 1)
            // Two of the eighteen others are few, too; where there is nobody more, nobody is given away.
            scope.area = nil
            let whole = try await places.reach.schoolsReached(scope, by: places.actor())
            #expect(whole.untold == 2 && whole.others == 18 && whole.hidesUntold)
            scope.strand = Places.feedback
            let none = try await places.reach.schoolsReached(scope, by: places.actor())
            #expect(none.untold == 0 && none.others == 19 && !none.hidesUntold)
        }
    }

    /// All that someone of a hub can read of an area.
    private struct AreaView: Equatable {
        let summary: ReachSummary
        let targets: [TargetLine]
        let points: [ReachPoint]
        let panels: [ReachPanel]
        let named: SchoolsReached
        let cold: [String]
    }

    private func view(of area: ID<Area>, _ places: Places) async throws -> AreaView {
        let scope = ReachScope(year: Places.year, area: area)
        let actor = places.actor(of: Places.fens)
        let summary = try await places.reach.summary(scope)
        return AreaView(
            summary: summary,
            targets: try await places.reach.targets(beside: summary),
            points: try await places.reach.points(scope),
            panels: try await places.panels(of: summary, by: .year),
            named: try await places.reach.schoolsReached(scope, by: actor),
            cold: try await places.reach.coldSpots(scope, by: actor).spots.map {
                "\($0.school.name), \($0.lastReachedOn?.description ?? "never")"
            }
        )
    }

    /// Totals less the list, areas less other areas, one page less another: where nothing changes, nothing can be
    /// worked out.
    @Test(
        "all that is to be read of areas is the same, whatever their schools keep to themselves",
        arguments: TestEngine.available
    )
    func areas(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let areas = try await places.areas([[17], [17, 18], [17, 18, 19], [8, 17, 18, 19]])
            try await places.hold(1, on: "2026-10-05", places: [8, 19].map { (Places.school($0), 1) })
            try await places.hold(2, on: "2025-10-05", places: [(Places.school(17), 1)])
            func views() async throws -> [AreaView] {
                try await places.reach.rebuild()
                var views: [AreaView] = []
                for area in areas { views.append(try await view(of: area, places)) }
                return views
            }
            let before = try await views()
            #expect(before.map(\.summary.reached) == [0, 0, 1, 2])
            #expect(before[2].cold == ["School 18, never", "School 17, 2025-10-05"])
            try await places.plan(
                3,
                of: Places.school(17),
                isShared: false,
                steps: [("deliver", "2025-12-01")],
                reviews: ["2026-12-10"]
            )
            try await places.trial(
                4,
                on: Places.phonics,
                from: "2025-09-20",
                due: "2028-07-01",
                schools: [(Places.school(18), false), (Places.school(19), false)]
            )
            #expect(try await views() == before)
            // They count where no school can be worked out.
            let whole = try await places.summary()
            #expect(whole.reached == 4 && whole.kinds.map(\.schools) == [2, 1, 2])
        }
    }

    @Test(
        "what nobody is named for is told of three schools or more, beside three that had no part",
        arguments: [(0, 9, false), (2, 9, true), (3, 6, false), (4, 6, true), (5, 5, true), (1, 1, true)]
    )
    func untold(untold: Int, others: Int, isHidden: Bool) {
        #expect(FewSchools.hidesUnnamed(untold, among: others) == isHidden)
    }

    @Test(
        "the greatest need comes first, and only who may see names sees them",
        arguments: TestEngine.available
    )
    func order(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                hubs: [Places.north, Places.fens],
                strands: [Places.phonics, Places.feedback],
                places: [2, 20, 17, 5].map { (Places.school($0), 1) }
            )
            try await places.hold(2, on: "2025-10-05", places: [(Places.school(19), 1)])
            try await places.reach.rebuild()
            let scope = ReachScope(year: Places.year)
            let found = try await places.reach.schoolsReached(scope, limit: 3, by: places.actor())
            #expect(found.schools.map(\.school.name) == ["School 20", "School 17", "School 5"])
            #expect(found.schools[0].hubs == ["Fens Hub", "Northshore Hub"])
            #expect(found.schools[0].strands == ["feedback", "phonics"])
            #expect(found.schools[0].lastOn.description == "2026-10-05")
            #expect(found.total == 4 && found.highNeedTotal == 2 && found.untold == 0)
            let area = try await places.reach.schoolsReached(
                ReachScope(year: Places.year, area: Places.area),
                by: places.actor()
            )
            #expect(area.schools.map(\.school.name) == ["School 20", "School 17"])
            let school = Organisation(id: ID(rawValue: 1001), kind: .establishment, name: "School 1")
            await #expect(throws: AccessError.forbidden) {
                try await places.reach.schoolsReached(scope, by: places.actor(.lead, of: school))
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await places.reach.schoolsReached(scope, by: .anonymous)
            }
        }
    }
}
