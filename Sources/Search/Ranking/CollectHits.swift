import CSearch
import GRDB

/// A document that matches.
struct Hit: Sendable, Equatable {
    let document: Int
    let score: Double
    /// Bit g: it has group g.
    let groups: UInt64
}

extension IndexReader {
    /// Every document that matches, with its score.
    func hits(_ plan: QueryPlan, _ match: MatchText, _ ranking: Ranking) throws -> [Hit] {
        let weights = plan.groups.map {
            Double($0.occurrences) * Ranking.rarity(documents: $0.documents, of: facts.count)
        }
        let average = facts.averageWords
        var native = unsafe braid_plan()
        unsafe native.phrase_count = Int32(match.phrases.count)
        unsafe native.group_count = Int32(plan.groups.count)
        unsafe native.required = Int32(match.required)
        unsafe native.k1 = ranking.k1
        unsafe native.column_weight = Self.four(ranking.columnWeights)
        unsafe native.b = Self.four(ranking.b)
        unsafe native.average_words = Self.four(average)
        unsafe native.length_count = Int64(facts.lengths.count)
        defer { unsafe braid_search_free(&native) }
        let code = unsafe match.phrases.withUnsafeBufferPointer { phrases in
            unsafe weights.withUnsafeBufferPointer { weights in
                unsafe facts.lengths.withUnsafeBufferPointer { lengths in
                    unsafe native.phrases = phrases.baseAddress
                    unsafe native.group_weight = weights.baseAddress
                    unsafe native.lengths = lengths.baseAddress
                    return unsafe braid_search_collect(
                        connection.sqliteConnection,
                        "SELECT braid_collect(words, ?2) FROM words WHERE words MATCH ?1",
                        match.text,
                        &native
                    )
                }
            }
        }
        guard code == SQLITE_OK else { throw SearchError.refused("\(code) for \(match.text.prefix(200))") }
        guard let found = unsafe native.hits else { return [] }
        return unsafe UnsafeBufferPointer(start: found, count: native.hit_count).map { hit in
            let document = Int(hit.document)
            let isDimmed = document < facts.facts.count && facts.facts[document].isDimmed
            return Hit(
                document: document,
                score: isDimmed ? hit.score * ranking.dimming : hit.score,
                groups: hit.groups
            )
        }
    }

    private static func four(_ values: [Double]) -> (Double, Double, Double, Double) {
        (values[0], values[1], values[2], values[3])
    }
}
