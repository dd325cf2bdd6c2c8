import Foundation
import Statistics
import Testing

/// Multiple imputation: recovery of known answers by seeded simulation, and Rubin's rules by hand.
@Suite struct ImputationTests {
    /// Outcome y = 1 + 2x + school + noise, missing more often where x is large.
    static func data(rows: Int, seed: UInt64) -> (x: [Double], y: [Double], full: [Double], schools: [Int]) {
        var generator = SeededGenerator(seed: seed)
        let effects = (0..<20).map { _ in generator.normal() }
        let schools = (0..<rows).map { $0 % 20 }
        let x = (0..<rows).map { _ in generator.normal() }
        let full = (0..<rows).map { 1 + 2 * x[$0] + effects[schools[$0]] + generator.normal() }
        let y = (0..<rows).map {
            generator.uniform() < 0.3 + 0.2 * (x[$0] > 0 ? 1 : 0) ? Double.nan : full[$0]
        }
        return (x, y, full, schools)
    }

    @Test(arguments: [
        MultipleImputation.Method.normal, .predictiveMeanMatching, .clusterNormal,
    ]) func aMeanBiasedByMissingValuesIsRestored(method: MultipleImputation.Method) throws {
        let (x, y, full, schools) = Self.data(rows: 600, seed: 5)
        let imputed = try MultipleImputation(
            variables: [.init("y", values: y, method: method), .init("x", values: x)],
            clusters: Clusters(schools),
            imputations: 8,
            rounds: 3,
            seed: 1
        )
        let truth = full.reduce(0, +) / 600
        let present = y.filter { !$0.isNaN }
        let naive = present.reduce(0, +) / Double(present.count)
        let means = imputed.completed.map { $0[0].reduce(0, +) / 600 }
        let mean = means.reduce(0, +) / 8
        #expect(abs(mean - truth) < 0.15)
        #expect(abs(naive - truth) > abs(mean - truth))
        #expect(imputed.completed.allSatisfy { table in table[0].allSatisfy(\.isFinite) })
        // Observed values stay as they are.
        for row in y.indices where !y[row].isNaN { #expect(imputed.completed[0][0][row] == y[row]) }
    }

    @Test func matchingImputesOnlyObservedValues() throws {
        let (x, y, _, _) = Self.data(rows: 200, seed: 6)
        let imputed = try MultipleImputation(
            variables: [.init("y", values: y, method: .predictiveMeanMatching), .init("x", values: x)],
            imputations: 2,
            rounds: 2,
            seed: 3
        )
        let observed = Set(y.filter { !$0.isNaN })
        #expect(imputed.completed[1][0].allSatisfy { observed.contains($0) })
    }

    @Test func binaryValuesAreImputedAsZeroOrOneAtTheirRate() throws {
        var generator = SeededGenerator(seed: 9)
        let x = (0..<500).map { _ in generator.normal() }
        let full = x.map { generator.uniform() < 1 / (1 + Foundation.exp(-$0)) ? 1.0 : 0 }
        let y = full.map { generator.uniform() < 0.3 ? Double.nan : $0 }
        let imputed = try MultipleImputation(
            variables: [.init("y", values: y, method: .logistic), .init("x", values: x)],
            imputations: 4,
            rounds: 2,
            seed: 2
        )
        for table in imputed.completed {
            #expect(table[0].allSatisfy { $0 == 0 || $0 == 1 })
            #expect(abs(table[0].reduce(0, +) - full.reduce(0, +)) < 40)
        }
    }

    /// Beyond 10⁸ standard deviations draws failed, and beyond 10¹⁰ the score was left out of the model without a word.
    @Test(arguments: [
        MultipleImputation.Method.normal, .predictiveMeanMatching, .clusterNormal,
        .clusterPredictiveMeanMatching,
    ]) func noOriginOfAScoreLosesIt(method: MultipleImputation.Method) throws {
        let (x, y, _, schools) = Self.data(rows: 240, seed: 8)
        var generator = SeededGenerator(seed: 10)
        // Eighths are exact at every origin here.
        let score: [Double] = x.map { ($0 * 8).rounded() / 8 }
        let isFSM: [Double] = x.map { value in
            let isMissing: Bool = generator.uniform() < 0.2
            let odds: Double = Foundation.exp(2 * value)
            return isMissing ? .nan : generator.uniform() < odds / (1 + odds) ? 1 : 0
        }
        let tables: [[[[Double]]]] = try [0x1p20, 0x1p30, 0x1p45].map { origin in
            let imputed = try MultipleImputation(
                variables: [
                    .init("y", values: y, method: method),
                    .init("fsm", values: isFSM, method: .logistic),
                    .init("x", values: score.map { $0 + origin }),
                ],
                clusters: Clusters(schools),
                imputations: 3,
                rounds: 2,
                seed: 4
            )
            return imputed.completed.map { Array($0.prefix(2)) }
        }
        #expect(tables[1] == tables[0])
        #expect(tables[2] == tables[0])
        // The score tells who is eligible: pupils above its mean more often than those below.
        let gaps: [Int] = isFSM.indices.filter { isFSM[$0].isNaN }
        let above: [Double] = gaps.filter { x[$0] > 0 }.map { tables[2][0][1][$0] }
        let below: [Double] = gaps.filter { x[$0] < 0 }.map { tables[2][0][1][$0] }
        let difference: Double =
            above.reduce(0, +) / Double(above.count) - below.reduce(0, +) / Double(below.count)
        #expect(difference > 0)
    }

    @Test func aShiftMovesImputedValuesAndNoOthers() throws {
        let (x, y, _, _) = Self.data(rows: 100, seed: 7)
        let variables: [MultipleImputation.Variable] = [.init("y", values: y), .init("x", values: x)]
        let plain = try MultipleImputation(variables: variables, imputations: 2, rounds: 1, seed: 4)
        let shifted = try MultipleImputation(
            variables: variables,
            imputations: 2,
            rounds: 1,
            seed: 4,
            shift: ("y", -0.5, Array(repeating: true, count: 100))
        )
        for row in y.indices {
            let difference = shifted.completed[0][0][row] - plain.completed[0][0][row]
            #expect(abs(difference - (y[row].isNaN ? -0.5 : 0)) < 1e-12)
        }
    }

    @Test func rubinsRulesAgreeWithAnExampleWorkedByHand() throws {
        // Within (1 + 4 + 9)/3 = 14/3, between 1, total 14/3 + 4/3 = 6, share 2/9, ν = 2·(9/2)² = 40.5.
        let pooled = try PooledEstimate(name: "b", estimates: [1, 2, 3], standardErrors: [1, 2, 3])
        expectClose(pooled.test.estimate, 2, relative: 1e-15)
        expectClose(pooled.test.standardError, 6.0.squareRoot(), relative: 1e-15)
        expectClose(pooled.test.degreesOfFreedom, 40.5, relative: 1e-14)
        expectClose(pooled.relativeIncrease, 2.0 / 7, relative: 1e-14)
        #expect(throws: ResamplingError.tooFewUnits(1)) {
            try PooledEstimate(name: "b", estimates: [1], standardErrors: [1])
        }
    }

