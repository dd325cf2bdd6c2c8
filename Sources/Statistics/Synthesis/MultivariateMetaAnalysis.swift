/// How true effects of several outcomes vary and go together between studies.
public enum EffectStructure: String, Sendable, CaseIterable {
    /// A variance for each outcome and a covariance for each pair.
    case unstructured = "UN"
    /// One variance and one correlation for all.
    case compoundSymmetry = "CS"
    /// A variance for each outcome, no correlation.
    case diagonal = "DIAG"
}

/// A synthesis of several outcomes of each study at once, with the known covariance of their sampling errors.
///
/// *y* = **X**β + *u* + *e*; the true effects *u* of one study have covariance **G** over outcomes, by structure.
///
/// - Note: Berkey et al. (1998); van Houwelingen et al. (2002). metafor's `rma.mv(random = ~ outcome | study)`.
public struct MultivariateMetaAnalysis: Sendable {
    /// The number of effects.
    public let count: Int
    /// The number of studies.
    public let studyCount: Int
    /// The outcomes, in ascending order, as the rows of ``betweenStudyCovariance``.
    public let outcomes: [String]
    /// **G**: variances of true effects on its diagonal.
    public let betweenStudyCovariance: Matrix
    /// One coefficient for each outcome, or those of the moderators given.
    public let coefficients: [CoefficientEstimate]
    /// Their covariance.
    public let covariance: Matrix
    /// The log-likelihood; restricted ones include ½ ln |**X**ᵀ**X**|.
    public let logLikelihood: Double
    /// The test that all coefficients (all but an intercept) are zero.
    public let jointTest: StatisticTest

    /// Fits the model by restricted or full maximum likelihood.
    ///
    /// - Parameters:
    ///   - effects: One for each row.
    ///   - covariances: For each study the covariance of its rows' sampling errors, rows in the order given.
    ///   - studies: The study of each row.
    ///   - outcomes: The outcome of each row, at most once in a study; two or more different ones.
    ///   - moderators: Nil gives each outcome a mean of its own and no intercept.
    ///   - intercept: With moderators, whether there is one.
    ///   - structure: Of **G**.
    ///   - restricted: REML when true.
    ///   - level: Of intervals, a proportion.
    /// - Throws: ``SynthesisError/notConverged(what:)`` when **G** lies on the boundary (a correlation of ±1 or a
    ///   variance of zero): a simpler structure then says all that the data can.
    public static func fit(
        effects: [Double],
        covariances: [String: Matrix],
        studies: [String],
        outcomes labels: [String],
        moderators: [Moderator]? = nil,
        intercept: Bool = true,
        structure: EffectStructure = .unstructured,
        restricted: Bool = true,
        level: Double = 0.95
    ) throws(SynthesisError) -> MultivariateMetaAnalysis {
        try checkLength(studies.count, effects.count, "studies")
        try checkLength(labels.count, effects.count, "outcomes")
        let names = Set(labels).sorted()
        guard names.count > 1 else { throw .oneLevel(factor: "outcomes") }
        var variances = [Double](repeating: .nan, count: effects.count)
        var rows: [String: [Int]] = [:]
        for (row, study) in studies.enumerated() { rows[study, default: []].append(row) }
        for (study, members) in rows {
            guard let block = covariances[study] else {
                throw .undefined(what: "a study without covariance: \(study)")
            }
            guard Set(members.map { labels[$0] }).count == members.count else {
                throw .undefined(what: "an outcome that stands twice in study \(study)")
            }
            try checkLength(block.rows, members.count, "covariance of \(study)")
            try checkLength(block.columns, members.count, "covariance of \(study)")
            for (position, row) in members.enumerated() { variances[row] = block[position, position] }
        }
        try MetaAnalysis.validate(effects, variances, level, .inverseVariance)
        let terms = moderators ?? [.factor(name: "", values: labels)]
        let hasIntercept = moderators != nil && intercept
        let design = try ModeratorDesign(terms, studies: effects.count, intercept: hasIntercept)
        let basis = try DesignBasis(names: design.names, columns: design.columns)
        let flat = SynthesisData(effects: effects, variances: variances, design: basis)
        guard flat.residualDegreesOfFreedom > 0 else {
            throw .tooFewStudies(found: effects.count, needed: basis.count + 1)
        }
        let data = try ClusteredData(flat, labels: studies, correlation: nil, blocks: covariances)
        let positions = data.clusters.map { cluster in
            cluster.rows.map { row in names.firstIndex(of: labels[row]) ?? 0 }
        }
        let search = StructuredSearch(
            data: data,
            positions: positions,
            size: names.count,
            structure: structure,
            restricted: restricted
        )
        let profile = try WeightedProfile(flat, at: 0)
        let spread = (profile.residual - Double(flat.residualDegreesOfFreedom)) / profile.trace
        let fallback = 0.1 * Double(flat.residualDegreesOfFreedom) / profile.trace
        let found = try search.maximum(spread: max(spread, fallback))
        return try MultivariateMetaAnalysis(found, data, names, search, hasIntercept, level)
    }

