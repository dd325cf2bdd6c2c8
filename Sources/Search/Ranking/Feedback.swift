import GRDB

extension IndexReader {
    /// Ranks the best documents again, with the words that the very best share added to the query
    /// (pseudo-relevance feedback; the relevance model RM3 of Abdul-Jaleel et al., 2004).
    ///
    /// Only the first `depth` are ranked again: their text is read, no list of the index is. So it costs the
    /// same whatever the size of the collection.
    func reranked(_ hits: [Hit], _ plan: QueryPlan, _ feedback: Ranking.Feedback, _ ranking: Ranking) throws
        -> [Hit]
    {
        let depth = min(feedback.depth, hits.count)
        guard depth > 1, hits[0].score > 0 else { return hits }
        let cutter = try Cutter()
        let statement = try connection.cachedStatement(
            sql: "SELECT title, people, subjects, text FROM content WHERE id = ?"
        )
        var counts: [[Cutter.Stem: Double]] = []
        var lengths: [Double] = []
        for hit in hits.prefix(depth) {
            var frequency: [Cutter.Stem: Double] = [:]
            var length = 0.0
            if let row = try GRDB.Row.fetchOne(statement, arguments: [hit.document]) {
                for column in [0, 2, 3] {
                    let weight = ranking.columnWeights[column]
                    let stems = cutter.stems(row[column])
                    length += Double(stems.count)
                    for stem in stems { frequency[stem, default: 0] += weight }
                }
            }
            counts.append(frequency)
            lengths.append(length)
        }
        let trust = Self.trust(in: hits, feedback)
        guard trust > 0 else { return hits }
        let shared = try sharedWords(counts, lengths, hits, plan, feedback)
        guard !shared.isEmpty else { return hits }
        let average = max(lengths.reduce(0, +) / Double(depth), 1)
        let largest = shared.map(\.weight).reduce(0, +)
        var ranked: [(hit: Hit, bonus: Double)] = []
        var mostBonus = 0.0
        for place in 0..<depth {
            let norm = ranking.k1 * (1 - ranking.b[3] + ranking.b[3] * lengths[place] / average)
            var bonus = 0.0
            for word in shared {
                guard let f = counts[place][word.stem] else { continue }
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
        _ counts: [[Cutter.Stem: Double]],
        _ lengths: [Double],
        _ hits: [Hit],
        _ plan: QueryPlan,
        _ feedback: Ranking.Feedback
    ) throws -> [SharedWord] {
        let used = min(feedback.documents, counts.count)
        var likelihood: [Cutter.Stem: Double] = [:]
        var inDocuments: [Cutter.Stem: Int] = [:]
        for place in 0..<used where lengths[place] > 0 {
            let trust = hits[place].score / hits[0].score
            for (stem, count) in counts[place] {
                likelihood[stem, default: 0] += trust * count / lengths[place]
                inDocuments[stem, default: 0] += 1
            }
        }
        let candidates = Set(inDocuments.filter { $0.value > 1 }.keys)
        let known = try documents(with: candidates)
        let words = candidates.map { stem in
            let rarity = Ranking.rarity(documents: known[stem] ?? 1, of: facts.count)
            return SharedWord(stem: stem, weight: (likelihood[stem] ?? 0) * rarity)
        }
        return Array(
            words.sorted { ($1.weight, $0.stem) < ($0.weight, $1.stem) }.prefix(feedback.words)
        )
    }
}
