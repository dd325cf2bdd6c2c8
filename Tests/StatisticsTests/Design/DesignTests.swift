import Statistics
import Testing

/// Designs: published figures, consistency of effect, power and size, and refusals.
@Suite struct DesignTests {
    static func schools(_ count: Double) -> TrialDesign {
        .cluster(schools: count, pupilsPerSchool: 25, icc: 0.15, rSquaredPupil: 0.5, rSquaredSchool: 0.5)
    }

    @Test(arguments: [(10.0, 0.61), (20, 0.40), (40, 0.28), (60, 0.22), (100, 0.17)])
    func detectableEffectsOfSchoolTrialsAreTheKnownOnes(count: Double, expected: Double) throws {
        let effect = try Self.schools(count).precision().conventionalEffect()
        #expect((effect * 100).rounded() / 100 == expected)
    }

    @Test func theExactDetectableEffectHasExactlyThePowerAskedFor() throws {
        for count in [6.0, 20, 200] {
            let precision = try Self.schools(count).precision()
            let effect = try precision.minimumDetectableEffect(power: 0.9)
            expectClose(try precision.power(effect: effect), 0.9, relative: 1e-9)
            expectClose(try precision.power(effect: -effect), 0.9, relative: 1e-9)
            expectClose(try precision.power(effect: 0), 0.05, relative: 1e-8)
        }
    }

    /// With few degrees of freedom a test misses even effects of many standard errors. ∫ φ(*z*)·P(χ² ≤ ν((δ + *z*)/*c*)²) d*z*
    /// with mpmath 1.3.0 at 30 digits; R 4.2.2 `pt(qt(0.025, 1, lower = FALSE), 1, 31, lower = FALSE)` 0.984993906607.
    @Test(arguments: [
        (1.0, 31.0, 0.05, 0.984_993_906_606_297_95), (1, 40, 0.001, 0.050_099_578_535_444_693),
        (2, 200, 0.0001, 0.981_682_527_547_389_16), (3, 35, 0.00001, 0.200_751_233_487_065_89),
        (1, 20_000, 0.00001, 0.246_599_920_917_816_5),
    ])
    func largeEffectsAreNotCertainToBeFoundByFewUnits(
        df: Double,
        effect: Double,
        alpha: Double,
        expected: Double
    ) throws {
        let precision = try DesignPrecision(standardError: 1, degreesOfFreedom: df)
        expectClose(try precision.power(effect: effect, alpha: alpha), expected, relative: 1e-8)
        expectClose(try precision.power(effect: -effect, alpha: alpha), expected, relative: 1e-8)
        let exact = try precision.minimumDetectableEffect(power: expected, alpha: alpha)
        expectClose(exact, effect, relative: 1e-6)
    }

    @Test func certaintyIsReachedAndTheWrongTailIsNot() throws {
        let precision = try DesignPrecision(standardError: 1e-9, degreesOfFreedom: 38)
        #expect(try precision.power(effect: 1) == 1)
        #expect(try precision.power(effect: -1) == 1)
        #expect(try precision.power(effect: -1, twoTailed: false) == 0)
        let small = try precision.minimumDetectableEffect(power: 0.0501)
        expectClose(try precision.power(effect: small), 0.0501, relative: 1e-9)
    }

    @Test func oneSchoolFewerIsNotEnough() throws {
        let needed = try Self.schools(2).unitsNeeded(effect: 0.25)
        #expect(try Self.schools(Double(needed)).precision().power(effect: 0.25) >= 0.8)
        #expect(try Self.schools(Double(needed - 1)).precision().power(effect: 0.25) < 0.8)
    }

    @Test func theCurveFallsAndPowerRises() throws {
        let curve = try Self.schools(2).curve(units: [2, 10, 20, 40, 80], effect: 0.2)
        #expect(curve.map(\.units) == [10, 20, 40, 80])
        for (left, right) in zip(curve, curve.dropFirst()) {
            #expect(left.minimumDetectableEffect > right.minimumDetectableEffect)
            #expect(left.power < right.power)
        }
    }

    @Test func unequalSizesUnequalArmsAndLossesCostPrecision() throws {
        let plain = try Self.schools(40).precision().standardError
        let worse: [TrialDesign.Conditions] = [
            .init(treatedShare: 0.3), .init(pupilAttrition: 0.2), .init(clusterAttrition: 0.1),
            .init(sizeVariation: 0.7),
        ]
        for conditions in worse {
            #expect(try Self.schools(40).precision(conditions).standardError > plain)
        }
        #expect(try Self.schools(40).precision(.init(covariates: 3)).degreesOfFreedom == 35)
    }

    /// By hand: λ = n/(n + σ²/τ²), and what varies has 1 − CV²λ(1 − λ) of its precision.
    @Test func unequalClassesAndSitesCostWhatTheirLevelHasAtStake() throws {
        let classes = TrialDesign.threeLevel(
            schools: 20,
            classesPerSchool: 2,
            pupilsPerClass: 24,
            classICC: 0.1,
            schoolICC: 0.2
        )
        // λ = 24/(24 + 0.7/0.1) = 24/31; with CV 0.5 the loss is 1 − 0.25 · 24 · 7/31².
        let loss = 1 - 0.25 * 24 * 7 / 961
        let variance = (0.2 + (0.1 + 0.7 / 24) / (2 * loss)) / (0.25 * 20)
        expectClose(
            try classes.precision(.init(sizeVariation: 0.5)).standardError,
            variance.squareRoot(),
            relative: 1e-12
        )
        let sites = TrialDesign.multisite(
            sites: 16,
            pupilsPerSite: 40,
            effects: .random(icc: 0.2, heterogeneity: 0.5)
        )
        // τ² = 0.1, σ² = 0.8/0.25: λ = 40/(40 + 32) = 5/9.
        let kept = 1 - 0.25 * 5 * 4 / 81.0
        expectClose(
            try sites.precision(.init(sizeVariation: 0.5)).standardError,
            ((0.1 + 0.08) / (16 * kept)).squareRoot(),
            relative: 1e-12
        )
        let one = TrialDesign.multisite(sites: 16, pupilsPerSite: 40)
        #expect(try one.precision(.init(sizeVariation: 0.5)) == one.precision())
    }

    @Test func impossibleDesignsAreRefused() {
        #expect(throws: DesignError.noDegreesOfFreedom(0)) { try Self.schools(2).precision() }
        #expect(throws: DesignError.invalidArgument("treated share")) {
            try Self.schools(10).precision(.init(treatedShare: 1))
        }
        #expect(throws: DesignError.invalidArgument("a share outside 0…1")) {
            try TrialDesign.cluster(schools: 10, pupilsPerSchool: 20, icc: 1.2).precision()
        }
        #expect(throws: DesignError.unattainable(limit: 1_000_000)) {
            try Self.schools(2).unitsNeeded(effect: 1e-6)
        }
    }

    @Test func everyPlanningValueIsAShareWithASource() {
        for value in PlanningValue.defaults {
            #expect(value.value > 0 && value.value < 1)
            #expect(!value.source.isEmpty)
        }
    }
}
