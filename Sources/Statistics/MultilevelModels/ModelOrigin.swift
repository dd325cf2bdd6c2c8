/// What is taken off the columns of a model and its outcome before anything is summed: their means, where one of the
/// columns is the constant.
///
/// Sums of columns far from zero, such as years or scaled scores, would cancel to nothing but rounding. About their
/// means the coefficients are the same, and that of the constant is the mean of the outcome there.
struct ModelOrigin: Sendable {
    /// The place of the constant, if there is one.
    let constant: Int?
    /// What is subtracted from each column; zero of the constant.
    let columns: [Double]
    /// What is subtracted from the outcome.
    let outcome: Double

    init(constant: Int?, columns: [Double], outcome: Double) {
        self.constant = constant
        self.columns = columns
        self.outcome = outcome
    }

    /// - Parameter outcome: `nil` where the outcome stays as it is.
    init(design: Matrix, outcome: [Double]? = nil) {
        constant = design.constantColumn
        guard let constant else {
            columns = Array(repeating: 0, count: design.columns)
            self.outcome = 0
            return
        }
        var means: [Double] = design.columnMeans
        means[constant] = 0
        columns = means
        self.outcome = outcome.map { Matrix(columns: [$0]).columnMeans[0] } ?? 0
    }

    /// Only what lies more than 10⁴ standard deviations from zero is taken about its mean. Least squares loses to an
    /// origin as many digits as it lies standard deviations away; what is nearer stands as it is, to the last digit.
    init(farIn design: Matrix, outcome: [Double]) {
        let whole = ModelOrigin(design: design, outcome: outcome)
        constant = whole.constant
        columns = whole.columns.enumerated().map { index, mean in
            let values = design.elements[(index * design.rows)..<((index + 1) * design.rows)]
            return ModelOrigin.isFar(mean, of: values) ? mean : 0
        }
        self.outcome = ModelOrigin.isFar(whole.outcome, of: outcome[...]) ? whole.outcome : 0
    }

    private static func isFar(_ mean: Double, of values: ArraySlice<Double>) -> Bool {
        guard mean != 0 else { return false }
        let squares: Double = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return isFar(mean, spread: (squares / Double(values.count)).squareRoot())
    }

    /// Whether values with this mean and standard deviation lie so far from zero that least squares loses digits to it.
    static func isFar(_ mean: Double, spread: Double) -> Bool {
        spread > 0 && mean.magnitude > 1e4 * spread
    }

    /// The outcome about its mean.
    func subtracted(from outcome: [Double]) -> [Double] {
        self.outcome == 0 ? outcome : outcome.map { $0 - self.outcome }
    }

    /// Coefficients of the columns as the caller gave them from those of the centred ones.
    func uncentred(_ coefficients: [Double]) -> [Double] {
        guard let constant else { return coefficients }
        var result: [Double] = coefficients
        result[constant] += outcome
        for column in columns.indices where column != constant {
            result[constant] -= columns[column] * coefficients[column]
        }
        return result
    }

    /// Their covariance.
    func uncentred(_ covariance: Matrix) -> Matrix {
        guard constant != nil, columns.contains(where: { $0 != 0 }) else { return covariance }
        let map: Matrix = centring
        return map.multiplied(by: covariance * map, transposingSelf: true)
    }

    /// The contrast of the centred columns that equals a contrast of the columns as given.
    func centred(_ contrast: [Double]) -> [Double] {
        guard let constant else { return contrast }
        var result: [Double] = contrast
        for column in columns.indices where column != constant {
            result[column] -= contrast[constant] * columns[column]
        }
        return result
    }

    /// Turns a contrast of the columns as given into one of the centred ones.
    var centring: Matrix {
        var result: Matrix = .identity(columns.count)
        guard let constant else { return result }
        for column in columns.indices where column != constant { result[column, constant] = -columns[column] }
        return result
    }
}
