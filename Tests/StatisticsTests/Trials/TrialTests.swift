import Statistics
import Testing

/// Trial estimators: invariances, arithmetic by hand, coverage by seeded simulation, refusals.
@Suite struct TrialTests {
    static let trial = SimulatedTrial(schools: 12, pupils: 6, seed: 31)

    static func analyse(_ trial: SimulatedTrial, scale: Double = 1, shift: Double = 0) throws
        -> IntentionToTreat
    {
        try IntentionToTreat(
            outcome: trial.outcome.map { scale * $0 + shift },
            treatment: trial.treatment,
            covariates: trial.covariates,
            clusters: trial.clusters
        )
    }

    @Test func effectSizesDoNotDependOnTheScaleOfTheTest() throws {
        let plain = try Self.analyse(Self.trial)
        let moved = try Self.analyse(Self.trial, scale: 15, shift: 100)
        expectClose(moved.effectSize.hedgesG, plain.effectSize.hedgesG, relative: 1e-8)
        expectClose(moved.effectSize.standardError, plain.effectSize.standardError, relative: 1e-7)
        expectClose(moved.difference.pValue, plain.difference.pValue, relative: 1e-6)
        for (left, right) in zip(moved.alternatives, plain.alternatives) {
            expectClose(left.hedgesG, right.hedgesG, relative: 1e-8, left.denominator.rawValue)
        }
    }

    @Test func exchangingTheArmsTurnsTheEffectRound() throws {
        let trial = Self.trial
        let plain = try Self.analyse(trial)
        let turned = try IntentionToTreat(
            outcome: trial.outcome,
            treatment: trial.treatment.map { 1 - $0 },
            covariates: trial.covariates,
            clusters: trial.clusters
        )
        expectClose(turned.effectSize.hedgesG, -plain.effectSize.hedgesG, relative: 1e-8)
        expectClose(turned.effectSize.lower, -plain.effectSize.upper, relative: 1e-7)
    }

    @Test func intervalsOfASmallClusterTrialCoverTheTruth() throws {
        // Eight schools: 95 % intervals must cover about 95 in 100; 200 trials, so 180 is four errors below.
        var covered = 0
        for seed in 0..<200 {
            let trial = SimulatedTrial(schools: 8, pupils: 4, effect: 0.3, seed: 1000 + UInt64(seed))
            let result = try Self.analyse(trial)
            if result.difference.lower <= 0.3, 0.3 <= result.difference.upper { covered += 1 }
        }
        #expect(covered >= 180 && covered <= 200)
    }

    @Test func aTwoGroupTrialWorkedByHand() throws {
        // Treated 1 2 3, control 3 4 5 at baseline; outcome = baseline + 2 for treated, plus a wobble of
        // ±0.5.
        let scores: [(String, String, Double, Double?)] = [
            ("a", "new", 1, 3.5), ("b", "new", 2, 3.5), ("c", "new", 3, 5), ("d", "usual", 3, 3),
            ("e", "usual", 4, 4.5), ("f", "usual", 5, 4.5), ("g", "new", 2, nil),
        ]
        let units: [TrialUnit] = scores.map {
            TrialUnit(identifier: $0.0, group: $0.1, baseline: $0.2, outcome: $0.3)
        }
        let trial = try TwoGroupTrial(units: units, treated: "new")
        #expect(trial.analysed == 6)
        #expect(trial.excluded == (treated: 1, control: 0))
        #expect(trial.outcome.treated.missing == 1)
        // Pooled slope within groups 3/4, so the difference at equal baseline is 0 + 2·0.75 = 1.5.
        expectClose(trial.adjusted.estimate, 1.5, relative: 1e-12)
        expectClose(trial.baseline.cohensD, -2, relative: 1e-12)
        // √ of the pooled variance: (1.5 + 1.5)/4 = 0.75; J(4) = Γ(2)/(√2 Γ(3/2)) = 0.797884560802865.
        expectClose(
            trial.effectSize.hedgesG,
            1.5 / 0.75.squareRoot() * 0.797884560802865,
            relative: 1e-12
        )
    }

