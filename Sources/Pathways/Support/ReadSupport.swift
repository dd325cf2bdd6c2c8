package import Access
import Database
package import Services

extension Pathways {
    /// The cases that a hub leads, takes part in or is asked about: open ones first.
    package func supportCases(of hub: ID<Organisation>, by actor: Actor) async throws -> [SupportCase] {
        try actor.signedInPerson()
        try actor.require(.keepSupport, on: .of(hub))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(SupportCase.source) JOIN support_hub x ON x.case_id = c.id
                WHERE x.hub_id = \(hub) AND x.state <> 'declined'
                ORDER BY CASE WHEN c.state = 'closed' THEN 1 ELSE 0 END, c.asked_at DESC, c.id
                """
            )
        }
    }

    /// The cases that wait for a hub: for its answer, or for its diagnosis where it leads.
    package func supportToAnswer(by hub: ID<Organisation>, as actor: Actor) async throws -> [SupportCase] {
        try actor.signedInPerson()
        try actor.require(.keepSupport, on: .of(hub))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(SupportCase.source) JOIN support_hub x ON x.case_id = c.id
                WHERE x.hub_id = \(hub) AND x.state <> 'declined' AND c.state <> 'closed'
                    AND (x.state = 'asked' OR (c.state = 'asked' AND c.asked_of_id = \(hub)))
                ORDER BY c.asked_at DESC, c.id
                """
            )
        }
    }

    /// The cases of a school.
    package func supportCases(at school: ID<Organisation>, by actor: Actor) async throws -> [SupportCase] {
        try actor.signedInPerson()
        try actor.require(.askForSupport, on: .of(school))
        return try await database.read { transaction in
            try transaction.all(
                "\(SupportCase.source) WHERE c.school_id = \(school) ORDER BY c.asked_at DESC, c.id"
            )
        }
    }

    /// One case for the school and every hub in it, with who is at the school already.
    package func supportFile(_ id: ID<SupportCase>, by actor: Actor) async throws -> SupportFile {
        try actor.signedInPerson()
        let today = services.today()
        return try await database.read { transaction in
            let found = try transaction.supportCase(id).orNotFound()
            let hubs = try transaction.supportHubs(of: id)
            let involved = hubs.filter { $0.answer != .declined }.map(\.hub.id)
            let maySee =
                actor.may(.askForSupport, on: .of(found.school.id))
                || actor.may(.keepSupport, on: .of(involved))
            guard maySee else { throw AccessError.notFound }
            return SupportFile(
                found: found,
                hubs: hubs,
                days: try transaction.all(
                    """
                    SELECT d.*, o.kind AS hub_kind, o.name AS hub_name, p.name AS person_name
                    FROM deployment_day d JOIN organisation o ON o.id = d.hub_id JOIN person p ON p.id = d.person_id
                    WHERE d.case_id = \(id) ORDER BY d.held_on, d.id
                    """
                ),
                reviews: try transaction.all(
                    "SELECT * FROM support_review WHERE case_id = \(id) ORDER BY held_on, id"
                ),
                presence: try transaction.presence(at: found.school.id, besides: id, on: today)
            )
        }
    }
}

extension Transaction {
    /// Who else works with a school now: organisations and numbers, never names of people.
    func presence(at school: ID<Organisation>, besides id: ID<SupportCase>, on day: LocalDate) throws
        -> [Presence]
    {
        let coming = day.adding(days: 28)
        let recent = day.adding(days: -28)
        let parts: [(what: String, each: Double, sql: SQL)] = [
            (
                "Open support",
                1,
                """
                SELECT o.name, count(*) AS times FROM support_case c JOIN support_hub x ON x.case_id = c.id
                JOIN organisation o ON o.id = x.hub_id
                WHERE c.school_id = \(school) AND c.id <> \(id) AND c.state <> 'closed' AND x.state = 'agreed'
                GROUP BY o.name
                """
            ),
            (
                "Days at the school, four weeks back and ahead",
                0.5,
                """
                SELECT o.name, CAST(sum(d.half_days) AS BIGINT) AS times
                FROM deployment_day d JOIN support_case c ON c.id = d.case_id
                JOIN organisation o ON o.id = d.hub_id
                WHERE c.school_id = \(school) AND d.state <> 'cancelled' AND d.held_on BETWEEN \(recent) AND \(coming)
                GROUP BY o.name
                """
            ),
            (
                "Coaching and mentoring",
                1,
                """
                SELECT o.name, count(*) AS times FROM coaching_relationship r
                JOIN organisation o ON o.id = r.arranged_id
                WHERE r.school_id = \(school) AND r.state = 'active' GROUP BY o.name
                """
            ),
            (
                "People on pathways",
                1,
                """
                SELECT o.name, count(*) AS times FROM training_period t JOIN participant x ON x.id = t.participant_id
                JOIN pathway w ON w.id = x.pathway_id JOIN organisation o ON o.id = w.owner_id
                WHERE t.school_id = \(school) AND t.ends_on IS NULL GROUP BY o.name
                """
            ),
        ]
        return try parts.flatMap { part in
            try rows(part.sql + " ORDER BY 1").map { row -> Presence in
                let times: Int = try row.get(1)
                return Presence(
                    organisation: try row.get(0),
                    what: part.what,
                    count: Double(times) * part.each
                )
            }
        }
    }
}
