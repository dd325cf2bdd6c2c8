package import Access
package import Database
package import Services

/// What schools attended of an offer within some days, by its registers.
package struct SchoolAttendance: Sendable, Equatable {
    /// Sessions at which a place of the school was marked present, however many of its places were: of several
    /// runs those of the run in which there were most. A school that is not here attended none.
    package let sessions: [ID<Organisation>: Int]
    /// Sessions held within the days at which nobody is marked: their registers were not kept yet.
    package let unmarked: Int
}

extension Transaction {
    package func schoolAttendance(
        of offer: ID<Offer>,
        from first: LocalDate,
        through last: LocalDate
    ) throws -> SchoolAttendance {
        let rows = try rows(
            """
            SELECT organisation_id, max(sessions) AS sessions FROM (
                SELECT booking.organisation_id, attendance.run_id,
                    count(DISTINCT attendance.session_id) AS sessions
                FROM run
                JOIN run_session ON run_session.run_id = run.id
                JOIN attendance ON attendance.session_id = run_session.id AND attendance.state = 'present'
                JOIN place ON place.id = attendance.place_id AND place.state = 'held'
                JOIN booking ON booking.id = place.booking_id
                WHERE run.offer_id = \(offer) AND run_session.held_on BETWEEN \(first) AND \(last)
                GROUP BY booking.organisation_id, attendance.run_id
            ) AS attended GROUP BY organisation_id
            """
        )
        var sessions: [ID<Organisation>: Int] = [:]
        for row in rows { sessions[try row.get("organisation_id")] = try row.get("sessions") }
        return SchoolAttendance(
            sessions: sessions,
            unmarked: try count(
                """
                SELECT count(*) FROM run_session JOIN run ON run.id = run_session.run_id
                WHERE run.offer_id = \(offer) AND run_session.held_on BETWEEN \(first) AND \(last)
                    AND \(Run.isHeld)
                    AND NOT EXISTS (SELECT 1 FROM attendance WHERE attendance.session_id = run_session.id)
                """
            )
        )
    }
}
