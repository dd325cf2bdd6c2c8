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
