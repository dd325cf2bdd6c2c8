import Database
import Directory
import Reach
import Services
import TestDatabases
import Testing

@Suite("Similar schools")
struct SimilarityTests {
    /// Disadvantage, attainment, pupils; the rest is not published.
    static func figures(_ values: Double?...) -> Similarity.Figures {
        values + Array(repeating: nil, count: SimilarityVariable.allCases.count - values.count)
    }

    @Test("the nearest come first, and nobody is their own neighbour")
    func order() {
        let schools = [
            Self.figures(10, 50, 100), Self.figures(40, 50, 100), Self.figures(12, 50, 100),
            Self.figures(20, 50, 100),
        ]
        let found = Similarity().nearest(10, to: 0, among: SimilarityTable(schools))
        #expect(found.neighbours.map(\.index) == [2, 3, 1])
        #expect(found.used == [.disadvantage] && found.lacking == 0)
        // What does not vary tells nothing apart: the distance is that of disadvantage alone, whose deviation is 13.70.
        #expect(abs(found.neighbours[0].distance - 2 / 13.699) < 1e-3)
    }

    @Test("a school that lacks a figure is left out and counted; what the school itself lacks is not used")
    func missing() {
        let schools = [
            Self.figures(10, nil, 100), Self.figures(11, 60, 120), Self.figures(nil, 50, 100),
            Self.figures(30, 40, 90),
        ]
        let found = Similarity().nearest(10, to: 0, among: SimilarityTable(schools))
        #expect(found.used == [.disadvantage, .pupils])
        #expect(found.lacking == 1 && found.neighbours.map(\.index) == [1, 3])
    }

    @Test("weights decide, and no weight at all finds nobody")
    func weights() {
        let schools = [Self.figures(10, 50, 100), Self.figures(10, 90, 100), Self.figures(40, 50, 200)]
        let byNeed = Similarity(weights: [.attainment: 0, .pupils: 0]).nearest(
            1,
            to: 0,
            among: SimilarityTable(schools)
        )
        let byAttainment = Similarity(weights: [.disadvantage: 0, .attainment: 1, .pupils: 0]).nearest(
            1,
            to: 0,
            among: SimilarityTable(schools)
        )
        #expect(byNeed.neighbours.map(\.index) == [1] && byNeed.neighbours[0].distance == 0)
        #expect(byAttainment.neighbours.map(\.index) == [2])
        let none = Similarity(weights: [.disadvantage: 0, .attainment: 0, .pupils: -1, .specialNeeds: .nan])
        #expect(none.nearest(1, to: 0, among: SimilarityTable(schools)).neighbours.isEmpty)
    }

    @Test("published attainment counts only where it is given a weight: it is what schools want to change")
    func outcome() {
        let schools = [Self.figures(10, 50), Self.figures(12, 50), Self.figures(11, 90)]
        let usual = Similarity().nearest(2, to: 0, among: SimilarityTable(schools))
        #expect(usual.neighbours.map(\.index) == [2, 1] && usual.used == [.disadvantage])
        let chosen = Similarity(weights: [.attainment: 1]).nearest(2, to: 0, among: SimilarityTable(schools))
        #expect(chosen.neighbours.map(\.index) == [1, 2] && chosen.used == [.disadvantage, .attainment])
        // How pupils came counts; what became of them does not.
        #expect(SimilarityVariable.allCases.filter { $0.usualWeight == 0 } == [.attainment])
    }

