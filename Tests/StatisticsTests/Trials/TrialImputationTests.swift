import Statistics
import Testing

/// The recipe by which a trial's missing scores are imputed: what it keeps, what enters it, and what a shift does.
@Suite struct TrialImputationTests {
    static let trial = SimulatedTrial(schools: 12, pupils: 8, seed: 77)
    /// Every seventh outcome and every eleventh baseline is missing.
    static let outcome: [Double] = trial.outcome.enumerated().map { $0 % 7 == 3 ? .nan : $1 }
    static let baseline: [Double] = trial.baseline.enumerated().map { $0 % 11 == 5 ? .nan : $1 }

    static func impute(
        indicators: [(name: String, values: [Double])] = [],
        strata: [(name: String, values: [Double])] = [],
        clusters: Clusters? = trial.clusters,
        seed: UInt64 = 3
    ) throws -> TrialImputation {
        try TrialImputation(
            outcome: outcome,
            treatment: trial.treatment,
            baselines: [("baseline", baseline)],
            indicators: indicators,
            strata: strata,
            clusters: clusters,
            imputations: 4,
            seed: seed
        )
    }

    static func outcomes(_ imputed: TrialImputation) -> [[Double]] { imputed.tables.map(\.outcome) }

    @Test func whatIsKnownStaysAndWhatIsMissingIsFilled() throws {
        let imputed = try Self.impute()
        #expect(imputed.tables.count == 4)
        for table in imputed.tables {
            for (found, given) in [(table.outcome, Self.outcome), (table.baselines[0], Self.baseline)] {
                for (value, known) in zip(found, given) {
                    #expect(known.isNaN ? value.isFinite : value == known)
                }
            }
        }
        for (row, moves) in imputed.movable.enumerated() {
            #expect(moves == (Self.outcome[row].isNaN && Self.trial.treatment[row] == 1))
        }
    }

    @Test func itIsThatOfTheseChainedEquations() throws {
        let eligible: [Double] = Self.outcome.indices.map { row in
            let code = Double(row % 3 / 2)
            return row % 20 == 0 ? .nan : code
        }
        let stratum: [Double] = Self.trial.schools.map { Double($0 / 6) }
        let imputed = try Self.impute(indicators: [("fsm", eligible)], strata: [("stratum", stratum)])
        let chained = try MultipleImputation(
            variables: [
                .init("outcome", values: Self.outcome, method: .clusterNormal),
                .init("baseline", values: Self.baseline, method: .clusterNormal),
                .init("treatment", values: Self.trial.treatment),
                .init("fsm", values: eligible, method: .logistic),
                .init("stratum", values: stratum),
            ],
            clusters: Self.trial.clusters,
            imputations: 4,
            rounds: 5,
            seed: 3
        )
        #expect(Self.outcomes(imputed) == chained.completed.map { $0[0] })
        #expect(imputed.tables.map { $0.baselines[0] } == chained.completed.map { $0[1] })
    }

    @Test func withoutClustersItIsThatOfLeastSquares() throws {
        let complete = try TrialImputation(
            outcome: Self.outcome,
            treatment: Self.trial.treatment,
            baselines: [("baseline", Self.trial.baseline)],
            imputations: 4,
            seed: 3
        )
        let chained = try MultipleImputation(
            variables: [
                .init("outcome", values: Self.outcome),
                .init("baseline", values: Self.trial.baseline),
                .init("treatment", values: Self.trial.treatment),
            ],
            imputations: 4,
            rounds: 1,
            seed: 3
        )
        #expect(Self.outcomes(complete) == chained.completed.map { $0[0] })
    }

    @Test func whatIsHardlyKnownAndTooManyStrataAreLeftOut() throws {
        let plain = Self.outcomes(try Self.impute())
        let rows = Self.outcome.indices
        let seldom: [Double] = rows.map { $0 % 5 == 0 ? .nan : Double($0 % 2) }
        #expect(Self.outcomes(try Self.impute(indicators: [("fsm", seldom)])) == plain)
        let constant: [Double] = rows.map { _ in 1 }
        #expect(Self.outcomes(try Self.impute(indicators: [("fsm", constant)])) == plain)
        let strata = (0...TrialImputation.mostStrata).map { level in
            (name: "stratum \(level)", values: rows.map { $0 % 31 == level ? 1.0 : 0 })
        }
        #expect(strata.count == 30)
        #expect(Self.outcomes(try Self.impute(strata: strata)) == plain)
        #expect(Self.outcomes(try Self.impute(strata: Array(strata.prefix(2)))) != plain)
        #expect(Self.outcomes(try Self.impute(seed: 4)) != plain)
    }

    @Test func strataThatAreTheClustersAreLeftToThem() throws {
        let clusters = Self.trial.clusters
        let strata = (1..<clusters.count).map { school in
            (name: "school \(school)", values: clusters.index.map { $0 == school ? 1.0 : 0 })
        }
        #expect(clusters.areUsedUp(by: strata.map(\.values)))
        #expect(!clusters.areUsedUp(by: strata.dropLast().map(\.values)))
        // A column that differs within clusters uses none of them up.
        let within: [Double] = clusters.index.indices.map { Double($0 % 2) }
        #expect(!clusters.areUsedUp(by: strata.dropLast().map(\.values) + [within]))
        let plain = Self.outcomes(try Self.impute())
        #expect(Self.outcomes(try Self.impute(strata: strata)) == plain)
    }

    @Test func aShiftMovesTheDifferenceByItsShareOfTheTreatedArm() throws {
        let imputed = try Self.impute(clusters: nil)
        let analyse = { (table: TrialImputation.Completed) throws -> CoefficientTest in
            try IntentionToTreat(outcome: table.outcome, treatment: Self.trial.treatment).difference
        }
        let plain = try imputed.pooled(analyse: analyse)
        let moved = try imputed.pooled(shift: -2, analyse: analyse)
        let treated = Self.trial.treatment.count { $0 == 1 }
        let share = Double(imputed.movable.count { $0 }) / Double(treated)
        expectClose(moved.test.estimate, plain.test.estimate - 2 * share, relative: 1e-10)
        // The spread between tables is that of the draws, which a shift leaves alone.
        expectClose(moved.betweenVariance, plain.betweenVariance, relative: 1e-8)
        // Rubin's rules over the same tables.
        let tests = try imputed.tables.map(analyse)
        let pooled = try PooledEstimate(
            name: "treatment",
            estimates: tests.map(\.estimate),
            standardErrors: tests.map(\.standardError),
            completeDegreesOfFreedom: Double(Self.outcome.count - 2)
        )
        #expect(pooled == plain)
    }

    @Test func tooFewValuesAreRefused() {
        #expect(throws: ResamplingError.tooFewUnits(2)) {
            try TrialImputation(
                outcome: [1, 2, .nan, .nan, .nan, .nan],
                treatment: [1, 0, 1, 0, 1, 0],
                seed: 1
            )
        }
    }
}
