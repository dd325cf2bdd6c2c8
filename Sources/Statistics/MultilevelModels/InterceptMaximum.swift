extension InterceptLikelihood {
    /// Moves to the θ ≥ 0 that maximises the likelihood and returns it, or `nil` without convergence.
    ///
    /// Newton steps on the analytic slope inside a bracket that shrinks; a slope that is not negative at zero
    /// makes zero, the boundary, the answer. With `searching` a grid over twelve decades is looked at first,
    /// so that of several maxima the highest is taken.
    /// - Returns: θ̂ and the number of evaluations.
    mutating func maximize(
        groups: SizeGroups,
        within: [Double],
        start: Double,
        searching: Bool
    ) -> (theta: Double, evaluations: Int)? {
        var evaluations: Int = 0
        var lower: Double = 0
        var upper: Double = .infinity
        var theta: Double = start > 0 && start.isFinite ? start : 0.1
        guard evaluate(theta: 0, groups: groups, within: within) else {
            return nil
        }
        evaluations += 1
        let flat: Double = value
        let falling: Bool = slope < 0
        if searching {
            var best: Double = flat
            var found: Int?
            let grid: [Double] = (-12...12).map { power(10, Double($0) / 2) }
            for (index, point) in grid.enumerated() {
                evaluations += 1
                guard evaluate(theta: point, groups: groups, within: within) else { continue }
                if value < best {
                    best = value
                    found = index
                }
            }
            if let found {
                theta = grid[found]
                lower = found > 0 ? grid[found - 1] : 0
                upper = found + 1 < grid.count ? grid[found + 1] : .infinity
            } else if falling {
                // The maximum lies below the finest point of the grid.
                theta = grid[0]
                upper = grid[0]
            } else {
                _ = evaluate(theta: 0, groups: groups, within: within)
                return (0, evaluations)
            }
        } else if !falling {
            return (0, evaluations)
        }
        for _ in 0..<200 {
            evaluations += 1
            guard evaluate(theta: theta, groups: groups, within: within) else {
                return nil
            }
            if slope == 0 { return (theta, evaluations) }
            if slope < 0 { lower = max(lower, theta) } else { upper = min(upper, theta) }
            var next: Double = theta - slope / curvature
            let outside: Bool = !(next > lower && next < upper)
            if !(curvature > 0) || !next.isFinite || outside {
                next = upper.isFinite ? (lower > 0 ? (lower * upper).squareRoot() : upper / 8) : theta * 8
            }
            if (next - theta).magnitude <= 1e-14 * theta || upper - lower <= 4 * upper.ulp {
                return (theta, evaluations)
            }
            if (next - theta).magnitude <= 1e-8 * theta, !outside, curvature > 0 {
                // One more quadratic step is as near as doubles go.
                evaluations += 1
                guard evaluate(theta: next, groups: groups, within: within) else {
                    return nil
                }
                return (next, evaluations)
            }
            if next < 1e-14 {
                // Nearer to the boundary than the likelihood can tell from it.
                evaluations += 1
                guard evaluate(theta: 0, groups: groups, within: within) else {
                    return nil
                }
                return (0, evaluations)
            }
            theta = next
        }
        return nil
    }
}
