package import Access
import Database
import Programmes
package import Services

/// How many participants of a pathway are where, in one academic year of entry.
package struct PathwayCount: Sendable, Equatable {
    package let pathway: Pathway
    package let year: AcademicYear
    package var statuses: [TrainingStatus: Int]
    package var passed: Int
    package var eligible: Int
    package var funded: Int

    package var total: Int { statuses.values.reduce(0, +) }
}

extension Pathways {
    /// A hub's pathways by academic year, the newest year first: those without participants stand under this
    /// year.
    package func dashboard(of owner: ID<Organisation>, by actor: Actor) async throws -> [PathwayCount] {
        try actor.signedInPerson()
        try actor.require(.keepPathways, on: .of(owner))
        let thisYear = AcademicYear(containing: services.today())
        return try await database.read { transaction in
            let pathways: [Pathway] = try transaction.all(
                "\(Pathway.source) WHERE w.owner_id = \(owner) ORDER BY w.kind, w.name"
            )
            var counts: [PathwayCount] = []
            for pathway in pathways {
                let rows = try transaction.rows(
                    """
                    SELECT academic_year, training_status, count(*) AS people,
                        sum(CASE WHEN outcome = 'passed' THEN 1 ELSE 0 END) AS passed,
                        sum(CASE WHEN eligibility = 'eligible' THEN 1 ELSE 0 END) AS eligible,
                        sum(CASE WHEN funding = 'funded' THEN 1 ELSE 0 END) AS funded
                    FROM participant WHERE pathway_id = \(pathway.id)
                    GROUP BY academic_year, training_status
                    """
                )
                var years: [AcademicYear: PathwayCount] = [:]
                for row in rows {
                    let year = AcademicYear(startYear: try row.get("academic_year"))
                    var count =
                        years[year]
                        ?? PathwayCount(
                            pathway: pathway,
                            year: year,
                            statuses: [:],
                            passed: 0,
                            eligible: 0,
                            funded: 0
                        )
                    count.statuses[try row.get("training_status")] = try row.get("people")
                    count.passed += try row.get("passed", as: Int.self)
                    count.eligible += try row.get("eligible", as: Int.self)
                    count.funded += try row.get("funded", as: Int.self)
                    years[year] = count
                }
                if years.isEmpty {
                    years[thisYear] = PathwayCount(
                        pathway: pathway,
                        year: thisYear,
                        statuses: [:],
                        passed: 0,
                        eligible: 0,
                        funded: 0
                    )
                }
                counts += years.values
            }
            return counts.sorted { ($1.year, $0.pathway.name) < ($0.year, $1.pathway.name) }
        }
    }

