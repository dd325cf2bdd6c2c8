import Access
package import Database
package import Foundation
import Services

/// How far a trial with a protocol has come. Each step is taken once, in this order, and none is taken back.
package struct TrialCourse: Sendable, Equatable {
    package let rosterLockedAt: Date?
    /// SHA-256 of the list of units, in the form that `braid randomise` reads.
    package let rosterHash: String?
    package let allocatedAt: Date?
    /// The secret, in 64 digits, once units are allocated.
    package let revealedSecret: String?
    package let frozenAt: Date?
    package let purgedAt: Date?
    package let version: Int

    /// What can be done with a trial's schools and rows now. How it is told to people: ``TrialStatus``.
    package enum Stage: Int, Sendable, Comparable, CaseIterable {
        /// Schools join, rosters and baselines come in.
        case recruiting
        /// Rosters and baselines are locked.
        case locked
        /// Units are allocated; delivery goes on and outcomes come in.
        case allocated
        /// No row changes any more; the analysis may read.
        case frozen
        /// Pupil rows are destroyed.
        case purged

        package static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }

        init(lockedAt: Date?, allocatedAt: Date?, frozenAt: Date?, purgedAt: Date?) {
            if purgedAt != nil {
                self = .purged
            } else if frozenAt != nil {
                self = .frozen
            } else if allocatedAt != nil {
                self = .allocated
            } else {
                self = lockedAt == nil ? .recruiting : .locked
            }
        }
    }

    package var stage: Stage {
        Stage(
            lockedAt: rosterLockedAt,
            allocatedAt: allocatedAt,
            frozenAt: frozenAt,
            purgedAt: purgedAt
        )
    }
}

extension TrialCourse: RowReadable {
    package init(row: Row) throws {
        rosterLockedAt = try row.get("roster_locked_at")
        rosterHash = try row.get("roster_sha256")
        allocatedAt = try row.get("allocated_at")
        revealedSecret = try row.get("revealed_secret")
        frozenAt = try row.get("frozen_at")
        purgedAt = try row.get("purged_at")
        version = try row.get("version")
    }
}

extension Transaction {
    func trialCourse(_ id: ID<Trial>) throws -> TrialCourse {
        let course: TrialCourse? = try first("SELECT * FROM trial_course WHERE trial_id = \(id)")
        return try course.orNotFound()
    }
}