    private init(
        _ found: (parameters: [Double], likelihood: StructuredLikelihood),
        _ data: ClusteredData,
        _ names: [String],
        _ search: StructuredSearch,
        _ hasIntercept: Bool,
        _ level: Double
    ) throws(SynthesisError) {
        count = data.count
        studyCount = data.clusters.count
        outcomes = names
        betweenStudyCovariance = search.covariance(found.parameters)
        logLikelihood = found.likelihood.logLikelihood
        let betas = data.design.original(found.likelihood.gamma)
        covariance = data.design.original(found.likelihood.inverse)
        coefficients = try coefficientTable(
            names: data.design.names,
            estimates: betas,
            variances: covariance.diagonal,
            degreesOfFreedom: nil,
            level: level
        )
        jointTest = try waldTest(
            betas,
            covariance,
            columns: Array((hasIntercept ? 1 : 0)..<betas.count),
            denominator: nil
        )
    }
}

/// Likelihood, score and information of a covariance that is linear in its parameters.
struct StructuredLikelihood {
    let logLikelihood: Double
    let score: [Double]
    let observed: Matrix
    let expected: Matrix
    let gamma: [Double]
    let inverse: Matrix

    init(
        _ data: ClusteredData,
        derivatives: [[Matrix]],
        between: [Matrix],
        restricted: Bool
    ) throws(SynthesisError) {
        let p = data.columns
        let count = derivatives.first?.count ?? 0
        var information = Matrix(rows: p, columns: p)
        var right = Matrix(rows: p, columns: 1)
        var inverses: [Matrix] = []
        var designs: [Matrix] = []
        var logs = 0.0
        for (index, cluster) in data.clusters.enumerated() {
            let known = cluster.covariance ?? Matrix.diagonal(cluster.variances)
            let factor: Cholesky
            do throws(LinearAlgebraError) {
                factor = try Cholesky(known + between[index])
            } catch {
                throw .covarianceNotPositiveDefinite(block: cluster.label)
            }
            let design = Matrix(columns: cluster.columns)
            let solved = factor.solve(design)
            information = information + design.multiplied(by: solved, transposingSelf: true)
            right = right + solved.multiplied(by: Matrix(columns: [cluster.effects]), transposingSelf: true)
            logs += factor.logDeterminant
            inverses.append(factor.inverse)
            designs.append(solved)
        }
        let factor: Cholesky
        do throws(LinearAlgebraError) {
            factor = try Cholesky(information)
        } catch {
            throw .notConverged(what: "the multivariate model")
        }
        let inverse = factor.inverse
        let gamma = factor.solve(right.column(0))
        let zero = Matrix(rows: p, columns: p)
        var residual = 0.0
        var traces = [Double](repeating: 0, count: count)
        var forms = [Double](repeating: 0, count: count)
        var projected = [[Double]](repeating: [Double](repeating: 0, count: p), count: count)
        var first = [Matrix](repeating: zero, count: count)
        var products = Matrix(rows: count, columns: count)
        var quadratics = Matrix(rows: count, columns: count)
        for (index, cluster) in data.clusters.enumerated() {
            let solve = inverses[index]
            let z = designs[index]
            var rest = cluster.effects
            for (column, coefficient) in zip(cluster.columns, gamma) {
                for row in rest.indices { rest[row] -= coefficient * column[row] }
            }
            let q = solve * rest
            residual += scalarProduct(rest, q)
            let scaled = derivatives[index].map { solve * $0 }
            let moved = derivatives[index].map { $0 * q }
            let sided = derivatives[index].map { $0 * z }
            for i in 0..<count {
                traces[i] += scaled[i].trace
                forms[i] += scalarProduct(q, moved[i])
                let own = z.multiplied(by: Matrix(columns: [moved[i]]), transposingSelf: true).column(0)
                for row in 0..<p { projected[i][row] += own[row] }
                first[i] = first[i] + z.multiplied(by: sided[i], transposingSelf: true)
                for j in 0..<count {
                    let cross = (solve * sided[j])
                    let second = sided[i].multiplied(by: cross, transposingSelf: true)
                    products[i, j] += (scaled[i] * scaled[j]).trace
                    if restricted { products[i, j] -= 2 * (inverse * second).trace }
                    quadratics[i, j] += scalarProduct(moved[i], solve * moved[j])
                }
            }
        }
        var score = [Double](repeating: 0, count: count)
        for i in 0..<count {
            let bias = restricted ? (inverse * first[i]).trace : 0
            score[i] = (forms[i] - traces[i] + bias) / 2
            for j in 0..<count {
                if restricted { products[i, j] += (inverse * first[i] * inverse * first[j]).trace }
                quadratics[i, j] -= scalarProduct(projected[i], inverse * projected[j])
            }
        }
        let observations = Double(restricted ? data.count - p : data.count)
        logLikelihood =
            -0.5
            * (observations * 1.8378770664093454836 + logs + (restricted ? factor.logDeterminant : 0)
                + residual)
        self.score = score
        expected = 0.5 * products
        observed = quadratics - 0.5 * products
        self.gamma = gamma
        self.inverse = inverse
    }
}