    @Test(.enabled(if: Reference.hasRealData)) func poolingAgreesWithMice() throws {
        let reference = try Reference.real("e4_perm_boot_mi.json")
        let each = reference.mi_lm.per_imputation
        for (index, name) in ["(Intercept)", "Intervention", "Prettest"].enumerated() {
            let estimates = each.est[index].numbers.compactMap { $0 }
            let errors = each.se[index].numbers.compactMap { $0 }
            for (key, df) in [("rubin_by_hand", 262.0), ("rubin_by_hand_dfcom_Inf", .infinity)] {
                let expected = reference.mi_lm[key][name]
                let pooled = try PooledEstimate(
                    name: name,
                    estimates: estimates,
                    standardErrors: errors,
                    completeDegreesOfFreedom: df
                )
                expectClose(pooled.test.estimate, try #require(expected.qbar.number), relative: 1e-12, "qbar")
                expectClose(
                    pooled.test.standardError,
                    try #require(expected.se.number),
                    relative: 1e-12,
                    "se"
                )
                expectClose(
                    pooled.test.degreesOfFreedom,
                    try #require(expected.df.number),
                    relative: 1e-10,
                    "df"
                )
                expectClose(
                    pooled.test.pValue,
                    try #require(expected.p.number),
                    relative: 1e-8,
                    floor: 0,
                    "p"
                )
                expectClose(
                    pooled.missingInformation,
                    try #require(expected.fmi.number),
                    relative: 1e-10,
                    "fmi"
                )
                expectClose(pooled.test.lower, try #require(expected.ci_lb.number), relative: 1e-9, "lower")
            }
        }
    }

    @Test(.enabled(if: Reference.hasRealData)) func modelsOfImputedTablesAgree() throws {
        let reference = try Reference.real("e4_perm_boot_mi.json")
        let table = try RealTrials.table("data/mi_imputed_long.csv")
        let number = try table.numbers("imp")
        for imputation in [1, 7, 20] {
            let rows = number.indices.filter { number[$0] == Double(imputation) }
            let design = try DesignMatrix(
                terms: [.intercept, .number("Intervention"), .number("Prettest")],
                table: table,
                rows: rows
            )
            let all = try table.numbers("Posttest")
            let schools = try table.numbers("School")
            let outcome = rows.map { all[$0] }
            let linear = try LinearFit(outcome: outcome, design: design).tests()[1]
            let each = reference.mi_lm.per_imputation
            expectClose(
                linear.estimate,
                try #require(each.est[1].numbers[imputation - 1]),
                relative: 1e-9,
                "lm"
            )
            let fit = try MultilevelFit.randomIntercept(
                outcome: outcome,
                design: design,
                clusters: Clusters(rows.map { schools[$0] })
            )
            let multilevel = reference.mi_lmer.per_imputation
            // lme4's default fit, good to about seven digits here.
            expectClose(
                fit.coefficients[1],
                try #require(multilevel.est[1].numbers[imputation - 1]),
                relative: 1e-5,
                "lmer"
            )
        }
    }
}
