import Access
import Database
import Evidence
import Programmes
import Services

extension FieldReader {
    /// The academic years that a table takes, by the year in which they start.
    private static let years = 1988...2200

    /// A first day of training as typed; `nil` where there is none.
    mutating func firstDay(_ typed: String, _ field: String, isRequired: Bool = true) -> LocalDate? {
        let day = date(typed, field, named: "the first day", isRequired: isRequired)
        if let day, !Self.years.contains(AcademicYear(containing: day).startYear) {
            report(field, "Enter the year of the first day in full, such as 2027")
        }
        return day
    }
}

extension Transaction {
    /// Moves a participant’s first day, and with it the academic year, the first period of training and the mentor they
    /// began with.
    ///
    /// - Throws: `Faults` where something is recorded for a day before the new one.
    func moveFirstDay(of found: Participant, to day: LocalDate, field: String) throws {
        if let first = try firstRecorded(of: found), day > first {
            throw Faults([
                Fault(
                    field,
                    "Something is recorded for \(first.spelledShort): enter a first day up to then, or take that back first"
                )
            ])
        }
        try execute(
            """
            UPDATE participant SET starts_on = \(day), academic_year = \(AcademicYear(containing: day).startYear)
            WHERE id = \(found.id)
            """
        )
        // Who moved on the day they began has two periods from that day: the one that ended comes first.
        for table: SQL in ["training_period", "mentorship_period"] {
            try execute(
                """
                UPDATE \(table) SET starts_on = \(day) WHERE id = (SELECT x.id FROM \(table) x
                    WHERE x.participant_id = \(found.id) AND x.starts_on = \(found.startsOn)
                    ORDER BY CASE WHEN x.ends_on IS NULL THEN 1 ELSE 0 END, x.ends_on, x.id LIMIT 1)
                """
            )
        }
    }

    /// The first day after the beginning for which something is recorded.
    private func firstRecorded(of found: Participant) throws -> LocalDate? {
        let id = found.id
        return try value(
            """
            SELECT min(recorded.on_day) FROM (
                SELECT ends_on AS on_day FROM training_period WHERE participant_id = \(id) AND ends_on IS NOT NULL
                UNION ALL SELECT starts_on FROM training_period
                    WHERE participant_id = \(id) AND starts_on > \(found.startsOn)
                UNION ALL SELECT ends_on FROM mentorship_period
                    WHERE participant_id = \(id) AND ends_on IS NOT NULL
                UNION ALL SELECT starts_on FROM mentorship_period
                    WHERE participant_id = \(id) AND starts_on > \(found.startsOn)
                UNION ALL SELECT from_on FROM participant_change WHERE participant_id = \(id)
                UNION ALL SELECT reached_on FROM milestone_record WHERE participant_id = \(id)
                UNION ALL SELECT held_on FROM induction_assessment WHERE participant_id = \(id)
                UNION ALL SELECT ended_on FROM participant WHERE id = \(id) AND ended_on IS NOT NULL
            ) AS recorded
            """
        )
    }
}
