package import Access
import Database
package import Foundation
package import Services

/// How recruiting stands, for everyone.
package struct Recruitment: Sendable, Equatable {
    package let invited: Int
    /// Those that have joined, without those that withdrew before the draw.
    package let joined: Int
    /// Of these, schools that agreed to be named, by name.
    package let named: [String]
}

extension Trials {
    /// A school of a trial, for the school and its hub.
    package func trialSchool(_ id: ID<TrialSchool>, by actor: Actor) async throws -> TrialSchool {
        try actor.signedInPerson()
        return try await database.read { try $0.trialSchool(id, for: actor, .seeTrialSchool) }
    }

    /// Every school of a trial, for its hub: the joined first, in the order of their codes.
    package func trialSchools(of id: ID<Trial>, by actor: Actor) async throws -> [TrialSchool] {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let record = try transaction.protocolRecord(id, for: actor, .registerTrial)
            guard !record.isDraft else { return [] }
            return try transaction.all(
                """
                SELECT \(TrialSchool.columns) WHERE s.trial_id = \(id)
                ORDER BY CASE s.state WHEN 'joined' THEN 0 WHEN 'invited' THEN 1 ELSE 2 END, s.number, o.name
                """
            )
        }
    }

    /// The trials that a school was invited to or has joined, the newest first.
    package func trials(ofSchool school: ID<Organisation>, by actor: Actor) async throws -> [SchoolTrial] {
        try actor.require(.seeTrialSchool, on: .of(school))
        return try await database.read { transaction in
            let rows: [TrialSchool] = try transaction.all(
                """
                SELECT \(TrialSchool.columns) WHERE s.organisation_id = \(school)
                ORDER BY coalesce(s.invited_at, s.answered_at) DESC, s.id
                """
            )
            return try rows.compactMap { row in
                try transaction.publishedProtocol(row.trial).map { SchoolTrial(place: row, published: $0) }
            }
        }
    }

    package func recruitment(of id: ID<Trial>) async throws -> Recruitment {
        try await database.read { transaction in
            let schools: [TrialSchool] = try transaction.all(
                "SELECT \(TrialSchool.columns) WHERE s.trial_id = \(id) ORDER BY o.name"
            )
            let course: TrialCourse? = try transaction.first(
                "SELECT * FROM trial_course WHERE trial_id = \(id)"
            )
            let joined = schools.filter { $0.isCounted(drawnAt: course?.allocatedAt) }
            return Recruitment(
                invited: schools.count,
                joined: joined.count,
                named: joined.filter(\.mayBeNamed).map(\.school.name)
            )
        }
    }
}

extension Trials {
    /// The schools of a trial before allocation, as its report tells them; `nil` where none was asked here.
    package func recruited(_ id: ID<Trial>) async throws -> TrialReport.Recruited? {
        try await database.read { try $0.recruited(id) }
    }
}

extension Transaction {
    func recruited(_ id: ID<Trial>) throws -> TrialReport.Recruited? {
        var counts: [TrialSchool.State: Int] = [:]
        for row in try rows(
            "SELECT state, count(*) AS schools FROM trial_school WHERE trial_id = \(id) GROUP BY state"
        ) {
            counts[try row.get("state")] = try row.get("schools")
        }
        guard !counts.isEmpty else { return nil }
        return TrialReport.Recruited(
            asked: counts.values.reduce(0, +),
            declined: counts[.declined] ?? 0,
            unanswered: counts[.invited] ?? 0,
            joined: counts[.joined] ?? 0
        )
    }
}

/// A trial as one of its schools sees it.
package struct SchoolTrial: Sendable, Equatable {
    package let place: TrialSchool
    package let published: PublishedProtocol

    package init(place: TrialSchool, published: PublishedProtocol) {
        self.place = place
        self.published = published
    }

    /// When the school withdrew before the draw; `nil` where it did not.
    package var leftBeforeDraw: Date? { place.leftBeforeDraw(at: published.course.allocatedAt) }
}
