package import Access
package import Database
import Programmes
package import Services

package enum PlacementState: String, CaseIterable, Sendable, SQLStorable {
    case proposed, agreed, declined, ended

    package var name: String {
        switch self {
        case .proposed: "Proposed; the school has not answered"
        case .agreed: "Agreed"
        case .declined: "Declined by the school"
        case .ended: "Ended"
        }
    }
}

/// Somebody at a school for a time, with a mentor and, for a researcher, one protected day a week.
package struct Placement: Sendable, Equatable, RowReadable {
    package let id: ID<Placement>
    package let candidate: ID<Candidate>
    package let person: Person
    package let kind: CandidateKind
    package let subject: String
    package let hub: Organisation
    package let school: Organisation
    package let state: PlacementState
    package let startsOn: LocalDate
    package let endsOn: LocalDate
    /// 1 for Monday to 5 for Friday.
    package let protectedWeekday: Int?
    package let mentor: Person?
    package let note: String
    package let version: Int

    static let source: SQL = """
        SELECT x.*, k.kind AS candidate_kind, k.subject, k.person_id, p.name AS person_name, h.id AS hub_id,
            h.kind AS hub_kind, h.name AS hub_name, s.kind AS school_kind, s.name AS school_name,
            m.name AS mentor_name
        FROM placement x JOIN placement_candidate k ON k.id = x.candidate_id JOIN person p ON p.id = k.person_id
        JOIN organisation h ON h.id = k.hub_id JOIN organisation s ON s.id = x.school_id
        LEFT JOIN person m ON m.id = x.mentor_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        candidate = try row.get("candidate_id")
        person = try row.person("person")
        kind = try row.get("candidate_kind")
        subject = try row.get("subject")
        hub = try row.organisation("hub")
        school = try row.organisation("school")
        state = try row.get("state")
        startsOn = try row.get("starts_on")
        endsOn = try row.get("ends_on")
        protectedWeekday = try row.get("protected_weekday")
        mentor = try row.optionalPerson("mentor")
        note = try row.get("note")
        version = try row.get("version")
    }

    /// For the hub, the school, the person placed and their mentor.
    func subject(for actor: Actor) -> Subject {
        let own = actor.person?.id == mentor?.id ? mentor?.id : person.id
        return Subject(organisations: [hub.id, school.id], person: own ?? person.id, isPublic: false)
    }
}

/// A protected day: whether it was kept for research.
package struct ProtectedDay: Sendable, Equatable, RowReadable {
    package let heldOn: LocalDate
    package let wasKept: Bool
    package let note: String

    package init(row: Row) throws {
        heldOn = try row.get("held_on")
        wasKept = try row.get("was_kept")
        note = try row.get("note")
    }
}

package enum EthicsState: String, CaseIterable, Sendable, SQLStorable {
    case notYet = "not-yet"
    case submitted, approved
    case notNeeded = "not-needed"

    package var name: String {
        switch self {
        case .notYet: "Not submitted yet"
        case .submitted: "Submitted"
        case .approved: "Approved"
        case .notNeeded: "Not needed, with reason"
        }
    }
}
