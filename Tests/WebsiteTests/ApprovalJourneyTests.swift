import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("A booking that waits for the school's lead, on the pages")
struct ApprovalJourneyTests {
    /// A booking to come of a school, and the address of its lead, who is asked.
    private static func asked(_ served: ServedSite) async throws -> (booking: ID<ServedSite>, lead: String) {
        try await served.database.write { transaction in
            let row = try #require(
                try transaction.rows(
                    """
                    SELECT booking.id, person.email FROM booking
                    JOIN run ON run.id = booking.run_id AND run.starts_on > \(ServedSite.today)
                    JOIN membership ON membership.organisation_id = booking.organisation_id AND membership.role = 'lead'
                    JOIN person ON person.id = membership.person_id AND person.email IS NOT NULL
                    WHERE booking.state = 'confirmed' AND run.study_minutes IS NULL AND run.cancelled_at IS NULL
                        AND NOT EXISTS (SELECT 1 FROM booking_approval WHERE booking_id = booking.id)
                    ORDER BY booking.id, person.id LIMIT 1
                    """
                ).first
            )
            let booking: ID<ServedSite> = try row.get(0)
            try transaction.execute(
                """
                INSERT INTO booking_approval (booking_id, organisation_id, state, asked_at)
                SELECT id, organisation_id, 'asked', 0 FROM booking WHERE id = \(booking)
                """
            )
            return (booking, try row.get(1))
        }
    }

    @Test(
        "answered on a page from before it was cancelled, says that there is nothing to answer",
        arguments: TestEngine.available
    )
    func stale(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (booking, lead) = try await Self.asked(served)
            let head = try await served.visitor(lead)
            let page = try await served.ask(.get, "/school/bookings/\(booking)", as: head).text
            let address = "/school/bookings/\(booking)/approval"
            let form = try #require(page.range(of: "action=\"\(address)\""))
            let version = try #require(
                page[form.upperBound...].firstMatch(of: /name="version" value="(\d+)"/)
            ).1
            let answer = head.ticket() + "&version=\(version)&answer=approve"
            try await served.database.write { transaction in
                try transaction.execute(
                    "UPDATE booking SET state = 'cancelled', version = version + 1 WHERE id = \(booking)"
                )
                try transaction.execute("UPDATE place SET state = 'cancelled' WHERE booking_id = \(booking)")
            }
            let refused = try await served.ask(.post, address, as: head, body: answer)
            #expect(refused.status == 422)
            #expect(refused.text.contains("cancelled or moved to other dates in the meantime"))
            try await served.database.write { transaction in
                try transaction.execute("UPDATE booking SET state = 'confirmed' WHERE id = \(booking)")
            }
            #expect(try await served.ask(.post, address, as: head, body: answer).status == 409)
        }
    }
}
