/// One conditional model of chained equations.
struct ImputationModel {
    let target: [Double]
    let missing: [Int]
    let observed: [Int]
    /// All rows: the constant and the other variables that vary and are not determined by those before them.
    let design: DesignMatrix

    init(target: [Double], others: [[Double]], missing: [Int]) {
        self.target = target
        self.missing = missing
        let gaps: Set<Int> = Set(missing)
        let observed: [Int] = target.indices.filter { !gaps.contains($0) }
        self.observed = observed
        let columns: [[Double]] =
            [Array(repeating: 1, count: target.count)]
            + others.map { ImputationModel.nearZero($0, over: observed) }
        var kept: [Int] = Array(columns.indices)
        let zero = Matrix(rows: observed.count, columns: 1)
        let whole: Matrix = Matrix(columns: columns).selectingRows(observed)
        if case .failure(.rankDeficient(let dependent)) = Result(
            catching: { () throws(LinearAlgebraError) in try LeastSquares(design: whole, responses: zero) })
        {
            kept.removeAll { dependent.contains($0) }
        }
        design = DesignMatrix(
            names: kept.map { "\($0)" },
            matrix: Matrix(columns: kept.map { columns[$0] })
        )
    }

    /// A column about its mean where zero is far from it.
    ///
    /// A draw of coefficients takes a root of their covariance, in which the constant and a column far from zero are
    /// one but for the last digits: at 10⁸ standard deviations none are left, and beyond the column looks like the
    /// constant. About its mean the posterior is the same. Nearer columns stand as they are, and with them the digits
    /// of every seed.
    private static func nearZero(_ values: [Double], over rows: [Int]) -> [Double] {
        guard let row = rows.first else { return values }
        let first: Double = values[row]
        let steps: [Double] = values.map { $0 - first }
        let count = Double(rows.count)
        let mean: Double = rows.reduce(0) { $0 + steps[$1] } / count
        let squares: Double = rows.reduce(0) { $0 + (steps[$1] - mean) * (steps[$1] - mean) }
        let spread: Double = (squares / count).squareRoot()
        guard ModelOrigin.isFar(first + mean, spread: spread) else { return values }
        return steps.map { $0 - mean }
    }

    /// Values for the missing rows.
    func impute(
        _ method: MultipleImputation.Method,
        _ clusters: Clusters?,
        _ generator: inout SeededGenerator
    ) throws(ResamplingError) -> [Double] {
        switch method {
        case .normal: return try normal(fit, &generator).map(\.drawn)
        case .predictiveMeanMatching: return try matched(&generator)
        case .logistic: return try logistic(&generator)
        case .clusterNormal:
            guard let clusters else { throw .invalidArgument("clusters") }
            return try clustered(multilevel(clusters), clusters, &generator).map(\.drawn)
        case .clusterPredictiveMeanMatching:
            guard let clusters else { throw .invalidArgument("clusters") }
            return try matchedWithinClusters(clusters, &generator)
        }
    }

    private var fit: LinearFit {
        get throws(ResamplingError) {
            let part = DesignMatrix(names: design.names, matrix: design.matrix.selectingRows(observed))
            do {
                return try LinearFit(outcome: observed.map { target[$0] }, design: part)
            } catch {
                throw .linearModel(error)
            }
        }
    }

    /// Coefficients drawn from a normal posterior.
    private func draw(
        _ mean: [Double],
        _ covariance: Matrix,
        _ generator: inout SeededGenerator
    ) throws(ResamplingError) -> [Double] {
        let root: Matrix
        do {
            root = try Cholesky(covariance).lower
        } catch {
            throw .linearModel(.linearAlgebra(error))
        }
        let noise: [Double] = mean.map { _ in generator.normal() }
        return zip(mean, root * noise).map { $0 + $1 }
    }

    private func normal(
        _ fit: LinearFit,
        _ generator: inout SeededGenerator
    ) throws(ResamplingError) -> [(mean: Double, drawn: Double)] {
        let variance: Double =
            fit.residualSumOfSquares / generator.chiSquared(degreesOfFreedom: fit.degreesOfFreedom)
        let drawn: [Double] = try draw(fit.coefficients, variance * fit.unscaledCovariance, &generator)
        return missing.map { row in
            let mean: Double = dot(design.matrix.row(row), drawn)
            return (mean, mean + variance.squareRoot() * generator.normal())
        }
    }

    /// Donors are near in predictions: those of observed rows by the estimates, of missing rows by the draw.
    private func matched(_ generator: inout SeededGenerator) throws(ResamplingError) -> [Double] {
        let fit: LinearFit = try fit
        return donors(fit.fitted, try normal(fit, &generator).map(\.mean), &generator)
    }

