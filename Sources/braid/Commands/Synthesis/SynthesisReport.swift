import Foundation
import Statistics

/// The answer of `braid synthesise`, with the keys of its JSON.
struct SynthesisReport: Encodable {
    struct Coefficient: Encodable {
        let name: String
        let estimate, standardError, statistic: Double
        @Nullable var degreesOfFreedom: Double?
        let pValue, lower, upper: Double
    }

    struct Ends: Encodable {
        let lower: Double
        @Nullable var upper: Double?
    }

    struct Test: Encodable {
        let statistic, degreesOfFreedom: Double
        /// None of a chi-squared test.
        @Nullable var denominatorDegreesOfFreedom: Double?
        let pValue: Double
    }

    struct Component: Encodable {
        let level: String
        let variance: Double
        @Nullable var standardError: Double?
        /// By profile likelihood; none where the likelihood gives it no end.
        @Nullable var interval: Ends?
        /// Its share of the variance around the model, in per cent.
        let iSquared: Double
    }

    struct Robust: Encodable {
        let form: String
        let clusters: Int
        let coefficients: [Coefficient]
        /// The joint test of the moderators (HTZ).
        @Nullable var moderatorTest: Test?
    }

    let k: Int
    let method, test: String
    let level: Double
    let coefficients: [Coefficient]
    @Nullable var tauSquared: Double? = nil
    @Nullable var tauSquaredStandardError: Double? = nil
    @Nullable var tauSquaredInterval: Ends? = nil
    @Nullable var iSquared: Double? = nil
    @Nullable var hSquared: Double? = nil
    let q: Test
    @Nullable var moderatorTest: Test? = nil
    @Nullable var rSquared: Double? = nil
    @Nullable var predictionInterval: Ends? = nil
    /// Of each effect in the pooled one, in per cent, in the order of the file; none with moderators.
    @Nullable var weights: [Double]? = nil
    let logLikelihood: Double
    @Nullable var varianceComponents: [Component]? = nil
    @Nullable var clusters: Int? = nil
    @Nullable var robust: Robust? = nil
}

extension SynthesisReport {
    init(_ fit: MetaAnalysis) throws(SynthesisError) {
        self.init(
            k: fit.count,
            method: fit.estimator.rawValue,
            test: fit.test.rawValue,
            level: fit.level,
            coefficients: fit.coefficients.map(Coefficient.init),
            q: Test(fit.residualHeterogeneity),
            logLikelihood: try fit.logLikelihood()
        )
        tauSquared = fit.betweenStudyVariance
        tauSquaredStandardError = fit.betweenStudyVarianceStandardError
        iSquared = fit.iSquared
        hSquared = fit.hSquared
        if fit.residualDegreesOfFreedom > 0, fit.estimator != .equalEffects {
            tauSquaredInterval = Ends(try fit.heterogeneityIntervals().betweenStudyVariance)
        }
        if let test = fit.moderatorTest {
            moderatorTest = Test(test)
            rSquared = try fit.rSquared()
        } else if fit.hasIntercept {
            predictionInterval = Ends(try fit.predictionInterval())
            weights = fit.weightPercentages
        }
    }

    init(_ fit: ThreeLevelMetaAnalysis, robust estimates: RobustEstimates?) throws(SynthesisError) {
        self.init(
            k: fit.count,
            method: fit.isRestricted ? "REML" : "ML",
            test: fit.test.rawValue,
            level: fit.level,
            coefficients: fit.coefficients.map(Coefficient.init),
            q: Test(fit.residualHeterogeneity),
            logLikelihood: fit.logLikelihood
        )
        clusters = fit.clusterCount
        tauSquared = fit.components.reduce(0) { $0 + $1.variance }
        iSquared = fit.components.reduce(0) { $0 + $1.iSquared }
        var levels: [Component] = []
        for (index, component) in fit.components.enumerated() {
            levels.append(
                Component(
                    level: component.level,
                    variance: component.variance,
                    standardError: component.standardError,
                    interval: try Self.interval(of: index, in: fit),
                    iSquared: component.iSquared
                )
            )
        }
        varianceComponents = levels
        if let test = fit.moderatorTest {
            moderatorTest = Test(test)
        } else {
            predictionInterval = Ends(try fit.predictionInterval(robust: estimates))
            weights = try fit.weightPercentages()
        }
        guard let estimates else { return }
        var joint: Test?
        if fit.moderatorTest != nil {
            // With few clusters the joint test has no degrees of freedom left; the single ones still have.
            joint = try? Test(estimates.jointTest(columns: Array(1..<estimates.coefficients.count)))
        }
        robust = Robust(
            form: estimates.form.rawValue,
            clusters: estimates.clusterCount,
            coefficients: estimates.coefficients.map(Coefficient.init),
            moderatorTest: joint
        )
    }

