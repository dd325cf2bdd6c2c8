package import Access
import Database
import Directory
package import Evidence
package import Services

/// What a hub charges for places that are cancelled late: the nearer the first session, the more.
///
/// Without steps cancelling is free until the first session.
package struct CancellationLadder: Sendable, Equatable {
    package struct Step: Sendable, Hashable {
        /// From so many days before the first session on.
        package let withinDays: Int
        /// Of the price, 1 to 100.
        package let percentage: Int

        package init(withinDays: Int, percentage: Int) {
            self.withinDays = withinDays
            self.percentage = percentage
        }
    }

    /// The nearest to the first session first.
    package let steps: [Step]

    package init(_ steps: [Step]) {
        self.steps = steps.sorted { $0.withinDays < $1.withinDays }
    }

    /// The whole in one word: what a form says that it was made from.
    package var stamp: String {
        steps.map { "\($0.withinDays)-\($0.percentage)" }.joined(separator: "_")
    }

    package static let none = CancellationLadder([])
    /// The ladder that most hubs use.
    package static let common = CancellationLadder([
        Step(withinDays: 7, percentage: 100), Step(withinDays: 14, percentage: 75),
        Step(withinDays: 28, percentage: 50),
    ])

    /// The percentage of the price that cancelling costs on a day.
    package func percentage(on day: LocalDate, before start: LocalDate) -> Int {
        let left = start.daysSinceEpoch - day.daysSinceEpoch
        return steps.first { left <= $0.withinDays }?.percentage ?? 0
    }

    /// What is charged for one place: rounded to the nearest penny, half a penny up.
    package static func charge(_ price: Pence, percentage: Int) -> Pence {
        Pence((price.rawValue * percentage + 50) / 100)
    }
}

extension CancellationLadder {
    /// Reads rows `days-0`, `percentage-0` … as typed; empty rows are passed over.
    package static func checked(_ rows: [(days: String, percentage: String)]) throws(Faults)
        -> CancellationLadder
    {
        var reader = FieldReader()
        var steps: [Step] = []
        for (position, row) in rows.enumerated()
        where !(row.days.trimmed.isEmpty && row.percentage.trimmed.isEmpty) {
            let days = Int(row.days.trimmed)
            let share = Int(row.percentage.trimmed.replacing("%", with: ""))
            if days.map({ (0...365).contains($0) }) != true {
                reader.report(
                    "days-\(position)",
                    "Enter how many days before the first session, from 0 to 365"
                )
            }
            if share.map({ (1...100).contains($0) }) != true {
                reader.report("percentage-\(position)", "Enter a percentage of the price from 1 to 100")
            }
            guard let days, let share else { continue }
            if steps.contains(where: { $0.withinDays == days }) {
                reader.report("days-\(position)", "There is a step at \(days) days already")
            }
            steps.append(Step(withinDays: days, percentage: share))
        }
        let ladder = CancellationLadder(steps)
        for (near, far) in zip(ladder.steps, ladder.steps.dropFirst()) where far.percentage > near.percentage
        {
            reader.report(
                "days-0",
                "Cancelling \(far.withinDays) days before must not cost more than \(near.withinDays) days before"
            )
        }
        try reader.finish()
        return ladder
    }
}

extension Programmes {
    /// A hub's ladder, for everyone to see before they book.
    package func cancellationLadder(of hub: ID<Organisation>) async throws -> CancellationLadder {
        try await database.read { try $0.cancellationLadder(of: hub) }
    }

    /// Sets a hub's ladder. It holds for cancellations from now on, whenever the booking was made: the offer's
    /// page and the page that asks whether one is sure show the one in force.
    ///
    /// - Parameter shown: The stamp of the ladder that was changed; `nil` to set it whatever it is.
    /// - Throws: `DatabaseError.staleVersion` when another one is in force by now.
    package func setCancellationLadder(
        _ ladder: CancellationLadder,
        of hub: ID<Organisation>,
        shown: String? = nil,
        by actor: Actor
    ) async throws {
        try actor.require(.editOffer, on: .of(hub).known)
        let act = services.act(by: actor)
        try await database.write { transaction in
            try transaction.requireHub(hub)
            if let shown, try transaction.cancellationLadder(of: hub).stamp != shown {
                throw DatabaseError.staleVersion
            }
            try transaction.execute("DELETE FROM cancellation_step WHERE hub_id = \(hub)")
            for step in ladder.steps {
                try transaction.execute(
                    """
                    INSERT INTO cancellation_step (hub_id, within_days, percentage)
                    VALUES (\(hub), \(step.withinDays), \(step.percentage))
                    """
                )
            }
            try transaction.audit(act, .setLadder, of: hub, in: hub, ["steps": .count(ladder.steps.count)])
            try transaction.touch(.offers, .hubs)
        }
    }
}

extension Transaction {
    func cancellationLadder(of hub: ID<Organisation>) throws -> CancellationLadder {
        let rows = try rows("SELECT within_days, percentage FROM cancellation_step WHERE hub_id = \(hub)")
        return CancellationLadder(
            try rows.map { .init(withinDays: try $0.get(0), percentage: try $0.get(1)) }
        )
    }
}
