import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("What waits for those who book for a school")
struct SchoolNeedsTests {
    @Test(
        "an invoice is theirs to see from the day after it was due until it is paid",
        arguments: TestEngine.available
    )
    func overdue(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let invoice = try await InvoiceTests.issued(network)
            func overdue(_ name: String) async throws -> [ID<Invoice>] {
                try await network.programmes.overdueInvoices(by: network.actor(name)).map(\.id)
            }
            #expect(try await overdue("Sam Booker").isEmpty)
            network.clock.advance(hours: 24 * 40)
            #expect(try await overdue("Sam Booker") == [invoice.id])
            #expect(try await overdue("Sue Lead") == [invoice.id])
            for name in ["Mia Member", "Hal Booker", "Nora Lead", "Pat Outsider"] {
                #expect(try await overdue(name).isEmpty, "\(name)")
            }
            try await network.programmes.markPaid(
                invoice.id,
                on: "",
                version: 2,
                by: network.actor("Nora Lead")
            )
            #expect(try await overdue("Sam Booker").isEmpty)
        }
    }

    @Test(
        "where a school stands on a waiting list is seen by those who wait and who book for it",
        arguments: TestEngine.available
    )
    func turns(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await WaitingListTests.full(network)
            _ = try await network.join(run, places: 2, for: Network.hillside, by: "Hal Booker")
            let entry = try await network.join(run, places: 1)
            func turns(_ name: String) async throws -> [WaitingTurn] {
                try await network.programmes.waitingTurns(of: run.id, by: network.actor(name))
            }
            for name in ["Sam Booker", "Sue Lead"] {
                let found = try await turns(name)
                #expect(found.map(\.entry.id) == [entry.id], "\(name)")
                #expect(found.first?.position == 2 && found.first?.waiting == 2, "\(name)")
            }
            #expect(try await turns("Hal Booker").map(\.position) == [1])
            for name in ["Mia Member", "Nora Lead", "Pat Outsider"] {
                #expect(try await turns(name).isEmpty, "\(name)")
            }
            let sue = network.actor("Sue Lead")
            #expect(try await network.programmes.ownWaitingEntries(by: sue).isEmpty)
            let schools = try await network.programmes.ownWaitingEntries(withSchools: true, by: sue)
            #expect(schools.map(\.entry.id) == [entry.id])

            try await WaitingListTests.cancel(2, of: booking, network)
            let kept = try #require(try await turns("Hal Booker").first)
            #expect(kept.position == nil && kept.entry.offered == 2)
            #expect(try await turns("Sam Booker").map(\.position) == [1])

            // From the moment that the time is over nobody is asked to book, though the places are not passed on yet.
            let until = try #require(kept.entry.kept(at: network.clock.now)?.until)
            #expect(kept.entry.lapsed(at: until.addingTimeInterval(-1)) == nil)
            network.clock.advance(hours: 48)
            let over = try #require(try await turns("Hal Booker").first)
            #expect(over.position == nil && over.entry.kept(at: network.clock.now) == nil)
            let lapsed = try #require(over.entry.lapsed(at: network.clock.now))
            #expect(lapsed.places == 2 && lapsed.at == until)
            try await network.programmes.passOnExpired(in: run.id)
            #expect(try await turns("Hal Booker").isEmpty)
            let next = try #require(try await turns("Sam Booker").first)
            #expect(next.entry.kept(at: network.clock.now)?.places == 1)
        }
    }

    @Test(
        "who waits asks for more places and keeps their turn, until places are kept for them",
        arguments: TestEngine.available
    )
    func changes(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await WaitingListTests.full(network)
            let entry = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            _ = try await network.join(run, places: 4)
            let own = try await network.join(run, places: 1, by: "Mia Member")
            func change(_ id: ID<WaitingEntry>, to places: Int, by name: String) async throws {
                try await network.programmes.changeWaiting(
                    id,
                    places: places,
                    takesFewer: false,
                    by: network.actor(name)
                )
            }
            try await change(entry.id, to: 3, by: "Hal Booker")
            let list = try await WaitingListTests.list(run, network)
            #expect(list.map(\.ticket) == [1, 2, 3] && list.map(\.places) == [3, 4, 1])
            #expect(try await network.auditVerbs().contains("waiting.change"))
            await #expect(throws: AccessError.notFound) {
                try await change(entry.id, to: 2, by: "Sam Booker")
            }
            await #expect(throws: AccessError.forbidden) {
                try await change(own.id, to: 2, by: "Mia Member")
            }
            await #expect(throws: Faults.self) { try await change(entry.id, to: 51, by: "Hal Booker") }

            // What is kept already is not changed.
            try await WaitingListTests.cancel(3, of: booking, network)
            #expect(try await WaitingListTests.list(run, network).first?.offered == 3)
            await #expect(throws: DatabaseError.staleVersion) {
                try await change(entry.id, to: 1, by: "Hal Booker")
            }
        }
    }

    @Test("fewer places are kept at once where they are free", arguments: TestEngine.available)
    func fewer(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await WaitingListTests.full(network)
            let entry = try await network.join(run, places: 4, for: Network.hillside, by: "Hal Booker")
            try await WaitingListTests.cancel(2, of: booking, network)
            #expect(try await network.current(run).placesLeft == 2)
            try await network.programmes.changeWaiting(
                entry.id,
                places: 2,
                takesFewer: false,
                by: network.actor("Hal Booker")
            )
            #expect(try await WaitingListTests.list(run, network).map(\.offered) == [2])
            #expect(try await network.current(run).placesLeft == 0)
        }
    }
}
