import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("A run that its organiser cancels, on the pages")
struct CancelRunJourneyTests {
    /// A run of sessions to come that people hold places in: its offer, an editor of the lead hub, a booking and its
    /// booker, and an editor of a hub that has nothing to do with it.
    struct Scene {
        let offer, run, booking, editor, booker, other: String

        init(_ served: ServedSite) async throws {
            let found = try await served.database.read { transaction in
                let row = try #require(
                    try transaction.rows(
                        """
                        SELECT run.offer_id, run.id, booking.id, booker.email, offer_hub.hub_id FROM run
                        JOIN offer ON offer.id = run.offer_id AND offer.state = 'published'
                        JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.is_lead = 1
                        JOIN booking ON booking.run_id = run.id AND booking.state = 'confirmed'
                        JOIN person booker ON booker.id = booking.booked_by AND booker.email IS NOT NULL
                        WHERE run.study_minutes IS NULL AND run.starts_on > \(ServedSite.today) AND run.taken > 0
                            AND EXISTS (SELECT 1 FROM membership WHERE person_id = booker.id
                                AND organisation_id = booking.organisation_id AND role = 'booker')
                            AND EXISTS (SELECT 1 FROM membership WHERE organisation_id = offer_hub.hub_id
                                AND role IN ('lead', 'editor'))
                        ORDER BY run.starts_on, booking.id LIMIT 1
                        """
                    ).first
                )
                let hub: ID<ServedSite> = try row.get(4)
                let editor: String? = try transaction.value(
                    """
                    SELECT person.email FROM membership JOIN person ON person.id = membership.person_id
                    WHERE membership.organisation_id = \(hub) AND membership.role IN ('lead', 'editor')
                        AND person.email IS NOT NULL ORDER BY person.id LIMIT 1
                    """
                )
                let other: String? = try transaction.value(
                    """
                    SELECT person.email FROM membership JOIN person ON person.id = membership.person_id
                    JOIN organisation ON organisation.id = membership.organisation_id AND organisation.kind = 'hub'
                    WHERE membership.role IN ('lead', 'editor') AND person.email IS NOT NULL
                        AND NOT EXISTS (SELECT 1 FROM membership own WHERE own.person_id = person.id
                            AND own.organisation_id IN (SELECT hub_id FROM offer_hub
                                WHERE offer_id = \(try row.get(0, as: ID<ServedSite>.self))))
                    ORDER BY person.id LIMIT 1
                    """
                )
                func id(_ column: Int) throws -> String {
                    try row.get(column, as: ID<ServedSite>.self).description
                }
                return [
                    try id(0), try id(1), try id(2), try row.get(3, as: String.self), try #require(editor),
                    try #require(other),
                ]
            }
            (offer, run, booking, booker) = (found[0], found[1], found[2], found[3])
            (editor, other) = (found[4], found[5])
        }
    }

    @Test("is asked for with a reason, and every page says so afterwards", arguments: TestEngine.available)
    func cancels(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let scene = try await Scene(served)
            let editor = try await served.visitor(scene.editor)
            let booker = try await served.visitor(scene.booker)
            let hubPage = try await served.ask(.get, "/hub/offers/\(scene.offer)", as: editor).text
            let address = "/hub/offers/\(scene.offer)/runs/\(scene.run)/cancel"
            #expect(hubPage.contains(address))
            let form = try await served.ask(.get, address, as: editor)
            #expect(
                form.text.contains("Cancel these dates?") && form.text.contains("Cancel and tell everyone")
            )
            let version = try #require(form.text.firstMatch(of: /name="version" value="(\d+)"/)).1
            let other = try await served.visitor(scene.other)
            for (visitor, status) in [(booker, 404), (other, 404), (try await served.visitor(nil), 303)] {
                let answers = [
                    try await served.ask(.get, address, as: visitor),
                    try await served.ask(
                        .post,
                        address,
                        as: visitor,
                        body: visitor.ticket() + "&version=\(version)&reason=No"
                    ),
                ]
                #expect(answers.map(\.status) == [status, status])
                let isSentToSignIn = answers.allSatisfy { $0.location?.hasPrefix("/sign-in") == true }
                #expect(isSentToSignIn == (status == 303))
            }
            let without = try await served.ask(
                .post,
                address,
                as: editor,
                body: editor.ticket() + "&version=\(version)&reason="
            )
            #expect(without.status == 422 && without.text.contains("Enter why it is not held"))
            let done = try await served.ask(
                .post,
                address,
                as: editor,
                body: editor.ticket() + "&version=\(version)&reason=The+tutor+is+ill"
            )
            #expect(done.status == 303)

            let offer = try await served.ask(
                .get,
                "/offers/\(scene.offer)",
                as: try await served.visitor(nil)
            )
            #expect(offer.text.contains("The tutor is ill"))
            #expect(offer.text.contains("https://schema.org/EventCancelled"))
            let booking = try await served.ask(.get, "/school/bookings/\(scene.booking)", as: booker).text
            #expect(
                booking.contains("The organiser has cancelled this") && booking.contains("The tutor is ill")
            )
            #expect(!booking.contains("the place back"))
            let after = try await served.ask(.get, "/hub/offers/\(scene.offer)", as: editor).text
            #expect(after.contains("Everyone was told: The tutor is ill"))
            #expect(try await served.ask(.get, address, as: editor).text.contains("Cancelled dates"))
        }
    }

    @Test("A run of another offer is not there", arguments: TestEngine.available)
    func otherOffer(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let scene = try await Scene(served)
            let other: ID<ServedSite>? = try await served.database.read {
                try $0.value(
                    """
                    SELECT run.id FROM run WHERE run.offer_id <> \(try #require(ID<ServedSite>(scene.offer)))
                    ORDER BY run.id LIMIT 1
                    """
                )
            }
            let editor = try await served.visitor(scene.editor)
            let address = "/hub/offers/\(scene.offer)/runs/\(try #require(other))/cancel"
            #expect(try await served.ask(.get, address, as: editor).status == 404)
            let refused = try await served.ask(
                .post,
                address,
                as: editor,
                body: editor.ticket() + "&version=1&reason=No"
            )
            #expect(refused.status == 404)
        }
    }

    @Test(
        "The sheet that is passed round to sign says nothing of needs; the organiser has a list of them",
        arguments: TestEngine.available
    )
    func needs(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let scene = try await Scene(served)
            let run = try #require(ID<ServedSite>(scene.run))
            let session = try await served.database.write { transaction in
                let place: ID<ServedSite> = try #require(
                    try transaction.value(
                        "SELECT id FROM place WHERE run_id = \(run) AND state = 'held' ORDER BY id LIMIT 1"
                    )
                )
                try transaction.execute("DELETE FROM place_need WHERE place_id = \(place)")
                try transaction.execute(
                    """
                    INSERT INTO place_need (place_id, run_id, dietary, access, entered_at)
                    VALUES (\(place), \(run), 'No celery', 'Large print', 0)
                    """
                )
                let session: ID<ServedSite>? = try transaction.value(
                    "SELECT id FROM run_session WHERE run_id = \(run) ORDER BY held_on LIMIT 1"
                )
                return try #require(session).description
            }
            let editor = try await served.visitor(scene.editor)
            let sheet = try await served.ask(.get, "/hub/sessions/\(session)/sheet", as: editor)
            #expect(sheet.status == 200)
            #expect(!sheet.text.contains("No celery") && !sheet.text.contains("Large print"))
            let list = try await served.ask(.get, "/hub/sessions/\(session)/needs", as: editor)
            #expect(list.text.contains("No celery") && list.text.contains("Large print"))
            let badges = try await served.ask(.get, "/hub/sessions/\(session)/badges", as: editor)
            #expect(badges.status == 200 && badges.text.contains("class=\"badge__name\""))
            #expect(!badges.text.contains("No celery") && !badges.text.contains("Large print"))
            let outsider = try await served.visitor(scene.booker)
            for page in ["needs", "badges"] {
                let refused = try await served.ask(.get, "/hub/sessions/\(session)/\(page)", as: outsider)
                #expect(refused.status == 404, "\(page)")
            }
        }
    }
}
