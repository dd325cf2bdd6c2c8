import Access
import Services
import Statistics
import Testing

@testable import Trials

@Suite("What registered trials say together")
struct NetworkPoolTests {
    static func trial(_ number: Int, effect: Double, error: Double, hub: Int = 1, fsm: Double? = nil)
        -> PooledTrial
    {
        let day = LocalDate("2025-01-01") ?? LocalDate(daysSinceEpoch: 0)
        return PooledTrial(
            id: ID(rawValue: Int64(number)),
            slug: "trial-\(number)",
            title: "Trial \(number)",
            hub: ID(rawValue: Int64(hub)),
            effect: effect,
            standardError: error,
            pupils: 500,
            schools: 20,
            fsm: fsm.map { PooledTrial.FSM(interaction: $0, standardError: error * 1.2) },
            registeredOn: day,
            runsFrom: day.adding(days: 30),
            reportedOn: day.adding(days: 400 + number)
        )
    }

    static let five: [PooledTrial] = [
        trial(1, effect: 0.10, error: 0.06, fsm: 0.02), trial(2, effect: 0.25, error: 0.08, fsm: 0.1),
        trial(3, effect: -0.02, error: 0.07), trial(4, effect: 0.14, error: 0.05, fsm: -0.05),
        trial(5, effect: 0.05, error: 0.09),
    ]

    @Test("No diamond below three trials")
    func fewest() {
        #expect(NetworkPool([]).mean == nil)
        #expect(NetworkPool(Array(Self.five.prefix(2))).mean == nil)
        #expect(NetworkPool(Array(Self.five.prefix(3))).mean != nil)
    }

    @Test("The mean is REML with Knapp–Hartung's interval")
    func mean() throws {
        let fit = try MetaAnalysis.randomEffects(
            effects: Self.five.map(\.effect),
            variances: Self.five.map(\.variance),
            test: .knappHartung
        )
        let mean = try #require(NetworkPool(Self.five).mean)
        #expect(mean.estimate == fit.pooled.estimate && mean.lower == fit.pooled.lower)
        #expect(mean.predictionLower < mean.lower)
    }

    @Test("Hubs are a level only where five of them have two trials")
    func hubs() throws {
        let spread = (0..<10).map {
            Self.trial($0, effect: 0.1 + Double($0 % 4) / 20, error: 0.08, hub: $0 / 2)
        }
        let pool = NetworkPool(spread)
        let level = try #require(pool.hubs)
        #expect(level.hubs == 5)
        #expect(level.robust.map { $0.degreesOfFreedom >= 4 } ?? true)
        #expect(NetworkPool(Array(spread.dropLast())).hubs == nil)
    }

    @Test("Differences for eligible pupils are pooled within trials, from three")
    func fsm() {
        guard case .pooled(_, let trials) = NetworkPool(Self.five).fsm else {
            Issue.record("three trials report it")
            return
        }
        #expect(trials == 3)
        #expect(NetworkPool(Array(Self.five.prefix(2))).fsm == .few(2))
        #expect(NetworkPool([Self.five[2]]).fsm == .none)
    }

    @Test("Limits for repeated looks need every trial registered before it ran")
    func sequence() {
        let pool = NetworkPool(Self.five)
        #expect(pool.sequence.map(\.trials) == [1, 2, 3, 4, 5])
        let late = PooledTrial(
            id: ID(rawValue: 9),
            slug: "late",
            title: "Late",
            hub: ID(rawValue: 1),
            effect: 0.4,
            standardError: 0.1,
            pupils: 300,
            schools: 10,
            fsm: nil,
            registeredOn: Self.five[0].reportedOn,
            runsFrom: Self.five[0].registeredOn,
            reportedOn: Self.five[0].reportedOn
        )
        #expect(NetworkPool(Self.five + [late]).sequence.isEmpty)
    }

    @Test("Halving the range takes about three times the trials where they agree")
    func need() throws {
        let alike = (0..<6).map { Self.trial($0, effect: $0 % 2 == 0 ? 0.06 : 0.14, error: 0.08) }
        let more = try #require(NetworkPool(alike).need?.all)
        // Four times as much information, less what more degrees of freedom give.
        #expect(more.trials >= 8 && more.trials <= 18)
        #expect(more.schools == more.trials * 20)
        #expect(more.then <= more.now / 2)
    }

    @Test("Adding a trial that says the same never widens the limits")
    func monotone() {
        let looks = NetworkPool((0..<6).map { Self.trial($0, effect: 0.1, error: 0.08) }).sequence
        let widths = looks.map { $0.upper - $0.lower }
        #expect(widths == widths.sorted(by: >))
    }
}
