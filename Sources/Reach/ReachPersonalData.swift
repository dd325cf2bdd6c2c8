package import Access
package import Accounts
package import Database
package import Foundation
package import Services

/// What this module holds about persons: the questions that they asked schools.
package struct ReachPersonalData: PersonalData {
    package let section = "questions to schools"
    package let columns: Set<String> = [
        "dismissed_suggestion.dismissed_by", "kpi_definition_version.published_by",
        "kpi_return.submitted_by", "kpi_return.withdrawn_by", "school_question.asked_by",
        "school_question.settled_by",
    ]

    package init() {}

    package func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        try transaction.rows(
            """
            SELECT asked.name AS asked_name, q.message, q.asked_at, q.settled_at FROM school_question AS q
            JOIN organisation AS asked ON asked.id = q.asked_id
            WHERE q.asked_by = \(person) ORDER BY q.asked_at, q.id
            """
        ).map { row in
            PersonalRecord([
                "school": .text(try row.get("asked_name")),
                "question": .text(try row.get("message")),
                "asked": .instant(try row.get("asked_at")),
                "put away": .optional(try row.get("settled_at", as: Date?.self)),
            ])
        }
    }

    package func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        let count = try transaction.count(
            "SELECT count(*) FROM school_question WHERE asked_by = \(person)"
        )
        try transaction.execute("DELETE FROM school_question WHERE asked_by = \(person)")
        return count
    }
}
