import Access
import Accounts
import Database
import Services

extension PathwaysPersonalData {
    /// On a pathway only the number and the outcome stay, for the hub’s return; the person leaves.
    func eraseProgrammes(of person: ID<Person>, on day: LocalDate, _ transaction: any Transaction) throws
        -> Int
    {
        let found: [Participant] = try transaction.all("\(Participant.source) WHERE t.person_id = \(person)")
        for participant in found {
            let id = participant.id
            try transaction.execute("UPDATE milestone_record SET evidence = '' WHERE participant_id = \(id)")
            try transaction.execute(
                """
                UPDATE participant_change SET reason = CASE WHEN reason = '' THEN '' ELSE 'Removed' END
                WHERE participant_id = \(id)
                """
            )
            try transaction.execute("UPDATE induction SET reference = '' WHERE participant_id = \(id)")
            for table: SQL in ["training_period", "mentorship_period"] {
                try transaction.execute(
                    """
                    UPDATE \(table) SET ends_on = CASE WHEN starts_on > \(day) THEN starts_on ELSE \(day) END
                    WHERE participant_id = \(id) AND ends_on IS NULL
                    """
                )
            }
            if !participant.isOver {
                try transaction.execute(
                    """
                    UPDATE participant SET training_status = 'withdrawn', ended_on = \(max(day, participant.startsOn)),
                        version = version + 1 WHERE id = \(id)
                    """
                )
            }
        }
        let mentored = try transaction.execute(
            """
            UPDATE mentorship_period SET ends_on = CASE WHEN starts_on > \(day) THEN starts_on ELSE \(day) END
            WHERE mentor_id = \(person) AND ends_on IS NULL
            """
        )
        return found.count + mentored
    }

    /// Payments must be kept for the accounts; what was written need not.
    func eraseMoney(of person: ID<Person>, on day: LocalDate, _ transaction: any Transaction) throws -> Int {
        var rows = try transaction.execute(
            """
            UPDATE placement_candidate SET note = '', near_school_id = NULL, state = 'left', version = version + 1
            WHERE person_id = \(person)
            """
        )
        rows += try transaction.execute(
            """
            UPDATE placement SET note = '', state = CASE state WHEN 'declined' THEN 'declined' ELSE 'ended' END,
                ends_on = CASE WHEN state IN ('ended', 'declined') OR ends_on < \(day) THEN ends_on
                    WHEN starts_on > \(day) THEN starts_on ELSE \(day) END,
                version = version + 1
            WHERE candidate_id IN (SELECT id FROM placement_candidate WHERE person_id = \(person))
            """
        )
        rows += try transaction.execute(
            """
            UPDATE protected_day SET note = '' WHERE placement_id IN (SELECT p.id FROM placement p
                JOIN placement_candidate k ON k.id = p.candidate_id WHERE k.person_id = \(person))
            """
        )
        rows += try transaction.execute("UPDATE placement SET mentor_id = NULL WHERE mentor_id = \(person)")
        let applications: [BursaryApplication] = try transaction.all(
            "\(BursaryApplication.source) WHERE a.person_id = \(person)"
        )
        for application in applications {
            try transaction.emptyApplication(application.id)
            if application.state == .sent {
                try transaction.execute(
                    "UPDATE bursary_application SET state = 'withdrawn' WHERE id = \(application.id)"
                )
            }
        }
        rows += try transaction.execute("UPDATE bursary_score SET comment = '' WHERE person_id = \(person)")
        rows += try transaction.execute("DELETE FROM bursary_panel WHERE person_id = \(person)")
        return rows + applications.count
    }
}
