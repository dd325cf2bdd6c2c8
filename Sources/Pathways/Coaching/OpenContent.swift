package import Access
package import Database
import Evidence
package import Foundation
import Programmes
package import Services

package enum OpeningGround: String, CaseIterable, Sendable, SQLStorable {
    case safeguarding
    case accessRequest = "access-request"

    package var name: String {
        switch self {
        case .safeguarding: "A concern about somebody’s safety"
        case .accessRequest: "One of the two asked for their personal data"
        }
    }
}

package enum OpeningState: String, Sendable, SQLStorable {
    case asked, allowed, refused
}

/// Somebody outside the pair asks to read what the two wrote, and somebody else decides. Both stand in the
/// audit, and so does every reading.
package struct CoachingOpening: Sendable, Equatable, RowReadable {
    package let id: ID<CoachingOpening>
    package let relationship: ID<CoachingRelationship>
    package let ground: OpeningGround
    package let explanation: String
    package let asker: Person
    package let askedAt: Date
    package let state: OpeningState
    package let decider: Person?
    package let decidedAt: Date?
    package let openUntil: Date?

    static let source: SQL = """
        SELECT o.*, asker.id AS asker_id, asker.name AS asker_name, decider.id AS decider_id,
            decider.name AS decider_name
        FROM coaching_opening o JOIN person asker ON asker.id = o.asked_by
        LEFT JOIN person decider ON decider.id = o.decided_by
        """

    package init(row: Row) throws {
        id = try row.get("id")
        relationship = try row.get("relationship_id")
        ground = try row.get("ground")
        explanation = try row.get("explanation")
        asker = try row.person("asker")
        askedAt = try row.get("asked_at")
        state = try row.get("state")
        decider = try row.optionalPerson("decider")
        decidedAt = try row.get("decided_at")
        openUntil = try row.get("open_until")
    }

    package func isOpen(at now: Date) -> Bool { openUntil.map { now < $0 } ?? false }
}

extension Pathways {
    /// How long content stays open to the person who asked.
    package static let openingDays = 7

    /// Asks to read the content of a relationship. Nothing opens before a second person allows it.
    ///
    /// - Throws: `Faults`; ``PathwaysRefusal/needsSecondPerson`` for one of the pair; `AccessError`.
    package func askToOpen(
        _ id: ID<CoachingRelationship>,
        ground: String,
        explanation: String,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<CoachingOpening> {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let opening: ID<CoachingOpening> = services.newID()
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "coaching.ask-to-open") {
                let found = try transaction.relationship(id).orNotFound()
                try actor.require(.openCoaching, on: .of(found.overseers))
                guard !found.isOneOfPair(person.id) else { throw PathwaysRefusal.needsSecondPerson }
                var reader = FieldReader()
                let chosen: OpeningGround? = reader.choice(ground, "ground", named: "why it must be read")
                let why = reader.required(
                    explanation,
                    "explanation",
                    named: "what you need to find out",
                    most: 1000
                )
                try reader.finish()
                guard let chosen else { return "" }
                try transaction.execute(
                    """
                    INSERT INTO coaching_opening
                        (id, relationship_id, ground, explanation, asked_by, asked_at, state)
                    VALUES (\(opening), \(id), \(chosen), \(why), \(person.id), \(act.at), 'asked')
                    """
                )
                try transaction.audit(
                    act,
                    "coaching.ask-to-open",
                    of: opening,
                    in: found.arranger.id,
                    ["relationship": .id(id), "ground": .word(chosen)]
                )
                return opening.description
            }
        }
        return ID<CoachingOpening>(text) ?? opening
    }

    /// A second person allows or refuses it.
    ///
    /// - Throws: ``PathwaysRefusal/needsSecondPerson`` for whoever asked and for the pair;
    ///   ``PathwaysRefusal/wrongStep`` when it was decided already; `AccessError`.
    package func decideOpening(_ id: ID<CoachingOpening>, allows: Bool, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let until = act.at.addingTimeInterval(Double(Self.openingDays) * 86_400)
        try await database.write { transaction in
            let opening = try transaction.opening(id).orNotFound()
            let found = try transaction.relationship(opening.relationship).orNotFound()
            try actor.require(.openCoaching, on: .of(found.overseers))
            guard person.id != opening.asker.id, !found.isOneOfPair(person.id) else {
                throw PathwaysRefusal.needsSecondPerson
            }
            guard opening.state == .asked else { throw PathwaysRefusal.wrongStep }
            try transaction.execute(
                """
                UPDATE coaching_opening SET state = \(allows ? OpeningState.allowed : .refused),
                    decided_by = \(person.id), decided_at = \(act.at), open_until = \(allows ? until : nil)
                WHERE id = \(id)
                """
            )
            try transaction.audit(
                act,
                "coaching.decide-opening",
                of: id,
                in: found.arranger.id,
                ["allows": .flag(allows)]
            )
        }
    }

    /// Reads the content under an opening that was allowed. The audit entry is kept before anything is opened.
    ///
    /// - Throws: ``PathwaysRefusal/notOpen``; `AccessError`.
    package func openedContent(_ id: ID<CoachingOpening>, by actor: Actor) async throws
        -> (opening: CoachingOpening, file: CoachingFile)
    {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let opening = try await database.write { transaction in
            let opening = try transaction.opening(id).orNotFound()
            let found = try transaction.relationship(opening.relationship).orNotFound()
            try actor.require(.openCoaching, on: .of(found.overseers))
            guard opening.asker.id == person.id else { throw AccessError.forbidden }
            guard opening.isOpen(at: act.at) else { throw PathwaysRefusal.notOpen }
            try transaction.audit(
                act,
                "coaching.read-content",
                of: opening.relationship,
                in: found.arranger.id,
                ["opening": .id(id)]
            )
            return opening
        }
        return (opening, try await coachingFile(opening.relationship, withTakenBack: true) { _ in })
    }

    /// Openings that wait for a decision which this person may take.
    package func openingsToDecide(by actor: Actor) async throws -> [(CoachingOpening, CoachingRelationship)] {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            let waiting: [CoachingOpening] = try transaction.all(
                "\(CoachingOpening.source) WHERE o.state = 'asked' ORDER BY o.asked_at, o.id"
            )
            guard !waiting.isEmpty else { return [] }
            let pairs: [CoachingRelationship] = try transaction.all(
                """
                \(CoachingRelationship.source)
                WHERE r.id IN (SELECT relationship_id FROM coaching_opening WHERE state = 'asked')
                """
            )
            let byID = Dictionary(pairs.map { ($0.id, $0) }) { first, _ in first }
            return waiting.compactMap { opening in
                guard let found = byID[opening.relationship] else { return nil }
                let mayDecide =
                    opening.asker.id != person.id && !found.isOneOfPair(person.id)
                    && actor.may(.openCoaching, on: .of(found.overseers))
                return mayDecide ? (opening, found) : nil
            }
        }
    }
}

extension Transaction {
    func opening(_ id: ID<CoachingOpening>) throws -> CoachingOpening? {
        try first("\(CoachingOpening.source) WHERE o.id = \(id)")
    }

    func openings(of id: ID<CoachingRelationship>) throws -> [CoachingOpening] {
        try all("\(CoachingOpening.source) WHERE o.relationship_id = \(id) ORDER BY o.asked_at, o.id")
    }
}
