import CSV
import Foundation
import Statistics
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

    /// Models of STAR in kindergarten that lme4 fitted to the same rows: other columns beside the small class.
    static let starModels: [(name: String, file: String, model: PrimaryModel, columns: [String])] = [
        ("star_k_ri", "trial_star_k", .schoolIntercept, ["aide", "female", "freelunch"]),
        ("star_k_subgroup", "trial_star_k", .schoolIntercept, ["small:freelunch", "freelunch", "aide"]),
        ("star_k_3level", "trial_star_k_teacher", .classInSchool, ["poor", "female"]),
    ]

    @Test("The primary model on STAR gives the coefficients of other software", arguments: starModels)
    func starReference(name: String, file: String, model: PrimaryModel, columns: [String]) throws {
        let folder = try #require(ProcessInfo.processInfo.environment["BRAID_REAL_DATA"])
        let reader = try CSVReader(path: "\(folder)/reference/data/\(file).csv")
        var table: [String: [Double]] = [:]
        while let row = try reader.next() {
            for (place, heading) in reader.header.names.enumerated() {
                table[heading, default: []].append(Double(row.trimmed(place)) ?? .nan)
            }
        }
        let small = try #require(table["small"])
        table["small:freelunch"] = table["freelunch"].map { zip(small, $0).map { $0 * $1 } }
        let school = try #require(table["school"] ?? table["sch"])
        var plan = Self.plan(.pupil)
        plan.model = model
        plan.adjustsForBaseline = false
        var data = try Self.data(
            plan,
            school: school.map { "\($0)" },
            arm: small,
            before: small.map { _ in .nan },
            after: try #require(table["math"])
        )
        if let teacher = table["tch"] { data = try data.changing { $0.classGroup = teacher.map { Int($0) } } }
        // The rows of the table stand in an order of their own; the other columns are brought into it.
        let sorted = AnalysisTable(data)
        let rows = (0..<sorted.count).filter { !sorted.outcome[$0].isNaN }
        let fit = try PrimaryFit(
            ModelFrame(sorted, arm: 1, rows: rows),
            plan,
            first: try columns.map { column in
                let values = try #require(table[column])
                return (column, rows.map { values[sorted.place[$0]] })
            }
        )
        let reference = try Self.reference(name)
        let names = try #require(reference["names"] as? [String])
        let estimates = try #require(reference["b"] as? [Double])
        let errors = try #require(reference["se"] as? [Double])
        let degrees = try #require(reference["df_satterthwaite"] as? [Double])
        for (test, column) in zip(fit.tests, ["small"] + columns) {
            let place = try #require(names.firstIndex(of: column))
            #expect(isClose(test.estimate, estimates[place], 1e-7), "\(name), \(column)")
            #expect(isClose(test.standardError, errors[place], 1e-7), "\(name), \(column)")
            #expect(isClose(test.degreesOfFreedom, degrees[place], 1e-4), "\(name), \(column)")
        }
    }

    /// The refined REML fit of a model of `e2_lmm.json`, with the names of its coefficients.
    private static func reference(_ name: String) throws -> [String: Any] {
        let folder = try #require(ProcessInfo.processInfo.environment["BRAID_REAL_DATA"])
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/reference/e2_lmm.json"))
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let fits = whole.part("models").part(name).part("REML")
        var fit = fits.part("refined")
        fit["names"] = fits["names"]
        return fit
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
