package import Access
package import Accounts
package import Database
package import Foundation
package import Services

/// What this module holds about a person: places with needs and sessions attended, bookings that they made and schools
/// that they book for, turns on waiting lists (theirs, and those of which they are the school's contact), certificates,
/// what they went to before the hub used this site, the address of their calendar, whether they get messages, sessions
/// that they lead, and offers of which they are whom to ask.
///
/// Bookings, registers and answers to questions belong to the school and the hub; after an erasure they stay, without
/// the person. An invoice keeps the names that it was made out with.
package struct ProgrammesPersonalData: PersonalData {
    package let section = "programmes"
    package let columns: Set<String> = [
        "attendance.marked_by", "booking.booked_by", "booking_approval.answered_by",
        "booking_school.person_id", "calendar_address.person_id", "certificate.person_id",
        "certificate.name", "history_import.imported_by", "message_choice.person_id", "offer.contact_name",
        "offer.contact_email", "offer_hub.agreed_by", "participant_message.sent_by", "past_attendance.name",
        "past_attendance.email", "place.person_id", "place.name", "place.email",
        "session_facilitator.person_id", "session_facilitator.name",
        "study_completion.marked_by", "waiting_entry.contact_email", "waiting_entry.person_id",
    ]
    /// Stands where a name must.
    static let erasedName = "Erased at their request"

    package init() {}

    package func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        try transaction.placeRecords(of: person) + transaction.bookingRecords(of: person)
            + transaction.waitingRecords(of: person) + transaction.certificateRecords(of: person)
            + transaction.pastRecords(of: person) + transaction.contactRecords(of: person)
            + transaction.ledRecords(of: person) + transaction.askedRecords(of: person)
    }

    package func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        var rows = try transaction.erasePast(of: person)
        rows += try transaction.execute(
            "DELETE FROM place_need WHERE place_id IN (SELECT id FROM place WHERE person_id = \(person))"
        )
        rows += try transaction.execute(
            "UPDATE place SET name = \(Self.erasedName), email = NULL WHERE person_id = \(person)"
        )
        // Places that are kept already go on when their time is over; none are kept for somebody who is not there.
        rows += try transaction.execute(
            "UPDATE waiting_entry SET state = 'left' WHERE person_id = \(person) AND state = 'waiting'"
        )
        rows += try transaction.execute(
            """
            UPDATE waiting_entry SET contact_email = NULL
            WHERE contact_email = (SELECT email FROM person WHERE id = \(person))
            """
        )
        rows += try transaction.execute(
            """
            UPDATE certificate SET name = \(Self.erasedName), withdrawn_at = coalesce(withdrawn_at, \(now))
            WHERE person_id = \(person)
            """
        )
        rows += try transaction.eraseContact(person)
        rows += try transaction.execute("DELETE FROM session_facilitator WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM calendar_address WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM message_choice WHERE person_id = \(person)")
        return rows
    }

    package func readdress(
        _ person: ID<Person>,
        from old: EmailAddress,
        to new: EmailAddress,
        in transaction: any Transaction
    ) throws -> Int {
        var rows = try transaction.execute(
            "UPDATE place SET email = \(new) WHERE person_id = \(person) AND email = \(old)"
        )
        rows += try transaction.execute(
            "UPDATE offer SET contact_email = \(new), version = version + 1 WHERE contact_email = \(old)"
        )
        rows += try transaction.execute(
            "UPDATE waiting_entry SET contact_email = \(new) WHERE contact_email = \(old)"
        )
        // Who is in the same list under both addresses was there once.
        rows += try transaction.execute(
            """
            DELETE FROM past_attendance WHERE email = \(old) AND EXISTS (
                SELECT 1 FROM past_attendance AS other
                WHERE other.hub_id = past_attendance.hub_id AND other.title = past_attendance.title
                    AND other.held_on = past_attendance.held_on AND other.email = \(new))
            """
        )
        rows += try transaction.execute("UPDATE past_attendance SET email = \(new) WHERE email = \(old)")
        return rows
    }
}

