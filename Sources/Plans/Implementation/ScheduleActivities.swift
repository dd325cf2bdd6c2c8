package import Access
import Database
import Evidence
package import Services

/// One activity as it is typed. A row with nothing in it is left out.
package struct PlanActivityDraft: Sendable, Equatable {
    /// The activity that this row was, if it is not new.
    package var id: ID<PlanActivity>?
    package var what = ""
    package var owner = ""
    package var dueOn = ""

    package init(id: ID<PlanActivity>? = nil, what: String = "", owner: String = "", dueOn: String = "") {
        self.id = id
        self.what = what
        self.owner = owner
        self.dueOn = dueOn
    }

    var isEmpty: Bool { what.trimmed.isEmpty && owner.trimmed.isEmpty && dueOn.trimmed.isEmpty }
}

extension Plans {
    package static let mostActivities = 40

    /// Writes the list of what is to be done. What was done stays done; a row that is gone is taken out.
    ///
    /// - Throws: `Faults` with the fields `what-0`, `due-0` …; ``PlanRefusal/stopped``; `AccessError`;
    ///   `DatabaseError.staleVersion`.
    package func schedule(
        _ rows: [PlanActivityDraft],
        in id: ID<Plan>,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let fresh: [ID<PlanActivity>] = rows.map { _ in services.newID() }
        try await database.write { transaction in
            let plan = try transaction.plan(id, of: actor, .editPlans)
            guard plan.phase != .stopped else { throw PlanRefusal.stopped }
            let checked = try Self.checked(rows)
            let before = try transaction.activities(of: id)
            try transaction.update(
                "UPDATE plan SET version = version + 1 WHERE id = \(id) AND version = \(version)"
            )
            try transaction.execute("DELETE FROM plan_activity WHERE plan_id = \(id)")
            for (position, row) in checked.enumerated() {
                let old = before.first { $0.id == row.id }
                try transaction.execute(
                    """
                    INSERT INTO plan_activity (id, plan_id, position, what, owner_name, due_on, done_on)
                    VALUES (\(old?.id ?? fresh[position]), \(id), \(position), \(row.what), \(row.owner), \(row.dueOn),
                        \(old?.doneOn))
                    """
                )
            }
            try transaction.audit(
                act,
                .schedulePlan,
                of: id,
                in: plan.organisation.id,
                ["activities": .count(checked.count)]
            )
        }
    }

    /// Marks an activity as done today, or as not done after all.
    package func finish(_ activity: ID<PlanActivity>, isDone: Bool, in id: ID<Plan>, by actor: Actor)
        async throws
    {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let today: LocalDate? = isDone ? services.today() : nil
        try await database.write { transaction in
            let plan = try transaction.plan(id, of: actor, .editPlans)
            let changed = try transaction.execute(
                "UPDATE plan_activity SET done_on = \(today) WHERE id = \(activity) AND plan_id = \(id)"
            )
            guard changed == 1 else { throw AccessError.notFound }
            try transaction.audit(
                act,
                .finishActivity,
                of: id,
                in: plan.organisation.id,
                ["done": .flag(isDone)]
            )
        }
    }

    private struct Row {
        let id: ID<PlanActivity>?
        let what: String
        let owner: String
        let dueOn: LocalDate?
    }

    private static func checked(_ drafts: [PlanActivityDraft]) throws -> [Row] {
        var reader = FieldReader()
        var rows: [Row] = []
        for (position, draft) in drafts.enumerated() where !draft.isEmpty {
            let what = reader.required(
                draft.what,
                "what-\(position)",
                named: "what is to be done",
                most: 300
            )
            let owner = reader.optional(draft.owner, "owner-\(position)", named: "who does it", most: 120)
            let due = reader.day(draft.dueOn, "due-\(position)", named: "the day it is due")
            rows.append(Row(id: draft.id, what: what, owner: owner, dueOn: due))
        }
        if rows.count > mostActivities {
            reader.report("what-0", "A plan has at most \(mostActivities) activities")
        }
        try reader.finish()
        return rows
    }
}
