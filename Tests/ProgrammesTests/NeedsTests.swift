import Access
import Database
import Foundation
import Jobs
import Logging
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Dietary and access needs")
struct NeedsTests {
    @Test("are seen by the organiser only, and forgotten 30 days after", arguments: TestEngine.available)
    func forgotten(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let sam = network.actor("Sam Booker")
            let needs = PlaceNeeds(dietary: "No nuts", access: "Large print")
            try await programmes.saveNeeds([booking.places[0].id: needs], of: booking.id, by: sam)
            let register = try await programmes.register(of: run.id, by: network.actor("Noel Editor"))
            #expect(register.lines.map(\.needs) == [needs, PlaceNeeds()])
            let seen = try await programmes.needs(of: booking.id, by: sam)
            #expect(seen.own == PlaceNeeds(), "the booker is not told what someone else needs")
            #expect(seen.given == [booking.places[0].id])

            let runner = JobRunner(
                database: network.database,
                services: Services.seeded(3, at: network.clock.now).with { network.clock.now },
                handlers: programmes.jobHandlers,
                logger: Logger(label: "test")
            )
            // The last session is on 3 March; 30 days after is 2 April.
            network.clock.advance(hours: 24 * 84)
            #expect(try await programmes.forgetNeeds(of: run.id) == 0, "it is too early")
            network.clock.advance(hours: 24 * 3)
            while try await runner.runNext() {}
            #expect(try await programmes.needs(of: booking.id, by: sam).given.isEmpty)
            #expect(try await network.auditVerbs().contains("run.forget-needs"))
        }
    }

    @Test(
        "are given by the booker for all, by an attender for themself, by nobody else",
        arguments: TestEngine.available
    )
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let colleagues = [
                ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member")),
                ColleagueDraft(name: "Teacher", email: "teacher@seaview.test"),
            ]
            let booking = try await network.book(run, colleagues, key: "a")
            let (own, other) = (booking.places[0].id, booking.places[1].id)
            let needs = PlaceNeeds(dietary: "Vegan")
            let mia = network.actor("Mia Member")
            try await network.programmes.saveNeeds([own: needs], of: booking.id, by: mia)
            #expect(try await network.programmes.needs(of: booking.id, by: mia).own == needs)
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.saveNeeds([other: needs], of: booking.id, by: mia)
            }
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.saveNeeds(
                    [own: needs],
                    of: booking.id,
                    by: network.actor("Pat Outsider")
                )
            }
            // Empty needs take them out again.
            try await network.programmes.saveNeeds([own: PlaceNeeds()], of: booking.id, by: mia)
            #expect(try await network.programmes.needs(of: booking.id, by: mia).given.isEmpty)
        }
    }

    @Test("go along when the place is moved to other dates", arguments: TestEngine.available)
    func moved(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (first, second) = try await MovePlacesTests.two(network)
            let booking = try await network.book(first, Network.colleagues(1), key: "a")
            let sam = network.actor("Sam Booker")
            try await network.programmes.saveNeeds(
                [booking.places[0].id: PlaceNeeds(access: "Ramp")],
                of: booking.id,
                by: sam
            )
            _ = try await network.programmes.movePlaces(
                [booking.places[0].id],
                of: booking.id,
                to: second.id,
                version: 1,
                by: sam
            )
            let register = try await network.programmes.register(
                of: second.id,
                by: network.actor("Nora Lead")
            )
            #expect(register.lines.first?.needs.access == "Ramp")
        }
    }

    @Test("nobody overwrites what somebody else entered meanwhile", arguments: TestEngine.available)
    func atOnce(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let sam = network.actor("Sam Booker")
            let programmes = network.programmes
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let (first, second) = (booking.places[0].id, booking.places[1].id)
            let shown = try await programmes.needs(of: booking.id, by: sam).stamps
            #expect(shown.isEmpty)
            func save(_ place: ID<BookedPlace>, _ dietary: String, shown: [ID<BookedPlace>: Int]) async throws
            {
                try await programmes.saveNeeds(
                    [place: PlaceNeeds(dietary: dietary)],
                    of: booking.id,
                    shown: shown,
                    by: sam
                )
            }
            try await save(first, "Vegan", shown: shown)
            await #expect(throws: DatabaseError.staleVersion) { try await save(first, "None", shown: shown) }
            // For someone else nothing has changed.
            try await save(second, "No nuts", shown: shown)
            let now = try await programmes.needs(of: booking.id, by: sam).stamps
            #expect(Set(now.keys) == [first, second])
            network.clock.advance(hours: 1)
            try await save(first, "Vegetarian", shown: now)
            await #expect(throws: DatabaseError.staleVersion) { try await save(first, "Vegan", shown: now) }
        }
    }
}
