package import Access
package import Database
package import Foundation
package import Services

/// What an account of practice said from one publication to the next; never changed.
package struct PracticeVersion: Sendable, Equatable {
    package let strand: StrandLink
    package let content: PracticeContent
    /// The hub that read it.
    package let reviewedBy: String
    package let publishedAt: Date
    /// When it left the public pages; `nil` while it is on them.
    package let endedAt: Date?
}

extension Evidence {
    /// What an account said each time it was published, newest first: for those who write it, and for a hub that reads
    /// the next version.
    ///
    /// - Throws: ``AccessError/notFound``.
    package func practiceVersions(of id: ID<PracticeAccount>, by actor: Actor) async throws
        -> [PracticeVersion]
    {
        try await database.read { transaction in
            let account = try transaction.practiceAccount(id).orNotFound()
            guard actor.mayWrite(account) || account.state == .submitted && actor.may(.reviewPractice) else {
                throw AccessError.notFound
            }
            return try transaction.all(
                """
                SELECT published.*, reviewer.name AS reviewer_name, strand.slug AS strand_slug, v.title AS strand_title
                FROM practice_version AS published
                JOIN organisation AS reviewer ON reviewer.id = published.reviewing_organisation_id
                JOIN strand ON strand.id = published.strand_id
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                WHERE published.account_id = \(id) ORDER BY published.version DESC
                """
            )
        }
    }
}

extension Actor {
    /// Whether an account is told by an organisation that someone may tell for.
    package func mayWrite(_ account: PracticeAccount) -> Bool {
        person != nil && may(.tellPractice, on: .of(account.organisation))
    }
}

extension PracticeVersion: RowReadable {
    package init(row: Row) throws {
        strand = StrandLink(
            id: try row.get("strand_id"),
            slug: try row.get("strand_slug"),
            title: try row.get("strand_title")
        )
        content = try PracticeContent(row: row)
        reviewedBy = try row.get("reviewer_name")
        publishedAt = try row.get("published_at")
        endedAt = try row.get("ended_at")
    }
}

extension PracticeContent {
    init(row: Row) throws {
        self.init()
        title = try row.get("title")
        whatWasDone = try row.get("what_was_done")
        withWhom = try row.get("with_whom")
        whatWasLearnt = try row.get("what_was_learnt")
        whatWeWouldChange = try row.get("what_we_would_change")
    }
}

extension Transaction {
    /// Keeps what an account says that was published just now.
    func keepPublished(_ account: ID<PracticeAccount>) throws {
        try execute(
            """
            INSERT INTO practice_version
                (account_id, version, strand_id, title, what_was_done, with_whom, what_was_learnt,
                 what_we_would_change, reviewing_organisation_id, published_at)
            SELECT id, version, strand_id, title, what_was_done, with_whom, what_was_learnt, what_we_would_change,
                reviewing_organisation_id, published_at
            FROM practice_account WHERE id = \(account)
            """
        )
    }

    /// Notes that an account left the public pages, if it was on them.
    func endPublished(_ account: ID<PracticeAccount>, at time: Date) throws {
        try execute(
            "UPDATE practice_version SET ended_at = \(time) WHERE account_id = \(account) AND ended_at IS NULL"
        )
    }
}
