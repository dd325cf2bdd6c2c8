import Database

/// A field that was typed with a word that it does not take, and the words that it does.
package struct FieldHint: Sendable, Equatable {
    package let field: String
    package let typed: String
    /// The nearest first; of a field whose words are fixed, in their own order.
    package let known: [String]
    /// The one of them that was probably meant.
    package let suggestion: String?

    /// `“kind:” does not know “studys”.`
    package var problem: String { "“\(field):” does not know “\(typed.prefix(60))”." }

    /// `kind:study`
    package var meant: String? { suggestion.map { "\(field):\($0)" } }

    /// `It knows study, strand, school.`
    package var knownWords: String {
        guard !known.isEmpty else { return "Nothing in the index has one." }
        let some = known.prefix(Self.mostShown).joined(separator: ", ")
        return "It knows \(some)\(known.count > Self.mostShown ? " …" : ".")"
    }

    /// `“kind:” does not know “studys”. Did you mean kind:study? It knows study, strand, school.`
    package var sentence: String {
        [problem, meant.map { "Did you mean \($0)?" }, knownWords].compactMap { $0 }.joined(separator: " ")
    }

    /// The question with the word that was probably meant; `nil` where there is none, or where the word was not typed
    /// in the question.
    package func corrected(_ text: String) -> String? {
        guard let suggestion else { return nil }
        let corrected = SearchQuery.text(text, replacing: typed, of: field, with: suggestion)
        return corrected == text ? nil : corrected
    }

    static let mostShown = 12
}

extension IndexReader {
    /// Fields of a question, and filters, whose word nothing in the index can have.
    ///
    /// - Parameter kinds: Every kind that there can be: it need not have a record yet.
    func hints(to answer: SearchAnswer, kinds: [String]) -> [FieldHint] {
        var hints = answer.query.misread.map { misread -> FieldHint in
            let known = SearchFilters.words[misread.field] ?? []
            // Of years there are examples only: none of them was meant.
            let near = misread.field == "year" ? [] : nearest(to: misread.value.lowercased(), known)
            return FieldHint(
                field: misread.field,
                typed: misread.value,
                known: known,
                suggestion: near.first.flatMap { $0.isProbable ? $0.word : nil }
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
        let near = nearest(to: word, known)
        hints.append(
            FieldHint(
                field: field,
                typed: word,
                known: near.map(\.word),
                suggestion: near.first.flatMap { $0.isProbable ? $0.word : nil }
            )
        )
    }

    private struct NearWord {
        let word: String
        let slips: Int
        /// Whether half of its letters, at most, are wrong: `studies` is near enough to `study`.
        let isProbable: Bool
    }

    /// The nearest first; those that are as near by name.
    private func nearest(to word: String, _ known: [String]) -> [NearWord] {
        let letters = Array(word.unicodeScalars.prefix(60))
        return known.map { other -> NearWord in
            let most = max(letters.count, other.unicodeScalars.count)
            let slips = EditDistance.between(letters, Array(other.unicodeScalars), atMost: most) ?? most
            return NearWord(word: other, slips: slips, isProbable: slips * 2 <= letters.count)
        }.sorted { ($0.slips, $0.word) < ($1.slips, $1.word) }
    }
}
