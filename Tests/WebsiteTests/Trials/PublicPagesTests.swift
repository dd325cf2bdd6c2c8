import Access
import CSV
import Database
import Evidence
import Foundation
import HTML
import Profiles
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials
@testable import Website

/// Someone who reads everything that is public of a trial, one page beside the other.
@Suite("Public pages of a trial, read together")
struct PublicPagesTests {
    /// What everyone reads: the pages as they are sent.
    struct Pages {
        let allocation, trial, report: String
        let summary: AllocationSummary
        let published: PublishedReport

        var all: String { allocation + trial + report }

        init(_ id: ID<Trial>, _ world: TrialWorld) async throws {
            let trials = try world.on("2027-06-03")
            let record = try await trials.trial(id)
            let text = try #require(try await trials.publishedProtocol(id))
            summary = try #require(try await trials.allocationSummary(of: id))
            published = try #require(try await trials.publishedReport(of: id))
            allocation = AllocationPage(published: text, summary: summary, mayRead: false).body.rendered()
            trial = TrialPage(
                record: record,
                organisation: "A hub",
                report: published,
                profiles: trials.profiles,
                mayAnalyse: false,
                today: try #require(LocalDate("2027-06-03"))
            ).body.rendered()
            report = TrialReportPage(
                record: record,
                published: published,
                organisation: "A hub",
                profiles: trials.profiles,
                mayReview: false
            ).body.rendered()
        }

        /// The cells of a table's row that begins with some words.
        static func row(_ words: String, in page: String) throws -> [String] {
            let cell = "<t[hd][^>]*>\(words)</t[hd]>"
            let start = try #require(page.range(of: cell, options: .regularExpression))
            let rest = page[start.upperBound...]
            let end = try #require(rest.range(of: "</tr>"))
            return rest[..<end.lowerBound].matches(of: /<td[^>]*>([^<]*)</).map { String($0.1) }
        }
    }

    /// A trial in which one pupil was taken out after the draw.
    static func reported(
        _ world: TrialWorld,
        _ changes: [ProtocolItem: String] = [:]
    ) async throws -> (ID<Trial>, KeptAnalysis) {
        let id = try await world.published(.schools, changes)
        let places = try await world.allocated(id)
        let trials = try world.on("2026-12-01")
        _ = try await trials.removePupil(
            code: "P101",
            from: places[0],
            .objection,
            by: TrialWorld.lead(of: 1)
        )
        return (id, try await world.reported(id, places))
    }

