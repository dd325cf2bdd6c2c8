package import Database
package import Foundation
import Services

/// From what a school withdrew, when and why; and when it came back, if it did.
package struct Withdrawal: Sendable, Equatable, RowReadable {
    package let part: TrialSchool.Part
    package let reason: String
    package let recordedAt: Date
    /// When it was taken back; `nil` while it holds.
    package let returnedAt: Date?
    /// Why; `nil` where the school joined again before the draw, by signing once more.
    package let returnReason: String?

    package init(row: Row) throws {
        part = try row.get("part")
        reason = try row.get("reason")
        recordedAt = try row.get("recorded_at")
        returnedAt = try row.get("returned_at")
        returnReason = try row.get("return_reason")
    }
}

extension Withdrawal {
    /// `Testing: No time (taken back on 3 May 2027: a teacher was found)`, for the hub.
    var words: String {
        let left = "\(part.title): \(reason)"
        guard let returnedAt else { return left }
        let day = LocalDate(returnedAt, in: .london).spelledShort
        guard let returnReason else { return "\(left) (joined again on \(day))" }
        return "\(left) (taken back on \(day): \(returnReason))"
    }
}
