import Database
import Services
import TestDatabases

@testable import Website

/// An address for each pattern of the site, of objects that the example network has.
struct Sample: Sendable {
    /// The conference that is still to come.
    private static let conferenceRun: SQL =
        "SELECT c.run_id FROM conference c JOIN run r ON r.id = c.run_id ORDER BY r.starts_on DESC LIMIT 1"

    /// A row that has what a hole of a pattern asks for. What is absent gets an identifier that nothing has.
    private static let queries: [(prefix: String, query: SQL)] = [
        ("/evidence/strands/", "SELECT slug FROM strand ORDER BY slug LIMIT 1"),
        ("/evidence/studies/", "SELECT id FROM study ORDER BY id LIMIT 1"),
        ("/evidence/findings/", "SELECT id FROM finding WHERE origin = 'published' ORDER BY id LIMIT 1"),
        ("/evidence/resources/", "SELECT id FROM resource ORDER BY id LIMIT 1"),
        ("/evidence/pools/", "SELECT id FROM living_pool WHERE estimate IS NOT NULL ORDER BY id LIMIT 1"),
        ("/evidence/guidance/", "SELECT slug FROM guidance_report ORDER BY slug LIMIT 1"),
        ("/evidence/interventions/", "SELECT slug FROM intervention ORDER BY slug LIMIT 1"),
        (
            "/evidence/practice/",
            "SELECT id FROM practice_account WHERE state = 'published' ORDER BY id LIMIT 1"
        ),
        ("/evidence/reading-lists/", "SELECT slug FROM collection ORDER BY slug LIMIT 1"),
        ("/offers/", "SELECT id FROM offer WHERE title LIKE 'Planning a unit%'"),
        ("/hub/offers/", "SELECT id FROM offer WHERE title LIKE 'Planning a unit%'"),
        (
            "/hub/runs/",
            "SELECT r.id FROM run r JOIN offer o ON o.id = r.offer_id WHERE o.title LIKE 'Planning a unit%'"
        ),
        (
            "/runs/",
            "SELECT r.id FROM run r JOIN offer o ON o.id = r.offer_id WHERE o.title LIKE 'Planning a unit%'"
        ),
        (
            "/hub/sessions/",
            """
            SELECT s.id FROM run_session s JOIN run r ON r.id = s.run_id JOIN offer o ON o.id = r.offer_id
            WHERE o.title LIKE 'Planning a unit%' ORDER BY s.held_on LIMIT 1
            """
        ),
        (
            "/tickets/",
            """
            SELECT l.id FROM place l JOIN run r ON r.id = l.run_id JOIN offer o ON o.id = r.offer_id
            WHERE o.title LIKE 'Planning a unit%' AND l.state = 'held' ORDER BY l.id LIMIT 1
            """
        ),
        ("/home/proposals/", "SELECT id FROM conference_proposal WHERE state = 'sent'"),
        ("/conferences/", conferenceRun), ("/hub/conferences/", conferenceRun),
        (
            "/conference-speakers/",
            "SELECT id FROM conference_speaker WHERE name = 'Professor Hedda Quill' ORDER BY id LIMIT 1"
        ),
        (
            "/hub/conference-speakers/",
            "SELECT id FROM conference_speaker WHERE name = 'Professor Hedda Quill' ORDER BY id LIMIT 1"
        ),
        (
            "/conference-sessions/",
            "SELECT id FROM conference_session WHERE title = 'Time is the intervention'"
        ),
        (
            "/hub/conference-sessions/",
            "SELECT id FROM conference_session WHERE title = 'Time is the intervention'"
        ),
        ("/certificates/", "SELECT id FROM certificate WHERE withdrawn_at IS NULL ORDER BY id LIMIT 1"),
        (
            "/invoices/",
            """
            SELECT i.id FROM invoice i JOIN organisation o ON o.id = i.organisation_id
            WHERE i.number IS NOT NULL AND i.kind = 'invoice' AND o.name = 'Tarnsea Harbour Primary School'
            ORDER BY i.period_from, i.number, i.id LIMIT 1
            """
        ),
        (
            "/school/bookings/",
            """
            SELECT b.id FROM booking b JOIN person p ON p.id = b.booked_by JOIN run r ON r.id = b.run_id
            WHERE p.email = 'office@tarnsea-harbour.example' ORDER BY r.starts_on DESC LIMIT 1
            """
        ),
        ("/waiting-list/", "SELECT id FROM waiting_entry WHERE state = 'waiting' ORDER BY joined_at LIMIT 1"),
        ("/trials/", "SELECT slug FROM trial WHERE title = 'Paired Reading Aloud in year 5'"),
        ("/hub/trials/", "SELECT id FROM trial WHERE title = 'Paired Reading Aloud in year 5'"),
        (
            "/results/strands/",
            """
            SELECT s.slug FROM strand s JOIN trial_strand l ON l.strand_id = s.id JOIN trial t ON t.id = l.trial_id
            WHERE t.title = 'Paired Reading Aloud in year 5'
            """
        ),
        (
            "/results/interventions/",
            "SELECT intervention_id FROM trial WHERE title = 'Paired Reading Aloud in year 5'"
        ),
        (
            "/school/trials/",
            """
            SELECT s.id FROM trial_school s JOIN organisation o ON o.id = s.organisation_id
            JOIN trial t ON t.id = s.trial_id
            WHERE t.slug = 'echo-reading-for-slow-readers-in-year-7' AND o.name = 'Tarnsea Academy'
            """
        ),
        ("/hub/returns/", "SELECT id FROM kpi_return WHERE submitted_at IS NOT NULL"),
        ("/hub/definitions/", "SELECT id FROM kpi_definition"),
        ("/school/questions/", "SELECT id FROM school_question ORDER BY asked_at LIMIT 1"),
        ("/school/plans/", "SELECT id FROM plan WHERE title LIKE 'Reading in pairs%'"),
        ("/pupil-premium/", "SELECT id FROM premium_strategy ORDER BY id LIMIT 1"),
        ("/school/pupil-premium/", "SELECT id FROM premium_strategy ORDER BY id LIMIT 1"),
        (
            "/coaching/",
            """
            SELECT r.id FROM coaching_relationship r JOIN person p ON p.id = r.coached_id
            WHERE p.email = 'j.okoro@hallowick-canal-side.example' AND r.state = 'active'
            """
        ),
        (
            "/home/coaching/",
            """
            SELECT r.id FROM coaching_relationship r JOIN person p ON p.id = r.coached_id
            WHERE p.email = 'j.okoro@hallowick-canal-side.example' AND r.state = 'active'
            """
        ),
        ("/coaching-openings/", "SELECT id FROM coaching_opening ORDER BY asked_at LIMIT 1"),
        ("/hub/contacts/", "SELECT id FROM contact_entry ORDER BY spoke_on LIMIT 1"),
        ("/hub/pathways/", "SELECT id FROM pathway WHERE kind = 'ect'"),
        (
            "/participants/",
            """
            SELECT t.id FROM participant t JOIN person p ON p.id = t.person_id
            WHERE p.email = 'j.okoro@hallowick-canal-side.example'
            """
        ),
        ("/hub/support/", "SELECT id FROM support_case ORDER BY asked_at LIMIT 1"),
        ("/hub/placements/candidates/", "SELECT id FROM placement_candidate WHERE state = 'placed'"),
        ("/placements/", "SELECT id FROM placement WHERE state = 'agreed'"),
        ("/bursaries/", "SELECT id FROM bursary_call ORDER BY opens_on LIMIT 1"),
        ("/hub/bursaries/", "SELECT id FROM bursary_call ORDER BY opens_on LIMIT 1"),
        ("/home/bursaries/", "SELECT id FROM bursary_application WHERE state = 'awarded'"),
        ("/results/accounts/", "SELECT id FROM evaluation WHERE shared_at IS NOT NULL"),
        ("/school/evaluations/", "SELECT id FROM evaluation WHERE shared_at IS NULL AND report IS NOT NULL"),
        ("/schools/", "SELECT urn FROM establishment WHERE urn = 900002"),
        ("/hubs/", "SELECT slug FROM hub WHERE slug LIKE 'hallowick-teaching%'"),
        ("/hub/mail-texts/", "SELECT CAST('joining' AS TEXT)"),
        ("/messages/stop/", "SELECT id FROM message_choice WHERE stopped_at IS NULL ORDER BY id LIMIT 1"),
        ("/embed/hubs/", "SELECT slug FROM hub WHERE slug LIKE 'hallowick-teaching%'"),
        ("/hub/", "SELECT slug FROM hub WHERE slug LIKE 'hallowick-teaching%'"),
        ("/areas/", "SELECT slug FROM area ORDER BY slug LIMIT 1"),
        ("/area/", "SELECT slug FROM area ORDER BY slug LIMIT 1"),
        ("/organisations/", "SELECT id FROM hub WHERE slug LIKE 'hallowick-teaching%'"),
        ("/administration/outbox/", "SELECT id FROM mail ORDER BY created_at, id LIMIT 1"),
        ("/administration/people/", "SELECT id FROM person WHERE email = 'office@tarnsea-harbour.example'"),
    ]

