import Database
import Profiles
import Services

extension Reach {
    /// What a rebuild found.
    package struct Rebuilt: Sendable, Equatable {
        package let schools: Int
        package let touches: Int
        /// How many rows had to be written.
        package let written: Int
    }

    /// Makes the projection anew from what the features hold. It is worked out from one snapshot while others write; then
    /// what differs from the tables is written in one transaction, which is short, because in half an hour little changes.
    ///
    /// - Complexity: O(schools + bookings); the writing O(what changed).
    @discardableResult
    package func rebuild() async throws -> Rebuilt {
        let now = services.now()
        let today = services.today()
        let profile = profiles.need
        let hubs = try await hubPlaces()
        let (base, changes, rebuilt) = try await database.read { transaction in
            let projection = Projection(
                try transaction.schoolFigures(),
                profile,
                hubs,
                try transaction.projectedObjects(on: today),
                since: today.adding(days: -365)
            )
            let changes = try projection.changes(in: transaction)
            let rebuilt = Rebuilt(
                schools: projection.schoolCount,
                touches: projection.touchCount,
                written: changes.reduce(0) { $0 + $1.gone.count + $1.fresh.count }
            )
            return (try transaction.rebuilds(), changes, rebuilt)
        }
        let isWritten = try await database.write(exclusively: "reach") { transaction in
            guard try transaction.rebuilds() == base else { return false }
            for change in changes { try transaction.apply(change) }
            try transaction.execute(
                """
                INSERT INTO reach_rebuild (id, rebuilt_at, need_profile, rebuilds) VALUES (1, \(now), \(profile.id), 1)
                ON CONFLICT (id) DO UPDATE SET rebuilt_at = excluded.rebuilt_at, need_profile = excluded.need_profile,
                    rebuilds = reach_rebuild.rebuilds + 1
                """
            )
            try transaction.touch([.reach])
            return true
        }
        // Another process was faster: what differs from its tables is not known yet.
        return isWritten ? rebuilt : try await rebuild()
    }
}

extension Transaction {
    /// How often the projection was made.
    fileprivate func rebuilds() throws -> Int {
        try value("SELECT rebuilds FROM reach_rebuild") ?? 0
    }
}
