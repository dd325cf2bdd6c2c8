import ArgumentParser
import Figures
import Foundation
import Profiles
import Statistics
import Trials

/// `braid analyse`: the primary analysis of a trial from a CSV file.
struct Analyse: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Analyse a trial as randomised: adjusted difference, effect size, subgroup, compliance.",
        discussion: """
            FILE is CSV with one pupil on each line, everyone who was randomised; an empty outcome counts as lost.
            With --cluster the model has a random intercept; the effect size divides by the total standard deviation of the model with \
            treatment alone.
            With --model the whole analysis of a trial's page is made: several arms, schools as indicators, classes within schools, \
            missing scores and the draw repeated.
            With --score (a cut-off decided) or --match (nothing was drawn) the design's own method is used, as on the page of a trial.
            """
    )

    @Argument(help: "CSV file with one pupil on each line.")
    var file: String
    @Option(help: "Column of outcomes.")
    var outcome: String
    @Option(help: "Column of arms.")
    var treatment: String
    @Option(help: "Which value of the treatment column is treatment (default: 1).")
    var treated: String?
    @Option(help: "Column of a baseline; may be repeated.")
    var baseline: [String] = []
    @Option(help: "Column of schools or classes.")
    var cluster: String?
    @Option(help: "Column of strata within which units were randomised.")
    var stratum: String?
    @Option(help: "Column of a subgroup with two values, such as 0 and 1.")
    var subgroup: String?
    @Option(help: "Column of compliance, 0 and 1 or a dose; with --score 0 and 1.")
    var compliance: String?
    @Option(
        help:
            "Analyse as a school's quick evaluation does, with its columns and its codes for what is missing, knowing how groups came about: \(GroupFormation.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: named
    )
    var evaluation: GroupFormation?
    @OptionGroup(title: "A trial as on its page")
    var page: ModelOptions
    @OptionGroup(title: "Designs in which nothing was drawn")
    var design: DesignOptions
    @Flag(help: "Let the effect differ between clusters; both arms must be in them.")
    var randomSlope = false
    @Option(
        parsing: .unconditional,
        help: "Impute missing values this many times, as a sensitivity analysis."
    )
    var imputations: Int?
    @Option(
        parsing: .unconditionalSingleValue,
        help:
            "With --imputations: also add this many standard deviations to imputed outcomes of the treated arm; may be repeated."
    )
    var delta: [Double] = []
    @Option(parsing: .unconditional, help: "Draw this many permutations of treatment.")
    var permutations: Int?
    @Option(parsing: .unconditional, help: "Draw this many bootstraps of clusters.")
    var bootstrap: Int?
    @Option(
        name: .customLong("seed"),
        parsing: .unconditional,
        help: "Seed of everything random (default: 1)."
    )
    var givenSeed: UInt64?
    @Option(
        name: .customLong("estimator"),
        help: "With --cluster: REML (default) or ML.",
        transform: named
    )
    var givenEstimator: VarianceEstimator?
    @Option(help: "Level of intervals, a proportion.")
    var level: Double = 0.95
    @Option(help: "How to print: \(AnswerFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: AnswerFormat = .table
    @Option(
        name: .customLong("months-profile"),
        help: "Which table of months of progress (default: \(ProfileLibrary.trialScale))."
    )
    var givenMonthsProfile: String?
    @Option(help: "Write a picture to this SVG file.")
    var plot: String?
    @Option(
        help:
            "With --plot: which picture, \(AnalysisPlotKind.allCases.map(\.rawValue).joined(separator: ", ")) (default: forest)."
    )
    var plotKind: AnalysisPlotKind?

    // Below, nothing can be concluded; above, more digits than data have.
    private static let imputationCounts = 2...1_000
    private static let permutationCounts = 19...1_000_000
    private static let bootstrapCounts = 20...1_000_000

    var seed: UInt64 { givenSeed ?? 1 }
    var estimator: VarianceEstimator { givenEstimator ?? .restrictedMaximumLikelihood }
    var monthsProfile: String { givenMonthsProfile ?? ProfileLibrary.trialScale }

    func validate() throws {
        guard level > 0, level < 1 else { throw ValidationError("--level is a proportion between 0 and 1.") }
        for (name, count, range) in [
            ("--imputations", imputations, Self.imputationCounts),
            ("--permutations", permutations, Self.permutationCounts),
            ("--bootstrap", bootstrap, Self.bootstrapCounts),
        ] {
            guard let count, !range.contains(count) else { continue }
            throw ValidationError("\(name) is from \(range.lowerBound) to \(range.upperBound).")
        }
        try page.validate(self)
        if evaluation != nil { try EvaluationAnswer.validate(self) }
        if bootstrap != nil || randomSlope || givenEstimator != nil, cluster == nil {
            throw ValidationError("--bootstrap, --random-slope and --estimator need --cluster.")
        }
        // A hundred standard deviations are farther than any score lies.
        guard delta.allSatisfy({ $0.magnitude <= 100 }) else {
            throw ValidationError("--delta is a number of standard deviations from -100 to 100.")
        }
        if !delta.isEmpty, imputations == nil { throw ValidationError("--delta needs --imputations.") }
        try design.validate(self)
        if plotKind != nil, plot == nil { throw ValidationError("--plot-kind needs --plot.") }
        if plotKind == .balance, baseline.isEmpty {
            throw ValidationError("--plot-kind balance needs --baseline.")
        }
    }

    func run() throws {
        if let evaluation { return try answer(EvaluationAnswer(self, evaluation)) }
        let file = try TrialFile(self)
        guard !design.isAsked, !page.isAsked else { return try answer(DesignAnswer(self, file)) }
        let report: AnalysisReport
        do {
            report = try TrialAnalysis(command: self, file: file).report()
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.data(StatisticsFailure.describe(error, line: file.line, column: columnName))
        }
        // Whatever the form, what JSON cannot hold is no answer.
        let json = try AnswerPrinter.json(report)
        if let plot {
            do {
                try PlotFile.write(report.figure(plotKind ?? .forest, clusterName: cluster), to: plot)
            } catch let error as FigureError {
                throw CommandFailure.data("The plot cannot be drawn: \(error).")
            }
        }
        let figures = [["figure", "value"]] + report.figures.map { [$0.name, $0.value] }
        switch format {
        case .json: print(json)
        case .csv: print(AnswerPrinter.csv(report.rows))
        case .markdown:
            print(AnswerPrinter.markdown(report.rows) + "\n\n" + AnswerPrinter.markdown(figures))
        case .table:
            print(AnswerPrinter.table(report.rows) + "\n\n" + AnswerPrinter.table(figures))
            for warning in report.warnings { print("Note: \(warning)") }
        }
    }

    /// The heading of what the library calls by its part in the analysis.
    func columnName(_ part: String) -> String {
        switch part {
        case "outcome": outcome
        case "treatment": treatment
        case "subgroup": subgroup ?? part
        case "treatment:subgroup": "\(treatment):\(subgroup ?? "subgroup")"
        default: part
        }
    }

    private func answer(_ found: some PageAnswer) throws {
        let json = try AnswerPrinter.json(found)
        switch format {
        case .json: print(json)
        case .csv: print(AnswerPrinter.csv(found.rows))
        case .markdown: print(AnswerPrinter.markdown(found.rows))
        case .table:
            print(AnswerPrinter.table(found.rows))
            for note in found.notes { print("Note: \(note)") }
        }
    }
}

/// An answer that is that of a page.
protocol PageAnswer: Encodable {
    /// As rows of a table: headings first.
    var rows: [[String]] { get }
    /// What stands beneath the table.
    var notes: [String] { get }
}
