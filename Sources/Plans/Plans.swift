import Access
package import Database
import Evidence
package import Services

/// What schools plan: one plan for each strand they work on, and the pupil premium strategy that adds them up.
/// The front door of this module.
///
/// A plan belongs to a school and is private to it until its lead shares it; then hubs, trusts and other
/// schools may read and copy it. Each verb takes the acting person and checks permission inside.
package struct Plans: Sendable {
    package let database: any Database
    package let services: Services

    package init(database: any Database, services: Services) {
        self.database = database
        self.services = services
    }
}

extension Topic {
    /// The plans that schools have shared.
    package static let sharedPlans: Topic = "plans/shared"
    /// Which plans are shared, whatever they say.
    package static let planSharing: Topic = "plans/sharing"
}

/// Why a verb of this module refuses, beyond permission and what was typed.
package enum PlanRefusal: Error, Equatable, Sendable {
    /// A plan that was stopped is taken up again before anything else is done with it.
    case stopped
    /// From this phase the plan cannot go there.
    case notAStep(from: PlanPhase, to: PlanPhase)
    /// The strategy for that academic year exists already.
    case strategyExists
}

extension AuditVerb {
    static let startPlan: AuditVerb = "plan.start"
    static let editPlan: AuditVerb = "plan.edit"
    static let movePlan: AuditVerb = "plan.move"
    static let schedulePlan: AuditVerb = "plan.schedule"
    static let finishActivity: AuditVerb = "plan.finish-activity"
    static let reviewPlan: AuditVerb = "plan.review"
    static let sharePlan: AuditVerb = "plan.share"
    static let unsharePlan: AuditVerb = "plan.unshare"
    static let startStrategy: AuditVerb = "strategy.start"
    static let saveStrategy: AuditVerb = "strategy.save"
    static let publishStrategy: AuditVerb = "strategy.publish"
}
