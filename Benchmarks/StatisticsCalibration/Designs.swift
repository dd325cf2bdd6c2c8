import Statistics

/// Designs that protocols can choose beside schools and pupils drawn, each at no effect and at 0.2 standard deviations.
func furtherDesigns(effect: Double, repeats: Int) -> [Simulation] {
    [
        Simulation(
            method: "an indicator for each school",
            design: "10 sites × 30, pupils drawn",
            truth: effect,
            repeats: repeats,
            planned: plannedPower(
                .multisite(sites: 10, pupilsPerSite: 30, rSquared: withinSites),
                effect: effect
            )
        ) {
            let trial = SimulatedTrial(.within, schools: 10, pupils: 30, effect: effect, using: &$0)
            let ones: [Double] = Array(repeating: 1, count: trial.outcome.count)
            let leading = DesignMatrix(
                names: ["(Intercept)", "treatment"],
                matrix: Matrix(columns: [ones, trial.treatment])
            )
            let fit = try LinearFit(
                outcome: trial.outcome,
                design: leading.joined(with: trial.covariates(indicating: trial.schools))
            )
            return Outcome(try fit.tests()[1], truth: effect)
        },
        classesDrawn(effect: effect, repeats: repeats),
        minimised(effect: effect, repeats: repeats),
        Simulation(
            method: "regression discontinuity, robust",
            design: "600 pupils, a score decides",
            truth: effect,
            repeats: repeats
        ) {
            var running: [Double] = []
            var outcome: [Double] = []
            for _ in 0..<600 {
                let score = $0.normal()
                running.append(score)
                outcome.append(0.7 * score + (score < 0 ? effect : 0) + 0.51.squareRoot() * $0.normal())
            }
            let fit = try RegressionDiscontinuity(
                outcome: outcome,
                running: running,
                cutoff: 0,
                treatedAbove: false
            )
            return Outcome(fit.robust, truth: effect)
        },
        schoolsMatched(effect: effect, repeats: repeats),
    ]
}

/// What a baseline and the sites together explain of pupils' variance in ``SimulatedTrial``: all of the 15 % between sites,
/// and half of the rest.
let withinSites = 0.15 + 0.85 / 2

/// The chance of finding an effect by the formulas with which trials are planned; where there is none, the level of the
/// test. The designs are written down here: one that cannot be planned is a mistake in them, and no trial without a plan.
func plannedPower(
    _ design: TrialDesign,
    effect: Double,
    covariates: Double = 0,
    sizeVariation: Double = SimulatedTrial.sizeVariation
) -> Double {
    let conditions = TrialDesign.Conditions(covariates: covariates, sizeVariation: sizeVariation)
    do {
        return try design.precision(conditions).power(effect: effect)
    } catch {
        preconditionFailure("\(design) cannot be planned: \(error).")
    }
}

/// Half of the classes of each school are drawn; schools hold 10 % of the variance and classes 5 %.
private func classesDrawn(effect: Double, repeats: Int) -> Simulation {
    let (schools, classes, pupils) = (10, 4, 25)
    let (betweenSchools, betweenClasses) = (0.1, 0.05)
    let inside = 1 - betweenSchools
    return Simulation(
        method: "random intercepts of schools and classes",
        design: "\(schools) schools × \(classes) classes × \(pupils), classes drawn",
        truth: effect,
        repeats: repeats,
        // Schools drop out of the comparison, at the cost of a degree of freedom each but one: classes are clusters in
        // what is left of the variance.
        planned: plannedPower(
            .cluster(
                schools: Double(schools * classes),
                pupilsPerSchool: Double(pupils),
                icc: betweenClasses / inside,
                rSquaredPupil: 0.5
            ),
            effect: effect / inside.squareRoot(),
            covariates: Double(schools - 1),
            sizeVariation: 0
        )
    ) { generator in
        var outcome: [Double] = []
        var treatment: [Double] = []
        var baseline: [Double] = []
        var school: [Int] = []
        var room: [Int] = []
        for place in 0..<schools {
            let shift = betweenSchools.squareRoot() * generator.normal()
            var arms = (0..<classes).map { $0 % 2 }
            generator.shuffle(&arms)
            for (number, arm) in arms.enumerated() {
                let own = shift + betweenClasses.squareRoot() * generator.normal()
                for _ in 0..<pupils {
                    let before = generator.normal()
                    let noise = ((inside - betweenClasses) / 2).squareRoot()
                    outcome.append(
                        effect * Double(arm) + own + noise * before + noise * generator.normal()
                    )
                    treatment.append(Double(arm))
                    baseline.append(before)
                    school.append(place)
                    room.append(number)
                }
            }
        }
        let ones: [Double] = Array(repeating: 1, count: outcome.count)
        let clusters = Clusters(school)
        let fit = try MultilevelFit.randomTerms(
            outcome: outcome,
            design: DesignMatrix(
                names: ["(Intercept)", "treatment", "baseline"],
                matrix: Matrix(columns: [ones, treatment, baseline])
            ),
            terms: [
                RandomTerm("school", clusters: clusters),
                RandomTerm("class", clusters: RandomTerm.nested(room, within: clusters)),
            ]
        )
        return Outcome(try fit.contrast("treatment", weights: [0, 1, 0]), truth: effect)
    }
}

