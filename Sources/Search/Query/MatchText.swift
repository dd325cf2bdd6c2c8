/// A plan in FTS5's language, with the group of each phrase in the order in which it stands there.
struct MatchText {
    private(set) var text = ""
    /// −1 for phrases that only filter.
    private(set) var groups: [Int32] = []
    private(set) var weights: [Double] = []
    /// How many groups a document must have.
    let required: Int

    /// - Parameter optional: How many of the groups that are not required a document must have.
    ///
    /// A document with `optional` of n groups has at least one of the n − `optional` + 1 rarest. So these
    /// lead, and the lists of frequent words are skipped through, not read.
    init(_ plan: QueryPlan, optional: Int) {
        required = plan.requiredCount + optional
        var parts: [Part] = []
        for place in plan.groups.indices where plan.groups[place].isRequired {
            parts.append(.group(place, true))
        }
        let others = plan.groups.indices.filter { !plan.groups[$0].isRequired }
            .sorted { (plan.groups[$0].documents, $0) < (plan.groups[$1].documents, $1) }
        if optional >= others.count {
            parts += others.map { .group($0, true) }
        } else if optional > 0 || parts.isEmpty {
            let leading = others.prefix(others.count - max(optional, 1) + 1)
            if leading.count == others.count {
                parts.append(.any(others.map { .group($0, true) }))
            } else {
                parts.append(.any(leading.map { .group($0, false) }))
                parts.append(.any(others.map { .group($0, true) }))
            }
        } else if !others.isEmpty {
            // Required ones decide; the others only add to the score.
            let leading = plan.groups.indices.filter { plan.groups[$0].isRequired }
            parts.append(.any(leading.map { .group($0, false) } + others.map { .group($0, true) }))
        }
        for (place, part) in parts.enumerated() {
            if place > 0 { text += " AND " }
            write(part, plan)
        }
        if !plan.excluded.isEmpty {
            text = "(\(text)) NOT ("
            for (place, phrase) in plan.excluded.enumerated() {
                if place > 0 { text += " OR " }
                write(phrase, group: -1)
            }
            text += ")"
        }
    }

    /// The excluded phrases alone.
    init(excludedOf plan: QueryPlan) {
        required = 0
        for (place, phrase) in plan.excluded.enumerated() {
            if place > 0 { text += " OR " }
            write(phrase, group: -1)
        }
    }

    private indirect enum Part {
        /// A group, and whether it scores here.
        case group(Int, Bool)
        case any([Part])
    }

    private mutating func write(_ part: Part, _ plan: QueryPlan) {
        switch part {
        case .group(let place, let scores):
            text += "("
            for (number, phrase) in plan.groups[place].phrases.enumerated() {
                if number > 0 { text += " OR " }
                write(phrase, group: scores ? Int32(place) : -1)
            }
            text += ")"
        case .any(let parts):
            text += "("
            for (number, part) in parts.enumerated() {
                if number > 0 { text += " OR " }
                write(part, plan)
            }
            text += ")"
        }
    }

    private mutating func write(_ phrase: QueryPlan.Phrase, group: Int32) {
        if let column = phrase.column { text += "\(column.name) : " }
        text += "\"" + phrase.words.split(separator: "\"").joined() + "\""
        if phrase.isPrefix { text += " *" }
        groups.append(group)
        weights.append(phrase.weight)
    }
}
