import Access
import Database
import Evidence
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("A trial whose outcome is better the lower it is")
struct OutcomeDirectionTests {
    static let absence: [ProtocolItem: String] = [
        .outcome: "Half-days absent", .isAttainment: "no", .outcomeDomain: "attendance",
        .outcomeDirection: "lower",
    ]

    @Test(
        "joins a pool of its kind with its sign turned, and its own report as it was measured",
        arguments: TestEngine.available
    )
    func absence(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published(.schools, Self.absence)
            let kept = try await world.reported(id, try await world.allocated(id))
            let trials = try world.on("2027-06-03")
            let raw = kept.result.primary.effect
            let record = try await trials.networkPool(.intervention(world.intervention))
            #expect(record.parts.map(\.domain) == [.attainment, .attendance])
            #expect(record.attainment.trials.isEmpty)
            let pooled = try #require(record.parts.last?.pool.trials.first)
            #expect(pooled.effect == -raw.g)
            let gap = kept.result.fsm.value?.interactionEffect.g
            #expect(pooled.fsm?.interaction == gap.map { -$0 })
            // So does the finding that the library keeps of it.
            let filed: Double? = try await world.database.read {
                try $0.value(
                    """
                    SELECT interaction FROM finding
                    WHERE id = (SELECT primary_finding_id FROM trial WHERE id = \(id))
                    """
                )
            }
            #expect(filed == pooled.fsm?.interaction && filed != nil)
            let members = try await world.database.read {
                try $0.count("SELECT count(*) FROM living_pool_member")
            }
            #expect(members == 0)
            let published = try #require(try await trials.publishedReport(of: id))
            #expect(published.report.primary?.effect.g == raw.g)
        }
    }

    @Test(
        "Protocols of before this was asked for are about attainment, or about something else, and higher is better"
    )
    func before() {
        var text = ProtocolText()
        text[.isAttainment] = "yes"
        #expect(text.outcomeDomain == .attainment && !text.isLowerBetter)
        text[.isAttainment] = "no"
        #expect(text.outcomeDomain == .other && !text.isLowerBetter)
        #expect(ProtocolItem.outcomeDomain.isAsked(in: text))
        text[.outcomeDomain] = "attendance"
        text[.outcomeDirection] = "lower"
        #expect(text.outcomeDomain == .attendance && text.isLowerBetter)
    }
}
