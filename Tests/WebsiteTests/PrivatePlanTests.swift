import Database
import Directory
import Foundation
import HTTPTypes
import Reach
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("Plans that schools keep to themselves")
struct PrivatePlanTests {
    /// Of a strand that nobody else works on.
    private static let strand = 990_001
    private static let title = "Zebra reading"

    @Test("no page or file of reach says on what such a plan is", arguments: TestEngine.available)
    func strand(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let reader = try await served.visitor("j.okoro@hallowick-canal-side.example")
            let urn = try #require(URN(rawValue: 900_002))
            let found = try #require(try await served.site.reach.similarSchools(to: urn))
            try await plan(of: try #require(found.schools.first).urn, in: served)
            let similar = "/schools/900002/similar"
            for path in [similar, similar + ".csv"] {
                let reply = try await served.ask(.get, path, as: reader)
                #expect(reply.status == 200 && !reply.text.contains(Self.title), "\(path)")
            }
            // That somebody works on it is told, not how many, where they are so few.
            let nobody = try await served.visitor(nil)
            let strand = "?strand=\(ID<Int>(rawValue: Int64(Self.strand)))"
            for path in ["/network/reach", "/network/reach.csv"] {
                let reply = try await served.ask(.get, path + strand, as: nobody)
                #expect(reply.status == 200 && reply.text.contains("fewer than 3"), "\(path)")
            }
            try await served.database.write { transaction in
                try transaction.execute("UPDATE plan SET shared_at = 0 WHERE id = \(Self.strand)")
            }
            try await served.site.reach.rebuild()
            for path in [similar, similar + ".csv"] {
                let reply = try await served.ask(.get, path, as: reader)
                #expect(reply.text.contains(Self.title), "\(path)")
            }
        }
    }

    private func plan(of urn: URN, in served: ServedSite) async throws {
        try await served.database.write { transaction in
            try transaction.execute(
                "INSERT INTO strand (id, slug, version) VALUES (\(Self.strand), 'zebra-reading', 1)"
            )
            try transaction.execute(
                """
                INSERT INTO strand_version
                    (strand_id, version, title, summary, what_it_is, key_findings, closing_the_gap, implementation,
                     cost_text, evidence_text, is_attainment, strength, strength_reasons, change_note, published_at)
                VALUES (\(Self.strand), 1, \(Self.title), '', '', '', '', '', '', '', 1, 3, '', '', 0)
                """
            )
            try transaction.execute(
                """
                INSERT INTO plan
                    (id, organisation_id, strand_id, title, phase, starts_on, problem, active_ingredients,
                     implementation_outcomes, final_outcomes, barriers, owner_name, created_by, created_at, version)
                SELECT \(Self.strand), e.organisation_id, \(Self.strand), 'Ours', 'deliver', '2026-09-10', '', '', '', '', '',
                    'Head', (SELECT min(id) FROM person), 0, 1
                FROM establishment AS e WHERE e.urn = \(urn)
                """
            )
            try transaction.execute(
                """
                INSERT INTO plan_step (plan_id, position, phase, entered_on)
                VALUES (\(Self.strand), 0, 'deliver', '2026-09-10')
                """
            )
        }
        try await served.site.reach.rebuild()
    }
}
