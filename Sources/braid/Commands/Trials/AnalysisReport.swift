import Statistics

/// The answer of `braid analyse`, with the keys of its JSON.
struct AnalysisReport: Encodable {
    struct ArmLine: Encodable {
        let name: String
        let n: Int
        let mean, standardDeviation: Double
        let missing: Int
    }

    struct Line: Encodable {
        let name: String
        let estimate, standardError, statistic: Double
        let degreesOfFreedom: Double?
        let pValue, lower, upper: Double

        init(_ test: CoefficientTest) {
            name = test.name
            estimate = test.estimate
            standardError = test.standardError
            statistic = test.statistic
            degreesOfFreedom = test.degreesOfFreedom.isFinite ? test.degreesOfFreedom : nil
            pValue = test.pValue
            lower = test.lower
            upper = test.upper
        }
    }

    struct Variance: Encodable {
        let name: String
        let estimate: Double
        let standardError: Double?
    }

    struct Size: Encodable {
        let hedgesG, standardError, lower, upper: Double
        let denominator: String
        let standardDeviation, degreesOfFreedom: Double

        init(_ size: TrialEffectSize) {
            hedgesG = size.hedgesG
            standardError = size.standardError
            lower = size.lower
            upper = size.upper
            denominator = size.denominator.rawValue
            standardDeviation = size.standardDeviation
            degreesOfFreedom = size.degreesOfFreedom
        }
    }

    struct Difference: Encodable {
        let name: String
        let treatedMean, controlMean, difference: Double
    }

    struct Model: Encodable {
        let formula: String
        let coefficients: [Line]
        let varianceComponents: [Variance]
        let icc: Double?
        let logLikelihood: Double
        let estimator: String
    }

    struct Months: Encodable {
        let profile: String
        let months, lower, upper: Int
    }

    struct Part: Encodable {
        let n: Int
        let difference: Line
        let effectSize: Size
    }

    struct Subgroup: Encodable {
        let name, inside: String
        let interaction: Line
        let interactionEffectSize: Size
        let subgroup, others: Part
    }

    struct Complier: Encodable {
        let effect: Line
        let effectSize: Size
        let firstStageF, complianceDifference: Double
    }

    struct Loss: Encodable {
        let randomised, analysed: [Int]
        let overall, differential: Double
        let clustersRandomised, clustersAnalysed: [Int]?
    }

    struct Imputation: Encodable {
        let imputations: Int
        let difference: Line
        let missingInformation: Double
    }

    struct Permutation: Encodable {
        let observed, pValue: Double
        let permutations: Int
        let monteCarloError: Double
    }

    struct Bootstrap: Encodable {
        let replicates, failed: Int
        let standardError, lower, upper: Double
    }

    let n: Int
    let clusters: Int?
    let arms: [ArmLine]
    let baselineDifference: [Difference]
    let model: Model
    let effectSize: Size
    let alternatives: [Size]
    let monthsOfProgress: Months
    var subgroup: Subgroup?
    var cace: Complier?
    let attrition: Loss
    var imputation: Imputation?
    var permutation: Permutation?
    var bootstrap: Bootstrap?
    var seed: UInt64?
    let warnings: [String]
}

extension AnalysisReport {
    /// The report as rows of a table: headings first.
    var rows: [[String]] {
        var rows: [[String]] = [["name", "estimate", "se", "df", "p", "lower", "upper"]]
        let lines =
            model.coefficients
            + [subgroup?.interaction, cace?.effect, imputation?.difference].compactMap { $0 }
        for line in lines {
            rows.append([
                line.name, Self.text(line.estimate), Self.text(line.standardError),
                line.degreesOfFreedom.map { Self.text($0) } ?? "", Self.text(line.pValue),
                Self.text(line.lower),
                Self.text(line.upper),
            ])
        }
        for size in [effectSize] + alternatives {
            rows.append([
                "Hedges' g (\(size.denominator))", Self.text(size.hedgesG), Self.text(size.standardError),
                Self.text(size.degreesOfFreedom), "", Self.text(size.lower), Self.text(size.upper),
            ])
        }
        return rows
    }

    /// Four decimals, or four significant digits of small numbers.
    static func text(_ value: Double) -> String {
        if value != 0, value.magnitude < 0.001 { return "\(Float(value))" }
        let scaled = (value.magnitude * 10_000).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let whole = Int(scaled)
        let fraction = String(whole % 10_000)
        let padded = String(repeating: "0", count: 4 - fraction.count) + fraction
        return "\(value < 0 ? "-" : "")\(whole / 10_000).\(padded)"
    }
}
