package import Access
import Accounts
import Database
import Foundation
package import Services

extension AuditVerb {
    static let completeStudy: AuditVerb = "run.complete-study"
    static let markCompletions: AuditVerb = "run.mark-completions"
}

extension Programmes {
    /// Says that one has worked through self-study: by the person who holds the place. They get their certificate
    /// and the question for feedback at once. Doing it again changes nothing.
    ///
    /// - Throws: What ``BookingDeed/completeStudy`` refuses, ``BookingRefusal/placeNotHeld`` also while the school's lead has
    ///   not agreed; ``BookingRefusal/notYet`` before it opens.
    package func completeStudy(_ id: ID<BookedPlace>, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        let today = services.today()
        try await database.write { transaction in
            var ids = ids
            let booking: ID<Booking> = try transaction.value(
                "SELECT booking_id FROM place WHERE id = \(id)"
            ).orNotFound()
            let change = try BookingChange(
                booking,
                for: .completeStudy,
                by: actor,
                at: act.at,
                in: transaction
            )
            let studied = try StudiedRun(change.run, change.offer)
            _ = try change.heldPlaces([id], of: actor)
            try studied.refuseEarly(on: today)
            guard try transaction.complete(id, of: studied.run.id, on: today, act) else { return }
            try transaction.audit(
                act,
                .completeStudy,
                of: studied.run.id,
                in: studied.offer.lead?.organisation.id,
                ["place": .id(id)]
            )
            _ = try transaction.thank([id], studied, act, Post(settings, at: act.at), &ids)
        }
    }

    /// Marks who has worked through self-study, for those who keep its register.
    ///
    /// - Parameter marks: What changed; places that are not held are passed over.
    /// - Returns: How many marks differ from before.
    /// - Throws: ``BookingRefusal/notYet`` before it opens.
    @discardableResult
    package func markCompletions(of id: ID<Run>, _ marks: [ID<BookedPlace>: Bool], by actor: Actor)
        async throws -> Int
    {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        let today = services.today()
        return try await database.write { transaction in
            var ids = ids
            let run = try transaction.run(id).orNotFound()
            let studied = try StudiedRun(run, try transaction.offer(run.offer).orNotFound())
            try actor.require(.keepRegister, on: .of(studied.offer.hubs.map(\.organisation.id)))
            if marks.values.contains(true) { try studied.refuseEarly(on: today) }
            var completed: [ID<BookedPlace>] = []
            var takenAway = 0
            for place in try transaction.places(of: id, among: Set(marks.keys)) {
                if marks[place] == true {
                    if try transaction.complete(place, of: id, on: today, act) { completed.append(place) }
                } else {
                    takenAway += try transaction.execute(
                        "DELETE FROM study_completion WHERE place_id = \(place)"
                    )
                }
            }
            guard completed.count + takenAway > 0 else { return 0 }
            try transaction.audit(
                act,
                .markCompletions,
                of: id,
                in: studied.offer.lead?.organisation.id,
                ["completed": .count(completed.count), "takenAway": .count(takenAway)]
            )
            _ = try transaction.thank(completed, studied, act, Post(settings, at: act.at), &ids)
            return completed.count + takenAway
        }
    }
}

/// A run of self-study with its offer.
private struct StudiedRun {
    let run: Run
    let offer: Offer
    let study: SelfStudy

    /// - Throws: `AccessError.notFound` where the run has sessions: it has a register instead.
    init(_ run: Run, _ offer: Offer) throws {
        self.run = run
        self.offer = offer
        study = try run.study.orNotFound()
    }

    func refuseEarly(on today: LocalDate) throws(BookingRefusal) {
        guard today >= run.startsOn else { throw .notYet }
    }
}

extension Transaction {
    /// On which day each of some places was completed.
    func completions(of places: [ID<BookedPlace>]) throws -> [ID<BookedPlace>: LocalDate] {
        let rows = try rows(
            "SELECT place_id, completed_on FROM study_completion WHERE place_id IN (\(SQL.list(places)))"
        )
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.get(0), try $0.get(1)) })
    }

    /// A place that was worked through stays with whoever did it.
    func refuseCompleted(_ places: [BookedPlace]) throws {
        let completed = try completions(of: places.map(\.id))
        let names = places.filter { completed[$0.id] != nil }.map(\.name)
        guard names.isEmpty else { throw BookingRefusal.completed(names) }
    }

    /// Those of some places in a run that are held and confirmed, in order.
    fileprivate func places(of run: ID<Run>, among places: Set<ID<BookedPlace>>) throws -> [ID<BookedPlace>] {
        try column(
            """
            SELECT place.id FROM place
            WHERE \(BookedPlace.confirmed(in: run)) AND place.id IN (\(SQL.list(places.sorted()))) ORDER BY place.id
            """
        )
    }

    /// - Returns: Whether it was not completed before.
    fileprivate func complete(_ place: ID<BookedPlace>, of run: ID<Run>, on day: LocalDate, _ act: Act) throws
        -> Bool
    {
        try execute(
            """
            INSERT INTO study_completion (place_id, run_id, completed_on, marked_at, marked_by)
            VALUES (\(place), \(run), \(day), \(act.at), \(act.actor.person?.id))
            ON CONFLICT (place_id) DO NOTHING
            """
        ) > 0
    }

    fileprivate func thank(
        _ places: [ID<BookedPlace>],
        _ studied: StudiedRun,
        _ act: Act,
        _ post: Post,
        _ ids: inout IDSequence
    ) throws -> FinishedRun {
        try thank(
            students(of: studied.run, studied.study, among: places),
            studied.run,
            studied.offer,
            act,
            post,
            &ids
        )
    }
}
