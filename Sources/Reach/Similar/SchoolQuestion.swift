package import Access
package import Database
package import Foundation
package import Services

/// One school's people asking another how something went. It goes to the leads of the school that is asked.
package struct SchoolQuestion: Sendable, Equatable {
    package let id: ID<SchoolQuestion>
    package let asked: Organisation
    package let from: Organisation
    package let asker: Person
    /// So that the answer can go straight to them.
    package let askerAddress: String?
    package let message: String
    package let askedAt: Date
    /// When a lead put it away as answered, or not to be answered.
    package let settledAt: Date?
}

extension SchoolQuestion: RowReadable {
    static let source: SQL = """
        SELECT q.*, asked.kind AS asked_kind, asked.name AS asked_name, origin.kind AS from_kind,
            origin.name AS from_name, person.name AS asker_name, person.email AS asker_email
        FROM school_question AS q
        JOIN organisation AS asked ON asked.id = q.asked_id
        JOIN organisation AS origin ON origin.id = q.from_id
        JOIN person ON person.id = q.asked_by
        """

    package init(row: Row) throws {
        id = try row.get("id")
        asked = Organisation(
            id: try row.get("asked_id"),
            kind: try row.get("asked_kind"),
            name: try row.get("asked_name")
        )
        from = Organisation(
            id: try row.get("from_id"),
            kind: try row.get("from_kind"),
            name: try row.get("from_name")
        )
        asker = Person(id: try row.get("asked_by"), name: try row.get("asker_name"))
        askerAddress = try row.get("asker_email")
        message = try row.get("message")
        askedAt = try row.get("asked_at")
        settledAt = try row.get("settled_at")
    }
}

/// Why a question cannot be asked.
package enum QuestionRefusal: Error, Sendable, Equatable {
    /// Nobody leads the school here who could read it.
    case nobodyThere
    /// The school asked is the asker's own.
    case ownSchool
    /// The person has asked as many schools as anyone may in a day.
    case enoughToday
}
