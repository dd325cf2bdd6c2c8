import Access
import CSV
import Database
import Programmes
import Services
import TestDatabases
import Testing

@Suite("The bookings of a hub's offers")
struct FindBookingsTests {
    private static func find(
        _ text: String,
        part: BookingQuery.Part = .all,
        of hub: Organisation = Network.north,
        by name: String = "Nora Lead",
        _ network: Network
    ) async throws -> [ID<Booking>] {
        let found = try await network.programmes.bookings(
            ofOffersOf: hub.id,
            BookingQuery(text: text, part: part),
            by: network.actor(name)
        )
        #expect(found.total == found.bookings.count)
        return found.bookings.map(\.booking.id)
    }

    @Test(
        "are found over all its offers by what a school says on the telephone, those made last first",
        arguments: TestEngine.available
    )
    func found(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, feedback) = try await network.published()
            var draft = Network.offerDraft
            draft.title = "Reading aloud together"
            let (_, reading) = try await network.published(draft)
            let first = try await network.book(feedback, Network.colleagues(2), key: "a")
            network.clock.advance(hours: 1)
            let second = try await network.book(
                reading,
                [ColleagueDraft(name: "Zoë Ångström", email: "zoe@hillside.test")],
                for: Network.hillside,
                by: "Hal Booker",
                key: "b"
            )
            let both = [second.id, first.id]
            let half = String(first.reference.prefix(4))
            let whole = first.reference.replacing("-", with: "").lowercased()
            let cases: [(String, [ID<Booking>])] = [
                ("", both), (first.reference, [first.id]), (half, [first.id]), (whole, [first.id]),
                ("po 7", both), ("SEAVIEW", [first.id]), ("hillside primary", [second.id]),
                ("sam booker", [first.id]), ("teacher.1@seaview", [first.id]), ("Ångström", [second.id]),
                ("aloud hillside", [second.id]), ("aloud seaview", []), ("100%", []), ("–", []),
            ]
            for (text, expected) in cases {
                let ids = try await Self.find(text, network)
                #expect(ids == expected, "\(text)")
            }
        }
    }

    @Test(
        "stand apart by how they are: to come, to be answered, over, cancelled",
        arguments: TestEngine.available
    )
    func parts(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let kept = try await network.book(run, Network.colleagues(1), key: "kept")
            let gone = try await network.book(run, Network.colleagues(1, "Gone"), key: "gone")
            try await WaitingListTests.cancel(1, of: gone, network)
            let asked = try await network.book(run, Network.colleagues(1, "Asked"), key: "asked")
            try await network.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO booking_approval (booking_id, organisation_id, state, asked_at)
                    VALUES (\(asked.id), \(Network.seaview.id), 'asked', 0)
                    """
                )
            }
            func parts() async throws -> [BookingQuery.Part: Set<ID<Booking>>] {
                var found: [BookingQuery.Part: Set<ID<Booking>>] = [:]
                for part in BookingQuery.Part.allCases {
                    found[part] = Set(try await Self.find("", part: part, network))
                }
                return found
            }
            let before = try await parts()
            #expect(before[.all] == [kept.id, gone.id, asked.id])
            #expect(before[.coming] == [kept.id, asked.id] && before[.over] == [])
            #expect(before[.asked] == [asked.id] && before[.cancelled] == [gone.id])
            network.clock.advance(hours: 24 * 90)
            let after = try await parts()
            #expect(after[.coming] == [] && after[.over] == [kept.id, asked.id])
        }
    }

    /// The rows of the file, by their headings.
    private static func file(
        of query: BookingQuery = BookingQuery(),
        by name: String = "Nora Lead",
        pageLength: Int = 500,
        _ network: Network
    ) async throws -> [[String: String]] {
        var export = try await network.programmes.exportBookings(
            ofOffersOf: Network.north.id,
            query,
            by: network.actor(name)
        )
        export.pageLength = pageLength
        var bytes: [UInt8] = []
        try await export.csv { bytes += $0 }
        let reader = try CSVReader(bytes: bytes)
        let names = reader.header.names
        var rows: [[String: String]] = []
        while let row = try reader.next() {
            rows.append(Dictionary(uniqueKeysWithValues: zip(names, row.cells)))
        }
        return rows
    }

    @Test(
        "leave as a file as they are found, whole however many are read at once, with no cell that is run",
        arguments: TestEngine.available
    )
    func file(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let risky = ColleagueDraft(name: "=1+1", email: "risky@hillside.test")
            let hillside = try await network.book(
                run,
                [risky],
                for: Network.hillside,
                by: "Hal Booker",
                key: "hillside"
            )
            let first = try await network.book(run, Network.colleagues(2), key: "first")
            network.clock.advance(hours: 1)
            let gone = try await network.book(run, Network.colleagues(1, "Gone"), key: "gone")
            try await WaitingListTests.cancel(1, of: gone, network)

            let shown = try await network.programmes.bookings(
                ofOffersOf: Network.north.id,
                by: network.actor("Nora Lead")
            )
            let order = shown.bookings.map(\.booking.reference)
            let whole = try await Self.file(network)
            #expect(whole.map { $0["Reference"] } == order && order.first == gone.reference)
            for pageLength in 1...4 {
                let pieces = try await Self.file(pageLength: pageLength, network)
                #expect(pieces == whole, "\(pageLength)")
            }
            #expect(whole.first?["State"] == "Cancelled" && whole.first?["Places"] == "0")

            let seaview = try #require(whole.first { $0["Reference"] == first.reference })
            #expect(seaview["School"] == Network.seaview.name && seaview["State"] == "Confirmed")
            #expect(seaview["Who goes"] == "Teacher 0, Teacher 1" && seaview["Places"] == "2")
            #expect(seaview["Booked by"] == "Sam Booker" && seaview["Purchase order"] == "PO 7")
            #expect(seaview["Total"] == first.cost.total.plain && seaview["Net"] == first.cost.net.plain)
            #expect(seaview["First day"] == run.startsOn.description)

            let found = try await Self.file(
                of: BookingQuery(text: "hillside primary", part: .coming),
                network
            )
            #expect(found.map { $0["Reference"] } == [hillside.reference])
            #expect(found.first?["Who goes"] == "'=1+1")
            let cancelled = try await Self.file(of: BookingQuery(part: .cancelled), network)
            #expect(cancelled.map { $0["Reference"] } == [gone.reference])

            // Who may not change a booking does not see what it costs.
            let seen = try await Self.file(by: "Nina Booker", network)
            #expect(seen.count == 3 && seen.allSatisfy { $0["Total"] == "" && $0["Purchase order"] == "" })
            let verbs = try await network.auditVerbs()
            #expect(verbs.contains("booking.export"))
            for name in ["Fay Lead", "Sam Booker", "Pat Outsider"] {
                await #expect(throws: AccessError.self, "\(name)") {
                    _ = try await Self.file(by: name, network)
                }
            }
        }
    }

    @Test(
        "are for those who see bookings of a hub that runs the offer, in pages",
        arguments: TestEngine.available
    )
    func readers(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            for number in 0..<3 {
                _ = try await network.book(run, Network.colleagues(1, "T\(number)"), key: "k\(number)")
            }
            for name in ["Nora Lead", "Noel Editor", "Nina Booker"] {
                let ids = try await Self.find("", by: name, network)
                #expect(ids.count == 3, "\(name)")
            }
            let others = try await Self.find("", of: Network.fens, by: "Fay Lead", network)
            #expect(others.isEmpty)
            for name in ["Fay Lead", "Sam Booker", "Pat Outsider"] {
                await #expect(throws: AccessError.self, "\(name)") {
                    _ = try await Self.find("", by: name, network)
                }
            }
            let page = try await network.programmes.bookings(
                ofOffersOf: Network.north.id,
                limit: 2,
                offset: 2,
                by: network.actor("Nora Lead")
            )
            #expect(page.bookings.count == 1 && page.total == 3)
        }
    }

    @Test(
        "sessions of the next two weeks are shown to those who keep registers for the hub",
        arguments: TestEngine.available
    )
    func soon(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            // It is 7 January.
            let (_, run) = try await network.published(
                Network.offerDraft,
                Network.runDraft(dates: ["2027-01-08", "2027-01-21", "2027-01-22"])
            )
            func soon(_ name: String) async throws -> [String] {
                let found = try await network.programmes.sessionsSoon(by: network.actor(name))
                return found.map(\.session.heldOn.description)
            }
            for name in ["Nora Lead", "Noel Editor"] {
                let days = try await soon(name)
                #expect(days == ["2027-01-08", "2027-01-21"], "\(name)")
            }
            for name in ["Nina Booker", "Fay Lead", "Sam Booker", "Pat Outsider"] {
                let days = try await soon(name)
                #expect(days.isEmpty, "\(name)")
            }
            try await network.programmes.cancelRun(
                run.id,
                reason: "Snow",
                version: run.version,
                by: network.actor("Nora Lead")
            )
            let after = try await soon("Nora Lead")
            #expect(after.isEmpty)
        }
    }
}
