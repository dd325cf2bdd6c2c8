import Statistics
import Testing

/// Permutation tests and bootstraps: enumeration by hand, repeatability, agreement with refitting row by row.
@Suite struct ResamplingTests {
    static let trial = SimulatedTrial(schools: 10, pupils: 5, effect: 0, seed: 8)

    @Test func threeAgainstThreeIsCountedByHand() throws {
        // Of twenty allocations only the one observed and its mirror are this far apart.
        let test = try PermutationTest.differenceInMeans(
            [1, 2, 3, 11, 12, 13],
            treated: [false, false, false, true, true, true]
        )
        #expect(test.isExact)
        #expect(test.permutations == 20)
        #expect(test.pValue == 0.1)
    }

    @Test func drawnAndEnumeratedTestsAgree() throws {
        let values = [3.1, 4.7, 2.2, 6.5, 5.1, 7.3, 4.4, 3.9]
        let treated = [false, false, false, true, true, true, true, false]
        let exact = try PermutationTest.differenceInMeans(values, treated: treated)
        let design = try PermutationDesign(treatment: treated.map { $0 ? 1 : 0 })
        let drawn = try PermutationTest.linear(outcome: values, design: design, permutations: 4000, seed: 5)
        #expect(abs(exact.pValue - drawn.pValue) < 5 * drawn.monteCarloError)
    }

    @Test func aSeedGivesTheSameDigitsEveryTime() throws {
        let trial = Self.trial
        func run(_ seed: UInt64) throws -> (PermutationTest, [Double]) {
            let design = try PermutationDesign(treatment: trial.treatment, clusters: trial.clusters)
            let test = try PermutationTest.multilevel(
                outcome: trial.outcome,
                design: design,
                clusters: trial.clusters,
                covariates: trial.covariates,
                permutations: 60,
                seed: seed
            )
            let bootstrap = try ClusterBootstrap(
                outcome: trial.outcome,
                treatment: trial.treatment,
                clusters: trial.clusters,
                replicates: 40,
                seed: seed
            )
            return (test, bootstrap.effectSizes)
        }
        let first = try run(9)
        let again = try run(9)
        #expect(first.0 == again.0)
        #expect(first.1 == again.1)
        #expect(try run(10).1 != first.1)
    }

    @Test(arguments: [false, true]) func theObservedStatisticIsTheModelsOwn(withinSchools: Bool) throws {
        let trial = SimulatedTrial(schools: 8, pupils: 6, withinSchools: withinSchools, seed: 14)
        let design = try PermutationDesign(
            treatment: trial.treatment,
            clusters: withinSchools ? nil : trial.clusters,
            strata: withinSchools ? trial.schools : nil
        )
        let test = try PermutationTest.multilevel(
            outcome: trial.outcome,
            design: design,
            clusters: trial.clusters,
            covariates: trial.covariates,
            permutations: 19,
            seed: 1
        )
        let fit = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: trial.design,
            clusters: trial.clusters
        )
        expectClose(test.observed, try fit.tests(.normal)[1].statistic, relative: 1e-8)
    }

    @Test func theBootstrapOfEveryClusterOnceIsTheFitItself() throws {
        let trial = Self.trial
        let bootstrap = try ClusterBootstrap(
            outcome: trial.outcome,
            treatment: trial.treatment,
            covariates: trial.covariates,
            clusters: trial.clusters,
            replicates: 20,
            seed: 2
        )
        let itself = try IntentionToTreat(
            outcome: trial.outcome,
            treatment: trial.treatment,
            covariates: trial.covariates,
            clusters: trial.clusters
        )
        expectClose(bootstrap.difference, itself.difference.estimate, relative: 1e-8)
        let ratio = itself.difference.estimate / itself.effectSize.standardDeviation
        expectClose(bootstrap.effectSize, ratio, relative: 1e-8)
    }

    @Test func pValuesAreEvenlySpreadWhenTreatmentDoesNothing() throws {
        var low = 0
        for seed in 0..<60 {
            let trial = SimulatedTrial(schools: 8, pupils: 3, effect: 0, seed: 500 + UInt64(seed))
            let design = try PermutationDesign(treatment: trial.treatment, clusters: trial.clusters)
            let test = try PermutationTest.multilevel(
                outcome: trial.outcome,
                design: design,
                clusters: trial.clusters,
                permutations: 69,
                seed: 1
            )
            if test.pValue <= 0.3 { low += 1 }
        }
        // Expected 18 of 60, standard deviation 3.5.
        #expect(low > 5 && low < 31)
    }

    @Test func designsThatCannotBePermutedAreRefused() {
        #expect(throws: ResamplingError.treatmentVariesWithinUnit(row: 1)) {
            try PermutationDesign(treatment: [0, 1, 0], clusters: Clusters(["a", "a", "b"]))
        }
        #expect(throws: ResamplingError.nothingToPermute) {
            try PermutationDesign(treatment: [0, 0, 1, 1], strata: [1, 1, 2, 2])
        }
        #expect(throws: ResamplingError.tooFewUnits(0)) {
            try PermutationTest.differenceInMeans([1, 2], treated: [true, true])
        }
        #expect(throws: ResamplingError.tooFewUnits(3)) {
            try BootstrapInterval(estimate: 0, replicates: [1, 2, 3])
        }
    }
}
