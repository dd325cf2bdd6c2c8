package import Evidence
import Programmes
package import Services

/// The plan on a page as it is typed: everything is text until it is checked.
package struct PlanDraft: Sendable, Equatable {
    package var strand: ID<Strand>?
    package var intervention: ID<Intervention>?
    package var title = ""
    package var startsOn = ""
    package var problem = ""
    package var activeIngredients = ""
    package var implementationOutcomes = ""
    package var finalOutcomes = ""
    package var barriers = ""
    package var owner = ""
    package var pupils = ""
    package var nextReviewOn = ""
    package var helpWanted = ""

    package init() {}

    package init(_ plan: Plan) {
        strand = plan.strand.id
        intervention = plan.intervention?.id
        title = plan.content.title
        startsOn = plan.content.startsOn.description
        problem = plan.content.problem
        activeIngredients = plan.content.activeIngredients
        implementationOutcomes = plan.content.implementationOutcomes
        finalOutcomes = plan.content.finalOutcomes
        barriers = plan.content.barriers
        owner = plan.content.owner
        pupils = plan.content.pupils.map(String.init) ?? ""
        nextReviewOn = plan.nextReviewOn?.description ?? ""
        helpWanted = plan.helpWanted
    }

    struct Checked: Sendable {
        let strand: ID<Strand>
        let intervention: ID<Intervention>?
        let content: PlanContent
        let nextReviewOn: LocalDate?
        let helpWanted: String
    }

    func checked() throws(Faults) -> Checked {
        var reader = FieldReader()
        if strand == nil { reader.report("strand", "Choose the strand of evidence that this plan is for") }
        let title = reader.required(title, "title", named: "a name for the plan", most: 150)
        let start = reader.day(startsOn, "startsOn", named: "the day it starts")
        if startsOn.trimmed.isEmpty { reader.report("startsOn", "Enter the day it starts") }
        let problem = reader.required(
            problem,
            "problem",
            named: "the problem, with your evidence",
            most: 3000
        )
        let ingredients = reader.optional(
            activeIngredients,
            "activeIngredients",
            named: "the active ingredients",
            most: 3000
        )
        let implementation = reader.optional(
            implementationOutcomes,
            "implementationOutcomes",
            named: "the implementation outcomes",
            most: 3000
        )
        let final = reader.optional(finalOutcomes, "finalOutcomes", named: "the final outcomes", most: 3000)
        let barriers = reader.optional(barriers, "barriers", named: "the barriers", most: 3000)
        let owner = reader.required(owner, "owner", named: "who answers for it", most: 120)
        let pupils = reader.wholeNumber(pupils, "pupils", named: "how many pupils", in: 0...20_000)
        let review = reader.day(nextReviewOn, "nextReviewOn", named: "the day of the next review")
        if let start, let review, review < start {
            reader.report("nextReviewOn", "The first review is after the plan starts")
        }
        let help = reader.optional(helpWanted, "helpWanted", named: "what help you want", most: 1000)
        try reader.finish()
        guard let strand, let start else { throw Faults([Fault("strand", "Choose a strand")]) }
        return Checked(
            strand: strand,
            intervention: intervention,
            content: PlanContent(
                title: title,
                startsOn: start,
                problem: problem,
                activeIngredients: ingredients,
                implementationOutcomes: implementation,
                finalOutcomes: final,
                barriers: barriers,
                owner: owner,
                pupils: pupils
            ),
            nextReviewOn: review,
            helpWanted: help
        )
    }
}

extension FieldReader {
    /// A day as people type it; `nil` where the field is empty or wrong.
    mutating func day(_ text: String, _ field: String, named name: String) -> LocalDate? {
        guard !text.trimmed.isEmpty else { return nil }
        guard let day = TypedDate.parse(text) else {
            report(field, "Enter \(name) as a day, such as 14/3/2027")
            return nil
        }
        return day
    }
}
