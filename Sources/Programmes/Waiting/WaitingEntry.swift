package import Access
package import Accounts
package import Database
import Evidence
package import Foundation
package import Services

/// A school's turn on the waiting list of a run: one entry may ask for several places.
package struct WaitingEntry: Sendable, Equatable {
    package let id: ID<WaitingEntry>
    package let run: ID<Run>
    package let organisation: Organisation
    package let person: Person
    /// Of who joined; `nil` once their account is erased.
    package let email: EmailAddress?
    /// The order: lower is earlier.
    package let ticket: Int
    package let places: Int
    /// Whether fewer places than asked for are welcome.
    package let takesFewer: Bool
    package let state: WaitingState
    /// How many places are kept for it.
    package let offered: Int?
    package let offeredUntil: Date?
    package let joinedAt: Date
    /// Whom at the school to write to, where the organiser joined for it.
    package let contact: EmailAddress?

    /// How many places are kept for it, and until when; `nil` where none are, or the time is over.
    package func kept(at now: Date) -> (places: Int, until: Date)? {
        guard state == .offered, let offered, let offeredUntil, now < offeredUntil else { return nil }
        return (offered, offeredUntil)
    }

    /// How many places were kept for it until when, where that time is over and they have not been passed on yet: a job does
    /// it within minutes.
    package func lapsed(at now: Date) -> (places: Int, at: Date)? {
        guard state == .offered, let offered, let offeredUntil, offeredUntil <= now else { return nil }
        return (offered, offeredUntil)
    }

    /// - Throws: `Faults` (field `places`) unless so many can be waited for.
    static func require(places: Int) throws(Faults) {
        guard (1...BookingDraft.mostColleagues).contains(places) else {
            throw Faults([
                Fault("places", "Enter a number of places between 1 and \(BookingDraft.mostColleagues)")
            ])
        }
    }

    /// The longest that whoever runs the offer writes to those whom they take off the list.
    static let mostOfReason = 500

    /// The address of whom to write to, as typed; `nil` where nothing was.
    ///
    /// - Throws: `Faults` (field `contactEmail`) for what is no address.
    static func contact(_ typed: String) throws(Faults) -> EmailAddress? {
        if typed.trimmed.isEmpty { return nil }
        guard let address = EmailAddress(typed) else {
            throw Faults([
                Fault(
                    "contactEmail",
                    "Enter the school’s email address in full, such as office@school.example"
                )
            ])
        }
        return address
    }
}

package enum WaitingState: String, Sendable, SQLStorable {
    case waiting
    /// Places are kept until a time.
    case offered
    case booked
    case left
    /// The time was over before they were booked, or there is nothing left to wait for.
    case expired
}

extension WaitingEntry: RowReadable {
    static let selection: SQL = """
        SELECT waiting_entry.id, waiting_entry.run_id, waiting_entry.organisation_id, organisation.kind,
            organisation.name AS organisation_name, waiting_entry.person_id, person.name AS person_name,
            person.email AS person_email, waiting_entry.ticket, waiting_entry.places, waiting_entry.takes_fewer,
            waiting_entry.state, waiting_entry.offered, waiting_entry.offered_until, waiting_entry.joined_at,
            waiting_entry.contact_email
        FROM waiting_entry
        JOIN organisation ON organisation.id = waiting_entry.organisation_id
        JOIN person ON person.id = waiting_entry.person_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        run = try row.get("run_id")
        organisation = Organisation(
            id: try row.get("organisation_id"),
            kind: try row.get("kind"),
            name: try row.get("organisation_name")
        )
        person = Person(id: try row.get("person_id"), name: try row.get("person_name"))
        email = try row.get("person_email")
        ticket = try row.get("ticket")
        places = try row.get("places")
        takesFewer = try row.get("takes_fewer")
        state = try row.get("state")
        offered = try row.get("offered")
        offeredUntil = try row.get("offered_until")
        joinedAt = try row.get("joined_at")
        contact = try row.get("contact_email")
    }
}

extension Transaction {
    func waitingEntry(_ id: ID<WaitingEntry>) throws -> WaitingEntry? {
        try first("\(WaitingEntry.selection) WHERE waiting_entry.id = \(id)")
    }

    /// Who waits for a run or has places kept, in order.
    func waitingList(of run: ID<Run>) throws -> [WaitingEntry] {
        try all(
            """
            \(WaitingEntry.selection)
            WHERE waiting_entry.run_id = \(run) AND waiting_entry.state IN ('waiting', 'offered')
            ORDER BY waiting_entry.ticket
            """
        )
    }
}
