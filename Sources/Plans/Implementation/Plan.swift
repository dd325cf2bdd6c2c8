package import Access
package import Database
package import Evidence
package import Foundation
package import Services

/// A school's plan for one strand: what it will do, what must not be lost, and when it looks again.
package struct Plan: Sendable, Equatable {
    package let id: ID<Plan>
    package let organisation: Organisation
    package let strand: StrandName
    package let intervention: InterventionName?
    package let phase: PlanPhase
    package let content: PlanContent
    package let nextReviewOn: LocalDate?
    /// What was learned; never empty once the plan is stopped.
    package let lessons: String
    /// What the school would like help with; empty for nothing.
    package let helpWanted: String
    package let sharedAt: Date?
    package let copiedFrom: ID<Plan>?
    package let version: Int

    package var isShared: Bool { sharedAt != nil }

    /// What it wants help with; a plan that was stopped keeps what it asked for, and wants none.
    package var help: String? { phase == .stopped || helpWanted.isEmpty ? nil : helpWanted }

    package func isReviewOverdue(on today: LocalDate) -> Bool {
        phase != .stopped && (nextReviewOn.map { $0 < today } ?? false)
    }

    /// The strand, as a link needs it.
    package struct StrandName: Sendable, Equatable {
        package let id: ID<Strand>
        package let slug: String
        package let title: String
    }

    package struct InterventionName: Sendable, Equatable {
        package let id: ID<Intervention>
        package let name: String
    }
}

/// The plan on a page. Lists have one entry a line.
package struct PlanContent: Sendable, Equatable {
    package let title: String
    package let startsOn: LocalDate
    /// The problem, with the evidence for it.
    package let problem: String
    /// What must not be lost for it to be this intervention.
    package let activeIngredients: String
    /// What staff will do differently: fidelity, acceptability, reach.
    package let implementationOutcomes: String
    /// What pupils will gain.
    package let finalOutcomes: String
    package let barriers: String
    /// Who answers for it, by name or role.
    package let owner: String
    /// How many pupils it is for, if known.
    package let pupils: Int?
}

/// One thing to be done, with a name and a day.
package struct PlanActivity: Sendable, Equatable {
    package let id: ID<PlanActivity>
    package let what: String
    package let owner: String
    package let dueOn: LocalDate?
    package let doneOn: LocalDate?

    package func isLate(on today: LocalDate) -> Bool {
        doneOn == nil && (dueOn.map { $0 < today } ?? false)
    }
}

/// The day on which a plan entered a phase.
package struct PlanStep: Sendable, Equatable {
    package let phase: PlanPhase
    package let enteredOn: LocalDate
}

/// A short look at how it goes.
package struct PlanReview: Sendable, Equatable {
    package let id: ID<PlanReview>
    package let heldOn: LocalDate
    /// 1 to 5: is it done as meant?
    package let fidelity: Int
    /// 1 to 5: do staff find it right and possible?
    package let acceptability: Int
    /// Per cent of the pupils it is for who get it.
    package let reachPercentage: Int?
    package let tried: String
    package let happened: String
    package let nextStep: String
    package let writtenBy: String
}

/// A plan with everything on its page.
package struct PlanRecord: Sendable, Equatable {
    package let plan: Plan
    package let activities: [PlanActivity]
    /// Oldest first.
    package let steps: [PlanStep]
    /// Newest first.
    package let reviews: [PlanReview]
}

extension Plan: RowReadable {
    static let source: SQL = """
        SELECT plan.*, organisation.kind AS organisation_kind, organisation.name AS organisation_name,
            strand.slug AS strand_slug, strand_version.title AS strand_title,
            intervention.name AS intervention_name
        FROM plan
        JOIN organisation ON organisation.id = plan.organisation_id
        JOIN strand ON strand.id = plan.strand_id
        JOIN strand_version ON strand_version.strand_id = strand.id AND strand_version.version = strand.version
        LEFT JOIN intervention ON intervention.id = plan.intervention_id
        """

    package init(row: Row) throws {
        id = try row.get("id")
        organisation = Organisation(
            id: try row.get("organisation_id"),
            kind: try row.get("organisation_kind"),
            name: try row.get("organisation_name")
        )
        strand = StrandName(
            id: try row.get("strand_id"),
            slug: try row.get("strand_slug"),
            title: try row.get("strand_title")
        )
        let interventionID: ID<Intervention>? = try row.get("intervention_id")
        let interventionName: String? = try row.get("intervention_name")
        intervention = interventionID.flatMap { id in
            interventionName.map { InterventionName(id: id, name: $0) }
        }
        phase = try row.get("phase")
        content = PlanContent(
            title: try row.get("title"),
            startsOn: try row.get("starts_on"),
            problem: try row.get("problem"),
            activeIngredients: try row.get("active_ingredients"),
            implementationOutcomes: try row.get("implementation_outcomes"),
            finalOutcomes: try row.get("final_outcomes"),
            barriers: try row.get("barriers"),
            owner: try row.get("owner_name"),
            pupils: try row.get("pupils")
        )
        nextReviewOn = try row.get("next_review_on")
        lessons = try row.get("lessons")
        helpWanted = try row.get("help_wanted")
        sharedAt = try row.get("shared_at")
        copiedFrom = try row.get("copied_from")
        version = try row.get("version")
    }
}

extension PlanActivity: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        what = try row.get("what")
        owner = try row.get("owner_name")
        dueOn = try row.get("due_on")
        doneOn = try row.get("done_on")
    }
}

extension PlanStep: RowReadable {
    package init(row: Row) throws {
        phase = try row.get("phase")
        enteredOn = try row.get("entered_on")
    }
}

extension PlanReview: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        heldOn = try row.get("held_on")
        fidelity = try row.get("fidelity")
        acceptability = try row.get("acceptability")
        reachPercentage = try row.get("reach_percentage")
        tried = try row.get("tried")
        happened = try row.get("happened")
        nextStep = try row.get("next_step")
        writtenBy = try row.get("written_by_name")
    }
}
