import Database
import Evidence
import Foundation
import HTTPTypes
import Reach
import Services
import TestDatabases
import Testing

@testable import Website

/// How many schools took part on a strand, as counted from the touches themselves.
private struct StrandCount: Equatable {
    let schools: Int
    let needy: Int
    let trials: Int
}

@Suite("Reach by strand, for a hub and for an area")
struct StrandsOfReachTests {
    /// - Parameter condition: On `touch AS t`.
    private static func counts(_ served: ServedSite, where condition: SQL) async throws
        -> [String: StrandCount]
    {
        try await served.database.read { transaction in
            var counts: [String: StrandCount] = [:]
            let rows = try transaction.rows(
                """
                SELECT v.title, count(DISTINCT t.lineage_id) AS schools,
                    count(DISTINCT CASE WHEN n.fifth >= 4 THEN t.lineage_id END) AS needy,
                    (SELECT count(*) FROM trial_strand AS l WHERE l.strand_id = s.strand_id) AS trials
                FROM touch AS t JOIN touch_strand AS s ON s.kind = t.kind AND s.object_id = t.object_id
                JOIN strand ON strand.id = s.strand_id
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                JOIN school_need AS n ON n.lineage_id = t.lineage_id
                WHERE t.academic_year = 2026 AND \(condition) GROUP BY s.strand_id, v.title
                """
            )
            for row in rows {
                counts[try row.get(0)] = StrandCount(
                    schools: try row.get(1),
                    needy: try row.get(2),
                    trials: try row.get(3)
                )
            }
            return counts
        }
    }

    /// The rows of the table by strand.
    private static func strands(_ page: Reply) -> [[String: String]] {
        page.rows.filter { $0["Tested by trials of this network"] != nil }
    }

