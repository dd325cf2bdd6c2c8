import Access
import Database
import Foundation
import Services

extension Transaction {
    /// Removes what ended before a day.
    func remove(_ kind: Retention, before limit: LocalDate, _ act: Act) throws -> Int {
        switch kind {
        case .coachingContent: try removeCoachingContent(before: limit)
        case .coachingRecord: try removeCoachingRecords(before: limit)
        case .contactNotes:
            try execute(
                "DELETE FROM contact_entry WHERE spoke_on < \(limit) AND (next_action = '' OR next_done_at IS NOT NULL)"
            )
        case .newsletters:
            try execute("DELETE FROM newsletter WHERE sent_at < \(Self.start(of: limit))")
        case .participants: try removeParticipants(before: limit)
        case .supportTexts: try emptySupport(before: limit)
        case .candidates:
            try execute(
                """
                DELETE FROM placement_candidate WHERE state <> 'placed' AND available_from < \(limit)
                    AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.candidate_id = placement_candidate.id)
                """
            )
        case .placements: try removePlacements(before: limit)
        case .applications: try emptyApplications(before: limit)
        case .awards: try removeAwards(before: limit)
        }
    }

    /// The key goes, and with it everything sealed under it.
    private func removeCoachingContent(before limit: LocalDate) throws -> Int {
        let due: [ID<CoachingRelationship>] = try column(
            """
            SELECT r.id FROM coaching_relationship r JOIN coaching_key k ON k.relationship_id = r.id
            WHERE r.state = 'ended' AND r.ends_on < \(limit)
                AND NOT EXISTS (SELECT 1 FROM coaching_relationship later
                    WHERE later.previous_id = r.id AND later.shares_previous = 1 AND later.state <> 'ended')
            """
        )
        for id in due { try destroyContent(of: id) }
        return due.count
    }

    func destroyContent(of id: ID<CoachingRelationship>) throws {
        try execute("DELETE FROM coaching_key WHERE relationship_id = \(id)")
        try execute(
            """
            UPDATE coaching_session SET sealed_notes = NULL, sealed_reflection = NULL
            WHERE relationship_id = \(id)
            """
        )
    }

    private func removeCoachingRecords(before limit: LocalDate) throws -> Int {
        let due: [ID<CoachingRelationship>] = try column(
            "SELECT id FROM coaching_relationship WHERE state = 'ended' AND ends_on < \(limit)"
        )
        for id in due {
            try execute("UPDATE coaching_relationship SET previous_id = NULL WHERE previous_id = \(id)")
            try execute("DELETE FROM coaching_opening WHERE relationship_id = \(id)")
            try execute("DELETE FROM coaching_session WHERE relationship_id = \(id)")
            try execute("DELETE FROM coaching_key WHERE relationship_id = \(id)")
            try execute("DELETE FROM coaching_relationship WHERE id = \(id)")
        }
        return due.count
    }

    private func removeParticipants(before limit: LocalDate) throws -> Int {
        let due: [ID<Participant>] = try column("SELECT id FROM participant WHERE ended_on < \(limit)")
        for id in due {
            try execute("DELETE FROM induction_assessment WHERE participant_id = \(id)")
            try execute("DELETE FROM induction WHERE participant_id = \(id)")
            try execute("DELETE FROM milestone_record WHERE participant_id = \(id)")
            try execute("DELETE FROM participant_change WHERE participant_id = \(id)")
            try execute("DELETE FROM mentorship_period WHERE participant_id = \(id)")
            try execute("DELETE FROM training_period WHERE participant_id = \(id)")
            try execute("DELETE FROM participant WHERE id = \(id)")
        }
        return due.count
    }

    /// That a school was supported, by whom and for how many days, stays; what was written goes.
    private func emptySupport(before limit: LocalDate) throws -> Int {
        let due: [ID<SupportCase>] = try column(
            "SELECT id FROM support_case WHERE closed_on < \(limit) AND need <> 'Removed'"
        )
        for id in due {
            try execute(
                "UPDATE support_case SET need = 'Removed', diagnosis = '', goal = '', version = version + 1 WHERE id = \(id)"
            )
            try execute("UPDATE support_review SET findings = '', next_steps = '' WHERE case_id = \(id)")
            try execute("UPDATE support_hub SET task = '' WHERE case_id = \(id)")
            try execute("UPDATE deployment_day SET focus = '' WHERE case_id = \(id)")
        }
        return due.count
    }

    private func removePlacements(before limit: LocalDate) throws -> Int {
        let due: [ID<Placement>] = try column(
            "SELECT id FROM placement WHERE ends_on < \(limit)"
        )
        for id in due {
            try execute(
                "DELETE FROM uplift_payment WHERE uplift_id IN (SELECT id FROM salary_uplift WHERE placement_id = \(id))"
            )
            try execute("DELETE FROM salary_uplift WHERE placement_id = \(id)")
            try execute("DELETE FROM research_project WHERE placement_id = \(id)")
            try execute("DELETE FROM protected_day WHERE placement_id = \(id)")
            try execute("DELETE FROM placement WHERE id = \(id)")
        }
        try execute(
            """
            UPDATE placement_candidate SET state = 'left', version = version + 1
            WHERE state = 'placed' AND NOT EXISTS (SELECT 1 FROM placement p
                WHERE p.candidate_id = placement_candidate.id)
            """
        )
        return due.count
    }

    /// The decision and the amounts stay for the call’s account; what was written about the person goes.
    private func emptyApplications(before limit: LocalDate) throws -> Int {
        let due: [ID<BursaryApplication>] = try column(
            """
            SELECT a.id FROM bursary_application a JOIN bursary_call c ON c.id = a.call_id
            WHERE a.state IN ('withdrawn', 'refused', 'sent') AND a.plan <> ''
                AND coalesce(a.decided_on, c.closes_on) < \(limit)
            """
        )
        for id in due { try emptyApplication(id) }
        return due.count
    }

    func emptyApplication(_ id: ID<BursaryApplication>) throws {
        try execute(
            """
            UPDATE bursary_application SET title = 'Removed', plan = '', benefit = '', version = version + 1,
                reason = CASE WHEN reason = '' THEN '' ELSE 'Removed' END
            WHERE id = \(id)
            """
        )
        try execute("UPDATE bursary_score SET comment = '' WHERE application_id = \(id)")
    }

    private func removeAwards(before limit: LocalDate) throws -> Int {
        let due: [ID<BursaryApplication>] = try column(
            "SELECT id FROM bursary_application WHERE state = 'awarded' AND decided_on < \(limit)"
        )
        for id in due {
            try execute("DELETE FROM bursary_payment WHERE application_id = \(id)")
            try execute("DELETE FROM bursary_score WHERE application_id = \(id)")
            try execute("DELETE FROM bursary_application WHERE id = \(id)")
        }
        return due.count
    }

    static func start(of day: LocalDate) -> Date {
        Date(day, .midnight, in: .london)
    }
}
