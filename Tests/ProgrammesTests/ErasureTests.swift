import Access
import Accounts
import Database
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Access to one's data and erasure")
struct ErasureTests {
    /// Mia has a place with needs, and came to something a year ago; a colleague has the same.
    static func settle(_ network: Network) async throws -> Run {
        let (_, run) = try await network.published()
        let (mia, other) = (Network.email(of: "Mia Member"), "teacher@seaview.test")
        let booking = try await network.book(
            run,
            [ColleagueDraft(name: "Mia Member", email: mia), ColleagueDraft(name: "Teacher", email: other)],
            key: "a"
        )
        let needs = PlaceNeeds(dietary: "Vegan")
        try await network.programmes.saveNeeds(
            [booking.places[0].id: needs, booking.places[1].id: needs],
            of: booking.id,
            by: network.actor("Sam Booker")
        )
        let past = """
            Order #,Event Name,Event Start Date,First Name,Last Name,Email,Attendee Status,Company
            1,Reading well,14/03/2026 09:00,Mia,Member,\(mia),Checked In,Seaview School
            2,Reading well,14/03/2026 09:00,A,Teacher,\(other),Checked In,Seaview School

            """
        _ = try await network.programmes.importHistory(
            Array(past.utf8),
            named: "attendees.csv",
            title: "",
            heldOn: nil,
            into: Network.north.id,
            by: network.actor("Noel Editor")
        )
        return run
    }

    @Test("a person gets what is held of them and of nobody else", arguments: TestEngine.available)
    func access(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            _ = try await Self.settle(network)
            func texts(of name: String) async throws -> [[String]] {
                let person = try #require(network.actor(name).person?.id)
                let records = try await network.database.read {
                    try ProgrammesPersonalData().records(of: person, in: $0)
                }
                return records.map { record in
                    record.fields.map { field -> String in
                        if case .text(let text) = field.value { text } else { "" }
                    }
                }
            }
            let mia = try await texts(of: "Mia Member")
            #expect(mia.map(\.first) == ["place", "past attendance"])
            #expect(mia[0].contains("Vegan") && mia[0].contains("Seaview School"))
            #expect(mia[1].contains("Reading well"))
            let booker = try await texts(of: "Sam Booker")
            #expect(booker.map(\.first) == ["booking"])
            #expect(booker[0].contains("Seaview School"))
            for records in [mia, booker] {
                #expect(!records.joined().contains { $0.contains("Teacher") || $0.contains("teacher@") })
            }
        }
    }

    @Test(
        "erased, the counts stay without the person; colleagues keep theirs",
        arguments: TestEngine.available
    )
    func erasure(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.settle(network)
            let (mia, noel) = (
                try #require(network.actor("Mia Member").person?.id), network.actor("Noel Editor")
            )
            let now = network.clock.now
            let rows = try await network.database.write {
                try ProgrammesPersonalData().erase(mia, at: now, in: $0)
            }
            #expect(rows == 3, "a place, its needs and a past attendance")
            let register = try await network.programmes.register(of: run.id, by: noel)
            #expect(register.lines.map(\.place.name) == ["Erased at their request", "Teacher"])
            #expect(register.lines.map { $0.place.email?.text } == [nil, "teacher@seaview.test"])
            #expect(register.lines.map(\.needs.dietary) == ["", "Vegan"])
            let events = try await network.programmes.pastEvents(of: Network.north.id, by: noel)
            #expect(events.map(\.people) == [2])
            let left = try await network.database.read { transaction in
                try transaction.count(
                    "SELECT count(*) FROM past_attendance WHERE name LIKE '%Mia%' OR email LIKE 'mia%'"
                )
            }
            #expect(left == 0)
            #expect(try await network.programmes.pastAttendance(by: network.actor("Mia Member")).isEmpty)
        }
    }

    @Test(
        "erased, they are no longer whom to ask about an offer: its lead hub is, with its address or none",
        arguments: TestEngine.available
    )
    func contact(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, _) = try await network.published()
            let (mia, email) = (
                try #require(network.actor("Mia Member").person?.id), Network.email(of: "Mia Member")
            )
            for hubEmail in [nil, "office@north.test"] as [String?] {
                let now = network.clock.now
                let rows = try await network.database.write { transaction in
                    try transaction.execute(
                        "UPDATE hub SET email = \(hubEmail) WHERE id = \(Network.north.id)"
                    )
                    try transaction.execute(
                        "UPDATE offer SET contact_name = 'Mia Member', contact_email = \(email)"
                    )
                    let held = try ProgrammesPersonalData().records(of: mia, in: transaction)
                    #expect(held.count == 1)
                    return try ProgrammesPersonalData().erase(mia, at: now, in: transaction)
                }
                #expect(rows == 1)
                let facts = try await network.programmes.offer(offer.id, by: .anonymous).facts
                let line = [Network.north.name, hubEmail].compactMap(\.self).joined(separator: ", ")
                #expect(facts.contact == line)
            }
        }
    }

    @Test(
        "what is kept under an address follows the person to another one, and colleagues keep theirs",
        arguments: TestEngine.available
    )
    func readdress(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.settle(network)
            let (mia, noel) = (
                try #require(network.actor("Mia Member").person?.id), network.actor("Noel Editor")
            )
            let old = try #require(EmailAddress(Network.email(of: "Mia Member")))
            let new = try #require(EmailAddress("mia@right.test"))
            let twice = """
                Order #,Event Name,Event Start Date,First Name,Last Name,Email,Attendee Status,Company
                1,Reading well,14/03/2026 09:00,Mia,Member,\(new.text),Checked In,Seaview School

                """
            _ = try await network.programmes.importHistory(
                Array(twice.utf8),
                named: "again.csv",
                title: "",
                heldOn: nil,
                into: Network.north.id,
                by: noel
            )
            let rows = try await network.database.write { transaction in
                try transaction.execute("UPDATE offer SET contact_email = \(old)")
                return try ProgrammesPersonalData().readdress(mia, from: old, to: new, in: transaction)
            }
            #expect(rows == 3, "a place, an offer, and a past attendance that stands there twice")
            let register = try await network.programmes.register(of: run.id, by: noel)
            #expect(register.lines.map { $0.place.email?.text } == [new.text, "teacher@seaview.test"])
            let facts = try await network.programmes.offer(run.offer, by: .anonymous).facts
            #expect(facts.contactEmail == new.text)
            let past: [String] = try await network.database.read {
                try $0.column("SELECT email FROM past_attendance ORDER BY email")
            }
            #expect(past == [new.text, "teacher@seaview.test"])
        }
    }

    @Test("erased, nobody waits for places any more", arguments: TestEngine.available)
    func waiting(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await WaitingListTests.full(network)
            _ = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            let second = try await network.join(run, places: 1, by: "Sue Lead")
            let (hal, now) = (try #require(network.actor("Hal Booker").person?.id), network.clock.now)
            let rows = try await network.database.write {
                try ProgrammesPersonalData().erase(hal, at: now, in: $0)
            }
            #expect(rows == 1)
            #expect(try await WaitingListTests.list(run, network).map(\.id) == [second.id])
            try await WaitingListTests.cancel(1, of: booking, network)
            let left = try await WaitingListTests.list(run, network)
            #expect(left.map(\.id) == [second.id] && left.map(\.state) == [.offered])
        }
    }
}
