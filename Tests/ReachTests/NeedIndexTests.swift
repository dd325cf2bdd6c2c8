import Profiles
import Reach
import Testing

@Suite("The need index")
struct NeedIndexTests {
    static func figures(
        _ disadvantaged: Double?,
        _ attainment: Double?,
        _ deprivation: Double? = nil,
        group: String = "primary"
    ) -> NeedIndex.Figures {
        NeedIndex.Figures(
            group: group,
            disadvantaged: disadvantaged,
            attainment: attainment,
            deprivation: deprivation
        )
    }

    func profile() throws -> NeedProfile { try ProfileLibrary.carried().need }

    @Test("more disadvantage and lower attainment are more need, weighted as the profile says")
    func weights() throws {
        let results = NeedIndex.compute(
            [Self.figures(10, 80), Self.figures(20, 60), Self.figures(30, 70)],
            profile: try profile()
        )
        // Ranks of disadvantage 0, ½, 1; of attainment 1, 0, ½; weights 0.6 and 0.4.
        let expected: [Double] = [0, 70, 80]
        for (result, need) in zip(results, expected) {
            #expect(abs((result.need ?? -1) - need) < 1e-12)
        }
        #expect(results.map(\.fifth) == [1, 3, 5])
    }

    @Test("a missing figure is left out and said so, never filled in")
    func missing() throws {
        let results = NeedIndex.compute(
            [Self.figures(10, nil), Self.figures(30, nil), Self.figures(nil, 50)],
            profile: try profile()
        )
        #expect(results.map(\.need) == [0, 100, nil])
        #expect(results.map(\.figuresKnown) == [1, 1, 1])
        #expect(results.map(\.fifth) == [2, 4, nil])
    }

    @Test("income deprivation counts where it is known; without it the others keep their proportions")
    func deprivation() throws {
        let results = NeedIndex.compute(
            [Self.figures(10, 80, 0.1), Self.figures(20, 60, 0.3), Self.figures(30, 70, 0.2)],
            profile: try profile()
        )
        // Ranks of disadvantage 0, ½, 1; of attainment 1, 0, ½; of deprivation 0, 1, ½; weights 0.48, 0.32 and 0.2.
        for (result, need) in zip(results, [0.0, 76, 74]) {
            #expect(abs((result.need ?? -1) - need) < 1e-12)
        }
        #expect(results.map(\.figuresKnown) == [3, 3, 3])
        #expect(try profile().parts.map(\.weight) == [0.48, 0.32, 0.2])
    }

    @Test("each group has its own fifths")
    func fifthsOfGroups() throws {
        let results = NeedIndex.compute(
            (1...5).map { Self.figures(Double($0), nil) }
                + (1...5).map { Self.figures(Double(10 * $0), Double($0), group: "secondary") },
            profile: try profile()
        )
        // The secondary schools that are poorest do best: theirs are 40, 45, 50, 55 and 60.
        #expect(results.map(\.fifth) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
    }

    @Test("schools are ranked within their group, and ties share the middle")
    func groups() throws {
        let results = NeedIndex.compute(
            [
                Self.figures(10, nil), Self.figures(10, nil), Self.figures(40, nil),
                Self.figures(90, nil, group: "secondary"),
            ],
            profile: try profile()
        )
        #expect(results.map(\.need) == [25, 25, 100, 50])
    }

    @Test("a rescaling of the figures changes nothing; the order of schools changes nothing")
    func invariances() throws {
        var state: UInt64 = 11
        func draw() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 33) / Double(1 << 31)
        }
        let schools: [NeedIndex.Figures] = (0..<300).map { _ in
            Self.figures(60 * draw(), draw() < 0.2 ? nil : 100 * draw())
        }
        let profile = try profile()
        let results = NeedIndex.compute(schools, profile: profile)
        let scaled = NeedIndex.compute(
            schools.map { Self.figures($0.disadvantaged.map { $0 * 3 + 1 }, $0.attainment.map { $0 / 7 }) },
            profile: profile
        )
        #expect(scaled.map(\.need) == results.map(\.need))
        let reversed = NeedIndex.compute(schools.reversed(), profile: profile)
        #expect(reversed.reversed().map(\.need) == results.map(\.need))
        #expect(results.allSatisfy { (0...100).contains($0.need ?? 0) })
        let counts = Dictionary(grouping: results.compactMap(\.fifth)) { $0 }.mapValues(\.count)
        #expect(counts == [1: 60, 2: 60, 3: 60, 4: 60, 5: 60])
    }

    @Test("no school, no index")
    func empty() throws {
        #expect(NeedIndex.compute([], profile: try profile()).isEmpty)
    }
}
