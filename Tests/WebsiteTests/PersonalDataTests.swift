import Access
import Accounts
import Database
import Evidence
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

@Suite("Requests for access and erasure reach everything")
struct PersonalDataTests {
    /// Texts that hold no person's name or address, whatever their column is called.
    private static let ofNobody: Set<String> = [
        "audit_entry.system_name", "establishment_link.link_name", "evaluation.outcome_name",
        "evaluation_fault.column_name", "history_import.file_name", "hub.email", "hub.host_name",
        "hub_other_name.list_name", "provenance.file_name", "pupil_fault.column_name", "trial.outcome_name",
    ]

    /// Columns of the schema that point at a person or, by their name, hold a name or an address.
    private static func columns(of database: any Database) async throws -> Set<String> {
        try await database.read { transaction in
            let tables: [String] = try transaction.column(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
            return try tables.reduce(into: []) { found, table in
                let keys: [String] = try transaction.column(
                    "SELECT \"from\" FROM pragma_foreign_key_list(\(table)) WHERE \"table\" = 'person'"
                )
                let columns = try transaction.rows("SELECT name, type FROM pragma_table_info(\(table))").map {
                    (name: try $0.get(0, as: String.self), type: try $0.get(1, as: String.self))
                }
                for column in columns where keys.contains(column.name) || isOfPerson(column.name, column.type)
                {
                    found.insert("\(table).\(column.name)")
                }
            }
        }
    }

    private static func isOfPerson(_ name: String, _ type: String) -> Bool {
        if type == "BIGINT" {
            return name.hasSuffix("_by")
                || ["person_id", "author_id", "reviewer_id", "coach_id", "coached_id", "mentor_id"].contains(
                    name
                )
        }
        return name.hasSuffix("email") || name.hasSuffix("_name") || name == "to_address"
            || ["authorised_by", "led_by", "governor"].contains(name)
    }

    @Test(
        "Every column about persons is answered for by one part, and no part speaks of a column that is not there"
    )
    func everyColumn() async throws {
        try await TestEngine.sqlite.withDatabase(Migration.everything, rehearses: false) { database in
            let accounts = Accounts(
                database,
                .seeded(1, at: ServedSite.noon),
                settings: AccountsSettings(baseURL: "https://braid.test"),
                hasher: PasswordHasher(cost: .least),
                registry: .everyFeature
            )
            let claimed = accounts.registry.flatMap(\.columns)
            #expect(claimed.count == Set(claimed).count, "a column is claimed twice")
            let found = try await Self.columns(of: database)
            #expect(found.count > 90)
            let unclaimed = found.subtracting(claimed).subtracting(Self.ofNobody)
            #expect(unclaimed.isEmpty, "no part answers for \(unclaimed.sorted())")
            let existing = try await Self.everyColumn(of: database)
            #expect(Set(claimed).subtracting(existing).isEmpty)
        }
    }

    private static func everyColumn(of database: any Database) async throws -> Set<String> {
        try await database.read { transaction in
            Set(
                try transaction.column(
                    """
                    SELECT m.name || '.' || c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
                    WHERE m.type = 'table'
                    """
                )
            )
        }
    }

    private struct Reviewer: RowReadable, Sendable {
        let id: ID<Person>
        let name: String
        let reviews: Int
        let opinions: Int

        init(row: Row) throws {
            id = try row.get(0)
            name = try row.get(1)
            reviews = try row.get(2)
            opinions = try row.get(3)
        }
    }

    @Test(
        "A reviewer's file holds their judgements; erased, they are named nowhere",
        arguments: TestEngine.available
    )
    func reviewer(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let accounts = Accounts(
                served.database,
                served.site.services,
                settings: AccountsSettings(baseURL: "https://braid.test"),
                hasher: PasswordHasher(cost: .least),
                registry: .everyFeature
            )
            let found: Reviewer? = try await served.database.read { transaction in
                try transaction.first(
                    """
                    SELECT person.id, person.name, count(DISTINCT review.id), count(*) FROM trial_review AS review
                    JOIN trial_review_threat AS opinion ON opinion.review_id = review.id
                    JOIN person ON person.id = review.reviewer_id
                    GROUP BY person.id, person.name ORDER BY person.name LIMIT 1
                    """
                )
            }
            let reviewer = try #require(found)
            let text = try await accounts.personalData(of: reviewer.id, by: .system("test"))
            let file = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let trials = try #require(file["trials"] as? [[String: Any]])
            func count(_ kind: String) -> Int { trials.count { $0["kind"] as? String == kind } }
            #expect(count("rating given") == reviewer.reviews && reviewer.reviews > 0)
            #expect(count("judgement of a threat") == reviewer.opinions)

            let slug = try #require(
                try await served.database.read {
                    try $0.value(
                        """
                        SELECT trial.slug FROM trial JOIN trial_review ON trial_review.trial_id = trial.id
                        JOIN trial_report ON trial_report.trial_id = trial.id
                        WHERE trial_review.reviewer_id = \(reviewer.id) ORDER BY trial.slug LIMIT 1
                        """,
                        as: String.self
                    )
                }
            )
            // The report is kept for readers who are not signed in, and names its reviewers.
            let anyone = try await served.visitor(nil)
            func names(_ name: String) async throws -> Bool {
                try await served.ask(.get, "/trials/\(slug)/report", as: anyone).text.contains(name)
            }
            #expect(try await names(reviewer.name))
            #expect(served.site.cache.extent.pages > 0)
            let record = try #require(
                try await served.database.read { try $0.personRecord(reviewer.id) }
            )
            try await accounts.correct(
                reviewer.id,
                name: "Corin Corrected",
                teacherReference: "",
                version: record.version,
                by: .person(record.person)
            )
            let isCorrected = try await names("Corin Corrected")
            #expect(isCorrected, "a page that was kept shows the name as it was")
            try await accounts.erase(reviewer.id, by: .system("test"))
            let isNamed = try await names("Corin Corrected")
            #expect(!isNamed, "a page that was kept names somebody who is erased")
        }
    }
}
