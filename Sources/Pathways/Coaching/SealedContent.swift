import Access
import Database
import Foundation
import Sealing
import Services

/// How the content of coaching is sealed: a key for each relationship, itself sealed under the operator's; each
/// text bound to its session, so that a box moved to another does not open there.
extension Pathways {
    /// A new relationship's key, as it is stored.
    func newContentKey(of id: ID<CoachingRelationship>) -> [UInt8] {
        sealingKey.seal(SealingKey(services), for: "coaching/\(id)/key", services)
    }

    func openContentKey(_ sealed: [UInt8], of id: ID<CoachingRelationship>) throws(PathwaysRefusal)
        -> SealingKey
    {
        guard let key = sealingKey.openKey(sealed, for: "coaching/\(id)/key") else { throw .contentGone }
        return key
    }

    func seal(_ notes: CoachingNotes, of id: ID<CoachingSession>, _ key: SealingKey) throws -> [UInt8] {
        key.seal(Array(try JSONEncoder().encode(notes)), for: "coaching/session/\(id)/notes", services)
    }

    func seal(reflection: String, of id: ID<CoachingSession>, _ key: SealingKey) -> [UInt8] {
        key.seal(Array(reflection.utf8), for: "coaching/session/\(id)/reflection", services)
    }

    /// Opens what can be opened; a session whose content was destroyed keeps its date and its minutes.
    func opened(_ sealed: [SealedSession], _ key: SealingKey?) throws -> [CoachingSession] {
        try sealed.map { session in
            let notes = session.notes.flatMap {
                key?.open($0, for: "coaching/session/\(session.id)/notes")
            }
            let reflection = session.reflection.flatMap {
                key?.open($0, for: "coaching/session/\(session.id)/reflection")
            }
            return CoachingSession(
                id: session.id,
                heldOn: session.heldOn,
                minutes: session.minutes,
                kind: session.kind,
                nextOn: session.nextOn,
                loggedBy: session.loggedBy,
                notes: try notes.map { try JSONDecoder().decode(CoachingNotes.self, from: Data($0)) },
                reflection: reflection.map { String(decoding: $0, as: UTF8.self) },
                isTakenBack: session.takenBackAt != nil,
                version: session.version
            )
        }
    }
}

extension Transaction {
    func sealedKey(of id: ID<CoachingRelationship>) throws -> [UInt8]? {
        try value("SELECT sealed_key FROM coaching_key WHERE relationship_id = \(id)")
    }

    /// Newest first.
    func sealedSessions(of id: ID<CoachingRelationship>, withTakenBack: Bool = false) throws
        -> [SealedSession]
    {
        let condition: SQL = withTakenBack ? "1 = 1" : "taken_back_at IS NULL"
        return try all(
            """
            SELECT * FROM coaching_session WHERE relationship_id = \(id) AND \(condition)
            ORDER BY held_on DESC, logged_at DESC, id
            """
        )
    }

    func relationship(_ id: ID<CoachingRelationship>) throws -> CoachingRelationship? {
        try first("\(CoachingRelationship.source) WHERE r.id = \(id)")
    }

    /// Loads a relationship for one of the pair: to everybody else it does not exist.
    func ownRelationship(_ id: ID<CoachingRelationship>, for actor: Actor) throws -> CoachingRelationship {
        let found = try relationship(id).orNotFound()
        try actor.require(.keepOwnCoaching, on: found.pairSubject(for: actor))
        return found
    }
}
