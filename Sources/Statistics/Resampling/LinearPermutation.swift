extension PermutationTest {
    /// Tests the treatment coefficient of a linear model by rearranging treatment as it was allocated.
    ///
    /// The statistic is *t* = *b*/se. Outcome and covariates keep their rows; treatment moves as the design
    /// allows.
    ///
    /// - Parameters:
    ///   - outcome: One finite value for each row.
    ///   - design: How treatment was allocated, and so how it may be rearranged.
    ///   - covariates: The other columns without the constant.
    ///   - permutations: How many allocations are drawn.
    ///   - seed: Of the generator; the same seed gives the same digits.
    /// - Complexity: O(permutations · rows · columns), on all processors; the digits do not depend on how
    ///   many.
    public static func linear(
        outcome: [Double],
        design: PermutationDesign,
        covariates: DesignMatrix? = nil,
        permutations: Int,
        seed: UInt64
    ) throws(ResamplingError) -> PermutationTest {
        guard permutations >= 19 else { throw .invalidArgument("permutations") }
        let ones = DesignMatrix(
            names: ["(Intercept)"],
            matrix: Matrix(rows: outcome.count, columns: 1, repeating: 1)
        )
        let others: DesignMatrix = covariates.map { ones.joined(with: $0) } ?? ones
        let treatment: [Double] = design.unitOfRow.map { design.treatment[$0] }
        let basis: Matrix
        let leftover: [Double]
        do {
            let with = DesignMatrix(names: ["treatment"], matrix: Matrix(columns: [treatment])).joined(
                with: others
            )
            _ = try LinearFit(outcome: outcome, design: with)
            let fit = try LinearFit(outcome: outcome, design: others)
            leftover = fit.residuals
            // Columns near zero span what those of the model span.
            basis = try fit.nearDesign.orthonormalBasis()
        } catch let error as LinearModelError {
            throw .linearModel(error)
        } catch let error as LinearAlgebraError {
            throw .linearModel(.linearAlgebra(error))
        } catch {
            throw .invalidArgument("model")
        }
        let rows = Double(outcome.count)
        let total: Double = sumOfSquares(leftover)
        let degrees: Double = rows - Double(basis.columns) - 1
        let columns: [[Double]] = (0..<basis.columns).map(basis.column)
        // Frisch–Waugh–Lovell: only treatment has to be cleared of the covariates, by sums over treated rows.
        let statistic: @Sendable ([Double]) -> Double = { units in
            var count: Double = 0
            var product: Double = 0
            var projections: [Double] = Array(repeating: 0, count: columns.count)
            for (row, unit) in design.unitOfRow.enumerated() where units[unit] == 1 {
                count += 1
                product += leftover[row]
                for index in columns.indices { projections[index] += columns[index][row] }
            }
            let spread: Double = count - sumOfSquares(projections)
            guard spread > 1e-9 * count else { return .nan }
            let residual: Double = total - product * product / spread
            guard residual > 0 else { return .nan }
            return product / (spread * residual / degrees).squareRoot()
        }
        let replicates = Replication.run(permutations, seed: seed) { _, generator in
            statistic(design.permuted(&generator))
        }
        return try PermutationTest(observed: statistic(design.treatment), replicates: replicates)
    }
}

extension Matrix {
    /// Columns of length one at right angles that span the same space: **X** times the root of
    /// (**X**ᵀ**X**)⁻¹.
    func orthonormalBasis() throws(LinearAlgebraError) -> Matrix {
        let zero = Matrix(rows: rows, columns: 1)
        let inverse: Matrix = try LeastSquares(design: self, responses: zero).unscaledCovariance
        let first: Matrix = self * (try Cholesky(inverse).lower)
        // A second pass restores the right angles that collinear columns cost the first.
        let again: Matrix = try LeastSquares(design: first, responses: zero).unscaledCovariance
        return first * (try Cholesky(again).lower)
    }
}
