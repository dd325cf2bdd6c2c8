import Access
import Database
import Directory
import Reach
import Services
import TestDatabases
import Testing

@Suite("Results beside reach")
struct OutcomeTests {
    static let before = AcademicYear(startYear: 2024)
    static let after = AcademicYear(startYear: 2026)

    static func line(_ schools: [SchoolOutcome]) -> OutcomesBesideReach.MeasureLine {
        OutcomesBesideReach.MeasureLine(.keyStage2Expected, from: before, to: after, schools, leftOut: 0)
    }

    /// Schools of rising disadvantage; those of these numbers took part.
    static func schools(_ count: Int, tookPart: (Int) -> Bool) -> [SchoolOutcome] {
        (0..<count).map { number in
            SchoolOutcome(
                disadvantaged: Double(number),
                before: 60 - Double(number),
                after: 60 - Double(number) + (tookPart(number) ? 2 : -1) + Double(number % 2),
                tookPart: tookPart(number)
            )
        }
    }

    @Test("means and the middle half are of schools, each counting once")
    func group() throws {
        let group = try #require(
            OutcomesBesideReach.Group([(50, 51), (60, 58), (40, 46), (30, 33), (20, 20)])
        )
        // By hand: changes −2, 0, 1, 3, 6.
        #expect(group.schools == 5 && group.meanBefore == 40)
        #expect(abs(group.meanChange - 1.6) < 1e-12)
        #expect(OutcomesBesideReach.Group([]) == nil)
        // By hand: a quarter of eleven steps is 2.75, three quarters are 8.25.
        let changes: [Double] = [-4, -3, -1, 0, 1, 2, 2, 3, 5, 6, 8, 9]
        let twelve = try #require(OutcomesBesideReach.Group(changes.map { (before: 50, after: 50 + $0) }))
        #expect(twelve.middleHalf == -0.25...5.25)
    }

    @Test("quartiles beyond which few schools lie are those schools' own results: nobody sees them")
    func fewBeyond() throws {
        for count in [1, 3, 5, 11, 12, 40] {
            let schools = (0..<count).map { (before: 50.0, after: 50 + Double($0)) }
            let group = try #require(OutcomesBesideReach.Group(schools))
            let beyond = schools.count { $0.after - 50 < (group.middleHalf?.lowerBound ?? 0) }
            #expect((group.middleHalf == nil) == (count < 12))
            #expect(group.middleHalf == nil || beyond >= FewSchools.fewest)
        }
    }

    @Test("fifths are of disadvantage, as many schools in each, and add up to all")
    func fifths() throws {
        let line = Self.line(Self.schools(40) { $0 % 2 == 0 })
        #expect(line.fifths.map(\.fifth) == [1, 2, 3, 4, 5])
        #expect(line.fifths.map { $0.content?.tookPart?.schools } == [4, 4, 4, 4, 4])
        let all = try #require(line.all.content)
        #expect(all.tookPart?.schools == 20 && all.others?.schools == 20)
        #expect(all.tookPart?.meanChange == 2 && all.others?.meanChange == 0)
        // The first fifth are the schools 0 to 7: those that took part began at 60, 58, 56, 54.
        #expect(line.fifths[0].content?.tookPart?.meanBefore == 57)
    }

    @Test("where few schools stand on a side, their row is hidden with what it could be worked out from")
    func few() {
        // In fifths of eight: 1, 8, 4, 8, 8 took part.
        let taking = [1, 8, 4, 8, 8]
        let line = Self.line(Self.schools(40) { $0 % 8 < taking[$0 / 8] })
        #expect(line.fifths.map { $0.content == nil } == [true, false, true, false, false])
        #expect(line.all.content?.tookPart?.schools == 29 && line.all.content?.others?.schools == 11)
        // Nobody is not few: all of the second fifth took part.
        #expect(line.fifths[1].content?.others == nil && line.fifths[1].content?.tookPart?.schools == 8)
        let alone = Self.line(Self.schools(40) { $0 == 3 || $0 == 30 })
        #expect(alone.all.content == nil && alone.fifths.allSatisfy { $0.content == nil })
    }

    @Test(
        "schools that took part in the period stand beside the others, by strand and hub",
        arguments: TestEngine.available
    )
    func read(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.publishResults()
            try await places.hold(1, on: "2025-10-05", places: (1...4).map { (Places.school($0), 1) })
            try await places.hold(
                2,
                on: "2026-10-05",
                hubs: [Places.fens],
                places: (5...8).map { (Places.school($0), 1) }
            )
            try await places.hold(
                3,
                on: "2025-10-05",
                strands: [Places.phonics],
                places: (9...12).map { (Places.school($0), 1) }
            )
            try await places.reach.rebuild()
            #expect(try await places.reach.outcomeYears().map(\.startYear) == [2026, 2025])
            var scope = ReachScope(year: AcademicYear(startYear: 2025))
            scope.strand = Places.feedback
            let found = try await places.reach.outcomes(scope, by: .anonymous)
            #expect(found.lines.map(\.measure) == [.keyStage2Expected])
            let line = try #require(found.lines.first)
            #expect(line.before.startYear == 2024 && line.after.startYear == 2026)
            // School 20 has no result of 2026; the first school's is its lineage's.
            #expect(line.leftOut == 1)
            #expect(line.all.content?.tookPart?.schools == 8 && line.all.content?.others?.schools == 11)
            #expect(
                line.all.content?.tookPart?.meanChange == 4.5 && line.all.content?.others?.meanChange == 14
            )
            scope.hub = Places.north.id
            let byHub = try await places.reach.outcomes(scope, by: places.actor())
            #expect(byHub.lines[0].all.content?.tookPart?.schools == 4)
            await #expect(throws: AccessError.notSignedIn) {
                try await places.reach.outcomes(scope, by: .anonymous)
            }
            let early = ReachScope(year: AcademicYear(startYear: 2024))
            #expect(try await places.reach.outcomes(early, by: .anonymous).lines.isEmpty)
        }
    }
}

extension Places {
    /// Results of 2024 to 2026: school *n* rises by *n* from the first to the last. The first school's oldest result
    /// is under its old number; the last school has none for 2026.
    fileprivate func publishResults() async throws {
        try await database.write { transaction in
            for year in 2024...2026 {
                try transaction.execute(
                    """
                    INSERT INTO measure_year (measure, academic_year)
                    VALUES (\(Measure.keyStage2Expected), \(year))
                    """
                )
                for number in 1...Places.count where !(number == Places.count && year == 2026) {
                    let urn =
                        number == 1 && year == 2024 ? Places.predecessor : Places.urn(number)
                    try transaction.execute(
                        """
                        INSERT INTO characteristic (urn, academic_year, measure, value)
                        VALUES (\(urn), \(year), \(Measure.keyStage2Expected),
                            \(50 + Double(number * (year - 2024)) / 2))
                        """
                    )
                }
            }
        }
    }
}
