package import Access
package import Database
package import Foundation
package import Services

/// What a relationship is for.
package enum CoachingPurpose: String, CaseIterable, Sendable, SQLStorable {
    case headteacherCoaching = "headteacher-coaching"
    case earlyCareerMentoring = "early-career-mentoring"
    case instructionalCoaching = "instructional-coaching"
    case specialistDeployment = "specialist-deployment"

    package var name: String {
        switch self {
        case .headteacherCoaching: "Headteacher coaching"
        case .earlyCareerMentoring: "Early career mentoring"
        case .instructionalCoaching: "Instructional coaching"
        case .specialistDeployment: "Specialist deployment"
        }
    }

    /// How often a session is expected where nobody says otherwise.
    package var usualDays: Int {
        switch self {
        case .headteacherCoaching: 28
        case .earlyCareerMentoring: 7
        case .instructionalCoaching, .specialistDeployment: 14
        }
    }
}

package enum CoachingState: String, CaseIterable, Sendable, SQLStorable {
    /// Arranged, and waiting for both to agree.
    case proposed
    case active
    case ended
}

package enum CoachingEnd: String, CaseIterable, Sendable, SQLStorable {
    case finished
    case declined
    case coachLeft = "coach-left"
    case left
    case other

    package var name: String {
        switch self {
        case .finished: "Finished as planned"
        case .declined: "One of the two did not agree"
        case .coachLeft: "Coach or mentor left"
        case .left: "The person coached left"
        case .other: "Another reason"
        }
    }
}

/// Two people who work together for a time: a coach or mentor, and the person coached. What they write is
/// theirs; others see that it happened.
package struct CoachingRelationship: Sendable, Equatable, RowReadable {
    package let id: ID<CoachingRelationship>
    package let purpose: CoachingPurpose
    package let coach: Person
    package let coached: Person
    /// The hub or school that brought them together and answers for it.
    package let arranger: Organisation
    /// Where the person coached works.
    package let school: Organisation?
    package let state: CoachingState
    package let startsOn: LocalDate
    package let endsOn: LocalDate?
    package let everyDays: Int
    package let coachAgreedAt: Date?
    package let coachedAgreedAt: Date?
    package let end: CoachingEnd?
    /// The relationship that this one took over.
    package let previous: ID<CoachingRelationship>?
    /// The person coached lets the new coach read what was written before.
    package let sharesPrevious: Bool
    package let version: Int

    static let columns: SQL = """
        r.*, coach.name AS coach_name, coached.name AS coached_name, a.kind AS arranged_kind,
            a.name AS arranged_name, s.kind AS school_kind, s.name AS school_name
        """
    static let tables: SQL = """
        coaching_relationship r JOIN person coach ON coach.id = r.coach_id
        JOIN person coached ON coached.id = r.coached_id JOIN organisation a ON a.id = r.arranged_id
        LEFT JOIN organisation s ON s.id = r.school_id
        """
    static let source: SQL = "SELECT \(columns) FROM \(tables)"

    package init(row: Row) throws {
        id = try row.get("id")
        purpose = try row.get("purpose")
        coach = try row.person("coach")
        coached = try row.person("coached")
        arranger = try row.organisation("arranged")
        school = try row.optionalOrganisation("school")
        state = try row.get("state")
        startsOn = try row.get("starts_on")
        endsOn = try row.get("ends_on")
        everyDays = try row.get("every_days")
        coachAgreedAt = try row.get("coach_agreed_at")
        coachedAgreedAt = try row.get("coached_agreed_at")
        end = try row.get("end_reason")
        previous = try row.get("previous_id")
        sharesPrevious = try row.get("shares_previous")
        version = try row.get("version")
    }

    package func isOneOfPair(_ person: ID<Person>) -> Bool { person == coach.id || person == coached.id }

    /// Whether this one of the pair has said yes.
    package func hasAgreed(_ person: ID<Person>) -> Bool {
        person == coach.id ? coachAgreedAt != nil : coachedAgreedAt != nil
    }

    /// For how many days after the last one the two can still write down what they did until then.
    package static let loggingDays = 31

    /// Whether sessions can be logged: those of a relationship that has an end, planned or past, until its last day.
    package func takesSessions(on day: LocalDate) -> Bool {
        switch state {
        case .proposed: false
        case .active: true
        case .ended:
            coachAgreedAt != nil && coachedAgreedAt != nil
                && endsOn.map { day <= $0.adding(days: Self.loggingDays) } == true
        }
    }

    /// The organisations whose managers may see that it happens.
    package var overseers: [ID<Organisation>] { [arranger.id] + (school.map { [$0.id] } ?? []) }

    /// For a permission of the pair: the actor if they are one of the two.
    func pairSubject(for actor: Actor) -> Subject {
        let person = actor.person?.id
        return .of(person: person == coach.id ? coach.id : coached.id)
    }
}

/// A relationship with what may be known of it outside the pair: how often and how long.
package struct CoachingLine: Sendable, Equatable, RowReadable {
    package let relationship: CoachingRelationship
    /// Without those that were logged by mistake and taken back.
    package let sessions: Int
    package let minutes: Int
    package let lastHeldOn: LocalDate?
    /// The next date that the two agreed on.
    package let nextOn: LocalDate?

    static let source: SQL = """
        SELECT \(CoachingRelationship.columns),
            (SELECT count(*) FROM coaching_session x
                WHERE x.relationship_id = r.id AND x.taken_back_at IS NULL) AS sessions,
            (SELECT coalesce(sum(minutes), 0) FROM coaching_session x
                WHERE x.relationship_id = r.id AND x.taken_back_at IS NULL) AS minutes,
            (SELECT max(held_on) FROM coaching_session x
                WHERE x.relationship_id = r.id AND x.taken_back_at IS NULL) AS last_held_on,
            (SELECT x.next_on FROM coaching_session x WHERE x.relationship_id = r.id AND x.taken_back_at IS NULL
                ORDER BY x.held_on DESC, x.logged_at DESC LIMIT 1) AS next_on
        FROM \(CoachingRelationship.tables)
        """

    package init(row: Row) throws {
        relationship = try CoachingRelationship(row: row)
        sessions = try row.get("sessions")
        minutes = try row.get("minutes")
        lastHeldOn = try row.get("last_held_on")
        nextOn = try row.get("next_on")
    }

    /// The day by which a session was to be held: the date that the two agreed on, be it sooner or later than
    /// their rhythm, else the rhythm.
    package var dueOn: LocalDate {
        nextOn ?? (lastHeldOn ?? relationship.startsOn).adding(days: relationship.everyDays)
    }

    package func isOverdue(on day: LocalDate) -> Bool { relationship.state == .active && dueOn < day }
}
