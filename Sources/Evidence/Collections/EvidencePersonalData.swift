package import Access
package import Accounts
package import Database
package import Foundation
package import Services

/// What the library holds about persons: what they saved and noted, the strands they follow, the accounts they
/// wrote, which studies they decided to be one, and what was not taken of their files today.
package struct EvidencePersonalData: PersonalData {
    package let section = "evidence"
    package let columns: Set<String> = [
        "practice_account.author_id", "practice_account.reviewer_id", "saved_item.person_id",
        "strand_follow.person_id", "strand_letter.person_id", "study_pair.decided_by",
        "rejected_file.person_id",
    ]

    package init() {}

    package func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        let saved = try transaction.rows(
            "SELECT kind, object_id, note, saved_at FROM saved_item WHERE person_id = \(person) ORDER BY saved_at"
        ).map { row -> PersonalRecord in
            let item = LibraryItem(try row.get(0), try row.get(1))
            return PersonalRecord([
                "saved": .text(item.description), "note": .text(try row.get(2)),
                "at": .instant(try row.get(3)),
            ])
        }
        let followed = try transaction.rows(
            """
            SELECT strand.slug FROM strand_follow JOIN strand ON strand.id = strand_follow.strand_id
            WHERE strand_follow.person_id = \(person) ORDER BY strand.slug
            """
        ).map { PersonalRecord(["follows strand": .text(try $0.get(0))]) }
        let written = try transaction.rows(
            "SELECT title, state, changed_at FROM practice_account WHERE author_id = \(person) ORDER BY changed_at"
        ).map { row in
            PersonalRecord([
                "practice account": .text(try row.get(0)), "state": .text(try row.get(1)),
                "changed": .instant(try row.get(2)),
            ])
        }
        let decided = try transaction.rows(
            """
            SELECT one.title AS one_title, other.title AS other_title, pair.state, pair.decided_at
            FROM study_pair AS pair JOIN study AS one ON one.id = pair.first_id
            JOIN study AS other ON other.id = pair.second_id
            WHERE pair.decided_by = \(person) ORDER BY pair.decided_at, pair.first_id, pair.second_id
            """
        ).map { row in
            PersonalRecord([
                "decided on studies": .text("\(try row.get(0) as String) | \(try row.get(1) as String)"),
                "decision": .text(try row.get(2)), "at": .instant(try row.get(3)),
            ])
        }
        let rejected = try transaction.rows(
            "SELECT name, made_at FROM rejected_file WHERE person_id = \(person) ORDER BY made_at, id"
        ).map { PersonalRecord(["rows not taken of": .text(try $0.get(0)), "at": .instant(try $0.get(1))]) }
        return saved + followed + written + decided + rejected
    }

    /// An account is its organisation's: it stays, without its writer.
    package func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        try transaction.execute("DELETE FROM saved_item WHERE person_id = \(person)")
            + transaction.execute("DELETE FROM strand_follow WHERE person_id = \(person)")
            + transaction.execute("DELETE FROM strand_letter WHERE person_id = \(person)")
            + transaction.execute("DELETE FROM rejected_file WHERE person_id = \(person)")
            + transaction.execute("UPDATE study_pair SET decided_by = NULL WHERE decided_by = \(person)")
            + transaction.execute("UPDATE practice_account SET author_id = NULL WHERE author_id = \(person)")
            + transaction.execute(
                "UPDATE practice_account SET reviewer_id = NULL WHERE reviewer_id = \(person)"
            )
    }
}
