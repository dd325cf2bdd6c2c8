package import Database
package import Services

/// One title that a hub holds or held.
package struct Designation: Sendable, Equatable, RowReadable {
    package let id: ID<Designation>
    package let kind: DesignationKind
    /// `nil` where the day is not known.
    package let startedOn: LocalDate?
    /// The last day; `nil` while it is held.
    package let endedOn: LocalDate?
    package let version: Int

    package init(row: Row) throws {
        id = try row.get("id")
        kind = try row.get("kind")
        startedOn = try row.get("started_on")
        endedOn = try row.get("ended_on")
        version = try row.get("version")
    }

    /// Whether its first day is still ahead.
    package func isToCome(on day: LocalDate) -> Bool { startedOn.map { $0 > day } ?? false }

    package func isHeld(on day: LocalDate) -> Bool {
        (startedOn.map { $0 <= day } ?? true) && (endedOn.map { $0 >= day } ?? true)
    }

    /// Whether it is held on any day from one to another; without a day the span is open there.
    func isHeld(from start: LocalDate?, until end: LocalDate?) -> Bool {
        let beginsBeforeItEnds = startedOn.flatMap { first in end.map { first <= $0 } } ?? true
        let endsAfterItBegins = endedOn.flatMap { last in start.map { last >= $0 } } ?? true
        return beginsBeforeItEnds && endsAfterItBegins
    }
}
