import Evidence
import Foundation
import Profiles
import Services
import Statistics
import Testing
import Trials

@Suite("Reports of evaluations")
struct ReportTests {
    let library: ProfileLibrary

    init() throws { library = try .carried() }

    func report(
        _ pupils: [PupilRow],
        _ formation: GroupFormation = .randomisedPupils
    ) throws -> EvaluationReport {
        try .analysed(
            pupils,
            treatedGroup: "Offered",
            formation: formation,
            rejectedRows: 0,
            balance: library.balance
        )
    }

    func answers(_ formation: GroupFormation, isAttainment: Bool = true) throws -> EvaluationAnswers {
        EvaluationAnswers(
            question: "Q",
            formation: formation,
            formationDetail: "",
            outcomeName: "Reading",
            isAttainment: isAttainment,
            phase: "Primary",
            yearGroup: "Year 5",
            startedOn: try #require(LocalDate("2025-01-01")),
            endedOn: try #require(LocalDate("2025-04-01")),
            strand: nil
        )
    }

    func words(_ report: EvaluationReport, _ answers: EvaluationAnswers) -> ReportWords {
        ReportWords(report, answers, scale: library.progressScale("eef-trial"))
    }

    @Test("The numbers are those of Statistics on the same pupils", arguments: [10, 30, 200])
    func sameFrontDoor(perGroup: Int) throws {
        let pupils = Pupils.rows(perGroup: perGroup)
        let units = pupils.map {
            TrialUnit(identifier: $0.pseudonym, group: $0.group, baseline: $0.pre, outcome: $0.post)
        }
        let trial = try TwoGroupTrial(units: units, treated: "Offered")
        let comparison = try #require(try report(pupils).comparison)
        #expect(comparison.effect == trial.effectSize.hedgesG)
        #expect(comparison.lower == trial.effectSize.lower)
        #expect(comparison.upper == trial.effectSize.upper)
        #expect(comparison.adjustedDifference == trial.adjusted.estimate)
        #expect(comparison.baselineDifference == trial.baseline.effectSize.hedgesG)
    }

    @Test("Groups of 1,000 detect what Bloom’s formula says")
    func detectable() throws {
        let comparison = try #require(try report(Pupils.rows(perGroup: 1_000)).comparison)
        let r = comparison.baselineCorrelation
        // With so many degrees of freedom t is nearly normal: 1.95996 + 0.84162.
        let detectable = try #require(comparison.detectable)
        #expect(abs(detectable - 2.80158 * ((1 - r * r) * 0.002).squareRoot()) < 2e-4)
    }

    @Test(
        "Months appear for randomised attainment outcomes and nowhere else",
        arguments: GroupFormation.allCases,
        [true, false]
    )
    func months(formation: GroupFormation, isAttainment: Bool) throws {
        guard formation != .noComparison else { return }
        let report = try report(Pupils.rows(), formation)
        let words = words(report, try answers(formation, isAttainment: isAttainment))
        #expect((words.months != nil) == (formation.isRandomised && isAttainment))
        #expect(words.months.map { $0.rating == .notRated } ?? true)
        let caution = "Groups were not randomly chosen; other differences may explain this."
        #expect(words.cautions.contains(caution) == !formation.isRandomised)
    }

    @Test(
        "No sentence claims what a school’s account cannot show",
        arguments: GroupFormation.allCases,
        [0.0, 4, -4, 12]
    )
    func wordsAreCareful(formation: GroupFormation, effect: Double) throws {
        var pupils = Pupils.rows(effect: effect)
        if formation == .noComparison { pupils = pupils.filter { $0.group == "Offered" } }
        let report = try report(pupils, formation)
        let words = words(report, try answers(formation))
        let text = ([words.found, words.fsm] + words.cautions).joined(separator: " ").lowercased()
        for claim in ["works", "proves", "no effect", "caused", "significant", "nan", "inf"] {
            #expect(!text.split { !$0.isLetter }.contains(Substring(claim)), "\(claim) in \(text)")
        }
        #expect(text.contains("not rated"))
        let hasRange = report.range(formation) != nil
        #expect(hasRange == text.contains("too small to detect effects below"))
    }