    @Test(
        "give no count of one to nine pupils, by subtraction or by a share",
        arguments: TestEngine.available
    )
    func counts(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let (id, kept) = try await Self.reported(world)
            let pages = try await Pages(id, world)
            #expect(kept.result.flow.arms.map(\.erased).sorted() == [0, 1])
            for (place, flow) in kept.result.flow.arms.enumerated() {
                let lost = flow.allocated - flow.analysed
                let shown = pages.summary.balance.arms[place].pupils
                #expect(shown == .exact(96) && flow.allocated == 96)
                guard CountSystem.isFew(lost) else { continue }
                #expect(pages.published.report.arms[place].analysed.exact == nil)
            }
            let missing = try Pages.row("Pupils missing from the result", in: pages.report)
            #expect(missing.first == pages.published.report.losses.first { $0.level == .pupil }?.overall.text)
            #expect(missing.first?.wholeMatch(of: /[0-9.]+%/) == nil)
            #expect(!pages.report.contains("95 pupils"))
        }
    }

    @Test("do not tell the baseline of a pupil who objected after the draw", arguments: TestEngine.available)
    func baseline(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let (id, kept) = try await Self.reported(world)
            let pages = try await Pages(id, world)
            // The reader knows how many were drawn, the difference at the draw as far as it is rounded, and both means
            // without the pupil, and solves for the pupil's score.
            let name = kept.result.plan.baselineName
            let row = try Pages.row(name, in: pages.allocation)
            let difference = try #require(row.last.flatMap { Double($0.replacing("\u{2212}", with: "-")) })
            let report = pages.published.report
            let arm = try #require(kept.result.flow.arms.firstIndex { $0.erased == 1 })
            let means = try report.arms.map { try #require($0.baselineMean) }
            let deviation = try #require(report.arms[arm].baselineDeviation)
            let drawn = 96.0
            let score = { (between: Double) -> Double in
                let mean = arm == 1 ? means[0] + between * deviation : means[1] - between * deviation
                return drawn * mean - (drawn - 1) * means[arm]
            }
            let half = pages.summary.balance.step / 2
            let ends = [score(difference - half), score(difference + half)].sorted()
            #expect(ends[1] - ends[0] > 2 * deviation)
            #expect(!pages.allocation.contains("Baseline by arm"))
        }
    }

    @Test(
        "count pupils once where they were drawn, and beside what was drawn where that was not they",
        arguments: [ProtocolDesign.pupilsWithinSchools, .schools]
    )
    func units(design: ProtocolDesign) async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published(design)
            _ = try await world.allocated(id)
            let trials = try world.on("2026-11-01")
            let summary = try #require(try await trials.allocationSummary(of: id))
            let published = try #require(try await trials.publishedProtocol(id))
            let page = AllocationPage(published: published, summary: summary, mayRead: false).body.rendered()
            let name = try #require(summary.balance.arms.first?.name)
            let cells = try Pages.row(name, in: page)
            #expect(cells.count == (design == .schools ? 2 : 1))
            #expect(cells.last == summary.balance.arms.first?.pupils.text)
        }
    }

    @Test("hold no list by which schools were paired, nor a hash of a roster that can be guessed")
    func lists() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published(.schools, [.method: "pairs", .strata: ""])
            _ = try await world.allocated(id)
            let trials = try world.on("2026-11-01")
            for file in [AllocationFile.units, .rosterSalt] {
                await #expect(throws: AccessError.notSignedIn) {
                    try await trials.allocationFile(file, of: id, by: .anonymous)
                }
                await #expect(throws: AccessError.notFound) {
                    try await trials.allocationFile(file, of: id, by: TrialWorld.stranger)
                }
            }
            let arms = try await trials.allocationFile(.allocation, of: id, by: .anonymous)
            #expect(String(decoding: arms.prefix(22), as: UTF8.self) == "unit,stratum,arm,pair\r")
            let summary = try #require(try await trials.allocationSummary(of: id))
            #expect(summary.options?.contains("--covariate baseline") == true)
            let published = try #require(try await trials.publishedProtocol(id))
            let page = AllocationPage(published: published, summary: summary, mayRead: false).body.rendered()
            #expect(!page.contains("units.csv") && page.contains("allocation.csv"))
            #expect(page.contains("sha256sum"))
            let whole = AllocationPage(published: published, summary: summary, mayRead: true).body.rendered()
            #expect(whole.contains("units.csv") && whole.contains("roster-salt.csv"))
        }
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            _ = try await world.allocated(id)
            let trials = try world.on("2026-11-01")
            let (rosters, _) = try await trials.openRosters(of: id)
            let reader = try CSVReader(bytes: try await trials.allocationFile(.units, of: id, by: .anonymous))
            var hashes: [String] = []
            while let row = try reader.next() { hashes.append(row[2]) }
            let salt = try await trials.allocationFile(.rosterSalt, of: id, by: TrialWorld.analyst)
            let digits = String(decoding: salt, as: UTF8.self).split(separator: "\r\n")
            let key = RosterSalt(try await trials.presentTrialKey(of: id), of: id)
            #expect(digits.map(String.init) == ["salt", key.hexadecimal])
            #expect(hashes == rosters.map { key.hash($0.roster.sorted.bytes) })
            #expect(Set(hashes).isDisjoint(with: rosters.map { $0.roster.sorted.bytes.sha256 }))
        }
    }

    @Test("say of few schools in an arm how many pupils there are, and nothing of how alike the arms were")
    func fewSchools() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            _ = try await world.allocated(id, schools: 4)
            let trials = try world.on("2026-11-01")
            let balance = try #require(try await trials.allocationSummary(of: id)).balance
            #expect(balance.rows.isEmpty && balance.refusal == "An arm has fewer than 3 schools.")
        }
    }

    @Test(
        "round differences so that two standard deviations of one pupil move none",
        arguments: [
            (10, 0.2), (20, 0.1), (40, 0.05), (96, 0.05), (100, 0.02), (199, 0.02), (200, 0.01), (5000, 0.01),
        ]
    )
    func step(pupils: Int, step: Double) throws {
        let json = """
            {"arms":[{"name":"A","units":9,"pupils":\(pupils)},{"name":"B","units":9,"pupils":6000}],
             "rows":[{"name":"Before","means":[1,2],"differences":[0.1234]}]}
            """
        let balance = try JSONDecoder().decode(AllocationBalance.self, from: Data(json.utf8))
        let shown = PublicBalance(balance, .school)
        #expect(shown.step == step)
        let expected = (0.1234 / step).rounded() * step
        #expect(shown.rows.map(\.differences) == [[expected]])
    }
}