/// Schools are allocated by minimisation over two factors that matter, and analysed with them.
private func minimised(effect: Double, repeats: Int) -> Simulation {
    let schools = 20
    return Simulation(
        method: "random intercept, factors of minimisation",
        design: "\(schools) schools × 25, minimised",
        truth: effect,
        repeats: repeats,
        planned: plannedPower(
            .cluster(schools: Double(schools), pupilsPerSchool: 25, icc: 0.15, rSquaredPupil: 0.5),
            effect: effect,
            covariates: 2
        )
    ) { generator in
        let factors = (0..<2).map { _ in (0..<schools).map { _ in generator.uniform() < 0.5 } }
        let allocation = try Allocation.minimisation(
            (0..<schools).map { AllocationUnit("\($0)") },
            arms: [Arm("control"), Arm("offered")],
            factors: factors.map { $0.map { $0 ? "high" : "low" } },
            using: &generator
        )
        let trial = SimulatedTrial(
            treated: allocation.assignment,
            shifts: (0..<schools).map { school in
                factors.reduce(0) { $0 + ($1[school] ? 0.3 : 0) }
            },
            pupils: 25,
            effect: effect,
            using: &generator
        )
        let indicators = DesignMatrix(
            names: ["first factor", "second factor"],
            matrix: Matrix(columns: factors.map { factor in trial.schools.map { factor[$0] ? 1 : 0 } })
        )
        let result = try IntentionToTreat(
            outcome: trial.outcome,
            treatment: trial.treatment,
            covariates: trial.covariates().joined(with: indicators),
            clusters: trial.clusters
        )
        return Outcome(result.difference, truth: effect)
    }
}

/// Twenty schools chose it, more often those with low scores; each is matched with the most alike of sixty others.
private func schoolsMatched(effect: Double, repeats: Int) -> Simulation {
    Simulation(
        method: "matching by Mahalanobis, bias-adjusted",
        design: "20 schools and 60 others, matched",
        truth: effect,
        repeats: repeats
    ) { generator in
        var outcome: [Double] = []
        var treatment: [Double] = []
        var before: [Double] = []
        var meals: [Double] = []
        for school in 0..<80 {
            let isOffered = school < 20
            let level = generator.normal() - (isOffered ? 0.4 : 0)
            let share = generator.normal() + (isOffered ? 0.3 : 0)
            before.append(level)
            meals.append(share)
            treatment.append(isOffered ? 1 : 0)
            outcome.append(
                0.6 * level - 0.2 * share + (isOffered ? effect : 0) + 0.3 * generator.normal()
            )
        }
        var options = MatchedComparison.Options()
        options.distance = .mahalanobis
        options.biasAdjusted = true
        let found = try MatchedComparison(
            outcome: outcome,
            treatment: treatment,
            covariates: DesignMatrix(
                names: ["before", "meals"],
                matrix: Matrix(columns: [before, meals])
            ),
            options: options
        )
        return Outcome(found.effect, truth: effect)
    }
}
