import ArgumentParser
import CSV
import Foundation
import Statistics

/// Which effect `braid effect` computes, by metafor's names.
enum EffectMeasure: String, ExpressibleByArgument, CaseIterable {
    case smd = "SMD"
    case smdh = "SMDH"
    case md = "MD"
    case rom = "ROM"
    case rr = "RR"
    case or = "OR"
    case rd = "RD"
    case cor = "COR"
    case zcor = "ZCOR"
    case smcc = "SMCC"
    case smcr = "SMCR"
    case mc = "MC"

    /// The columns that it reads, by metafor's names.
    var inputs: [String] {
        switch self {
        case .smd, .smdh, .md, .rom: ["m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"]
        case .rr, .or, .rd: ["ai", "bi", "ci", "di"]
        case .cor, .zcor: ["ri", "ni"]
        case .smcc, .smcr, .mc: ["m1i", "sd1i", "m2i", "sd2i", "ni", "ri"]
        }
    }
}

/// `braid effect`: effect sizes with sampling variances from summaries of studies.
struct Effect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compute effect sizes and their sampling variances from a CSV of study summaries.",
        discussion: """
            Columns are found by metafor's names: m1i sd1i n1i m2i sd2i n2i (means), ai bi ci di (counts), ri ni (correlations), \
            m1i sd1i m2i sd2i ni ri (before and after). Map others with --column m1i=treated_mean.
            """
    )

    @Argument(help: "CSV file with one study on each line.")
    var file: String

    @Option(help: "Which effect: \(EffectMeasure.allCases.map(\.rawValue).joined(separator: ", ")).")
    var measure: EffectMeasure = .smd

    @Option(
        help: "With SMD: form of the variance, LS (default), LS2, UB or exact.",
        transform: named
    )
    var varianceForm: MeanDifferenceVariance?

    @Option(help: "Which column holds an input, as input=column; may be repeated.")
    var column: [String] = []

    @Option(help: "Column of study names.")
    var study: String?

    @Option(help: "Level of intervals, a proportion.")
    var level: Double = 0.95

    @Option(help: "How to print: \(AnswerFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: AnswerFormat = .table

    func validate() throws {
        guard level > 0, level < 1 else { throw ValidationError("--level is a proportion between 0 and 1.") }
        for pair in column {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, measure.inputs.contains(sides[0]) else {
                throw ValidationError(
                    "--column \(pair): write input=column, with one of \(measure.inputs.joined(separator: ", "))."
                )
            }
        }
        if measure != .smd, varianceForm != nil {
            throw ValidationError("--variance-form belongs to --measure SMD.")
        }
    }

    private struct Row: Encodable {
        let study: String
        let yi, vi, standardError, lower, upper: Double
    }

    func run() throws {
        var names: [String: String] = [:]
        for input in measure.inputs { names[input] = input }
        for pair in column {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            names[sides[0]] = sides[1]
        }
        let needed = measure.inputs.compactMap { names[$0] }
        let required = Array(Set(needed + [study].compactMap { $0 })).sorted()
        let table = try NumberTable(path: file, required: required, complete: needed)
        if !table.dropped.isEmpty {
            let lines = table.dropped.prefix(10).map(String.init).joined(separator: ", ")
            FileHandle.standardError.write(Data("Left out for empty cells: lines \(lines).\n".utf8))
        }
        let inputs = try EffectInputs(table, names)
        let labels = study.map(table.text) ?? table.lines.map { "Line \($0)" }
        var rows: [Row] = []
        for (index, label) in labels.enumerated() {
            do {
                let effect = try inputs.effect(measure, varianceForm ?? .largeSample, index)
                let interval = try effect.interval(level: level)
                rows.append(
                    Row(
                        study: label,
                        yi: effect.estimate,
                        vi: effect.variance,
                        standardError: effect.standardError,
                        lower: interval.lower,
                        upper: interval.upper
                    )
                )
            } catch {
                throw CommandFailure.data("Line \(table.lines[index]): \(explain(error, names))")
            }
        }
        print(try text(rows))
    }

    private func text(_ rows: [Row]) throws -> String {
        func cells(_ number: (Double) -> String) -> [[String]] {
            [["study", "yi", "vi", "standardError", "lower", "upper"]]
                + rows.map { [$0.study] + [$0.yi, $0.vi, $0.standardError, $0.lower, $0.upper].map(number) }
        }
        // Whatever the form, what JSON cannot hold is no answer.
        let json = try AnswerPrinter.json(rows)
        switch format {
        case .json: return json
        case .csv: return AnswerPrinter.csv(cells { "\($0)" })
        case .markdown: return AnswerPrinter.markdown(cells(SynthesisReport.text))
        case .table: return AnswerPrinter.table(cells(SynthesisReport.text))
        }
    }

    /// One sentence that names the column of the file.
    private func explain(_ error: EffectSizeError, _ names: [String: String]) -> String {
        func column(_ quantity: String) -> String {
            guard let input = Self.inputs[quantity] ?? (quantity == "count" ? "ni" : nil),
                let name = names[input]
            else { return quantity }
            return "column “\(name)”"
        }
        // A group without anybody is not the fault of one column.
        if case .outOfRange(let group, _) = error, let cells = Self.groups[group] {
            return cells.compactMap { names[$0] }.map { "column “\($0)”" }.joined(separator: " and ")
                + " are both 0: the group is empty."
        }
        return switch error {
        case .notFinite(let name): "\(column(name)) is not a finite number."
        case .outOfRange(let name, let value): "\(column(name)) cannot be \(SynthesisReport.text(value))."
        case .undefined(let what): "these numbers do not define \(what)."
        case .distribution: "these numbers are too large or too small to compute with."
        }
    }

    /// The library's names of quantities by metafor's.
    private static let inputs = [
        "treatedMean": "m1i", "treatedDeviation": "sd1i", "treatedCount": "n1i", "controlMean": "m2i",
        "controlDeviation": "sd2i", "controlCount": "n2i", "treatedEvents": "ai", "treatedNonEvents": "bi",
        "controlEvents": "ci", "controlNonEvents": "di", "correlation": "ri", "firstMean": "m1i",
        "firstDeviation": "sd1i", "secondMean": "m2i", "secondDeviation": "sd2i",
    ]

    /// Metafor's names of the cells of a group, by the library's name of the group.
    private static let groups = ["treated": ["ai", "bi"], "control": ["ci", "di"]]
}