    @Test("it agrees with a plain search over all pairs, and is the same both ways")
    func agreement() {
        var state: UInt64 = 23
        func draw() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 33) / Double(1 << 31)
        }
        let schools = (0..<120).map { _ in Self.figures(60 * draw(), 100 * draw(), 900 * draw()) }
        func deviation(_ variable: Int) -> Double {
            let values = schools.compactMap { $0[variable] }
            let mean = values.reduce(0, +) / Double(values.count)
            return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
                .squareRoot()
        }
        let deviations = (0..<3).map(deviation)
        func distance(_ left: Int, _ right: Int) -> Double {
            let squares = (0..<3).map { variable -> Double in
                let difference =
                    ((schools[left][variable] ?? 0) - (schools[right][variable] ?? 0)) / deviations[variable]
                return difference * difference
            }
            return (squares.reduce(0, +) / 3).squareRoot()
        }
        let alike = Similarity(weights: [.attainment: 1])
        for target in [0, 57, 119] {
            let found = alike.nearest(5, to: target, among: SimilarityTable(schools)).neighbours
            let plain = schools.indices.filter { $0 != target }.sorted {
                distance(target, $0) < distance(target, $1)
            }
            #expect(found.map(\.index) == Array(plain.prefix(5)))
            #expect(found.allSatisfy { abs($0.distance - distance($0.index, target)) < 1e-12 })
            // All of them are sorted, a few are selected: the same order.
            let all = alike.nearest(119, to: target, among: SimilarityTable(schools)).neighbours
            #expect(all.map(\.index) == plain && Array(all.prefix(5)) == found)
        }
    }

    @Test("schools at one distance come in their order, also where not all of them are wanted")
    func ties() {
        let schools = (0..<100).map { number in Self.figures(number % 2 == 0 ? 10 : 20) }
        let found = Similarity().nearest(7, to: 50, among: SimilarityTable(schools)).neighbours
        #expect(found.map(\.index) == [0, 2, 4, 6, 8, 10, 12])
        #expect(found.allSatisfy { $0.distance == 0 })
    }

    @Test(
        "schools of the register are compared with what they took part in; closed ones are not",
        arguments: TestEngine.available
    )
    func register(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2026-10-05", places: [(Places.school(9), 1)])
            try await places.reach.rebuild()
            let urn = try #require(URN(rawValue: Places.urn(10)))
            let found = try #require(try await places.reach.similarSchools(to: urn, count: 4))
            #expect(found.schools.map(\.name) == ["School 11", "School 9", "School 12", "School 8"])
            #expect(found.schools[1].strands.map(\.title) == ["feedback"])
            #expect(found.used == [.disadvantage])
            let closed = try #require(URN(rawValue: Places.predecessor))
            #expect(try await places.reach.similarSchools(to: closed) == nil)
        }
    }

    @Test(
        "prior attainment and deprivation count where they are published, and are never filled in",
        arguments: TestEngine.available
    )
    func priorAttainment(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.publish(
                .keyStage1Points,
                of: [(8, 16), (9, 14), (10, 16), (11, 12), (12, 16.5)]
            )
            // Of another phase: no figure of a primary school.
            try await places.publish(.priorAttainment, of: [(13, 104)])
            try await places.publish(.idaci, of: [(8, 0.3), (9, 0.1), (10, 0.31), (12, 0.2)])
            try await places.reach.rebuild()
            let urn = try #require(URN(rawValue: Places.urn(10)))
            let found = try #require(try await places.reach.similarSchools(to: urn, count: 9))
            #expect(found.used == [.disadvantage, .priorAttainment, .deprivation])
            #expect(found.own[.priorAttainment] == 16 && found.own[.deprivation] == 0.31)
            #expect(found.schools.map(\.name) == ["School 8", "School 12", "School 9"])
            #expect(found.lacking == Places.count - 4)
            // Without weight the two are not compared, and nobody is left out for them.
            let plain = Similarity(weights: [.priorAttainment: 0, .deprivation: 0])
            let wider = try #require(try await places.reach.similarSchools(to: urn, plain, count: 2))
            #expect(wider.schools.map(\.name) == ["School 11", "School 9"] && wider.lacking == 0)
            let lacking = try #require(URN(rawValue: Places.urn(13)))
            let other = try #require(try await places.reach.similarSchools(to: lacking))
            #expect(other.used == [.disadvantage] && other.own[.priorAttainment] == nil)
        }
    }

    @Test(
        "progress stands beside them: of primary schools the mean of three, where all are published",
        arguments: TestEngine.available
    )
    func progress(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.publish(.readingProgress, of: [(9, 1.5), (10, -1), (11, 2)])
            try await places.publish(.writingProgress, of: [(9, 0.5), (10, -2)])
            try await places.publish(.mathsProgress, of: [(9, 1), (10, -3), (11, 2)])
            // Of another phase: no figure of a primary school.
            try await places.publish(.progress8, of: [(11, 0.4)])
            try await places.reach.rebuild()
            let urn = try #require(URN(rawValue: Places.urn(10)))
            let found = try #require(try await places.reach.similarSchools(to: urn, count: 2))
            #expect(found.schools.map(\.name) == ["School 11", "School 9"])
            #expect(found.ownProgress == -2 && found.schools.map(\.progress) == [nil, 1])
        }
    }
}

extension Places {
    /// A figure of 2025 of some schools, by number.
    fileprivate func publish(_ measure: Measure, of figures: [(number: Int, value: Double)]) async throws {
        try await database.write { transaction in
            for figure in figures {
                try transaction.execute(
                    """
                    INSERT INTO characteristic (urn, academic_year, measure, value)
                    VALUES (\(Self.urn(figure.number)), 2025, \(measure), \(figure.value))
                    """
                )
            }
        }
    }
}
