import Statistics
import Testing

/// Delta-adjusted imputation: direction, fixed points, tipping points, and imputation that knows clusters.
@Suite struct DeltaSensitivityTests {
    static let trial = SimulatedTrial(schools: 14, pupils: 8, effect: 0.8, seed: 44)

    /// A quarter of outcomes lost.
    static var observed: [Double] {
        trial.outcome.enumerated().map { $0 % 4 == 0 ? .nan : $1 }
    }

    private func sensitivity(_ deltas: [Double]) throws -> DeltaSensitivity {
        let trial = Self.trial
        return try DeltaSensitivity(
            variables: [
                .init("outcome", values: Self.observed, method: .clusterNormal),
                .init("treatment", values: trial.treatment),
                .init("baseline", values: trial.baseline),
            ],
            shifting: "outcome",
            by: deltas,
            in: trial.treatment.map { $0 == 1 },
            clusters: trial.clusters,
            imputations: 6,
            seed: 3
        ) { table throws(ResamplingError) in
            do {
                return try IntentionToTreat(
                    outcome: table[0],
                    treatment: table[1],
                    covariates: DesignMatrix(names: ["baseline"], matrix: Matrix(columns: [table[2]])),
                    clusters: trial.clusters
                ).difference
            } catch {
                throw .invalidArgument("model")
            }
        }
    }

    @Test func aLowerOutcomeOfThoseLostLowersTheEffect() throws {
        let points = try sensitivity([-2, -1, 0, 1]).points
        let estimates = points.map(\.pooled.test.estimate)
        #expect(estimates == estimates.sorted())
        // About a quarter of the treated outcomes move by the shift.
        expectClose(estimates[2] - estimates[1], 0.25, relative: 0.25)
    }

    @Test func theTippingPointIsWhereTheIntervalReachesZero() throws {
        let wide = try sensitivity([-8, -6, -4, -2, 0])
        let tip = try #require(wide.tippingPoint)
        #expect(tip < 0 && tip > -8)
        let near = try sensitivity([tip - 0.3, tip + 0.3])
        let lower = near.points.map(\.pooled.test.lower)
        #expect(lower[0] < 0.1 && lower[1] > -0.1)
        #expect(try sensitivity([0, 0.1]).tippingPoint == nil)
    }

    @Test func aVariableThatIsNotThereIsRefused() throws {
        #expect(throws: ResamplingError.invalidArgument("no variable called score")) {
            try DeltaSensitivity(
                variables: [.init("outcome", values: Self.observed)],
                shifting: "score",
                by: [0],
                in: Self.observed.map { _ in true },
                seed: 1
            ) { (_) throws(ResamplingError) in throw .invalidArgument("never run") }
        }
    }

    /// Imputed values of a school lie near its own mean when the model knows schools, and not otherwise.
    @Test(arguments: [MultipleImputation.Method.clusterNormal, .clusterPredictiveMeanMatching])
    func modelsThatKnowSchoolsKeepTheirDifferences(_ method: MultipleImputation.Method) throws {
        let trial = SimulatedTrial(schools: 20, pupils: 20, tau: 3, seed: 12)
        let lost = trial.outcome.enumerated().map { $0 % 5 == 0 ? Double.nan : $1 }
        func error(_ method: MultipleImputation.Method) throws -> Double {
            let imputed = try MultipleImputation(
                variables: [
                    .init("outcome", values: lost, method: method), .init("baseline", values: trial.baseline),
                ],
                clusters: trial.clusters,
                imputations: 4,
                seed: 2
            )
            var sum = 0.0
            for row in lost.indices where lost[row].isNaN {
                let difference = imputed.completed[0][0][row] - trial.outcome[row]
                sum += difference * difference
            }
            return sum
        }
        let plain: MultipleImputation.Method = method == .clusterNormal ? .normal : .predictiveMeanMatching
        #expect(try error(method) < 0.5 * error(plain))
    }

    @Test func matchedValuesWereAllObserved() throws {
        let trial = Self.trial
        let imputed = try MultipleImputation(
            variables: [
                .init("outcome", values: Self.observed, method: .clusterPredictiveMeanMatching),
                .init("baseline", values: trial.baseline),
            ],
            clusters: trial.clusters,
            imputations: 3,
            seed: 8
        )
        let values = Set(Self.observed.filter { !$0.isNaN })
        for table in imputed.completed { #expect(table[0].allSatisfy(values.contains)) }
    }
}
