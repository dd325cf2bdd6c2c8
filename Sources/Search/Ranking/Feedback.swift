import GRDB

extension IndexReader {
    /// Ranks the best documents again, with the words that the very best share added to the query
    /// (pseudo-relevance feedback; the relevance model RM3 of Abdul-Jaleel et al., 2004).
    ///
    /// Only the first `depth` are ranked again: their text is read, no list of the index is. So it costs the
    /// same whatever the size of the collection.
    func reranked(_ hits: [Hit], _ texts: DocumentTexts, _ feedback: Ranking.Feedback, _ ranking: Ranking)
        throws -> [Hit]
    {
        let depth = min(feedback.depth, hits.count)
        guard depth > 1, hits[0].score > 0 else { return hits }
        let trust = Self.trust(in: hits, feedback)
        guard trust > 0 else { return hits }
        let documents = try hits.prefix(depth).map { try texts.text(of: $0.document) }
        let lengths = documents.map { Double($0?.topicalCount ?? 0) }
        let shared = try sharedWords(documents, hits, feedback, ranking)
        guard !shared.isEmpty else { return hits }
        let places = Dictionary(uniqueKeysWithValues: shared.enumerated().map { ($1.stem, $0) })
        // Most words are none of these, and a bit says so of most of them without a look.
        let bits = shared.reduce(UInt64(0)) { $0 | Self.bit(of: $1.stem) }
        let average = max(lengths.reduce(0, +) / Double(depth), 1)
        let largest = shared.map(\.weight).reduce(0, +)
        var ranked: [(hit: Hit, bonus: Double)] = []
        var mostBonus = 0.0
        for place in 0..<depth {
            // Of most documents only the shared words are counted, not every word.
            var frequency = [Double](repeating: 0, count: shared.count)
            for (column, words) in documents[place]?.topical ?? [] {
                let weight = ranking.columnWeights[column.rawValue]
                for word in words where bits & Self.bit(of: word.stem) != 0 {
                    if let which = places[word.stem] { frequency[which] += weight }
                }
            }
            let norm = ranking.k1 * (1 - ranking.b[3] + ranking.b[3] * lengths[place] / average)
            var bonus = 0.0
            for (word, f) in zip(shared, frequency) where f > 0 {
                bonus += word.weight / largest * f * (ranking.k1 + 1) / (f + norm)
            }
            mostBonus = max(mostBonus, bonus)
            ranked.append((hits[place], bonus))
        }
        guard mostBonus > 0 else { return hits }
        // Both on the scale of the best, so that the weight means the same for every query.
        let top = hits[0].score
        let weight = feedback.weight * trust
        let again = ranked.enumerated().map { place, item in
            (
                place,
                Hit(
                    document: item.hit.document,
                    score: (1 - weight) * item.hit.score + weight * top * item.bonus / mostBonus,
                    groups: item.hit.groups
                )
            )
        }.sorted { ($1.1.score, $0.0) < ($0.1.score, $1.0) }.map(\.1)
        // The rest stays behind them, whatever the scales.
        let floor = again.last?.score ?? 0
        let old = hits[depth - 1].score
        let rest = hits.dropFirst(depth).map {
            Hit(document: $0.document, score: old > 0 ? $0.score / old * floor : 0, groups: $0.groups)
        }
        return again + rest
    }

    private static func bit(of stem: Cutter.Stem) -> UInt64 { 1 << (stem & 63) }

    /// How far the very best may be taken for alike, a proportion. Where one document leads by far it was
    /// probably the one looked for: then its neighbours say nothing about the question.
    private static func trust(in hits: [Hit], _ feedback: Ranking.Feedback) -> Double {
        let last = hits[min(feedback.documents, hits.count) - 1].score
        return max(0, min(1, (last / hits[0].score - 0.4) / 0.5))
    }

    private struct SharedWord {
        let stem: Cutter.Stem
        let weight: Double
    }

    /// The words that tell the best documents from the others: likely in them, rare elsewhere.
    private func sharedWords(
        _ documents: [DocumentText?],
        _ hits: [Hit],
        _ feedback: Ranking.Feedback,
        _ ranking: Ranking
    ) throws -> [SharedWord] {
        var likelihood: [Cutter.Stem: Double] = [:]
        var inDocuments: [Cutter.Stem: Int] = [:]
        for (place, document) in documents.prefix(feedback.documents).enumerated() {
            guard let document, document.topicalCount > 0 else { continue }
            var frequency: [Cutter.Stem: Double] = [:]
            for (column, words) in document.topical {
                let weight = ranking.columnWeights[column.rawValue]
                for word in words { frequency[word.stem, default: 0] += weight }
            }
            let trust = hits[place].score / hits[0].score
            for (stem, count) in frequency {
                likelihood[stem, default: 0] += trust * count / Double(document.topicalCount)
                inDocuments[stem, default: 0] += 1
            }
        }
        let candidates = Set(inDocuments.filter { $0.value > 1 }.keys)
        let known = try self.documents(with: candidates)
        let words = candidates.map { stem in
            let rarity = Ranking.rarity(documents: known[stem] ?? 1, of: facts.count)
            return SharedWord(stem: stem, weight: (likelihood[stem] ?? 0) * rarity)
        }
        return Array(
            words.sorted { ($1.weight, $0.stem) < ($0.weight, $1.stem) }.prefix(feedback.words)
        )
    }
}
