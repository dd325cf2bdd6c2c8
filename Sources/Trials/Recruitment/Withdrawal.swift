package import Database
package import Foundation

/// From what a school withdrew, when and why.
package struct Withdrawal: Sendable, Equatable, RowReadable {
    package let part: TrialSchool.Part
    package let reason: String
    package let recordedAt: Date

    package init(row: Row) throws {
        part = try row.get("part")
        reason = try row.get("reason")
        recordedAt = try row.get("recorded_at")
    }
}
