/// A small-sample adjustment of the cluster-robust covariance.
public enum ClusterAdjustment: String, Sendable, CaseIterable {
    /// No adjustment: biased downwards with few clusters.
    case cr0 = "CR0"
    /// CR0 times *J*/(*J* − 1).
    case cr1 = "CR1"
    /// CR0 times *J*/(*J* − 1) · (*n* − 1)/(*n* − *p*), Stata's version.
    case cr1S = "CR1S"
    /// Bias-reduced linearisation: unbiased when errors are independent with one variance.
    case cr2 = "CR2"
    /// Close to leaving out one cluster at a time.
    case cr3 = "CR3"
}

/// A cluster-robust covariance with the Satterthwaite degrees of freedom of any contrast.
///
/// Only cross-products of each cluster are kept: (**I** − **H**ⱼ)^(−½) is **I** + **X**ⱼ**K**ⱼ**X**ⱼᵀ for a
/// *p* × *p* matrix **K**ⱼ, so the cost after one pass over the rows does not depend on the sizes of the
/// clusters.
///
/// - Note: Bell & McCaffrey (2002), Survey Methodology 28, 169; Pustejovsky & Tipton (2018), J. Bus. Econ.
///   Stat. 36, 672. The working model of a linear model is equal variance within and between clusters (with
///   weights, variance 1/*w*); that of a multilevel model is the fitted one. Agrees with R `clubSandwich`
///   0.5.8 to 1e-8.
public struct ClusterRobustFit: Sendable {
    /// The names of the coefficients.
    public let names: [String]
    /// The estimates.
    public let coefficients: [Double]
    /// The adjustment used.
    public let adjustment: ClusterAdjustment
    /// The cluster-robust covariance of the coefficients.
    public let covariance: Matrix
    /// The number of clusters.
    public let clusters: Int
    /// (**X**ᵀ**X**)⁻¹ of the working design, (**X**ᵀ**V**⁻¹**X**)⁻¹ in a multilevel model.
    let bread: Matrix
    /// The same of the columns about their means, on which all sums rest: those of columns far from zero, such as years
    /// or scaled scores, cancel to nothing but rounding.
    let centredBread: Matrix
    /// Turns a contrast of the coefficients into one of the centred columns.
    let centring: Matrix
    /// **X**ⱼᵀ**A**ⱼ**V**ⱼ⁻¹**X**ⱼ for each cluster, where **V** is the identity in a linear model.
    let adjusted: [Matrix]
    /// **X**ⱼᵀ**V**ⱼ⁻¹**A**ⱼ**V**ⱼ**A**ⱼ**V**ⱼ⁻¹**X**ⱼ for each cluster.
    let adjustedSquares: [Matrix]
    /// One column for each cluster.
    private let scores: Matrix
    /// What the sum of squares of scores is multiplied by.
    private let factor: Double
    private let floor: RoundingFloor
    /// Whether the columns of `floor` are the centred ones.
    private let isFloorCentred: Bool

    /// Builds the covariance from the working design and residuals.
    init(
        names: [String],
        coefficients: [Double],
        bread: Matrix,
        design: Matrix,
        residuals: [Double],
        clusters: Clusters,
        adjustment: ClusterAdjustment
    ) throws(LinearModelError) {
        precondition(clusters.index.count == design.rows, "There is a cluster for each row.")
        guard clusters.count >= 2 else { throw .tooFewClusters(clusters.count) }
        let p: Int = design.columns
        let origin = ModelOrigin(design: design)
        let centred: Matrix = design.subtracting(origin.columns)
        let centredBread: Matrix
        do {
            let zero = Matrix(rows: design.rows, columns: 1)
            centredBread = try LeastSquares(design: centred, responses: zero).unscaledCovariance
        } catch {
            throw LinearModelError(error, names: names)
        }
        let moments = ClusterMoments(design: centred, residuals: residuals, clusters: clusters)
        let corrections: [Matrix]? = try ClusterMoments.corrections(
            moments.crossProducts,
            bread: centredBread,
            adjustment: adjustment
        )
        var adjusted: [Matrix] = []
        var squares: [Matrix] = []
        var scores = Matrix(rows: p, columns: clusters.count)
        for cluster in 0..<clusters.count {
            let cross: Matrix = moments.crossProducts[cluster]
            var score: [Double] = moments.scores[cluster]
            if let correction = corrections?[cluster] {
                // A X = X (I + K B), so every product with A stays p × p.
                let factor: Matrix = .identity(p) + correction * cross
                score = factor.multiplied(by: Matrix(columns: [score]), transposingSelf: true).elements
                let half: Matrix = cross * factor
                adjusted.append(half)
                squares.append(factor.multiplied(by: half, transposingSelf: true))
            } else {
                adjusted.append(cross)
                squares.append(cross)
            }
            for index in 0..<p {
                scores[index, cluster] = score[index]
            }
        }
        self.init(
            names: names,
            coefficients: coefficients,
            bread: bread,
            centredBread: centredBread,
            centring: origin.centring,
            scores: scores,
            adjusted: adjusted,
            adjustedSquares: squares,
            rows: design.rows,
            adjustment: adjustment,
            floor: RoundingFloor(
                design: design,
                coefficients: coefficients,
                residuals: residuals,
                clusters: clusters
            )
        )
    }

