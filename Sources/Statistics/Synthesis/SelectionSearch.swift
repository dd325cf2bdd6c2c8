/// Newton's method for the selection model, chances on the log scale, τ² held at zero when it wants below.
struct SelectionSearch {
    let likelihood: SelectionLikelihood
    private let isFixed: Bool
    private(set) var mean = 0.0
    private(set) var tauSquared = 0.0
    private(set) var selection: [Double]
    private(set) var value = 0.0

    init(likelihood: SelectionLikelihood, fixedSelection: [Double]?) {
        self.likelihood = likelihood
        isFixed = fixedSelection != nil
        selection = fixedSelection ?? likelihood.counts.map { _ in 1 }
    }

    private func point(_ x: [Double]) -> (Double, Double, [Double]) {
        (x[0], x[1], isFixed ? selection : [1] + x.dropFirst(2).map { exponential($0) })
    }

    /// Value and gradient in (mean, τ², log chances).
    private func evaluate(_ x: [Double]) throws(SynthesisError) -> (value: Double, gradient: [Double]) {
        let (mean, tau, chances) = point(x)
        let (value, natural) = try likelihood.at(mean: mean, tauSquared: tau, selection: chances)
        var gradient = [natural[0], natural[1]]
        if !isFixed {
            for index in 1..<chances.count { gradient.append(natural[1 + index] * chances[index]) }
        }
        return (value, gradient)
    }

    /// The Hessian by central differences of the analytic gradient.
    private func hessian(_ x: [Double], free: [Int]) throws(SynthesisError) -> Matrix {
        var result = Matrix(rows: free.count, columns: free.count)
        for (column, index) in free.enumerated() {
            let scale = index == 1 ? max(x[1], 1e-6) : max(abs(x[index]), 0.1)
            let step = 1e-5 * scale
            var above = x
            var below = x
            above[index] += step
            below[index] -= step
            let up = try evaluate(above).gradient
            let down = try evaluate(below).gradient
            for (row, other) in free.enumerated() {
                result[row, column] = (up[other] - down[other]) / (above[index] - below[index])
            }
        }
        for column in 0..<free.count {
            for row in 0..<column {
                let mean = (result[row, column] + result[column, row]) / 2
                result[row, column] = mean
                result[column, row] = mean
            }
        }
        return result
    }

    mutating func climb(mean: Double, tauSquared: Double) throws(SynthesisError) {
        var x = [mean, tauSquared] + (isFixed ? [] : likelihood.counts.dropFirst().map { _ in 0 })
        var here = try evaluate(x)
        for _ in 0..<500 {
            let free = x.indices.filter { $0 != 1 || x[1] > 0 || here.gradient[1] > 0 }
            let score = free.map { here.gradient[$0] }
            var step = try direction(x, free, score)
            var next = moved(x, free, step)
            var there = try? evaluate(next)
            var halvings = 0
            while there.map({ !($0.value >= here.value - 1e-13 * abs(here.value)) }) ?? true, halvings < 50 {
                step = step.map { $0 / 2 }
                next = moved(x, free, step)
                there = try? evaluate(next)
                halvings += 1
            }
            guard let there else { throw .notConverged(what: "the selection model") }
            let change = zip(x, next).map { abs($0 - $1) / max(abs($0), 1e-3) }.max() ?? 0
            if halvings == 50 || change < 1e-12 { break }
            x = next
            here = there
            let isDiverging = x.dropFirst(2).contains { abs($0) > 25 } || abs(x[0]) > 1e6
            if isDiverging { throw .notConverged(what: "the selection model: the likelihood has no maximum") }
        }
        let score = x.indices.filter { $0 != 1 || x[1] > 0 }.map { abs(here.gradient[$0]) }.max() ?? 0
        guard score < 1e-5 * max(1, abs(here.value)) else { throw .notConverged(what: "the selection model") }
        let found = point(x)
        self.mean = found.0
        self.tauSquared = found.1
        selection = found.2
        value = here.value
    }

    private func moved(_ x: [Double], _ free: [Int], _ step: [Double]) -> [Double] {
        var next = x
        for (index, amount) in zip(free, step) { next[index] += amount }
        next[1] = max(0, next[1])
        return next
    }

    /// Newton where the information is positive definite; otherwise damped towards the gradient until it is.
    private func direction(_ x: [Double], _ free: [Int], _ score: [Double]) throws(SynthesisError) -> [Double]
    {
        let information = -1 * (try hessian(x, free: free))
        var damping = 0.0
        for _ in 0..<60 {
            var damped = information
            for index in free.indices { damped[index, index] += damping }
            if let factor = try? Cholesky(damped) { return factor.solve(score) }
            damping =
                damping == 0 ? 1e-3 * max(1, information.diagonal.map { abs($0) }.max() ?? 1) : damping * 4
        }
        throw .notConverged(what: "the selection model")
    }

    /// Standard errors on the natural scales from the observed information.
    func standardErrors() throws(SynthesisError) -> (mean: Double, tauSquared: Double?, selection: [Double?])
    {
        let x = [mean, tauSquared] + (isFixed ? [] : selection.dropFirst().map { ln($0) })
        let free = x.indices.filter { $0 != 1 || tauSquared > 0 }
        guard let factor = try? Cholesky(-1 * (try hessian(x, free: free))) else {
            throw .undefined(what: "standard errors of the selection model")
        }
        let variances = factor.inverse.diagonal
        var chances: [Double?] = selection.map { _ in nil }
        var tau: Double?
        for (position, index) in free.enumerated() {
            let error = variances[position].squareRoot()
            if index == 1 { tau = error }
            if index > 1 { chances[index - 1] = error * selection[index - 1] }
        }
        return (variances[0].squareRoot(), tau, chances)
    }
}
