import Access
import HTML
import Services
import Testing

@testable import Trials
@testable import Website

@Suite("Pools that have no mean")
struct PoolSectionTests {
    /// Trials of this standard error, each with a result for eligible pupils.
    private static func trials(_ count: Int, error: Double = 0.06) throws -> [PooledTrial] {
        let day = try #require(LocalDate("2025-01-01"))
        return (0..<count).map { number in
            PooledTrial(
                id: ID(rawValue: Int64(number + 1)),
                slug: "trial-\(number)",
                title: "Trial \(number)",
                hub: ID(rawValue: 1),
                effect: 0.1 * Double(number),
                standardError: error,
                pupils: 500,
                schools: 20,
                fsm: PooledTrial.FSM(interaction: 0.1, standardError: error),
                registeredOn: day,
                runsFrom: day,
                reportedOn: day
            )
        }
    }

    private static func text(_ trials: [PooledTrial]) -> String {
        let pool = NetworkPool(trials)
        return DomainPool(
            part: PoolRecord.Part(domain: .attainment, pool: pool),
            key: "k",
            isWhole: true,
            isNamed: false
        ).markup.rendered()
    }

    @Test(
        "How many have a result is said, and that they are too few",
        arguments: [
            (0, "No trial has a published result."), (1, "One trial has a published result."),
            (2, "Two trials have a published result."),
        ]
    )
    func few(count: Int, sentence: String) throws {
        let text = Self.text(try Self.trials(count))
        #expect(text.contains("\(sentence) Fewer than three say too little together"))
        #expect(text.contains("Three trials with analyses on this site are needed"))
        if count > 0 { #expect(text.contains("too few to pool")) }
    }

    @Test("Enough trials whose mean cannot be computed are not called too few")
    func failing() throws {
        // No weight can be made of an error of zero.
        let trials = try Self.trials(4, error: 0)
        #expect(NetworkPool(trials).mean == nil && NetworkPool(trials).fsm == .few(4))
        let text = Self.text(trials)
        #expect(text.contains("Four trials have a published result. No mean of them can be computed"))
        #expect(text.contains("Four trials report it: no mean of them can be computed."))
        #expect(text.contains("Without a pooled result this cannot be said."))
        for wrong in ["Two", "Fewer than three", "too few to pool", "are needed"] {
            #expect(!text.contains(wrong), "\(wrong)")
        }
    }

    @Test("Enough trials are pooled")
    func pooled() throws {
        let text = Self.text(try Self.trials(4))
        #expect(text.contains("In a similar new setting") && !text.contains("no pooled result"))
    }
}