    /// A pathway with its milestones and its participants, by name.
    package func pathway(_ id: ID<Pathway>, by actor: Actor) async throws
        -> (pathway: Pathway, milestones: [PathwayMilestone], participants: [Participant])
    {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let found = try transaction.pathway(id).orNotFound()
            try actor.require(.keepPathways, on: .of(found.owner.id))
            return (found, try transaction.milestones(of: id), try transaction.participants(on: id))
        }
    }

    /// The participants who train at a school now, or trained there last.
    package func participants(at school: ID<Organisation>, by actor: Actor) async throws -> [Participant] {
        try actor.signedInPerson()
        try actor.require(.seeSchoolParticipants, on: .of(school))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(Participant.source) WHERE s.id = \(school)
                ORDER BY CASE WHEN t.ended_on IS NULL THEN 0 ELSE 1 END, p.name, t.id
                """
            )
        }
    }

    /// What the reader takes part in, and whom they mentor on a pathway.
    package func ownParticipations(by actor: Actor) async throws -> [Participant] {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            try transaction.all(
                """
                \(Participant.source) WHERE t.person_id = \(person.id) OR m.id = \(person.id)
                ORDER BY CASE WHEN t.ended_on IS NULL THEN 0 ELSE 1 END, t.starts_on DESC, t.id
                """
            )
        }
    }

    /// The milestones of the reader’s own that nobody has declared, on pathways that go on.
    package func ownOpenMilestones(by actor: Actor) async throws
        -> [(participant: Participant, record: MilestoneRecord)]
    {
        let person = try actor.signedInPerson()
        let today = services.today()
        return try await database.read { transaction in
            let own: [Participant] = try transaction.all(
                """
                \(Participant.source) WHERE t.person_id = \(person.id)
                ORDER BY CASE WHEN t.ended_on IS NULL THEN 0 ELSE 1 END, t.starts_on DESC, t.id
                """
            )
            return try own.filter { !$0.isOver }.flatMap { found in
                try transaction.milestoneRecords(of: found, on: today).filter { $0.reachedOn == nil }.map {
                    (found, $0)
                }
            }
        }
    }

    /// Everything about one participant: for themself, their mentor, their school's leaders and the hub.
    package func participantFile(_ id: ID<Participant>, by actor: Actor) async throws -> ParticipantFile {
        let person = try actor.signedInPerson()
        let today = services.today()
        return try await database.read { transaction in
            let found = try transaction.participant(id).orNotFound()
            try actor.require(.seeParticipant, on: found.subject(for: actor))
            return ParticipantFile(
                participant: found,
                milestones: try transaction.milestoneRecords(of: found, on: today),
                timeline: try transaction.timeline(of: found),
                mayKeep: actor.may(.keepPathways, on: .of(found.owner)),
                isOwn: person.id == found.person.id || person.id == found.mentor?.id
            )
        }
    }
}

extension Transaction {
    func participants(on id: ID<Pathway>) throws -> [Participant] {
        try all(
            "\(Participant.source) WHERE t.pathway_id = \(id) ORDER BY t.academic_year DESC, p.name, t.id"
        )
    }

    /// The milestones of a participant with what was declared. The time for which they were deferred, up to a day while
    /// they still are, moves what was not due before it.
    func milestoneRecords(of found: Participant, on today: LocalDate) throws -> [MilestoneRecord] {
        let deferrals = try deferrals(of: found.id, until: today)
        return try rows(
            """
            SELECT m.id, m.name, m.due_months, r.reached_on, r.evidence, r.confirmed_at
            FROM pathway_milestone m
            LEFT JOIN milestone_record r ON r.milestone_id = m.id AND r.participant_id = \(found.id)
            WHERE m.pathway_id = \(found.pathway) ORDER BY m.position
            """
        ).map { row in
            let milestone = try PathwayMilestone(row: row)
            let planned = found.startsOn.adding(months: milestone.dueMonths)
            let dueOn = deferrals.reduce(planned) { due, away in
                due < away.lowerBound
                    ? due
                    : due.adding(days: away.upperBound.daysSinceEpoch - away.lowerBound.daysSinceEpoch)
            }
            return MilestoneRecord(
                milestone: milestone,
                dueOn: dueOn,
                deferredDays: dueOn.daysSinceEpoch - planned.daysSinceEpoch,
                reachedOn: try row.get("reached_on"),
                evidence: try row.get("evidence", as: String?.self) ?? "",
                isConfirmed: try row.get("confirmed_at", as: Int?.self) != nil
            )
        }
    }

    /// From the first day away to the first day back, in order.
    private func deferrals(of id: ID<Participant>, until today: LocalDate) throws -> [ClosedRange<LocalDate>]
    {
        let changes = try rows(
            """
            SELECT from_on, training_status FROM participant_change WHERE participant_id = \(id)
            ORDER BY from_on, recorded_at
            """
        )
        var deferrals: [ClosedRange<LocalDate>] = []
        var away: LocalDate?
        for change in changes {
            let day: LocalDate = try change.get(0)
            let status: TrainingStatus = try change.get(1)
            if let since = away { deferrals.append(since...day) }
            away = status == .deferred ? day : nil
        }
        if let since = away, since < today { deferrals.append(since...today) }
        return deferrals
    }

    func timeline(of found: Participant) throws -> [TimelineEntry] {
        let parts: [(kind: TimelineEntry.Kind, sql: SQL)] = [
            (
                .trains,
                """
                SELECT t.starts_on, o.name, t.ends_on FROM training_period t JOIN organisation o ON o.id = t.school_id
                WHERE t.participant_id = \(found.id)
                """
            ),
            (
                .mentored,
                """
                SELECT t.starts_on, p.name, t.ends_on FROM mentorship_period t JOIN person p ON p.id = t.mentor_id
                WHERE t.participant_id = \(found.id)
                """
            ),
            (
                .milestone,
                """
                SELECT r.reached_on, m.name, NULL FROM milestone_record r
                JOIN pathway_milestone m ON m.id = r.milestone_id WHERE r.participant_id = \(found.id)
                """
            ),
            (
                .induction,
                """
                SELECT i.registered_on, o.name, NULL FROM induction i JOIN organisation o ON o.id = i.body_id
                WHERE i.participant_id = \(found.id)
                """
            ),
        ]
        var entries: [TimelineEntry] = []
        for part in parts {
            entries += try rows(part.sql).map { row in
                TimelineEntry(
                    day: try row.get(0),
                    kind: part.kind,
                    text: try row.get(1),
                    until: try row.get(2)
                )
            }
        }
        entries += try rows(
            "SELECT from_on, training_status, reason FROM participant_change WHERE participant_id = \(found.id)"
        ).map { row in
            let status: TrainingStatus = try row.get(1)
            let reason: String = try row.get(2)
            return TimelineEntry(
                day: try row.get(0),
                kind: .status,
                text: reason.isEmpty ? status.name : "\(status.name): \(reason)",
                until: nil
            )
        }
        entries += try rows(
            "SELECT held_on, kind, outcome FROM induction_assessment WHERE participant_id = \(found.id)"
        ).map { row in
            let kind: AssessmentKind = try row.get(1)
            let outcome: AssessmentOutcome = try row.get(2)
            return TimelineEntry(
                day: try row.get(0),
                kind: .assessment,
                text: "\(kind.name): \(outcome.name.lowercasedFirst)",
                until: nil
            )
        }
        return entries.sorted { ($0.day, $0.text) < ($1.day, $1.text) }
    }
}
