import Foundation
import Services
import Testing

@testable import Evidence

@Suite("The command beneath a living pool")
struct PoolCommandTests {
    /// Findings of so many studies, of which every third has several.
    static func members(_ studies: Int, several: Int) -> [LivingPool.Member] {
        var members: [LivingPool.Member] = []
        for study in 0..<studies {
            let findings = study % 3 == 0 ? several : 1
            for place in 0..<findings {
                let effect: Double = 0.1 + Double((study * 7 + place * 3) % 11) / 20
                let variance: Double = 0.005 + Double((study * 5 + place) % 7) / 200
                members.append(
                    LivingPool.Member(
                        label: "Study \(study + 1)",
                        study: ID(rawValue: Int64(100 + study)),
                        finding: ID(rawValue: Int64(1_000 + study * 10 + place)),
                        findingCount: 1,
                        effect: effect,
                        variance: variance,
                        weightPercentage: nil
                    )
                )
            }
        }
        return members
    }

    @Test(
        "gives the figures of the page from the rows of its download, whichever model was used",
        arguments: [
            (8, 1, PoolMethod.twoLevel), (3, 2, .threeLevel), (20, 3, .threeLevelRobust),
        ]
    )
    func parity(studies: Int, several: Int, method: PoolMethod) throws {
        let (outcome, _) = LivingPool.pool(Self.members(studies, several: several))
        let pool = LivingPool(
            id: ID(rawValue: 1),
            strand: ID(rawValue: 2),
            origin: .published,
            members: Self.members(studies, several: several),
            outcome: outcome,
            asOf: Date(timeIntervalSince1970: 0),
            codeVersion: "test",
            dataVersion: "test"
        )
        let page = try #require(pool.pooled)
        #expect(page.method == method)
        let words = Program.words(page.method.command)
        #expect(words.prefix(3) == ["braid", "synthesise", "rows.csv"])
        let answer = try Program.json(Array(words.dropFirst()), file: pool.csv(), named: "rows.csv")
        let part = method == .threeLevelRobust ? answer.part("robust") : answer
        let line = try #require(part.list("coefficients").first)
        #expect(line.number("estimate") == page.estimate)
        #expect(line.number("standardError") == page.standardError)
        #expect(line.number("lower") == page.lower && line.number("upper") == page.upper)
        #expect(line.number("degreesOfFreedom") == page.degreesOfFreedom)
        #expect(answer.number("k") == Double(pool.members.count))
        if method == .twoLevel {
            #expect(answer.number("tauSquared") == page.tauSquared)
            #expect(answer.number("iSquared") == page.iSquared)
        } else {
            let variances = answer.list("varianceComponents").map { $0.number("variance") }
            #expect(variances == [page.tauSquared, page.tauSquaredWithin ?? .nan])
        }
    }
}
