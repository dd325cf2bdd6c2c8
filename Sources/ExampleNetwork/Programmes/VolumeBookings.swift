import Access
import Accounts
import Database
import Foundation
import Programmes
import Services

extension Volume {
    /// Books some places for a school that has none in the run.
    ///
    /// - Returns: Whether a school could be found.
    mutating func book(in run: inout VolumeRun, _ facts: OfferFacts, hub: Int, _ rows: inout VolumeRows)
        -> Bool
    {
        guard let school = school(for: run, hub: hub) else { return false }
        run.schools.insert(school)
        let staff = people.staff(
            of: schools[school],
            seed: options.seed,
            known: known,
            since: noon(options.today.adding(days: -1_500)),
            &rows
        )
        let wanted = 1 + draws.position(weights: [52, 26, 13, 6, 3])
        let count = min(wanted, run.capacity - run.taken, staff.count)
        let booking = id()
        let bookedAt = bookedAt(run)
        let isCancelled = draws.happens(0.04)
        let order: SQLValue = draws.happens(0.4) ? .text("PO-\(draws.whole(10_000...99_999))") : .null
        rows.bookings.append([
            .integer(booking), .text(reference()), .integer(run.id), schools[school].organisation.id.sqlValue,
            .integer(staff[0].id), order, facts.price.sqlValue, .integer(Int64(facts.vat.rateBasisPoints)),
            .text(isCancelled ? "cancelled" : "confirmed"), bookedAt.sqlValue, .integer(isCancelled ? 2 : 1),
        ])
        let start = draws.whole(0...(staff.count - 1))
        for position in 0..<count {
            place(
                staff[(start + position) % staff.count],
                in: booking,
                run.id,
                at: position,
                isCancelled ? "cancelled" : "held",
                bookedAt,
                facts.price,
                &rows
            )
        }
        if !isCancelled {
            run.taken += count
            if draws.happens(0.03), count < staff.count {
                place(
                    staff[(start + count) % staff.count],
                    in: booking,
                    run.id,
                    at: 0,
                    "substituted",
                    bookedAt,
                    facts.price,
                    &rows
                )
            }
        }
        return true
    }

    /// A school on the waiting list of a full run: one that is not in it.
    mutating func wait(in run: VolumeRun, ticket: Int, from position: Int, _ rows: inout VolumeRows) -> Bool {
        let school = (run.id.hashPosition + position * 7) % schools.count
        guard !run.schools.contains(school) else { return false }
        let staff = people.staff(
            of: schools[school],
            seed: options.seed,
            known: known,
            since: noon(options.today.adding(days: -1_500)),
            &rows
        )
        rows.waiting.append([
            .integer(id()), .integer(run.id), schools[school].organisation.id.sqlValue, .integer(staff[0].id),
            .integer(Int64(ticket)), .integer(Int64(draws.whole(1...3))),
            .integer(draws.happens(0.5) ? 1 : 0),
            .text("waiting"), noon(options.today.adding(days: -draws.whole(1...6))).sqlValue,
        ])
        return true
    }

    private mutating func place(
        _ person: VolumePerson,
        in booking: Int64,
        _ run: Int64,
        at position: Int,
        _ state: String,
        _ changedAt: Date,
        _ price: Pence,
        _ rows: inout VolumeRows
    ) {
        rows.places.append([
            .integer(id()), .integer(booking), .integer(run), .integer(Int64(position)), .integer(person.id),
            .text(person.name), .text(person.email), .text(state), changedAt.sqlValue,
            price.sqlValue,
        ])
    }

    /// Near schools come more often than far ones.
    private mutating func school(for run: VolumeRun, hub: Int) -> Int? {
        let around = schools(around: hub)
        for _ in 0..<20 {
            let nearness = draws.unit()
            let school = around[Int(nearness * nearness * Double(around.count))]
            if !run.schools.contains(school) { return school }
        }
        return around.first { !run.schools.contains($0) }
    }

    /// Between ten weeks before the first session and its day, never after today.
    private mutating func bookedAt(_ run: VolumeRun) -> Date {
        let latest = min(run.startsOn.adding(days: -2), options.today.adding(days: -1))
        let day = latest.adding(days: -draws.whole(0...60))
        return noon(day).addingTimeInterval(Double(draws.whole(-14_000...14_000)))
    }
}

extension Int64 {
    fileprivate var hashPosition: Int { Int(self % 1_000_003) }
}
