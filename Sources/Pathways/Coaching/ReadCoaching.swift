package import Access
import Database
package import Services

/// Everything of one relationship that the pair sees.
package struct CoachingFile: Sendable, Equatable {
    package let line: CoachingLine
    /// Newest first.
    package let sessions: [CoachingSession]
    /// What was written with the coach before, where the person coached lets the new one read it.
    package let previous: [CoachingSession]
    /// Whether somebody was allowed to read the content because one of the pair asked for their data.
    package let accessRequests: [CoachingOpening]
}

extension Pathways {
    /// The relationships of the person who asks: those that need something first.
    package func ownCoaching(by actor: Actor) async throws -> [CoachingLine] {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            try transaction.all(
                """
                \(CoachingLine.source) WHERE r.coach_id = \(person.id) OR r.coached_id = \(person.id)
                ORDER BY CASE r.state WHEN 'proposed' THEN 0 WHEN 'active' THEN 1 ELSE 2 END, r.starts_on, r.id
                """
            )
        }
    }

    /// One relationship with its content, for the pair.
    package func coachingFile(_ id: ID<CoachingRelationship>, by actor: Actor) async throws -> CoachingFile {
        try actor.signedInPerson()
        return try await coachingFile(id) { transaction in
            _ = try transaction.ownRelationship(id, for: actor)
        }
    }

    func coachingFile(
        _ id: ID<CoachingRelationship>,
        withTakenBack: Bool = false,
        _ permit: @escaping @Sendable (any Transaction) throws -> Void
    ) async throws -> CoachingFile {
        let held = try await database.read { transaction in
            try permit(transaction)
            let line = try transaction.coachingLine(id).orNotFound()
            let earlier = line.relationship.sharesPrevious ? line.relationship.previous : nil
            return (
                line: line, key: try transaction.sealedKey(of: id),
                sessions: try transaction.sealedSessions(of: id, withTakenBack: withTakenBack),
                earlier: earlier,
                earlierKey: try earlier.flatMap { try transaction.sealedKey(of: $0) },
                earlierSessions: try earlier.map { try transaction.sealedSessions(of: $0) } ?? [],
                openings: try transaction.openings(of: id).filter { $0.ground == .accessRequest }
            )
        }
        let earlierKey = try held.earlier.flatMap { previous in
            try held.earlierKey.map { try openContentKey($0, of: previous) }
        }
        return CoachingFile(
            line: held.line,
            sessions: try opened(held.sessions, try held.key.map { try openContentKey($0, of: id) }),
            previous: try opened(held.earlierSessions, earlierKey),
            accessRequests: held.openings
        )
    }

    /// What an organisation may know of the coaching that it arranged or that its staff receive: counts and
    /// hours, never content.
    package func coachingLines(of organisation: ID<Organisation>, by actor: Actor) async throws
        -> [CoachingLine]
    {
        try actor.signedInPerson()
        try actor.require(.countCoaching, on: .of(organisation))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(CoachingLine.source) WHERE r.arranged_id = \(organisation) OR r.school_id = \(organisation)
                ORDER BY CASE r.state WHEN 'ended' THEN 1 ELSE 0 END, coach.name, coached.name, r.id
                """
            )
        }
    }

    /// One relationship as its managers see it.
    package func coachingOversight(_ id: ID<CoachingRelationship>, by actor: Actor) async throws
        -> (line: CoachingLine, openings: [CoachingOpening])
    {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let line = try transaction.coachingLine(id).orNotFound()
            try actor.require(.countCoaching, on: .of(line.relationship.overseers))
            let maySeeOpenings = actor.may(.openCoaching, on: .of(line.relationship.overseers))
            return (line, maySeeOpenings ? try transaction.openings(of: id) : [])
        }
    }
}

extension Transaction {
    func coachingLine(_ id: ID<CoachingRelationship>) throws -> CoachingLine? {
        try first("\(CoachingLine.source) WHERE r.id = \(id)")
    }
}
