package import Access
import Accounts
import Database
import Evidence
import Foundation
import Jobs
package import Services

/// What someone who comes needs to eat, and to take part. Health data may be in it: only the organiser sees it,
/// and it is forgotten 30 days after the run.
package struct PlaceNeeds: Sendable, Equatable {
    package var dietary: String
    package var access: String

    package init(dietary: String = "", access: String = "") {
        self.dietary = dietary
        self.access = access
    }

    package var isEmpty: Bool { dietary.isEmpty && access.isEmpty }

    /// How long they are kept after the last session, in days.
    package static let keptDays = 30
}

extension Programmes {
    static let forgetNeedsJob = "programmes.forget-needs"

    /// Keeps what those who go need: the booker for everyone in the booking, an attender for themself. Empty
    /// needs are taken out.
    ///
    /// - Parameter shown: When the needs were entered that each place had as they were changed, as
    ///   ``needs(of:by:)`` says it; `nil` to save them whatever is there.
    /// - Throws: `Faults` (fields `dietary-ID`, `access-ID`); ``BookingRefusal/started`` once the run is over;
    ///   `DatabaseError.staleVersion` when somebody else entered needs for one of the places meanwhile.
    package func saveNeeds(
        _ needs: [ID<BookedPlace>: PlaceNeeds],
        of id: ID<Booking>,
        shown: [ID<BookedPlace>: Int]? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInOrSystem()
        var reader = FieldReader()
        var checked: [ID<BookedPlace>: PlaceNeeds] = [:]
        for (place, typed) in needs {
            checked[place] = PlaceNeeds(
                dietary: reader.optional(
                    typed.dietary,
                    "dietary-\(place)",
                    named: "dietary needs",
                    most: 500
                ),
                access: reader.optional(typed.access, "access-\(place)", named: "access needs", most: 500)
            )
        }
        try reader.finish()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let kept = checked
        try await database.write { transaction in
            var ids = ids
            let change = try BookingChange(id, for: .giveNeeds, by: actor, at: act.at, in: transaction)
            let (booking, run) = (change.booking, change.run)
            guard run.study == nil else { throw AccessError.notFound }
            let stamps = try transaction.needsStamps(of: run.id)
            for place in booking.heldPlaces {
                guard let needs = kept[place.id] else { continue }
                try change.require([place], of: actor)
                if let shown, stamps[place.id] != shown[place.id] { throw DatabaseError.staleVersion }
                try transaction.execute("DELETE FROM place_need WHERE place_id = \(place.id)")
                guard !needs.isEmpty else { continue }
                try transaction.execute(
                    """
                    INSERT INTO place_need (place_id, run_id, dietary, access, entered_at)
                    VALUES (\(place.id), \(run.id), \(needs.dietary), \(needs.access), \(act.at))
                    """
                )
            }
            try transaction.audit(act, .saveNeeds, of: id, in: booking.organisation.id)
            try transaction.planForgetting(needsOf: run, act, &ids)
        }
    }

    /// What the actor may see of a booking's needs: an attender their own; the booker only whose are given.
    package func needs(of id: ID<Booking>, by actor: Actor) async throws -> (
        own: PlaceNeeds, given: Set<ID<BookedPlace>>, stamps: [ID<BookedPlace>: Int]
    ) {
        try actor.signedInOrSystem()
        let now = services.now()
        return try await database.read { transaction in
            let seen = try BookingChange(id, for: .see, by: actor, at: now, in: transaction)
            let (booking, run) = (seen.booking, seen.run)
            guard run.study == nil else { throw AccessError.notFound }
            let needs = try transaction.needs(of: run.id)
            let own = booking.heldPlaces.first { $0.person == actor.person?.id }.flatMap { needs[$0.id] }
            let given = booking.heldPlaces.map(\.id).filter { needs[$0] != nil }
            let stamps = try transaction.needsStamps(of: run.id).filter { given.contains($0.key) }
            return (own ?? PlaceNeeds(), Set(given), stamps)
        }
    }

    /// Forgets the needs of a run that has been over for 30 days. Asked too early, it plans to come back.
    @discardableResult
    package func forgetNeeds(of id: ID<Run>) async throws -> Int {
        let act = services.act(by: .system("job \(Self.forgetNeedsJob)"))
        let ids = IDSequence(services)
        let today = services.today()
        return try await database.write { transaction in
            var ids = ids
            guard let run = try transaction.run(id) else { return 0 }
            guard run.endsOn.adding(days: PlaceNeeds.keptDays) < today else {
                try transaction.planForgetting(needsOf: run, act, &ids)
                return 0
            }
            let count = try transaction.execute("DELETE FROM place_need WHERE run_id = \(id)")
            if count > 0 { try transaction.audit(act, .forgetNeeds, of: id, ["needs": .count(count)]) }
            return count
        }
    }
}

extension Transaction {
    func needs(of run: ID<Run>) throws -> [ID<BookedPlace>: PlaceNeeds] {
        let rows = try rows("SELECT place_id, dietary, access FROM place_need WHERE run_id = \(run)")
        return try Dictionary(
            uniqueKeysWithValues: rows.map {
                (try $0.get(0), PlaceNeeds(dietary: try $0.get(1), access: try $0.get(2)))
            }
        )
    }

    /// When the needs of each place were entered, where there are any.
    fileprivate func needsStamps(of run: ID<Run>) throws -> [ID<BookedPlace>: Int] {
        let rows = try rows("SELECT place_id, entered_at FROM place_need WHERE run_id = \(run)")
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.get(0), try $0.get(1)) })
    }

    /// Someone who goes to another run needs there what they needed here.
    func moveNeeds(from old: ID<BookedPlace>, to new: ID<BookedPlace>, in run: ID<Run>) throws {
        try execute("UPDATE place_need SET place_id = \(new), run_id = \(run) WHERE place_id = \(old)")
    }

    fileprivate func planForgetting(needsOf run: Run, _ act: Act, _ ids: inout IDSequence) throws {
        guard let early = LocalTime(hour: 3, minute: 0) else { return }
        let day = run.endsOn.adding(days: PlaceNeeds.keptDays + 1)
        try enqueueJobOnce(
            Programmes.forgetNeedsJob,
            payload: run.id.description,
            id: ids.next(),
            at: act.at,
            due: max(Date(day, early, in: .london), act.at.addingTimeInterval(3600))
        )
    }
}
