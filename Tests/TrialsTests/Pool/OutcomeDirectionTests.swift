import Access
import Database
import Evidence
import HTML
import Services
import TestDatabases
import Testing

@testable import Trials
@testable import Website

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
            let members = try await world.database.read {
                try $0.count("SELECT count(*) FROM living_pool_member")
            }
            #expect(members == 0)
            let published = try #require(try await trials.publishedReport(of: id))
            let words = TrialWords(published, of: try await trials.trial(id).trial, trials.profiles)
            #expect(
                words.months == nil && words.found.hasPrefix("On “Half-days absent”, pupils offered this")
            )
            #expect(published.report.primary?.effect.g == raw.g)
            // The trial's own page says what its report says.
            let page = TrialPage(
                record: try await trials.trial(id),
                organisation: "A hub",
                report: published,
                profiles: trials.profiles,
                mayAnalyse: false,
                today: try #require(LocalDate("2027-06-03"))
            ).body.rendered()
            #expect(page.contains(words.found) && !page.contains("month"))
        }
    }

    @Test("Ranks of pupils and the improvement index are of attainment alone", arguments: [true, false])
    func ranks(isAttainment: Bool) async throws {
        let wellbeing: [ProtocolItem: String] = [
            .outcome: "Feeling at home in school", .isAttainment: "no", .outcomeDomain: "wellbeing",
            .outcomeDirection: "higher",
        ]
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published(.schools, isAttainment ? [:] : wellbeing)
            let kept = try await world.reported(id, try await world.allocated(id))
            #expect(kept.result.plan.outcome.isLowerBetter != true)
            let trials = try world.on("2027-06-03")
            let page = TrialReportPage(
                record: try await trials.trial(id),
                published: try #require(try await trials.publishedReport(of: id)),
                organisation: "A hub",
                profiles: trials.profiles,
                mayReview: false
            ).body.rendered()
            #expect(page.contains("Said another way") == isAttainment)
            #expect(page.contains("improvement index") == isAttainment)
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
