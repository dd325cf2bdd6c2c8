import Access
import Database
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
        }
    }
}
