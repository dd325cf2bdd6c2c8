import Statistics
import Testing

/// Fits without one school from the sums of the others, against fits to the other rows from three starts.
@Suite struct OmittedClusterTests {
    /// Pupils in classes in schools, of all sizes.
    struct Trial {
        var outcome: [Double] = []
        var columns: [[Double]] = []
        var schools: [Int] = []
        var classes: [Int] = []

        init(
            schools count: Int = 14,
            between: Double = 0.6,
            betweenClasses: Double = 0.4,
            largest: Int = 0,
            origin: Double = 100,
            seed: UInt64
        ) {
            var generator = SeededGenerator(seed: seed)
            var treatment: [Double] = []
            var baseline: [Double] = []
            var stratum: [Double] = []
            for school in 0..<count {
                let shift: Double = between * generator.normal()
                for room in 0..<(1 + school % 3) {
                    let arm = Double((school + room) % 2)
                    let own: Double = betweenClasses * generator.normal()
                    let pupils: Int = school == 0 && largest > 0 ? largest : 3 + (school + 2 * room) % 5
                    for _ in 0..<pupils {
                        let before: Double = generator.normal()
                        schools.append(school)
                        classes.append(room)
                        treatment.append(arm)
                        baseline.append(origin + before)
                        stratum.append(school % 4 == 1 ? 1 : 0)
                        let fixed: Double = origin + 0.3 * arm + 0.5 * before
                        outcome.append(fixed + shift + own + generator.normal())
                    }
                }
            }
            columns = [treatment.map { _ in 1 }, treatment, baseline, stratum]
        }

        func fit(without omitted: Int? = nil, near: MultilevelFit? = nil) throws -> MultilevelFit {
            let rows: [Int] = schools.indices.filter { schools[$0] != omitted }
            let upper = Clusters(rows.map { schools[$0] })
            let rooms: [Int] = rows.map { classes[$0] }
            return try MultilevelFit.randomTerms(
                outcome: rows.map { outcome[$0] },
                design: DesignMatrix(
                    names: ["(Intercept)", "treatment", "baseline", "stratum"],
                    matrix: Matrix(columns: columns.map { column in rows.map { column[$0] } })
                ),
                terms: [
                    RandomTerm("school", clusters: upper),
                    RandomTerm("class", clusters: RandomTerm.nested(rooms, within: upper)),
                ],
                near: near
            )
        }
    }

    func expectSame(_ fit: MultilevelFit, _ cold: MultilevelFit, _ what: String) throws {
        expectClose(fit.coefficients, cold.coefficients.map { $0 }, relative: 1e-8, floor: 1e-8, what)
        expectClose(fit.logLikelihood, cold.logLikelihood, relative: 1e-10, what)
        for (own, other) in zip(fit.components, cold.components) {
            expectClose(own.estimate, other.estimate, relative: 1e-8, floor: 1e-8, "\(what) \(own.name)")
        }
        let own = try fit.tests()[1]
        let other = try cold.tests()[1]
        expectClose(own.estimate, other.estimate, relative: 1e-8, floor: 1e-8, what)
        expectClose(own.standardError, other.standardError, relative: 1e-8, what)
        expectClose(own.degreesOfFreedom, other.degreesOfFreedom, relative: 1e-6, what)
        #expect(fit.boundary == cold.boundary)
        #expect(fit.rows == cold.rows)
        #expect(fit.clusters == cold.clusters)
        let effects: [Double] = fit.randomEffects.flatMap { $0 }
        let others: [Double?] = cold.randomEffects.flatMap { $0 }
        expectClose(effects, others, relative: 1e-7, floor: 1e-7, what)
    }

    @Test(
        "Without any one school the fit is that to the other rows",
        arguments: [
            Trial(seed: 1), Trial(seed: 2),
            // Variances at zero: the starts disagree or end there, and all of them are tried.
            Trial(between: 0, betweenClasses: 0, seed: 3), Trial(between: 0.8, betweenClasses: 0, seed: 4),
            // Nearly all rows in one school, and scores far from zero.
            Trial(largest: 400, seed: 5), Trial(origin: 1e6, seed: 6),
        ]
    )
    func everySchool(trial: Trial) throws {
        let whole = try trial.fit()
        for school in 0..<14 {
            let cold = try trial.fit(without: school)
            let omitted = try #require(try whole.omitting(cluster: school))
            try expectSame(omitted, cold, "without \(school)")
            try expectSame(try trial.fit(without: school, near: whole), cold, "near, without \(school)")
        }
    }

    @Test("From the whole trial's maximum a search is shorter")
    func shorter() throws {
        let trial = Trial(schools: 30, between: 0.8, betweenClasses: 0.6, seed: 7)
        let whole = try trial.fit()
        let omitted = try #require(try whole.omitting(cluster: 4))
        #expect(omitted.evaluations < whole.evaluations)
    }

    @Test("Where a stratum has no other school, or effects differ between schools, the rows are fitted")
    func rowsAreNeeded() throws {
        var trial = Trial(seed: 8)
        trial.columns[3] = trial.schools.map { $0 == 5 ? 1 : 0 }
        let whole = try trial.fit()
        #expect(try whole.omitting(cluster: 5) == nil)
        #expect(try whole.omitting(cluster: 6) != nil)
        let sloped = try MultilevelFit.randomTerms(
            outcome: trial.outcome,
            design: DesignMatrix(
                names: ["(Intercept)", "treatment"],
                matrix: Matrix(columns: Array(trial.columns.prefix(2)))
            ),
            terms: [
                RandomTerm(
                    "school",
                    clusters: Clusters(trial.schools),
                    slopes: [("treatment", trial.columns[1])]
                )
            ]
        )
        #expect(try sloped.omitting(cluster: 0) == nil)
    }

    @Test("A school without which classes are schools is not left out quietly")
    func oneDivision() throws {
        var trial = Trial(seed: 9)
        // Two classes in the second school alone.
        trial.classes = zip(trial.schools, trial.classes).map { $0 == 1 ? $1 : 0 }
        let whole = try trial.fit()
        #expect(throws: MultilevelError.collinear(terms: ["class"])) { try whole.omitting(cluster: 1) }
        #expect(throws: MultilevelError.collinear(terms: ["class"])) { try trial.fit(without: 1) }
    }
}
