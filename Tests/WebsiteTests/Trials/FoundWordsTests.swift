import Database
import Directory
import Foundation
import HTTPTypes
import Reach
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("What a trial found, where several are told of")
struct FoundWordsTests {
    /// A reported trial with its report, or one whose hub entered the result, by its slug.
    private static func reported(_ served: ServedSite, withReport: Bool) async throws -> String {
        let slug: String? = try await served.database.read { transaction in
            try transaction.value(
                """
                SELECT min(t.slug) FROM trial AS t WHERE t.reported_on IS NOT NULL
                    AND (CASE WHEN EXISTS (SELECT 1 FROM trial_report AS r WHERE r.trial_id = t.id)
                        THEN 1 ELSE 0 END) = \(withReport ? 1 : 0)
                """
            )
        }
        return try #require(slug)
    }

    /// Schools take part in a trial, each with whether it may be named.
    private static func join(_ slug: String, _ schools: [(urn: URN, mayBeNamed: Bool)], _ served: ServedSite)
        async throws
    {
        let empty = Array(#"{"format":"braid-protocol/1","items":{}}"#.utf8)
        try await served.database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO trial_protocol (trial_id, organisation_id, created_by, created_at, content, version)
                SELECT t.id, t.organisation_id, (SELECT min(id) FROM person), 0, \(empty), 1 FROM trial AS t
                WHERE t.slug = \(slug) AND t.id NOT IN (SELECT trial_id FROM trial_protocol)
                """
            )
            for (number, school) in schools.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO trial_school (id, trial_id, organisation_id, state, source, answered_at, number,
                        memorandum_sha256, may_be_named, reason, objections, version)
                    SELECT t.id + \(number), t.id, e.organisation_id, 'joined', 'itself', 0, \(901 + number),
                        \(String(repeating: "a", count: 64)), \(school.mayBeNamed), '', 0, 1
                    FROM trial AS t, establishment AS e WHERE t.slug = \(slug) AND e.urn = \(school.urn)
                    """
                )
            }
        }
    }

    @Test(
        "the result stands beside a similar school that agreed to be named in the trial, in the words of the trial",
        arguments: TestEngine.available
    )
    func besideSchools(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let urn = try #require(URN(rawValue: 900_002))
            let found = try await served.site.reach.similarSchools(to: urn)
            let like = try #require(found).schools
            try #require(like.count > 3)
            let reader = try await served.visitor("head@tarnsea-harbour.example")
            for (position, withReport) in [true, false].enumerated() {
                let slug = try await Self.reported(served, withReport: withReport)
                let named = like[2 * position]
                let unnamed = like[2 * position + 1]
                try await Self.join(slug, [(named.urn, true), (unnamed.urn, false)], served)
                let result = try #require(try await served.site.found(byTrial: slug))
                let trial = try await served.ask(.get, "/trials/\(slug)", as: reader)
                // The same sentence as on the page of the trial.
                let sentence = String(result.prefix { $0 != ";" })
                #expect(sentence.contains(" on average") && trial.words.contains(sentence), "\(slug)")
                #expect(result.contains("plausible range"), "\(slug)")
                let page = try await served.ask(.get, "/schools/900002/similar", as: reader)
                #expect(page.words.contains(": \(result) What is done: "), "\(slug)")
                #expect(page.text.components(separatedBy: "href=\"/trials/\(slug)\"").count == 2, "\(slug)")
            }
        }
    }

    @Test("a trial that has not reported has no sentence", arguments: TestEngine.available)
    func unreported(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let slugs: [String] = try await served.database.read { transaction in
                try transaction.column(
                    "SELECT slug FROM trial WHERE reported_on IS NULL AND withheld_on IS NULL ORDER BY slug"
                )
            }
            try #require(!slugs.isEmpty)
            for slug in slugs {
                let result = try await served.site.found(byTrial: slug)
                #expect(result == nil, "\(slug)")
            }
        }
    }

    @Test("the newest results on the front page say what was found", arguments: TestEngine.available)
    func frontPage(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let newest: [String] = try await served.database.read { transaction in
                try transaction.column(
                    """
                    SELECT slug FROM trial WHERE reported_on <= '2026-11-23'
                    ORDER BY reported_on DESC, slug LIMIT 2
                    """
                )
            }
            let reader = try await served.visitor(nil)
            let page = try await served.ask(.get, "/", as: reader)
            let start = try #require(page.words.range(of: "Newest results"))
            let part = page.words[start.upperBound...]
            for slug in newest {
                let result = try #require(try await served.site.found(byTrial: slug))
                #expect(part.contains(result), "\(slug)")
            }
        }
    }
}
