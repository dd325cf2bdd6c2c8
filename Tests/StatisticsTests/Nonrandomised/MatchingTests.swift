import Statistics
import Testing

/// Matching against R (glm, Matching) and what must hold for any data.
@Suite struct MatchingTests {
    struct Data {
        let outcome: [Double]
        let treatment: [Double]
        let covariates: DesignMatrix
        let reference: JSON

        init() throws {
            reference = try Reference.fixture("matching")
            outcome = reference.outcome.numbers.compactMap(\.self)
            treatment = reference.treatment.numbers.compactMap(\.self)
            let columns = ["a", "b", "c"].map { [reference] in reference[$0].numbers.compactMap(\.self) }
            covariates = DesignMatrix(names: ["a", "b", "c"], matrix: Matrix(columns: columns))
        }

        func compare(_ change: (inout MatchedComparison.Options) -> Void = { _ in }) throws
            -> MatchedComparison
        {
            var options = MatchedComparison.Options()
            change(&options)
            return try MatchedComparison(
                outcome: outcome,
                treatment: treatment,
                covariates: covariates,
                options: options
            )
        }
    }

    @Test func thePropensityModelIsRsLogisticRegression() throws {
        let data = try Data()
        let model = try PropensityModel(treatment: data.treatment, covariates: data.covariates)
        for (index, test) in model.coefficients.enumerated() {
            expectClose(
                test.estimate,
                try #require(data.reference.coefficients[index].number),
                relative: 1e-8
            )
            expectClose(test.standardError, try #require(data.reference.errors[index].number), relative: 1e-8)
        }
        // Maximum likelihood with a constant predicts as many treated units as there are.
        expectClose(
            model.probabilities.reduce(0, +),
            data.treatment.reduce(0, +),
            relative: 1e-10
        )
    }

    @Test(arguments: 0..<6) func agreesWithMatching(_ index: Int) throws {
        let data = try Data()
        let reference = data.reference.cases[index]
        let fit = try data.compare { options in
            options.distance = reference.distance.string == "propensity" ? .propensity : .mahalanobis
            options.neighbours = reference.neighbours.integer ?? 1
            options.biasAdjusted = (reference.adjusted.value as? Bool) == true
            options.caliper = reference.caliper.number
        }
        expectClose(fit.effect.estimate, try #require(reference.estimate.number), relative: 1e-9)
        // Matching measures neighbours for the variance by scaled covariates, ours by the metric of the matches; with a
        // caliper it also takes fewer of them.
        let digits = reference.caliper.number != nil ? 0.15 : fit.propensity == nil ? 0.05 : 1e-9
        expectClose(fit.effect.standardError, try #require(reference.se.number), relative: digits)
        #expect(fit.matches.count == reference.matched.integer)
    }

    @Test func matchingMakesGroupsAlike() throws {
        let fit = try Data().compare { $0.neighbours = 2 }
        let before = fit.balance.map { $0.before.magnitude }.max() ?? 0
        let after = fit.balance.map { $0.after.magnitude }.max() ?? 1
        #expect(after < before)
        #expect(fit.balance.map(\.name) == ["a", "b", "c"])
    }

    @Test func withoutReplacementNobodyServesTwice() throws {
        let data = try Data()
        for distance in MatchedComparison.Distance.allCases {
            let fit = try data.compare {
                $0.distance = distance
                $0.withReplacement = false
            }
            let used = fit.matches.flatMap(\.others)
            #expect(Set(used).count == used.count)
            #expect(used.allSatisfy { data.treatment[$0] == 0 })
            #expect(fit.othersUsed == used.count)
            #expect(fit.effect.degreesOfFreedom == Double(fit.matches.count - 1))
            let mean = fit.matches.reduce(0) { $0 + data.outcome[$1.treated] - data.outcome[$1.others[0]] }
            expectClose(fit.effect.estimate, mean / Double(fit.matches.count), relative: 1e-12)
        }
    }

    @Test func aCaliperLeavesOutUnitsWithoutLikes() throws {
        let data = try Data()
        let wide = try data.compare()
        let narrow = try data.compare { $0.caliper = 0.05 }
        #expect(wide.unmatched.isEmpty)
        #expect(!narrow.unmatched.isEmpty)
        #expect(narrow.matches.count + narrow.unmatched.count == wide.matches.count)
        let deviation = 0.05
        let odds = try #require(narrow.propensity).logOdds
        let mean = odds.reduce(0, +) / Double(odds.count)
        let spread = (odds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(odds.count - 1)).squareRoot()
        for match in narrow.matches { #expect(match.distance <= deviation * spread * (1 + 1e-12)) }
    }

    @Test func matchesStayWithinTheirGroup() throws {
        let data = try Data()
        let groups = data.treatment.indices.map { $0 % 2 }
        let fit = try data.compare { $0.exactly = groups }
        for match in fit.matches {
            for other in match.others { #expect(groups[other] == groups[match.treated]) }
        }
    }

    @Test func aTwinForEveryUnitGivesTheDifferenceOfTwins() throws {
        // Every treated unit has one comparison unit with the same covariates and an outcome lower by 2 ± 1.
        var outcome: [Double] = []
        var treatment: [Double] = []
        var first: [Double] = []
        var second: [Double] = []
        var generator = SeededGenerator(seed: 3)
        for index in 0..<20 {
            let x = generator.normal()
            let z = generator.normal()
            for arm in [1.0, 0.0] {
                first.append(x)
                second.append(z)
                treatment.append(arm)
                outcome.append(x - z + arm * (index % 2 == 0 ? 1 : 3))
            }
        }
        let covariates = DesignMatrix(names: ["x", "z"], matrix: Matrix(columns: [first, second]))
        var options = MatchedComparison.Options()
        options.distance = .mahalanobis
        let fit = try MatchedComparison(
            outcome: outcome,
            treatment: treatment,
            covariates: covariates,
            options: options
        )
        expectClose(fit.effect.estimate, 2, relative: 1e-12)
        expectClose(fit.effect.standardError, (20.0 / 400).squareRoot(), relative: 1e-12)
        for row in fit.balance { expectClose(row.after, 0, relative: 0, floor: 1e-12) }
        // With twins nothing is left for the regression to adjust.
        options.biasAdjusted = true
        let adjusted = try MatchedComparison(
            outcome: outcome,
            treatment: treatment,
            covariates: covariates,
            options: options
        )
        expectClose(adjusted.effect.estimate, 2, relative: 1e-9)
    }

    @Test func mahalanobisMatchesDoNotDependOnUnits() throws {
        let data = try Data()
        let plain = try data.compare { $0.distance = .mahalanobis }
        let columns = [
            data.covariates.matrix.column(0).map { 100 * $0 - 7 },
            zip(data.covariates.matrix.column(1), data.covariates.matrix.column(0)).map { $0 + 0.3 * $1 },
            data.covariates.matrix.column(2).map { $0 / 50 },
        ]
        var options = MatchedComparison.Options()
        options.distance = .mahalanobis
        let moved = try MatchedComparison(
            outcome: data.outcome,
            treatment: data.treatment,
            covariates: DesignMatrix(names: ["p", "q", "r"], matrix: Matrix(columns: columns)),
            options: options
        )
        #expect(moved.matches.map(\.others) == plain.matches.map(\.others))
    }

    /// Hundredths are no doubles: what lies equally far on paper does not to the last digit.
    @Test(arguments: MatchedComparison.Distance.allCases, [0, 51_200, 1_000_000])
    func neighboursOnBothSidesTie(distance: MatchedComparison.Distance, origin: Int) throws {
        var hundredths: [Int] = []
        var treatment: [Double] = []
        for unit in 0..<12 {
            let score: Int = origin + 37 + 101 * unit
            hundredths += [score, score - 1, score + 1]
            treatment += [1, 0, 0]
        }
        // Others are lower on average, so that the score tells the groups apart a little.
        hundredths += (0..<30).map { origin - 900 + 17 * $0 }
        treatment += Array(repeating: 0, count: 30)
        let outcome: [Double] = hundredths.indices.map { Double($0 % 5) + treatment[$0] }
        var options = MatchedComparison.Options()
        options.distance = distance
        let fit = try MatchedComparison(
            outcome: outcome,
            treatment: treatment,
            covariates: DesignMatrix(
                names: ["score"],
                matrix: Matrix(columns: [hundredths.map { Double($0) / 100 }])
            ),
            options: options
        )
        #expect(fit.matches.count == 12)
        for match in fit.matches { #expect(match.others == [match.treated + 1, match.treated + 2]) }
    }

    @Test(arguments: MatchedComparison.Distance.allCases) func aScoreFarFromZeroIsNoConstant(
        distance: MatchedComparison.Distance
    ) throws {
        let data = try Data()
        // Sixteenths are exact beside the origin.
        let near: [Double] = data.covariates.matrix.column(0).map { ($0 * 16).rounded() / 16 }
        let fits: [MatchedComparison] = try [0, 0x1p40].map { (origin: Double) in
            var options = MatchedComparison.Options()
            options.distance = distance
            return try MatchedComparison(
                outcome: data.outcome,
                treatment: data.treatment,
                covariates: DesignMatrix(names: ["a"], matrix: Matrix(columns: [near.map { $0 + origin }])),
                options: options
            )
        }
        #expect(fits[1].matches.map(\.others) == fits[0].matches.map(\.others))
        expectClose(fits[1].effect.estimate, fits[0].effect.estimate, relative: 1e-9)
        expectClose(fits[1].effect.standardError, fits[0].effect.standardError, relative: 1e-9)
    }

    @Test func theOrderOfUnitsDoesNotMatter() throws {
        let data = try Data()
        let rows = Array(data.outcome.indices.reversed())
        for replacing in [true, false] {
            let plain = try data.compare { $0.withReplacement = replacing }
            var options = MatchedComparison.Options()
            options.withReplacement = replacing
            let turned = try MatchedComparison(
                outcome: rows.map { data.outcome[$0] },
                treatment: rows.map { data.treatment[$0] },
                covariates: DesignMatrix(
                    names: data.covariates.names,
                    matrix: data.covariates.matrix.selectingRows(rows)
                ),
                options: options
            )
            expectClose(turned.effect.estimate, plain.effect.estimate, relative: 1e-9)
            expectClose(turned.effect.standardError, plain.effect.standardError, relative: 1e-9)
        }
    }

    /// In data where the covariates hold everything, the matched difference finds the effect that the raw difference
    /// misses.
    @Test func confoundingByCovariatesIsRemoved() throws {
        var generator = SeededGenerator(seed: 11)
        var outcome: [Double] = []
        var treatment: [Double] = []
        var x: [Double] = []
        for _ in 0..<2000 {
            let value = generator.normal()
            let arm: Double = generator.uniform() < 1 / (1 + powerOfE(0.5 - value)) ? 1 : 0
            x.append(value)
            treatment.append(arm)
            outcome.append(value + 0.5 * arm + 0.5 * generator.normal())
        }
        let fit = try MatchedComparison(
            outcome: outcome,
            treatment: treatment,
            covariates: DesignMatrix(names: ["x"], matrix: Matrix(columns: [x]))
        )
        #expect(abs(fit.effect.estimate - 0.5) < 4 * fit.effect.standardError)
        let raw = try IntentionToTreat(outcome: outcome, treatment: treatment).difference.estimate
        #expect(raw > 1)
    }

    private func powerOfE(_ x: Double) -> Double {
        // e^x by its continued product, enough for a simulation without Foundation.
        var sum = 1.0
        var term = 1.0
        for k in 1..<60 {
            term *= x / Double(k)
            sum += term
        }
        return sum
    }

    @Test func whatCannotBeMatchedIsRefused() throws {
        let data = try Data()
        #expect(throws: TrialError.self) { try data.compare { $0.caliper = 1e-12 } }
        #expect(throws: TrialError.invalidArgument("neighbours")) { try data.compare { $0.neighbours = 0 } }
        // Far beyond all others, one of these is the nearest to every treated unit.
        let beyond: [Double] = zip(data.covariates.matrix.column(0), data.treatment).map { $0 + 100 * $1 }
        #expect(
            throws: TrialError.invalidArgument(
                "one of the others is the nearest to all: there is nobody else to compare"
            )
        ) {
            var options = MatchedComparison.Options()
            options.distance = .mahalanobis
            _ = try MatchedComparison(
                outcome: data.outcome,
                treatment: data.treatment,
                covariates: DesignMatrix(names: ["a"], matrix: Matrix(columns: [beyond])),
                options: options
            )
        }
        let separated = DesignMatrix(names: ["t"], matrix: Matrix(columns: [data.treatment]))
        #expect(
            throws: TrialError.invalidArgument(
                "the covariates tell the groups apart perfectly: there is nobody to compare"
            )
        ) {
            try MatchedComparison(outcome: data.outcome, treatment: data.treatment, covariates: separated)
        }
        // Some of the others have what no treated unit has: their odds are without bound, those of the rest are not.
        let mark: [Double] = data.treatment.indices.map { data.treatment[$0] == 0 && $0 % 3 == 0 ? 1 : 0 }
        let partly = DesignMatrix(
            names: ["a", "mark"],
            matrix: Matrix(columns: [data.covariates.matrix.column(0), mark])
        )
        #expect(
            throws: TrialError.invalidArgument(
                "the covariates leave no doubt in which group some are, whose odds are then without bound: leave out the one that does, or take Mahalanobis distances"
            )
        ) {
            try MatchedComparison(outcome: data.outcome, treatment: data.treatment, covariates: partly)
        }
        let doubled = DesignMatrix(
            names: ["a", "twice a"],
            matrix: Matrix(columns: [
                data.covariates.matrix.column(0), data.covariates.matrix.column(0).map { 2 * $0 },
            ])
        )
        #expect(throws: TrialError.linearModel(.collinear(terms: ["twice a"]))) {
            try MatchedComparison(outcome: data.outcome, treatment: data.treatment, covariates: doubled)
        }
    }
}

/// Pairs against MatchIt, which chooses without replacement in the order it is given: that of ours.
@Suite struct MatchItTests {
    @Test(arguments: 0..<5) func thePairsAreThoseOfMatchIt(_ index: Int) throws {
        let fixture = try Reference.fixture("matchit")
        let reference = fixture.cases[index]
        let names = ["a", "b", "c"]
        let columns: [[Double]] = names.map { fixture[$0].numbers.compactMap(\.self) }
        var options = MatchedComparison.Options()
        options.distance = reference.distance.string == "propensity" ? .propensity : .mahalanobis
        options.withReplacement = (reference.replace.value as? Bool) == true
        options.caliper = reference.caliper.number
        let treatment: [Double] = fixture.treatment.numbers.compactMap(\.self)
        let fit = try MatchedComparison(
            outcome: fixture.outcome.numbers.compactMap(\.self),
            treatment: treatment,
            covariates: DesignMatrix(names: names, matrix: Matrix(columns: columns)),
            options: options
        )
        #expect(fit.matches.map(\.treated) == reference.treated.array.compactMap(\.integer))
        #expect(fit.matches.map(\.others) == reference.others.array.map { [$0.integer ?? -1] })
        let treated: Int = treatment.count { $0 == 1 }
        #expect(fit.matches.count + fit.unmatched.count == treated)
        for (place, row) in fit.balance.enumerated() {
            // Both differences are over one standard deviation here, which MatchIt chooses otherwise.
            let before: Double = try #require(reference.before[place].number)
            let after: Double = try #require(reference.after[place].number)
            expectClose(row.after / row.before, after / before, relative: 1e-9, row.name)
            let ratio: Double = try #require(row.varianceRatioAfter)
            expectClose(ratio, try #require(reference.ratio[place].number), relative: 1e-9, row.name)
        }
    }
}
