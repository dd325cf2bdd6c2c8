import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("Self-study from the offer to the certificate")
struct SelfStudyJourneyTests {
    private static let organiser = "lead@brackenstow-priory.example"
    private static let link = "https://learn.brackenstow.example/trust"

    private static func id(_ query: SQL, _ served: ServedSite) async throws -> String {
        let id: ID<ServedSite>? = try await served.database.read { try $0.value(query) }
        return (try #require(id)).description
    }

    private static let offer: SQL = "SELECT id FROM offer WHERE kind = 'self-study'"
    private static let run: SQL =
        "SELECT run.id FROM run JOIN offer ON offer.id = run.offer_id WHERE offer.kind = 'self-study'"

    /// Someone who holds a place in it and has not completed it: their address, and the place with its booking.
    private static func student(_ served: ServedSite) async throws -> (
        email: String, place: String, booking: String
    ) {
        let row = try #require(
            try await served.database.read {
                try $0.rows(
                    """
                    SELECT person.email, place.id, place.booking_id FROM place
                    JOIN run ON run.id = place.run_id AND run.study_minutes IS NOT NULL
                    JOIN person ON person.id = place.person_id
                    WHERE place.state = 'held'
                        AND NOT EXISTS (SELECT 1 FROM study_completion c WHERE c.place_id = place.id)
                    ORDER BY place.id
                    """
                )
                .map { row in
                    (
                        try row.get(0, as: String.self), try row.get(1, as: ID<ServedSite>.self).description,
                        try row.get(2, as: ID<ServedSite>.self).description
                    )
                }.first
            }
        )
        return (row.0, row.1, row.2)
    }

    @Test("Anyone finds it and sees how long it takes, but not the link", arguments: TestEngine.available)
    func found(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let anyone = try await served.visitor(nil)
            let list = try await served.ask(.get, "/offers?kind=self-study", as: anyone).text
            #expect(list.contains("Read a study before you trust it") && list.contains("At any time"))
            let calendar = try await served.ask(.get, "/offers/calendar", as: anyone).text
            #expect(calendar.contains("1 course of self-study") && !calendar.contains("Read a study"))
            let page = try await served.ask(.get, "/offers/\(Self.id(Self.offer, served))", as: anyone).text
            #expect(page.contains("Takes about 3 hours, in your own time."))
            #expect(page.contains("Places for everybody") && page.contains("Book places"))
            #expect(!page.contains("Join the waiting list") && !page.contains("learn."))
            #expect(!page.contains("EducationEvent") && page.contains("PT3H"))
        }
    }

    @Test(
        "Whoever took a place says that they are through, and has a certificate",
        arguments: TestEngine.available
    )
    func completes(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let student = try await Self.student(served)
            let reader = try await served.visitor(student.email)
            let page = "/school/bookings/\(student.booking)"
            let before = try await served.ask(.get, page, as: reader).text
            #expect(before.contains("Open the materials") && before.contains("I have completed it"))
            #expect(!before.contains("Your ticket") && !before.contains("Dietary"))
            let today = try await served.ask(.get, "/home", as: reader).text
            #expect(today.contains("in your own time"))

            let address = "\(page)/places/\(student.place)/complete"
            let outsider = try await served.visitor("lead@hallowick.example")
            let refused = try await served.ask(.post, address, as: outsider, body: outsider.ticket())
            #expect(refused.status == 404)
            let done = try await served.ask(.post, address, as: reader, body: reader.ticket())
            #expect(done.status == 303 && done.location?.hasPrefix(page) == true)
            let after = try await served.ask(.get, page, as: reader).text
            #expect(after.contains("You completed this on Monday 23 November 2026"))
            #expect(!after.contains("I have completed it"))
            let record = try await served.ask(.get, "/account/development", as: reader).text
            #expect(record.contains("Read a study before you trust it") && record.contains("3 hours"))
            let certificate = try #require(record.firstMatch(of: /\/certificates\/\w{13}/))
            let shown = try await served.ask(.get, String(certificate.0), as: try await served.visitor(nil))
            #expect(shown.text.contains("Certificate of completion"))
            #expect(shown.text.contains("Self-study, about 3 hours."))
        }
    }

    @Test("Its organiser makes one, and marks who completed it", arguments: TestEngine.available)
    func organises(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor(Self.organiser)
            let runs = "/hub/offers/\(try await Self.id(Self.offer, served))/runs"
            let form = try await served.ask(.get, runs + "/new", as: lead).text
            #expect(form.contains("Link to the materials") && !form.contains("Add more sessions"))
            let wrong = try await served.ask(
                .post,
                runs + "/new",
                as: lead,
                body: lead.ticket() + "&step=save&waitingRule=joined&opensOn=&link=learn&minutes="
            )
            #expect(wrong.status == 422)
            for words in [
                "Enter the day it opens", "starting with https://", "Enter how long it takes in minutes",
            ] {
                #expect(wrong.text.contains(words), "\(words)")
            }
            let added = try await served.ask(
                .post,
                runs + "/new",
                as: lead,
                body: lead.ticket(key: "another-key-of-a-test")
                    + "&step=save&waitingRule=joined&opensOn=2027-01-11&link=\(Self.link)&minutes=45"
            )
            #expect(added.status == 303)
            let page = try await served.ask(.get, try #require(added.location), as: lead).text
            #expect(page.contains("Open from Monday 11 January 2027") && page.contains(Self.link))
            #expect(page.firstMatch(of: /\/hub\/runs\/\w+\/conference/) == nil)

            let student = try await Self.student(served)
            let register =
                "/hub/runs/\(try await Self.id(Self.run + " ORDER BY run.starts_on LIMIT 1", served))"
            let people = try await served.ask(.get, register + "/register", as: lead).text
            #expect(people.contains("Who has completed it") && !people.contains("Needs</th>"))
            let outsider = try await served.visitor("lead@hallowick.example")
            let marks = "&done=\(student.place)"
            let refused = try await served.ask(
                .post,
                register + "/completions",
                as: outsider,
                body: outsider.ticket() + marks
            )
            #expect(refused.status == 404)
            let saved = try await served.ask(
                .post,
                register + "/completions",
                as: lead,
                body: lead.ticket() + marks
            )
            #expect(saved.status == 303)
            func count() async throws -> Int {
                try await served.database.read {
                    try $0.count(
                        "SELECT count(*) FROM study_completion WHERE place_id = \(ID<ServedSite>(student.place))"
                    )
                }
            }
            #expect(try await count() == 1)
            let marked = try await served.ask(.get, register + "/register", as: lead).text
            #expect(marked.contains("name=\"was\" value=\"\(student.place)\""))
            // A form that was opened before takes nothing away; one that showed the tick does.
            for (body, left) in [("", 1), ("&was=\(student.place)", 0)] {
                _ = try await served.ask(
                    .post,
                    register + "/completions",
                    as: lead,
                    body: lead.ticket() + body
                )
                #expect(try await count() == left)
            }
        }
    }
}
