import Access
import Database
import Foundation
import Programmes
import Services

/// A run of the volume while it is filled.
struct VolumeRun {
    let id: Int64
    let capacity: Int
    let days: [LocalDate]
    let closesOn: LocalDate?
    /// No booking is added once so many places are taken.
    let enough: Int
    var taken = 0
    /// Schools that have booked: each once.
    var schools: Set<Int> = []

    var startsOn: LocalDate { days.first ?? LocalDate(daysSinceEpoch: 0) }
    var isOpen: Bool { taken < enough }
}

extension Volume {
    /// Runs of an offer from the latest back in time, each filled before the one before it is held.
    mutating func runs(
        of offer: Int64,
        _ facts: OfferFacts,
        hub: Int,
        bookings count: Int,
        _ rows: inout VolumeRows
    ) -> [VolumeRun] {
        var runs: [VolumeRun] = []
        var start = draws.happens(0.55) ? draws.whole(2...230) : -draws.whole(1...250)
        var left = count
        repeat {
            var run = run(starting: start)
            while left > 0, run.isOpen, book(in: &run, facts, hub: hub, &rows) { left -= 1 }
            write(run, of: offer, facts, &rows)
            runs.append(run)
            start -= draws.whole(60...160)
        } while left > 0
        return runs
    }

    private mutating func run(starting start: Int) -> VolumeRun {
        let capacity = draws.one(of: [16, 20, 24, 30, 30, 36, 40, 60, 100])
        let interval = draws.whole(2...5) * 7
        let offsets = (0..<draws.one(of: [1, 1, 2, 3, 4])).map { start + $0 * interval }
        let days = Set(offsets.map { options.today.adding(days: $0).movedToSchoolDay(forward: $0 > 0) })
            .sorted()
        let isAhead = (days.first ?? options.today) > options.today
        let closesOn = draws.happens(0.3) ? days.first?.adding(days: -draws.whole(2...10)) : nil
        let share = isAhead ? 0.1 + 1.1 * draws.unit() : 0.5 + 0.55 * draws.unit()
        return VolumeRun(
            id: id(),
            capacity: capacity,
            days: days,
            closesOn: closesOn,
            enough: max(1, Int(min(1, share) * Double(capacity)))
        )
    }

    private mutating func write(
        _ run: VolumeRun,
        of offer: Int64,
        _ facts: OfferFacts,
        _ rows: inout VolumeRows
    ) {
        let waiting = run.taken == run.capacity && run.startsOn > options.today ? draws.whole(0...4) : 0
        var ticket = 1
        for position in 0..<waiting where wait(in: run, ticket: ticket, from: position, &rows) { ticket += 1 }
        rows.runs.append([
            .integer(run.id), .integer(offer), .integer(Int64(run.capacity)), .integer(Int64(run.taken)),
            run.closesOn?.sqlValue ?? .null, run.startsOn.sqlValue, (run.days.last ?? run.startsOn).sqlValue,
            .integer(Int64(ticket)), .integer(1),
        ])
        let hours = draws.one(of: [
            ("09:30", "15:30"), ("13:30", "16:00"), ("15:45", "17:00"), ("09:00", "12:00"),
        ])
        for (position, day) in run.days.enumerated() {
            let isInRoom = facts.mode == .inPerson || (facts.mode == .blended && position == 0)
            rows.sessions.append([
                .integer(id()), .integer(run.id), day.sqlValue, .text(hours.0), .text(hours.1),
                .text(
                    isInRoom
                        ? draws.one(of: ["Hall", "Library", "Room 2", "Room 11", "Conference room"]) : ""
                ),
                .text(isInRoom ? "" : "https://meet.braid.example/\(run.id % 1_000_000)"),
            ])
        }
    }
}