extension Transaction {
    fileprivate func placeRecords(of person: ID<Person>) throws -> [PersonalRecord] {
        try rows(
            """
            SELECT offer.title, run.starts_on, organisation.name AS school, place.name, place.email, place.state,
                place_need.dietary, place_need.access,
                (SELECT count(*) FROM attendance WHERE attendance.place_id = place.id AND attendance.state = 'present')
                    AS attended, study_completion.completed_on
            FROM place JOIN run ON run.id = place.run_id JOIN offer ON offer.id = run.offer_id
            JOIN booking ON booking.id = place.booking_id
            JOIN organisation ON organisation.id = booking.organisation_id
            LEFT JOIN place_need ON place_need.place_id = place.id
            LEFT JOIN study_completion ON study_completion.place_id = place.id
            WHERE place.person_id = \(person) ORDER BY run.starts_on, place.id
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("place"), "event": .text(try row.get("title")),
                "startsOn": .text(try row.get("starts_on")), "school": .text(try row.get("school")),
                "name": .text(try row.get("name")),
                "email": .optional(try row.get("email", as: String?.self)),
                "state": .text(try row.get("state")), "sessionsAttended": .number(try row.get("attended")),
                "completedOn": .optional(try row.get("completed_on", as: String?.self)),
                "dietaryNeeds": .optional(try row.get("dietary", as: String?.self)),
                "accessNeeds": .optional(try row.get("access", as: String?.self)),
            ])
        }
    }

    fileprivate func bookingRecords(of person: ID<Person>) throws -> [PersonalRecord] {
        let bookings = try rows(
            """
            SELECT offer.title, organisation.name AS school, booking.reference, booking.booked_at
            FROM booking JOIN run ON run.id = booking.run_id JOIN offer ON offer.id = run.offer_id
            JOIN organisation ON organisation.id = booking.organisation_id
            WHERE booking.booked_by = \(person) ORDER BY booking.booked_at, booking.id
            """
        )
        let schools = try rows(
            """
            SELECT organisation.name AS school, booking_school.claimed_at FROM booking_school
            JOIN organisation ON organisation.id = booking_school.organisation_id
            WHERE booking_school.person_id = \(person) ORDER BY booking_school.claimed_at, organisation.id
            """
        )
        let made = try bookings.map { row in
            PersonalRecord([
                "kind": .text("booking"), "event": .text(try row.get("title")),
                "school": .text(try row.get("school")), "reference": .text(try row.get("reference")),
                "bookedAt": .instant(try row.get("booked_at")),
            ])
        }
        let claimed = try schools.map { row in
            PersonalRecord([
                "kind": .text("books for a school"), "school": .text(try row.get("school")),
                "since": .instant(try row.get("claimed_at")),
            ])
        }
        return made + claimed
    }

    fileprivate func waitingRecords(of person: ID<Person>) throws -> [PersonalRecord] {
        try rows(
            """
            SELECT offer.title, run.starts_on, waiting_entry.places, waiting_entry.state, waiting_entry.joined_at
            FROM waiting_entry JOIN run ON run.id = waiting_entry.run_id JOIN offer ON offer.id = run.offer_id
            WHERE waiting_entry.person_id = \(person)
                OR waiting_entry.contact_email = (SELECT email FROM person WHERE id = \(person))
            ORDER BY waiting_entry.joined_at, waiting_entry.id
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("waiting list"), "event": .text(try row.get("title")),
                "startsOn": .text(try row.get("starts_on")), "places": .number(try row.get("places")),
                "state": .text(try row.get("state")), "joinedAt": .instant(try row.get("joined_at")),
            ])
        }
    }

    fileprivate func certificateRecords(of person: ID<Person>) throws -> [PersonalRecord] {
        try rows(
            """
            SELECT title, given_by, name, minutes, issued_at, withdrawn_at FROM certificate
            WHERE person_id = \(person) ORDER BY issued_at, id
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("certificate"), "event": .text(try row.get("title")),
                "givenBy": .text(try row.get("given_by")), "name": .text(try row.get("name")),
                "minutes": .number(try row.get("minutes")), "issuedAt": .instant(try row.get("issued_at")),
                "withdrawnAt": .optional(try row.get("withdrawn_at", as: Date?.self)),
            ])
        }
    }

    /// What a hub brought along is known by the address only.
    fileprivate func pastRecords(of person: ID<Person>) throws -> [PersonalRecord] {
        try rows(
            """
            SELECT title, held_on, name, email, school_text FROM past_attendance
            WHERE email = (SELECT email FROM person WHERE id = \(person)) ORDER BY held_on, id
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("past attendance"), "event": .text(try row.get("title")),
                "heldOn": .text(try row.get("held_on")), "name": .text(try row.get("name")),
                "email": .text(try row.get("email")), "school": .text(try row.get("school_text")),
            ])
        }
    }

    fileprivate func contactRecords(of person: ID<Person>) throws -> [PersonalRecord] {
        let addresses: [CalendarAddress] = try all(
            "SELECT made_at, version FROM calendar_address WHERE person_id = \(person)"
        )
        let choices = try rows("SELECT stopped_at FROM message_choice WHERE person_id = \(person)")
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

    fileprivate func ledRecords(of person: ID<Person>) throws -> [PersonalRecord] {
        try rows(
            """
            SELECT offer.title, run_session.held_on, f.name FROM session_facilitator f
            JOIN run_session ON run_session.id = f.session_id JOIN run ON run.id = run_session.run_id
            JOIN offer ON offer.id = run.offer_id
            WHERE f.person_id = \(person) ORDER BY run_session.held_on, run_session.id
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("leads a session"), "event": .text(try row.get("title")),
                "heldOn": .text(try row.get("held_on")), "name": .text(try row.get("name")),
            ])
        }
    }

    fileprivate func askedRecords(of person: ID<Person>) throws -> [PersonalRecord] {
        let isContact = try isContact(person)
        return try rows(
            "SELECT title, contact_name, contact_email FROM offer WHERE \(isContact) ORDER BY created_at, id"
        ).map { row in
            PersonalRecord([
                "kind": .text("whom to ask about an offer"), "event": .text(try row.get("title")),
                "name": .text(try row.get("contact_name")), "email": .text(try row.get("contact_email")),
            ])
        }
    }

    /// A condition on `offer`: that its contact has the person's address, or their name at a hub that they belong to.
    private func isContact(_ person: ID<Person>) throws -> SQL {
        let name: String? = try value("SELECT name FROM person WHERE id = \(person)")
        let email: String? = try value("SELECT email FROM person WHERE id = \(person)")
        return """
            (contact_email = \(email) OR contact_name = \(name) AND id IN (SELECT h.offer_id FROM offer_hub AS h
                JOIN membership AS m ON m.organisation_id = h.hub_id WHERE m.person_id = \(person)))
            """
    }

    /// An offer must say whom to ask: its lead hub stands in.
    fileprivate func eraseContact(_ person: ID<Person>) throws -> Int {
        let isContact = try isContact(person)
        let lead: SQL =
            "FROM offer_hub AS h JOIN hub ON hub.id = h.hub_id JOIN organisation AS o ON o.id = h.hub_id"
        let ofOffer: SQL = "WHERE h.offer_id = offer.id AND h.is_lead = 1"
        return try execute(
            """
            UPDATE offer SET contact_name = coalesce((SELECT o.name \(lead) \(ofOffer)), \(ProgrammesPersonalData.erasedName)),
                contact_email = CASE WHEN contact_email = (SELECT email FROM person WHERE id = \(person))
                    THEN coalesce((SELECT hub.email \(lead) \(ofOffer)), '') ELSE contact_email END,
                version = version + 1
            WHERE \(isContact)
            """
        )
    }

    /// Past attendance counts for the school without the person; the row's own number keeps it apart from others.
    fileprivate func erasePast(of person: ID<Person>) throws -> Int {
        try execute(
            """
            UPDATE past_attendance SET name = \(ProgrammesPersonalData.erasedName), email = 'erased-' || id
            WHERE email = (SELECT email FROM person WHERE id = \(person))
            """
        )
    }
}
