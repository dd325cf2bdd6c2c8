package import Access
import Database
package import Services

/// Whether someone came to a session.
package enum AttendanceState: String, CaseIterable, Sendable, SQLStorable {
    case present
    /// They said beforehand that they could not come.
    case apologies
    case absent

    package var name: String {
        switch self {
        case .present: "Present"
        case .apologies: "Apologies"
        case .absent: "Absent"
        }
    }
}

/// Everyone who holds a place, with whether they came to one session.
package struct AttendanceSheet: Sendable {
    package let offer: Offer
    package let run: Run
    package let session: RunSession
    /// By name.
    package let lines: [AttendanceLine]
    /// What the poster at the door leads to; `nil` until it is opened.
    package let doorCode: String?
    /// Whether the reader is of the hubs that run it. Whoever only leads the session sees who comes; what they eat and
    /// need, and the run's other pages, are for the organiser.
    package let isOrganiser: Bool

    package func count(_ state: AttendanceState) -> Int { lines.count { $0.state == state } }
}

package struct AttendanceLine: Sendable {
    package let place: BookedPlace
    package let organisation: Organisation
    /// `nil` while nothing is marked.
    package let state: AttendanceState?
    package let needs: PlaceNeeds
}

extension Programmes {
    /// The register of one session, for those who keep it.
    package func attendanceSheet(of session: ID<RunSession>, by actor: Actor) async throws -> AttendanceSheet
    {
        try actor.signedInOrSystem()
        return try await database.read { try $0.attendanceSheet(of: session, by: actor) }
    }
}

/// A session with what is around it.
struct HeldSession {
    let offer: Offer
    let run: Run
    let session: RunSession

    init(_ id: ID<RunSession>, in transaction: any Transaction) throws {
        let runID: ID<Run> = try transaction.value("SELECT run_id FROM run_session WHERE id = \(id)")
            .orNotFound()
        run = try transaction.run(runID).orNotFound()
        offer = try transaction.offer(run.offer).orNotFound()
        session = try run.sessions.first { $0.id == id }.orNotFound()
    }

    /// To everyone but the hubs that run it, and whoever leads the session, its register does not exist.
    func requireKeeping(by actor: Actor) throws {
        if let person = actor.person?.id, session.facilitators.contains(where: { $0.person == person }) {
            return
        }
        try actor.require(.keepRegister, on: .of(offer.hubs.map(\.organisation.id)))
    }
}

extension Transaction {
    func attendanceSheet(of id: ID<RunSession>, by actor: Actor) throws -> AttendanceSheet {
        let held = try HeldSession(id, in: self)
        try held.requireKeeping(by: actor)
        let isOrganiser = held.offer.isOrganised(by: actor)
        let rows = try rows(
            """
            SELECT \(BookedPlace.columns), organisation.id AS organisation_id, organisation.kind,
                organisation.name AS organisation_name, attendance.state AS came,
                coalesce(place_need.dietary, '') AS dietary, coalesce(place_need.access, '') AS access
            FROM place
            JOIN booking ON booking.id = place.booking_id
            JOIN organisation ON organisation.id = booking.organisation_id
            LEFT JOIN attendance ON attendance.place_id = place.id AND attendance.session_id = \(id)
            LEFT JOIN place_need ON place_need.place_id = place.id
            WHERE place.run_id = \(held.run.id) AND place.state = 'held'
            ORDER BY \(dialect.byteOrder("lower(place.name)")), place.id
            """
        )
        return AttendanceSheet(
            offer: held.offer,
            run: held.run,
            session: held.session,
            lines: try rows.map { row in
                AttendanceLine(
                    place: try BookedPlace(row: row),
                    organisation: Organisation(
                        id: try row.get("organisation_id"),
                        kind: try row.get("kind"),
                        name: try row.get("organisation_name")
                    ),
                    state: try row.get("came"),
                    needs: isOrganiser
                        ? PlaceNeeds(dietary: try row.get("dietary"), access: try row.get("access"))
                        : PlaceNeeds()
                )
            },
            doorCode: try value("SELECT code FROM session_door WHERE session_id = \(id)"),
            isOrganiser: isOrganiser
        )
    }
}
