import Statistics
import Testing

/// Standard errors and profile intervals of what the covariance of several outcomes consists of.
@Suite struct CovarianceComponentTests {
    private func fit(_ reference: JSON, scale: Double = 1) throws -> MultivariateMetaAnalysis {
        let studies: [String] = reference.study.array.compactMap(\.string)
        let variances: [Double] = reference.variances.numbers.compactMap(\.self)
        var covariances: [String: Matrix] = [:]
        for study in Set(studies) {
            let rows: [Int] = studies.indices.filter { studies[$0] == study }
            let variance: Double = scale * scale * variances[rows[0]]
            var block = Matrix(rows: rows.count, columns: rows.count, repeating: variance / 2)
            for row in rows.indices { block[row, row] = variance }
            covariances[study] = block
        }
        let effects: [Double] = reference.effects.numbers.compactMap(\.self)
        return try MultivariateMetaAnalysis.fit(
            effects: effects.map { scale * $0 },
            covariances: covariances,
            studies: studies,
            outcomes: reference.outcome.array.compactMap(\.string),
            structure: try #require(EffectStructure(rawValue: reference.structure.string ?? "")),
            restricted: (reference.restricted.value as? Bool) == true
        )
    }

    private func item(_ index: Int) throws -> JSON {
        try Reference.fixture("covariance-components").cases[index]
    }

    @Test("estimates, errors and intervals agree with R", arguments: 0..<7)
    func agreement(index: Int) throws {
        let reference = try item(index)
        let model = try fit(reference)
        let name: String = reference.name.string ?? ""
        expectClose(model.logLikelihood, try #require(reference.logLikelihood.number), relative: 1e-10)
        expectClose(model.components.map(\.estimate), reference.estimates.numbers, relative: 2e-6, name)
        for (component, error) in zip(model.components, reference.errors.numbers) {
            if let error {
                expectClose(try #require(component.standardError), error, relative: 1e-5, component.name)
            } else {
                #expect(component.standardError == nil, "\(name): \(component.name)")
            }
        }
        for (place, ends) in reference.intervals.array.enumerated() {
            let interval = try model.componentInterval(place)
            expectClose([interval.lower, interval.upper], ends.numbers, relative: 2e-5, name)
            // metafor stops up to 1e-5 from the maximum, and once finds no upper end.
            let metafor = reference.metafor.intervals[place].numbers
            expectClose([interval.lower, interval.upper], metafor, relative: 1e-4, name)
        }
    }

    @Test("the names say what is what")
    func names() throws {
        let symmetric = try fit(try item(0))
        #expect(symmetric.components.map(\.name) == ["variance", "correlation"])
        let diagonal = try fit(try item(3))
        #expect(diagonal.components.map(\.name) == ["variance of a", "variance of b"])
        let full = try fit(try item(5))
        #expect(full.components.map(\.name) == ["variance of a", "covariance of a and b", "variance of b"])
        let g = full.betweenStudyCovariance
        #expect(full.components.map(\.estimate) == [g[0, 0], g[1, 0], g[1, 1]])
    }

    @Test("what lies on the boundary has no error and an interval that begins there")
    func boundary() throws {
        let model = try fit(try item(4))
        #expect(model.boundary == ["variance of b"])
        #expect(model.components.map { $0.standardError == nil } == [false, true, false])
        let interval = try model.componentInterval(1)
        #expect(interval.lower == 0 && interval.upper > 0)
    }

    @Test("units pass through errors and intervals", arguments: [0, 3, 4])
    func units(index: Int) throws {
        let reference = try item(index)
        let base = try fit(reference)
        let scaled = try fit(reference, scale: 1000)
        for (place, component) in base.components.enumerated() {
            let unit: Double = component.name == "correlation" ? 1 : 1e6
            let there = scaled.components[place]
            if let error = component.standardError {
                expectClose(try #require(there.standardError), unit * error, relative: 1e-5)
            }
            let interval = try base.componentInterval(place)
            let wide = try scaled.componentInterval(place)
            expectClose(wide.lower, unit * interval.lower, relative: 1e-5)
            expectClose(wide.upper, unit * interval.upper, relative: 1e-5)
        }
    }

    @Test("effects that agree have one variance of zero, no correlation and an interval")
    func constant() throws {
        let rows: [(study: String, outcome: String)] = (0..<6).flatMap { study in
            ["a", "b"].map { (study: "\(study)", outcome: $0) }
        }
        let blocks: [String: Matrix] = Dictionary(
            uniqueKeysWithValues: (0..<6).map { ("\($0)", Matrix([[0.04, 0.01], [0.01, 0.04]])) }
        )
        let model = try MultivariateMetaAnalysis.fit(
            effects: rows.map { $0.outcome == "a" ? 0.1 : 0.2 },
            covariances: blocks,
            studies: rows.map(\.study),
            outcomes: rows.map(\.outcome),
            structure: .compoundSymmetry
        )
        #expect(model.components.map(\.name) == ["variance"])
        #expect(model.components[0].estimate == 0)
        #expect(model.components[0].standardError == nil)
        let interval = try model.componentInterval(0)
        #expect(interval.lower == 0 && interval.upper > 0)
    }

    @Test("an unstructured covariance has no such interval, nor what is not there")
    func refused() throws {
        let full = try fit(try item(5))
        #expect(throws: SynthesisError.self) { try full.componentInterval(0) }
        let symmetric = try fit(try item(0))
        #expect(throws: SynthesisError.invalidOption(name: "component", value: 2)) {
            try symmetric.componentInterval(2)
        }
    }
}
