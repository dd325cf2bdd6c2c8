import Statistics
import Testing

@testable import Trials

@Suite("Missing scores of a trial")
struct ImputationRecipeTests {
    static let models: [PrimaryModel] = [.individual, .schoolIntercept, .classIntercept]

    /// A trial whose scores are written in few digits, and lack one in seven.
    private static func trial(_ model: PrimaryModel) throws -> TrialData {
        var trial = SimulatedTrial(model: model, missing: 0.15, missingBaseline: 0.05)
        trial.unit =
            switch model {
            case .individual: .pupil
            case .classIntercept: .classGroup
            default: .school
            }
        return try trial.data().changing { pupils in
            pupils.outcome = pupils.outcome.map { ($0 * 4).rounded() / 4 }
            pupils.baseline = pupils.baseline.map { ($0 * 4).rounded() / 4 }
        }
    }

    /// The rows in the order of the page, which is that of no file.
    private static func file(_ data: TrialData) -> String {
        let table = AnalysisTable(data)
        var lines = ["school,class,stratum,arm,fsm,before,after"]
        for row in 0..<table.count {
            let scores = [table.baseline[row], table.outcome[row]].map { $0.isNaN ? "" : "\($0)" }
            let codes = ["S\(table.school[row])", "C\(table.classGroup[row])", "T\(table.stratum[row])"]
            let meals = table.isFSM[row] == true ? "1" : "0"
            lines.append((codes + ["\(table.arm[row])", meals] + scores).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test("are imputed by the page and by the command with the same digits", arguments: models)
    func parity(model: PrimaryModel) throws {
        let data = try Self.trial(model)
        let page = try #require(try data.analysed().missing.value)
        var words = [
            "analyse", "trial.csv", "--outcome", "after", "--treatment", "arm", "--baseline", "before",
            "--stratum", "stratum", "--subgroup", "fsm", "--imputations", "\(data.plan.imputations)",
            "--seed", "\(data.plan.seed)", "--delta", "-0.2",
        ]
        if model != .individual { words += ["--cluster", model == .classIntercept ? "class" : "school"] }
        let answer = try Program.json(words, file: Array(Self.file(data).utf8), named: "trial.csv")
        let imputed = answer.part("imputation")
        let line = imputed.part("difference")
        #expect(line.number("estimate") == page.difference.estimate)
        #expect(line.number("standardError") == page.difference.standardError)
        #expect(line.number("lower") == page.difference.lower)
        #expect(line.number("pValue") == page.difference.pValue)
        #expect(imputed.number("missingInformation") == page.missingInformation)
        // Shifts are in one unit, too, where both divide by the same standard deviation.
        if model != .individual {
            let shift = try #require(page.shifts.first { $0.amount == -0.2 })
            let moved = imputed.list("deltas")[0].part("difference").number("estimate")
            #expect(isClose(moved / page.difference.estimate, shift.effect.g / page.effect.g))
        }
    }
}
