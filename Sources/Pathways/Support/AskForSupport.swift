package import Access
import Accounts
package import Database
import Evidence
import Programmes
package import Services

extension Pathways {
    /// A school asks a hub for help, or a hub opens a case for a school that it was asked to help. The hub asked
    /// leads.
    package func askForSupport(
        _ need: String,
        school typed: String,
        of hub: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<SupportCase> {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let id: ID<SupportCase> = services.newID()
        let ids = IDSequence(services)
        let settings = settings
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "support.ask") {
                var ids = ids
                let school = try transaction.school(called: typed)
                guard
                    actor.may(.askForSupport, on: .of(school.id)) || actor.may(.keepSupport, on: .of(hub))
                else { throw AccessError.forbidden }
                var reader = FieldReader()
                let need = reader.required(
                    need,
                    "need",
                    named: "what is difficult and what was tried",
                    most: 4000
                )
                try reader.finish()
                guard try transaction.organisation(hub).orNotFound().kind == .hub else {
                    throw Faults([Fault("hub", "Choose a hub")])
                }
                let isAsked = try transaction.exists(
                    """
                    SELECT 1 FROM support_case WHERE school_id = \(school.id) AND asked_of_id = \(hub)
                        AND state <> 'closed'
                    """
                )
                guard !isAsked else { throw PathwaysRefusal.hubInvolved }
                try transaction.execute(
                    """
                    INSERT INTO support_case
                        (id, school_id, asked_of_id, asked_by, asked_at, need, state, diagnosis, goal, version)
                    VALUES (\(id), \(school.id), \(hub), \(person.id), \(act.at), \(need), 'asked', '', '', 1)
                    """
                )
                try transaction.execute(
                    """
                    INSERT INTO support_hub (case_id, hub_id, is_lead, state, task, answered_at)
                    VALUES (\(id), \(hub), 1, 'agreed', '', \(act.at))
                    """
                )
                try transaction.audit(act, "support.ask", of: id, in: school.id, ["hub": .id(hub)])
                try transaction.tell(
                    hub,
                    Letter(
                        subject: "\(school.name) asks for support",
                        lines: ["\(person.name) has asked for support for \(school.name)."],
                        path: "/hub/support/\(id)"
                    ),
                    act,
                    settings,
                    &ids
                )
                return id.description
            }
        }
        return ID<SupportCase>(text) ?? id
    }
}

extension Transaction {
    /// Sends a letter to the leads of an organisation.
    func tell(
        _ organisation: ID<Organisation>,
        _ letter: Letter,
        _ act: Act,
        _ settings: PathwaysSettings,
        _ ids: inout IDSequence
    ) throws {
        let leads = try rows(
            """
            SELECT p.id AS lead_id, p.name AS lead_name FROM membership m JOIN person p ON p.id = m.person_id
            WHERE m.organisation_id = \(organisation) AND m.role = 'lead' ORDER BY p.id
            """
        )
        for row in leads { try send(letter, to: try row.person("lead"), act, settings, &ids) }
    }

    func supportCase(_ id: ID<SupportCase>) throws -> SupportCase? {
        try first("\(SupportCase.source) WHERE c.id = \(id)")
    }

    func supportHubs(of id: ID<SupportCase>) throws -> [SupportHub] {
        try all(
            """
            SELECT x.*, o.kind AS hub_kind, o.name AS hub_name FROM support_hub x
            JOIN organisation o ON o.id = x.hub_id WHERE x.case_id = \(id)
            ORDER BY x.is_lead DESC, o.name, o.id
            """
        )
    }

    /// Loads a case for someone who acts for a hub in it: the lead's where `leads`, else any that has agreed.
    func supportCase(_ id: ID<SupportCase>, keptBy actor: Actor, leads: Bool) throws -> SupportCase {
        let found = try supportCase(id).orNotFound()
        let hubs = try supportHubs(of: id)
        try actor.require(.keepSupport, on: .of(hubs.map(\.hub.id) + [found.school.id]))
        let meant = leads ? [found.lead.id] : hubs.filter { $0.answer == .agreed }.map(\.hub.id)
        guard actor.may(.keepSupport, on: .of(meant)) else { throw AccessError.forbidden }
        return found
    }
}