/// The input columns of one kind of effect, parsed once.
private struct EffectInputs {
    private var numbers: [String: [Double]] = [:]
    private var counts: [String: [Int]] = [:]

    init(_ table: NumberTable, _ names: [String: String]) throws {
        let whole: Set<String> = ["n1i", "n2i", "ni", "ai", "bi", "ci", "di"]
        for (input, column) in names {
            if whole.contains(input) {
                counts[input] = try table.wholeNumbers(column)
            } else {
                numbers[input] = try table.numbers(column)
            }
        }
    }

    private func number(_ name: String, _ row: Int) -> Double { numbers[name]?[row] ?? .nan }
    private func count(_ name: String, _ row: Int) -> Int { counts[name]?[row] ?? 0 }

    func effect(
        _ measure: EffectMeasure,
        _ form: MeanDifferenceVariance,
        _ row: Int
    ) throws(EffectSizeError) -> EffectSize {
        switch measure {
        case .smd: return try means(row).standardisedDifference(variance: form)
        case .smdh: return try means(row).heteroscedasticDifference()
        case .md: return try means(row).rawDifference()
        case .rom: return try means(row).logResponseRatio()
        case .rr: return try table(row).logRiskRatio()
        case .or: return try table(row).logOddsRatio()
        case .rd: return try table(row).riskDifference()
        case .cor: return try correlation(row).raw()
        case .zcor: return try correlation(row).fisherZ()
        case .smcc: return try pair(row).standardisedByChange()
        case .smcr: return try pair(row).standardisedByFirst()
        case .mc: return try pair(row).rawChange()
        }
    }

    private func means(_ row: Int) throws(EffectSizeError) -> TwoGroupMeans {
        try TwoGroupMeans(
            treatedMean: number("m1i", row),
            treatedDeviation: number("sd1i", row),
            treatedCount: count("n1i", row),
            controlMean: number("m2i", row),
            controlDeviation: number("sd2i", row),
            controlCount: count("n2i", row)
        )
    }

    private func table(_ row: Int) throws(EffectSizeError) -> TwoByTwoTable {
        try TwoByTwoTable(
            treatedEvents: count("ai", row),
            treatedNonEvents: count("bi", row),
            controlEvents: count("ci", row),
            controlNonEvents: count("di", row)
        )
    }

    private func correlation(_ row: Int) throws(EffectSizeError) -> CorrelationEffect {
        try CorrelationEffect(correlation: number("ri", row), count: count("ni", row))
    }

    private func pair(_ row: Int) throws(EffectSizeError) -> PairedMeans {
        try PairedMeans(
            firstMean: number("m1i", row),
            firstDeviation: number("sd1i", row),
            secondMean: number("m2i", row),
            secondDeviation: number("sd2i", row),
            count: count("ni", row),
            correlation: number("ri", row)
        )
    }
}
