import CSV
import Foundation
import Testing

@testable import Trials

/// The real trials of `make verify-real`: figures of lme4's exact optimum, typed in from `e3_eef.json` and
/// `e2_lmm.json`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BRAID_REAL_DATA"] != nil))
struct RealTrialAnalysisTests {
    /// Columns of a CSV file of the shared folder by their names.
    static func table(_ name: String) throws -> [String: [String]] {
        let folder = try #require(ProcessInfo.processInfo.environment["BRAID_REAL_DATA"])
        let reader = try CSVReader(path: folder + "/data/trials/" + name)
        var columns: [String: [String]] = [:]
        while let row = try reader.next() {
            for (place, heading) in reader.header.names.enumerated() {
                columns[heading, default: []].append(row.trimmed(place))
            }
        }
        return columns
    }

    static func numbers(_ column: [String]?) -> [Double] { (column ?? []).map { Double($0) ?? .nan } }

    static func plan(_ unit: AllocatedUnit, strata: Int = 0) -> AnalysisPlan {
        AnalysisPlan(
            unit: unit,
            arms: ["Control", "Offered"],
            strata: (0..<strata).map { "\($0)" },
            model: .schoolIntercept,
            baselineName: "Before",
            outcome: PrimaryOutcome(name: "After", isAttainment: true),
            hasFSMSubgroup: false,
            planned: PlannedPrecision(target: 0.3),
            imputations: 5,
            permutations: 99,
            seed: 1
        )
    }

    static func data(
        _ plan: AnalysisPlan,
        school: [String],
        arm: [Double],
        before: [Double],
        after: [Double],
        stratum: [Int]? = nil
    ) throws -> TrialData {
        let codes = Set(school).sorted()
        let places = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
        var pupils = TrialData.Pupils()
        pupils.school = school.map { places[$0] ?? 0 }
        pupils.classGroup = school.map { _ in nil }
        pupils.stratum = stratum ?? school.map { _ in 0 }
        pupils.arm = arm.map { Int($0) }
        pupils.baseline = before
        pupils.outcome = after
        pupils.isFSM = school.map { _ in nil }
        pupils.dosage = school.map { _ in .nan }
        return try TrialData(plan: plan, schools: codes.map { TrialData.School(code: $0) }, pupils: pupils)
    }

    @Test("The cluster trial's difference and variances are lme4's")
    func cluster() throws {
        let table = try Self.table("eefAnalytics_crtData.csv")
        let data = try Self.data(
            Self.plan(.school),
            school: try #require(table["School"]),
            arm: Self.numbers(table["Intervention"]),
            before: Self.numbers(table["Prettest"]),
            after: Self.numbers(table["Posttest"])
        )
        let primary = try TrialAnalysis.analysed(data).primary
        #expect(isClose(primary.difference.estimate, 3.109708631642444, 1e-8))
        #expect(primary.treated + primary.control == 265)
        let again = try TrialAnalysis.repeated(SufficientStatistics(data)).primary
        #expect(isClose(again.effect.g, primary.effect.g, 1e-9))
    }

    @Test("STAR is analysed as a trial within schools")
    func star() throws {
        let table = try Self.table("mlmRev_star.csv")
        let grade = try #require(table["gr"])
        let type = try #require(table["cltype"])
        let rows = grade.indices.filter { grade[$0] == "K" && (type[$0] == "small" || type[$0] == "reg") }
        let pick = { (name: String) in rows.map { table[name]?[$0] ?? "" } }
        var plan = Self.plan(.pupil)
        plan.adjustsForBaseline = false
        let data = try Self.data(
            plan,
            school: pick("sch"),
            arm: pick("cltype").map { $0 == "small" ? 1 : 0 },
            before: rows.map { _ in .nan },
            after: Self.numbers(pick("math"))
        )
        let analysis = try TrialAnalysis.analysed(data)
        // Small classes in kindergarten: about 0.2 SD in mathematics (Krueger 1999).
        #expect(analysis.primary.effect.g > 0.1 && analysis.primary.effect.g < 0.3)
        #expect(analysis.primary.effect.isClear)
        #expect(analysis.leaveOneOut.value?.count == 79)
    }

    @Test("The pair-matched trial is analysed as a cluster trial in pairs")
    func pairs() throws {
        let table = try Self.table("clubSandwich_AchievementAwardsRCT.csv")
        let year = try #require(table["year"])
        let score = try #require(table["lagscore"])
        let rows = year.indices.filter { year[$0] == "2001" && score[$0] != "NA" }
        let pick = { (name: String) in rows.map { table[name]?[$0] ?? "" } }
        let pairs = Set(pick("pair")).sorted()
        let data = try Self.data(
            Self.plan(.school, strata: pairs.count),
            school: pick("school_id"),
            arm: Self.numbers(pick("treated")),
            before: Self.numbers(pick("lagscore")),
            after: Self.numbers(pick("Bagrut_status")),
            stratum: pick("pair").map { pairs.firstIndex(of: $0) ?? 0 }
        )
        let analysis = try TrialAnalysis.analysed(data)
        #expect(analysis.primary.effect.lower < analysis.primary.effect.upper)
        #expect(analysis.allocationTest.value != nil)
        #expect(analysis.flow.schools == Set(pick("school_id")).count)
    }
}
