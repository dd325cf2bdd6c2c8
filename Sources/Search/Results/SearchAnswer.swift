package import Database

/// What someone asks of the search.
package struct SearchRequest: Sendable, Equatable {
    package var text: String
    /// Chosen beside the results; fields typed in the text come before them.
    package var filters: SearchFilters
    /// Counted from 1; only when one kind is asked for.
    package var page: Int
    package var pageLength: Int
    /// How many of each kind stand on the page of all kinds.
    package var groupLength: Int

    package init(
        _ text: String,
        filters: SearchFilters = SearchFilters(),
        page: Int = 1,
        pageLength: Int = 20,
        groupLength: Int = 4
    ) {
        self.text = text
        self.filters = filters
        self.page = PageNumber.bounded(page)
        self.pageLength = max(1, pageLength)
        self.groupLength = groupLength
    }
}

package struct SearchAnswer: Sendable, Equatable {
    /// What was understood.
    package var query: SearchQuery
    /// The query's filters over the request's.
    package var filters: SearchFilters
    package var total = 0
    /// The best over all kinds, or the page that was asked for.
    package var results: [SearchResult] = []
    /// The best of each kind, the kinds by name; empty when one kind was asked for.
    package var groups: [SearchGroup] = []
    package var facets = FacetCounts()
    /// Whether nothing has all the words that were asked for, and these have some.
    package var isRelaxed = false
    /// Whether none of these has all the words, be it that each has most of them.
    package var isPartial = false
    /// Words of the question that nothing has.
    package var unknownWords: [String] = []
    /// Where none has all the words and not all have the rarest: the best of those that do.
    package var rarest: RarestWord?
    /// What was probably meant, as a query: offered, never put in its place.
    package var correction: String?
    /// What was typed as a field and is none of the words that it takes.
    package var hints: [FieldHint] = []
    /// When nothing was found: what the correction, or fewer words, would find. When little was found: what has some of
    /// the words and passes the filters, without what was found.
    package var nearest: [SearchResult] = []
}

/// The word of a question that tells most, and what has it.
package struct RarestWord: Sendable, Equatable {
    package let word: String
    package let results: [SearchResult]
}

package struct SearchGroup: Sendable, Equatable {
    package let kind: RecordKind
    package let total: Int
    package let results: [SearchResult]
}

package struct SearchResult: Sendable, Equatable {
    package let kind: RecordKind
    package let record: Int64
    package let score: Double
    package let title: MarkedText
    package let detail: String
    package let snippet: MarkedText
    package let people: String
    package let address: String
    package let identifier: String
    package let year: Int?
    /// How much of the title was typed, a proportion; 0 unless it has every word that was typed, in one of the ways to say it.
    package let titleShare: Double
    /// The words of the question that it does not have, as they were typed.
    package let missing: [String]

    /// Whether the title has every word that was typed.
    package var isNamedSo: Bool { titleShare > 0 }
}

/// Text with the words that were looked for marked.
package struct MarkedText: Sendable, Equatable {
    package struct Piece: Sendable, Equatable {
        package let text: String
        package let isMarked: Bool

        package init(_ text: String, isMarked: Bool = false) {
            self.text = text
            self.isMarked = isMarked
        }
    }

    package var pieces: [Piece]

    package init(_ pieces: [Piece] = []) {
        self.pieces = pieces
    }

    package var text: String { pieces.map(\.text).joined() }
}