/// Newton's method over a structured covariance that stays positive definite.
struct StructuredSearch {
    let data: ClusteredData
    /// For each cluster the outcome of each row.
    let positions: [[Int]]
    let size: Int
    let structure: EffectStructure
    let restricted: Bool

    /// The patterns whose weighted sum is **G**.
    private var patterns: [Matrix] {
        switch structure {
        case .diagonal: return (0..<size).map { pattern([($0, $0)]) }
        case .compoundSymmetry:
            let off = (0..<size).flatMap { i in (0..<size).filter { $0 != i }.map { (i, $0) } }
            return [Matrix.identity(size), pattern(off)]
        case .unstructured:
            return (0..<size).flatMap { i in
                (0...i).map { j in pattern(i == j ? [(i, i)] : [(i, j), (j, i)]) }
            }
        }
    }

    private func pattern(_ ones: [(Int, Int)]) -> Matrix {
        var matrix = Matrix(rows: size, columns: size)
        for (row, column) in ones { matrix[row, column] = 1 }
        return matrix
    }

    /// **G** for parameters.
    func covariance(_ parameters: [Double]) -> Matrix {
        zip(parameters, patterns).reduce(Matrix(rows: size, columns: size)) { $0 + $1.0 * $1.1 }
    }

    private func restrict(_ matrix: Matrix, _ rows: [Int]) -> Matrix {
        matrix.selectingRows(rows).selectingColumns(rows)
    }

    private func likelihood(_ parameters: [Double], _ derivatives: [[Matrix]]) throws(SynthesisError)
        -> StructuredLikelihood
    {
        let g = covariance(parameters)
        return try StructuredLikelihood(
            data,
            derivatives: derivatives,
            between: positions.map { restrict(g, $0) },
            restricted: restricted
        )
    }

    func maximum(spread: Double) throws(SynthesisError) -> (
        parameters: [Double], likelihood: StructuredLikelihood
    ) {
        let patterns = patterns
        let derivatives = positions.map { rows in patterns.map { restrict($0, rows) } }
        var current = patterns.map { $0.trace > 0 ? spread : 0 }
        var here = try likelihood(current, derivatives)
        for _ in 0..<200 {
            let step = try direction(here)
            var factor = 1.0
            var accepted: ([Double], StructuredLikelihood)?
            while factor > 1e-12 {
                let next = zip(current, step).map { $0 + factor * $1 }
                if (try? Cholesky(covariance(next))) != nil, let there = try? likelihood(next, derivatives),
                    there.logLikelihood >= here.logLikelihood - 1e-12 * abs(here.logLikelihood)
                {
                    accepted = (next, there)
                    break
                }
                factor /= 2
            }
            let scale = current.map { abs($0) }.max() ?? 1
            let gain = scalarProduct(here.score, step)
            guard let accepted else {
                if abs(gain) < 1e-14 * max(1, abs(here.logLikelihood)) { return (current, here) }
                throw .notConverged(what: "the covariance of true effects: it lies on the boundary")
            }
            let change = zip(current, accepted.0).map { abs($0 - $1) }.max() ?? 0
            (current, here) = accepted
            if factor == 1, change < 1e-13 * scale { return (current, here) }
        }
        guard let step = try? direction(here), abs(scalarProduct(here.score, step)) < 1e-10 else {
            throw .notConverged(what: "the covariance of true effects: it lies on the boundary")
        }
        return (current, here)
    }

    private func direction(_ here: StructuredLikelihood) throws(SynthesisError) -> [Double] {
        for information in [here.observed, here.expected] {
            if let factor = try? Cholesky(information) { return factor.solve(here.score) }
        }
        throw .notConverged(what: "the covariance of true effects")
    }
}
