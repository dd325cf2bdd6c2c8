import Access
import Services
import Statistics
import Testing

@testable import Trials

@Suite("What registered trials say together")
struct NetworkPoolTests {
    static func trial(
        _ number: Int,
        effect: Double,
        error: Double,
        hub: Int = 1,
        domain: OutcomeDomain = .attainment,
        fsm: Double? = nil
    ) -> PooledTrial {
        let day = LocalDate("2025-01-01") ?? LocalDate(daysSinceEpoch: 0)
        return PooledTrial(
            id: ID(rawValue: Int64(number)),
            slug: "trial-\(number)",
            title: "Trial \(number)",
            hub: ID(rawValue: Int64(hub)),
            domain: domain,
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

    @Test("Outcomes of different kinds have pools of their own, attainment first and always")
    func domains() throws {
        let today = try #require(LocalDate("2027-01-01"))
        let absence = Self.trial(6, effect: 0.4, error: 0.1, domain: .attendance)
        let record = PoolRecord(trials: Self.five + [absence], registered: [], today: today)
        #expect(record.parts.map(\.domain) == [.attainment, .attendance])
        #expect(record.attainment == NetworkPool(Self.five))
        #expect(record.parts[1].pool.trials == [absence] && record.parts[1].pool.mean == nil)
        #expect(PoolRecord(trials: [], registered: [], today: today).parts.map(\.domain) == [.attainment])
    }

    @Test("A mean of outcomes that are no scores is told as better or worse")
    func words() {
        #expect(
            EffectWords.found(0.08, -0.04, 0.2, .benefit(on: "attendance"))
                == "On attendance, pupils offered this did 0.08 SD better on average; plausible range: 0.04 worse to 0.20 better. No clear difference is not the same as no difference."
        )
        #expect(
            EffectWords.found(-0.1, -0.2, -0.02, .value(of: "Half-days absent", isLowerBetter: true))
                == "On “Half-days absent”, pupils offered this were 0.10 SD lower on average, which is better; plausible range: 0.20 lower to 0.02 lower."
        )
        #expect(
            EffectWords.found(0, -0.1, 0.1, .value(of: "Half-days absent", isLowerBetter: true))
                == "On “Half-days absent”, pupils offered this were about the same on average as those who were not; plausible range: 0.10 lower to 0.10 higher. No clear difference is not the same as no difference."
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
        #expect(try #require(pool.hubs).hubs == 5)
        #expect(NetworkPool(Array(spread.dropLast())).hubs == nil)
    }

    @Test("Intervals robust to hubs are there from four degrees of freedom, and not below")
    func robust() throws {
        let eight = (0..<16).map {
            Self.trial($0, effect: 0.1 + Double($0 % 4) / 20, error: 0.08, hub: $0 / 2)
        }
        let level = try #require(NetworkPool(eight).hubs)
        let robust = try #require(level.robust)
        #expect(robust.degreesOfFreedom >= 4 && robust.degreesOfFreedom <= 7.001)
        #expect(robust.lower < level.estimate && robust.upper > level.estimate)
        // One hub with nearly all the information leaves little to judge the spread between hubs by.
        let uneven = (0..<10).map {
            Self.trial($0, effect: 0.1 + Double($0 % 3) / 100, error: $0 < 2 ? 0.02 : 0.3, hub: $0 / 2)
        }
        #expect(try #require(NetworkPool(uneven).hubs).robust == nil)
    }

    @Test("Only trials that chance decided are in the mean; the others stand beside it")
    func drawn() throws {
        let other = PooledTrial(
            id: ID(rawValue: 77),
            slug: "by-a-score",
            title: "By a score",
            hub: ID(rawValue: 1),
            effect: 0.9,
            standardError: 0.02,
            isRandomised: false,
            pupils: 900,
            schools: 30,
            fsm: PooledTrial.FSM(interaction: 0.5, standardError: 0.01),
            registeredOn: Self.five[0].registeredOn,
            runsFrom: Self.five[0].runsFrom,
            reportedOn: Self.five[4].reportedOn
        )
        let pool = NetworkPool(Self.five + [other])
        let alone = NetworkPool(Self.five)
        #expect(pool.mean == alone.mean && pool.fsm == alone.fsm && pool.sequence == alone.sequence)
        #expect(pool.trials == Self.five && pool.others == [other])
        #expect(NetworkPool([Self.five[0], Self.five[1], other]).mean == nil)
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