    /// Builds the covariance from what each cluster adds to it.
    /// - Parameters:
    ///   - centredBread: As `bread`, of the columns that the sums are of.
    ///   - centring: Turns a contrast of the coefficients into one of these columns.
    ///   - scores: One column for each cluster.
    ///   - floor: What tells scores from rounding.
    ///   - isFloorCentred: Whether the floor is of the columns that the sums are of, as where residuals were made of them.
    init(
        names: [String],
        coefficients: [Double],
        bread: Matrix,
        centredBread: Matrix,
        centring: Matrix,
        scores: Matrix,
        adjusted: [Matrix],
        adjustedSquares: [Matrix],
        rows: Int,
        adjustment: ClusterAdjustment,
        floor: RoundingFloor,
        isFloorCentred: Bool = false
    ) {
        let j = Double(scores.columns)
        let n = Double(rows)
        switch adjustment {
        case .cr0, .cr2, .cr3: factor = 1
        case .cr1: factor = j / (j - 1)
        case .cr1S: factor = j / (j - 1) * (n - 1) / (n - Double(names.count))
        }
        // Not B (Σ ss') B: where scores cancel, as in a coefficient fitted exactly, only B s shows it.
        let pulled: Matrix = centring.multiplied(by: centredBread * scores, transposingSelf: true)
        covariance = factor * pulled.multiplied(by: pulled, transposingRight: true)
        self.names = names
        self.coefficients = coefficients
        self.bread = bread
        self.centredBread = centredBread
        self.centring = centring
        self.adjustment = adjustment
        clusters = scores.columns
        self.adjusted = adjusted
        self.adjustedSquares = adjustedSquares
        self.scores = scores
        self.floor = floor
        self.isFloorCentred = isFloorCentred
    }

    /// The Satterthwaite degrees of freedom of a contrast's variance under the working model.
    public func degreesOfFreedom(of contrast: [Double]) -> Double {
        precondition(contrast.count == coefficients.count, "A contrast has a weight for each coefficient.")
        let direction: [Double] = centredBread * (centring * contrast)
        var trace: Double = 0
        var corrections: Double = 0
        var spread = Matrix(rows: contrast.count, columns: contrast.count)
        for (half, square) in zip(adjusted, adjustedSquares) {
            let h: [Double] = half * direction
            let own: Double = square.quadraticForm(direction)
            let shared: Double = centredBread.quadraticForm(h)
            trace += own - shared
            corrections += (own - shared) * (own - shared) - shared * shared
            for column in h.indices {
                for row in h.indices {
                    spread[row, column] += h[row] * h[column]
                }
            }
        }
        let product: Matrix = spread * centredBread
        let crossed: Double = (product * product).trace
        return trace * trace / (corrections + crossed)
    }

    /// Tests every coefficient with Satterthwaite degrees of freedom.
    /// - Throws: ``LinearModelError/exactlyFitted(name:)`` where one of them cannot be tested;
    ///   ``coefficientTest(at:level:)`` tests the others.
    public func tests(level: Double = 0.95) throws(LinearModelError) -> [CoefficientTest] {
        var result: [CoefficientTest] = []
        for index in names.indices {
            result.append(try coefficientTest(at: index, level: level))
        }
        return result
    }

    /// Tests one coefficient with Satterthwaite degrees of freedom.
    /// - Parameter index: Its position.
    /// - Throws: ``LinearModelError/exactlyFitted(name:)`` as ``contrast(_:weights:level:)``.
    public func coefficientTest(at index: Int, level: Double = 0.95) throws(LinearModelError)
        -> CoefficientTest
    {
        var contrast: [Double] = Array(repeating: 0, count: names.count)
        contrast[index] = 1
        return try self.contrast(names[index], weights: contrast, level: level)
    }

    /// Tests a weighted sum of coefficients with Satterthwaite degrees of freedom.
    /// - Throws: ``LinearModelError/exactlyFitted(name:)`` where its standard error is no more than 10⁻¹³ of what the
    ///   magnitudes of the terms of its scores would give: such a variance is rounding, and its *t* value noise.
    public func contrast(
        _ name: String,
        weights: [Double],
        level: Double = 0.95
    ) throws(LinearModelError) -> CoefficientTest {
        let estimate: Double = zip(weights, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
        guard let variance = self.variance(of: weights) else { throw .exactlyFitted(name: name) }
        return try test(
            name,
            estimate: estimate,
            variance: variance,
            degreesOfFreedom: degreesOfFreedom(of: weights),
            level: level
        )
    }

    /// The variance of a contrast, or `nil` where it is rounding.
    func variance(of weights: [Double]) -> Double? {
        let inner: [Double] = centring * weights
        let direction = Matrix(columns: [centredBread * inner])
        let squares: Double = sumOfSquares(scores.multiplied(by: direction, transposingSelf: true).elements)
        let reach: [Double] =
            isFloorCentred
            ? centredBread.magnitudes * inner.map(\.magnitude)
            : bread.magnitudes * weights.map(\.magnitude)
        guard squares > floor.squares(reach: reach) else { return nil }
        return factor * squares
    }
}

extension LinearFit {
    /// Cluster-robust inference about the coefficients.
    /// - Throws: ``LinearModelError/tooFewClusters(_:)`` for one cluster.
    /// - Complexity: O(rows · columns² + clusters · columns³).
    public func clusterRobust(
        _ clusters: Clusters,
        adjustment: ClusterAdjustment = .cr2
    ) throws(LinearModelError) -> ClusterRobustFit {
        try ClusterRobustFit(
            names: names,
            coefficients: coefficients,
            bread: unscaledCovariance,
            design: workingDesign,
            residuals: workingResiduals,
            clusters: clusters,
            adjustment: adjustment
        )
    }
}

extension Matrix {
    /// Each column less a number of its own.
    func subtracting(_ origin: [Double]) -> Matrix {
        precondition(origin.count == columns, "There is a number for each column.")
        guard origin.contains(where: { $0 != 0 }) else { return self }
        var result: [Double] = elements
        for column in 0..<columns where origin[column] != 0 {
            for place in (column * rows)..<((column + 1) * rows) { result[place] -= origin[column] }
        }
        return Matrix(rows: rows, columns: columns, elements: result)
    }
}
