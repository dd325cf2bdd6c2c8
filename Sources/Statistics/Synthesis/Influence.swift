/// What one study does to a synthesis, by fitting without it.
///
/// Symbols follow Viechtbauer & Cheung (2010), Res Synth Methods 1, 112–125.
public struct StudyInfluence: Sendable {
    /// The synthesis without the study.
    public let without: MetaAnalysis
    /// Externally standardised residual: against the prediction of the others.
    public let studentizedResidual: Double
    /// The numerator of that residual.
    public let deletedResidual: Double
    /// DFFITS: how far the study's own expectation moves, in standard errors.
    public let dffits: Double
    /// Cook's distance: how far all coefficients move.
    public let cooksDistance: Double
    /// Determinant of the covariance without the study over that with it; below 1 the study costs precision.
    public let covarianceRatio: Double
    /// The hat value.
    public let leverage: Double
    /// Share of the weight, in per cent.
    public let weightPercentage: Double
    /// DFBETAS: how far each coefficient moves, in standard errors.
    public let dfbetas: [Double]
    /// Whether any measure passes its customary limit; a reason to look, never to leave a study out.
    public let isInfluential: Bool
}

/// How one study adds to heterogeneity and to the pooled effect (Baujat et al. 2002).
public struct BaujatPoint: Sendable, Equatable {
    /// The squared Pearson residual.
    public let heterogeneity: Double
    /// The squared standardised change of the study's expectation when it is left out.
    public let influence: Double
}

extension MetaAnalysis {
    /// This model fitted to some of the studies, in the order given.
    func subset(_ kept: [Int]) throws(SynthesisError) -> MetaAnalysis {
        let design: DesignBasis
        if data.design.isIntercept {
            design = DesignBasis(intercept: kept.count)
        } else {
            design = try DesignBasis(
                names: data.design.names,
                columns: data.design.columns.map { column in kept.map { column[$0] } }
            )
        }
        let subset = SynthesisData(
            effects: kept.map { effects[$0] },
            variances: kept.map { variances[$0] },
            design: design
        )
        return try MetaAnalysis(
            subset,
            estimator,
            test,
            level,
            weighting.picking(kept),
            terms: terms,
            hasIntercept: hasIntercept
        )
    }

    /// The synthesis without each study in turn.
    ///
    /// - Throws: ``SynthesisError`` when too few studies are left or a moderator no longer varies.
    /// - Complexity: *k* fits.
    public func leaveOneOut() throws(SynthesisError) -> [MetaAnalysis] {
        guard count > 1 else { throw .tooFewStudies(found: count, needed: 2) }
        var fits: [MetaAnalysis] = []
        for left in 0..<count {
            do throws(SynthesisError) {
                fits.append(try subset((0..<count).filter { $0 != left }))
            } catch {
                guard case .tooFewStudies(_, let needed) = error else { throw error }
                throw .tooFewStudies(found: count, needed: needed + 1)
            }
        }
        return fits
    }

    /// The pooled effect as studies are added one by one.
    ///
    /// The first entry is the first study alone; with one study τ² is zero and a test with *t* falls back on
    /// *z*.
    ///
    /// - Parameter order: Positions of the studies, each once; nil keeps the order given.
    public func cumulative(order: [Int]? = nil) throws(SynthesisError) -> [MetaAnalysis] {
        guard data.design.isIntercept else {
            throw .undefined(what: "a cumulative synthesis with moderators")
        }
        let order = order ?? Array(0..<count)
        guard order.sorted() == Array(0..<count) else {
            throw .unequalLengths(expected: count, found: order.count, what: "order")
        }
        let first = SynthesisData(
            effects: [effects[order[0]]],
            variances: [variances[order[0]]],
            design: DesignBasis(intercept: 1)
        )
        var fits = [
            try MetaAnalysis(
                first,
                .equalEffects,
                .normal,
                level,
                .inverseVariance,
                terms: [],
                hasIntercept: true
            )
        ]
        for size in 2...max(2, count) where size <= count {
            fits.append(try subset(Array(order.prefix(size))))
        }
        return fits
    }

    /// Deletion diagnostics of every study.
    ///
    /// - Complexity: *k* fits.
    /// - Note: Agrees with metafor `influence.rma.uni`.
    public func influence() throws(SynthesisError) -> [StudyInfluence] {
        let fits = try leaveOneOut()
        let hats = try leverages()
        let fitted = fittedEffects
        let shares = weightPercentages
        let p = Double(coefficients.count)
        let k = Double(count)
        let factor: Cholesky
        do throws(LinearAlgebraError) {
            factor = try Cholesky(covariance)
        } catch {
            throw .undefined(what: "Cook's distance with a singular covariance")
        }
        var result: [StudyInfluence] = []
        for (index, without) in fits.enumerated() {
            let row = designRow(index)
            let tauSquared = without.betweenStudyVariance
            let prediction = scalarProduct(row, without.coefficients.map(\.estimate))
            let residual = effects[index] - prediction
            let variance = variances[index] + tauSquared + without.covariance.quadraticForm(row)
            let change = zip(coefficients, without.coefficients).map { $0.estimate - $1.estimate }
            let dffits =
                (fitted[index] - prediction)
                / (without.residualScale * hats[index] * (tauSquared + variances[index])).squareRoot()
            let cook = scalarProduct(change, factor.solve(change))
            let ratio = try determinantRatio(without.covariance, covariance)
            let errors = try allStudies(at: tauSquared).diagonal
            let dfbetas = zip(change, errors).map { $0 / (without.residualScale * $1).squareRoot() }
            let cookTail = try evaluating { () throws(DistributionError) in
                try ChiSquared(degreesOfFreedom: p).cumulative(cook)
            }
            let isInfluential =
                abs(dffits) > 3 * (p / (k - p)).squareRoot() || cookTail > 0.5 || hats[index] > 3 * p / k
                || dfbetas.contains { abs($0) > 1 }
            result.append(
                StudyInfluence(
                    without: without,
                    studentizedResidual: residual / variance.squareRoot(),
                    deletedResidual: residual,
                    dffits: dffits,
                    cooksDistance: cook,
                    covarianceRatio: ratio,
                    leverage: hats[index],
                    weightPercentage: shares[index],
                    dfbetas: dfbetas,
                    isInfluential: isInfluential
                )
            )
        }
        return result
    }

    /// The points of a Baujat plot.
    public func baujat() throws(SynthesisError) -> [BaujatPoint] {
        let fits = try leaveOneOut()
        let fitted = fittedEffects
        return fits.enumerated().map { index, without in
            let row = designRow(index)
            let residual = effects[index] - fitted[index]
            let moved = fitted[index] - scalarProduct(row, without.coefficients.map(\.estimate))
            return BaujatPoint(
                heterogeneity: residual * residual / (variances[index] + betweenStudyVariance),
                influence: moved * moved / without.covariance.quadraticForm(row)
            )
        }
    }

    /// The covariance of the coefficients that all studies would give at another τ².
    private func allStudies(at tauSquared: Double) throws(SynthesisError) -> Matrix {
        let weights = variances.map { 1 / ($0 + tauSquared) }
        return data.design.original(try WeightedSolution(data, weights: weights).inverse)
    }

    private func determinantRatio(_ numerator: Matrix, _ denominator: Matrix) throws(SynthesisError) -> Double
    {
        do throws(LinearAlgebraError) {
            return exponential(try Cholesky(numerator).logDeterminant - Cholesky(denominator).logDeterminant)
        } catch {
            throw .undefined(what: "a covariance ratio with a singular covariance")
        }
    }
}
