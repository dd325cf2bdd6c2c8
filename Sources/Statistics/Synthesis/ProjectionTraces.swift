/// Traces with **P** = **A** − **AX**(**X**ᵀ**AX**)⁻¹**X**ᵀ**A** for fixed weights **A**, without a *k* × *k*
/// matrix.
struct ProjectionTraces {
    private let design: DesignBasis
    private let weights: [Double]
    private let inverse: Matrix

    init(_ data: SynthesisData, weights: [Double]) throws(SynthesisError) {
        design = data.design
        self.weights = weights
        inverse = try WeightedSolution(data, weights: weights).inverse
    }

    /// tr(**P** diag *d*).
    func trace(_ d: [Double]) -> Double {
        var sum = 0.0
        var squared = d
        for index in weights.indices {
            sum += weights[index] * d[index]
            squared[index] *= weights[index] * weights[index]
        }
        return sum - (inverse * design.crossProduct(squared)).trace
    }

    /// tr(**P** diag *d* **P** diag *e*).
    func trace(_ d: [Double], _ e: [Double]) -> Double {
        var sum = 0.0
        var withD = d
        var withE = e
        var both = d
        for index in weights.indices {
            let square = weights[index] * weights[index]
            sum += square * d[index] * e[index]
            withD[index] *= square
            withE[index] *= square
            both[index] *= square * weights[index] * e[index]
        }
        let left = inverse * design.crossProduct(withD)
        let right = inverse * design.crossProduct(withE)
        return sum - 2 * (inverse * design.crossProduct(both)).trace + (left * right).trace
    }
}
