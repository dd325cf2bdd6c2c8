import Access
import Accounts
import Database
import Foundation
import Services
import TestDatabases
import Testing

@testable import Programmes

/// The statements behind the pages that are asked most use an index: a table of bookings that grows a hundredfold
/// does not make them read a hundred times as much.
@Suite("Statements that must not read whole tables")
struct SizeTests {
    /// The hottest questions, as the verbs ask them.
    static func questions(_ run: ID<Run>) -> [(name: String, sql: SQL, tables: [String])] {
        let person = ID<Person>(rawValue: 105)
        let school = Network.seaview.id
        return [
            (
                "a school's bookings",
                "SELECT id FROM booking WHERE organisation_id = \(school) ORDER BY booked_at DESC LIMIT 60",
                ["booking"]
            ),
            ("one's own bookings", "SELECT id FROM booking WHERE booked_by = \(person)", ["booking"]),
            ("one's own places", "SELECT booking_id FROM place WHERE person_id = \(person)", ["place"]),
            ("a run's bookings", "SELECT id FROM booking WHERE run_id = \(run)", ["booking"]),
            (
                "a run's register",
                "SELECT id FROM place WHERE run_id = \(run) AND state = 'held'", ["place"]
            ),
            ("a place's attendance", "SELECT state FROM attendance WHERE place_id = 1", ["attendance"]),
            ("a run's attendance", "SELECT state FROM attendance WHERE run_id = \(run)", ["attendance"]),
            (
                "a person's certificates", "SELECT id FROM certificate WHERE person_id = \(person)",
                ["certificate"]
            ),
            (
                "who waits",
                "SELECT id FROM waiting_entry WHERE run_id = \(run) AND state IN ('waiting', 'offered')",
                ["waiting_entry"]
            ),
            (
                "what is on an invoice",
                "SELECT line_id FROM invoiced_item WHERE place_id = 1 AND released_at IS NULL",
                ["invoiced_item"]
            ),
            (
                "who has an address at a domain",
                "SELECT person.id FROM person WHERE \(Accounts.mailDomain) = 'seaview.test'",
                ["person"]
            ),
            (
                "whose website is at a domain",
                MailDomain.websites(holding: MailDomain(text: "seaview.test")),
                ["e"]
            ),
            ("whose website is at any of many domains", MailDomain.websites(holding: nil), ["e"]),
            (
                "whom a file of past attendees brought",
                "SELECT count(*) FROM past_attendance WHERE import_id = 1",
                ["past_attendance"]
            ),
            (
                "what a school was sent",
                "SELECT id FROM invoice WHERE organisation_id = \(school) ORDER BY created_at DESC LIMIT 50",
                ["invoice"]
            ),
        ]
    }

    @Test("each is answered through an index")
    func indexes() async throws {
        try await Network.with(.sqlite, rehearses: false) { network in
            let (_, run) = try await network.published()
            for question in Self.questions(run.id) {
                let plan = try await network.database.read { transaction in
                    try transaction.rows("EXPLAIN QUERY PLAN \(question.sql)").map {
                        try $0.get("detail", as: String.self)
                    }
                }
                for table in question.tables {
                    let scans = plan.filter { $0.hasPrefix("SCAN \(table)") && !$0.contains("INDEX") }
                    #expect(scans.isEmpty, "\(question.name): \(plan.joined(separator: "; "))")
                }
            }
        }
    }
}
