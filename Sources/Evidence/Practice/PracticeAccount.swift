package import Access
package import Database
package import Foundation
package import Services

/// What a school or hub tells it did on a strand, with whom, and what it learnt. Not a finding: it is never
/// rated and never pooled.
package struct PracticeAccount: Sendable, Equatable {
    package enum State: String, CaseIterable, Sendable, SQLStorable {
        /// Being written; only its organisation sees it.
        case draft
        /// Waits for a hub to read it.
        case submitted
        /// Came back with a note.
        case returned
        case published
        /// Taken back by its organisation after it was published.
        case withdrawn

        package var title: String {
            switch self {
            case .draft: "Draft"
            case .submitted: "With a hub for review"
            case .returned: "Came back with a note"
            case .published: "Published"
            case .withdrawn: "Withdrawn"
            }
        }
    }

    package let id: ID<PracticeAccount>
    package let organisation: ID<Organisation>
    package let organisationName: String
    package let strand: StrandLink
    package let intervention: ID<Intervention>?
    package let content: PracticeContent
    package let state: State
    /// The hub that read it.
    package let reviewedBy: String?
    package let reviewNote: String
    package let changedAt: Date
    package let publishedAt: Date?
    package let version: Int
}

/// The text of an account.
package struct PracticeContent: Sendable, Equatable {
    package var title = ""
    package var whatWasDone = ""
    package var withWhom = ""
    package var whatWasLearnt = ""
    package var whatWeWouldChange = ""

    package init() {}
}

/// An account as it is typed.
package struct PracticeDraft: Sendable, Equatable {
    package var strand: ID<Strand>?
    package var intervention: ID<Intervention>?
    package var content = PracticeContent()

    package init() {}
}

extension PracticeAccount: RowReadable {
    static let selection: SQL = """
        SELECT account.*, organisation.name AS organisation_name, reviewer.name AS reviewer_name,
            strand.slug AS strand_slug, v.title AS strand_title
        FROM practice_account AS account
        JOIN organisation ON organisation.id = account.organisation_id
        LEFT JOIN organisation AS reviewer ON reviewer.id = account.reviewing_organisation_id
        JOIN strand ON strand.id = account.strand_id
        JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
        """

    package init(row: Row) throws {
        id = try row.get("id")
        organisation = try row.get("organisation_id")
        organisationName = try row.get("organisation_name")
        strand = StrandLink(
            id: try row.get("strand_id"),
            slug: try row.get("strand_slug"),
            title: try row.get("strand_title")
        )
        intervention = try row.get("intervention_id")
        content = try PracticeContent(row: row)
        state = try row.get("state")
        reviewedBy = try row.get("reviewer_name")
        reviewNote = try row.get("review_note")
        changedAt = try row.get("changed_at")
        publishedAt = try row.get("published_at")
        version = try row.get("version")
    }
}

extension Evidence {
    /// Published accounts, newest first; those on one strand where it is given.
    package func practiceAccounts(on strand: ID<Strand>? = nil) async throws -> [PracticeAccount] {
        try await database.read { transaction in
            let filter: SQL = strand.map { "AND account.strand_id = \($0)" } ?? ""
            return try transaction.all(
                """
                \(PracticeAccount.selection) WHERE account.state = 'published' \(filter)
                ORDER BY account.published_at DESC, account.id
                """
            )
        }
    }

    /// An account: to everyone when it is published, otherwise to its organisation and to hubs that may review.
    ///
    /// - Throws: ``AccessError/notFound``.
    package func practiceAccount(_ id: ID<PracticeAccount>, by actor: Actor) async throws -> PracticeAccount {
        let account = try await database.read { try $0.practiceAccount(id).orNotFound() }
        if account.state == .published { return account }
        let mayReview = account.state == .submitted && actor.may(.reviewPractice)
        guard mayReview || actor.may(.tellPractice, on: .of(account.organisation)) else {
            throw AccessError.notFound
        }
        return account
    }

    /// Every account of an organisation, whatever its state.
    package func practiceAccounts(of organisation: ID<Organisation>, by actor: Actor) async throws
        -> [PracticeAccount]
    {
        try actor.signedInPerson()
        try actor.require(.tellPractice, on: .of(organisation))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(PracticeAccount.selection) WHERE account.organisation_id = \(organisation)
                ORDER BY account.changed_at DESC, account.id
                """
            )
        }
    }

    /// Accounts that wait for a hub, the longest waiting first.
    package func practiceToReview(by actor: Actor) async throws -> [PracticeAccount] {
        try actor.require(.reviewPractice)
        return try await database.read { transaction in
            try transaction.all(
                """
                \(PracticeAccount.selection) WHERE account.state = 'submitted'
                ORDER BY account.changed_at, account.id
                """
            )
        }
    }
}

extension Transaction {
    func practiceAccount(_ id: ID<PracticeAccount>) throws -> PracticeAccount? {
        try first("\(PracticeAccount.selection) WHERE account.id = \(id)")
    }
}
