import Statistics
import Testing

/// Decompositions checked by putting the factors together again, and on matrices with known answers.
@Suite struct DecompositionTests {
    /// A fixed sequence of numbers in −1…1 for matrices without pattern.
    static func numbers(_ count: Int, seed: UInt64) -> [Double] {
        var state: UInt64 = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 52) - 1
        }
    }

    static func matrix(rows: Int, columns: Int, seed: UInt64) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: numbers(rows * columns, seed: seed))
    }

    static func distance(_ left: Matrix, _ right: Matrix) -> Double {
        (left - right).elements.map(\.magnitude).max() ?? 0
    }

    @Test func theProductAgreesWithOneWorkedByHand() {
        let left = Matrix([[1, 2, 3], [4, 5, 6]])
        let right = Matrix([[7, 8], [9, 10], [11, 12]])
        #expect(left * right == Matrix([[58, 64], [139, 154]]))
        #expect(left.multiplied(by: left, transposingRight: true) == Matrix([[14, 32], [32, 77]]))
        #expect(left.crossProduct == left.transposed * left)
        #expect(left * [1, 0, -1] == [-2, -2])
    }

    @Test(arguments: [1, 2, 5, 9]) func choleskyRebuildsItsMatrix(size: Int) throws {
        let root: Matrix = Self.matrix(rows: size + 3, columns: size, seed: UInt64(size))
        let square: Matrix = root.crossProduct
        let cholesky = try Cholesky(square)
        let rebuilt: Matrix = cholesky.lower.multiplied(by: cholesky.lower, transposingRight: true)
        #expect(Self.distance(rebuilt, square) < 1e-13)
        #expect(Self.distance(square * cholesky.inverse, .identity(size)) < 1e-9)
        let eigen = try SymmetricEigen(square)
        #expect(Self.distance(eigen.mapped { $0 }, square) < 1e-12)
        #expect(Self.distance(eigen.vectors.crossProduct, .identity(size)) < 1e-13)
        let logOfProduct: Double = eigen.values.reduce(1, *)
        #expect(abs(cholesky.lower.diagonal.reduce(1, *) / logOfProduct.squareRoot() - 1) < 1e-9)
    }

    @Test func eigenvaluesOfATwoByTwoMatrixAreThoseOfItsQuadratic() throws {
        let eigen = try SymmetricEigen(Matrix([[2, 1], [1, 2]]))
        #expect(abs(eigen.values[0] - 1) < 1e-15)
        #expect(abs(eigen.values[1] - 3) < 1e-15)
    }

    @Test func aBatchGivesTheAnswersOfItsMembers() throws {
        let batch: [Matrix] = (1...4).map { Self.matrix(rows: 6, columns: 3, seed: UInt64($0)).crossProduct }
        let together: [Matrix] = try Cholesky.factors(of: batch)
        for (matrix, factor) in zip(batch, together) {
            #expect(try Cholesky(matrix).lower == factor)
        }
        #expect(try SymmetricEigen.decompositions(of: batch).map(\.values.count) == [3, 3, 3, 3])
        #expect(try Cholesky.factors(of: []).isEmpty)
    }

    @Test func anIndefiniteMatrixIsRefusedWithItsPlaceInTheBatch() {
        let good: Matrix = .identity(2)
        let bad = Matrix([[1, 2], [2, 1]])
        #expect(throws: LinearAlgebraError.notPositiveDefinite(index: 1)) {
            try Cholesky.factors(of: [good, bad, good])
        }
        #expect(throws: LinearAlgebraError.notFinite) { try SymmetricEigen(Matrix([[.nan]])) }
    }

    @Test func leastSquaresSolvesTheNormalEquations() throws {
        let design: Matrix = Self.matrix(rows: 30, columns: 4, seed: 7)
        let responses: Matrix = Self.matrix(rows: 30, columns: 2, seed: 8)
        let fit = try LeastSquares(design: design, responses: responses, leverage: true)
        let residuals: Matrix = responses - design * fit.coefficients
        let gradient: Matrix = design.multiplied(by: residuals, transposingSelf: true)
        #expect(gradient.elements.allSatisfy { abs($0) < 1e-13 })
        #expect(Self.distance(design.crossProduct * fit.unscaledCovariance, .identity(4)) < 1e-12)
        #expect(abs(fit.leverage.reduce(0, +) - 4) < 1e-12)
    }

    @Test func longleysCoefficientsAreReachedInSpiteOfTheirCollinearity() throws {
        // Longley (1967), J. Amer. Statist. Assoc. 62, 819; certified values: NIST Statistical Reference
        // Datasets.
        let deflator: [Double] = [
            83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9,
        ]
        let product: [Double] = [
            234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769, 444546,
            482704, 502601, 518173, 554894,
        ]
        let unemployed: [Double] = [
            2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007,
        ]
        let forces: [Double] = [
            1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827,
        ]
        let population: [Double] = [
            107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445, 121950,
            123366, 125368, 127852, 130081,
        ]
        let year: [Double] = (1947...1962).map(Double.init)
        let employed: [Double] = [
            60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564,
            69331, 70551,
        ]
        let ones: [Double] = Array(repeating: 1, count: 16)
        let design = Matrix(columns: [ones, deflator, product, unemployed, forces, population, year])
        let fit = try LeastSquares(design: design, responses: Matrix(columns: [employed]))
        let certified: [Double] = [
            -3482258.63459582, 15.0618722713733, -0.358191792925910e-1, -2.02022980381683, -1.03322686717359,
            -0.511041056535807e-1, 1829.15146461355,
        ]
        for (value, expected) in zip(fit.coefficients.elements, certified) {
            #expect(abs(value / expected - 1) < 1e-8)
        }
    }

    @Test func dependentColumnsAreNamedInTheOrderTheyWereWritten() {
        let base: Matrix = Self.matrix(rows: 12, columns: 2, seed: 3)
        let first: [Double] = base.column(0)
        let second: [Double] = base.column(1)
        let mixture: [Double] = zip(first, second).map { 1000 * $0 - 3 * $1 }
        let design = Matrix(columns: [first, second, mixture, Array(repeating: 1, count: 12), first])
        #expect(throws: LinearAlgebraError.rankDeficient(dependentColumns: [2, 4])) {
            try LeastSquares(design: design, responses: Matrix(columns: [second]))
        }
        #expect(throws: LinearAlgebraError.notFinite) {
            try LeastSquares(
                design: Matrix(columns: [[1, .infinity]]),
                responses: Matrix(columns: [[1, 2]])
            )
        }
    }
}
