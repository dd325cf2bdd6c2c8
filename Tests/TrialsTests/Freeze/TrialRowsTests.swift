import Access
import CSV
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("The rows of a frozen trial")
struct TrialRowsTests {
    static let designs: [(ProtocolDesign, [ProtocolItem: String])] = [
        (
            .schools,
            [
                .strata: "need,region", .dosage: "pupil-sessions", .complianceThreshold: "8",
                .complianceDetail: "Eight.",
            ]
        ),
        (.schools, [.method: "pairs", .strata: ""]),
        (.schools, [.method: "minimisation", .strata: "region,need"]),
        (.waitlist, [.adjustsForBaseline: "no", .hasFSMSubgroup: "no"]),
        (.pupilsWithinSchools, [:]),
        (.pupilsWithinSchools, [.method: "minimisation", .strata: "school,fsm", .model: "individual"]),
        (.classes, [:]),
        (.multiArm, [.arms: "Control\nFull programme: 2\nHalf the dose", .method: "minimisation"]),
        (.regressionDiscontinuity, [:]),
        (.matchedComparison, [:]),
        (.matchedComparison, [.unit: "class", .classesPerSchool: "2", .matchedOn: "baseline,size"]),
    ]

    /// A trial with outcomes of all schools but one, frozen.
    private func frozen(
        _ world: TrialWorld,
        _ design: ProtocolDesign,
        _ changes: [ProtocolItem: String],
        schools: Int
    ) async throws -> ID<Trial> {
        let id = try await world.published(design, changes)
        let pupils = design == .regressionDiscontinuity ? 60 : 40
        var places: [ID<TrialSchool>] = []
        for number in 1...schools {
            let place = try await world.joined(id, number)
            let group = design == .matchedComparison ? (number % 3 == 0 ? "Intervention" : "Control") : nil
            var file = TrialWorld.roster(number, pupils: pupils, group: group)
            if design == .regressionDiscontinuity {
                var lines = file.split(separator: "\r\n").map(String.init)
                lines[0] += ",Deciding score"
                for pupil in 1..<lines.count { lines[pupil] += ",\(20 + (pupil * 13 + number * 7) % 41)" }
                file = lines.joined(separator: "\r\n")
            }
            try await world.on("2026-10-10").uploadRoster(
                Array(file.utf8),
                .roster,
                to: place,
                by: TrialWorld.evaluator(of: number)
            )
            places.append(place)
        }
        let drawn = try world.on("2026-10-25")
        try await drawn.lockRosters(of: id, by: TrialWorld.analyst)
        try await drawn.allocate(id, by: TrialWorld.analyst)
        let tested = try world.on("2027-04-10")
        for number in 1..<schools {
            var file = "Pupil code,Outcome" + (changes[.dosage] == nil ? "" : ",Sessions") + "\r\n"
            for pupil in 1...pupils where (pupil + number) % 17 != 0 {
                let score = 30 + (pupil * pupil * 7 + number * 31) % 41 + (pupil * 7 + number * 5) % 23
                file += "P\(100 + pupil),\(score)"
                file += (changes[.dosage] == nil ? "" : ",\(pupil % 4 == 0 ? 2 : 10)") + "\r\n"
            }
            try await tested.uploadRoster(
                Array(file.utf8),
                .outcome,
                to: places[number - 1],
                by: TrialWorld.lead(of: number)
            )
        }
        try await tested.freezeTrial(id, by: TrialWorld.analyst)
        return id
    }

    @Test(
        "and the command printed beside them give the very digits of the page, in every design",
        arguments: TestEngine.available,
        Array(designs.indices)
    )
    func parity(on engine: TestEngine, design: Int) async throws {
        let (kind, changes) = Self.designs[design]
        let schools = kind == .regressionDiscontinuity ? 9 : 14
        try await TrialWorld.open(on: engine, schools: schools, rehearses: false) { world in
            let id = try await frozen(world, kind, changes, schools: schools)
            let trials = try world.on("2027-06-01")
            let data = try await trials.openTrialData(of: id, by: TrialWorld.analyst).data
            let rows = try await trials.trialRows(of: id, by: TrialWorld.analyst)
            #expect(rows.command[1] == rows.name)
            let trial = rows.name.replacing("-rows.csv", with: "")
            let typed = Program.words(TrialRowsFile.commandLine(for: data.plan, trial: trial))
            #expect(typed == ["braid"] + rows.command)
            // Fewer draws than a protocol has: each is as good a test of the command as the next.
            var plan = data.plan
            plan.permutations = 99
            plan.imputations = 3
            let page = try data.changing(plan: plan).analysed()
            let words = Program.words(TrialRowsFile.commandLine(for: plan, trial: trial))
            let answer = try Program.json(Array(words.dropFirst()), file: rows.csv, named: rows.name)
            expectSame(answer, page)
        }
    }

