import Access
import Database
import Directory
import Evidence
import Reach
import Services
import TestDatabases
import Testing

/// What the projection keeps against the same counted when it is asked for.
@Suite("Kept counts of reach")
struct KeptCountsTests {
    /// Fills the year and the one before it: joint offers, schools that come twice, one school under two URNs.
    private func fill(_ places: Places) async throws {
        try await places.hold(
            1,
            on: "2026-10-05",
            places: [(Places.school(1), 3), (1100, 2), (Places.school(20), 1)]
        )
        try await places.hold(
            2,
            on: "2026-11-09",
            hubs: [Places.north, Places.fens],
            strands: [Places.feedback, Places.phonics],
            places: [(Places.school(1), 4), (Places.school(18), 1), (Places.school(7), 2)]
        )
        try await places.hold(
            3,
            on: "2026-12-01",
            hubs: [Places.fens],
            strands: [Places.phonics],
            places: [(Places.school(18), 1), (Places.school(11), 1)]
        )
        try await places.hold(4, on: "2026-03-01", places: [(Places.school(3), 1), (Places.school(19), 2)])
        try await places.database.write { transaction in
            for number in 1...10 {
                try transaction.execute(
                    "INSERT INTO area_school (area_id, urn) VALUES (\(Places.area), \(Places.urn(number)))"
                )
            }
        }
        try await places.reach.rebuild()
    }

    @Test("are those that counting gives, in every line", arguments: TestEngine.available)
    func sameAsCounted(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            for year in [2024, 2025, 2026] {
                let academicYear = AcademicYear(startYear: year)
                let kept = try await places.reach.summary(ReachScope(year: academicYear))
                // The area holds every school, so this counts the same schools one by one.
                let counted = try await places.reach.summary(
                    ReachScope(year: academicYear, area: Places.area)
                )
                #expect(kept.fifths == counted.fifths)
                #expect(kept.kinds == counted.kinds)
                #expect(kept.strands == counted.strands)
                #expect(kept.hubs == counted.hubs)
                #expect(kept.trend == counted.trend)
            }
            let year = try await places.reach.summary(ReachScope(year: Places.year))
            #expect(
                year.reached == 5 && year.strands.count == 2 && year.trend.map(\.schools) == [0, 0, 0, 2, 5]
            )
        }
    }

    @Test(
        "the years of a school on the map are those that its touches give, whatever it keeps to itself",
        arguments: TestEngine.available
    )
    func yearsOnTheMap(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            for (id, school, isShared) in [(11, 7, true), (12, 9, true), (13, 10, false)] {
                try await places.plan(
                    id,
                    of: Places.school(school),
                    isShared: isShared,
                    steps: [("deliver", "2025-01-12")],
                    reviews: ["2026-12-10"]
                )
            }
            try await places.trial(
                14,
                from: "2025-10-01",
                due: "2028-07-01",
                schools: [(Places.school(4), true), (Places.school(5), false)]
            )
            try await fill(places)
            // One more plan is taken back after the rebuild.
            try await places.database.write { transaction in
                try transaction.execute("UPDATE plan SET shared_at = NULL WHERE id = 12")
            }
            var drawn: [Int: [Int]] = [:]
            for year in 2023...2026 {
                let academicYear = AcademicYear(startYear: year)
                let kept = try await places.reach.points(ReachScope(year: academicYear), for: .year)
                let counted = try await places.reach.points(
                    ReachScope(year: academicYear, area: Places.area),
                    for: .year
                )
                #expect(kept.map(\.lineage) == counted.map(\.lineage) && kept.count == Places.count)
                for start in (year - 4)...year {
                    let one = AcademicYear(startYear: start)
                    #expect(kept.map { $0.years.contains(one) } == counted.map { $0.years.contains(one) })
                }
                drawn[year] = kept.filter { $0.years.contains(academicYear) }.map(\.lineage)
            }
            #expect(drawn[2023] == [])
            #expect(drawn[2024] == [7].map(Places.urn))
            #expect(drawn[2025] == [3, 4, 7, 19].map(Places.urn))
            #expect(drawn[2026] == [1, 4, 7, 11, 18, 20].map(Places.urn))
        }
    }

    @Test("a hub's and a strand's lines are what its own summary says", arguments: TestEngine.available)
    func narrowed(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await fill(places)
            let year = try await places.reach.summary(ReachScope(year: Places.year))
            for line in year.hubs {
                let own = try await places.reach.summary(ReachScope(year: Places.year, hub: line.id))
                #expect(own.reached == line.schools)
                #expect(own.trend.last?.highNeedSchools == line.highNeedSchools)
            }
            for line in year.strands {
                let own = try await places.reach.summary(ReachScope(year: Places.year, strand: line.id))
                #expect(own.reached == line.schools)
            }
            let byHub = try await places.panels(of: year, by: .hub)
            #expect(byHub.map(\.schools) == [4, 4] && byHub.map(\.places.count) == [4, 4])
            let byYear = try await places.panels(of: year, by: .year)
            #expect(byYear.map(\.places.count) == [5])
        }
    }

    @Test(
        "a school that many hubs call on stands beside neighbours that none reached",
        arguments: TestEngine.available
    )
    func overlap(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let third = Organisation(id: ID(rawValue: 13), kind: .hub, name: "Third Hub")
            try await places.database.write { transaction in
                try transaction.execute(
                    "INSERT INTO organisation (id, kind, name) VALUES (\(third.id), 'hub', \(third.name))"
                )
                try transaction.execute(
                    "INSERT INTO hub (id, slug, summary, version) VALUES (\(third.id), 'third', '', 1)"
                )
            }
            let hubs = [Places.north, Places.fens, third]
            try await places.hold(1, on: "2026-10-05", hubs: hubs, places: [(Places.school(17), 1)])
            try await places.hold(2, on: "2026-10-06", places: [(Places.school(18), 1)])
            // Three hubs, but longer ago than twelve months: it is a neighbour that nobody reached.
            try await places.hold(3, on: "2025-10-06", hubs: hubs, places: [(Places.school(19), 1)])
            try await places.reach.rebuild()
            let (found, total) = try await places.reach.overlaps(
                ReachScope(year: Places.year),
                by: places.actor()
            )
            #expect(total == 1)
            #expect(found.map(\.school.name) == ["School 17"])
            #expect(found.map(\.school.hubCount) == [3])
            // Eight of great need, less the two that took part.
            #expect(found.map(\.unreachedNeighbours) == [6])
        }
    }
}
