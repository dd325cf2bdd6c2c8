/// A study characteristic that may explain differences between effects.
public indirect enum Moderator: Sendable, Equatable {
    /// A number for each study.
    case continuous(name: String, values: [Double])
    /// A category for each study, coded by treatment contrasts against `reference`.
    ///
    /// Levels ascend by value where all are numbers, otherwise by their Unicode scalars; without a `reference` the first
    /// is it.
    case factor(name: String, values: [String], reference: String? = nil)
    /// The products of the columns of two moderators.
    ///
    /// A factor has a column for its reference too where the model lacks the interaction without it: beside the slope
    /// of *x* alone `x:g` is how slopes differ from the reference's, without it the slope of each level. So the model
    /// does not depend on which level is the reference (Chambers & Hastie 1992, as formulas of R).
    case interaction(Moderator, Moderator)

    /// The name of the term; an interaction joins its two names with a colon.
    public var name: String {
        switch self {
        case .continuous(let name, _), .factor(let name, _, _): name
        case .interaction(let left, let right): left.name + ":" + right.name
        }
    }

    /// The single moderators that an interaction multiplies; a single one is its own.
    var factors: [Moderator] {
        guard case .interaction(let left, let right) = self else { return [self] }
        return left.factors + right.factors
    }

    /// The named columns of this term.
    ///
    /// - Parameter full: The names of factors that keep a column for their reference too.
    func columns(
        studies: Int,
        full: Set<String>
    ) throws(SynthesisError) -> [(name: String, values: [Double])] {
        switch self {
        case .continuous(let name, let values):
            try checkLength(values.count, studies, name)
            if let bad = values.firstIndex(where: { !$0.isFinite }) {
                throw .notFinite(study: bad, what: name)
            }
            return [(name, values)]
        case .factor(let name, let values, let reference):
            try checkLength(values.count, studies, name)
            let levels = DesignMatrix.orderedLevels(Set(values))
            guard levels.count > 1 else { throw .oneLevel(factor: name) }
            let first = reference.flatMap { levels.contains($0) ? $0 : nil } ?? levels[0]
            let omitted = full.contains(name) ? nil : first
            return levels.filter { $0 != omitted }.map { level in
                (name + level, values.map { $0 == level ? 1 : 0 })
            }
        case .interaction(let left, let right):
            let first = try left.columns(studies: studies, full: full)
            let second = try right.columns(studies: studies, full: full)
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
        let models = moderators.map { Set($0.factors.map(\.name)) }
        // Positions of columns of interactions that some factor is coded in full for.
        var complete: Set<Int> = []
        for (moderator, model) in zip(moderators, models) {
            switch moderator {
            case .continuous: append(moderator.name, try moderator.columns(studies: studies, full: []))
            case .factor(let name, _, _):
                let full: Set<String> = needsFull ? [name] : []
                append(name, try moderator.columns(studies: studies, full: full))
                needsFull = false
            case .interaction:
                var full: Set<String> = []
                for case .factor(let name, _, _) in moderator.factors {
                    let rest = model.subtracting([name])
                    let isCovered = rest.isEmpty ? intercept : models.contains(rest)
                    if !isCovered { full.insert(name) }
                }
                let all = try moderator.columns(studies: studies, full: full)
                // A combination that no study has is no coefficient.
                let present = all.filter { column in column.values.contains { $0 != 0 } }
                guard !present.isEmpty else { throw .collinear(columns: all.map(\.name)) }
                let positions = append(moderator.name, present)
                if !full.isEmpty { complete.formUnion(positions) }
            }
        }
        if !complete.isEmpty { try dropRepeated(among: complete) }
    }

    /// Adds a term with its columns.
    /// - Returns: The positions of these.
    @discardableResult
    private mutating func append(_ name: String, _ added: [(name: String, values: [Double])]) -> Range<Int> {
        let positions = columns.count..<(columns.count + added.count)
        terms.append((name, Array(positions)))
        names += added.map(\.name)
        columns += added.map(\.values)
        return positions
    }

    /// Takes out columns of fully coded interactions that those before them span: the last cell of two factors beside
    /// the constant.
    private mutating func dropRepeated(among complete: Set<Int>) throws(SynthesisError) {
        let spanned: [String]
        do throws(SynthesisError) {
            _ = try DesignBasis(names: names, columns: columns)
            return
        } catch {
            guard case .collinear(let columns) = error else { throw error }
            spanned = columns
        }
        let kept = names.indices.filter { position in
            !complete.contains(position) || !spanned.contains(names[position])
        }
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($0.element, $0.offset) })
        terms = terms.map { ($0.name, $0.columns.compactMap { places[$0] }) }
        names = kept.map { names[$0] }
        columns = kept.map { columns[$0] }
    }
}
