import Access
import Database
import Evidence
import Services
import Statistics
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("A trial in which nothing is drawn, from protocol to purge")
struct DesignJourneyTests {
    /// Pupils with whole scores from 24 to 55, and outcomes that rise with them and by ten below the cut-off of 40.
    private static func score(_ pupil: Int, _ school: Int) -> Int { 24 + (pupil * 13 + school * 7) % 32 }

    private static func outcome(_ pupil: Int, _ school: Int) -> Int {
        let score = score(pupil, school)
        let noise = (pupil * 29 + school * 11 + pupil * pupil) % 15
        return score / 2 + noise + (score < 40 ? 10 : 0)
    }

    private static func roster(_ school: Int) -> String {
        var text = "Pupil code,Class,Baseline,FSM,Deciding score\r\n"
        for pupil in 1...160 {
            let score = score(pupil, school)
            let before = 10 + score / 2 + (pupil * 5 + school) % 9
            text += "P\(100 + pupil),4A,\(before),\((pupil + school) % 3 == 0 ? "yes" : "no"),\(score)\r\n"
        }
        return text
    }

    private static func outcomes(_ school: Int) -> String {
        var text = "Pupil code,Outcome\r\n"
        for pupil in 1...160 { text += "P\(100 + pupil),\(outcome(pupil, school))\r\n" }
        return text
    }

    private func report(_ trials: Trials, _ id: ID<Trial>) async throws -> (KeptAnalysis, TrialReport) {
        let opened = try await trials.openTrialData(of: id, by: TrialWorld.analyst)
        let kept = try await trials.keepAnalysis(
            of: id,
            opened.data,
            protocolDigest: opened.protocolHash,
            by: TrialWorld.analyst
        )
        try await trials.publishReport(
            of: id,
            version: try await trials.trial(id).trial.version,
            limitations: "",
            population: "Year 4",
            by: TrialWorld.analyst
        )
        return (kept, try #require(try await trials.publishedReport(of: id)).report)
    }

    /// The result stands beside the pools, in none of their means.
    private func expectNotPooled(_ world: TrialWorld, _ trials: Trials, _ id: ID<Trial>) async throws {
        let record = try await trials.networkPool(.intervention(world.intervention))
        #expect(record.attainment.trials.isEmpty && record.attainment.others.map(\.id) == [id])
        let members = try await world.database.read {
            try $0.count("SELECT count(*) FROM living_pool_member")
        }
        #expect(members == 0)
        #expect(
            try await !trials.mayPoolInOneStage(.intervention(world.intervention), by: TrialWorld.analyst)
        )
    }