    @Test("A result that may be nothing says so")
    func noClearDifference() throws {
        let close = words(try report(Pupils.rows(effect: 0)), try answers(.randomisedPupils))
        #expect(close.found.contains("No clear difference is not the same as no difference."))
        let far = words(try report(Pupils.rows(effect: 12)), try answers(.randomisedPupils))
        #expect(!far.found.contains("No clear difference"))
        #expect(far.found.contains("SD higher on average; plausible range"))
    }

    @Test(
        "A gap at the start is judged and told",
        arguments: [(0.0, BalanceRule.Verdict.satisfies), (0.6, .needsAdjustment), (8, .fails)]
    )
    func balance(gap: Double, verdict: BalanceRule.Verdict) throws {
        // Enough pupils that the made-up groups start alike.
        let plain = try #require(try report(Pupils.rows(perGroup: 2_000)).comparison).baselineDifference
        #expect(plain.magnitude < 0.05)
        let report = try report(Pupils.rows(perGroup: 2_000, baselineGap: gap))
        let comparison = try #require(report.comparison)
        #expect(comparison.balance == verdict)
        let told = words(report, try answers(.randomisedPupils)).cautions.contains {
            $0.contains("differed before")
        }
        #expect(told == (verdict != .satisfies))
    }

    @Test(
        "Pupils eligible for free school meals are told apart only with ten in every part",
        arguments: [(40, 2, true), (18, 2, false), (40, 8, false), (15, 1, false)]
    )
    func fsm(perGroup: Int, every: Int, isTold: Bool) throws {
        let subgroup = try report(Pupils.rows(perGroup: perGroup, fsmEvery: every)).fsm
        if isTold {
            guard case .compared(_, let lower, let upper, let treated, let control, _) = subgroup else {
                Issue.record("not compared: \(subgroup)")
                return
            }
            #expect(lower < upper)
            #expect(treated >= 10 && control >= 10)
        } else {
            #expect(subgroup == .tooFew)
        }
    }

