package import Access
package import Database
package import Evidence
package import Programmes
package import Services

package enum ApplicationState: String, CaseIterable, Sendable, SQLStorable {
    case sent, withdrawn, awarded, refused

    package var name: String {
        switch self {
        case .sent: "Sent; not decided yet"
        case .withdrawn: "Withdrawn"
        case .awarded: "Awarded"
        case .refused: "Not awarded"
        }
    }
}

/// Somebody asks for money of a call.
package struct BursaryApplication: Sendable, Equatable, RowReadable {
    package let id: ID<BursaryApplication>
    package let call: ID<BursaryCall>
    package let callTitle: String
    package let hub: Organisation
    package let person: Person
    package let school: Organisation?
    package let title: String
    package let plan: String
    package let benefit: String
    package let asked: Pence
    package let state: ApplicationState
    package let awarded: Pence
    package let planned: Pence
    package let reason: String
    package let decidedOn: LocalDate?
    package let study: ID<Study>?
    package let version: Int

    static let source: SQL = """
        SELECT a.*, c.title AS call_title, c.hub_id, h.kind AS hub_kind, h.name AS hub_name, p.name AS person_name,
            s.kind AS school_kind, s.name AS school_name
        FROM bursary_application a JOIN bursary_call c ON c.id = a.call_id JOIN organisation h ON h.id = c.hub_id
        JOIN person p ON p.id = a.person_id LEFT JOIN organisation s ON s.id = a.school_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        call = try row.get("call_id")
        callTitle = try row.get("call_title")
        hub = try row.organisation("hub")
        person = try row.person("person")
        school = try row.optionalOrganisation("school")
        title = try row.get("title")
        plan = try row.get("plan")
        benefit = try row.get("benefit")
        asked = try row.get("asked_pence")
        state = try row.get("state")
        awarded = try row.get("awarded_pence")
        planned = try row.get("planned_pence")
        reason = try row.get("reason")
        decidedOn = try row.get("decided_on")
        study = try row.get("study_id")
        version = try row.get("version")
    }

    /// Whether less was awarded than was asked for.
    package var isPart: Bool { state == .awarded && awarded < asked }
}

/// What one of the panel thinks, or why they take no part.
package struct BursaryScore: Sendable, Equatable, RowReadable {
    package let person: Person
    package let hasConflict: Bool
    package let score: Int?
    package let comment: String

    package init(row: Row) throws {
        person = try row.person("person")
        hasConflict = try row.get("has_conflict")
        score = try row.get("score")
        comment = try row.get("comment")
    }
}

package struct ApplicationDraft: Sendable, Equatable {
    package var school = ""
    package var title = ""
    package var plan = ""
    package var benefit = ""
    package var amount = ""

    package init() {}
}

extension Pathways {
    /// Applies to an open call.
    ///
    /// - Throws: `Faults`; ``PathwaysRefusal/callClosed``, ``PathwaysRefusal/alreadyApplied``,
    ///   ``PathwaysRefusal/ownApplication`` for one of the panel; `AccessError`.
    package func apply(
        _ draft: ApplicationDraft,
        to call: ID<BursaryCall>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<BursaryApplication> {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let id: ID<BursaryApplication> = services.newID()
        let ids = IDSequence(services)
        let today = services.today()
        let settings = settings
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "bursary.apply") {
                var ids = ids
                let found = try transaction.call(call).orNotFound()
                guard found.isPublished else { throw AccessError.notFound }
                guard found.isOpen(on: today) else { throw PathwaysRefusal.callClosed }
                guard try !transaction.isOnPanel(person.id, of: call) else {
                    throw PathwaysRefusal.ownApplication
                }
                var reader = FieldReader()
                let title = reader.required(draft.title, "title", named: "the title", most: 200)
                let plan = reader.required(draft.plan, "plan", named: "what you will do and when", most: 6000)
                let benefit = reader.required(
                    draft.benefit,
                    "benefit",
                    named: "who will gain and how",
                    most: 3000
                )
                let amount = reader.amount(draft.amount, "amount", named: "the amount")
                if let amount, amount > found.most {
                    reader.report("amount", "Ask for at most \(found.most)")
                }
                try reader.finish()
                guard let amount else { return "" }
                let school = draft.school.trimmed.isEmpty ? nil : try transaction.school(called: draft.school)
                let hasApplied = try transaction.exists(
                    """
                    SELECT 1 FROM bursary_application WHERE call_id = \(call) AND person_id = \(person.id)
                        AND state <> 'withdrawn'
                    """
                )
                guard !hasApplied else { throw PathwaysRefusal.alreadyApplied }
                try transaction.execute(
                    """
                    INSERT INTO bursary_application
                        (id, call_id, person_id, school_id, title, plan, benefit, asked_pence, state, reason, sent_at,
                         version)
                    VALUES (\(id), \(call), \(person.id), \(school?.id), \(title), \(plan), \(benefit), \(amount),
                        'sent', '', \(act.at), 1)
                    """
                )
                try transaction.audit(act, "bursary.apply", of: id, in: found.hub.id)
                let letter = Letter(
                    subject: "Received: \(title)",
                    lines: [
                        "\(found.hub.name) has received your application to “\(found.title)”. It closes on \(found.closesOn.spelledShort); the panel decides after that."
                    ],
                    path: "/home/bursaries/\(id)"
                )
                try transaction.send(letter, to: person, act, settings, &ids)
                return id.description
            }
        }
        return ID<BursaryApplication>(text) ?? id
    }

    /// Takes an application back before it is decided.
    package func withdrawApplication(_ id: ID<BursaryApplication>, version: Int, by actor: Actor) async throws
    {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.application(id).orNotFound()
            guard found.person.id == person.id else { throw AccessError.notFound }
            guard found.state == .sent else { throw PathwaysRefusal.wrongStep }
            try transaction.update(
                """
                UPDATE bursary_application SET state = 'withdrawn', version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "bursary.withdraw", of: id, in: found.hub.id)
        }
    }
}

extension Transaction {
    func application(_ id: ID<BursaryApplication>) throws -> BursaryApplication? {
        try first("\(BursaryApplication.source) WHERE a.id = \(id)")
    }

    func scores(of id: ID<BursaryApplication>) throws -> [BursaryScore] {
        try all(
            """
            SELECT s.*, p.name AS person_name FROM bursary_score s JOIN person p ON p.id = s.person_id
            WHERE s.application_id = \(id) ORDER BY p.name, p.id
            """
        )
    }
}
