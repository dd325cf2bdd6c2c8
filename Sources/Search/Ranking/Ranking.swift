import Foundation

/// The numbers of the ranking. Found on public judgements by `scripts/measure-search` (docs/search.md).
package struct Ranking: Sendable, Equatable {
    /// How quickly further occurrences of a word count less.
    package var k1: Double
    /// How much an occurrence counts, by column: title, people, subjects, text.
    package var columnWeights: [Double]
    /// How much the length of a column counts, by column: 0 not at all, 1 fully.
    package var b: [Double]
    /// What is left of the score of something dimmed.
    package var dimming: Double
    package var feedback: Feedback?

    /// Ranks the best again by the words that the very best share (pseudo-relevance feedback).
    package struct Feedback: Sendable, Equatable {
        /// How many documents are taken for good ones.
        package var documents: Int
        /// How many of their words are taken.
        package var words: Int
        /// How many are ranked again.
        package var depth: Int
        /// How much the new words count beside the query's, a proportion.
        package var weight: Double

        package init(documents: Int, words: Int, depth: Int, weight: Double) {
            self.documents = documents
            self.words = words
            self.depth = depth
            self.weight = weight
        }
    }

    package init(
        k1: Double = 1.4,
        columnWeights: [Double] = [3, 1.5, 2, 1],
        b: [Double] = [0.5, 0.3, 0.5, 0.75],
        dimming: Double = 0.5,
        feedback: Feedback? = nil
    ) {
        self.k1 = k1
        self.columnWeights = columnWeights
        self.b = b
        self.dimming = dimming
        self.feedback = feedback
    }

    package static let standard = Ranking(
        feedback: Feedback(documents: 5, words: 20, depth: 40, weight: 0.3)
    )

    /// How much telling apart a word does that is in `documents` of `count`.
    /// - Note: Robertson & Zaragoza (2009), eq. 3.3, with 1 added inside the logarithm so that it is never
    ///   negative.
    static func rarity(documents: Int, of count: Int) -> Double {
        let (n, all) = (Double(min(documents, count)), Double(count))
        return log(1 + (all - n + 0.5) / (n + 0.5))
    }
}
