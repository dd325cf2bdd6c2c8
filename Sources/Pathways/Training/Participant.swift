package import Access
package import Database
package import Services

package enum TrainingStatus: String, CaseIterable, Sendable, SQLStorable {
    case active, deferred, withdrawn, completed

    package var name: String {
        switch self {
        case .active: "Active"
        case .deferred: "Deferred"
        case .withdrawn: "Withdrawn"
        case .completed: "Completed"
        }
    }
}

package enum TrainingOutcome: String, CaseIterable, Sendable, SQLStorable {
    case passed, failed

    package var name: String { self == .passed ? "Passed" : "Not passed" }
}

/// Whether the rules would let someone have a funded place: not yet a place.
package enum Eligibility: String, CaseIterable, Sendable, SQLStorable {
    case eligible
    case notEligible = "not-eligible"
    case unknown

    package var name: String {
        switch self {
        case .eligible: "Eligible for funding"
        case .notEligible: "Not eligible for funding"
        case .unknown: "Eligibility not known"
        }
    }
}

/// Who pays for the place.
package enum PlaceFunding: String, CaseIterable, Sendable, SQLStorable {
    case funded, school
    case selfFunded = "self"
    case none

    package var name: String {
        switch self {
        case .funded: "Funded place"
        case .school: "The school pays"
        case .selfFunded: "Self-funded"
        case .none: "Not settled"
        }
    }
}

/// A person on a pathway, with where they train and who mentors them now.
package struct Participant: Sendable, Equatable, RowReadable {
    package let id: ID<Participant>
    package let pathway: ID<Pathway>
    package let pathwayName: String
    package let kind: PathwayKind
    package let owner: ID<Organisation>
    package let person: Person
    package let year: AcademicYear
    package let eligibility: Eligibility
    package let funding: PlaceFunding
    package let status: TrainingStatus
    package let outcome: TrainingOutcome?
    package let startsOn: LocalDate
    package let endedOn: LocalDate?
    /// Where they train now, or trained last.
    package let school: Organisation?
    /// Who mentors them now.
    package let mentor: Person?
    package let version: Int

    static let source: SQL = """
        SELECT t.*, w.name AS pathway_name, w.kind AS pathway_kind, w.owner_id, p.name AS person_name,
            s.id AS school_id, s.kind AS school_kind, s.name AS school_name, m.id AS mentor_id,
            m.name AS mentor_name
        FROM participant t JOIN pathway w ON w.id = t.pathway_id JOIN person p ON p.id = t.person_id
        LEFT JOIN training_period tp ON tp.id = (SELECT x.id FROM training_period x
            WHERE x.participant_id = t.id
            ORDER BY x.starts_on DESC, CASE WHEN x.ends_on IS NULL THEN 0 ELSE 1 END, x.ends_on DESC, x.id LIMIT 1)
        LEFT JOIN organisation s ON s.id = tp.school_id
        LEFT JOIN mentorship_period mp ON mp.participant_id = t.id AND mp.ends_on IS NULL
        LEFT JOIN person m ON m.id = mp.mentor_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        pathway = try row.get("pathway_id")
        pathwayName = try row.get("pathway_name")
        kind = try row.get("pathway_kind")
        owner = try row.get("owner_id")
        person = try row.person("person")
        year = AcademicYear(startYear: try row.get("academic_year"))
        eligibility = try row.get("eligibility")
        funding = try row.get("funding")
        status = try row.get("training_status")
        outcome = try row.get("outcome")
        startsOn = try row.get("starts_on")
        endedOn = try row.get("ended_on")
        school = try row.optionalOrganisation("school")
        mentor = try row.optionalPerson("mentor")
        version = try row.get("version")
    }

    package var isOver: Bool { status == .withdrawn || status == .completed }

    /// For what the participant, their mentor, their school and the pathway's hub may do.
    func subject(for actor: Actor) -> Subject {
        let own = actor.person?.id == mentor?.id ? mentor?.id : person.id
        return Subject(
            organisations: Set([owner] + (school.map { [$0.id] } ?? [])),
            person: own ?? person.id,
            isPublic: false
        )
    }
}

/// One line of a participant's timeline.
package struct TimelineEntry: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case trains, mentored, status, milestone, induction, assessment
    }

    package let day: LocalDate
    package let kind: Kind
    package let text: String
    /// The last day, where it lasted.
    package let until: LocalDate?
}

package struct MilestoneRecord: Sendable, Equatable {
    package let milestone: PathwayMilestone
    /// So many months after the start, later by the days of deferral before it.
    package let dueOn: LocalDate
    /// By how many days deferral has moved it.
    package let deferredDays: Int
    package let reachedOn: LocalDate?
    package let evidence: String
    package let isConfirmed: Bool

    package func isLate(on day: LocalDate) -> Bool { reachedOn == nil && dueOn < day }
}

/// Everything about one participant.
package struct ParticipantFile: Sendable, Equatable {
    package let participant: Participant
    package let milestones: [MilestoneRecord]
    /// In order of the days.
    package let timeline: [TimelineEntry]
    package let mayKeep: Bool
    package let isOwn: Bool
}

extension LocalDate {
    /// The same day some months later, or the last day of a shorter month.
    package func adding(months: Int) -> LocalDate {
        let index = year * 12 + month - 1 + months
        let (newYear, newMonth) = (index / 12, index % 12 + 1)
        for day in stride(from: day, through: 1, by: -1) {
            if let found = LocalDate(year: newYear, month: newMonth, day: day) { return found }
        }
        return self
    }
}
