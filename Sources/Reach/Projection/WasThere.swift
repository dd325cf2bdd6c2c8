import Database
import Services

/// When the person of a place counts as having been at training: one condition for the projection, the figures of
/// returns and whatever else asks, so that they cannot disagree.
enum WasThere {
    /// Over `run_session AS s`: a register of its run was kept.
    static let isRegistered: SQL = "EXISTS (SELECT 1 FROM attendance AS a WHERE a.run_id = s.run_id)"

    /// Over `place` and `run_session AS s` of its run: marked present at the session or, where no register of the run was
    /// kept, holding a place in it.
    static let atSession: SQL = """
        (EXISTS (SELECT 1 FROM attendance AS a
            WHERE a.session_id = s.id AND a.place_id = place.id AND a.state = 'present')
            OR NOT \(isRegistered))
        """

    /// Over `place`: at a session on one of these days or, of self-study, completing it on one.
    static func between(_ from: LocalDate, _ to: LocalDate) -> SQL {
        """
        (EXISTS (SELECT 1 FROM run_session AS s
            WHERE s.run_id = place.run_id AND s.held_on BETWEEN \(from) AND \(to) AND \(atSession))
            OR EXISTS (SELECT 1 FROM study_completion AS c
                WHERE c.place_id = place.id AND c.completed_on BETWEEN \(from) AND \(to)))
        """
    }
}
