import Foundation
import Statistics
import Testing

/// The rows of one `escalc` call as our types.
private struct EscalcCase {
    let identifier: String
    let arguments: JSON
    let figures: JSON

    private func value(_ name: String, _ row: Int) throws -> Double {
        try #require(arguments[name][row].number)
    }
    private func count(_ name: String, _ row: Int) throws -> Int { Int(try value(name, row)) }

    private func means(_ row: Int) throws -> TwoGroupMeans {
        try TwoGroupMeans(
            treatedMean: value("m1i", row),
            treatedDeviation: value("sd1i", row),
            treatedCount: count("n1i", row),
            controlMean: value("m2i", row),
            controlDeviation: value("sd2i", row),
            controlCount: count("n2i", row)
        )
    }

    private func table(_ row: Int) throws -> TwoByTwoTable {
        try TwoByTwoTable(
            treatedEvents: count("ai", row),
            treatedNonEvents: count("bi", row),
            controlEvents: count("ci", row),
            controlNonEvents: count("di", row)
        )
    }

    private func pair(_ row: Int) throws -> PairedMeans {
        let hasMeans = !arguments.m1i.isMissing
        return try PairedMeans(
            firstMean: hasMeans ? value("m1i", row) : 1,
            firstDeviation: value("sd1i", row),
            secondMean: hasMeans ? value("m2i", row) : 1,
            secondDeviation: value("sd2i", row),
            count: count("ni", row),
            correlation: value("ri", row)
        )
    }

    private func difference(_ row: Int) throws -> StandardisedDifference {
        let n = try count("n1i", row)
        let m = try count("n2i", row)
        if !arguments.ti.isMissing {
            return try StandardisedDifference(t: value("ti", row), treatedCount: n, controlCount: m)
        }
        if !arguments.di.isMissing {
            return try StandardisedDifference(d: value("di", row), treatedCount: n, controlCount: m)
        }
        let p = try value("pi", row)
        return try StandardisedDifference(
            twoSidedP: abs(p),
            isNegative: p < 0,
            treatedCount: n,
            controlCount: m
        )
    }

    private var correction: ZeroCellCorrection {
        let amount = arguments["add"].number ?? 0.5
        switch arguments["to"].string {
        // The file's tables contain empty cells, so both of these add to all.
        case "all", "if0all": return .always(amount)
        case "none": return .none
        default: return .whereNeeded(amount)
        }
    }