    @Test func twoGroupTrialsRefuseWhatCannotBeAnalysed() {
        func unit(_ name: String, _ group: String, _ before: Double?, _ after: Double?) -> TrialUnit {
            TrialUnit(identifier: name, group: group, baseline: before, outcome: after)
        }
        var fine: [TrialUnit] = []
        for index in 0..<4 {
            let score = Double(index)
            fine.append(unit("t\(index)", "t", score, score * score))
            fine.append(unit("c\(index)", "c", score, score + 1))
        }
        #expect(throws: TrialError.repeatedUnit(row: 8)) {
            try TwoGroupTrial(units: fine + [fine[0]], treated: "t")
        }
        #expect(throws: TrialError.missingArm("x")) { try TwoGroupTrial(units: fine, treated: "x") }
        #expect(throws: TrialError.wrongArms(found: ["c", "d", "t"])) {
            try TwoGroupTrial(units: fine + [unit("d", "d", 1, 1)], treated: "t")
        }
        #expect(throws: TrialError.tooFewUnits(arm: "c", count: 1)) {
            try TwoGroupTrial(units: fine.filter { $0.group == "t" } + [unit("d", "c", 1, 1)], treated: "t")
        }
        #expect(throws: TrialError.noVariation(column: "baseline")) {
            try TwoGroupTrial(units: fine.map { unit($0.identifier, $0.group, 1, $0.outcome) }, treated: "t")
        }
        #expect(throws: TrialError.notFinite(column: "outcome", row: 0)) {
            try TwoGroupTrial(units: [unit("z", "t", 1, .nan)] + fine, treated: "t")
        }
    }

    @Test func anEffectSizeNeedsMoreThanOneDegreeOfFreedom() throws {
        let difference = try CoefficientTest(
            name: "treatment",
            estimate: 1,
            standardError: 0.5,
            degreesOfFreedom: 1
        )
        #expect(
            throws: TrialError.invalidArgument(
                "too few for an effect size: its standard deviation needs more than one degree of freedom"
            )
        ) {
            try TrialEffectSize(
                difference: difference,
                standardDeviation: 1,
                degreesOfFreedom: 1,
                denominator: .pooled
            )
        }
    }

    @Test func exactIntervalsInvertTheNoncentralT() throws {
        let comparison = try TwoGroupComparison(
            treated: ArmSummary(name: "t", values: [5, 7, 9, 8, 6]),
            control: ArmSummary(name: "c", values: [4, 5, 7, 6, 3])
        )
        let interval = try comparison.exactInterval()
        let correction = comparison.effectSize.hedgesG / comparison.cohensD
        let scale = (2.0 / 5).squareRoot()
        let upper = try NoncentralT(degreesOfFreedom: 8, noncentrality: interval.upper / correction / scale)
        expectClose(try upper.cumulative(comparison.student.statistic), 0.025, relative: 1e-8)
        let lower = try NoncentralT(degreesOfFreedom: 8, noncentrality: interval.lower / correction / scale)
        expectClose(try lower.survival(comparison.student.statistic), 0.025, relative: 1e-8)
    }

    @Test func theComplierEffectIsTheEffectOverTheDifferenceInCompliance() throws {
        let trial = SimulatedTrial(schools: 10, pupils: 6, withinSchools: true, seed: 12)
        let received = trial.treatment.enumerated().map { $0.offset % 4 == 1 ? 0 : $0.element }
        let effect = try ComplierEffect(
            outcome: trial.outcome,
            treatment: trial.treatment,
            compliance: received,
            standardDeviation: 1,
            degreesOfFreedom: 50,
            denominator: .pooled
        )
        let difference = try IntentionToTreat(outcome: trial.outcome, treatment: trial.treatment).difference
            .estimate
        expectClose(effect.effect.estimate, difference / effect.complianceDifference, relative: 1e-9)
        #expect(throws: TrialError.noVariation(column: "compliance")) {
            try ComplierEffect(
                outcome: trial.outcome,
                treatment: trial.treatment,
                compliance: Array(repeating: 0.1, count: trial.outcome.count),
                standardDeviation: 1,
                degreesOfFreedom: 50,
                denominator: .pooled
            )
        }
        #expect(throws: TrialError.noVariation(column: "outcome")) {
            try ComplierEffect(
                outcome: Array(repeating: 7, count: trial.outcome.count),
                treatment: trial.treatment,
                compliance: received,
                standardDeviation: 1,
                degreesOfFreedom: 50,
                denominator: .pooled
            )
        }
    }

    /// R 4.2.2 on these rows: AER 1.2-10 `ivreg`, clubSandwich 0.5.8 `coef_test` and `Wald_test` (CR2), wherever the
    /// baseline stands.
    @Test(arguments: [0.0, 2_000, 1_000_000])
    func aBaselineFarFromZeroCostsTheComplierEffectNoDigits(origin: Double) throws {
        let rows = 0..<40
        let schools = rows.map { $0 / 5 }
        let treatment = schools.map { Double($0 % 2) }
        let received: [Double] = rows.map { row in
            schools[row] % 2 == 1 ? (row % 4 == 0 ? 0 : 1) : (row % 11 == 3 ? 1 : 0)
        }
        let before = rows.map { Double(($0 * 7) % 13) }
        let outcome: [Double] = rows.map { row in
            Double((row * 11) % 17 + (schools[row] * 5) % 7) + before[row] + 3 * received[row]
        }
        let effect = try ComplierEffect(
            outcome: outcome,
            treatment: treatment,
            compliance: received,
            covariates: DesignMatrix(
                names: ["before"],
                matrix: Matrix(columns: [before.map { $0 + origin }])
            ),
            clusters: Clusters(schools),
            standardDeviation: 1,
            degreesOfFreedom: 38,
            denominator: .pooled
        )
        expectClose(effect.effect.estimate, 3.556_338_028_169_02, relative: 1e-8)
        expectClose(effect.effect.standardError, 3.271_310_968_104_08, relative: 1e-8)
        expectClose(effect.effect.degreesOfFreedom, 5.979_402_613_070_36, relative: 1e-8)
        expectClose(effect.firstStage.statistic, 104.465_788_208_339, relative: 1e-8)
        expectClose(effect.firstStage.denominatorDegreesOfFreedom, 5.979_402_613_070_36, relative: 1e-8)
    }

    @Test func schoolsThatTakeUpWhatTheyAreOfferedAreFewHoweverManyPupilsTheyHave() throws {
        let taken: [Double] = [1, 1, 1, 0, 0, 0, 1, 0]
        var generator = SeededGenerator(seed: 5)
        let schools = (0..<400).map { $0 / 50 }
        let treatment: [Double] = schools.map { $0 < 4 ? 1 : 0 }
        let outcome = schools.map { taken[$0] + generator.normal() }
        let effect = try ComplierEffect(
            outcome: outcome,
            treatment: treatment,
            compliance: schools.map { taken[$0] },
            clusters: Clusters(schools),
            standardDeviation: 1,
            degreesOfFreedom: 398,
            denominator: .pooled
        )
        // With schools of one size CR2 is the difference of school means by Welch: 0.5²/(0.25/4 + 0.25/4).
        expectClose(effect.firstStage.statistic, 2, relative: 1e-9)
        // As if pupils were independent: 100 · 0.5² over 75/398.
        expectClose(effect.fit.firstStage[0].test.statistic, 25 / (75.0 / 398), relative: 1e-9)
    }

    @Test func theTotalDeviationDoesNotDependOnWhichArmIsCalledTheTreatment() throws {
        let trial = SimulatedTrial(schools: 12, pupils: 15, withinSchools: true, seed: 31)
        // Two thirds of pupils in one arm, and an effect that differs between schools.
        let arm: [Double] = trial.outcome.indices.map { $0 % 3 == 0 ? 0 : 1 }
        let outcome = trial.outcome.indices.map { row in
            trial.outcome[row] + arm[row] * Double(row / 15 % 4)
        }
        var options = IntentionToTreat.Options()
        options.randomSlope = true
        let clusters = Clusters(trial.outcome.indices.map { $0 / 15 })
        let sizes = try [arm, arm.map { 1 - $0 }].map { treatment in
            let found = try IntentionToTreat(
                outcome: outcome,
                treatment: treatment,
                clusters: clusters,
                options: options
            )
            return try #require(found.alternatives.first { $0.denominator == .conditionalTotal })
        }
        expectClose(sizes[0].standardDeviation, sizes[1].standardDeviation, relative: 1e-6)
        expectClose(sizes[0].hedgesG, -sizes[1].hedgesG, relative: 1e-4)
    }

    @Test func attritionCountsEveryoneRandomised() {
        let attrition = Attrition(
            treatment: [1, 1, 1, 1, 0, 0],
            analysed: [true, true, true, false, true, true]
        )
        #expect(attrition.randomised == [4, 2])
        #expect(attrition.analysed == [3, 2])
        expectClose(attrition.overall, 1.0 / 6, relative: 1e-15)
        expectClose(attrition.differential, 0.25, relative: 1e-15)
        let schools = Attrition(
            clusters: Clusters(["a", "a", "b", "b", "c", "c"]),
            treatment: [1, 1, 1, 1, 0, 0],
            analysed: [true, false, false, false, true, true]
        )
        #expect(schools.analysed == [1, 1])
    }

    /// Pupils drawn within sites: the order of rows says nothing about whose a site is.
    @Test(arguments: [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [1, 0, 3, 2, 5, 4]])
    func aSiteCountsInEachArmThatItHas(order: [Int]) {
        let sites = ["a", "a", "b", "b", "c", "c"]
        let treatment: [Double] = [1, 0, 1, 0, 1, 0]
        let analysed = [true, true, false, true, true, true]
        let attrition = Attrition(
            clusters: Clusters(order.map { sites[$0] }),
            treatment: order.map { treatment[$0] },
            analysed: order.map { analysed[$0] }
        )
        #expect(attrition.randomised == [3, 3])
        #expect(attrition.analysed == [2, 3])
        expectClose(attrition.differential, 1.0 / 3, relative: 1e-15)
    }

    @Test func theSubgroupsInteractionIsTheDifferenceOfItsEffects() throws {
        let trial = SimulatedTrial(schools: 2, pupils: 40, withinSchools: true, seed: 3)
        let inside = trial.outcome.indices.map { Double(($0 / 2) % 2) }
        let effect = try SubgroupEffect(outcome: trial.outcome, treatment: trial.treatment, subgroup: inside)
        let difference = effect.inside.difference.estimate - effect.outside.difference.estimate
        expectClose(effect.interaction.estimate, difference, relative: 1e-9)
    }

    @Test func scalesAtTheirEndsAreSeen() throws {
        let ends = try ScaleEnds(scores: [0, 5, 10, 10, 10], range: 0...10)
        expectClose(ends.ceiling, 0.6, relative: 1e-15)
        expectClose(ends.floor, 0.2, relative: 1e-15)
        #expect(ends.skewness < 0)
        // Cubes of scores in any units.
        for unit in [1e-150, 1, 1e90] {
            let skewness = try ScaleEnds(scores: [1 * unit, 2 * unit, 5 * unit]).skewness
            expectClose(skewness, 0.528_004_979_218_187_2, relative: 1e-12)
        }
    }
}