    /// The same with predictions that know the cluster: estimated for observed rows, drawn for missing ones.
    private func matchedWithinClusters(
        _ clusters: Clusters,
        _ generator: inout SeededGenerator
    ) throws(ResamplingError) -> [Double] {
        let fit: MultilevelFit = try multilevel(clusters)
        let groups = Clusters(observed.map { clusters.index[$0] })
        let predictions: [Double] = observed.indices.map { place in
            dot(design.matrix.row(observed[place]), fit.coefficients)
                + (fit.randomEffects[groups.index[place]].first ?? 0)
        }
        return donors(predictions, try clustered(fit, clusters, &generator).map(\.mean), &generator)
    }

    /// For each mean, the value of one of the observed rows whose predictions are nearest to it.
    private func donors(
        _ predictions: [Double],
        _ means: [Double],
        _ generator: inout SeededGenerator
    ) -> [Double] {
        let order: [Int] = predictions.indices.sorted { (predictions[$0], $0) < (predictions[$1], $1) }
        let sorted: [Double] = order.map { predictions[$0] }
        let donors: Int = min(5, order.count)
        return means.map { mean in
            var upper: Int = sorted.partitioningIndex { $0 >= mean }
            var lower: Int = upper
            while upper - lower < donors {
                let below: Double = lower > 0 ? mean - sorted[lower - 1] : .infinity
                let above: Double = upper < sorted.count ? sorted[upper] - mean : .infinity
                if below <= above { lower -= 1 } else { upper += 1 }
            }
            return target[observed[order[lower + generator.next(below: donors)]]]
        }
    }

    private func logistic(_ generator: inout SeededGenerator) throws(ResamplingError) -> [Double] {
        let outcome: [Double] = observed.map { target[$0] }
        guard outcome.allSatisfy({ $0 == 0 || $0 == 1 }) else {
            throw .invalidArgument("logistic needs 0 and 1")
        }
        let fit = try LogisticFit(outcome: outcome, design: design.matrix.selectingRows(observed))
        let drawn: [Double] = try draw(fit.coefficients, fit.covariance, &generator)
        return missing.map { row in
            let odds: Double = dot(design.matrix.row(row), drawn)
            return generator.uniform() < 1 / (1 + exponential(-odds)) ? 1 : 0
        }
    }

    /// The random-intercept model of the observed rows.
    private func multilevel(_ clusters: Clusters) throws(ResamplingError) -> MultilevelFit {
        let part = DesignMatrix(names: design.names, matrix: design.matrix.selectingRows(observed))
        do {
            return try MultilevelFit.randomIntercept(
                outcome: observed.map { target[$0] },
                design: part,
                clusters: Clusters(observed.map { clusters.index[$0] })
            )
        } catch {
            throw .multilevel(error)
        }
    }

    /// The variances, coefficients and effects of a random-intercept model, each drawn given those before it.
    private func clustered(
        _ fit: MultilevelFit,
        _ clusters: Clusters,
        _ generator: inout SeededGenerator
    ) throws(ResamplingError) -> [(mean: Double, drawn: Double)] {
        let degrees = Double(observed.count - design.names.count)
        let sigma: Double = fit.residualVariance * degrees / generator.chiSquared(degreesOfFreedom: degrees)
        let between = Double(fit.clusters[0] - 1)
        let tau: Double =
            fit.components[0].estimate * between / generator.chiSquared(degreesOfFreedom: between)
        let drawn: [Double] = try draw(fit.coefficients, fit.covariance, &generator)
        var sums: [Double] = Array(repeating: 0, count: clusters.count)
        var counts: [Double] = Array(repeating: 0, count: clusters.count)
        for row in observed {
            sums[clusters.index[row]] += target[row] - dot(design.matrix.row(row), drawn)
            counts[clusters.index[row]] += 1
        }
        let effects: [Double] = sums.indices.map { cluster in
            guard tau > 0 else { return 0 }
            let precision: Double = counts[cluster] / sigma + 1 / tau
            return sums[cluster] / sigma / precision + generator.normal() / precision.squareRoot()
        }
        return missing.map { row in
            let mean: Double = dot(design.matrix.row(row), drawn) + effects[clusters.index[row]]
            return (mean, mean + sigma.squareRoot() * generator.normal())
        }
    }
}

extension Array {
    /// The first index from which on a predicate holds, in an array where it never stops holding.
    func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var lower: Int = 0
        var upper: Int = count
        while lower < upper {
            let middle: Int = (lower + upper) / 2
            if belongs(self[middle]) { upper = middle } else { lower = middle + 1 }
        }
        return lower
    }
}
