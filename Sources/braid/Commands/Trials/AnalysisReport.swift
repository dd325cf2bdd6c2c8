import Foundation
import Statistics

/// The answer of `braid analyse`, with the keys of its JSON.
struct AnalysisReport: Encodable {
    struct ArmLine: Encodable {
        let name: String
        let n: Int
        let mean, standardDeviation: Double
        let missing: Int
    }

    /// The mean of an arm at the covariates of everyone, by the adjusted model.
    struct AdjustedMean: Encodable {
        let name: String
        let mean, standardError: Double
        @Nullable var degreesOfFreedom: Double?
        let lower, upper: Double

        init(_ test: CoefficientTest, name: String) {
            self.name = name
            mean = test.estimate
            standardError = test.standardError
            _degreesOfFreedom = Nullable(
                wrappedValue: test.degreesOfFreedom.isFinite ? test.degreesOfFreedom : nil
            )
            lower = test.lower
            upper = test.upper
        }
    }

    struct Line: Encodable {
        let name: String
        let estimate, standardError, statistic: Double
        @Nullable var degreesOfFreedom: Double?
        let pValue, lower, upper: Double

        init(_ test: CoefficientTest, name: String? = nil) {
            self.name = name ?? test.name
            estimate = test.estimate
            standardError = test.standardError
            statistic = test.statistic
            _degreesOfFreedom = Nullable(
                wrappedValue: test.degreesOfFreedom.isFinite ? test.degreesOfFreedom : nil
            )
            pValue = test.pValue
            lower = test.lower
            upper = test.upper
        }
    }

    struct Variance: Encodable {
        let level: String
        let variance: Double
        @Nullable var standardError: Double?
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
        /// The share of variance between clusters in this model.
        @Nullable var icc: Double?
        /// The same share in the model with treatment alone.
        @Nullable var unconditionalIcc: Double?
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
        @Nullable var clustersRandomised: [Int]?
        @Nullable var clustersAnalysed: [Int]?
    }

    /// How scores lie at the ends of the scale.
    struct Scale: Encodable {
        let floor, ceiling, skewness: Double
    }

    struct Shift: Encodable {
        /// What was added to imputed outcomes of the treated arm, in standard deviations.
        let delta: Double
        let difference: Line
    }

    struct Imputation: Encodable {
        let imputations: Int
        let difference: Line
        let missingInformation: Double
        let deltas: [Shift]
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
    @Nullable var clusters: Int?
    let arms: [ArmLine]
    let adjustedMeans: [AdjustedMean]
    let baselineDifference: [Difference]
    let model: Model
    let effectSize: Size
    let alternatives: [Size]
    let monthsOfProgress: Months
    @Nullable var subgroup: Subgroup? = nil
    @Nullable var cace: Complier? = nil
    let attrition: Loss
    let scale: Scale
    @Nullable var imputation: Imputation? = nil
    @Nullable var permutation: Permutation? = nil
    @Nullable var bootstrap: Bootstrap? = nil
    @Nullable var seed: UInt64? = nil
    var warnings: [String]
}

extension AnalysisReport {
    /// What is said of pupils of whom the subgroup's value is not known; nothing where there are none.
    static func leftOut(ofSubgroup name: String, _ count: Int) -> [String] {
        switch count {
        case 0: []
        case 1:
            ["1 pupil who is analysed has no value of “\(name)” and is left out of the subgroup part only."]
        default:
            [
                "\(count) pupils who are analysed have no value of “\(name)” and are left out of the subgroup part only."
            ]
        }
    }

