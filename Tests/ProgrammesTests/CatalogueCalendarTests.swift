import Access
import Evidence
import Foundation
import Services
import TestDatabases
import Testing

@testable import Programmes

@Suite("The catalogue by days")
struct CatalogueCalendarTests {
    @Test(
        "a period is a month or a day, and knows what is beside it",
        arguments: [
            ("2027-03", "2027-03-01", "2027-03-31", "2027-02", "2027-04"),
            ("2028-02", "2028-02-01", "2028-02-29", "2028-01", "2028-03"),
            ("2026-12", "2026-12-01", "2026-12-31", "2026-11", "2027-01"),
            ("2027-02-28", "2027-02-28", "2027-02-28", "2027-02-27", "2027-03-01"),
        ]
    )
    func periods(text: String, first: String, last: String, previous: String, next: String) throws {
        let period = try #require(CalendarPeriod(text))
        #expect(period.description == text)
        #expect(period.first.description == first && period.last.description == last)
        #expect(period.previous.description == previous && period.next.description == next)
        #expect(period.month.description == String(text.prefix(7)))
    }

    @Test(
        "what is no month and no day is none",
        arguments: ["", "2027", "2027-13", "2027-3", "2027-02-30", "x"]
    )
    func wrong(text: String) { #expect(CalendarPeriod(text) == nil) }

    @Test(
        "shows each session on its day and no more than fit, with how many there are",
        arguments: TestEngine.available
    )
    func days(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            for number in 0..<3 {
                var draft = Network.offerDraft
                draft.title = "Offer \(number)"
                _ = try await network.published(draft)
            }
            let month = try #require(CalendarPeriod("2027-02"))
            let days = try await network.programmes.calendar(OfferQuery(), of: month, perDay: 2)
            #expect(days.map(\.day.description) == ["2027-02-03"])
            #expect(days[0].total == 3 && days[0].sessions.count == 2)
            #expect(days[0].sessions.allSatisfy { $0.number == 1 })
            let day = try #require(CalendarPeriod("2027-03-03"))
            let later = try await network.programmes.calendar(OfferQuery(), of: day, perDay: 9)
            #expect(later.map(\.total) == [3] && later[0].sessions.allSatisfy { $0.number == 2 })
            var query = OfferQuery()
            query.words = "Offer 1"
            let one = try await network.programmes.calendar(query, of: month, perDay: 2)
            #expect(one.flatMap(\.sessions).map(\.offer.facts.title) == ["Offer 1"])
            let none = try await network.programmes.calendar(OfferQuery(), of: month.previous, perDay: 2)
            #expect(none.isEmpty)
        }
    }
}

@Suite("What else is on while a date is planned")
struct ClashTests {
    /// An offer of one hub with one run on a day.
    static func offer(
        _ network: Network,
        _ title: String,
        by hub: Organisation,
        on day: String,
        phases: Set<OfferPhase> = [.secondary],
        strands: Set<ID<Strand>> = [],
        publishes: Bool = true
    ) async throws -> ID<Offer> {
        var draft = Network.offerDraft
        draft.title = title
        draft.phases = phases
        draft.strands = strands.isEmpty ? [Network.phonics] : strands
        let id = try await network.programmes.createOffer(draft, of: hub.id, by: .system("test"))
        _ = try await network.programmes.addRun(to: id, Network.runDraft(dates: [day]), by: .system("test"))
        if publishes { try await network.programmes.publishOffer(id, version: 1, by: .system("test")) }
        return id
    }

    @Test(
        "the same day before the same week, the same strand before the same phase, and nobody else's drafts",
        arguments: TestEngine.available
    )
    func order(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            // 2027-02-03 is a Wednesday.
            let planned = try await Self.offer(
                network,
                "Planned",
                by: Network.north,
                on: "2027-02-03",
                strands: [Network.feedback],
                publishes: false
            )
            let day = try #require(LocalDate("2027-02-03"))
            _ = try await Self.offer(network, "Phase in the week", by: Network.fens, on: "2027-02-01")
            _ = try await Self.offer(
                network,
                "Strand in the week",
                by: Network.moor,
                on: "2027-02-07",
                phases: [.primary],
                strands: [Network.feedback]
            )
            _ = try await Self.offer(network, "Phase on the day", by: Network.fens, on: "2027-02-03")
            _ = try await Self.offer(
                network,
                "Strand on the day",
                by: Network.fens,
                on: "2027-02-03",
                strands: [Network.feedback]
            )
            _ = try await Self.offer(network, "Next week", by: Network.fens, on: "2027-02-08")
            _ = try await Self.offer(
                network,
                "Others",
                by: Network.fens,
                on: "2027-02-03",
                phases: [.primary]
            )
            _ = try await Self.offer(
                network,
                "Their draft",
                by: Network.fens,
                on: "2027-02-03",
                publishes: false
            )
            _ = try await Self.offer(
                network,
                "Our draft",
                by: Network.north,
                on: "2027-02-02",
                publishes: false
            )
            let noel = network.actor("Noel Editor")
            let run = try #require(try await network.programmes.offer(planned, by: noel).runs.first)
            let weeks = try await network.programmes.clashes(
                with: planned,
                on: [day, day],
                excluding: run.id,
                by: noel
            )
            let week = try #require(weeks.first)
            #expect(weeks.count == 1 && week.day == day)
            #expect(
                week.clashes.map(\.listed.offer.facts.title) == [
                    "Strand on the day", "Phase on the day", "Strand in the week", "Phase in the week",
                    "Our draft",
                ]
            )
            #expect(week.onTheDay == 2 && week.total == 5)
            #expect(
                week.clashes[0].strands.map(\.title) == ["Feedback"] && week.clashes[0].phases == [.secondary]
            )
            #expect(week.clashes[2].phases.isEmpty)
            let few = try await network.programmes.clashes(
                with: planned,
                on: [day],
                excluding: run.id,
                shown: 1,
                by: noel
            )
            #expect(few[0].clashes.count == 1 && few[0].total == 5)
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.clashes(
                    with: planned,
                    on: [day],
                    excluding: nil,
                    by: network.actor("Fay Lead")
                )
            }
            await #expect(throws: AccessError.forbidden) {
                try await network.programmes.clashes(
                    with: planned,
                    on: [day],
                    excluding: nil,
                    by: network.actor("Nina Booker")
                )
            }
        }
    }
}
