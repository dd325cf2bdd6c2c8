package import Access
package import Accounts
package import Database
package import Foundation
package import Services

/// What this module holds about a person: the plans that they began, the reviews that they wrote, and where a plan or
/// a strategy names them.
///
/// Plans and reviews are the school's: after an erasure they stay, without the person. A name in a plan was typed and
/// belongs to no account, so it is looked for in the plans of the organisations that the person belongs to or acted
/// in.
package struct PlansPersonalData: PersonalData {
    package let section = "plans"
    package let columns: Set<String> = [
        "plan.created_by", "plan.owner_name", "plan_activity.owner_name", "plan_review.written_by",
        "premium_strategy.authorised_by", "premium_strategy.led_by", "premium_strategy.governor",
    ]

    package init() {}

    package func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        let begun = try transaction.rows(
            """
            SELECT organisation.name, plan.title, plan.created_at FROM plan
            JOIN organisation ON organisation.id = plan.organisation_id
            WHERE plan.created_by = \(person) ORDER BY plan.created_at, plan.id
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("plan begun"), "school": .text(try row.get(0)), "plan": .text(try row.get(1)),
                "at": .instant(try row.get(2)),
            ])
        }
        let reviews = try transaction.rows(
            """
            SELECT organisation.name, plan.title, review.* FROM plan_review AS review
            JOIN plan ON plan.id = review.plan_id JOIN organisation ON organisation.id = plan.organisation_id
            WHERE review.written_by = \(person) ORDER BY review.held_on, review.id
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("review written"), "school": .text(try row.get(0)),
                "plan": .text(try row.get(1)), "heldOn": .text(try row.get("held_on")),
                "fidelity": .number(try row.get("fidelity")),
                "acceptability": .number(try row.get("acceptability")),
                "tried": .text(try row.get("tried")), "happened": .text(try row.get("happened")),
                "next": .text(try row.get("next_step")),
            ])
        }
        let named = try transaction.placesNaming(person).map { place in
            PersonalRecord([
                "kind": .text("named in a plan"), "as": .text(place.column.meaning),
                "text": .text(place.text),
            ])
        }
        return begun + reviews + named
    }

    package func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        let places = try transaction.placesNaming(person)
        for place in places {
            try transaction.execute(
                """
                UPDATE \(place.column.table) SET \(place.column.name) = \(place.textWithoutName)
                WHERE id = \(place.row)
                """
            )
        }
        return places.count
    }
}

/// A column in which people type a name.
private struct NameColumn {
    let table: SQL
    let name: SQL
    let meaning: String
    /// Rows as `id, organisation, text`.
    let source: SQL

    static let all: [NameColumn] = [
        NameColumn(
            table: "plan",
            name: "owner_name",
            meaning: "owner of a plan",
            source: "SELECT id, organisation_id, owner_name AS words FROM plan"
        ),
        NameColumn(
            table: "plan_activity",
            name: "owner_name",
            meaning: "who does an activity",
            source: """
                SELECT plan_activity.id, plan.organisation_id, plan_activity.owner_name AS words FROM plan
                JOIN plan_activity ON plan_activity.plan_id = plan.id
                """
        ),
        NameColumn(
            table: "premium_strategy",
            name: "authorised_by",
            meaning: "authorises a pupil premium strategy",
            source: "SELECT id, organisation_id, authorised_by AS words FROM premium_strategy"
        ),
        NameColumn(
            table: "premium_strategy",
            name: "led_by",
            meaning: "leads a pupil premium strategy",
            source: "SELECT id, organisation_id, led_by AS words FROM premium_strategy"
        ),
        NameColumn(
            table: "premium_strategy",
            name: "governor",
            meaning: "governor for a pupil premium strategy",
            source: "SELECT id, organisation_id, governor AS words FROM premium_strategy"
        ),
    ]
}

/// A text that names a person.
private struct NamedPlace {
    let column: NameColumn
    let row: Int64
    let text: String
    let textWithoutName: String
}

extension Transaction {
    fileprivate func placesNaming(_ person: ID<Person>) throws -> [NamedPlace] {
        guard let name = try personRecord(person)?.person.name else { return [] }
        let organisations: [ID<Organisation>] = try column(
            """
            SELECT organisation_id FROM membership WHERE person_id = \(person)
            UNION SELECT organisation_id FROM audit_entry
                WHERE person_id = \(person) AND organisation_id IS NOT NULL
            ORDER BY 1
            """
        )
        guard !organisations.isEmpty else { return [] }
        return try NameColumn.all.flatMap { column in
            try rows(
                "\(column.source) WHERE organisation_id IN (\(SQL.list(organisations))) ORDER BY 1"
            ).compactMap { row in
                let text: String = try row.get("words")
                guard let without = text.removing(name: name) else { return nil }
                return NamedPlace(column: column, row: try row.get(0), text: text, textWithoutName: without)
            }
        }
    }
}

extension String {
    /// The text with *Removed person* wherever the name stands by itself, in whatever case; `nil` where it does not.
    /// Ann is not in *Annette Fell*.
    func removing(name: String) -> String? {
        var found = false
        var result = ""
        var rest = self[...]
        while let range = rest.range(of: name, options: [.caseInsensitive]) {
            let before = rest[..<range.lowerBound].last ?? result.last
            let after = rest[range.upperBound...].first
            let isWhole = before?.isLetter != true && after?.isLetter != true
            result += rest[..<range.lowerBound]
            result += isWhole ? "Removed person" : String(rest[range])
            found = found || isWhole
            rest = rest[range.upperBound...]
        }
        return found ? result + rest : nil
    }
}