    @Test("by a cut-off", arguments: TestEngine.available)
    func cutOff(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published(.regressionDiscontinuity)
            var places: [ID<TrialSchool>] = []
            for number in 1...4 {
                let place = try await world.joined(id, number)
                let upload = try await world.on("2026-10-10").uploadRoster(
                    Array(Self.roster(number).utf8),
                    .roster,
                    to: place,
                    by: TrialWorld.lead(of: number)
                )
                #expect(upload.accepted == 160)
                places.append(place)
            }
            let trials = try world.on("2026-10-25")
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            try await trials.allocate(id, by: TrialWorld.analyst)
            let after = try world.on("2027-04-10")
            for (place, number) in zip(places, 1...4) {
                try await after.uploadRoster(
                    Array(Self.outcomes(number).utf8),
                    .outcome,
                    to: place,
                    by: TrialWorld.lead(of: number)
                )
            }
            try await after.freezeTrial(id, by: TrialWorld.analyst)
            let (kept, report) = try await report(after, id)
            // Every pupil counted here a second time, straight from the files.
            let pupils = (1...4).flatMap { school in (1...160).map { (school, $0) } }
            let library = try RegressionDiscontinuity(
                outcome: pupils.map { Double(Self.outcome($0.1, $0.0)) },
                running: pupils.map { Double(Self.score($0.1, $0.0)) },
                cutoff: 40,
                treatedAbove: false
            )
            let primary = kept.result.primary
            #expect(isClose(primary.difference.estimate, library.robust.estimate, 1e-8))
            #expect(isClose(primary.effect.g, library.robust.estimate / 12, 1e-8))
            #expect(primary.difference.lower < 10 && primary.difference.upper > 10)
            let shown = try #require(report.discontinuity)
            #expect(shown.points.count > 4 && report.matching == nil)
            let finding = try #require(try await after.trial(id).finding)
            #expect(finding.design == .regressionDiscontinuity)
            try await expectNotPooled(world, after, id)

            let later = try world.on("2029-09-30")
            #expect(try await later.purgeTrialsDue() == 1)
            let page = try #require(try await later.publishedReport(of: id))
            #expect(page.report == report)
            let bundle = try await later.reproductionBundle(of: id, by: TrialWorld.analyst)
            #expect(bundle.holdsProtocolFollowed == true)
            #expect(bundle.protocolText?.contains("Tidal Readers") == true)
            let figures = try bundle.repeated()
            #expect(figures.contains { $0.name == "Intervention: effect size" })
            #expect(figures.allSatisfy { $0.isSame })
            // What it says of itself is written and read back.
            #expect(try ReproductionBundle.read(bundle.file()) == bundle)
        }
    }

    @Test("by matching", arguments: TestEngine.available)
    func matched(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, schools: 14, rehearses: false) { world in
            let id = try await world.published(.matchedComparison)
            var places: [ID<TrialSchool>] = []
            for number in 1...14 {
                let place = try await world.joined(id, number)
                let group = number % 3 == 0 ? "Intervention" : "Control"
                try await world.on("2026-10-10").uploadRoster(
                    Array(TrialWorld.roster(number, group: group).utf8),
                    .roster,
                    to: place,
                    by: TrialWorld.lead(of: number)
                )
                places.append(place)
            }
            let trials = try world.on("2026-10-25")
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            try await trials.allocate(id, by: TrialWorld.analyst)
            let after = try world.on("2027-04-10")
            for (place, number) in zip(places, 1...14) {
                try await after.uploadRoster(
                    Array(TrialWorld.outcomes(number, gain: number % 3 == 0 ? 6 : 0).utf8),
                    .outcome,
                    to: place,
                    by: TrialWorld.lead(of: number)
                )
            }
            try await after.freezeTrial(id, by: TrialWorld.analyst)
            let (kept, report) = try await report(after, id)
            let matching = try #require(kept.result.matching)
            #expect(matching.matched == 4 && matching.unmatched == 0)
            #expect(matching.othersUsed + matching.othersUnused == 10)
            #expect(report.matching?.balance == matching.balance && !matching.balance.isEmpty)
            let finding = try #require(try await after.trial(id).finding)
            #expect(finding.design == .quasiExperimental)
            try await expectNotPooled(world, after, id)
            let later = try world.on("2029-09-30")
            #expect(try await later.purgeTrialsDue() == 1)
            let bundle = try await later.reproductionBundle(of: id, by: TrialWorld.analyst)
            #expect(try bundle.repeated().allSatisfy { $0.isSame })
        }
    }

    @Test("names its method, and no model of a draw is published")
    func models() async throws {
        try await TrialWorld.open { world in
            let text = { (design: ProtocolDesign, changes: [ProtocolItem: String]) in
                var text = ProtocolText()
                for (item, value) in world.answers(design).merging(changes, uniquingKeysWith: { $1 }) {
                    text[item] = value
                }
                return text
            }
            let fields = { (design: ProtocolDesign, changes: [ProtocolItem: String]) in
                text(design, changes).faults.map(\.field)
            }
            #expect(fields(.regressionDiscontinuity, [.model: "school-indicators"]) == ["model"])
            #expect(fields(.matchedComparison, [.model: "school-intercept"]) == ["model"])
            #expect(fields(.schools, [.model: "nearest-neighbours"]) == ["model"])
            #expect(fields(.regressionDiscontinuity, [.outcomeDeviation: ""]) == ["outcomeDeviation"])
            #expect(fields(.matchedComparison, [.matchedOn: ""]) == ["matchedOn"])
            #expect(
                fields(.matchedComparison, [.unit: "pupil", .matchedOn: "baseline,size"]) == ["matchedOn"]
            )
            let plan = text(.matchedComparison, [.matchedOn: "baseline,size", .matchCaliper: "0.5"])
                .analysisPlan(strata: [], sha256: String(repeating: "0", count: 64))
            #expect(plan.matching == MatchingPlan(covariates: [.baseline, .size], caliper: 0.5))
            #expect(plan.adjustsForBaseline && plan.hasFSMSubgroup && plan.assignment == .matched)
            #expect(fields(.matchedComparison, [.hasFSMSubgroup: ""]) == ["hasFSMSubgroup"])
            // What an earlier choice of design left behind counts for nothing.
            #expect(text(.schools, [.matchedOn: "baseline,fsm"]).matchedOn.isEmpty)
            #expect(!text(.matchedComparison, [.hasFSMSubgroup: "no"]).hasFSMSubgroup)
            let cut = text(.regressionDiscontinuity, [:])
                .analysisPlan(strata: [], sha256: String(repeating: "0", count: 64))
            #expect(cut.cutOff == CutOffPlan(scoreName: "Reading test before", outcomeDeviation: 12))
            #expect(!cut.adjustsForBaseline)
        }
    }
}
