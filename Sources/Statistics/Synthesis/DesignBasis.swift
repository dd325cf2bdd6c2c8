/// The design of a synthesis in an orthonormal basis of its column space.
///
/// Weighted cross-products are formed in this basis, so a moderator such as a calendar year, far from zero
/// and nearly parallel to the intercept, costs no digits. Estimates return to the columns as given by
/// `transform`.
struct DesignBasis: Sendable {
    /// Names of the columns as given.
    let names: [String]
    /// The columns as given.
    let columns: [[Double]]
    /// Orthonormal columns **Q** = **XT**.
    let basis: [[Double]]
    /// **T**, upper triangular.
    let transform: Matrix
    /// Whether the only column is constant: the pooled effect.
    let isIntercept: Bool

    var rows: Int { columns.first?.count ?? 0 }
    var count: Int { columns.count }

    /// The design of the pooled effect.
    init(intercept rows: Int) {
        names = ["intercept"]
        let one = [Double](repeating: 1, count: rows)
        columns = [one]
        let scale = 1 / Double(rows).squareRoot()
        basis = [[Double](repeating: scale, count: rows)]
        transform = Matrix(rows: 1, columns: 1, elements: [scale])
        isIntercept = true
    }

    /// Each column is cleared of those before it by least squares.
    ///
    /// - Throws: ``SynthesisError/collinear(columns:)`` naming every column the others span.
    /// - Complexity: O(*k p*³).
    init(names: [String], columns: [[Double]]) throws(SynthesisError) {
        guard let first = columns.first else { throw .emptyDesign }
        let count = columns.count
        guard first.count >= count else { throw .tooFewStudies(found: first.count, needed: count) }
        var basis: [[Double]] = []
        var transform = Matrix(rows: count, columns: count)
        var dependent: [String] = []
        var kept: [Int] = []
        for (index, column) in columns.enumerated() {
            var residual = column
            var coefficients: [Double] = []
            var overlaps: [Double] = []
            if !basis.isEmpty {
                let before = Matrix(columns: kept.map { columns[$0] })
                let solution: LeastSquares
                do throws(LinearAlgebraError) {
                    solution = try LeastSquares(design: before, responses: Matrix(columns: [column]))
                } catch {
                    throw .collinear(columns: [names[index]])
                }
                coefficients = solution.coefficients.column(0)
                for (coefficient, position) in zip(coefficients, kept) {
                    for row in residual.indices { residual[row] -= coefficient * columns[position][row] }
                }
                // What rounding left along the basis is removed once more.
                for direction in basis {
                    let overlap = scalarProduct(direction, residual)
                    overlaps.append(overlap)
                    for row in residual.indices { residual[row] -= overlap * direction[row] }
                }
            }
            let length = scalarProduct(residual, residual).squareRoot()
            let scale = scalarProduct(column, column).squareRoot()
            guard length > 1e-10 * scale, length > 0 else {
                dependent.append(names[index])
                continue
            }
            basis.append(residual.map { $0 / length })
            transform[index, index] = 1 / length
            for (coefficient, position) in zip(coefficients, kept) {
                transform[position, index] = -coefficient / length
            }
            for (overlap, direction) in zip(overlaps, kept) {
                for row in 0..<count {
                    transform[row, index] -= overlap * transform[row, direction] / length
                }
            }
            kept.append(index)
        }
        guard dependent.isEmpty else { throw .collinear(columns: dependent) }
        self.names = names
        self.columns = columns
        self.basis = basis
        self.transform = transform
        isIntercept = count == 1 && first.allSatisfy { $0 == first[0] } && first[0] == 1
    }

    /// **Q**ᵀ diag(*weights*) **Q**.
    func crossProduct(_ weights: [Double]) -> Matrix {
        var result = Matrix(rows: count, columns: count)
        for column in 0..<count {
            for row in 0...column {
                var sum = 0.0
                for study in weights.indices {
                    sum += basis[row][study] * weights[study] * basis[column][study]
                }
                result[row, column] = sum
                result[column, row] = sum
            }
        }
        return result
    }

    /// **Q**ᵀ *values*.
    func project(_ values: [Double]) -> [Double] {
        basis.map { scalarProduct($0, values) }
    }

    /// **Q** *γ*.
    func fitted(_ gamma: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: rows)
        for (column, coefficient) in zip(basis, gamma) {
            for row in result.indices { result[row] += coefficient * column[row] }
        }
        return result
    }

    /// Coefficients of the columns as given.
    func original(_ gamma: [Double]) -> [Double] { transform * gamma }

    /// The covariance of the coefficients of the columns as given.
    func original(_ covariance: Matrix) -> Matrix {
        (transform * covariance).multiplied(by: transform, transposingRight: true)
    }
}

/// The scalar product of two vectors of one length.
func scalarProduct(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
}
