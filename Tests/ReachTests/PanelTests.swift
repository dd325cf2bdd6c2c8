import Access
import Evidence
import Reach
import Services
import TestDatabases
import Testing

@Suite("Small maps of reach")
struct PanelTests {
    @Test("a hub's map shows the schools that took part with it, once each", arguments: TestEngine.available)
    func byHub(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [1, 1100, 17, 18, 19].map { ($0 < 100 ? Places.school($0) : $0, 2) }
            )
            try await places.hold(
                2,
                on: "2026-10-06",
                hubs: [Places.fens, Places.north],
                places: [(Places.school(19), 1), (Places.school(2), 1)]
            )
            try await places.reach.rebuild()
            let summary = try await places.reach.summary(ReachScope(year: Places.year))
            let panels = try await places.reach.panels(of: summary, by: .hub)
            // The Fens hub has two schools: too few for a map that everyone sees.
            #expect(panels.map(\.subject) == [.hub(slug: "hub-\(Places.north.id)", name: "Northshore Hub")])
            #expect(panels[0].schools == 5 && panels[0].highNeedSchools == 3)
            #expect(panels[0].places.map(\.easting) == [400_100, 400_200, 401_700, 401_800, 401_900])
            #expect(panels[0].places.map(\.isHighNeed) == [false, false, true, true, true])
        }
    }

    @Test(
        "a year's map shows that year's schools, and does not say which one or two are in great need",
        arguments: TestEngine.available
    )
    func byYear(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2025-10-05", places: [1, 2, 20].map { (Places.school($0), 1) })
            try await places.hold(2, on: "2026-10-05", places: [3, 4].map { (Places.school($0), 1) })
            try await places.reach.rebuild()
            let summary = try await places.reach.summary(ReachScope(year: Places.year))
            let panels = try await places.reach.panels(of: summary, by: .year)
            #expect(panels.map(\.subject) == [.year(AcademicYear(startYear: 2025))])
            #expect(panels[0].highNeedSchools == 1)
            #expect(panels[0].places.map(\.isHighNeed) == [false, false, false])
        }
    }

    @Test("a map keeps to the strand and the area that are asked for", arguments: TestEngine.available)
    func scopes(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [1, 12, 13, 14].map { (Places.school($0), 1) }
            )
            try await places.hold(
                2,
                on: "2026-10-06",
                strands: [Places.phonics],
                places: [5, 15].map { (Places.school($0), 1) }
            )
            try await places.reach.rebuild()
            var scope = ReachScope(year: Places.year)
            scope.area = Places.area
            scope.strand = Places.feedback
            let summary = try await places.reach.summary(scope)
            let panels = try await places.reach.panels(of: summary, by: .hub)
            #expect(panels.map { $0.places.map(\.easting) } == [[401_200, 401_300, 401_400]])
        }
    }

    @Test(
        "few schools, and what they could be worked out from, are hidden",
        arguments: [
            ([5, 0, 7], [false, false, false]), ([1, 8, 4], [true, false, true]),
            ([1, 1, 9], [true, true, true]), ([2, 2, 9], [true, true, false]),
            ([2, 0, 0], [true, false, false]), ([], []),
        ]
    )
    func few(parts: [Int], hidden: [Bool]) {
        #expect(FewSchools.hidden(parts) == hidden)
    }
}