    /// Our effect for one row, or nil where this measure is not one of ours.
    func effect(_ row: Int, isVersion5: Bool) throws -> EffectSize? {
        switch identifier {
        case "SMD.LS": return try means(row).standardisedDifference()
        case "SMD.LS2": return try means(row).standardisedDifference(variance: .largeSampleCorrected)
        case "SMD.UB": return try means(row).standardisedDifference(variance: .unbiased)
        case "SMD.nocorrect": return try means(row).standardisedDifference(correction: .none)
        case "SMD.from_t", "SMD.from_d", "SMD.from_p": return try difference(row).effect()
        case "MD": return try means(row).rawDifference()
        case "MD.HO": return try means(row).rawDifference(equalDeviations: true)
        case "SMDH": return isVersion5 ? try means(row).heteroscedasticDifference() : nil
        case "SMDH.nocorrect": return try means(row).heteroscedasticDifference(correction: .none)
        case "SMD1": return try means(row).glassDelta()
        case "SMD1H": return isVersion5 ? try means(row).glassDelta(equalDeviations: false) : nil
        case "ROM": return try means(row).logResponseRatio(biasCorrected: isVersion5)
        case "ROM.HO":
            return try means(row).logResponseRatio(biasCorrected: isVersion5, equalDeviations: true)
        case "ROM.nocorrect": return try means(row).logResponseRatio(biasCorrected: false)
        case "CVR": return try means(row).logVariationRatio(biasCorrected: isVersion5)
        case "VR": return try means(row).logDeviationRatio()
        case "RPB": return try means(row).pointBiserialCorrelation()
        case "RBIS": return try means(row).biserialCorrelation()
        case "D2ORN", "D2ORL":
            let means = try means(row)
            let d = try StandardisedDifference(
                d: (means.treatedMean - means.controlMean) / means.pooledDeviation,
                treatedCount: Int(means.treatedCount),
                controlCount: Int(means.controlCount)
            )
            return try d.logOddsRatio(identifier == "D2ORN" ? .normal : .logistic)
        case "RR", "RR.to_all", "RR.to_if0all", "RR.to_none": return try table(row).logRiskRatio(correction)
        case "OR", "OR.to_all", "OR.to_if0all", "OR.to_none", "OR.add0.25":
            return try table(row).logOddsRatio(correction)
        case "RD": return try table(row).riskDifference()
        case "RD.UB": return try table(row).riskDifference(unbiased: true)
        case "AS": return try table(row).arcsineDifference()
        case "PETO": return try table(row).petoLogOddsRatio(correction)
        case "YUQ": return try table(row).yulesQ()
        case "YUY": return try table(row).yulesY()
        case "PBIT": return try table(row).probitDifference()
        case "OR2DN": return try table(row).standardisedDifference(.normal)
        case "OR2DL": return try table(row).standardisedDifference(.logistic)
        case "COR", "ZCOR", "UCOR":
            let r = try CorrelationEffect(correlation: value("ri", row), count: count("ni", row))
            return identifier == "COR"
                ? try r.raw() : identifier == "ZCOR" ? try r.fisherZ() : try r.unbiased()
        case "PCOR", "ZPCOR":
            guard isVersion5 else { return nil }
            let r = try PartialCorrelation(
                t: value("ti", row),
                predictors: count("mi", row),
                count: count("ni", row)
            )
            return identifier == "PCOR" ? try r.raw() : try r.fisherZ()
        case "PR", "PLN", "PLO", "PAS", "PFT":
            let p = try ProportionEffect(events: count("xi", row), count: count("ni", row))
            switch identifier {
            case "PR": return try p.raw()
            case "PLN": return try p.logarithm()
            case "PLO": return try p.logOdds()
            case "PAS": return try p.arcsineTransformed()
            default: return try p.doubleArcsine()
            }
        case "MN", "MNLN", "SDLN", "CVLN", "SMN":
            let mean = try SingleMean(
                mean: arguments.mi.isMissing ? 1 : value("mi", row),
                deviation: value("sdi", row),
                count: count("ni", row)
            )
            switch identifier {
            case "MN": return try mean.raw()
            case "MNLN": return try mean.logarithm()
            case "SDLN": return try mean.logDeviation()
            case "CVLN": return try mean.logVariation()
            default: return try mean.standardised()
            }
        case "MC": return try pair(row).rawChange()
        case "SMCC": return try pair(row).standardisedByChange()
        case "SMCC.LS2": return try pair(row).standardisedByChange(variance: .largeSampleCorrected)
        case "SMCR": return try pair(row).standardisedByFirst()
        case "SMCR.LS2": return try pair(row).standardisedByFirst(variance: .largeSampleCorrected)
        case "SMCR.nocorrect": return try pair(row).standardisedByFirst(correction: .none)
        case "SMCRH": return isVersion5 ? try pair(row).heteroscedasticByFirst() : nil
        case "SMCRP": return try pair(row).standardisedByAverage()
        case "SMCRPH": return try pair(row).standardisedByAverage(equalDeviations: false)
        case "ROMC": return try pair(row).logResponseRatio(biasCorrected: isVersion5)
        case "CVRC": return try pair(row).logVariationRatio(biasCorrected: isVersion5)
        case "VRC": return try pair(row).logDeviationRatio()
        default: return nil
        }
    }

    /// Compares every row that metafor answers; returns how many. A case is compared, or listed with its reason.
    func check(isVersion5: Bool, listed: [ReferenceCases.Skipped]) throws -> Int {
        let file = isVersion5 ? "a_effect_sizes.metafor5.json" : "a_effect_sizes.json"
        let isListed = listed.contains { $0.names("cases/" + identifier, in: file) }
        var compared = 0
        for row in figures.yi.array.indices {
            guard let estimate = figures.yi[row].number, let variance = figures.vi[row].number else {
                continue
            }
            if variance == 0 || !variance.isFinite { continue }
            let answer = try effect(row, isVersion5: isVersion5)
            guard let answer else { continue }
            expectClose(answer.estimate, estimate, relative: 2e-12, floor: 1e-14, "\(identifier) yi \(row)")
            expectClose(answer.variance, variance, relative: 1e-11, floor: 1e-16, "\(identifier) vi \(row)")
            compared += 1
        }
        #expect((compared > 0) != isListed, "\(file) \(identifier)")
        return compared
    }
}

private func cases(_ file: JSON) -> [EscalcCase] {
    file.cases.array.compactMap { entry in
        guard let identifier = entry["id"].string else { return nil }
        return EscalcCase(identifier: identifier, arguments: entry.args, figures: entry)
    }
}

@Suite("escalc of metafor")
struct EscalcTests {
    @Test("every measure agrees in estimate and variance")
    func fixture() throws {
        let file = try Reference.fixture("escalc")
        let listed = try ReferenceCases.skipped()
        var compared = 0
        for item in cases(file) { compared += try item.check(isVersion5: true, listed: listed) }
        #expect(compared > 230)
    }

    @Test(
        "every measure of the shared files agrees",
        .enabled(if: Reference.hasRealData),
        arguments: [("a_effect_sizes.json", false), ("a_effect_sizes.metafor5.json", true)]
    )
    func real(name: String, isVersion5: Bool) throws {
        var compared = 0
        let listed = try ReferenceCases.skipped()
        for item in cases(try Reference.real(name)) {
            compared += try item.check(isVersion5: isVersion5, listed: listed)
        }
        #expect(compared > 220)
    }
}
