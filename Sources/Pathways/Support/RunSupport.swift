package import Access
package import Database
import Accounts
import Evidence
import Programmes
package import Services

extension Pathways {
    /// The lead writes what was found, and what must be better at the end.
    package func diagnose(
        _ id: ID<SupportCase>,
        _ diagnosis: String,
        goal: String,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let found = try transaction.supportCase(id, keptBy: actor, leads: true)
            guard found.state != .closed else { throw PathwaysRefusal.hasEnded }
            var reader = FieldReader()
            let text = reader.required(diagnosis, "diagnosis", named: "what was found", most: 8000)
            let goal = reader.required(
                goal,
                "goal",
                named: "what must be better, and how one will know",
                most: 1000
            )
            try reader.finish()
            try transaction.update(
                """
                UPDATE support_case SET diagnosis = \(text), goal = \(goal), diagnosed_on = \(today),
                    state = CASE WHEN state = 'asked' THEN 'diagnosed' ELSE state END, version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "support.diagnose", of: id, in: found.lead.id)
        }
    }

    /// The lead asks another hub to take a part.
    package func askHub(
        _ hub: ID<Organisation>,
        toHelpIn id: ID<SupportCase>,
        task: String,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        try await database.write { transaction in
            var ids = ids
            let found = try transaction.supportCase(id, keptBy: actor, leads: true)
            guard found.state == .diagnosed || found.state == .running else {
                throw PathwaysRefusal.wrongStep
            }
            var reader = FieldReader()
            let text = reader.required(task, "task", named: "what the hub is asked to do", most: 500)
            try reader.finish()
            guard try transaction.organisation(hub).orNotFound().kind == .hub else {
                throw Faults([Fault("hub", "Choose a hub")])
            }
            let isIn = try transaction.exists(
                "SELECT 1 FROM support_hub WHERE case_id = \(id) AND hub_id = \(hub) AND state <> 'declined'"
            )
            guard !isIn else { throw PathwaysRefusal.hubInvolved }
            try transaction.execute(
                """
                INSERT INTO support_hub (case_id, hub_id, is_lead, state, task)
                VALUES (\(id), \(hub), 0, 'asked', \(text))
                ON CONFLICT (case_id, hub_id) DO UPDATE SET state = 'asked', task = excluded.task,
                    answered_at = NULL
                """
            )
            try transaction.audit(act, "support.ask-hub", of: id, in: found.lead.id, ["hub": .id(hub)])
            try transaction.tell(
                hub,
                Letter(
                    subject: "\(found.lead.name) asks you to help \(found.school.name)",
                    lines: [
                        "\(found.lead.name) leads the support for \(found.school.name) and asks you: \(text)"
                    ],
                    path: "/hub/support/\(id)"
                ),
                act,
                settings,
                &ids
            )
        }
    }

    /// A hub that was asked agrees or declines.
    package func answerSupport(
        _ id: ID<SupportCase>,
        for hub: ID<Organisation>,
        agrees: Bool,
        by actor: Actor
    )
        async throws
    {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.supportCase(id).orNotFound()
            try actor.require(.keepSupport, on: .of(hub))
            let changed = try transaction.execute(
                """
                UPDATE support_hub SET state = \(agrees ? SupportAnswer.agreed : .declined), answered_at = \(act.at)
                WHERE case_id = \(id) AND hub_id = \(hub) AND state = 'asked'
                """
            )
            guard changed == 1 else { throw PathwaysRefusal.wrongStep }
            try transaction.audit(act, "support.answer", of: id, in: hub, ["agrees": .flag(agrees)])
            if agrees, found.state == .diagnosed {
                try transaction.execute(
                    "UPDATE support_case SET state = 'running', version = version + 1 WHERE id = \(id)"
                )
            }
        }
    }

    /// A hub in the case plans a day of somebody at the school.
    package func planDay(
        _ draft: DeploymentDraft,
        in id: ID<SupportCase>,
        for hub: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        try await database.write { transaction in
            _ = try transaction.once(key, by: act, "support.plan-day") {
                var ids = ids
                let found = try transaction.supportCase(id, keptBy: actor, leads: false)
                try actor.require(.keepSupport, on: .of(hub))
                guard found.state == .diagnosed || found.state == .running else {
                    throw PathwaysRefusal.wrongStep
                }
                let hubs = try transaction.supportHubs(of: id)
                guard hubs.contains(where: { $0.hub.id == hub && $0.answer == .agreed }) else {
                    throw PathwaysRefusal.wrongStep
                }
                var reader = FieldReader()
                let person = reader.person(name: draft.name, email: draft.email, "person", named: "who goes")
                let day = reader.date(draft.heldOn, "heldOn", named: "the day")
                let half = reader.wholeNumber(draft.halfDays, "halfDays", named: "half days", in: 1...2)
                if half == nil, reader.faults.isEmpty {
                    reader.report("halfDays", "Choose half a day or a day")
                }
                let focus = reader.required(draft.focus, "focus", named: "what the day is for", most: 500)
                try reader.finish()
                guard let person, let day, let half else { return "" }
                let who = try transaction.person(person, act, &ids)
                let isThere = try transaction.exists(
                    """
                    SELECT 1 FROM deployment_day WHERE case_id = \(id) AND person_id = \(who.id)
                        AND held_on = \(day) AND state <> 'cancelled'
                    """
                )
                guard !isThere else {
                    throw Faults([Fault("heldOn", "\(who.name) is there on that day already")])
                }
                let new = ids.next(DeploymentDay.self)
                try transaction.execute(
                    """
                    INSERT INTO deployment_day (id, case_id, hub_id, person_id, held_on, half_days, focus, state)
                    VALUES (\(new), \(id), \(hub), \(who.id), \(day), \(half), \(focus), 'planned')
                    """
                )
                try transaction.execute(
                    """
                    UPDATE support_case SET state = 'running', version = version + 1
                    WHERE id = \(id) AND state = 'diagnosed'
                    """
                )
                try transaction.audit(act, "support.plan-day", of: new, in: hub, ["case": .id(id)])
                return new.description
            }
        }
    }

    /// Says that a planned day was held, or will not be.
    package func settleDay(_ day: ID<DeploymentDay>, wasHeld: Bool, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let row = try transaction.rows(
                "SELECT case_id, hub_id, person_id, held_on, state FROM deployment_day WHERE id = \(day)"
            ).first.orNotFound()
            let hub: ID<Organisation> = try row.get("hub_id")
            if try row.get("person_id") != person.id { try actor.require(.keepSupport, on: .of(hub)) }
            guard try row.get("state") == DeploymentState.planned else { throw PathwaysRefusal.wrongStep }
            let held: LocalDate = try row.get("held_on")
            guard !wasHeld || held <= today else { throw PathwaysRefusal.wrongStep }
            try transaction.execute(
                """
                UPDATE deployment_day SET state = \(wasHeld ? DeploymentState.done : .cancelled) WHERE id = \(day)
                """
            )
            try transaction.audit(act, "support.settle-day", of: day, in: hub, ["held": .flag(wasHeld)])
        }
    }

    /// Says that a day was marked as held by mistake: it is planned again, or cancelled where the case is closed. It no
    /// longer counts.
    package func takeBackDay(_ day: ID<DeploymentDay>, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let row = try transaction.rows(
                """
                SELECT d.hub_id, d.person_id, d.state, c.state AS case_state
                FROM deployment_day d JOIN support_case c ON c.id = d.case_id WHERE d.id = \(day)
                """
            ).first.orNotFound()
            let hub: ID<Organisation> = try row.get("hub_id")
            if try row.get("person_id") != person.id { try actor.require(.keepSupport, on: .of(hub)) }
            guard try row.get("state") == DeploymentState.done else { throw PathwaysRefusal.wrongStep }
            let isClosed = try row.get("case_state") == SupportState.closed
            try transaction.execute(
                """
                UPDATE deployment_day SET state = \(isClosed ? DeploymentState.cancelled : .planned)
                WHERE id = \(day)
                """
            )
            try transaction.audit(act, "support.take-back-day", of: day, in: hub)
        }
    }
}

package struct DeploymentDraft: Sendable, Equatable {
    package var name = ""
    package var email = ""
    package var heldOn = ""
    package var halfDays = "2"
    package var focus = ""

    package init() {}
}
