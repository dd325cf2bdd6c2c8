/// Whether a subgroup, such as disadvantaged pupils, gained more or less than the others.
///
/// Both answers that guidance asks for: the interaction in a model of everyone, and a separate model of the
/// subgroup.
public struct SubgroupEffect: Sendable {
    /// The difference between the effects inside and outside the subgroup, in units of the outcome.
    public let interaction: CoefficientTest
    /// The interaction over the unconditional total standard deviation of everyone.
    public let interactionEffectSize: TrialEffectSize
    /// The analysis of the subgroup alone.
    public let inside: IntentionToTreat
    /// The analysis of the others alone.
    public let outside: IntentionToTreat

    /// Analyses a subgroup.
    /// - Parameters:
    ///   - outcome: One finite value for each unit.
    ///   - treatment: 1 for units allocated to treatment, 0 for control.
    ///   - subgroup: 1 for units inside, 0 for the others; both must occur in both arms.
    ///   - covariates: Baselines and strata without the constant; none when `nil`.
    ///   - clusters: What was randomised whole or, in a multisite trial, the site; none when `nil`.
    ///   - options: How the model is fitted and tested.
    /// - Throws: ``TrialError``.
    public init(
        outcome: [Double],
        treatment: [Double],
        subgroup: [Double],
        covariates: DesignMatrix? = nil,
        clusters: Clusters? = nil,
        options: IntentionToTreat.Options = IntentionToTreat.Options()
    ) throws(TrialError) {
        precondition(subgroup.count == outcome.count, "Every unit is inside or outside the subgroup.")
        if let row = subgroup.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw .notFinite(column: "subgroup", row: row)
        }
        let product: [Double] = zip(treatment, subgroup).map { $0 * $1 }
        let added = DesignMatrix(
            names: ["treatment:subgroup", "subgroup"],
            matrix: Matrix(columns: [product, subgroup])
        )
        let whole = try IntentionToTreat(
            outcome: outcome,
            treatment: treatment,
            covariates: covariates.map { added.joined(with: $0) } ?? added,
            clusters: clusters,
            options: options
        )
        interaction = whole.coefficients[2]
        if let unconditional = whole.unconditional {
            interactionEffectSize = try unconditional.effectSize(
                whole.coefficients[2],
                .unconditionalTotal,
                level: options.level
            )
        } else {
            interactionEffectSize = try TrialEffectSize(
                difference: whole.coefficients[2],
                standardDeviation: whole.effectSize.standardDeviation,
                degreesOfFreedom: whole.effectSize.degreesOfFreedom,
                denominator: .pooled,
                level: options.level
            )
        }
        let part = { (code: Double) throws(TrialError) -> IntentionToTreat in
            let rows: [Int] = subgroup.indices.filter { subgroup[$0] == code }
            return try IntentionToTreat(
                outcome: rows.map { outcome[$0] },
                treatment: rows.map { treatment[$0] },
                covariates: covariates.map {
                    DesignMatrix(names: $0.names, matrix: $0.matrix.selectingRows(rows))
                },
                clusters: clusters.map { all in Clusters(rows.map { all.index[$0] }) },
                options: options
            )
        }
        inside = try part(1)
        outside = try part(0)
    }
}
