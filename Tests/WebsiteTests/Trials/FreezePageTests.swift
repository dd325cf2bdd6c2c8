import Access
import HTML
import Services
import TestTrials
import Testing

@testable import Trials
@testable import Website

@Suite("Before the data are frozen")
struct FreezePageTests {
    @Test("the page says what is missing, school by school")
    func missing() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.allocated(id, schools: 4)
            let trials = try world.on("2027-05-31")
            for (number, pupils) in [(1, 24), (2, 20)] {
                try await trials.uploadRoster(
                    Array(TrialWorld.outcomes(number, pupils: pupils).utf8),
                    .outcome,
                    to: places[number - 1],
                    by: TrialWorld.lead(of: number)
                )
            }
            try await trials.withdraw(places[3], from: .testing, reason: "x", by: TrialWorld.lead(of: 4))
            func page(_ day: String) async throws -> FreezePage {
                FreezePage(
                    published: try #require(try await trials.publishedProtocol(id)),
                    schools: try await trials.trialSchools(of: id, by: TrialWorld.hubLead),
                    rows: try await trials.rowCounts(ofTrial: id, by: TrialWorld.hubLead),
                    today: try #require(LocalDate(day)),
                    ticket: FormTicket(token: "t", key: "k"),
                    state: FormState()
                )
            }
            let schools = [
                "S002 · School 2: outcomes for 20 of 24 pupils.",
                "S003 · School 3: no outcomes for 24 pupils.",
            ]
            #expect(try await page("2027-06-01").missing == schools)
            let early = try await page("2027-05-31")
            #expect(early.missing.count == 3 && early.missing[0].hasPrefix("Testing goes on until"))
            #expect(early.body.rendered().contains("I have read what is missing"))
        }
    }
}
