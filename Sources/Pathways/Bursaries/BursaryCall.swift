package import Access
package import Database
package import Accounts
import Evidence
package import Programmes
package import Services

/// Money that a hub offers for study or research, with criteria, a deadline and a budget.
package struct BursaryCall: Sendable, Equatable, RowReadable {
    package let id: ID<BursaryCall>
    package let hub: Organisation
    package let title: String
    package let summary: String
    package let criteria: String
    package let opensOn: LocalDate
    /// The last day for applications.
    package let closesOn: LocalDate
    package let budget: Pence
    package let awarded: Pence
    /// The most that one application can ask for.
    package let most: Pence
    /// How many scores without a conflict a decision needs.
    package let neededScores: Int
    package let isPublished: Bool
    package let version: Int

    static let source: SQL = """
        SELECT c.*, o.kind AS hub_kind, o.name AS hub_name FROM bursary_call c JOIN organisation o ON o.id = c.hub_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        hub = try row.organisation("hub")
        title = try row.get("title")
        summary = try row.get("summary")
        criteria = try row.get("criteria")
        opensOn = try row.get("opens_on")
        closesOn = try row.get("closes_on")
        budget = try row.get("budget_pence")
        awarded = try row.get("awarded_pence")
        most = try row.get("most_pence")
        neededScores = try row.get("needed_scores")
        isPublished = try row.get("is_published")
        version = try row.get("version")
    }

    package var left: Pence { Pence(budget.rawValue - awarded.rawValue) }

    package func isOpen(on day: LocalDate) -> Bool { isPublished && opensOn <= day && day <= closesOn }

    func requireClosed(on day: LocalDate) throws(PathwaysRefusal) {
        guard day > closesOn else { throw .callOpen(until: closesOn) }
    }
}

package struct BursaryCallDraft: Sendable, Equatable {
    package var title = ""
    package var summary = ""
    package var criteria = ""
    package var opensOn = ""
    package var closesOn = ""
    package var budget = ""
    package var most = ""
    package var neededScores = "2"
    /// The panel: a name and an address a line, with a comma between.
    package var panel = ""

    package init() {}

    /// A call as it stands, to be changed.
    package init(_ call: BursaryCall, panel: [PanelMember]) {
        title = call.title
        summary = call.summary
        criteria = call.criteria
        opensOn = call.opensOn.description
        closesOn = call.closesOn.description
        budget = call.budget.plain
        most = call.most.plain
        neededScores = "\(call.neededScores)"
        self.panel = panel.map { "\($0.person.name), \($0.email?.text ?? "")" }.joined(separator: "\n")
    }

    struct Checked: Sendable {
        let title: String
        let summary: String
        let criteria: String
        let opensOn: LocalDate
        let closesOn: LocalDate
        let budget: Pence
        let most: Pence
        let neededScores: Int
        let panel: [PersonEntry]
    }

    func checked() throws(Faults) -> Checked {
        var reader = FieldReader()
        let title = reader.required(title, "title", named: "the title", most: 150)
        let summary = reader.required(summary, "summary", named: "what it is for", most: 2000)
        let criteria = reader.required(criteria, "criteria", named: "how applications are judged", most: 4000)
        let opens = reader.date(opensOn, "opensOn", named: "the first day")
        let closes = reader.date(closesOn, "closesOn", named: "the last day")
        if let opens, let closes, closes < opens { reader.report("closesOn", "It closes after it opens") }
        let budget = reader.amount(budget, "budget", named: "the budget")
        let most = reader.amount(most, "most", named: "the most for one application")
        if let budget, let most, most > budget {
            reader.report("most", "One application cannot ask for more than the whole budget")
        }
        let panel = reader.panel(panel)
        let needed = reader.wholeNumber(
            neededScores,
            "neededScores",
            named: "how many must score",
            in: 1...9
        )
        if let needed, panel.count < needed {
            reader.report("panel", "The panel has \(panel.count) people, but \(needed) must score: name more")
        }
        try reader.finish()
        guard let opens, let closes, let budget, let most else {
            throw Faults([Fault("title", "Enter the title")])
        }
        return Checked(
            title: title,
            summary: summary,
            criteria: criteria,
            opensOn: opens,
            closesOn: closes,
            budget: budget,
            most: most,
            neededScores: needed ?? 2,
            panel: panel
        )
    }
}

/// One of a call's panel, with the address that a form shows.
package struct PanelMember: Sendable, Equatable {
    package let person: Person
    package let email: EmailAddress?
}

extension Pathways {
    /// Publishes a call with its panel.
    package func publishCall(
        _ draft: BursaryCallDraft,
        of hub: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<BursaryCall> {
        try actor.require(.keepBursaries, on: .of(hub))
        let checked = try draft.checked()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "bursary.publish") {
                var ids = ids
                let id = ids.next(BursaryCall.self)
                try transaction.execute(
                    """
                    INSERT INTO bursary_call
                        (id, hub_id, title, summary, criteria, opens_on, closes_on, budget_pence, most_pence,
                         needed_scores, is_published, version)
                    VALUES (\(id), \(hub), \(checked.title), \(checked.summary), \(checked.criteria),
                        \(checked.opensOn), \(checked.closesOn), \(checked.budget), \(checked.most),
                        \(checked.neededScores), 1, 1)
                    """
                )
                for member in checked.panel { _ = try transaction.seat(member, on: id, act, &ids) }
                try transaction.audit(
                    act,
                    "bursary.publish",
                    of: id,
                    in: hub,
                    ["pence": .count(checked.budget.rawValue)]
                )
                try transaction.touch(.bursaries)
                return id.description
            }
        }
        return try ID<BursaryCall>(text).orNotFound()
    }

    /// The calls that anyone may read: those open or coming first.
    package func publicCalls() async throws -> [BursaryCall] {
        let today = services.today()
        return try await database.read { transaction in
            try transaction.all(
                """
                \(BursaryCall.source) WHERE c.is_published = 1
                ORDER BY CASE WHEN c.closes_on < \(today) THEN 1 ELSE 0 END, c.closes_on, c.id LIMIT 100
                """
            )
        }
    }

    package func publicCall(_ id: ID<BursaryCall>) async throws -> BursaryCall {
        try await database.read { transaction in
            let found = try transaction.call(id).orNotFound()
            guard found.isPublished else { throw AccessError.notFound }
            return found
        }
    }

    /// A hub's calls, newest first.
    package func calls(of hub: ID<Organisation>, by actor: Actor) async throws -> [BursaryCall] {
        try actor.signedInPerson()
        try actor.require(.keepBursaries, on: .of(hub))
        return try await database.read { transaction in
            try transaction.all(
                "\(BursaryCall.source) WHERE c.hub_id = \(hub) ORDER BY c.closes_on DESC, c.id"
            )
        }
    }
}

extension FieldReader {
    fileprivate mutating func panel(_ text: String) -> [PersonEntry] {
        var people: [PersonEntry] = []
        for line in text.split(separator: "\n") where !String(line).trimmed.isEmpty {
            let parts = line.split(separator: ",").map { String($0).trimmed }
            guard parts.count == 2, let name = PersonName.parse(parts[0]), let email = EmailAddress(parts[1])
            else {
                report("panel", "Write “\(line)” as a name, a comma and an email address")
                continue
            }
            people.append(PersonEntry(name: name, email: email))
        }
        return people
    }
}

extension Topic {
    /// The public list of bursary calls and each of them.
    package static let bursaries: Topic = "pathways/bursaries"
}

extension Transaction {
    func call(_ id: ID<BursaryCall>) throws -> BursaryCall? {
        try first("\(BursaryCall.source) WHERE c.id = \(id)")
    }

    /// Puts somebody on a call's panel, once.
    func seat(_ member: PersonEntry, on id: ID<BursaryCall>, _ act: Act, _ ids: inout IDSequence) throws
        -> Person
    {
        let person = try self.person(member, act, &ids)
        try execute(
            """
            INSERT INTO bursary_panel (call_id, person_id) VALUES (\(id), \(person.id)) ON CONFLICT DO NOTHING
            """
        )
        return person
    }

    func panel(of id: ID<BursaryCall>) throws -> [PanelMember] {
        try rows(
            """
            SELECT p.id AS person_id, p.name AS person_name, p.email FROM bursary_panel m
            JOIN person p ON p.id = m.person_id WHERE m.call_id = \(id) ORDER BY p.name, p.id
            """
        ).map { PanelMember(person: try $0.person("person"), email: try $0.get("email")) }
    }

    func isOnPanel(_ person: ID<Person>, of id: ID<BursaryCall>) throws -> Bool {
        try exists("SELECT 1 FROM bursary_panel WHERE call_id = \(id) AND person_id = \(person)")
    }
}
