import Access
import Database
import Foundation
import Mail
import Services

/// What Accounts and the audit hold about a person.
struct AccountsPersonalData: PersonalData {
    let section = "account"
    let columns: Set<String> = [
        "access_link.person_id", "access_link.email", "address_link.email", "address_link.name",
        "audit_entry.person_id", "invitation.email", "invitation.name", "invitation.invited_by",
        "known_device.person_id", "mail.to_name", "mail.to_address", "membership.person_id",
        "password.person_id", "person.name", "person.email", "recovery_code.person_id",
        "second_step.person_id", "session.person_id", "written_address.person_id", "written_address.email",
    ]

    func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        guard let record = try transaction.personRecord(person) else { return [] }
        var records = [
            PersonalRecord([
                "kind": .text("person"), "id": .text("\(person)"), "name": .text(record.person.name),
                "email": .optional(record.email?.text),
                "teacherReference": .optional(record.teacherReference),
                "networkAdministrator": .flag(record.isNetworkAdministrator),
                "createdAt": .instant(record.createdAt),
                "lastSignedInAt": .optional(record.lastSignedInAt),
                "hasPassword": .flag(
                    try transaction.exists("SELECT 1 FROM password WHERE person_id = \(person)")
                ),
                "hasTwoStep": .flag(try transaction.hasSecondStep(person)),
            ])
        ]
        records += try transaction.memberships(of: person).map { membership in
            PersonalRecord([
                "kind": .text("membership"), "organisation": .text(membership.organisation.name),
                "role": .text(membership.role.rawValue),
            ])
        }
        records += try sessions(of: person, in: transaction)
        records += try otherAddresses(of: person, in: transaction).map { address in
            PersonalRecord(["kind": .text("address written to"), "email": .text(address)])
        }
        if let email = record.email {
            records += try invitations(to: email, in: transaction)
            // Without their text: it holds links that open things.
            records += try transaction.mail(to: email.text).map { mail in
                PersonalRecord([
                    "kind": .text("mail"), "subject": .text(mail.subject),
                    "writtenAt": .instant(mail.createdAt), "sentAt": .optional(mail.sentAt),
                ])
            }
        }
        return records + (try trail(of: person, in: transaction))
    }

    private func sessions(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        let rows = try transaction.rows(
            "SELECT device, started_at, last_used_at FROM session WHERE person_id = \(person) ORDER BY started_at, id"
        )
        return try rows.map { row in
            PersonalRecord([
                "kind": .text("session"), "device": .text(try row.get(0)),
                "startedAt": .instant(try row.get(1)),
                "lastUsedAt": .instant(try row.get(2)),
            ])
        }
    }

    /// Addresses that they meant to change to or had before and that letters went to, unless they have become somebody
    /// else's.
    private func otherAddresses(of person: ID<Person>, in transaction: any Transaction) throws -> [String] {
        try transaction.column(
            """
            SELECT email FROM written_address WHERE person_id = \(person)
                AND NOT EXISTS (SELECT 1 FROM person WHERE person.email = written_address.email)
            ORDER BY email
            """
        )
    }

    private func invitations(to email: EmailAddress, in transaction: any Transaction) throws
        -> [PersonalRecord]
    {
        let rows = try transaction.rows(
            """
            SELECT organisation.name, invitation.name, invitation.role, invitation.created_at, invitation.accepted_at
            FROM invitation JOIN organisation ON organisation.id = invitation.organisation_id
            WHERE invitation.email = \(email) ORDER BY invitation.created_at, invitation.id
            """
        )
        return try rows.map { row in
            PersonalRecord([
                "kind": .text("invitation"), "organisation": .text(try row.get(0)),
                "name": .text(try row.get(1)),
                "role": .text(try row.get(2)), "createdAt": .instant(try row.get(3)),
                "acceptedAt": .optional(try row.get(4, as: Date?.self)),
            ])
        }
    }

    /// What the person did, and what was done with their account.
    private func trail(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        let rows = try transaction.rows(
            """
            SELECT happened_at, verb FROM audit_entry
            WHERE person_id = \(person) OR (object_kind = 'person' AND object_id = \(person))
            ORDER BY happened_at, act, line
            """
        )
        return try rows.map { row in
            PersonalRecord([
                "kind": .text("audit"), "at": .instant(try row.get(0)), "verb": .text(try row.get(1)),
            ])
        }
    }

    /// The person's row stays, with its identifier and no data, for what others must keep (a register of
    /// attendance, an invoice).
    func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        guard let record = try transaction.personRecord(person) else { return 0 }
        var rows = 0
        if let email = record.email {
            rows += try transaction.execute("DELETE FROM invitation WHERE email = \(email)")
            rows += try transaction.execute("DELETE FROM address_link WHERE email = \(email)")
            rows += try transaction.deleteMail(to: email.text)
            try transaction.clearAttempts(.account, email.text)
        }
        for address in try otherAddresses(of: person, in: transaction) {
            rows += try transaction.deleteMail(to: address)
        }
        rows += try transaction.execute(
            "UPDATE invitation SET invited_by = NULL WHERE invited_by = \(person)"
        )
        rows += try transaction.execute("DELETE FROM membership WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM password WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM second_step WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM recovery_code WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM access_link WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM written_address WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM session WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM known_device WHERE person_id = \(person)")
        rows += try transaction.execute(
            """
            UPDATE person SET name = 'Removed person', email = NULL, teacher_reference = NULL,
                is_network_administrator = 0, last_signed_in_at = NULL, erased_at = \(now), version = version + 1
            WHERE id = \(person)
            """
        )
        return rows
    }

    /// What a person was invited with follows them, and letters to the address before are remembered.
    func readdress(
        _ person: ID<Person>,
        from old: EmailAddress,
        to new: EmailAddress,
        in transaction: any Transaction
    ) throws -> Int {
        try transaction.rememberWriting(to: old, of: person)
        // Links that went to the old mailbox end with it.
        var rows = try transaction.execute("DELETE FROM access_link WHERE person_id = \(person)")
        rows += try transaction.execute(
            "UPDATE invitation SET email = \(new) WHERE email = \(old) AND accepted_at IS NOT NULL"
        )
        return rows
    }
}
