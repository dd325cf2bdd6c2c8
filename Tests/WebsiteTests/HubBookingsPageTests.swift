import Database
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("The page of a hub's bookings")
struct HubBookingsPageTests {
    @Test(
        "finds the booking whose reference a school tells, and leads to it",
        arguments: TestEngine.available
    )
    func finds(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let told: String? = try await served.database.read {
                try $0.value(
                    """
                    SELECT booking.reference FROM booking JOIN run ON run.id = booking.run_id
                    JOIN offer ON offer.id = run.offer_id
                    WHERE offer.title LIKE 'Is tutoring for us%' AND booking.organisation_id IN (
                        SELECT id FROM organisation WHERE name = 'Tarnsea Harbour Primary School')
                    """
                )
            }
            let reference = try #require(told)
            let home = try await served.ask(.get, "/home", as: lead)
            #expect(home.words.contains("Bookings of your offers"))
            let all = try await served.ask(.get, "/hub/bookings", as: lead)
            #expect(all.status == 200 && all.rows.count > 2)
            let found = try await served.ask(.get, "/hub/bookings?q=\(reference)", as: lead)
            let rows = found.rows.filter { $0["Reference"] != nil }
            #expect(rows.map { $0["School"] } == ["Tarnsea Harbour Primary School"])
            #expect(rows.map { $0["Reference"] } == [reference])
            let link = try #require(found.text.firstMatch(of: /href="(\/school\/bookings\/\w{13})"/))
            let booking = try await served.ask(.get, String(link.1), as: lead)
            #expect(booking.status == 200 && booking.text.contains(reference))
            // A search goes on within another part.
            #expect(found.text.contains("q=\(reference)&amp;part=over"))
            let none = try await served.ask(.get, "/hub/bookings?q=nothing+of+the+kind", as: lead)
            #expect(none.words.contains("No booking has all of these words"))
            let school = try await served.visitor("office@tarnsea-harbour.example")
            let refused = try await served.ask(.get, "/hub/bookings", as: school)
            #expect(refused.status == 403)
        }
    }

    @Test("leads to files of what it shows, with what was looked for", arguments: TestEngine.available)
    func files(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let page = try await served.ask(.get, "/hub/bookings?q=tarnsea&part=over", as: lead)
            let shown = page.rows.compactMap { $0["Reference"] }
            #expect(!shown.isEmpty)
            let links = page.text.matches(of: /href="(\/hub\/bookings\.(?:csv|xlsx)\?[^"]*)"/).map {
                String($0.1).replacing("&amp;", with: "&")
            }
            #expect(links.count == 2 && links.allSatisfy { $0.hasSuffix("&q=tarnsea&part=over") })
            let school = try await served.visitor("office@tarnsea-harbour.example")
            for link in links {
                let file = try await served.ask(.get, link, as: lead)
                #expect(file.status == 200)
                let text =
                    link.contains(".csv")
                    ? file.text : Unzipped.files(file.bytes)["xl/worksheets/sheet1.xml"] ?? ""
                #expect(shown.allSatisfy { text.contains($0) }, "\(link)")
                let refused = try await served.ask(.get, link, as: school)
                #expect(refused.status == 404)
            }
            // Only what was looked for is in them.
            let csv = try await served.ask(.get, try #require(links.first), as: lead)
            #expect(csv.text.split(separator: "\r\n").count == shown.count + 1)
            let none = try await served.ask(.get, "/hub/bookings?q=nothing+of+the+kind", as: lead)
            #expect(!none.text.contains("/hub/bookings.csv"))
        }
    }
}