    /// What stands in a later hole that takes one of a few words.
    private static let words: [String: String] = [
        "{wave}": "roster", "{part}": "size", "{file}": "units.csv", "{kind}": "memorandum",
        "{measure}": "schools-reached",
    ]

    /// A second hole, by its name.
    private static let seconds: [(name: String, query: SQL)] = [
        (
            "run",
            "SELECT r.id FROM run r JOIN offer o ON o.id = r.offer_id WHERE o.title LIKE 'Planning a unit%'"
        ),
        (
            "place",
            """
            SELECT place.id FROM place WHERE booking_id = (
                SELECT b.id FROM booking b JOIN person p ON p.id = b.booked_by JOIN run r ON r.id = b.run_id
                WHERE p.email = 'office@tarnsea-harbour.example' ORDER BY r.starts_on DESC LIMIT 1)
            ORDER BY position LIMIT 1
            """
        ),
        ("person", "SELECT id FROM person WHERE email = 'lead@hallowick.example'"),
    ]

    /// The value of the first hole, by the beginning of the pattern before it; of a second, by its name.
    private let values: [String: String]

    static let nothing: Sample = Sample(values: [:])

    private init(values: [String: String]) { self.values = values }

    /// Trials with a protocol, for the addresses that only they have.
    private static let protocols: [(prefix: String, query: SQL)] =
        [
            "/trials/{slug}/protocol", "/trials/{slug}/protocol.zip", "/trials/{slug}/protocol.tsq",
            "/trials/{slug}/allocation", "/trials/{slug}/allocation/{file}",
            "/trials/{slug}/documents/{kind}",
        ].map { ($0, "SELECT slug FROM trial WHERE title = 'Echo Reading for slow readers in year 7'") }
        + ["/trials/{slug}/join"].map {
            ($0, "SELECT slug FROM trial WHERE title LIKE 'Words in Use in years 5%'")
        }
        + [
            "/hub/trials/{id}", "/hub/trials/{id}/invite", "/hub/trials/{id}/protocol/{part}",
            "/hub/trials/{id}/publish", "/hub/trials/{id}/receipts", "/hub/trials/{id}/rows.csv",
            "/hub/trials/{id}/step", "/hub/trials/{id}/freeze",
        ].map { ($0, "SELECT id FROM trial WHERE title LIKE 'Words in Use in years 5%'") }
        + [
            // One that runs elsewhere, and has not reported.
            (
                "/hub/trials/{id}/result",
                "SELECT id FROM trial WHERE title = 'Paired Reading Aloud across three hubs'"
            ),
            (
                "/hub/trials/{id}/correct",
                "SELECT id FROM trial WHERE title = 'Paired Reading Aloud across three hubs'"
            ),
            (
                "/hub/trials/{id}/stop",
                "SELECT id FROM trial WHERE title = 'Paired Reading Aloud across three hubs'"
            ),
        ]

