package import Access
import Database
package import Services

/// An entry of a waiting list, and how many are asked before it.
package struct WaitingTurn: Sendable {
    package let entry: WaitingEntry
    /// 1 for the first who is asked; `nil` while places are kept for it.
    package let position: Int?
    /// How many wait, this one with them.
    package let waiting: Int
}

extension Programmes {
    /// Where the signed-in person, and the schools that they book for, stand on the waiting list of a run.
    package func waitingTurns(of run: ID<Run>, by actor: Actor) async throws -> [WaitingTurn] {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let found = try transaction.run(run).orNotFound()
            let inTurn = try transaction.waitingInTurn(for: found)
            let own = try transaction.waitingList(of: run).filter { entry in
                try transaction.waits(actor, with: entry)
            }
            return own.map { entry in
                let index = inTurn.firstIndex { $0.id == entry.id }
                return WaitingTurn(entry: entry, position: index.map { $0 + 1 }, waiting: inTurn.count)
            }
        }
    }
}
