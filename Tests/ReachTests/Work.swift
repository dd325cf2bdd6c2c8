import Access
import Database
import Directory
import Evidence
import Foundation
import Reach
import Services

/// Plans, trials, courses, coaching and support for ``Places``.
extension Places {
    /// A course with a session on each of these days.
    func holdCourse(
        _ id: Int,
        on days: [String],
        hubs: [Organisation] = [north],
        strands: [ID<Strand>] = [feedback],
        places: [(organisation: Int, count: Int)]
    ) async throws {
        try await hold(id, on: days[0], hubs: hubs, strands: strands, places: places)
        try await database.write { transaction in
            for (position, day) in days.enumerated().dropFirst() {
                try transaction.execute(
                    """
                    INSERT INTO run_session (id, run_id, held_on, starts_at, ends_at, room, link)
                    VALUES (\(id * 100 + position), \(id), \(day), '09:00', '12:00', '', '')
                    """
                )
            }
            try transaction.execute("UPDATE run SET ends_on = \(days[days.count - 1]) WHERE id = \(id)")
        }
    }

    /// Keeps the register of a session.
    func mark(_ session: Int, of run: Int, _ marks: [Int: String]) async throws {
        try await database.write { transaction in
            for (place, state) in marks {
                try transaction.execute(
                    """
                    INSERT INTO attendance (session_id, place_id, run_id, state, marked_at)
                    VALUES (\(session), \(place), \(run), \(state), 0)
                    """
                )
            }
        }
    }

