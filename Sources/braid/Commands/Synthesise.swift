import ArgumentParser
import Figures
import Foundation
import Statistics

/// `braid synthesise`: pools effects of studies, or regresses them on study characteristics.
struct Synthesise: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Pool effects: random effects, meta-regression, three levels with robust errors.",
        discussion: """
            FILE is CSV with one effect on each line. Lines with an empty effect or variance are left out and named on standard error. A \
            moderator column of numbers is a slope; of text, a factor; A:B is an interaction.
            """
    )

    @Argument(help: "CSV file with one effect on each line.")
    var file: String

    @Option(help: "Column of effects.")
    var effect: String

    @Option(help: "Column of sampling variances.")
    var variance: String

    @Option(help: "Column of study names, for the plot.")
    var study: String?

    @Option(help: "Column of clusters: fits a three-level model.")
    var cluster: String?

    @Option(help: "Column of a study characteristic; may be repeated.")
    var moderator: [String] = []

    @Option(help: "Column of numbers that stand for categories; may be repeated.")
    var factor: [String] = []

    @Option(
        help:
            "How τ² is estimated: \(BetweenStudyEstimator.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: named
    )
    var method: BetweenStudyEstimator = .restrictedMaximumLikelihood

    @Option(
        help: "Reference distribution: \(SynthesisTest.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: named
    )
    var test: SynthesisTest = .normal

    @Option(help: "Level of intervals, a proportion.")
    var level: Double = 0.95

    @Option(parsing: .unconditional, help: "With --cluster: correlation of sampling errors within a cluster.")
    var correlation: Double?

    @Flag(help: "With --cluster: CR2 cluster-robust errors with Satterthwaite degrees of freedom.")
    var robust = false

    @Option(help: "How to print: \(AnswerFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: AnswerFormat = .table

    @Option(help: "Write a picture to this SVG file.")
    var plot: String?

    @Option(
        help:
            "With --plot: which picture, \(SynthesisPlotKind.allCases.map(\.rawValue).joined(separator: ", ")) (default: forest)."
    )
    var plotKind: SynthesisPlotKind?

    @Option(help: "With --plot: what the effects are (default: Effect size).")
    var effectName: String?

    func validate() throws {
        guard level > 0, level < 1 else { throw ValidationError("--level is a proportion between 0 and 1.") }
        for name in moderator where Self.parts(name).contains("") {
            throw ValidationError("--moderator “\(name)”: write a column, or columns with a colon between.")
        }
        if robust, cluster == nil { throw ValidationError("--robust needs --cluster.") }
        if correlation != nil, cluster == nil { throw ValidationError("--correlation needs --cluster.") }
        if let correlation, !(correlation > -1 && correlation < 1) {
            throw ValidationError("--correlation is above -1 and below 1.")
        }
        if plot == nil, plotKind != nil || effectName != nil {
            throw ValidationError("--plot-kind and --effect-name need --plot.")
        }
        if plot != nil, !moderator.isEmpty || !factor.isEmpty {
            throw ValidationError("--plot draws pooled effects, without --moderator and --factor.")
        }
        if plot != nil, cluster != nil, plotKind ?? .forest != .forest {
            throw ValidationError("With --cluster only the forest can be drawn.")
        }
        let likelihoods: [BetweenStudyEstimator] = [.restrictedMaximumLikelihood, .maximumLikelihood]
        if cluster != nil, !likelihoods.contains(method) {
            throw ValidationError("With --cluster, --method is REML or ML.")
        }
        if cluster != nil, test != .normal, test != .studentT {
            throw ValidationError("With --cluster, --test is z or t; --robust gives small-sample tests.")
        }
    }

    func run() throws {
        let parts = moderator.map(Self.parts)
        let needed = [effect, variance] + [cluster].compactMap { $0 } + parts.flatMap { $0 } + factor
        let required = needed + [study].compactMap { $0 }
        let table = try NumberTable(path: file, required: Array(Set(required)).sorted(), complete: needed)
        if !table.dropped.isEmpty {
            let lines = table.dropped.prefix(10).map(String.init).joined(separator: ", ")
            let more = table.dropped.count > 10 ? " and others" : ""
            FileHandle.standardError.write(Data("Left out for empty cells: lines \(lines)\(more).\n".utf8))
        }
        let effects = try table.numbers(effect)
        let variances = try table.numbers(variance)
        let terms = try (parts + factor.map { [$0] }).map { try term($0, table) }
        do {
            let (report, figure) = try answer(effects, variances, terms, table)
            if let plot, let figure { try PlotFile.write(figure, to: plot) }
            print(try text(report))
        } catch let error as SynthesisError {
            throw CommandFailure.data(explain(error, table))
        } catch let error as FigureError {
            throw CommandFailure.data("The plot cannot be drawn: \(error).")
        }
    }

    /// The columns of a moderator: one, or those of an interaction.
    private static func parts(_ moderator: String) -> [String] {
        moderator.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }

    private func term(_ names: [String], _ table: NumberTable) throws -> Moderator {
        let single = try names.map { name -> Moderator in
            guard table.isNumeric(name) else {
                try refuseMixture(name, table)
                try vary(Set(table.text(name)).count, name)
                return .factor(name: name, values: table.text(name))
            }
            let numbers = try table.numbers(name)
            try vary(Set(numbers).count, name)
            guard factor.contains(name) else { return .continuous(name: name, values: numbers) }
            // 8 and 8.0 are one category.
            let labels = try DataTable([(name, .numbers(numbers))]).labels(name).compactMap { $0 }
            return .factor(name: name, values: labels)
        }
        return single.dropFirst().reduce(single[0]) { .interaction($0, $1) }
    }

    /// A column of numbers with a word in it would silently become as many categories as it has numbers.
    private func refuseMixture(_ name: String, _ table: NumberTable) throws {
        let cells = table.text(name)
        let words = cells.indices.filter { DecimalText.value(cells[$0]) == nil }
        guard !factor.contains(name), let first = words.first, words.count * 2 <= cells.count else { return }
        throw CommandFailure.data(
            "Column “\(name)”, line \(table.lines[first]): “\(cells[first])” is not a number, though most of the column are; "
                + "name it with --factor where they are categories."
        )
    }

    private func vary(_ values: Int, _ name: String) throws {
        guard values > 1 else {
            throw CommandFailure.data("Column “\(name)” has the same value on every line: no variation.")
        }
    }

    private func answer(
        _ effects: [Double],
        _ variances: [Double],
        _ terms: [Moderator],
        _ table: NumberTable
    ) throws -> (SynthesisReport, Figure?) {
        let labels = study.map(table.text) ?? table.lines.map { "Line \($0)" }
        let drawing = SynthesisPlot(
            labels: labels,
            effects: effects,
            variances: variances,
            level: level,
            effectName: effectName ?? "Effect size"
        )
        if let cluster {
            let fit = try ThreeLevelMetaAnalysis.fit(
                effects: effects,
                variances: variances,
                clusters: table.text(cluster),
                moderators: terms,
                correlation: correlation,
                restricted: method == .restrictedMaximumLikelihood,
                test: test,
                level: level
            )
            let estimates = robust ? try fit.robust() : nil
            return (
                try SynthesisReport(fit, robust: estimates),
                plot == nil ? nil : try drawing.forest(fit, robust: estimates)
            )
        }
        if terms.isEmpty {
            let fit = try MetaAnalysis.randomEffects(
                effects: effects,
                variances: variances,
                method: method,
                test: test,
                level: level
            )
            return (try SynthesisReport(fit), plot == nil ? nil : try drawing.draw(plotKind ?? .forest, fit))
        }
        let fit = try MetaAnalysis.regression(
            effects: effects,
            variances: variances,
            moderators: terms,
            method: method,
            test: test,
            level: level
        )
        return (try SynthesisReport(fit), nil)
    }

    private func text(_ report: SynthesisReport) throws -> String {
        let figures = report.figures.map { [$0.name, $0.value] }
        // Whatever the form, what JSON cannot hold is no answer.
        let json = try AnswerPrinter.json(report)
        switch format {
        case .json: return json
        case .csv: return AnswerPrinter.csv(report.coefficientRows)
        case .markdown:
            return AnswerPrinter.markdown(report.coefficientRows) + "\n\n"
                + AnswerPrinter.markdown([["figure", "value"]] + figures)
        case .table:
            return AnswerPrinter.table(report.coefficientRows) + "\n\n" + AnswerPrinter.table(figures)
        }
    }

    /// One line that names the column and the line of the file.
    private func explain(_ error: SynthesisError, _ table: NumberTable) -> String {
        switch error {
        case .varianceNotPositive(let row, let value):
            "Column “\(variance)”, line \(table.lines[row]): a variance of \(value) is not above zero."
        case .notFinite(let row, let what): "Line \(table.lines[row]): \(what) is not a finite number."
        case .tooFewStudies(let found, let needed):
            "There \(found == 1 ? "is 1 effect" : "are \(found) effects"); this model needs at least \(needed)."
        case .collinear(let columns):
            "\(columns.joined(separator: ", ")) cannot be told from the columns before it (perfect collinearity)."
        case .oneLevel(let factor): "Column “\(factor)” has the same value on every line."
        case .tooFewClusters(let found, let needed):
            "There \(found == 1 ? "is 1 cluster" : "are \(found) clusters"); this model needs at least \(needed)."
        case .noReplication:
            "Every cluster in “\(cluster ?? "")” holds one effect: variance between and within cannot be told apart."
        case .invalidWeights: "These variances are too far apart, or too small, to compute with."
        case .covarianceNotPositiveDefinite(let block):
            "Cluster “\(block)”: these variances with this --correlation are no covariance of sampling errors."
        case .distribution: "These numbers are too large or too small to compute with."
        case .notConverged(let what): "The search for \(what) did not converge; no result is given."
        case .undefined(let what): "These data do not define \(what)."
        default: "\(error)"
        }
    }
}
