import Foundation
import Statistics
import Testing

/// Closed forms worked in R 4.2.2 outside any package, and the exact interval of Steiger & Fouladi.
private func checkHand(_ file: JSON, _ means: JSON) throws {
    let hand = file.hand_g
    for row in hand.d.array.indices {
        func number(_ name: String) throws -> Double { try #require(means[name][row].number) }
        let groups = try TwoGroupMeans(
            treatedMean: number("m1i"),
            treatedDeviation: number("sd1i"),
            treatedCount: Int(number("n1i")),
            controlMean: number("m2i"),
            controlDeviation: number("sd2i"),
            controlCount: Int(number("n2i"))
        )
        func close(_ actual: Double, _ key: String, relative: Double = 1e-12) throws {
            expectClose(
                actual,
                try #require(hand[key][row].number),
                relative: relative,
                floor: 1e-14,
                "\(key) \(row)"
            )
        }
        try close(groups.pooledDeviation, "sd_pooled")
        try close(groups.standardisedDifference(correction: .none).estimate, "d")
        try close(groups.standardisedDifference().estimate, "g_exact")
        try close(groups.standardisedDifference(correction: .approximate).estimate, "g_approx")
        try close(groups.standardisedDifference(correction: .none).variance, "var_d_HO")
        try close(
            groups.standardisedDifference(correction: .approximate, variance: .largeSampleCorrected).variance,
            "var_g_Borenstein"
        )
        try close(groups.standardisedDifference().variance, "var_g_LS_metafor")
        try close(groups.standardisedDifference(variance: .unbiased).variance, "var_g_UB_metafor")
        try close(
            groups.standardisedDifference(variance: .exact).variance,
            "var_g_exact_with_delta_eq_g",
            relative: 1e-11
        )
        try close(groups.standardisedDifference(correction: .none).standardError, "se_d_HO")
        let d = try StandardisedDifference(
            d: groups.standardisedDifference(correction: .none).estimate,
            treatedCount: Int(groups.treatedCount),
            controlCount: Int(groups.controlCount)
        )
        let interval = try d.exactInterval()
        // R's own uniroot gives the file's ends to about 1e-8.
        try close(interval.lower, "nct_ci_d_lb", relative: 2e-7)
        try close(interval.upper, "nct_ci_d_ub", relative: 2e-7)
    }
    for (df, (exact, approximate)) in zip(
        file.J_table.df.numbers,
        zip(file.J_table.J_exact.numbers, file.J_table.J_approx.numbers)
    ) {
        let df = try #require(df)
        expectClose(
            try SmallSampleCorrection.exact.factor(degreesOfFreedom: df),
            try #require(exact),
            relative: df > 1e5 ? 1e-9 : 1e-10,
            "J(\(df))"
        )
        expectClose(
            try SmallSampleCorrection.approximate.factor(degreesOfFreedom: df),
            try #require(approximate),
            relative: 1e-14
        )
    }
}

private func checkConversions(_ conversions: JSON) throws {
    for row in conversions.t.array.indices {
        func number(_ name: String) throws -> Double { try #require(conversions[name][row].number) }
        let n = Int(try number("n1"))
        let m = Int(try number("n2"))
        func close(_ actual: Double, _ key: String) throws {
            expectClose(actual, try number(key), relative: 1e-12, floor: 1e-15, key)
        }
        let t = try number("t")
        try close(StandardisedDifference(t: t, treatedCount: n, controlCount: m).uncorrected, "d_from_t")
        try close(
            StandardisedDifference(f: number("F"), isNegative: false, treatedCount: n, controlCount: m)
                .uncorrected,
            "d_from_F_abs"
        )
        try close(
            StandardisedDifference(
                twoSidedP: number("p_two_sided"),
                isNegative: false,
                treatedCount: n,
                controlCount: m
            )
            .uncorrected,
            "d_from_p_abs"
        )
        try close(CorrelationEffect(t: t, degreesOfFreedom: n + m - 2).correlation, "r_from_t")
        try close(
            CorrelationEffect(correlation: number("r_in"), count: 50).standardisedDifference().estimate,
            "d_from_r_simple"
        )
        let d = try StandardisedDifference(d: number("d_in"), treatedCount: n, controlCount: m)
        try close(d.logOddsRatio().estimate, "logor_from_d_hh")
        try close(d.logOddsRatio(.normal).estimate, "logor_from_d_cox")
        try close(d.correlation, "r_from_d")
        let covariate = try number("r_cov")
        let adjusted = try StandardisedDifference(
            ancovaT: t,
            covariateCorrelation: covariate,
            treatedCount: n,
            controlCount: m
        ).adjusted(covariateCorrelation: covariate)
        try close(adjusted.estimate, "d_from_ancova_t_r")
        try close(adjusted.variance, "var_d_ancova")
    }
}

private func checkClusters(_ cases: JSON) throws {
    for entry in cases.array {
        let size = try #require(entry.n.integer)
        let trial = try ClusterAdjustedDifference(
            treatedSizes: Array(repeating: size, count: try #require(entry.mT.integer)),
            controlSizes: Array(repeating: size, count: try #require(entry.mC.integer)),
            intraclassCorrelation: try #require(entry.rho.number)
        )
        let d = try #require(entry.in_d.number)
        let total = try trial.total(ignoringClusters: d)
        expectClose(total.estimate, try #require(entry.dT.number), relative: 1e-12)
        expectClose(total.variance, try #require(entry.var_dT.number), relative: 1e-12)
        expectClose(
            try trial.within(d).variance,
            try #require(entry.var_dW_given_dW_eq_d.number),
            relative: 1e-12
        )
    }
}

@Suite("Effect sizes in closed form")
struct ClosedFormTests {
    @Test("differences, corrections, variance forms and exact intervals agree")
    func hand() throws {
        let file = try Reference.fixture("escalc")
        try checkHand(file, file.cases[0].args)
    }

    @Test("conversions from t, F, p, r and analysis of covariance agree")
    func conversions() throws { try checkConversions(Reference.fixture("escalc").conversions) }

    @Test("Hedges's cluster adjustment agrees for equal clusters")
    func clusters() throws { try checkClusters(Reference.fixture("escalc").hedges2007_equal_n) }

    @Test("the shared file agrees", .enabled(if: Reference.hasRealData))
    func real() throws {
        let file = try Reference.real("a_effect_sizes.json")
        try checkHand(file, file.cases[0].args)
        try checkConversions(file.conversions)
        try checkClusters(file.hedges2007_equal_n)
    }

    @Test("unequal clusters lie between the designs of their smallest and largest size")
    func unequalClusters() throws {
        func variance(_ sizes: [Int]) throws -> Double {
            try ClusterAdjustedDifference(
                treatedSizes: sizes,
                controlSizes: sizes,
                intraclassCorrelation: 0.2
            ).total(ignoringClusters: 0).variance * Double(sizes.reduce(0, +))
        }
        let mixed = try variance([10, 20, 30])
        #expect(try variance([20, 20, 20]) < mixed)
        #expect(try mixed < variance([30, 30, 30]))
    }

    @Test("with no clustering the adjustment is none")
    func noClustering() throws {
        let trial = try ClusterAdjustedDifference(
            treatedSizes: [12, 9, 14],
            controlSizes: [10, 10, 13],
            intraclassCorrelation: 0
        )
        let adjusted = try trial.total(ignoringClusters: 0.4)
        #expect(adjusted.estimate == 0.4)
        let plain = 1.0 / 35 + 1.0 / 33
        expectClose(adjusted.variance, plain + 0.16 / (2 * 66), relative: 1e-12)
        expectClose(trial.effectiveDegreesOfFreedom, 66, relative: 1e-12)
    }

    @Test(
        "shifting and scaling the outcome leaves standardised effects alone",
        arguments: [(5.0, 2.0), (-100, 0.1), (0, 37)]
    )
    func invariance(shift: Double, scale: Double) throws {
        func effect(_ shift: Double, _ scale: Double) throws -> EffectSize {
            try TwoGroupMeans(
                treatedMean: shift + scale * 10.3,
                treatedDeviation: scale * 2.1,
                treatedCount: 31,
                controlMean: shift + scale * 9.4,
                controlDeviation: scale * 1.8,
                controlCount: 28
            ).standardisedDifference()
        }
        let base = try effect(0, 1)
        let moved = try effect(shift, scale)
        expectClose(moved.estimate, base.estimate, relative: 1e-11)
        expectClose(moved.variance, base.variance, relative: 1e-12)
    }

    @Test("exchanging the groups turns the sign and keeps the variance")
    func exchange() throws {
        let table = try TwoByTwoTable(
            treatedEvents: 12,
            treatedNonEvents: 30,
            controlEvents: 7,
            controlNonEvents: 41
        )
        let other = try TwoByTwoTable(
            treatedEvents: 7,
            treatedNonEvents: 41,
            controlEvents: 12,
            controlNonEvents: 30
        )
        for pair in [
            (try table.logOddsRatio(), try other.logOddsRatio()),
            (try table.logRiskRatio(), try other.logRiskRatio()),
            (try table.riskDifference(), try other.riskDifference()),
            (try table.petoLogOddsRatio(), try other.petoLogOddsRatio()),
        ] {
            expectClose(pair.0.estimate, -pair.1.estimate, relative: 1e-13)
            expectClose(pair.0.variance, pair.1.variance, relative: 1e-13)
        }
    }

    @Test("pre, post and control with no change before agrees with the plain difference of changes")
    func prePostControl() throws {
        // Morris (2008) gives no worked digits; the identity is arithmetic: change 6 over a deviation of 10.
        let treated = try PrePostControl.Group(preMean: 50, postMean: 58, preDeviation: 10, count: 40)
        let control = try PrePostControl.Group(preMean: 50, postMean: 52, preDeviation: 10, count: 40)
        let effect = try PrePostControl(treated: treated, control: control, correlation: 0.7).effect()
        let j = try SmallSampleCorrection.exact.factor(degreesOfFreedom: 78)
        expectClose(effect.estimate, j * 0.6, relative: 1e-13)
        let means = 2 * 0.3 * 80 / 1600.0
        let expected = j * j * 78 / 76 * (means + j * j * 0.36) - j * j * 0.36
        expectClose(effect.variance, expected, relative: 1e-12)
    }
}

@Suite("What an effect size refuses")
struct EffectSizeRefusalTests {
    @Test("bad inputs are named")
    func named() {
        #expect(throws: EffectSizeError.outOfRange(name: "treatedDeviation", value: 0)) {
            try TwoGroupMeans(
                treatedMean: 1,
                treatedDeviation: 0,
                treatedCount: 9,
                controlMean: 1,
                controlDeviation: 1,
                controlCount: 9
            )
        }
        #expect(throws: EffectSizeError.notFinite(name: "controlMean")) {
            try TwoGroupMeans(
                treatedMean: 1,
                treatedDeviation: 1,
                treatedCount: 9,
                controlMean: .nan,
                controlDeviation: 1,
                controlCount: 9
            )
        }
        #expect(throws: EffectSizeError.outOfRange(name: "controlEvents", value: -1)) {
            try TwoByTwoTable(treatedEvents: 1, treatedNonEvents: 1, controlEvents: -1, controlNonEvents: 1)
        }
        #expect(throws: EffectSizeError.outOfRange(name: "correlation", value: 1)) {
            try CorrelationEffect(correlation: 1, count: 20)
        }
        #expect(throws: EffectSizeError.outOfRange(name: "intraclassCorrelation", value: 1)) {
            try ClusterAdjustedDifference(
                treatedSizes: [3, 3],
                controlSizes: [3, 3],
                intraclassCorrelation: 1
            )
        }
        #expect(throws: EffectSizeError.outOfRange(name: "twoSidedP", value: 0)) {
            try StandardisedDifference(twoSidedP: 0, isNegative: false, treatedCount: 9, controlCount: 9)
        }
    }

    @Test("ratios that do not exist are errors, not infinities")
    func undefined() throws {
        let empty = try TwoByTwoTable(
            treatedEvents: 0,
            treatedNonEvents: 9,
            controlEvents: 3,
            controlNonEvents: 7
        )
        #expect(throws: EffectSizeError.self) { try empty.logOddsRatio(.none) }
        #expect(throws: EffectSizeError.self) { try empty.logRiskRatio(.none) }
        let none = try TwoByTwoTable(
            treatedEvents: 0,
            treatedNonEvents: 9,
            controlEvents: 0,
            controlNonEvents: 7
        )
        #expect(throws: EffectSizeError.self) { try none.petoLogOddsRatio() }
        let crossing = try TwoGroupMeans(
            treatedMean: -1,
            treatedDeviation: 1,
            treatedCount: 9,
            controlMean: 1,
            controlDeviation: 1,
            controlCount: 9
        )
        #expect(throws: EffectSizeError.self) { try crossing.logResponseRatio() }
    }
}
