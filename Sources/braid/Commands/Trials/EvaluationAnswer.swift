import ArgumentParser
import CSV
import Foundation
import Profiles
import Trials

/// The answer of `braid analyse --evaluation`, with the keys of its JSON. The file is read and analysed as the page of a
/// quick evaluation reads and analyses it, so the numbers are the same.
struct EvaluationAnswer: PageAnswer {
    struct ArmLine: Encodable {
        let name: String
        let pupils, analysed: Int
        @Nullable var missingBefore: Int?
        @Nullable var missingAfter: Int?
        let meanBefore, standardDeviationBefore, meanAfter, standardDeviationAfter: Double
        @Nullable var classes: Int?

        init(_ arm: EvaluationReport.Arm) {
            name = arm.name
            pupils = arm.pupils
            analysed = arm.analysed
            _missingBefore = Nullable(wrappedValue: arm.missingPre)
            _missingAfter = Nullable(wrappedValue: arm.missingPost)
            meanBefore = arm.meanPre
            standardDeviationBefore = arm.deviationPre
            meanAfter = arm.meanPost
            standardDeviationAfter = arm.deviationPost
            _classes = Nullable(wrappedValue: arm.classes)
        }
    }

    /// An estimate; without a range where whole classes were in one group and are too few.
    struct Line: Encodable {
        let estimate: Double
        @Nullable var lower: Double?
        @Nullable var upper: Double?

        init(_ estimate: Double, _ lower: Double?, _ upper: Double?) {
            self.estimate = estimate
            _lower = Nullable(wrappedValue: lower)
            _upper = Nullable(wrappedValue: upper)
        }
    }

    struct Subgroup: Encodable {
        let treated, control: Int
        let effectSize: Line
        /// By the interaction in one model of everyone.
        let isClearlyDifferent: Bool
    }

    let n: Int
    let arms: [ArmLine]
    /// What counts as independent: pupils or classes.
    @Nullable var unit: String?
    @Nullable var baselineDifference: Double?
    @Nullable var difference: Line?
    @Nullable var pValue: Double?
    @Nullable var effectSize: Line?
    @Nullable var unadjustedEffectSize: Double?
    @Nullable var detectable: Double?
    @Nullable var subgroup: Subgroup?
    let rejectedRows: Int
    let warnings: [String]

    static func validate(_ command: Analyse) throws {
        guard command.baseline.count == 1, command.page.pupil != nil, command.treated != nil else {
            throw ValidationError("--evaluation needs --pupil, --treated and one --baseline.")
        }
        if command.page.isAsked || command.design.isAsked || command.cluster != nil || command.stratum != nil
            || command.compliance != nil || command.imputations != nil || command.permutations != nil
            || command.bootstrap != nil || command.randomSlope || command.plot != nil || command.level != 0.95
            || command.givenSeed != nil || command.givenEstimator != nil || command.givenMonthsProfile != nil
        {
            throw ValidationError("--evaluation takes columns alone: everything else is as on its page.")
        }
    }

    /// - Throws: ``CommandFailure`` with what to do.
    init(_ command: Analyse, _ formation: GroupFormation) throws {
        guard let bytes = FileManager.default.contents(atPath: command.file) else {
            throw CommandFailure.noInput("\(command.file) cannot be read.")
        }
        let report: EvaluationReport
        let understood: UnderstoodPupils
        do {
            let file = try PupilFile.read(Array(bytes))
            understood = file.understood(
                PupilColumnMatch(headings: file.headings, chosen: Self.columns(command))
            )
            if let missing = understood.match.missing.first {
                throw CommandFailure.data("There is no column for “\(missing.title)”.")
            }
            guard !understood.match.hasClash else { throw CommandFailure.data("A column is named twice.") }
            report = try EvaluationReport.analysed(
                understood.pupils,
                treatedGroup: command.treated ?? "",
                formation: formation,
                rejectedRows: Set(understood.faults.map(\.line)).count,
                balance: ProfileLibrary.carried().balance
            )
        } catch let refusal as AnalysisRefusal {
            throw CommandFailure.data("\(refusal.message).")
        } catch let error as PupilFileError {
            throw CommandFailure.data(error.description)
        } catch let error as CSVError {
            throw CommandFailure.data(error.description)
        }
        let arms = [report.treated] + (report.control.map { [$0] } ?? [])
        n = arms.reduce(0) { $0 + $1.analysed }
        self.arms = arms.map(ArmLine.init)
        rejectedRows = report.rejectedRows
        warnings = understood.faults.map { "Line \($0.line), \($0.column): \($0.reason)." }
        let comparison = report.comparison
        _unit = Nullable(wrappedValue: comparison?.unit?.rawValue)
        _baselineDifference = Nullable(wrappedValue: comparison?.baselineDifference)
        _difference = Nullable(
            wrappedValue: comparison.map { Line($0.adjustedDifference, $0.adjustedLower, $0.adjustedUpper) }
        )
        _pValue = Nullable(wrappedValue: comparison?.pValue)
        _effectSize = Nullable(wrappedValue: comparison.map { Line($0.effect, $0.lower, $0.upper) })
        _unadjustedEffectSize = Nullable(wrappedValue: comparison?.unadjustedEffect)
        _detectable = Nullable(wrappedValue: comparison?.detectable)
        var part: Subgroup?
        if case .compared(let effect, let lower, let upper, let treated, let control, let isOther) = report
            .fsm
        {
            part = Subgroup(
                treated: treated,
                control: control,
                effectSize: Line(effect, lower, upper),
                isClearlyDifferent: isOther
            )
        }
        _subgroup = Nullable(wrappedValue: part)
    }

    /// A column that is not named is not looked for: the page says the same of one that was taken away.
    private static func columns(_ command: Analyse) -> [PupilColumn: String] {
        [
            .pseudonym: command.page.pupil ?? "", .group: command.treatment, .pre: command.baseline[0],
            .post: command.outcome, .fsm: command.subgroup ?? "", .className: command.page.classGroup ?? "",
        ]
    }

    var rows: [[String]] {
        var rows: [[String]] = [["name", "estimate", "lower", "upper"]]
        let lines = [
            ("difference", difference), ("effect size", effectSize),
            ("of the subgroup", subgroup?.effectSize),
        ]
        for case (let name, let line?) in lines {
            rows.append(
                [name, AnalysisReport.text(line.estimate)]
                    + [line.lower, line.upper].map { $0.map(AnalysisReport.text) ?? "" }
            )
        }
        return rows
    }

    var notes: [String] {
        arms.map {
            "\($0.name): \($0.analysed) of \($0.pupils) pupils with both scores, mean after \(AnalysisReport.text($0.meanAfter))."
        } + warnings
    }
}
