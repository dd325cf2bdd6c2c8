/// A study characteristic that may explain differences between effects.
public indirect enum Moderator: Sendable, Equatable {
    /// A number for each study.
    case continuous(name: String, values: [Double])
    /// A category for each study, coded by treatment contrasts against `reference`.
    ///
    /// Levels stand in ascending order of their Unicode scalars; without a `reference` the first is it.
    case factor(name: String, values: [String], reference: String? = nil)
    /// The products of the columns of two moderators.
    case interaction(Moderator, Moderator)

    /// The name of the term; an interaction joins its two names with a colon.
    public var name: String {
        switch self {
        case .continuous(let name, _), .factor(let name, _, _): name
        case .interaction(let left, let right): left.name + ":" + right.name
        }
    }

    /// The named columns of this term.
    ///
    /// - Parameter full: Whether a factor keeps a column for its reference too (designs without an
    ///   intercept).
    func columns(studies: Int, full: Bool) throws(SynthesisError) -> [(name: String, values: [Double])] {
        switch self {
        case .continuous(let name, let values):
            try checkLength(values.count, studies, name)
            if let bad = values.firstIndex(where: { !$0.isFinite }) {
                throw .notFinite(study: bad, what: name)
            }
            return [(name, values)]
        case .factor(let name, let values, let reference):
            try checkLength(values.count, studies, name)
            let levels = Set(values).sorted()
            guard levels.count > 1 else { throw .oneLevel(factor: name) }
            let omitted = full ? nil : reference.flatMap { levels.contains($0) ? $0 : nil } ?? levels[0]
            return levels.filter { $0 != omitted }.map { level in
                (name + level, values.map { $0 == level ? 1 : 0 })
            }
        case .interaction(let left, let right):
            let first = try left.columns(studies: studies, full: false)
            let second = try right.columns(studies: studies, full: false)
            return second.flatMap { inner in
                first.map { outer in
                    (outer.name + ":" + inner.name, zip(outer.values, inner.values).map { $0 * $1 })
                }
            }
        }
    }
}

/// Rejects an input of another length than the studies.
func checkLength(_ found: Int, _ expected: Int, _ what: String) throws(SynthesisError) {
    guard found == expected else { throw .unequalLengths(expected: expected, found: found, what: what) }
}

/// A design matrix with the terms its columns belong to.
struct ModeratorDesign {
    var names: [String] = []
    var columns: [[Double]] = []
    /// Column positions of each term, in the order given.
    var terms: [(name: String, columns: [Int])] = []

    init(_ moderators: [Moderator], studies: Int, intercept: Bool) throws(SynthesisError) {
        var needsFull = !intercept
        if intercept {
            names.append("intercept")
            columns.append([Double](repeating: 1, count: studies))
        }
        for moderator in moderators {
            var full = false
            if case .factor = moderator, needsFull {
                full = true
                needsFull = false
            }
            let added = try moderator.columns(studies: studies, full: full)
            terms.append((moderator.name, Array(columns.count..<(columns.count + added.count))))
            names += added.map(\.name)
            columns += added.map(\.values)
        }
    }
}
