package import Access
package import Database
package import Foundation
package import Services

package enum SupportState: String, CaseIterable, Sendable, SQLStorable {
    case asked, diagnosed, running, closed

    package var name: String {
        switch self {
        case .asked: "Asked for"
        case .diagnosed: "Diagnosed; hubs being found"
        case .running: "Support under way"
        case .closed: "Closed"
        }
    }
}

package enum SupportAnswer: String, Sendable, SQLStorable {
    case asked, agreed, declined

    package var name: String {
        switch self {
        case .asked: "Asked"
        case .agreed: "Agreed"
        case .declined: "Declined"
        }
    }
}

package enum SupportProgress: String, CaseIterable, Sendable, SQLStorable {
    case better, same, worse

    package var name: String {
        switch self {
        case .better: "Better than at the last review"
        case .same: "As before"
        case .worse: "Worse"
        }
    }
}

/// How the school rates the support.
package enum SupportRating: Int, CaseIterable, Sendable, SQLStorable {
    case poor = 1
    case fair, good, excellent

    package var name: String {
        switch self {
        case .poor: "Poor"
        case .fair: "Fair"
        case .good: "Good"
        case .excellent: "Excellent"
        }
    }
}

/// A school in difficulty and what hubs do together to help.
package struct SupportCase: Sendable, Equatable, RowReadable {
    package let id: ID<SupportCase>
    package let school: Organisation
    /// The hub that was asked first, and leads.
    package let lead: Organisation
    package let askedBy: Person
    package let askedAt: Date
    package let need: String
    package let state: SupportState
    package let diagnosis: String
    package let diagnosedOn: LocalDate?
    package let goal: String
    package let closedOn: LocalDate?
    package let version: Int

    static let source: SQL = """
        SELECT c.*, s.kind AS school_kind, s.name AS school_name, h.id AS lead_id, h.kind AS lead_kind,
            h.name AS lead_name, p.id AS asker_id, p.name AS asker_name
        FROM support_case c JOIN organisation s ON s.id = c.school_id JOIN organisation h ON h.id = c.asked_of_id
        JOIN person p ON p.id = c.asked_by
        """

    package init(row: Row) throws {
        id = try row.get("id")
        school = try row.organisation("school")
        lead = try row.organisation("lead")
        askedBy = try row.person("asker")
        askedAt = try row.get("asked_at")
        need = try row.get("need")
        state = try row.get("state")
        diagnosis = try row.get("diagnosis")
        diagnosedOn = try row.get("diagnosed_on")
        goal = try row.get("goal")
        closedOn = try row.get("closed_on")
        version = try row.get("version")
    }
}

/// A hub's part in a case.
package struct SupportHub: Sendable, Equatable, RowReadable {
    package let hub: Organisation
    package let isLead: Bool
    package let answer: SupportAnswer
    package let task: String

    package init(row: Row) throws {
        hub = try row.organisation("hub")
        isLead = try row.get("is_lead")
        answer = try row.get("state")
        task = try row.get("task")
    }
}

package enum DeploymentState: String, Sendable, SQLStorable {
    case planned, done, cancelled

    package var name: String {
        switch self {
        case .planned: "Planned"
        case .done: "Held"
        case .cancelled: "Cancelled"
        }
    }
}

/// Somebody of a hub at the school for a day or half a day.
package struct DeploymentDay: Sendable, Equatable, RowReadable {
    package let id: ID<DeploymentDay>
    package let hub: Organisation
    package let person: Person
    package let heldOn: LocalDate
    package let halfDays: Int
    package let focus: String
    package let state: DeploymentState

    /// Whether nobody has said yet if a planned day was held.
    package func isOpen(on today: LocalDate) -> Bool { state == .planned && heldOn < today }

    package init(row: Row) throws {
        id = try row.get("id")
        hub = try row.organisation("hub")
        person = try row.person("person")
        heldOn = try row.get("held_on")
        halfDays = try row.get("half_days")
        focus = try row.get("focus")
        state = try row.get("state")
    }
}

package struct SupportReview: Sendable, Equatable, RowReadable {
    package let id: ID<SupportReview>
    package let heldOn: LocalDate
    package let progress: SupportProgress
    package let findings: String
    package let nextSteps: String
    package let rating: SupportRating?

    package init(row: Row) throws {
        id = try row.get("id")
        heldOn = try row.get("held_on")
        progress = try row.get("progress")
        findings = try row.get("findings")
        nextSteps = try row.get("next_steps")
        rating = try row.get("rating")
    }
}

/// Who else is at a school already: what a hub must know before it adds one more visitor.
package struct Presence: Sendable, Equatable {
    package let organisation: String
    package let what: String
    /// Half a day at the school is half.
    package let count: Double
}

/// Everything about one case.
package struct SupportFile: Sendable, Equatable {
    package let found: SupportCase
    package let hubs: [SupportHub]
    package let days: [DeploymentDay]
    package let reviews: [SupportReview]
    package let presence: [Presence]

    /// Half days held, as days.
    package var daysHeld: Double {
        Double(days.filter { $0.state == .done }.reduce(0) { $0 + $1.halfDays }) / 2
    }

    package func answer(of hub: ID<Organisation>) -> SupportAnswer? {
        hubs.first { $0.hub.id == hub }?.answer
    }
}