    @Test(
        "a hub reads on which strands its schools took part and what was tested, and takes its tables away",
        arguments: TestEngine.available
    )
    func hub(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let counts = try await Self.counts(
                served,
                where: """
                    (t.kind, t.object_id) IN (SELECT h.kind, h.object_id FROM touch_hub AS h
                        JOIN hub ON hub.id = h.hub_id WHERE hub.slug LIKE 'brackenstow-research%')
                    """
            )
            try #require(counts.count > 1)
            let lead = try await served.visitor("lead@brackenstow-priory.example")
            let page = try await served.ask(.get, "/hub/reach", as: lead)
            let rows = Self.strands(page)
            #expect(rows.count == counts.count)
            let file = try await served.ask(.get, "/hub/reach/lines.csv?year=2026", as: lead).text
            for row in rows {
                let title = try #require(row["Strand"])
                let count = try #require(counts[title], "\(title)")
                #expect(row["Schools"] == "\(count.schools)", "\(title)")
                #expect(row["Of these in great need"] == "\(count.needy)", "\(title)")
                let tested = row["Tested by trials of this network"] ?? ""
                let words = count.trials == 1 ? "1 trial," : "\(count.trials) trials,"
                #expect(tested.hasPrefix(count.trials == 0 ? "No trial yet" : words), "\(title)")
                #expect(file.contains(",\(count.schools),\(count.needy)\r\n"), "\(title)")
            }
            for name in ["by-need", "lines"] {
                #expect(page.text.contains("/hub/reach/\(name).csv?hub="), "\(name)")
            }
            // Of the hub alone, and of nobody who is not one.
            let other = try await served.visitor("lead@withermere-meadow.example")
            let theirs = try await served.ask(.get, "/hub/reach/lines.csv?year=2026", as: other)
            #expect(theirs.status == 200 && theirs.text != file)
            let link = try #require(page.text.firstMatch(of: /\/hub\/reach\/by-need\.csv\?hub=\w{13}/))
            let stranger = try await served.ask(.get, String(link.0), as: other)
            #expect(stranger.status == 404)
        }
    }

    @Test(
        "beside the schools that took part stands what was tested of the strands that are theirs, and of no others",
        arguments: TestEngine.available
    )
    func schools(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let testing = try await served.site.reach.strandsTested()
            let strands = try await served.site.evidence.strands().map(\.strand)
            for address in ["/network/reach/schools", "/hub/reach/schools"] {
                let page = try await served.ask(.get, address, as: lead)
                let theirs = page.rows.compactMap { $0["Strands of evidence"] }.flatMap {
                    $0.components(separatedBy: "; ")
                }
                let titles = Set(theirs.filter { !$0.isEmpty })
                try #require(!titles.isEmpty)
                var told: [String: String] = [:]
                for row in Self.strands(page) {
                    told[row["Strand"] ?? ""] = row["Tested by trials of this network"]
                }
                #expect(Set(told.keys) == titles, "\(address)")
                for strand in strands where titles.contains(strand.content.title) {
                    let words = ReachWords.tested(testing[strand.id])
                    #expect(told[strand.content.title] == words, "\(address)")
                }
                // Each row says how many of its strands have one, and leads to them.
                let reported = strands.filter { testing[$0.id]?.hasReported ?? false }.map(\.content.title)
                for row in page.rows {
                    let names = (row["Strands of evidence"] ?? "").components(separatedBy: "; ")
                    guard names != [""] else { continue }
                    let count = names.count { reported.contains($0) }
                    let words = count == 0 ? "None yet" : "\(count) of \(names.count)"
                    #expect(row["With a reported trial"] == words, "\(names)")
                }
                for strand in strands where titles.contains(strand.content.title) {
                    let links = page.text.components(separatedBy: "href=\"/evidence/strands/\(strand.slug)\"")
                    #expect(links.count > 2, "\(address)")
                }
            }
        }
    }

    @Test(
        "each page says first how many took part, then with what and what was tested of it, then who needed it",
        arguments: TestEngine.available
    )
    func order(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let testing = try await served.site.reach.strandsTested()
            let strands = try await served.site.evidence.strands().map(\.strand)
            let reported = Set(
                strands.filter { testing[$0.id]?.hasReported ?? false }.map(\.content.title)
            )
            for address in ["/network/reach", "/hub/reach", "/areas/tarnsea-coast/board"] {
                let page = try await served.ask(.get, address, as: lead)
                let titles = Self.strands(page).compactMap { $0["Strand"] }
                try #require(!titles.isEmpty)
                let count = titles.count { reported.contains($0) }
                let figure = "\(count) of \(titles.count) strand"
                let parts = [
                    figure, "With what, and what has been tested", "Whether those in need took part",
                    "Year by year",
                ]
                let places = parts.map { page.words.range(of: $0)?.lowerBound }
                let found = places.compactMap(\.self)
                #expect(found.count == parts.count && found == found.sorted(), "\(address)")
            }
        }
    }

    @Test(
        "an area's board reads on which strands and with whom; few schools are hidden from the public",
        arguments: TestEngine.available
    )
    func area(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let counts = try await Self.counts(
                served,
                where: """
                    t.is_public = 1 AND n.urn IN (SELECT e.urn FROM establishment AS e
                        WHERE e.district IN ('Tarnsea', 'Gannockmouth'))
                    """
            )
            try #require(counts.values.contains { $0.schools < 3 })
            try #require(counts.values.contains { $0.schools >= 3 })
            let board = "/areas/tarnsea-coast/board"
            let lead = try await served.visitor("lead@hallowick.example")
            let told = try await served.ask(.get, board, as: lead)
            let named = Self.strands(told)
            #expect(Set(named.compactMap { $0["Strand"] }) == Set(counts.keys))
            for row in named {
                let count = try #require(counts[row["Strand"] ?? ""])
                #expect(row["Schools"] == "\(count.schools)", "\(row)")
            }
            #expect(told.rows.contains { $0["Hub"] != nil && $0["Of these in great need"] != nil })
            let nobody = try await served.visitor(nil)
            let open = try await served.ask(.get, board, as: nobody)
            for row in Self.strands(open) {
                let count = try #require(counts[row["Strand"] ?? ""])
                let few = count.schools < 3
                #expect(row["Schools"] == (few ? "fewer than 3" : "\(count.schools)"), "\(row)")
            }
            for row in open.rows where row["Hub"] != nil {
                #expect(!["1", "2"].contains(row["Schools"] ?? ""), "\(row)")
            }
        }
    }
}
