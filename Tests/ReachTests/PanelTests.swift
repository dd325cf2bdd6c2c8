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
                places: [1, 1100, 3, 17, 18, 19].map { ($0 < 100 ? Places.school($0) : $0, 2) }
            )
            try await places.hold(
                2,
                on: "2026-10-06",
                hubs: [Places.fens, Places.north],
                places: [(Places.school(19), 1), (Places.school(2), 1)]
            )
            try await places.reach.rebuild()
            let summary = try await places.reach.summary(ReachScope(year: Places.year))
            let panels = try await places.panels(of: summary, by: .hub)
            // The Fens hub has two schools: too few for a map that everyone sees.
            #expect(panels.map(\.subject) == [.hub(slug: "hub-\(Places.north.id)", name: "Northshore Hub")])
            #expect(panels[0].schools == 6 && panels[0].highNeedSchools == 3)
            #expect(
                panels[0].places.map(\.easting) == [400_100, 400_200, 400_300, 401_700, 401_800, 401_900]
            )
            #expect(panels[0].places.map(\.isHighNeed) == [false, false, false, true, true, true])
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
            let panels = try await places.panels(of: summary, by: .year)
            #expect(panels.map(\.subject) == [.year(AcademicYear(startYear: 2025))])
            #expect(panels[0].highNeedSchools == 1)
            #expect(panels[0].places.map(\.isHighNeed) == [false, false, false])
        }
    }

    @Test(
        "a map does not say which schools are in great need where all but one or two are",
        arguments: TestEngine.available
    )
    func nearlyAll(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [1, 17, 18, 19].map { (Places.school($0), 1) }
            )
            try await places.reach.rebuild()
            let summary = try await places.reach.summary(ReachScope(year: Places.year))
            let panels = try await places.panels(of: summary, by: .hub)
            #expect(panels[0].schools == 4 && panels[0].highNeedSchools == 3)
            #expect(panels[0].places.map(\.isHighNeed) == [false, false, false, false])
        }
    }

    @Test(
        "a fifth of few schools cannot be worked out from the number of the two fifths of greatest need",
        arguments: TestEngine.available
    )
    func fifths(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            // Two of the fifth of greatest need, four of the next, and three of the least.
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [1, 2, 3, 13, 14, 15, 16, 17, 18].map { (Places.school($0), 1) }
            )
            try await places.reach.rebuild()
            let all = try await places.reach.summary(ReachScope(year: Places.year))
            #expect(all.fifths.map(\.reached) == [2, 4, 0, 0, 3])
            #expect(all.hiddenFifths == [5, 4])
            // Where that number is hidden, another fifth is enough.
            try await places.hold(
                2,
                on: "2025-10-05",
                places: [1, 2, 3, 17, 18].map { (Places.school($0), 1) }
            )
            try await places.reach.rebuild()
            let before = try await places.reach.summary(ReachScope(year: AcademicYear(startYear: 2025)))
            #expect(before.fifths.map(\.reached) == [2, 0, 0, 0, 3])
            #expect(before.hiddenFifths == [5, 1])
        }
    }

    @Test(
        "a part is hidden where it is few or leaves few",
        arguments: [(2, 9, true), (8, 9, true), (3, 6, false), (0, 9, false), (9, 9, false), (0, 2, false)]
    )
    func part(part: Int, whole: Int, isHidden: Bool) {
        #expect(FewSchools.hides(part, of: whole) == isHidden)
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
            let panels = try await places.panels(of: summary, by: .hub)
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
