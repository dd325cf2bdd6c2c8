/// Measures of how one row stands to a fitted model.
public struct RowDiagnostics: Sendable, Equatable {
    /// The diagonal of the hat matrix.
    public let leverage: Double
    /// The residual over its estimated standard deviation.
    public let standardizedResidual: Double
    /// The residual over the standard deviation estimated without the row.
    public let studentizedResidual: Double
    /// Cook's distance.
    public let cooksDistance: Double
    /// The change in the fitted value when the row is left out, in standard errors.
    public let dffits: Double
}

/// One line of an analysis of variance.
public struct VarianceLine: Sendable, Equatable {
    /// The term.
    public let term: String
    /// The sum of squares that the term adds.
    public let sumOfSquares: Double
    /// The test of the term on the residual of the full model.
    public let test: JointTest
}

extension LinearFit {
    /// Leverage, residuals and influence of each row.
    /// - Throws: ``LinearModelError/fullLeverage(row:)`` for a row that the model fits whatever its value.
    /// - Note: Cook & Weisberg (1982). Agrees with R `influence.measures` to 1e-10.
    public func diagnostics() throws(LinearModelError) -> [RowDiagnostics] {
        let p = Double(coefficients.count)
        let variance: Double = residualSumOfSquares / degreesOfFreedom
        var result: [RowDiagnostics] = []
        result.reserveCapacity(count)
        for row in 0..<count {
            let hat: Double = leverage[row]
            guard 1 - hat > 1e-12 else { throw .fullLeverage(row: row) }
            let residual: Double = workingResiduals[row]
            let standardized: Double = residual / (variance * (1 - hat)).squareRoot()
            let without: Double =
                (residualSumOfSquares - residual * residual / (1 - hat)) / (degreesOfFreedom - 1)
            guard without > 0 else { throw .noResidualVariation }
            let studentized: Double = residual / (without * (1 - hat)).squareRoot()
            result.append(
                RowDiagnostics(
                    leverage: hat,
                    standardizedResidual: standardized,
                    studentizedResidual: studentized,
                    cooksDistance: standardized * standardized * hat / ((1 - hat) * p),
                    dffits: studentized * (hat / (1 - hat)).squareRoot()
                )
            )
        }
        return result
    }

    /// What each coefficient adds when all the others are already in the model (type III for single columns).
    public func marginalAnalysis() throws(LinearModelError) -> [VarianceLine] {
        let variance: Double = residualSumOfSquares / degreesOfFreedom
        var lines: [VarianceLine] = []
        for (index, name) in names.enumerated() {
            let added: Double =
                coefficients[index] * coefficients[index] / unscaledCovariance[index, index]
            lines.append(try line(name, added, variance))
        }
        return lines
    }

    /// What each coefficient adds to those before it (type I for single columns).
    /// - Complexity: O(columns) fits.
    public func sequentialAnalysis() throws(LinearModelError) -> [VarianceLine] {
        let variance: Double = residualSumOfSquares / degreesOfFreedom
        let response: [Double] = zip(workingDesign * coefficients, workingResiduals).map { $0 + $1 }
        var lines: [VarianceLine] = []
        var rest: Double = sumOfSquares(response)
        for index in names.indices {
            let design: Matrix = workingDesign.selectingColumns(Array(0...index))
            let solution: LeastSquares
            do {
                solution = try LeastSquares(design: design, responses: Matrix(columns: [response]))
            } catch {
                throw LinearModelError(error, names: names)
            }
            let fitted: [Double] = design * solution.coefficients.elements
            let now: Double = sumOfSquares(zip(response, fitted).map { $0 - $1 })
            lines.append(try line(names[index], rest - now, variance))
            rest = now
        }
        return lines
    }

    private func line(
        _ name: String,
        _ sum: Double,
        _ variance: Double
    ) throws(LinearModelError) -> VarianceLine {
        do {
            let test = try JointTest(
                statistic: max(sum, 0) / variance,
                numerator: 1,
                denominator: degreesOfFreedom
            )
            return VarianceLine(term: name, sumOfSquares: sum, test: test)
        } catch {
            throw .distribution(error)
        }
    }
}