    /// A plan with the days on which it entered phases, was reviewed, and finished activities.
    func plan(
        _ id: Int,
        of school: Int,
        on strand: ID<Strand> = feedback,
        isShared: Bool,
        steps: [(phase: String, day: String)],
        reviews: [String] = [],
        done: [String] = []
    ) async throws {
        let shared: Date? = isShared ? Places.start : nil
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO plan
                    (id, organisation_id, strand_id, title, phase, starts_on, problem, active_ingredients,
                     implementation_outcomes, final_outcomes, barriers, owner_name, lessons, help_wanted, shared_at,
                     created_by, created_at, version)
                VALUES (\(id), \(school), \(strand), \("Plan \(id)"), \(steps[steps.count - 1].phase),
                    \(steps[0].day), '', '', '', '', '', 'Head', 'Some', '', \(shared), 100, 0, 1)
                """
            )
            for (position, step) in steps.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO plan_step (plan_id, position, phase, entered_on)
                    VALUES (\(id), \(position), \(step.phase), \(step.day))
                    """
                )
            }
            for (position, day) in reviews.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO plan_review (id, plan_id, held_on, fidelity, acceptability, tried, happened, next_step,
                        written_by)
                    VALUES (\(id * 100 + position), \(id), \(day), 3, 3, '', '', '', 100)
                    """
                )
            }
            for (position, day) in done.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO plan_activity (id, plan_id, position, what, owner_name, done_on)
                    VALUES (\(id * 100 + position), \(id), \(position), 'Train', 'Head', \(day))
                    """
                )
            }
        }
    }

    /// A trial of the north hub, and the schools that joined it, with whether each may be named.
    func trial(
        _ id: Int,
        on strand: ID<Strand> = feedback,
        from runsFrom: String,
        due: String,
        reported: String? = nil,
        schools: [(organisation: Int, mayBeNamed: Bool)]
    ) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO intervention
                    (id, slug, name, edition, developer, summary, active_ingredients, dose, version)
                VALUES (\(id), \("way-\(id)"), \("Way \(id)"), '1', '', '', '', '', 1)
                """
            )
            try transaction.execute(
                """
                INSERT INTO trial (id, slug, title, intervention_id, organisation_id, question, protocol_summary,
                    outcome_name, registered_on, recruits_from, runs_from, results_due_on, version)
                VALUES (\(id), \("trial-\(id)"), \("Trial \(id)"), \(id), \(Self.north.id), '', '', '', '2020-01-01',
                    '2020-01-01', \(runsFrom), \(due), 1)
                """
            )
            try transaction.execute(
                "INSERT INTO trial_strand (trial_id, strand_id) VALUES (\(id), \(strand))"
            )
            try transaction.execute(
                """
                INSERT INTO trial_protocol (trial_id, organisation_id, created_by, created_at, content, version)
                VALUES (\(id), \(Self.north.id), 100, 0, \([UInt8]()), 1)
                """
            )
            for (number, school) in schools.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO trial_school (id, trial_id, organisation_id, state, source, answered_at, number,
                        memorandum_sha256, may_be_named, reason, objections, version)
                    VALUES (\(id * 100 + number), \(id), \(school.organisation), 'joined', 'itself', 0, \(number + 1),
                        \(String(repeating: "a", count: 64)), \(school.mayBeNamed), '', 0, 1)
                    """
                )
            }
        }
    }

    /// Rosters of a trial are locked and its units drawn at an instant.
    func draw(_ trial: Int, at instant: Int64) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO trial_course (trial_id, roster_locked_at, roster_sha256, allocated_at, version)
                VALUES (\(trial), \(instant), \(String(repeating: "a", count: 64)), \(instant), 1)
                """
            )
        }
    }

    /// Hours of coaching that a hub arranged for someone of a school.
    func coach(
        _ id: Int,
        at school: Int,
        by hub: Organisation = fens,
        _ sessions: [(day: String, minutes: Int)]
    ) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO person (id, name, email, created_at)
                VALUES (\(9000 + id), 'Coached', \("c\(id)@school.test"), 0)
                """
            )
            try transaction.execute(
                """
                INSERT INTO coaching_relationship
                    (id, purpose, coach_id, coached_id, arranged_id, school_id, state, starts_on, every_days,
                     coach_agreed_at, coached_agreed_at, version)
                VALUES (\(id), 'headteacher-coaching', 100, \(9000 + id), \(hub.id), \(school), 'active',
                    '2025-09-10', 14, 0, 0, 1)
                """
            )
            for (position, session) in sessions.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO coaching_session
                        (id, relationship_id, held_on, minutes, kind, logged_by, logged_at, version)
                    VALUES (\(id * 100 + position), \(id), \(session.day), \(session.minutes), 'meeting', 100, 0, 1)
                    """
                )
            }
        }
    }

    /// Half days of support that a hub gave a school.
    func support(
        _ id: Int,
        at school: Int,
        by hub: Organisation = north,
        _ days: [(day: String, halfDays: Int, state: String)]
    ) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO support_case (id, school_id, asked_of_id, asked_by, asked_at, need, state, diagnosis,
                    diagnosed_on, goal, version)
                VALUES (\(id), \(school), \(hub.id), 100, 0, 'Help', 'running', '', '2025-09-20', '', 1)
                """
            )
            try transaction.execute(
                """
                INSERT INTO support_hub (case_id, hub_id, is_lead, state, task, answered_at)
                VALUES (\(id), \(hub.id), 1, 'agreed', '', 0)
                """
            )
            for (position, day) in days.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO deployment_day (id, case_id, hub_id, person_id, held_on, half_days, focus, state)
                    VALUES (\(id * 100 + position), \(id), \(hub.id), 100, \(day.day), \(day.halfDays), '', \(day.state))
                    """
                )
            }
        }
    }

    /// Areas of these schools.
    func areas(_ members: [[Int]]) async throws -> [ID<Area>] {
        try await database.write { transaction in
            try members.enumerated().map { position, schools in
                let area = ID<Area>(rawValue: Int64(80 + position))
                try transaction.execute(
                    """
                    INSERT INTO area (id, slug, name, kind, summary, owner_id, version)
                    VALUES (\(area), \("area-\(position)"), \("Area \(position)"), 'other', '', \(Self.fens.id), 1)
                    """
                )
                for school in schools {
                    try transaction.execute(
                        "INSERT INTO area_school (area_id, urn) VALUES (\(area), \(Self.urn(school)))"
                    )
                }
                return area
            }
        }
    }

    /// A summary of the year, narrowed.
    func summary(_ year: AcademicYear = year, _ narrow: (inout ReachScope) -> Void = { _ in }) async throws
        -> ReachSummary
    {
        var scope = ReachScope(year: year)
        narrow(&scope)
        return try await reach.summary(scope)
    }
}
