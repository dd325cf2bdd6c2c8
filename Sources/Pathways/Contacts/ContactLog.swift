package import Access
package import Database
import Evidence
package import Foundation
import Programmes
package import Services

package enum ContactChannel: String, CaseIterable, Sendable, SQLStorable {
    case visit, call, mail, meeting

    package var name: String {
        switch self {
        case .visit: "Visit"
        case .call: "Telephone call"
        case .mail: "Email"
        case .meeting: "Meeting"
        }
    }
}

/// Who of a hub spoke to whom at a school about what, and what comes next.
package struct ContactEntry: Sendable, Equatable, RowReadable {
    package let id: ID<ContactEntry>
    package let hub: ID<Organisation>
    package let school: Organisation
    package let spokeOn: LocalDate
    package let withName: String
    package let channel: ContactChannel
    package let topic: String
    package let note: String
    package let nextAction: String
    package let nextOn: LocalDate?
    package let nextDoneAt: Date?
    package let enteredBy: Person
    package let version: Int

    static let source: SQL = """
        SELECT e.*, s.kind AS school_kind, s.name AS school_name, p.id AS entered_id, p.name AS entered_name
        FROM contact_entry e JOIN organisation s ON s.id = e.school_id JOIN person p ON p.id = e.entered_by
        """

    package init(row: Row) throws {
        id = try row.get("id")
        hub = try row.get("hub_id")
        school = try row.organisation("school")
        spokeOn = try row.get("spoke_on")
        withName = try row.get("with_name")
        channel = try row.get("channel")
        topic = try row.get("topic")
        note = try row.get("note")
        nextAction = try row.get("next_action")
        nextOn = try row.get("next_on")
        nextDoneAt = try row.get("next_done_at")
        enteredBy = try row.person("entered")
        version = try row.get("version")
    }

    package var isOpen: Bool { !nextAction.isEmpty && nextDoneAt == nil }
    package func isLate(on day: LocalDate) -> Bool { isOpen && (nextOn.map { $0 < day } ?? false) }
}

package struct ContactDraft: Sendable, Equatable {
    package var school = ""
    package var spokeOn = ""
    package var withName = ""
    package var channel = ""
    package var topic = ""
    package var note = ""
    package var nextAction = ""
    package var nextOn = ""

    package init() {}
}

extension Pathways {
    /// Writes down a conversation with a school.
    @discardableResult
    package func logContact(
        _ draft: ContactDraft,
        for hub: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<ContactEntry> {
        let person = try actor.signedInPerson()
        try actor.require(.keepContactLog, on: .of(hub))
        var reader = FieldReader()
        let day = reader.date(draft.spokeOn, "spokeOn", named: "the day")
        if let day, day > services.today() { reader.report("spokeOn", "Enter a day that has been") }
        let with = reader.required(draft.withName, "withName", named: "whom you spoke to", most: 200)
        let channel: ContactChannel? = reader.choice(draft.channel, "channel", named: "how you spoke")
        let topic = reader.required(draft.topic, "topic", named: "what it was about", most: 200)
        let note = reader.optional(draft.note, "note", named: "the note", most: 4000)
        let next = reader.optional(draft.nextAction, "nextAction", named: "the next action", most: 500)
        let nextOn = reader.date(
            draft.nextOn,
            "nextOn",
            named: "the day of the next action",
            isRequired: false
        )
        if nextOn != nil, next.isEmpty { reader.report("nextAction", "Enter what is to be done on that day") }
        let faults = reader.faults
        let act = services.act(by: actor)
        let id: ID<ContactEntry> = services.newID()
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "contact.log") {
                var all = faults
                var school: Organisation?
                do { school = try transaction.school(called: draft.school) } catch let wrong as Faults {
                    all = wrong.list + all
                }
                guard all.isEmpty, let school, let day, let channel else { throw Faults(all) }
                try transaction.execute(
                    """
                    INSERT INTO contact_entry
                        (id, hub_id, school_id, spoke_on, with_name, channel, topic, note, next_action, next_on,
                         next_by, entered_by, entered_at, version)
                    VALUES (\(id), \(hub), \(school.id), \(day), \(with), \(channel), \(topic), \(note), \(next),
                        \(nextOn), \(next.isEmpty ? nil : person.id), \(person.id), \(act.at), 1)
                    """
                )
                try transaction.audit(act, "contact.log", of: id, in: hub, ["school": .id(school.id)])
                return id.description
            }
        }
        return ID<ContactEntry>(text) ?? id
    }

    /// The log of a hub, newest first: of one school, or of all.
    package func contactLog(of hub: ID<Organisation>, school: ID<Organisation>? = nil, by actor: Actor)
        async throws
        -> [ContactEntry]
    {
        try actor.signedInPerson()
        try actor.require(.keepContactLog, on: .of(hub))
        let filter: SQL = school.map { "AND e.school_id = \($0)" } ?? ""
        return try await database.read { transaction in
            try transaction.all(
                """
                \(ContactEntry.source) WHERE e.hub_id = \(hub) \(filter)
                ORDER BY e.spoke_on DESC, e.entered_at DESC, e.id LIMIT 200
                """
            )
        }
    }

    /// The next actions that a hub has open, the earliest first.
    package func openActions(of hub: ID<Organisation>, by actor: Actor) async throws -> [ContactEntry] {
        try actor.signedInPerson()
        try actor.require(.keepContactLog, on: .of(hub))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(ContactEntry.source) WHERE e.hub_id = \(hub) AND e.next_action <> '' AND e.next_done_at IS NULL
                ORDER BY CASE WHEN e.next_on IS NULL THEN 1 ELSE 0 END, e.next_on, e.spoke_on, e.id LIMIT 200
                """
            )
        }
    }

    /// The actions that one person promised and has not done.
    package func ownActions(by actor: Actor) async throws -> [ContactEntry] {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            try transaction.all(
                """
                \(ContactEntry.source) WHERE e.next_by = \(person.id) AND e.next_action <> ''
                    AND e.next_done_at IS NULL
                ORDER BY CASE WHEN e.next_on IS NULL THEN 1 ELSE 0 END, e.next_on, e.id LIMIT 50
                """
            )
        }
    }

    /// Ticks off the next action of an entry. Ticking twice changes nothing.
    package func finishAction(_ id: ID<ContactEntry>, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found: ContactEntry? = try transaction.first("\(ContactEntry.source) WHERE e.id = \(id)")
            let entry = try found.orNotFound()
            try actor.require(.keepContactLog, on: .of(entry.hub))
            guard entry.isOpen else { return }
            try transaction.execute(
                "UPDATE contact_entry SET next_done_at = \(act.at), version = version + 1 WHERE id = \(id)"
            )
            try transaction.audit(act, "contact.finish-action", of: id, in: entry.hub)
        }
    }
}
