import Database
import HTTPTypes
import Sealing
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("Pages of trials that cannot be answered")
struct TrialRefusalPagesTests {
    /// A strand of which several trials were analysed, and an evaluator whom the hubs of all of them have.
    private static func pool(_ served: ServedSite) async throws -> (slug: String, analyst: Visitor) {
        let email = "t.ashdown@tarnsea-academy.example"
        let slug: String = try await served.database.write { transaction in
            let slug: String? = try transaction.value(
                """
                SELECT s.slug FROM strand s JOIN trial_strand l ON l.strand_id = s.id
                JOIN trial t ON t.id = l.trial_id WHERE t.title = 'Paired Reading Aloud in year 5'
                """
            )
            try transaction.execute(
                """
                INSERT INTO membership (person_id, organisation_id, role, since)
                SELECT DISTINCT p.id, t.organisation_id, 'evaluator', 1 FROM person p, trial t
                WHERE p.email = \(email) AND t.organisation_id IS NOT NULL
                ON CONFLICT DO NOTHING
                """
            )
            return try #require(slug)
        }
        return (slug, try await served.visitor(email))
    }

    /// Kept results in which nothing is left to divide outcomes by, as if a program of another version had written them.
    private static func spoil(_ database: any Database) async throws {
        try await database.write { transaction in
            for row in try transaction.rows("SELECT id, result FROM trial_analysis ORDER BY id") {
                let id: Int64 = try row.get("id")
                let text: String = try row.get("result")
                let spoilt = text.replacing(/"deviation":[-+.0-9eE]+/, with: "\"deviation\":0")
                #expect(spoilt != text)
                try transaction.execute("UPDATE trial_analysis SET result = \(spoilt) WHERE id = \(id)")
            }
        }
    }

    @Test(
        "trials that no model can hold lead back to their pool, with the reason",
        arguments: TestEngine.available
    )
    func oneStage(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (slug, analyst) = try await Self.pool(served)
            let place = SiteMap.oneStageResults(slug).description
            let page = try await served.ask(.get, place, as: analyst)
            #expect(page.status == 200 && page.text.contains("All trials in one model"))

            try await Self.spoil(served.database)
            let refused = try await served.ask(.get, place, as: analyst)
            let pool = SiteMap.strandResults(slug).description
            #expect(refused.status == 303 && refused.location == pool)
            let name = Notice.name(served.site.configuration)
            let cookie = try #require(refused.headers[values: .setCookie].first { $0.hasPrefix(name) })
            var reader = analyst
            reader.others.append(String(cookie.prefix { $0 != ";" }))
            let told = try await served.ask(.get, pool, as: reader)
            #expect(
                told.text.contains("These trials cannot be put into one model. The model cannot be fitted.")
            )
        }
    }

    @Test(
        "sums and rows whose key this site does not have are said to be sealed",
        arguments: TestEngine.available
    )
    func keyLost(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (place, email) = try await served.database.read { transaction in
                let row = try transaction.rows(
                    """
                    SELECT s.id, p.email FROM trial_school s JOIN trial_analysis a ON a.trial_id = s.trial_id
                    JOIN membership m ON m.organisation_id = s.organisation_id AND m.role = 'lead'
                    JOIN person p ON p.id = m.person_id
                    WHERE s.state = 'joined' AND p.email IS NOT NULL ORDER BY s.id LIMIT 1
                    """
                ).first
                let found = try #require(row)
                let id: ID<ServedSite> = try found.get("id")
                let email: String = try found.get("email")
                return (id, email)
            }
            let other = SealingKey(Services.seeded(6, at: ServedSite.noon))
            let keyless = try ServedSite(served.database, other, served.site.search, isBehindTLS: false)
            let lead = try await keyless.visitor(email)
            let page = try await keyless.ask(.get, "/school/trials/\(place)/results", as: lead)
            #expect(page.status == 409)
            #expect(page.text.contains("These pupils’ rows cannot be opened"))
            #expect(page.text.contains("Nothing was changed.") && !page.text.contains("Something went wrong"))
        }
    }
}
