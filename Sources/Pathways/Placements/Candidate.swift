package import Access
package import Database
import Accounts
import Evidence
import Programmes
package import Services

package enum CandidateKind: String, CaseIterable, Sendable, SQLStorable {
    case trainee, researcher

    package var name: String {
        switch self {
        case .trainee: "Trainee teacher"
        case .researcher: "Researcher in school (PhD)"
        }
    }
}

package enum CandidatePhase: String, CaseIterable, Sendable, SQLStorable {
    case primary, secondary, either

    package var name: String {
        switch self {
        case .primary: "Primary"
        case .secondary: "Secondary"
        case .either: "Either"
        }
    }
}

package enum CandidateState: String, Sendable, SQLStorable {
    case waiting, placed, left

    package var name: String {
        switch self {
        case .waiting: "Looking for a school"
        case .placed: "Placed"
        case .left: "Left"
        }
    }
}

/// Somebody for whom a hub looks for a school.
package struct Candidate: Sendable, Equatable, RowReadable {
    package let id: ID<Candidate>
    package let hub: ID<Organisation>
    package let person: Person
    package let kind: CandidateKind
    package let subject: String
    package let phase: CandidatePhase
    /// A school near where they live: all that is kept of their home.
    package let near: Organisation?
    package let availableFrom: LocalDate
    package let note: String
    package let state: CandidateState
    package let version: Int

    static let source: SQL = """
        SELECT k.*, p.name AS person_name, n.id AS near_id, n.kind AS near_kind, n.name AS near_name
        FROM placement_candidate k JOIN person p ON p.id = k.person_id
        LEFT JOIN organisation n ON n.id = k.near_school_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        hub = try row.get("hub_id")
        person = try row.person("person")
        kind = try row.get("kind")
        subject = try row.get("subject")
        phase = try row.get("phase")
        near = try row.optionalOrganisation("near")
        availableFrom = try row.get("available_from")
        note = try row.get("note")
        state = try row.get("state")
        version = try row.get("version")
    }
}

package struct CandidateDraft: Sendable, Equatable {
    package var name = ""
    package var email = ""
    package var kind = ""
    package var subject = ""
    package var phase = CandidatePhase.either.rawValue
    package var near = ""
    package var availableFrom = ""
    package var note = ""

    package init() {}
}

extension Pathways {
    /// Enters somebody for whom a school is looked for.
    package func enterCandidate(
        _ draft: CandidateDraft,
        of hub: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<Candidate> {
        try actor.require(.keepPlacements, on: .of(hub))
        var reader = FieldReader()
        let person = reader.person(name: draft.name, email: draft.email, "person", named: "the candidate")
        let kind: CandidateKind? = reader.choice(draft.kind, "kind", named: "whether they train or research")
        let subject = reader.required(draft.subject, "subject", named: "the subject", most: 100)
        let phase: CandidatePhase? = reader.choice(draft.phase, "phase", named: "the phase")
        let from = reader.date(draft.availableFrom, "availableFrom", named: "from when")
        let note = reader.optional(draft.note, "note", named: "the note", most: 1000)
        try reader.finish()
        guard let person, let kind, let phase, let from else { throw Faults([Fault("kind", "Choose one")]) }
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let today = services.today()
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "candidate.enter") {
                var ids = ids
                let near =
                    draft.near.trimmed.isEmpty
                    ? nil : try transaction.school(called: draft.near, field: "near")
                let found = try transaction.person(person, act, &ids)
                let isThere = try transaction.exists(
                    """
                    SELECT 1 FROM placement_candidate WHERE hub_id = \(hub) AND person_id = \(found.id)
                        AND state <> 'left'
                    """
                )
                guard !isThere else { throw PathwaysRefusal.alreadyPlaced }
                let id = ids.next(Candidate.self)
                try transaction.execute(
                    """
                    INSERT INTO placement_candidate
                        (id, hub_id, person_id, kind, subject, phase, near_school_id, available_from, note, state,
                         entered_on, version)
                    VALUES (\(id), \(hub), \(found.id), \(kind), \(subject), \(phase), \(near?.id), \(from), \(note),
                        'waiting', \(today), 1)
                    """
                )
                try transaction.audit(act, "candidate.enter", of: id, in: hub, ["kind": .word(kind)])
                return id.description
            }
        }
        return try ID<Candidate>(text).orNotFound()
    }

    /// A hub's candidates: those who wait first.
    package func candidates(of hub: ID<Organisation>, by actor: Actor) async throws -> [Candidate] {
        try actor.signedInPerson()
        try actor.require(.keepPlacements, on: .of(hub))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(Candidate.source) WHERE k.hub_id = \(hub)
                ORDER BY CASE k.state WHEN 'waiting' THEN 0 WHEN 'placed' THEN 1 ELSE 2 END, k.available_from, p.name
                """
            )
        }
    }
}

extension Transaction {
    func candidate(_ id: ID<Candidate>) throws -> Candidate? {
        try first("\(Candidate.source) WHERE k.id = \(id)")
    }
}
