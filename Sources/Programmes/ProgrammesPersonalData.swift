package import Access
package import Accounts
package import Database
package import Foundation
package import Services

/// What this module holds about a person for themself: the address of their calendar.
package struct ProgrammesPersonalData: PersonalData {
    package let section = "programmes"

    package init() {}

    package func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        let addresses: [CalendarAddress] = try transaction.all(
            "SELECT made_at, version FROM calendar_address WHERE person_id = \(person)"
        )
        return addresses.map {
            PersonalRecord(["kind": .text("secret address of a calendar"), "since": .instant($0.madeAt)])
        }
    }

    package func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        try transaction.execute("DELETE FROM calendar_address WHERE person_id = \(person)")
    }
}