    /// The report as rows of a table: headings first.
    var rows: [[String]] {
        var rows: [[String]] = [["name", "estimate", "se", "df", "p", "lower", "upper"]]
        let parts = subgroup.map { part in
            [
                ("\(part.name): \(part.inside)", part.subgroup.difference),
                ("\(part.name): others", part.others.difference),
            ]
        }
        let lines: [(String, Line)] =
            model.coefficients.map { ($0.name, $0) }
            + [subgroup?.interaction, cace?.effect].compactMap { $0 }.map { ($0.name, $0) } + (parts ?? [])
            + (imputation.map { [("imputed \($0.imputations) times", $0.difference)] } ?? [])
            + (imputation?.deltas ?? []).map {
                ("imputed, treated shifted by \(Self.text($0.delta)) SD", $0.difference)
            }
        for (name, line) in lines {
            rows.append([
                name, Self.text(line.estimate), Self.text(line.standardError),
                line.degreesOfFreedom.map { Self.text($0) } ?? "", Self.text(line.pValue),
                Self.text(line.lower),
                Self.text(line.upper),
            ])
        }
        let sizes: [(String, Size)] =
            ([effectSize] + alternatives).map { ("Hedges' g (\($0.denominator))", $0) }
            + (subgroup.map {
                [
                    ("Hedges' g (\($0.inside))", $0.subgroup.effectSize),
                    ("Hedges' g (others)", $0.others.effectSize),
                    ("Hedges' g (interaction)", $0.interactionEffectSize),
                ]
            } ?? []) + (cace.map { [("Hedges' g (received)", $0.effectSize)] } ?? [])
        for (name, size) in sizes {
            rows.append([
                name, Self.text(size.hedgesG), Self.text(size.standardError),
                Self.text(size.degreesOfFreedom), "", Self.text(size.lower), Self.text(size.upper),
            ])
        }
        return rows
    }

    /// Name and value of every figure that has no row of its own in the table.
    var figures: [(name: String, value: String)] {
        var found: [(name: String, value: String)] = [("pupils analysed", "\(n)")]
        if let clusters { found.append(("clusters", "\(clusters)")) }
        for arm in arms {
            found.append(
                (
                    arm.name,
                    "\(arm.n) pupils, mean \(Self.text(arm.mean)), SD \(Self.text(arm.standardDeviation)), missing \(arm.missing)"
                )
            )
        }
        for mean in adjustedMeans {
            found.append(
                (
                    "adjusted mean, \(mean.name)",
                    "\(Self.text(mean.mean)) (\(Self.text(mean.lower)) to \(Self.text(mean.upper)))"
                )
            )
        }
        for baseline in baselineDifference {
            found.append(("baseline difference, \(baseline.name)", "\(Self.text(baseline.difference)) SD"))
        }
        if let icc = model.icc { found.append(("ICC", Self.text(icc))) }
        if let icc = model.unconditionalIcc { found.append(("ICC without covariates", Self.text(icc))) }
        found.append(
            (
                "attrition",
                "\(Self.text(attrition.overall)) overall, \(Self.text(attrition.differential)) between arms"
            )
        )
        if let cace {
            found.append(("first-stage F", Self.text(cace.firstStageF)))
            found.append(("received, difference between arms", Self.text(cace.complianceDifference)))
        }
        if let permutation {
            found.append(
                (
                    "permutation p",
                    "\(Self.text(permutation.pValue)) from \(permutation.permutations), error \(Self.text(permutation.monteCarloError))"
                )
            )
        }
        if let bootstrap {
            found.append(
                (
                    "bootstrap interval",
                    "\(Self.text(bootstrap.lower)) to \(Self.text(bootstrap.upper)) from \(bootstrap.replicates), standard error \(Self.text(bootstrap.standardError))"
                )
            )
        }
        if let imputation {
            found.append(("missing information", Self.text(imputation.missingInformation)))
        }
        return found
    }

    /// Four decimals, or four significant digits of small numbers.
    static func text(_ value: Double) -> String {
        if value != 0, value.magnitude < 0.001 { return String(format: "%.4g", value) }
        let scaled = (value.magnitude * 10_000).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let whole = Int(scaled)
        let fraction = String(whole % 10_000)
        let padded = String(repeating: "0", count: 4 - fraction.count) + fraction
        return "\(value < 0 ? "-" : "")\(whole / 10_000).\(padded)"
    }
}
