import Access
import Accounts
import Database
package import Foundation
import Services

extension BookingApproval {
    /// After how many days a school's leads are reminded, once.
    package static let remindAfterDays = 3
    /// How long places are kept for an answer, in days, unless the first day is earlier.
    package static let keptDays = 7

    /// Until when places are kept for the lead's answer: for seven days, but not beyond the beginning of the first
    /// day (of self-study: the end of the last), and for one whole day at least.
    package static func keptUntil(askedAt: Date, _ run: Run) -> Date {
        let day: Double = 86_400
        let last = run.study == nil ? Date(run.startsOn, .midnight, in: .london) : run.changesUntil
        return min(
            askedAt.addingTimeInterval(Double(keptDays) * day),
            max(last, askedAt.addingTimeInterval(day))
        )
    }
}

extension Programmes {
    /// Reminds leads of bookings that wait for them, once, and ends those that nobody answered in time: their places
    /// are free again at no cost, and the booker is told. May be run at any time.
    @discardableResult
    package func chaseApprovals() async throws -> (reminded: Int, expired: Int) {
        let waiting: [AskedBooking] = try await database.read {
            try $0.all(
                """
                SELECT booking.id, booking.run_id FROM booking_approval
                JOIN booking ON booking.id = booking_approval.booking_id AND booking.state = 'confirmed'
                WHERE booking_approval.state = 'asked' ORDER BY booking_approval.asked_at, booking.id
                """
            )
        }
        var (reminded, expired) = (0, 0)
        for asked in waiting {
            switch try await chase(asked) {
            case .reminded: reminded += 1
            case .expired: expired += 1
            case .nothing: break
            }
        }
        return (reminded, expired)
    }

    private func chase(_ asked: AskedBooking) async throws -> Chased {
        let act = services.act(by: .system("job \(Self.dailyJob)"))
        let ids = IDSequence(services)
        let settings = settings
        return try await database.write(exclusively: Self.queue(asked.run)) { transaction in
            var ids = ids
            let row = try transaction.rows(
                """
                SELECT asked_at, reminded_at FROM booking_approval
                WHERE booking_id = \(asked.booking) AND state = 'asked'
                """
            ).first
            // The lead may have answered since they were listed.
            guard let row, let booking = try transaction.booking(asked.booking), booking.state == .confirmed
            else { return .nothing }
            let run = try transaction.run(asked.run).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            let post = Post(settings, at: act.at)
            let askedAt: Date = try row.get("asked_at")
            let until = BookingApproval.keptUntil(askedAt: askedAt, run)
            let school = booking.organisation.id
            if act.at >= until {
                // Whoever came has taken the place up: only the lead can still say no.
                guard try !transaction.hasCome(booking) else { return .nothing }
                let before = PlacesLeft(run.placesLeft)
                try transaction.execute(
                    """
                    UPDATE booking_approval SET state = 'declined', answered_at = \(act.at)
                    WHERE booking_id = \(booking.id)
                    """
                )
                try transaction.freePlaces(of: booking, offer, act)
                try transaction.audit(act, .expireApproval, of: booking.id, in: school)
                if let email = try transaction.email(of: booking.bookedBy.id) {
                    try transaction.send(post.approvalExpired(booking, to: email, offer), act, &ids)
                }
                try transaction.passOnFreePlaces(of: run.id, act, post, settings, &ids)
                try transaction.touchPlaces(of: offer.id, run.id, before: before)
                return .expired
            }
            let wasReminded = try row.get("reminded_at", as: Date?.self) != nil
            let reminder = askedAt.addingTimeInterval(Double(BookingApproval.remindAfterDays) * 86_400)
            guard !wasReminded, act.at >= reminder else { return .nothing }
            try transaction.execute(
                "UPDATE booking_approval SET reminded_at = \(act.at) WHERE booking_id = \(booking.id)"
            )
            try transaction.audit(act, .remindApproval, of: booking.id, in: school)
            for lead in try transaction.leads(of: school) {
                try transaction.send(
                    post.askApproval(booking, of: lead.email, named: lead.name, offer, run, again: until),
                    act,
                    &ids
                )
            }
            return .reminded
        }
    }

    private enum Chased: Sendable { case reminded, expired, nothing }

    private struct AskedBooking: Sendable, RowReadable {
        let booking: ID<Booking>
        let run: ID<Run>

        init(row: Row) throws {
            booking = try row.get("id")
            run = try row.get("run_id")
        }
    }
}

extension Transaction {
    /// Whether somebody of a booking was at a session.
    fileprivate func hasCome(_ booking: Booking) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM attendance
            WHERE state = 'present' AND place_id IN (\(SQL.list(booking.heldPlaces.map(\.id))))
            """
        )
    }
}