    init(_ database: any Database) async throws {
        var values: [String: String] = [:]
        let seconds = Self.seconds.map { (prefix: $0.name, query: $0.query) }
        for (prefix, query) in Self.queries + seconds + Self.protocols {
            let value: SQLValue? = try await database.read { try $0.value(query) }
            switch value {
            case .text(let text): values[prefix] = text
            case .integer(let number):
                values[prefix] = number < 10_000_000 ? "\(number)" : ID<Sample>(rawValue: number).description
            default: continue
            }
        }
        self.values = values
    }

    /// Whether something of the example stands in the address.
    func isKnown(_ pattern: String) -> Bool {
        !pattern.contains("{") || values[String(pattern.prefix { $0 != "{" })] != nil
    }

    func path(_ pattern: String) -> String {
        let first = values[pattern] ?? values[String(pattern.prefix { $0 != "{" })]
        var isFirst = true
        let segments = pattern.split(separator: "/").map { segment -> String in
            guard segment.hasPrefix("{") else { return String(segment) }
            defer { isFirst = false }
            if isFirst, let first { return first }
            if !isFirst, let second = values[String(segment.dropFirst().dropLast())] { return second }
            if segment == "{token}" { return String(repeating: "A", count: 43) }
            if segment == "{urn}" { return "100001" }
            if let word = Self.words[String(segment)] { return word }
            return segment == "{slug}" || segment == "{name}" ? "there-is-none" : "0000000000042"
        }
        let path = "/" + segments.joined(separator: "/")
        // A page that asks which run it is for.
        if pattern == "/offers/{id}/book", let run = values["run"] { return path + "?run=\(run)" }
        return path
    }
}
