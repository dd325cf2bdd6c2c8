package import Access
import Database
import Foundation
import Jobs
package import Services

extension Evidence {
    /// Follows a strand: an email on Mondays says what is new on it.
    package func follow(_ strand: ID<Strand>, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let now = services.now()
        let job: ID<Job> = services.newID()
        let due = Self.nextMonday(after: services.today(), now: now)
        try await database.write { transaction in
            try transaction.requireStrands([strand], field: "strand")
            try transaction.execute(
                """
                INSERT INTO strand_follow (person_id, strand_id, told_until) VALUES (\(person.id), \(strand), \(now))
                ON CONFLICT DO NOTHING
                """
            )
            try transaction.awaitDigest(job, at: now, due: due)
        }
    }

    package func unfollow(_ strand: ID<Strand>, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        try await database.write { transaction in
            try transaction.execute(
                "DELETE FROM strand_follow WHERE person_id = \(person.id) AND strand_id = \(strand)"
            )
        }
    }

    package func isFollowing(_ strand: ID<Strand>, by actor: Actor) async throws -> Bool {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            try transaction.exists(
                "SELECT 1 FROM strand_follow WHERE person_id = \(person.id) AND strand_id = \(strand)"
            )
        }
    }

    /// The strands that a person follows, by title.
    package func followedStrands(by actor: Actor) async throws -> [StrandLink] {
        let person = try actor.signedInPerson()
        return try await database.read { try $0.followedStrands(of: person.id) }
    }

    /// Seven in the morning of the next Monday, in London.
    static func nextMonday(after day: LocalDate, now: Date) -> Date {
        let monday = day.adding(days: 8 - day.isoWeekday)
        return LocalTime(hour: 7, minute: 0).map { Date(monday, $0, in: .london) }
            ?? now.addingTimeInterval(7 * 86_400)
    }
}

extension Transaction {
    func followedStrands(of person: ID<Person>) throws -> [StrandLink] {
        try all(
            """
            SELECT strand.id, strand.slug, v.title FROM strand_follow AS follow
            JOIN strand ON strand.id = follow.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE follow.person_id = \(person) ORDER BY \(dialect.byteOrder("lower(v.title)")), strand.id
            """
        )
    }

    /// Puts the weekly job into the queue unless it waits there already.
    func awaitDigest(_ job: ID<Job>, at now: Date, due: Date) throws {
        try enqueueJobOnce(Evidence.digestJob, payload: "", id: job, at: now, due: due)
    }
}
