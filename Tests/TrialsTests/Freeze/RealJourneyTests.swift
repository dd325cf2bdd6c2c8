import CSV
import Database
import Evidence
import Foundation
import Services
import Statistics
import TestDatabases
import TestTrials
import Testing

@testable import Trials

/// The real trials of `make verify-real` from protocol to pool: their pupils, scores and arms, with the figures of other
/// software on the same files.
@Suite(
    "Real trials go from protocol to pooled finding",
    .enabled(if: ProcessInfo.processInfo.environment["BRAID_REAL_DATA"] != nil),
    .serialized
)
struct RealJourneyTests {
    /// One pupil of a real file, with the arm as it was.
    struct Pupil {
        let school, code: String
        let arm: Int
        let baseline, outcome: String
        var pair = ""
    }

    private static let folder = ProcessInfo.processInfo.environment["BRAID_REAL_DATA"] ?? ""

    private static func reader(_ path: String) throws -> (CSVReader, (String) throws -> Int) {
        let reader = try CSVReader(path: folder + path)
        return (reader, { name in try #require(reader.header.position(of: name)) })
    }

    /// Every pupil of two small example trials, whose columns are alike.
    private static func example(_ name: String) throws -> [Pupil] {
        let (reader, place) = try reader("/data/trials/\(name)")
        let (school, arm, before, after) = (
            try place("School"), try place("Intervention"), try place("Prettest"), try place("Posttest")
        )
        var pupils: [Pupil] = []
        while let row = try reader.next() {
            pupils.append(
                Pupil(
                    school: row[school],
                    code: "P\(1_000 + pupils.count)",
                    arm: row[arm] == "1" ? 1 : 0,
                    baseline: row[before],
                    outcome: row[after]
                )
            )
        }
        return pupils
    }

    /// Small classes against regular ones, with and without an aide, in kindergarten: mathematics.
    private static func star() throws -> [Pupil] {
        let (reader, place) = try reader("/reference/data/trial_star_k.csv")
        let (school, small, aide, score) = (
            try place("school"), try place("small"), try place("aide"), try place("math")
        )
        var pupils: [Pupil] = []
        while let row = try reader.next() {
            pupils.append(
                Pupil(
                    school: row[school],
                    code: "P\(1_000 + pupils.count)",
                    arm: row[small] == "1" ? 1 : row[aide] == "1" ? 2 : 0,
                    baseline: "",
                    outcome: row[score]
                )
            )
        }
        return pupils
    }

    /// Schools in pairs; the certificate two years on, by an earlier score.
    private static func pairs() throws -> [Pupil] {
        let (reader, place) = try reader("/data/trials/clubSandwich_AchievementAwardsRCT.csv")
        let (school, arm, pair, year, before, after) = (
            try place("school_id"), try place("treated"), try place("pair"), try place("year"),
            try place("lagscore"), try place("Bagrut_status")
        )
        var pupils: [Pupil] = []
        while let row = try reader.next() {
            guard row[year] == "2001", row[before] != "NA" else { continue }
            pupils.append(
                Pupil(
                    school: row[school],
                    code: "P\(1_000 + pupils.count)",
                    arm: row[arm] == "1" ? 1 : 0,
                    baseline: row[before],
                    outcome: row[after],
                    pair: row[pair]
                )
            )
        }
        return pupils
    }

    /// A draw that was made long ago takes the place of the one that was just made: what comes after is as it would have
    /// been.
    private func honour(
        _ pupils: [[Pupil]],
        of places: [ID<TrialSchool>],
        in id: ID<Trial>,
        _ world: TrialWorld,
        _ text: ProtocolText
    )
        async throws
    {
        let trials = try world.on("2026-10-25")
        if text.unit == .school {
            var file = "unit,stratum,arm,pair\n"
            for (number, school) in pupils.enumerated() {
                file +=
                    "S\(number < 9 ? "00" : "0")\(number + 1),,\(text.arms[school[0].arm].name),\(school[0].pair)\n"
            }
            let lines = file
            try await world.database.write { transaction in
                for (school, place) in zip(pupils, places) {
                    try transaction.execute(
                        "UPDATE trial_school_count SET arm = \(school[0].arm) WHERE trial_school_id = \(place)"
                    )
                }
                guard !pupils[0][0].pair.isEmpty else { return }
                try transaction.execute(
                    """
                    UPDATE trial_units SET content = \(Array(lines.utf8))
                    WHERE trial_id = \(id) AND kind = 'allocation'
                    """
                )
            }
            return
        }
        let key = try await trials.presentTrialKey(of: id)
        for (school, place) in zip(pupils, places) {
            let block = RosterBlock(
                school.map { pupil in
                    var row = RosterBlock.Row(code: pupil.code)
                    row.arm = pupil.arm
                    return row
                }
            ).sorted
            let box = trials.seal(block, place, .allocation, key)
            try await world.database.write { transaction in
                try transaction.execute(
                    """
                    UPDATE pupil_block SET sealed_rows = \(box.sealed)
                    WHERE trial_school_id = \(place) AND wave = 'allocation'
                    """
                )
            }
        }
    }

    /// From protocol to published report; the analysis that was kept.
    private func run(
        _ all: [Pupil],
        _ design: ProtocolDesign,
        _ changes: [ProtocolItem: String],
        in world: TrialWorld,
        reportedOn day: String
    ) async throws -> (id: ID<Trial>, kept: KeptAnalysis) {
        let schools = Dictionary(grouping: all, by: \.school)
            .sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }.map(\.value)
        let id = try await world.published(
            design,
            [.lowestScore: "", .highestScore: "", .hasFSMSubgroup: "no"].merging(changes) { $1 }
        )
        let text = try await world.on().protocolRecord(id, by: TrialWorld.hubLead).text
        var places: [ID<TrialSchool>] = []
        for (index, school) in schools.enumerated() {
            let place = try await world.joined(id, index + 1)
            places.append(place)
            var file = "Pupil code,Baseline\n"
            for pupil in school { file += "\(pupil.code),\(pupil.baseline)\n" }
            let upload = try await world.on("2026-10-10").uploadRoster(
                Array(file.utf8),
                .roster,
                to: place,
                by: TrialWorld.lead(of: index + 1)
            )
            #expect(upload.faults.isEmpty && upload.accepted == school.count, "\(upload.faults.prefix(3))")
        }
        let drawn = try world.on("2026-10-25")
        try await drawn.lockRosters(of: id, by: TrialWorld.analyst)
        try await drawn.allocate(id, by: TrialWorld.analyst)
        try await honour(schools, of: places, in: id, world, text)
        let tested = try world.on("2027-04-10")
        for (index, school) in schools.enumerated() {
            var file = "Pupil code,Outcome\n"
            for pupil in school { file += "\(pupil.code),\(pupil.outcome)\n" }
            try await tested.uploadRoster(
                Array(file.utf8),
                .outcome,
                to: places[index],
                by: TrialWorld.lead(of: index + 1)
            )
        }
        try await tested.freezeTrial(id, by: TrialWorld.analyst)
        let opened = try await tested.openTrialData(of: id, by: TrialWorld.analyst)
        #expect(opened.data.pupils.count == all.count)
        for arm in text.arms.indices {
            #expect(opened.data.pupils.arm.count { $0 == arm } == all.count { $0.arm == arm })
        }
        let later = try world.on(day)
        let kept = try await later.keepAnalysis(
            of: id,
            opened.data,
            protocolDigest: opened.protocolHash,
            by: TrialWorld.analyst
        )
        try await later.publishReport(
            of: id,
            version: try await later.trial(id).trial.version,
            limitations: "",
            population: "The pupils of the file",
            by: TrialWorld.analyst
        )
        let shown = try #require(try await later.publishedReport(of: id))
        #expect(shown.report.primary?.effect == kept.result.primary.effect)
        let finding = try #require(try await later.trial(id).finding)
        #expect(finding.effect == kept.result.primary.effect.g)
        return (id, kept)
    }

    private func reference(_ file: String, _ path: String...) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/reference/" + file))
        var part = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for name in path { part = try #require(part[name] as? [String: Any]) }
        return part
    }

    private func numbers(_ part: [String: Any], _ name: String) -> [Double] {
        (part[name] as? [Any] ?? []).map { ($0 as? NSNumber)?.doubleValue ?? .nan }
    }

    @Test("four of them, into one pool", arguments: TestEngine.available)
    func whole(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, schools: 79, rehearses: false) { world in
            // Schools were drawn: lme4's optimum, REML.
            let cluster = try await run(
                try Self.example("eefAnalytics_crtData.csv"),
                .schools,
                [.method: "simple", .strata: ""],
                in: world,
                reportedOn: "2027-06-01"
            ).kept.result
            let crt = try reference("e2_lmm.json", "models", "crt_ancova", "REML", "refined")
            #expect(isClose(cluster.primary.difference.estimate, numbers(crt, "b")[1], 1e-8))
            #expect(isClose(cluster.primary.difference.standardError, numbers(crt, "se")[1], 1e-8))
            let degrees = try #require(cluster.primary.difference.degreesOfFreedom)
            #expect(isClose(degrees, numbers(crt, "df_satterthwaite")[1], 1e-5))

            // Pupils were drawn within schools: least squares with an indicator for each school, by R.
            let within = try await run(
                try Self.example("eefAnalytics_mstData.csv"),
                .pupilsWithinSchools,
                [:],
                in: world,
                reportedOn: "2027-06-02"
            ).kept.result
            let fixed = try reference("e1_trial_lm.json", "fixed_effects_mst")
            #expect(isClose(within.primary.difference.estimate, fixed.number("b"), 1e-10))
            #expect(isClose(within.primary.difference.standardError, fixed.number("se"), 1e-10))
            #expect(within.primary.difference.degreesOfFreedom == fixed.number("df"))
            #expect(isClose(within.primary.difference.pValue, fixed.number("p"), 1e-9))

            // STAR: pupils drawn within 79 schools to three kinds of class.
            let pupils = try Self.star()
            let star = try await run(
                pupils,
                .pupilsWithinSchools,
                [
                    .arms: "Regular class\nSmall class\nRegular class with an aide",
                    .adjustsForBaseline: "no", .model: "school-intercept", .method: "simple", .strata: "",
                ],
                in: world,
                reportedOn: "2027-06-03"
            ).kept.result
            let two = pupils.filter { $0.arm < 2 }
            let library = try IntentionToTreat(
                outcome: two.compactMap { Double($0.outcome) },
                treatment: two.map { Double($0.arm) },
                clusters: Clusters(two.map(\.school))
            )
            #expect(isClose(star.primary.difference.estimate, library.difference.estimate, 1e-9))
            #expect(isClose(star.primary.effect.g, library.effectSize.hedgesG, 1e-9))
            #expect(star.comparisons.count == 2 && star.leaveOneOut.value?.count == 79)

            // Schools drawn in pairs (and one triple), which are strata: no draw of this house makes a triple.
            let matched = try Self.pairs()
            let paired = try await run(
                matched,
                .schools,
                [.method: "simple", .strata: "", .highestScore: "1", .lowestScore: "0"],
                in: world,
                reportedOn: "2027-06-04"
            ).kept.result
            let names = Set(matched.map(\.pair)).sorted()
            #expect(paired.plan.strata.count == names.count)
            let before = matched.compactMap { Double($0.baseline) }
            let model = try IntentionToTreat(
                outcome: matched.compactMap { Double($0.outcome) },
                treatment: matched.map { Double($0.arm) },
                covariates: DesignMatrix(
                    names: ["before"] + names.dropFirst(),
                    matrix: Matrix(
                        columns: [before]
                            + names.dropFirst().map { name in matched.map { $0.pair == name ? 1 : 0 } }
                    )
                ),
                clusters: Clusters(matched.map(\.school))
            )
            #expect(isClose(paired.primary.difference.estimate, model.difference.estimate, 1e-7))
            #expect(isClose(paired.primary.effect.g, model.effectSize.hedgesG, 1e-7))
            #expect(isClose(paired.primary.effect.standardError, model.effectSize.standardError, 1e-6))

            try await expectPooled([cluster, within, star, paired], world)
        }
    }

    /// The four findings pooled as Statistics pools them.
    private func expectPooled(_ results: [TrialAnalysis], _ world: TrialWorld) async throws {
        let record = try await world.on("2027-07-01").networkPool(.intervention(world.intervention))
        #expect(record.attainment.trials.map(\.effect) == results.map(\.primary.effect.g))
        let mean = try #require(record.attainment.mean)
        let errors = results.map(\.primary.effect.standardError)
        let expected = try MetaAnalysis.randomEffects(
            effects: results.map(\.primary.effect.g),
            variances: errors.map { $0 * $0 },
            method: .restrictedMaximumLikelihood,
            test: .knappHartung
        )
        #expect(isClose(mean.estimate, expected.pooled.estimate))
        #expect(isClose(mean.lower, expected.pooled.lower) && isClose(mean.upper, expected.pooled.upper))
        #expect(isClose(mean.tauSquared, expected.betweenStudyVariance))
    }
}
