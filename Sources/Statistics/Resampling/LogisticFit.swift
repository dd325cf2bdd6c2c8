/// A logistic regression by Newton's method, with a weak ridge where the data separate.
struct LogisticFit {
    let coefficients: [Double]
    let covariance: Matrix
    /// The logarithm of the odds of each row.
    let logOdds: [Double]

    /// Fits outcomes of 0 and 1.
    ///
    /// A penalty of 10⁻⁴ of a row's information on every scaled coefficient keeps estimates finite when a
    /// combination of columns predicts the outcome perfectly, and moves others by less than their last four
    /// digits of standard error. Without a penalty such data do not converge, which is an error.
    ///
    /// Where one column is the constant the others are taken about their means: sums lose no digits to the origin of a
    /// scale, and the penalty asks how far a column spreads, not how far from zero it lies.
    init(outcome: [Double], design: Matrix, penalty ridge: Double = 1e-4) throws(ResamplingError) {
        let p: Int = design.columns
        let origin = ModelOrigin(design: design)
        let columns: Matrix = design.subtracting(origin.columns)
        let scale: [Double] = (0..<p).map { column in
            max((sumOfSquares(columns.column(column)) / Double(columns.rows)).squareRoot(), 1e-300)
        }
        var beta: [Double] = Array(repeating: 0, count: p)
        for _ in 0..<100 {
            let linear: [Double] = columns * beta
            let probabilities: [Double] = linear.map { 1 / (1 + exponential(-$0)) }
            let roots: [Double] = probabilities.map { max($0 * (1 - $0), 1e-12).squareRoot() }
            var information: Matrix = columns.scalingRows(by: roots).crossProduct
            let rest: [Double] = zip(outcome, probabilities).map { $0 - $1 }
            var slope: [Double] = columns.multiplied(by: Matrix(columns: [rest]), transposingSelf: true)
                .elements
            for index in 0..<p {
                let penalty: Double = ridge * scale[index] * scale[index]
                information[index, index] += penalty
                slope[index] -= penalty * beta[index]
            }
            let cholesky: Cholesky
            do {
                cholesky = try Cholesky(information)
            } catch {
                throw .linearModel(.linearAlgebra(error))
            }
            var step: [Double] = cholesky.solve(slope)
            let longest: Double = zip(step, scale).map { ($0 * $1).magnitude }.max() ?? 0
            if longest > 4 { step = step.map { $0 * 4 / longest } }
            beta = zip(beta, step).map { $0 + $1 }
            if longest < 1e-10 {
                coefficients = origin.uncentred(beta)
                covariance = origin.uncentred(cholesky.inverse)
                logOdds = columns * beta
                return
            }
        }
        throw .invalidArgument("logistic regression did not converge")
    }
}
