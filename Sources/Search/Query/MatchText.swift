import CSearch

/// A plan in FTS5's language, with its phrases in the order in which they stand there.
struct MatchText {
    private(set) var text = ""
    private(set) var phrases: [braid_phrase] = []
    /// Where the first phrase of a group that scores stands, by group.
    private var firsts: [Int: Int] = [:]
    /// How many groups a document must have.
    let required: Int

    /// - Parameter optional: How many of the groups that are not required a document must have.
    ///
    /// A document with `optional` of n groups has at least one of the n − `optional` + 1 rarest, and at least two of
    /// these and the next. So these lead, and the lists of frequent words are skipped through, not read. Two are asked
    /// for where that takes less time (docs/search.md): many documents have one, few have two.
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
            let more = Array(others.prefix(leading.count + 1))
            if leading.count == others.count {
                parts.append(.any(others.map { .group($0, true) }))
            } else if Self.areTwoOfAll(more, others, plan) {
                parts.append(Self.anyTwo(of: more, score: true))
            } else {
                let isQuick = Self.areQuickInPairs(more, plan)
                parts.append(
                    isQuick
                        ? Self.anyTwo(of: more, score: false) : .any(leading.map { .group($0, false) })
                )
                parts.append(.any(others.map { .group($0, true) }))
            }
        } else if !others.isEmpty {
            // Required ones decide; the others only add to the score.
            let leading = plan.groups.indices.filter { plan.groups[$0].isRequired }
            parts.append(.any(leading.map { .group($0, false) } + others.map { .group($0, true) }))
        }
        for (place, part) in parts.enumerated() {
            if place > 0 { text += " AND " }
            let leavesOut = place == 0 && !plan.excluded.isEmpty
            if leavesOut { text += "(" }
            write(part, plan)
            // Beside the first part, so that the AND stays outermost: see `areTwoOfAll`.
            if leavesOut {
                text += " NOT ("
                writeExcluded(of: plan)
                text += "))"
            }
        }
    }

    /// The excluded phrases alone.
    init(excludedOf plan: QueryPlan) {
        required = 0
        writeExcluded(of: plan)
    }

    private mutating func writeExcluded(of plan: QueryPlan) {
        for (place, phrase) in plan.excluded.enumerated() {
            if place > 0 { text += " OR " }
            write(phrase, group: -1)
        }
    }

    private indirect enum Part {
        /// A group, and whether it scores here.
        case group(Int, Bool)
        case any([Part])
        case both(Part, Part)
    }

    /// The first with any after it, or the second with any after that, and so on: whatever two or more of them a document
    /// has, each of these stands in a part that finds it.
    private static func anyTwo(of groups: [Int], score: Bool) -> Part {
        .any(
            groups.indices.dropLast().map { first in
                .both(
                    .group(groups[first], score),
                    .any(groups[(first + 1)...].map { .group($0, score) })
                )
            }
        )
    }

    /// Whether pairs find what is wanted themselves, with no list beside them: two of three words, the commonest case.
    ///
    /// - Note: Not where a way to say something has several words (28 November 2026, SQLite 3.40). Where the words of such
    ///   a way are in a document but not beside each other, FTS5 empties the places of every phrase of an AND that is not
    ///   outermost (`fts5ExprNodeZeroPoslist`), also of phrases that stand at a later document by then, which so lose a
    ///   group that they have.
    private static func areTwoOfAll(_ more: [Int], _ others: [Int], _ plan: QueryPlan) -> Bool {
        guard more.count == others.count, more.count == 3 else { return false }
        let phrases = plan.groups.reduce(plan.excluded.count) { $0 + $1.phrases.count }
        let ways = more.flatMap { plan.groups[$0].phrases }
        return phrases <= mostTwins && ways.allSatisfy { !$0.isPrefix && $0.stems.count == 1 }
    }

    /// Whether pairs of these that only lead take less time than each alone. The lists of a group with several ways to say
    /// it, or of a beginning, take too long to be read again for each pair.
    private static func areQuickInPairs(_ more: [Int], _ plan: QueryPlan) -> Bool {
        more.count <= 6
            && more.allSatisfy { plan.groups[$0].phrases.count == 1 && !plan.groups[$0].phrases[0].isPrefix }
    }

    /// Twins beyond this number are not known to be any (CSearch.h).
    private static let mostTwins = 64

    private mutating func write(_ part: Part, _ plan: QueryPlan) {
        switch part {
        case .group(let place, let scores):
            let first = scores ? firsts[place] ?? phrases.count : phrases.count
            if scores { firsts[place] = first }
            text += "("
            for (number, phrase) in plan.groups[place].phrases.enumerated() {
                if number > 0 { text += " OR " }
                write(phrase, group: scores ? Int32(place) : -1, twin: first + number)
            }
            text += ")"
        case .both(let one, let other): write([one, other], joinedBy: " AND ", plan)
        case .any(let parts): write(parts, joinedBy: " OR ", plan)
        }
    }

    private mutating func write(_ parts: [Part], joinedBy word: String, _ plan: QueryPlan) {
        text += "("
        for (number, part) in parts.enumerated() {
            if number > 0 { text += word }
            write(part, plan)
        }
        text += ")"
    }

    private mutating func write(_ phrase: QueryPlan.Phrase, group: Int32, twin: Int? = nil) {
        if let column = phrase.column { text += "\(column.name) : " }
        text += "\"" + phrase.words.split(separator: "\"").joined() + "\""
        if phrase.isPrefix { text += " *" }
        phrases.append(
            braid_phrase(weight: phrase.weight, group: group, twin: Int32(twin ?? phrases.count))
        )
    }
}
