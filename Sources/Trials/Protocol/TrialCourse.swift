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

        package var title: String {
            switch self {
            case .recruiting: "Recruiting schools"
            case .locked: "Roster and baseline locked"
            case .allocated: "Allocated"
            case .frozen: "Data frozen"
            case .purged: "Pupil rows destroyed"
            }
        }
    }

    package var stage: Stage {
        if purgedAt != nil { return .purged }
        if frozenAt != nil { return .frozen }
        if allocatedAt != nil { return .allocated }
        return rosterLockedAt == nil ? .recruiting : .locked
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
