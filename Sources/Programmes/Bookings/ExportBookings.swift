package import Access
import Database
package import Services

extension Programmes {
    /// The bookings of all offers that a hub runs, as its list finds them, to take away: a row each, those made last
    /// first. Taking them out is audited.
    package func exportBookings(
        ofOffersOf hub: ID<Organisation>,
        _ query: BookingQuery = BookingQuery(),
        by actor: Actor
    ) async throws -> FileExport {
        try actor.signedInOrSystem()
        try actor.require(.seeBookings, on: .of(hub))
        let act = services.act(by: actor)
        let condition = query.condition(for: hub, on: services.today())
        let count = try await database.read { try $0.bookingCount(where: condition) }
        try await database.write { transaction in
            try transaction.audit(act, .exportBookings, in: hub, ["bookings": .count(count)])
        }
        return FileExport(
            database: database,
            sheet: "Bookings",
            headings: BookingRecord.fileHeadings,
            condition: condition
        ) { transaction, found, limit in
            let bookings = try transaction.bookings(where: found, order: BookingQuery.order, limit: limit)
            guard let last = bookings.last else { return nil }
            let rest: SQL = """
                \(condition) AND booking.booked_at <= \(last.bookedAt)
                AND (booking.booked_at < \(last.bookedAt) OR booking.id > \(last.id))
                """
            let rows = try transaction.pages(of: bookings, by: actor).map(\.fileRow)
            return (rows: rows, rest: rest)
        }
    }
}

extension BookingRecord {
    fileprivate static let fileHeadings = [
        "Reference", "State", "Offer", "First day", "Last day", "School", "Who goes", "Places", "Booked by",
        "Booked on", "Purchase order", "Net", "VAT", "Total",
    ]

    fileprivate var fileRow: [FileCell] {
        let names = booking.heldPlaces.map(\.name)
        let cells: [FileCell] = [
            .text(booking.reference), .text(standing.name), .text(offer.facts.title),
            .text(run.startsOn.description), .text(run.lastDay?.description ?? ""),
            .text(booking.organisation.name), .text(names.joined(separator: ", ")), .number(names.count),
            .text(booking.bookedBy.name), .text(LocalDate(booking.bookedAt, in: .london).description),
        ]
        // What is paid is for those who may change the booking, as on the page.
        guard mayChange else { return cells + [.empty, .empty, .empty, .empty] }
        let cost = booking.cost
        return cells + [
            .text(booking.purchaseOrder ?? ""), .pence(cost.net), .pence(cost.vat), .pence(cost.total),
        ]
    }
}

extension BookingRecord {
    /// How a booking stands: what ended it, or else whether the school’s lead has agreed.
    package enum Standing: Sendable {
        case datesCancelled, declined, cancelled, asked, confirmed

        package var name: String {
            switch self {
            case .datesCancelled: "Dates cancelled"
            case .declined: "Declined by the school’s lead"
            case .cancelled: "Cancelled"
            case .asked: "Waits for the school’s lead"
            case .confirmed: "Confirmed"
            }
        }
    }

    package var standing: Standing {
        if run.isCancelled { return .datesCancelled }
        if approval == .declined { return .declined }
        if booking.state == .cancelled { return .cancelled }
        return approval == .asked ? .asked : .confirmed
    }
}
