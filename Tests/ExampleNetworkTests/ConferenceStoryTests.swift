import Database
import ExampleNetwork
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("The example's conference")
struct ConferenceStoryTests {
    @Test(
        "Three rooms, two keynotes each time; proposals accepted, declined and waiting",
        arguments: TestEngine.available
    )
    func story(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            #expect(try await database.number("SELECT count(*) FROM conference WHERE is_published = 1") == 2)
            #expect(try await database.number("SELECT count(*) FROM conference_room") == 6)
            #expect(
                try await database.number("SELECT count(*) FROM conference_session WHERE format = 'keynote'")
                    == 4
            )
            for (state, count) in [("accepted", 3), ("declined", 2), ("sent", 1)] {
                let found = try await database.number(
                    "SELECT count(*) FROM conference_proposal WHERE state = \(state)"
                )
                #expect(found == count, "\(state)")
            }
            let open = try await database.number(
                "SELECT count(*) FROM conference_call WHERE closes_on >= \(Example.today)"
            )
            #expect(open == 1)
        }
    }

    @Test(
        "Every session counts who chose it, nobody is in two rooms, and feedback is above and below five",
        arguments: TestEngine.available
    )
    func counts(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let wrong = try await database.number(
                """
                SELECT count(*) FROM conference_session s
                WHERE s.taken <> (SELECT count(*) FROM session_choice c JOIN place l ON l.id = c.place_id
                    WHERE c.session_id = s.id AND l.state = 'held')
                """
            )
            #expect(wrong == 0)
            let overlapping = try await database.number(
                """
                SELECT count(*) FROM session_choice a JOIN session_choice b
                    ON a.place_id = b.place_id AND a.session_id < b.session_id
                JOIN conference_session x ON x.id = a.session_id JOIN conference_session y ON y.id = b.session_id
                WHERE x.held_on = y.held_on AND x.starts_at < y.ends_at AND y.starts_at < x.ends_at
                """
            )
            #expect(overlapping == 0)
            #expect(try await database.number("SELECT count(*) FROM session_choice") > 30)
            let shown = try await database.number(
                """
                SELECT count(*) FROM (SELECT session_id FROM session_feedback GROUP BY session_id
                    HAVING count(*) >= 5) AS many
                """
            )
            let hidden = try await database.number(
                """
                SELECT count(*) FROM (SELECT session_id FROM session_feedback GROUP BY session_id
                    HAVING count(*) < 5) AS few
                """
            )
            #expect(shown > 0 && hidden > 0)
        }
    }
}
