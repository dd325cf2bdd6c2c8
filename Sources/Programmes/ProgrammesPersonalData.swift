package import Access
package import Accounts
package import Database
package import Foundation
package import Services

/// What this module holds about a person for themself: the address of their calendar, and whether they get messages.
package struct ProgrammesPersonalData: PersonalData {
    package let section = "programmes"

    package init() {}

    package func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        let addresses: [CalendarAddress] = try transaction.all(
            "SELECT made_at, version FROM calendar_address WHERE person_id = \(person)"
        )
        let choices = try transaction.rows(
            "SELECT stopped_at FROM message_choice WHERE person_id = \(person)"
        )
        return addresses.map {
            PersonalRecord(["kind": .text("secret address of a calendar"), "since": .instant($0.madeAt)])
        }
            + (try choices.map {
                PersonalRecord([
                    "kind": .text("messages from hubs"),
                    "stoppedAt": .optional(try $0.get(0, as: Date?.self)),
                ])
            })
    }

    package func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        try transaction.execute("DELETE FROM calendar_address WHERE person_id = \(person)")
            + transaction.execute("DELETE FROM message_choice WHERE person_id = \(person)")
    }
}
