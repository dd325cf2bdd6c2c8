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
/// *y* = **X**β + *u* + *e*; the true effects *u* of one study have covariance **G** over outcomes, by
/// structure.
///
/// - Note: Berkey et al. (1998); van Houwelingen et al. (2002). metafor's `rma.mv(random = ~ outcome |
///   study)`.
public struct MultivariateMetaAnalysis: Sendable {
    /// The number of effects.
    public let count: Int
    /// The number of studies.
    public let studyCount: Int
    /// The outcomes in the order of the levels of a factor, as the rows of ``betweenStudyCovariance``.
    public let outcomes: [String]
    /// **G**: variances of true effects on its diagonal.
    public let betweenStudyCovariance: Matrix
    /// What **G** consists of, with standard errors: variances (DIAG), with covariances (UN), or one variance and, unless
    /// it is zero, one correlation (CS).
    public let components: [CovarianceComponent]
    /// The variances of **G** that the data put at zero, the correlations at ±1 and, where neither makes **G** singular,
    /// the outcomes whose true effects then determine each other. Empty inside. The model is simpler than asked for.
    public let boundary: [String]
    /// One coefficient for each outcome, or those of the moderators given.
    public let coefficients: [CoefficientEstimate]
    /// Their covariance, (**X**ᵀ**V**⁻¹**X**)⁻¹ with **G** taken as known at its estimate, inside and on the boundary alike.
    public let covariance: Matrix
    /// The log-likelihood; restricted ones include ½ ln |**X**ᵀ**X**|.
    public let logLikelihood: Double
    /// The test that all coefficients (all but an intercept) are zero.
    public let jointTest: StatisticTest
    /// Level of intervals, a proportion.
    public let level: Double

    let search: StructuredSearch
    let parameters: [Double]

    /// Fits the model by restricted or full maximum likelihood.
    ///
    /// - Parameters:
    ///   - effects: One for each row.
    ///   - covariances: For each study the covariance of its rows' sampling errors, rows in the order given.
    ///   - studies: The study of each row.
    ///   - labels: The outcome of each row, at most once in a study; two or more different ones.
    ///   - moderators: Nil gives each outcome a mean of its own and no intercept.
    ///   - intercept: With moderators, whether there is one.
    ///   - structure: Of **G**.
    ///   - restricted: REML when true.
    ///   - level: Of intervals, a proportion.
    /// - Throws: ``SynthesisError``; ``SynthesisError/undefined(what:)`` for a variance or covariance of which the data
    ///   say nothing, such as that of outcomes no study has both of. A variance of zero or a correlation of ±1 is an
    ///   answer: see ``boundary``.
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
        let names = DesignMatrix.orderedLevels(Set(labels))
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
        _ found: StructuredMaximum,
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
        boundary =
            found.isBoundary
            ? boundaryNames(betweenStudyCovariance, names, isOne: search.structure == .compoundSymmetry)
            : []
        components = search.components(found, names)
        self.level = level
        self.search = search
        parameters = found.parameters
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

/// What makes a singular covariance of true effects singular.
/// - Parameter isOne: Whether all outcomes have one variance and one correlation.
private func boundaryNames(_ covariance: Matrix, _ names: [String], isOne: Bool) -> [String] {
    if isOne { return [covariance[0, 0] > 0 ? "correlation" : "variance"] }
    let varying = names.indices.filter { covariance[$0, $0] > 0 }
    let constant = names.indices.filter { !varying.contains($0) }.map { "variance of \(names[$0])" }
    let tied = varying.flatMap { row in
        varying.filter { column in
            let product = covariance[row, row] * covariance[column, column]
            let square = covariance[row, column] * covariance[row, column]
            return column > row && product - square < 1e-9 * product
        }.map { "correlation of \(names[row]) and \(names[$0])" }
    }
    guard constant.isEmpty, tied.isEmpty else { return constant + tied }
    return ["covariance of " + names.joined(separator: ", ")]
}
