package import Access
import Accounts
import CSV
package import Database
import Foundation
package import Mail
package import Services

/// Who is coming to a run, for the hubs that run it.
package struct Register: Sendable {
    package let offer: Offer
    package let run: Run
    /// By school, then by name.
    package let lines: [RegisterLine]
    /// In their order.
    package let waiting: [WaitingEntry]
    /// Addresses of those who go, who booked or who wait that email did not reach.
    package let undelivered: [UndeliveredMail]
}

package struct RegisterLine: Sendable, RowReadable {
    package let place: BookedPlace
    package let organisation: Organisation
    package let booking: ID<Booking>
    package let reference: String
    package let purchaseOrder: String?
    package let bookedBy: String
    /// The booker's address does not speak for the school, and they have no role there.
    package let isUnconfirmed: Bool
    /// Waits for the school's lead.
    package let awaitsApproval: Bool
    package let needs: PlaceNeeds
    /// The day on which self-study was completed.
    package let completedOn: LocalDate?

    package init(row: Row) throws {
        place = try BookedPlace(row: row)
        organisation = Organisation(
            id: try row.get("organisation_id"),
            kind: try row.get("kind"),
            name: try row.get("organisation_name")
        )
        booking = try row.get("booking_id")
        reference = try row.get("reference")
        purchaseOrder = try row.get("purchase_order")
        bookedBy = try row.get("booker_name")
        isUnconfirmed = try row.get("is_unconfirmed")
        awaitsApproval = try row.get("awaits_approval")
        needs = PlaceNeeds(dietary: try row.get("dietary"), access: try row.get("access"))
        completedOn = try row.get("completed_on")
    }
}

extension Programmes {
    /// Who holds a place in a run, and who waits.
    package func register(of id: ID<Run>, by actor: Actor) async throws -> Register {
        try actor.signedInOrSystem()
        return try await database.read { transaction in try transaction.register(of: id, by: actor) }
    }

    /// The register as a file for a spreadsheet. Taking personal data out is audited.
    package func registerCSV(of id: ID<Run>, by actor: Actor) async throws -> [UInt8] {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        let register = try await database.write { transaction in
            let register = try transaction.register(of: id, by: actor)
            try transaction.audit(
                act,
                .readRegister,
                of: id,
                in: register.offer.lead?.organisation.id,
                ["places": .count(register.lines.count)]
            )
            return register
        }
        let isStudy = register.run.study != nil
        var writer = CSVWriter()
        writer.write(
            [
                "School", "Name", "Email", "Booking", "Booked by", "Purchase order", "Dietary needs",
                "Access needs",
            ] + (isStudy ? ["Completed on"] : [])
        )
        for line in register.lines {
            writer.write(
                [
                    line.organisation.name, line.place.name, line.place.email?.text ?? "", line.reference,
                    line.bookedBy, line.purchaseOrder ?? "", line.needs.dietary, line.needs.access,
                ] + (isStudy ? [line.completedOn?.description ?? ""] : [])
            )
        }
        return writer.take()
    }
}

extension Transaction {
    fileprivate func register(of id: ID<Run>, by actor: Actor) throws -> Register {
        let run = try run(id).orNotFound()
        let offer = try offer(run.offer).orNotFound()
        // A register is private even when the offer is public: an outsider does not learn that there is one.
        try actor.require(.seeBookings, on: .of(offer.hubs.map(\.organisation.id)))
        let lines: [RegisterLine] = try all(
            """
            SELECT \(BookedPlace.columns), booking.organisation_id, organisation.kind, organisation.name AS organisation_name,
                booking.id AS booking_id, booking.reference, booking.purchase_order, booker.name AS booker_name,
                CASE WHEN booking_school.is_recognised = 0 THEN 1 ELSE 0 END AS is_unconfirmed,
                CASE WHEN booking_approval.state = 'asked' THEN 1 ELSE 0 END AS awaits_approval,
                coalesce(place_need.dietary, '') AS dietary, coalesce(place_need.access, '') AS access,
                study_completion.completed_on
            FROM booking
            JOIN place ON place.booking_id = booking.id AND place.state = 'held'
            JOIN organisation ON organisation.id = booking.organisation_id
            JOIN person AS booker ON booker.id = booking.booked_by
            LEFT JOIN booking_school ON booking_school.person_id = booking.booked_by
                AND booking_school.organisation_id = booking.organisation_id
            LEFT JOIN booking_approval ON booking_approval.booking_id = booking.id
            LEFT JOIN place_need ON place_need.place_id = place.id
            LEFT JOIN study_completion ON study_completion.place_id = place.id
            WHERE booking.run_id = \(id)
            ORDER BY \(dialect.byteOrder("lower(organisation.name)")), \(dialect.byteOrder("lower(place.name)")), place.id
            """
        )
        let undelivered = try undelivered(
            among: """
                SELECT place.email FROM place WHERE place.run_id = \(id) AND place.state = 'held'
                UNION SELECT person.email FROM booking JOIN person ON person.id = booking.booked_by
                WHERE booking.run_id = \(id)
                UNION SELECT person.email FROM waiting_entry JOIN person ON person.id = waiting_entry.person_id
                WHERE waiting_entry.run_id = \(id) AND waiting_entry.state IN ('waiting', 'offered')
                UNION SELECT contact_email FROM waiting_entry
                WHERE run_id = \(id) AND state IN ('waiting', 'offered')
                """
        )
        return Register(
            offer: offer,
            run: run,
            lines: lines,
            waiting: try waitingList(of: id),
            undelivered: undelivered
        )
    }

    /// Tells everyone who holds a place that sessions moved. Where the school's lead has not agreed yet, they hear of
    /// it when the lead does.
    func tellOfMovedSessions(
        _ changes: SessionChanges,
        run: Run,
        offer: Offer,
        _ post: Post,
        _ ids: inout IDSequence
    ) throws {
        let places: [BookedPlace] = try all(
            "SELECT \(BookedPlace.columns) FROM place WHERE \(BookedPlace.confirmed(in: run.id)) ORDER BY place.id"
        )
        for place in places {
            guard let mail = post.sessionsMoved(place, changes, offer, run) else { continue }
            try enqueue(mail, id: ids.next(), at: post.now)
        }
    }
}
