package import Access
package import Accounts
package import Database
import Directory
import Evidence
import Programmes
package import Services

/// What somebody does at a school, for hubs that look for the right person.
package enum ContactRole: String, CaseIterable, Sendable, SQLStorable {
    case headteacher
    case developmentLead = "development-lead"
    case inductionTutor = "induction-tutor"
    case trainingLead = "training-lead"
    case evidenceLead = "evidence-lead"
    case englishLead = "english-lead"
    case mathsLead = "maths-lead"
    case inclusionLead = "inclusion-lead"
    case office

    package var name: String {
        switch self {
        case .headteacher: "Headteacher"
        case .developmentLead: "Professional development lead"
        case .inductionTutor: "Induction tutor (early career teachers)"
        case .trainingLead: "Initial teacher training lead"
        case .evidenceLead: "Evidence or research lead"
        case .englishLead: "English lead"
        case .mathsLead: "Mathematics lead"
        case .inclusionLead: "SENCO or inclusion lead"
        case .office: "Office"
        }
    }
}

/// Whom to speak to at a school about what.
package struct RoleContact: Sendable, Equatable, RowReadable {
    package let id: ID<RoleContact>
    package let organisation: Organisation
    package let role: ContactRole
    package let name: String
    package let email: EmailAddress
    package let telephone: String
    /// The school itself, or the hub that wrote it down.
    package let addedFor: Organisation
    package let wantsNews: Bool
    let stopToken: String
    package let changedOn: LocalDate
    package let version: Int

    static let source: SQL = """
        SELECT c.*, o.kind AS organisation_kind, o.name AS organisation_name, f.kind AS added_for_kind,
            f.name AS added_for_name
        FROM role_contact c JOIN organisation o ON o.id = c.organisation_id
        JOIN organisation f ON f.id = c.added_for_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        organisation = try row.organisation("organisation")
        role = try row.get("role")
        name = try row.get("name")
        email = try row.get("email")
        telephone = try row.get("telephone")
        addedFor = try row.organisation("added_for")
        wantsNews = try row.get("wants_news")
        stopToken = try row.get("stop_token")
        changedOn = try row.get("changed_on")
        version = try row.get("version")
    }
}

package struct RoleContactDraft: Sendable, Equatable {
    package var role = ""
    package var name = ""
    package var email = ""
    package var telephone = ""
    package var wantsNews = true

    package init() {}
}

extension Pathways {
    /// Writes down a contact of a school. The same role and address again changes what is there, for the school
    /// and for the hub that wrote it down.
    ///
    /// - Parameter behalf: The hub that writes it down; the school itself where `nil`.
    package func saveRoleContact(
        _ draft: RoleContactDraft,
        of school: ID<Organisation>,
        for behalf: ID<Organisation>? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        if let behalf {
            try actor.require(.keepContactLog, on: .of(behalf))
        } else {
            try actor.require(.keepRoleContacts, on: .of(school))
        }
        var reader = FieldReader()
        let role: ContactRole? = reader.choice(draft.role, "role", named: "what they do")
        let entry = reader.person(name: draft.name, email: draft.email, "contact", named: "the contact")
        let telephone = reader.optional(draft.telephone, "telephone", named: "the telephone number", most: 40)
        try reader.finish()
        guard let role, let entry else { return }
        let act = services.act(by: actor)
        let id: ID<RoleContact> = services.newID()
        let token =
            services.newID(RoleContact.self).description
            + services.newID(RoleContact.self).description
        let today = services.today()
        try await database.write { transaction in
            _ = try transaction.organisation(school).orNotFound()
            let known: RoleContact? = try transaction.first(
                """
                \(RoleContact.source) WHERE c.organisation_id = \(school) AND c.role = \(role)
                    AND c.email = \(entry.email)
                """
            )
            if let known, !known.mayChange(actor) {
                throw Faults([
                    Fault("contactEmail", "The school or another hub has written this contact down already")
                ])
            }
            let wantsNews = try draft.wantsNews && !transaction.hasStoppedNewsletters(entry.email)
            try transaction.execute(
                """
                INSERT INTO role_contact
                    (id, organisation_id, role, name, email, telephone, added_for_id, wants_news, stop_token,
                     changed_on, version)
                VALUES (\(id), \(school), \(role), \(entry.name), \(entry.email), \(telephone),
                    \(behalf ?? school), \(wantsNews), \(token), \(today), 1)
                ON CONFLICT (organisation_id, role, email) DO UPDATE SET name = excluded.name,
                    telephone = excluded.telephone, wants_news = excluded.wants_news,
                    changed_on = excluded.changed_on, version = role_contact.version + 1
                """
            )
            try transaction.audit(act, "contact.save-role", in: school, ["role": .word(role)])
        }
    }

    /// Takes a contact off: the school, or the hub that wrote it down.
    package func removeRoleContact(_ id: ID<RoleContact>, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found: RoleContact? = try transaction.first("\(RoleContact.source) WHERE c.id = \(id)")
            let contact = try found.orNotFound()
            if !contact.mayChange(actor) {
                guard try transaction.sees(contact, actor) else { throw AccessError.notFound }
                throw AccessError.forbidden
            }
            try transaction.execute("DELETE FROM role_contact WHERE id = \(id)")
            try transaction.audit(act, "contact.remove-role", of: id, in: contact.organisation.id)
        }
    }

    /// A school's contacts, by role. The school sees all; so does a hub that it agreed to work with: a partner whose tie the
    /// school or its trust wrote down or agreed to, and one with which its people booked. Another hub sees what it wrote
    /// down itself.
    package func roleContacts(of school: ID<Organisation>, by actor: Actor) async throws -> [RoleContact] {
        try actor.signedInPerson()
        let isOwn = actor.may(.seeRoleContacts, on: .of(school))
        let hubs = actor.contactHubs
        if !isOwn, hubs.isEmpty { try actor.require(.seeRoleContacts, on: .of(school)) }
        return try await database.read { transaction in
            let seesAll = try isOwn || transaction.works(anyOf: hubs, with: school)
            let filter: SQL = seesAll ? "" : "AND c.added_for_id IN (\(SQL.list(hubs)))"
            return try transaction.all(
                """
                \(RoleContact.source) WHERE c.organisation_id = \(school) \(filter)
                ORDER BY c.role, c.name, c.id
                """
            )
        }
    }
}

extension Actor {
    /// The hubs for which they speak with schools.
    fileprivate var contactHubs: [ID<Organisation>] {
        organisations(where: .keepContactLog).filter { $0.kind == .hub }.map(\.id)
    }
}

extension RoleContact {
    /// Whether they act for the school or for the hub that wrote it down.
    package func mayChange(_ actor: Actor) -> Bool {
        actor.may(.keepRoleContacts, on: .of(organisation.id))
            || addedFor.kind == .hub && actor.may(.keepContactLog, on: .of(addedFor.id))
    }
}

extension Transaction {
    fileprivate func sees(_ contact: RoleContact, _ actor: Actor) throws -> Bool {
        try actor.may(.seeRoleContacts, on: .of(contact.organisation.id))
            || works(anyOf: actor.contactHubs, with: contact.organisation.id)
    }

    /// Whether a school agreed to work with one of these hubs. Nothing counts that a hub does by itself: it draws areas,
    /// writes down partnerships and conversations, and adds who came without a place.
    fileprivate func works(anyOf hubs: [ID<Organisation>], with school: ID<Organisation>) throws -> Bool {
        guard !hubs.isEmpty else { return false }
        return try exists(
            """
            SELECT 1 FROM organisation WHERE id = \(school)
                AND id IN (\(Directory.agreedPartnersAndTheirSchools(ofAny: hubs)))
            UNION ALL
            SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id JOIN offer_hub h ON h.offer_id = r.offer_id
            WHERE b.organisation_id = \(school) AND b.state = 'confirmed' AND h.hub_id IN (\(SQL.list(hubs)))
                AND (EXISTS (SELECT 1 FROM membership m
                        WHERE m.person_id = b.booked_by AND m.organisation_id = b.organisation_id)
                    OR EXISTS (SELECT 1 FROM booking_school s WHERE s.person_id = b.booked_by
                        AND s.organisation_id = b.organisation_id AND s.is_recognised = 1))
            """
        )
    }
}
