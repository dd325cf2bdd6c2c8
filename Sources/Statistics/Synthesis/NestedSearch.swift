/// The maximum of the nested likelihood over components that are zero or more.
struct NestedSearch {
    let data: ClusteredData
    let restricted: Bool
    /// Components held at a value, for profiles and boundaries.
    var held: [Int: Double] = [:]

    func at(_ components: NestedComponents) throws(SynthesisError) -> NestedLikelihood {
        try NestedLikelihood(data, components, restricted: restricted)
    }

    /// The maximum that the climb reaches, or the best of the edges when it ends on one.
    func maximum(from start: NestedComponents) throws(SynthesisError) -> NestedComponents {
        var best = try climb(from: start)
        // A maximum inside is accepted; one on an edge is compared with the maxima of both edges.
        guard held.isEmpty, best.between == 0 || best.within == 0 else { return best }
        var highest = try at(best).logLikelihood
        let total = start.between + start.within
        for edge in 0..<2 {
            var search = self
            search.held = [edge: 0]
            var from = NestedComponents(between: total, within: total)
            from[edge] = 0
            let candidate = try climb(from: try search.climb(from: from))
            let here = try at(candidate).logLikelihood
            if here > highest + 1e-10 {
                highest = here
                best = candidate
            }
        }
        return best
    }

    /// Newton with the observed information where it is positive definite, otherwise Fisher scoring; steps
    /// that do not raise the likelihood are halved, components that would turn negative are held at zero.
    func climb(from start: NestedComponents) throws(SynthesisError) -> NestedComponents {
        var current = start
        for (index, value) in held { current[index] = value }
        var here = try at(current)
        var stalls = 0
        for _ in 0..<300 {
            let free = (0..<2).filter { index in
                guard held[index] == nil else { return false }
                return current[index] > 0 || score(here, index) > 0
            }
            if free.isEmpty { return current }
            var step = direction(here, free)
            var next = moved(current, step)
            var there = try at(next)
            var halvings = 0
            while there.logLikelihood < here.logLikelihood - 1e-12 * abs(here.logLikelihood), halvings < 60 {
                step = step.mapValues { $0 / 2 }
                next = moved(current, step)
                there = try at(next)
                halvings += 1
            }
            let scale = max(current.between, current.within, 1e-300)
            let change = max(abs(next.between - current.between), abs(next.within - current.within))
            if change <= 1e-15 * scale || halvings == 60 { return current }
            stalls = change <= 1e-11 * scale ? stalls + 1 : 0
            current = next
            here = there
            if stalls >= 3 { return current }
        }
        throw .notConverged(what: "the nested model")
    }

    private func score(_ likelihood: NestedLikelihood, _ index: Int) -> Double {
        index == 0 ? likelihood.score.0 : likelihood.score.1
    }

    private func moved(_ current: NestedComponents, _ step: [Int: Double]) -> NestedComponents {
        var next = current
        for (index, amount) in step { next[index] = max(0, current[index] + amount) }
        return next
    }

    private func direction(_ here: NestedLikelihood, _ free: [Int]) -> [Int: Double] {
        if free.count == 1 {
            let index = free[0]
            let observed = index == 0 ? here.observed.0 : here.observed.1
            let expected = index == 0 ? here.expected.0 : here.expected.1
            return [index: score(here, index) / (observed > 0 ? observed : expected)]
        }
        for information in [here.observed, here.expected] {
            let determinant = information.0 * information.1 - information.2 * information.2
            guard information.0 > 0, determinant > 1e-12 * abs(information.0 * information.1) else {
                continue
            }
            return [
                0: (information.1 * here.score.0 - information.2 * here.score.1) / determinant,
                1: (information.0 * here.score.1 - information.2 * here.score.0) / determinant,
            ]
        }
        return [0: here.score.0 / here.expected.0, 1: here.score.1 / here.expected.1]
    }
}
