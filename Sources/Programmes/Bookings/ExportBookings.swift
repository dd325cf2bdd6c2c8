package import Access
import CSV
import Database
package import Services
import Workbooks

extension Programmes {
    /// The bookings of all offers that a hub runs, as its list finds them, to take away. Taking them out is audited.
    package func exportBookings(
        ofOffersOf hub: ID<Organisation>,
        _ query: BookingQuery = BookingQuery(),
        by actor: Actor
    ) async throws -> BookingExport {
        try actor.signedInOrSystem()
        try actor.require(.seeBookings, on: .of(hub))
        let act = services.act(by: actor)
        let condition = query.condition(for: hub, on: services.today())
        let count = try await database.read { try $0.bookingCount(where: condition) }
        try await database.write { transaction in
            try transaction.audit(act, .exportBookings, in: hub, ["bookings": .count(count)])
        }
        return BookingExport(database: database, condition: condition, actor: actor)
    }
}

/// Bookings as a file, a row each, those made last first. They are read a page at a time, so that memory does not grow
/// with them.
package struct BookingExport: Sendable {
    let database: any Database
    let condition: SQL
    let actor: Actor
    /// How many are read at once.
    package var pageLength = 500

    package static let headings = [
        "Reference", "State", "Offer", "First day", "Last day", "School", "Who goes", "Places", "Booked by",
        "Booked on", "Purchase order", "Net", "VAT", "Total",
    ]

    /// Amounts are in pounds with a point.
    ///
    /// - Parameter write: Handed each piece of the file.
    package func csv(write: @concurrent ([UInt8]) async throws -> Void) async throws {
        var writer = CSVWriter()
        writer.write(Self.headings)
        try await forEachPage { rows in
            for row in rows { writer.write(row.map(\.text)) }
            try await write(writer.take())
        }
        try await write(writer.take())
    }

    /// Amounts are in pounds, as numbers that a spreadsheet adds up.
    package func workbook(write: @concurrent ([UInt8]) async throws -> Void) async throws {
        let workbook = try Workbook(sheet: "Bookings")
        workbook.write(heading: Self.headings)
        try await forEachPage { rows in
            for row in rows { workbook.write(row.map(\.inWorkbook)) }
        }
        try await write(try workbook.finish())
    }

    private func forEachPage(_ body: ([[FileCell]]) async throws -> Void) async throws {
        var rest: SQL = condition
        let limit = pageLength
        let actor = actor
        while true {
            let condition = rest
            let page = try await database.read { transaction in
                let bookings = try transaction.bookings(
                    where: condition,
                    order: BookingQuery.order,
                    limit: limit
                )
                return try transaction.pages(of: bookings, by: actor)
            }
            guard let last = page.last?.booking else { return }
            rest = """
                \(self.condition) AND booking.booked_at <= \(last.bookedAt)
                AND (booking.booked_at < \(last.bookedAt) OR booking.id > \(last.id))
                """
            try await body(page.map(Self.row))
        }
    }

    private static func row(_ record: BookingRecord) -> [FileCell] {
        let (booking, run) = (record.booking, record.run)
        let names = booking.heldPlaces.map(\.name)
        let cells: [FileCell] = [
            .text(booking.reference), .text(record.stateName), .text(record.offer.facts.title),
            .text(run.startsOn.description), .text(run.lastDay?.description ?? ""),
            .text(booking.organisation.name), .text(names.joined(separator: ", ")), .number(names.count),
            .text(booking.bookedBy.name), .text(LocalDate(booking.bookedAt, in: .london).description),
        ]
        // What is paid is for those who may change the booking, as on the page.
        guard record.mayChange else { return cells + [.empty, .empty, .empty, .empty] }
        let cost = booking.cost
        return cells + [
            .text(booking.purchaseOrder ?? ""), .pence(cost.net), .pence(cost.vat), .pence(cost.total),
        ]
    }
}

extension BookingRecord {
    /// How it stands, in words.
    package var stateName: String {
        if run.isCancelled { return "Dates cancelled" }
        if approval == .declined { return "Declined by the school’s lead" }
        if booking.state == .cancelled { return "Cancelled" }
        return approval == .asked ? "Waits for the school’s lead" : "Confirmed"
    }
}
