/// Effects, sampling variances and design, already validated: what every estimator of τ² works on.
struct SynthesisData: Sendable {
    let effects: [Double]
    let variances: [Double]
    let design: DesignBasis

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
        let effects = data.effects
        let variances = data.variances
        var sum = 0.0
        var squares = 0.0
        var cubes = 0.0
        var weighted = 0.0
        for index in effects.indices {
            let weight = 1 / (variances[index] + tauSquared)
            let square = weight * weight
            sum += weight
            squares += square
            cubes += square * weight
            weighted += weight * effects[index]
        }
        let mean = weighted / sum
        var cross = 0.0
        for index in effects.indices {
            let weight = 1 / (variances[index] + tauSquared)
            let difference = effects[index] - mean
            let first = weight * difference
            let second = weight * first
            residual += first * difference
            residualSquared += first * first
            residualCubed += first * second
            cross += second
        }
        residualCubed -= cross * cross / sum
        weightSum = sum
        weightSquareSum = squares
        let ratio = squares / sum
        trace = sum - ratio
        traceSquared = squares - 2 * cubes / sum + ratio * ratio
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
        var weighted = data.effects
        for index in weighted.indices { weighted[index] *= weights[index] }
        if design.count == 1 {
            let column = design.basis[0]
            var information = 0.0
            for index in weights.indices { information += column[index] * weights[index] * column[index] }
            guard information > 0, information.isFinite else { throw .invalidWeights }
            inverse = Matrix(rows: 1, columns: 1, elements: [1 / information])
            logDeterminant = ln(information)
            gamma = [scalarProduct(column, weighted) / information]
        } else {
            let factor: Cholesky
            do throws(LinearAlgebraError) {
                factor = try Cholesky(design.crossProduct(weights))
            } catch {
                throw .invalidWeights
            }
            inverse = factor.inverse
            logDeterminant = factor.logDeterminant
            gamma = factor.solve(design.project(weighted))
        }
        let fitted = design.fitted(gamma)
        var residuals = data.effects
        for index in residuals.indices { residuals[index] -= fitted[index] }
        self.residuals = residuals
    }
}
