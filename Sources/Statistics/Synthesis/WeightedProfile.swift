/// Effects, sampling variances and design, already validated: what every estimator of τ² works on.
struct SynthesisData: Sendable {
    let effects: [Double]
    let variances: [Double]
    let design: DesignBasis
    /// Coefficients, in the orthonormal basis, that `centred` is cleared of.
    let offset: [Double]
    /// The effects less what unweighted least squares fits of them: what weights estimate from them is the distance
    /// to `offset`, so effects far from zero cost no digits and sums at neighbouring τ² round alike.
    let centred: [Double]

    init(effects: [Double], variances: [Double], design: DesignBasis) {
        self.effects = effects
        self.variances = variances
        self.design = design
        offset = design.project(effects)
        let fitted = design.fitted(offset)
        var centred = effects
        for index in centred.indices { centred[index] -= fitted[index] }
        self.centred = centred
    }

    var count: Int { effects.count }
    var columns: Int { design.count }
    var residualDegreesOfFreedom: Int { count - columns }
}

/// Sums of the weighted model at one value of τ², from one pass over the studies.
///
/// With **P** = **W** − **WX**(**X**ᵀ**WX**)⁻¹**X**ᵀ**W** and **W** = diag 1/(*v* + τ²); no *k* × *k* matrix
/// is formed.
struct WeightedProfile {
    /// *y*ᵀ**P***y*: the weighted residual sum of squares (generalised *Q*).
    var residual = 0.0
    /// *y*ᵀ**PP***y*.
    var residualSquared = 0.0
    /// *y*ᵀ**PPP***y*.
    var residualCubed = 0.0
    /// tr **W**.
    var weightSum = 0.0
    /// tr **WW**.
    var weightSquareSum = 0.0
    /// tr **P**.
    var trace = 0.0
    /// tr **PP**.
    var traceSquared = 0.0

    /// - Complexity: O(*k*) for the pooled effect, O(*k p*²) with moderators.
    init(_ data: SynthesisData, at tauSquared: Double) throws(SynthesisError) {
        if data.design.isIntercept {
            pooled(data, tauSquared)
        } else {
            try regression(data, tauSquared)
        }
    }

    private mutating func pooled(_ data: SynthesisData, _ tauSquared: Double) {
        let effects = data.centred
        let variances = data.variances
        var sum = 0.0
        var squares = 0.0
        var weighted = 0.0
        var heaviest = 0
        var most = 0.0
        for index in effects.indices {
            let weight = 1 / (variances[index] + tauSquared)
            sum += weight
            squares += weight * weight
            weighted += weight * effects[index]
            if weight > most {
                most = weight
                heaviest = index
            }
        }
        let mean = weighted / sum
        let inverse = 1 / sum
        // All but the heaviest study, whose own terms follow from theirs: beside a study with nearly all of the
        // weight, differences of sums would leave rounding alone.
        var lightSum = 0.0
        var lightSquares = 0.0
        var firsts = 0.0
        var cross = 0.0
        for index in effects.indices where index != heaviest {
            let weight = 1 / (variances[index] + tauSquared)
            let square = weight * weight
            let difference = effects[index] - mean
            let first = weight * difference
            let second = weight * first
            let share = weight * inverse
            let own = share * (sum - weight)
            residual += first * difference
            residualSquared += first * first
            residualCubed += first * second
            cross += second
            firsts += first
            lightSum += weight
            lightSquares += square
            trace += own
            traceSquared += own * own + share * share * (squares - square)
        }
        let share = most * inverse
        let own = share * lightSum
        trace += own
        traceSquared += own * own + share * share * lightSquares
        residual += firsts * firsts / most
        residualSquared += firsts * firsts
        residualCubed += most * firsts * firsts
        cross -= most * firsts
        residualCubed -= cross * cross * inverse
        weightSum = sum
        weightSquareSum = squares
    }

    private mutating func regression(_ data: SynthesisData, _ tauSquared: Double) throws(SynthesisError) {
        let weights = data.variances.map { 1 / ($0 + tauSquared) }
        let squares = weights.map { $0 * $0 }
        let solution = try WeightedSolution(data, weights: weights)
        var second = [Double](repeating: 0, count: weights.count)
        for index in weights.indices {
            let first = weights[index] * solution.residuals[index]
            second[index] = weights[index] * first
            residual += first * solution.residuals[index]
            residualSquared += first * first
            residualCubed += first * second[index]
            weightSum += weights[index]
            weightSquareSum += squares[index]
        }
        residualCubed -= solution.inverse.quadraticForm(data.design.project(second))
        let squared = solution.inverse * data.design.crossProduct(squares)
        let cubed = data.design.crossProduct(zip(squares, weights).map { $0 * $1 })
        trace = weightSum - squared.trace
        traceSquared =
            weightSquareSum - 2 * (solution.inverse * cubed).trace + (squared * squared).trace
    }
}

/// The weighted least-squares solution in the orthonormal basis.
struct WeightedSolution {
    /// (**Q**ᵀ**AQ**)⁻¹.
    let inverse: Matrix
    /// ln |**Q**ᵀ**AQ**| = ln |**X**ᵀ**AX**| − ln |**X**ᵀ**X**|.
    let logDeterminant: Double
    /// Coefficients in the basis.
    let gamma: [Double]
    /// Effects minus fitted effects.
    let residuals: [Double]

    init(_ data: SynthesisData, weights: [Double]) throws(SynthesisError) {
        let design = data.design
        var weighted = data.centred
        for index in weighted.indices { weighted[index] *= weights[index] }
        let change: [Double]
        if design.count == 1 {
            let column = design.basis[0]
            var information = 0.0
            for index in weights.indices { information += column[index] * weights[index] * column[index] }
            guard information > 0, information.isFinite else { throw .invalidWeights }
            inverse = Matrix(rows: 1, columns: 1, elements: [1 / information])
            logDeterminant = ln(information)
            change = [scalarProduct(column, weighted) / information]
        } else {
            let factor: Cholesky
            do throws(LinearAlgebraError) {
                factor = try Cholesky(design.crossProduct(weights))
            } catch {
                throw .invalidWeights
            }
            inverse = factor.inverse
            logDeterminant = factor.logDeterminant
            change = factor.solve(design.project(weighted))
        }
        gamma = zip(data.offset, change).map { $0 + $1 }
        let fitted = design.fitted(change)
        var residuals = data.centred
        for index in residuals.indices { residuals[index] -= fitted[index] }
        self.residuals = residuals
    }
}
