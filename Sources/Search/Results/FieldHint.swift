import Database

/// A field that was typed with a word that it does not take, and the words that it does.
package struct FieldHint: Sendable, Equatable {
    package let field: String
    package let typed: String
    /// The nearest first.
    package let known: [String]

    /// `kind: does not take “studys”, but study, school, strand.`
    package var sentence: String {
        let first = "\(field): does not take “\(typed.prefix(60))”"
        guard !known.isEmpty else { return "\(first): nothing in the index has one." }
        let some = known.prefix(Self.mostShown).joined(separator: ", ")
        return "\(first), but \(some)\(known.count > Self.mostShown ? " …" : ".")"
    }

    static let mostShown = 12
}

extension IndexReader {
    /// Fields of a question, and filters, whose word nothing in the index can have.
    ///
    /// - Parameter kinds: Every kind that there can be: it need not have a record yet.
    func hints(to answer: SearchAnswer, kinds: [String]) -> [FieldHint] {
        var hints = answer.query.misread.map { misread in
            FieldHint(
                field: misread.field,
                typed: misread.value,
                known: SearchFilters.words[misread.field] ?? []
            )
        }
        for filters in [answer.filters] + answer.query.exclusions {
            add("kind", filters.kind?.name, kinds, to: &hints)
            add("design", filters.design, facts.designs.names, to: &hints)
            add("type", filters.type, facts.types.names, to: &hints)
            if let strand = filters.strand {
                let slugs = facts.strandSets.names.flatMap { $0.split(separator: " ") }
                add("strand", strand, Set(slugs).map(String.init), to: &hints)
            }
        }
        return hints
    }

    private func add(_ field: String, _ word: String?, _ known: [String], to hints: inout [FieldHint]) {
        guard let word, !known.contains(word) else { return }
        let letters = Array(word.unicodeScalars.prefix(60))
        let near = known.map { other -> (slips: Int, word: String) in
            let most = max(letters.count, other.unicodeScalars.count)
            return (EditDistance.between(letters, Array(other.unicodeScalars), atMost: most) ?? most, other)
        }.sorted { ($0.slips, $0.word) < ($1.slips, $1.word) }
        hints.append(FieldHint(field: field, typed: word, known: near.map(\.word)))
    }
}
