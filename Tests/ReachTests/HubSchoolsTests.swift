import Access
import Database
import Directory
import Reach
import Services
import TestDatabases
import Testing

@Suite("The schools that a hub answers for")
struct HubSchoolsTests {
    @Test("are those of its area, else those to which it is the nearest", arguments: TestEngine.available)
    func among(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            // Schools stand 100 m apart: the Fens hub at school 3 is nearest to the first eleven.
            try await places.database.write { transaction in
                for (hub, host) in [(Places.north, 20), (Places.fens, 3)] {
                    try transaction.execute(
                        "UPDATE hub SET host_id = \(Places.school(host)) WHERE id = \(hub.id)"
                    )
                    try transaction.execute(
                        """
                        INSERT INTO designation (id, hub_id, kind, started_on, version)
                        VALUES (\(hub.id), \(hub.id), 'teaching-school-hub', '2021-09-01', 1)
                        """
                    )
                }
            }
            try await places.hold(
                1,
                on: "2026-10-05",
                hubs: [Places.north, Places.fens],
                places: [2, 3, 15].map { (Places.school($0), 1) }
            )
            try await places.reach.rebuild()
            let north = try await places.reach.schools(of: Places.north.id)
            #expect(north == .area(Places.area, name: "Coast"))
            let ofArea = try await places.reach.summary(
                ReachScope(year: Places.year, hub: Places.north.id).among(north)
            )
            #expect(ofArea.schools == 10 && ofArea.reached == 1)
            let fens = try await places.reach.schools(of: Places.fens.id)
            #expect(fens == .nearest)
            let nearest = try await places.reach.summary(
                ReachScope(year: Places.year, hub: Places.fens.id).among(fens)
            )
            #expect(nearest.schools == 11 && nearest.reached == 2)
            #expect(nearest.fifths.map(\.schools).reduce(0, +) == 11)
        }
    }

    private func addHubs(_ places: Places) async throws -> (third: Organisation, fourth: Organisation) {
        let third = Organisation(id: ID(rawValue: 13), kind: .hub, name: "Third Hub")
        let fourth = Organisation(id: ID(rawValue: 14), kind: .hub, name: "Fourth Hub")
        try await places.database.write { transaction in
            for hub in [third, fourth] {
                try transaction.execute(
                    "INSERT INTO organisation (id, kind, name) VALUES (\(hub.id), 'hub', \(hub.name))"
                )
                try transaction.execute(
                    "INSERT INTO hub (id, slug, summary, version) VALUES (\(hub.id), \("h-\(hub.id)"), '', 1)"
                )
            }
        }
        return (third, fourth)
    }

    @Test("a hub sees the schools with many hubs of which it is one", arguments: TestEngine.available)
    func overlaps(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let (third, fourth) = try await addHubs(places)
            try await places.hold(
                1,
                on: "2026-10-05",
                hubs: [Places.north, third, fourth],
                places: [(Places.school(17), 1)]
            )
            try await places.hold(
                2,
                on: "2026-10-05",
                hubs: [Places.fens, third, fourth],
                places: [(Places.school(18), 1)]
            )
            try await places.reach.rebuild()
            let scope = ReachScope(year: Places.year)
            func names(_ hub: ID<Organisation>?) async throws -> [String] {
                let (found, total) = try await places.reach.overlaps(scope, with: hub, by: places.actor())
                #expect(found.count == total)
                return found.map(\.school.name)
            }
            let first = try await places.reach.overlaps(scope, limit: 1, by: places.actor())
            #expect(first.overlaps.map(\.school.name) == ["School 17"] && first.total == 2)
            #expect(try await names(nil) == ["School 17", "School 18"])
            #expect(try await names(Places.north.id) == ["School 17"])
            #expect(try await names(third.id) == ["School 17", "School 18"])
        }
    }

    @Test(
        "a school with many hubs is not told to be in a trial in which it is not named",
        arguments: TestEngine.available
    )
    func unnamed(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let (third, fourth) = try await addHubs(places)
            try await places.hold(
                1,
                on: "2026-10-05",
                hubs: [Places.fens, third, fourth],
                places: [(Places.school(17), 1), (Places.school(18), 1)]
            )
            try await places.hold(
                2,
                on: "2026-10-05",
                hubs: [Places.fens, third],
                places: [(Places.school(16), 1)]
            )
            try await places.trial(
                3,
                from: "2026-09-20",
                due: "2028-07-01",
                schools: [(Places.school(16), false), (Places.school(17), false), (Places.school(18), true)]
            )
            try await places.reach.rebuild()
            func found(by hub: Organisation) async throws -> [Overlap] {
                try await places.reach.overlaps(
                    ReachScope(year: Places.year),
                    with: Places.north.id,
                    by: places.actor(of: hub)
                ).overlaps
            }
            let asked = try await found(by: Places.fens)
            #expect(asked.map(\.school.name) == ["School 18"])
            // The hub that runs the trial knows its schools. School 16 has two hubs that may be told.
            let own = try await found(by: Places.north)
            #expect(own.map(\.school.name) == ["School 18", "School 17"])
            #expect(own.map(\.school.hubCount) == [4, 3])
        }
    }

    @Test("shares are of the schools of a fifth, and of all", arguments: TestEngine.available)
    func shares(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.database.write { transaction in
                for number in 1...Places.count {
                    try transaction.execute(
                        """
                        INSERT INTO characteristic (urn, academic_year, measure, value)
                        VALUES (\(Places.urn(number)), 2025, \(Measure.premiumRoll), 100)
                        """
                    )
                }
            }
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [1, 17, 18, 19].map { (Places.school($0), 1) }
            )
            try await places.reach.rebuild()
            let summary = try await places.summary()
            #expect(summary.fifths.map(\.reachedPercentage) == [75, 0, 0, 0, 25])
            #expect(summary.fifths.map(summary.shareOfReached) == [75, 0, 0, 0, 25])
            // 5 % to 100 % of 100 pupils: 1,050 of them; 370 in the schools of greatest need.
            #expect(summary.fifths.map(\.disadvantagedPupils) == [370, 290, 210, 130, 50])
            let shares = summary.fifths.compactMap(summary.shareOfDisadvantaged)
            #expect(shares.count == 5 && abs(shares[0] - 37000 / 1050) < 1e-9)
            #expect(abs(shares.reduce(0, +) - 100) < 1e-9)
        }
    }
}