    private func expectSame(_ answer: [String: Any], _ page: TrialAnalysis) {
        let comparisons = answer.list("comparisons")
        #expect(comparisons.count == page.comparisons.count)
        for found in page.comparisons {
            let name = page.plan.arms[found.arm]
            let line = comparisons.first { $0["arm"] as? String == name } ?? [:]
            expectSame(line.part("difference"), found.difference, name)
            expectSame(line.part("effectSize"), found.effect, name)
            #expect(line.number("treated") == Double(found.treated))
            #expect(line.number("control") == Double(found.control))
            #expect(line.number("adjustedPValue") == found.adjustedPValue)
            if let without = found.withoutBaseline { expectSame(line.part("withoutBaseline"), without, name) }
            if let icc = found.outcomeICC { #expect(line.number("icc") == icc.estimate) }
        }
        expectSame(answer.part("effectSize"), page.primary.effect, "primary")
        if page.plan.hasFSMSubgroup { #expect(answer.isNull("subgroup") == (page.fsm.value == nil)) }
        if let meals = page.fsm.value {
            let line = answer.part("subgroup")
            expectSame(line.part("interactionEffectSize"), meals.interactionEffect, "interaction")
            expectSame(line.part("subgroup").part("effectSize"), meals.eligible.effect, "eligible")
            expectSame(line.part("others").part("effectSize"), meals.others.effect, "others")
        }
        #expect(answer.isNull("cace") == (page.complier.value == nil))
        if let complier = page.complier.value {
            expectSame(answer.part("cace").part("effectSize"), complier.effect, "compliers")
            #expect(answer.part("cace").number("firstStageF") == complier.firstStageF)
        }
        #expect(answer.isNull("imputation") == (page.missing.value == nil))
        if let missing = page.missing.value {
            expectSame(answer.part("imputation").part("effectSize"), missing.effect, "imputed")
            #expect(answer.part("imputation").list("shifts").count == missing.shifts.count)
        }
        #expect(answer.isNull("permutation") == (page.allocationTest.value == nil))
        if let test = page.allocationTest.value {
            #expect(answer.part("permutation").number("pValue") == test.pValue)
            #expect(answer.part("permutation")["statistic"] as? String == test.statistic.rawValue)
        }
        #expect(answer.list("leaveOneOut").map { $0.number("g") } == (page.leaveOneOut.value ?? []).map(\.g))
        if let cut = page.discontinuity {
            #expect(answer.part("discontinuity").number("bandwidth") == cut.bandwidth)
            let gaps = answer.part("discontinuity").list("gapsBefore")
            #expect(gaps.count == cut.jumps.value?.count)
        }
        if let matching = page.matching {
            let found = answer.part("matching").list("balance").map { $0.number("after") }
            #expect(found == matching.balance.map(\.after))
        }
    }

    private func expectSame(_ line: [String: Any], _ found: Estimate, _ name: String) {
        #expect(line.number("estimate") == found.estimate, "\(name)")
        #expect(line.number("standardError") == found.standardError, "\(name)")
        #expect(line.number("pValue") == found.pValue, "\(name)")
        #expect(line.number("lower") == found.lower && line.number("upper") == found.upper, "\(name)")
    }

    private func expectSame(_ line: [String: Any], _ found: StandardisedEffect, _ name: String) {
        #expect(line.number("g") == found.g, "\(name)")
        #expect(line.number("standardError") == found.standardError, "\(name)")
        #expect(line.number("lower") == found.lower && line.number("upper") == found.upper, "\(name)")
    }

    @Test(
        "hold everyone under a pseudonym, with the arm and what was received",
        arguments: TestEngine.available
    )
    func columns(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await frozen(world, .schools, Self.designs[0].1, schools: 8)
            let trials = try world.on("2027-06-01")
            let rows = try await trials.trialRows(of: id, by: TrialWorld.analyst)
            #expect(try await world.verbs().last == "trial.export-rows")
            let reader = try CSVReader(bytes: rows.csv)
            #expect(
                reader.header.names == [
                    "Pupil", "School", "Class", "Arm", "Stratum", "Baseline", "FSM", "Outcome", "Sessions",
                    "Received",
                ]
            )
            let first = try #require(try reader.next())
            #expect(first[0] == "S001/P101" && first[1] == "S001" && first[2] == "S001/4B")
            let arm = first[3]
            #expect(["Control", "Intervention"].contains(arm))
            #expect(first[5] == "42" && first[6] == "no" && first[8] == "10")
            #expect(first[9] == "1")
            var count = 1
            while try reader.next() != nil { count += 1 }
            #expect(count == 8 * 40)
        }
    }

    @Test("are nobody's before the freeze and gone after the purge")
    func steps() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let trials = try world.on("2027-06-01")
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.trialRows(of: id, by: TrialWorld.analyst)
            }
            try await trials.uploadRoster(
                Array(TrialWorld.outcomes(1).utf8),
                .outcome,
                to: places[0],
                by: TrialWorld.lead(of: 1)
            )
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            await #expect(throws: AccessError.forbidden) {
                try await trials.trialRows(of: id, by: TrialWorld.hubLead)
            }
            await #expect(throws: (any Error).self) {
                try await trials.trialRows(of: id, by: .system("job"))
            }
            let later = try world.on("2029-09-30")
            #expect(try await later.purgeTrialsDue() == 1)
            await #expect(throws: TrialsError.rowsGone) {
                try await later.trialRows(of: id, by: TrialWorld.analyst)
            }
        }
    }
}