    @Test("Missing scores are counted by group and told")
    func attrition() throws {
        var pupils = Pupils.rows()
        for index in [0, 2, 4, 5] {
            let old = pupils[index]
            pupils[index] = PupilRow(
                pseudonym: old.pseudonym,
                group: old.group,
                pre: index == 4 ? nil : old.pre,
                post: index == 4 ? old.post : nil
            )
        }
        let report = try report(pupils)
        #expect([report.treated.pupils, report.treated.analysed] as [Int] == [30, 27])
        #expect([report.treated.missingPre, report.treated.missingPost] as [Int?] == [1, 2])
        #expect(report.control?.missingPost == 1)
        #expect(
            words(report, try answers(.chosen)).cautions.contains {
                $0.hasPrefix("4 of 60 pupils lack a score")
            }
        )
    }

    /// Pupils in whole classes, so many in each group.
    func inClasses(_ perGroup: Int, pupils: [PupilRow] = Pupils.rows(perGroup: 60)) -> [PupilRow] {
        pupils.enumerated().map { index, pupil in
            let name =
                (pupil.group == "Offered" ? "5" : "6") + ["A", "B", "C", "D", "E", "F"][index / 2 % perGroup]
            return PupilRow(
                pseudonym: pupil.pseudonym,
                group: pupil.group,
                pre: pupil.pre,
                post: pupil.post.map { $0 + Double(index / 2 % perGroup) * 3 },
                isFSM: pupil.isFSM,
                className: name
            )
        }
    }

    @Test(
        "With one class in a group there is no range, no months and nothing that it could detect",
        arguments: [GroupFormation.randomisedPupils, .randomisedClasses, .chosen]
    )
    func oneClass(formation: GroupFormation) throws {
        let report = try report(inClasses(1), formation)
        #expect(report.hasWholeClasses)
        let comparison = try #require(report.comparison)
        #expect(comparison.unit == .classGroup)
        #expect(comparison.lower == nil && comparison.upper == nil && comparison.pValue == nil)
        #expect(comparison.detectable == nil && comparison.standardError == nil)
        #expect(comparison.effect.isFinite && report.range(formation) == nil)
        #expect(report.fsm == .tooFewClasses)
        let words = words(report, try answers(formation))
        #expect(words.months == nil)
        #expect(words.found.contains("cannot be told") && !words.found.contains("range"))
        #expect(words.cautions.contains { $0.contains("no plausible range can be given") })
        #expect(!words.cautions.contains { $0.contains("Too small to detect") })
        // The same holds of what everybody may read.
        let shared = try #require(Disclosure.publicReport(report))
        #expect(self.words(shared, try answers(formation)).months == nil)
    }

    @Test("With several classes in each group the range is that of classes", arguments: [2, 3, 6])
    func severalClasses(perGroup: Int) throws {
        let pupils = inClasses(perGroup)
        let report = try report(pupils, .randomisedClasses)
        let comparison = try #require(report.comparison)
        let model = try IntentionToTreat(
            outcome: pupils.compactMap(\.post),
            treatment: pupils.map { $0.group == "Offered" ? 1 : 0 },
            covariates: DesignMatrix(names: ["before"], matrix: Matrix(columns: [pupils.compactMap(\.pre)])),
            clusters: Clusters(pupils.map { $0.className ?? "" })
        )
        #expect(isClose(comparison.effect, model.effectSize.hedgesG))
        #expect(isClose(comparison.adjustedDifference, model.difference.estimate))
        let degrees = min(model.difference.degreesOfFreedom, Double(2 * perGroup - 2))
        let t = try StudentT(degreesOfFreedom: degrees)
        let half = try t.quantile(0.975) * model.difference.standardError
        let upper = try #require(comparison.adjustedUpper)
        #expect(isClose(upper, model.difference.estimate + half))
        let detectable = try #require(comparison.detectable)
        let multiplier = try t.quantile(0.975) + t.quantile(0.80)
        let error = model.difference.standardError / model.effectSize.standardDeviation
        #expect(isClose(detectable, multiplier * error))
        // Counted as pupils, the range would be far narrower.
        let plain = try #require(try self.report(Pupils.rows(perGroup: 60)).comparison)
        let width = { (found: EvaluationReport.Comparison) in (found.upper ?? .nan) - (found.lower ?? .nan) }
        #expect(width(comparison) > width(plain))
        #expect(words(report, try answers(.randomisedClasses)).months != nil)
    }

    @Test("A report of whole classes that was kept with the range of pupils shows none")
    func earlierReports() throws {
        let report = try report(inClasses(1))
        let json = try JSONEncoder().encode(report)
        var value = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
        var comparison = try #require(value["comparison"] as? [String: Any])
        comparison["unit"] = nil
        for (key, number) in [
            "lower": 0.1, "upper": 0.4, "adjustedLower": 1, "adjustedUpper": 4, "detectable": 0.3,
        ] {
            comparison[key] = number
        }
        value["comparison"] = comparison
        let earlier = try JSONDecoder().decode(
            EvaluationReport.self,
            from: JSONSerialization.data(withJSONObject: value)
        )
        #expect(earlier.comparison?.lower == 0.1)
        #expect(earlier.range(.randomisedPupils) == nil)
        #expect(words(earlier, try answers(.randomisedClasses)).months == nil)
    }

    @Test("Eligible pupils and others are told apart by the interaction in one model")
    func interaction() throws {
        let pupils = Pupils.rows(perGroup: 100)
        let changed = pupils.map { pupil in
            let isAided = pupil.isFSM == true && pupil.group == "Offered"
            return PupilRow(
                pseudonym: pupil.pseudonym,
                group: pupil.group,
                pre: pupil.pre,
                post: pupil.post.map { $0 + (isAided ? 12 : 0) },
                isFSM: pupil.isFSM
            )
        }
        for (rows, isExpected) in [(pupils, false), (changed, true)] {
            let fsm = try report(rows).fsm
            guard case .compared(let effect, let lower, let upper, _, _, let isOther) = fsm else {
                Issue.record("not compared: \(fsm)")
                return
            }
            let part = try SubgroupEffect(
                outcome: rows.compactMap(\.post),
                treatment: rows.map { $0.group == "Offered" ? 1 : 0 },
                subgroup: rows.map { $0.isFSM == true ? 1 : 0 },
                covariates: DesignMatrix(names: ["before"], matrix: Matrix(columns: [rows.compactMap(\.pre)]))
            )
            #expect(isClose(effect, part.inside.effectSize.hedgesG))
            #expect(
                isClose(lower, part.inside.effectSize.lower) && isClose(upper, part.inside.effectSize.upper)
            )
            if isExpected { #expect(isOther) }
            #expect(isOther == (part.interaction.lower > 0 || part.interaction.upper < 0))
        }
    }

    @Test("What cannot be analysed is refused with what to do")
    func refusals() throws {
        let pupils = Pupils.rows()
        let one = pupils.filter { $0.group == "Offered" }
        let flat = pupils.map { PupilRow(pseudonym: $0.pseudonym, group: $0.group, pre: 1, post: $0.post) }
        let few = Array(pupils.prefix(4))
        for (rows, formation) in [
            (one, GroupFormation.chosen), (flat, .chosen), (few, .chosen), (pupils, .noComparison),
        ] {
            #expect(throws: AnalysisRefusal.self) { try report(rows, formation) }
        }
        #expect(throws: AnalysisRefusal.self) {
            try EvaluationReport.analysed(
                pupils,
                treatedGroup: "Nobody",
                formation: .chosen,
                rejectedRows: 0,
                balance: library.balance
            )
        }
    }

    @Test("One group alone is described and compared with nothing")
    func oneGroup() throws {
        let report = try report(Pupils.rows().filter { $0.group == "Offered" }, .noComparison)
        #expect(report.comparison == nil)
        let words = words(report, try answers(.noComparison))
        #expect(words.months == nil)
        #expect(words.found.contains("Without a comparison group"))
    }

    @Test(
        "Nothing public has fewer than ten pupils in a group, nor lets few missing ones be counted",
        arguments: 4..<16
    )
    func disclosure(perGroup: Int) throws {
        var pupils = Pupils.rows(perGroup: perGroup)
        let old = pupils[0]
        pupils[0] = PupilRow(pseudonym: old.pseudonym, group: old.group, pre: old.pre, post: nil)
        let shown = Disclosure.publicReport(try report(pupils))
        #expect((shown != nil) == (perGroup - 1 >= 10))
        guard perGroup - 1 >= 10 else { return }
        let whole = try #require(shown)
        for arm in [whole.treated, try #require(whole.control)] {
            #expect(arm.analysed >= 10)
            let lost = arm.pupils - arm.analysed
            #expect(lost == 0 || lost >= 10)
            #expect(arm.missingPost == 0)
        }
    }

    @Test("Which score few pupils lack is not public, though ten or more lack one of them")
    func fewOfManyMissing() throws {
        var pupils = Pupils.rows(perGroup: 40)
        let offered = pupils.indices.filter { pupils[$0].group == pupils[0].group }
        for (place, index) in offered.prefix(14).enumerated() {
            let old = pupils[index]
            pupils[index] = PupilRow(
                pseudonym: old.pseudonym,
                group: old.group,
                pre: place < 3 ? nil : old.pre,
                post: place < 3 ? old.post : nil
            )
        }
        let whole = try report(pupils)
        let own = [whole.treated, try #require(whole.control)]
        let shown = try #require(Disclosure.publicReport(whole))
        let open = [shown.treated, try #require(shown.control)]
        let place = try #require(own.firstIndex { $0.analysed == 26 })
        #expect(own[place].missingPre == 3 && own[place].missingPost == 11)
        #expect(open[place].pupils == 40 && open[place].analysed == 26)
        #expect(open[place].missingPre == nil && open[place].missingPost == nil)
        #expect(open[1 - place] == own[1 - place])
    }

    static let realFolder = ProcessInfo.processInfo.environment["BRAID_REAL_DATA"]

    @Test("A real trial’s file is read and gives the numbers of Statistics", .enabled(if: realFolder != nil))
    func realTrial() throws {
        let url = URL(fileURLWithPath: "\(Self.realFolder ?? "")/data/trials/eefAnalytics_mstData.csv")
        let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
        var text = "unit," + lines[0] + "\n"
        for (index, line) in lines.dropFirst().enumerated() { text += "U\(index),\(line)\n" }
        let file = try PupilFile.read(Array(text.utf8))
        let match = PupilColumnMatch(headings: file.headings, chosen: [.className: "", .pre: "Prettest"])
        let understood = file.understood(match)
        #expect(understood.pupils.count == 210)
        #expect(understood.faults.isEmpty)
        let report = try EvaluationReport.analysed(
            understood.pupils,
            treatedGroup: "1",
            formation: .randomisedPupils,
            rejectedRows: 0,
            balance: library.balance
        )
        let units = understood.pupils.map {
            TrialUnit(identifier: $0.pseudonym, group: $0.group, baseline: $0.pre, outcome: $0.post)
        }
        let trial = try TwoGroupTrial(units: units, treated: "1")
        #expect(report.comparison?.effect == trial.effectSize.hedgesG)
    }
}