    private static func interval(
        of component: Int,
        in fit: ThreeLevelMetaAnalysis
    ) throws(SynthesisError) -> Ends? {
        do throws(SynthesisError) {
            return Ends(try fit.componentInterval(component))
        } catch {
            // With two clusters the likelihood may stay flat however large the variance.
            guard case .notConverged = error else { throw error }
            return nil
        }
    }
}

extension SynthesisReport.Coefficient {
    init(_ row: CoefficientEstimate) {
        self.init(
            name: row.name,
            estimate: row.estimate,
            standardError: row.standardError,
            statistic: row.statistic,
            degreesOfFreedom: row.degreesOfFreedom,
            pValue: row.pValue,
            lower: row.lower,
            upper: row.upper
        )
    }
}

extension SynthesisReport.Ends {
    init(_ interval: ConfidenceInterval) {
        self.init(lower: interval.lower, upper: interval.upper.isFinite ? interval.upper : nil)
    }
}

extension SynthesisReport.Test {
    init(_ test: StatisticTest) {
        self.init(
            statistic: test.statistic,
            degreesOfFreedom: test.degreesOfFreedom,
            denominatorDegreesOfFreedom: test.denominatorDegreesOfFreedom,
            pValue: test.pValue
        )
    }
}

extension SynthesisReport {
    /// Name and value of every figure but the coefficients, for tables.
    var figures: [(name: String, value: String)] {
        var rows: [(name: String, value: String)] = [
            ("effects", "\(k)"), ("method", method), ("test", test),
        ]
        func add(_ name: String, _ value: Double?) {
            if let value { rows.append((name, Self.text(value))) }
        }
        func add(_ name: String, _ ends: Ends?) {
            guard let ends else { return }
            rows.append(
                (name, Self.text(ends.lower) + " to " + (ends.upper.map(Self.text) ?? "no upper bound"))
            )
        }
        func add(_ name: String, _ test: Test?) {
            guard let test else { return }
            let df = [test.degreesOfFreedom, test.denominatorDegreesOfFreedom].compactMap { $0 }.map(
                Self.text
            )
            rows.append(
                (
                    name,
                    Self.text(test.statistic) + ", df " + df.joined(separator: " and ") + ", p "
                        + Self.text(test.pValue)
                )
            )
        }
        if let clusters { rows.append(("clusters", "\(clusters)")) }
        add("τ²", tauSquared)
        add("τ² standard error", tauSquaredStandardError)
        add("τ² interval", tauSquaredInterval)
        for component in varianceComponents ?? [] {
            add("σ² \(component.level)", component.variance)
            add("σ² \(component.level) interval", component.interval)
        }
        add("I² %", iSquared)
        add("H²", hSquared)
        add("Q", q)
        add("moderators", moderatorTest)
        add("moderators (robust)", robust?.moderatorTest)
        add("R² %", rSquared)
        add("prediction interval", predictionInterval)
        add("log-likelihood", logLikelihood)
        return rows
    }

    /// Header and rows of the coefficients; robust ones are marked.
    var coefficientRows: [[String]] {
        let tagged =
            coefficients.map { ($0.name, $0) }
            + (robust.map { robust in robust.coefficients.map { ("\($0.name) (\(robust.form))", $0) } } ?? [])
        return [
            [
                "name", "estimate", "standardError", "statistic", "degreesOfFreedom", "pValue", "lower",
                "upper",
            ]
        ]
            + tagged.map { name, row in
                [
                    name, Self.text(row.estimate), Self.text(row.standardError), Self.text(row.statistic),
                    row.degreesOfFreedom.map(Self.text) ?? "", Self.text(row.pValue), Self.text(row.lower),
                    Self.text(row.upper),
                ]
            }
    }

    static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(format: "%.6g", value)
    }
}
