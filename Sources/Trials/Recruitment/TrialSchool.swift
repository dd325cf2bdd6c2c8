package import Access
package import Database
package import Foundation
package import Services

/// A school of a trial: invited, joined or declined; and what it has withdrawn from.
package struct TrialSchool: Sendable, Equatable {
    package let id: ID<TrialSchool>
    package let trial: ID<Trial>
    package let school: Organisation
    /// The hub that answers for the trial.
    package let hub: ID<Organisation>
    package let state: State
    package let source: Source
    package let invitedAt: Date?
    package let answeredAt: Date?
    /// In the order of joining; ``code`` is made from it.
    package let number: Int?
    /// Of the memorandum that the school's lead accepted.
    package let memorandumHash: String?
    package let mayBeNamed: Bool
    package let notice: Notice?
    package let objections: Int
    package let withdrawnAt: [Part: Date]
    package let version: Int

    package enum State: String, Sendable, SQLStorable, CaseIterable {
        case invited, joined, declined
    }

    /// How the school came to be asked.
    package enum Source: String, Sendable, SQLStorable, CaseIterable {
        case list, offer, directory, itself

        package var title: String {
            switch self {
            case .list: "From a list"
            case .offer: "Came to training"
            case .directory: "From the register"
            case .itself: "Joined by itself"
            }
        }
    }

    /// What a school can withdraw from, each by itself.
    package enum Part: String, Sendable, SQLStorable, CaseIterable {
        case delivery, testing, data

        package var title: String {
            switch self {
            case .delivery: "Delivery"
            case .testing: "Testing"
            case .data: "Use of its data"
            }
        }
    }

    /// When parents were told, and until when they could object.
    package struct Notice: Sendable, Equatable {
        package let sentOn: LocalDate
        package let objectionsUntil: LocalDate
    }

    /// What the trial calls the school where its name has no place: `S007`.
    package var code: String? { number.map(Self.code(number:)) }

    static func code(number: Int) -> String {
        "S" + String(repeating: "0", count: max(0, 3 - "\(number)".count)) + "\(number)"
    }

    /// Whether it still takes part in a part.
    package func stays(in part: Part) -> Bool { withdrawnAt[part] == nil }

    /// Whether it has withdrawn from nothing: only then is it drawn.
    package var takesPart: Bool { withdrawnAt.isEmpty }

    /// When it withdrew from the whole trial, as withdrawing from any part before the draw is; `nil` where it did not.
    package func leftBeforeDraw(at drawn: Date?) -> Date? {
        guard let first = withdrawnAt.values.min(), drawn.map({ first <= $0 }) ?? true else { return nil }
        return first
    }

    /// Whether it counts among the trial's schools: it has joined, and did not withdraw before the draw.
    package func isCounted(drawnAt drawn: Date?) -> Bool {
        state == .joined && leftBeforeDraw(at: drawn) == nil
    }

    /// The same of `trial_school` as `s` with its `trial_course`, which may be missing, as `course`.
    package static let counted: SQL = """
        s.state = 'joined' AND (s.left_delivery_at IS NULL OR s.left_delivery_at > course.allocated_at)
        AND (s.left_testing_at IS NULL OR s.left_testing_at > course.allocated_at)
        AND (s.left_data_at IS NULL OR s.left_data_at > course.allocated_at)
        """

    static let columns: SQL = """
        s.id, s.trial_id, s.organisation_id, o.kind, o.name, p.organisation_id AS hub_id, s.state, s.source,
        s.invited_at, s.answered_at, s.number, s.memorandum_sha256, s.may_be_named, s.notice_sent_on,
        s.objections_until, s.objections, s.left_delivery_at, s.left_testing_at, s.left_data_at, s.version
        FROM trial_school s JOIN organisation o ON o.id = s.organisation_id
        JOIN trial_protocol p ON p.trial_id = s.trial_id
        """
}

extension TrialSchool: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        trial = try row.get("trial_id")
        school = Organisation(
            id: try row.get("organisation_id"),
            kind: try row.get("kind"),
            name: try row.get("name")
        )
        hub = try row.get("hub_id")
        state = try row.get("state")
        source = try row.get("source")
        invitedAt = try row.get("invited_at")
        answeredAt = try row.get("answered_at")
        number = try row.get("number")
        memorandumHash = try row.get("memorandum_sha256")
        mayBeNamed = try row.get("may_be_named")
        let sent: LocalDate? = try row.get("notice_sent_on")
        let until: LocalDate? = try row.get("objections_until")
        if let sent, let until {
            notice = Notice(sentOn: sent, objectionsUntil: until)
        } else {
            notice = nil
        }
        objections = try row.get("objections")
        var withdrawn: [Part: Date] = [:]
        withdrawn[.delivery] = try row.get("left_delivery_at", as: Date?.self)
        withdrawn[.testing] = try row.get("left_testing_at", as: Date?.self)
        withdrawn[.data] = try row.get("left_data_at", as: Date?.self)
        withdrawnAt = withdrawn
        version = try row.get("version")
    }
}

extension Transaction {
    /// A school of a trial that the actor may do something with. It is the school's and its hub's; to others
    /// it does not exist.
    func trialSchool(_ id: ID<TrialSchool>, for actor: Actor, _ permission: Permission) throws -> TrialSchool
    {
        let found: TrialSchool? = try first("SELECT \(TrialSchool.columns) WHERE s.id = \(id)")
        let school = try found.orNotFound()
        try actor.require(permission, on: .of([school.school.id, school.hub]))
        return school
    }

    /// The schools that have joined, in the order of their codes.
    func joinedSchools(of trial: ID<Trial>) throws -> [TrialSchool] {
        try all(
            """
            SELECT \(TrialSchool.columns) WHERE s.trial_id = \(trial) AND s.state = 'joined' ORDER BY s.number
            """
        )
    }
}
