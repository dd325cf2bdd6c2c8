package import Access
package import Accounts
package import Database
package import Foundation
import Programmes
package import Services

/// What this module holds about a person. What coach and coached wrote is not in the file: each of the two
/// reads it on the site, and others only by the two-person access, so that answering a request does not go
/// round it.
package struct PathwaysPersonalData: PersonalData {
    package let section = "pathways"
    package let columns: Set<String> = [
        "bursary_application.person_id", "bursary_application.decided_by", "bursary_panel.person_id",
        "bursary_score.person_id", "coaching_opening.asked_by", "coaching_opening.decided_by",
        "coaching_relationship.coach_id", "coaching_relationship.coached_id", "coaching_session.logged_by",
        "contact_entry.with_name", "contact_entry.next_by", "contact_entry.entered_by",
        "deployment_day.person_id", "mentorship_period.mentor_id", "milestone_record.declared_by",
        "milestone_record.confirmed_by", "newsletter.sent_by", "participant.person_id",
        "participant_change.recorded_by", "placement.mentor_id", "placement_appetite.stated_by",
        "placement_candidate.person_id", "role_contact.name", "role_contact.email", "support_case.asked_by",
        "support_review.rated_by", "support_review.written_by",
    ]

    package init() {}

    package func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        try coaching(of: person, transaction) + contacts(of: person, transaction)
            + programmes(of: person, transaction) + placements(of: person, transaction)
            + bursaries(of: person, transaction)
    }

    private func coaching(of person: ID<Person>, _ transaction: any Transaction) throws -> [PersonalRecord] {
        let lines: [CoachingLine] = try transaction.all(
            "\(CoachingLine.source) WHERE r.coach_id = \(person) OR r.coached_id = \(person) ORDER BY r.starts_on, r.id"
        )
        return lines.map { line in
            PersonalRecord([
                "kind": .text("coaching"), "purpose": .text(line.relationship.purpose.name),
                "as": .text(line.relationship.coach.id == person ? "coach" : "coached"),
                "arrangedBy": .text(line.relationship.arranger.name),
                "state": .text(line.relationship.state.rawValue),
                "startsOn": .text(line.relationship.startsOn.description),
                "endsOn": .optional(line.relationship.endsOn?.description),
                "sessions": .number(line.sessions), "minutes": .number(line.minutes),
                "content": .text("sealed; the two read it on the site"),
            ])
        }
    }

    private func contacts(of person: ID<Person>, _ transaction: any Transaction) throws -> [PersonalRecord] {
        let contacts: [RoleContact] = try transaction.all(
            """
            \(RoleContact.source) WHERE c.email = (SELECT email FROM person WHERE id = \(person))
            ORDER BY c.organisation_id, c.role
            """
        )
        let entries: [ContactEntry] = try transaction.all(
            "\(ContactEntry.source) WHERE e.entered_by = \(person) ORDER BY e.spoke_on, e.id"
        )
        let address = try transaction.email(of: person)
        let hasStopped = try address.map { try transaction.hasStoppedNewsletters($0) } ?? false
        let stop = hasStopped ? [PersonalRecord(["kind": .text("wants no newsletters")])] : []
        return stop
            + contacts.map { contact in
                PersonalRecord([
                    "kind": .text("contact"), "school": .text(contact.organisation.name),
                    "role": .text(contact.role.name), "name": .text(contact.name),
                    "telephone": .text(contact.telephone), "newsletters": .flag(contact.wantsNews),
                ])
            }
            + entries.map { entry in
                PersonalRecord([
                    "kind": .text("conversation noted"), "school": .text(entry.school.name),
                    "on": .text(entry.spokeOn.description), "topic": .text(entry.topic),
                ])
            }
    }

    package func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        let day = LocalDate(now, in: .london)
        return try eraseCoaching(of: person, at: now, transaction) + eraseContacts(of: person, transaction)
            + eraseProgrammes(of: person, on: day, transaction) + eraseMoney(of: person, on: day, transaction)
    }

    /// A school's contact who is a person here, and whether they want newsletters, go by their address.
    package func readdress(
        _ person: ID<Person>,
        from old: EmailAddress,
        to new: EmailAddress,
        in transaction: any Transaction
    ) throws -> Int {
        var rows = try transaction.execute(
            """
            DELETE FROM role_contact WHERE email = \(old) AND EXISTS (
                SELECT 1 FROM role_contact AS other
                WHERE other.organisation_id = role_contact.organisation_id AND other.role = role_contact.role
                    AND other.email = \(new))
            """
        )
        rows += try transaction.execute(
            "UPDATE role_contact SET email = \(new), version = version + 1 WHERE email = \(old)"
        )
        let stoppedAt: Date? = try transaction.value(
            "SELECT stopped_at FROM newsletter_stop WHERE email_digest = \(old.digest)"
        )
        if let stoppedAt {
            rows += try transaction.execute(
                """
                INSERT INTO newsletter_stop (email_digest, stopped_at) VALUES (\(new.digest), \(stoppedAt))
                ON CONFLICT (email_digest) DO NOTHING
                """
            )
        }
        return rows
    }

    /// What the two wrote is about both; it goes when either is erased. That it happened stays, without a
    /// name.
    private func eraseCoaching(of person: ID<Person>, at now: Date, _ transaction: any Transaction) throws
        -> Int
    {
        let found: [CoachingRelationship] = try transaction.all(
            "\(CoachingRelationship.source) WHERE r.coach_id = \(person) OR r.coached_id = \(person)"
        )
        let today = LocalDate(now, in: .london)
        for relationship in found {
            try transaction.destroyContent(of: relationship.id)
            if relationship.state != .ended {
                let reason: CoachingEnd = relationship.coach.id == person ? .coachLeft : .left
                try transaction.endRelationship(relationship, on: today, reason)
            }
        }
        return found.count
    }

    private func eraseContacts(of person: ID<Person>, _ transaction: any Transaction) throws -> Int {
        let name: String? = try transaction.value("SELECT name FROM person WHERE id = \(person)")
        let schools: [ID<Organisation>] = try transaction.column(
            "SELECT organisation_id FROM role_contact WHERE email = (SELECT email FROM person WHERE id = \(person))"
        )
        var rows = try transaction.execute(
            "DELETE FROM role_contact WHERE email = (SELECT email FROM person WHERE id = \(person))"
        )
        // Conversations are noted with a name as typed: where it is this one's, at their school, it goes.
        rows += try transaction.execute(
            """
            UPDATE contact_entry SET with_name = 'Removed person'
            WHERE with_name = \(name) AND school_id IN (\(SQL.list(schools)))
            """
        )
        rows += try transaction.execute("UPDATE contact_entry SET next_by = NULL WHERE next_by = \(person)")
        return rows
    }
}
