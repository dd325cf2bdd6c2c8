import Database
package import Evidence
import Services

extension Programmes {
    /// Training that builds on a strand, for those who follow it.
    package static let strandNews = StrandNewsSource { transaction, strand, since, until in
        let titles: [String] = try transaction.column(
            """
            SELECT offer.title FROM offer JOIN offer_strand AS link ON link.offer_id = offer.id
            WHERE link.strand_id = \(strand) AND offer.state = 'published'
                AND offer.published_at > \(since) AND offer.published_at <= \(until)
            ORDER BY offer.published_at, offer.id
            """
        )
        return titles.map { "Training: \($0)" }
    }
}
