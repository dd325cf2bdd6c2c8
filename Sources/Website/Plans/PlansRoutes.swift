import Access
import Database
import Evidence
import HTML
import Pathways
import Plans
import Programmes
import Services
import Trials

extension Site {
    func addPlans(to routes: Routes) {
        addPlanLists(to: routes)
        addPlanForms(to: routes)
        addPlanSteps(to: routes)
        addStrategies(to: routes)
    }

    private func addPlanLists(to routes: Routes) {
        routes.get(SiteMap.plans, .signedIn) { visit in
            var schools: [PlansPage.SchoolPlans] = []
            for school in visit.actor.organisations(where: .seePlans) where school.kind == .establishment {
                let strategies = try await plans.strategies(of: school.id, by: visit.actor)
                schools.append(
                    .init(
                        school: school,
                        plans: try await plans.plans(of: school.id, by: visit.actor),
                        strategies: strategies,
                        yearsToWrite: visit.yearsToWrite(beside: strategies),
                        mayEdit: visit.actor.may(.editPlans, on: .of(school.id))
                    )
                )
            }
            return .page(PlansPage(schools: schools, today: visit.services.today()))
        }
        routes.get(SiteMap.sharedPlans, .signedIn) { visit in
            var wanted = SharedPlansAddress(visit.query)
            let places = visit.actor.memberships.map(\.organisation).reduce(into: [Organisation]()) {
                if !$0.contains($1) { $0.append($1) }
            }
            let place = places.first { $0.id.description == wanted.place }
            wanted.place = place?.id.description ?? ""
            var query = wanted.query
            query.scope = try await planScope(place, visit)
            return .page(
                SharedPlansPage(
                    list: try await plans.sharedPlans(query, by: visit.actor),
                    address: wanted,
                    places: places,
                    today: visit.services.today()
                )
            )
        }
        routes.get(SiteMap.plan, .signedIn) { visit, id in
            let record = try await plans.plan(id, by: visit.actor)
            return .page(try await planPage(record, visit))
        }
    }

    /// Whose plans a place stands for: its schools', or those of the schools that are most like a school.
    private func planScope(_ place: Organisation?, _ visit: Visit) async throws -> SharedPlansQuery.Scope {
        guard let place else { return .network }
        switch place.kind {
        case .hub: return .hub(place.id)
        case .group: return .group(place.id)
        case .authority: return .authority(place.id)
        case .establishment: return .schools(try await schoolsLike(place.id, visit))
        }
    }

    /// - Parameter phase: What was typed to go to another phase, and what is wrong with it.
    private func planPage(_ record: PlanRecord, _ visit: Visit, phase: FormState? = nil) async throws
        -> PlanPage
    {
        let plan = record.plan
        let subject = Subject.of(plan.organisation.id)
        let mayEdit = visit.actor.may(.editPlans, on: subject)
        let isOwn = visit.actor.may(.seePlans, on: subject)
        let school = plan.organisation.id
        let ownTrials =
            visit.actor.may(.seeTrialSchool, on: subject)
            ? try await trials.trials(ofSchool: school, by: visit.actor) : []
        let coaching =
            visit.actor.may(.countCoaching, on: subject)
            ? try await pathways.coachingLines(of: school, by: visit.actor) : []
        return PlanPage(
            record: record,
            training: isOwn ? try await plans.training(of: plan, by: visit.actor) : [],
            maySeeBookings: visit.actor.may(.seeBookings, on: subject),
            trials: try await trials.trials(on: plan.strand.id),
            places: ownTrials.map(\.place),
            coaching: coaching,
            resources: try await evidence.resources(on: plan.strand.id),
            mayEdit: mayEdit,
            mayShare: visit.actor.may(.sharePlans, on: subject),
            copier: visit.planningSchools.first { $0.id != plan.organisation.id },
            isOwn: isOwn,
            today: visit.services.today(),
            phaseState: phase,
            ticket: visit.formTicket()
        )
    }

    private func addPlanForms(to routes: Routes) {
        routes.get(SiteMap.newPlan, .signedIn) { visit in
            let school = try visit.planningSchool(visit.query.text("school"))
            let source = ID<Plan>(visit.query.text("copy"))
            guard let strand = ID<Strand>(visit.query.text("strand")) else {
                return .page(
                    ChooseStrandPage(school: school, strands: try await evidence.strands().map(\.strand))
                )
            }
            let named = visit.query.text("intervention")
            let interventions = try await evidence.interventions(under: strand)
            if source == nil, named.isEmpty, !interventions.isEmpty {
                return .page(
                    ChooseInterventionPage(
                        school: school,
                        strand: try await evidence.strand(strand),
                        interventions: interventions,
                        copies: try await plansToCopy(on: strand, for: school, visit)
                    )
                )
            }
            let draft = try await plans.template(
                strand: strand,
                intervention: ID(named),
                copying: source,
                by: visit.actor
            )
            var form = try await planForm(nil, school, draft.formState, visit, copying: source)
            if source == nil, interventions.isEmpty {
                form.copies = try await plansToCopy(on: strand, for: school, visit)
            }
            return .page(form)
        }
        routes.post(SiteMap.newPlan, .signedIn) { visit, submission in
            let school = try visit.planningSchool(submission.text("school"))
            let key = try submission.requiredKey()
            let source = ID<Plan>(submission.text("copy"))
            do {
                let id = try await plans.startPlan(
                    PlanDraft(submission),
                    for: school.id,
                    copying: source,
                    by: visit.actor,
                    key: key
                )
                return .redirect(
                    to: SiteMap.plan(id),
                    notice: "Your plan is kept. Add what is to be done, and by when."
                )
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await planForm(nil, school, state, visit, copying: source))
            }
        }
        routes.get(SiteMap.editPlan, .signedIn) { visit, id in
            let plan = try await plans.plan(id, by: visit.actor).plan
            try visit.actor.require(.editPlans, on: .of(plan.organisation.id))
            var state = PlanDraft(plan).formState
            state.set("version", "\(plan.version)")
            return .page(try await planForm(plan, plan.organisation, state, visit))
        }
        routes.post(SiteMap.editPlan, .signedIn) { visit, id, submission in
            let plan = try await plans.plan(id, by: visit.actor).plan
            var state = FormState(submission)
            let saved = try await state.save(
                over: plan.version,
                changedMeanwhile: PlanWords.changedMeanwhile,
                at: "title"
            ) {
                try await plans.editPlan(
                    id,
                    version: submission.version,
                    PlanDraft(submission),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.plan(id), notice: "Saved.")
            }
            if let saved { return saved }
            return .invalid(try await planForm(plan, plan.organisation, state, visit))
        }
    }

    private func plansToCopy(on strand: ID<Strand>, for school: Organisation, _ visit: Visit) async throws
        -> PlansToCopy
    {
        var query = SharedPlansQuery()
        query.strand = strand
        query.scope = .schools(try await schoolsLike(school.id, visit))
        let list = try await plans.sharedPlans(query, by: visit.actor)
        return PlansToCopy(
            count: list.count(query),
            link: SiteMap.sharedPlans().with("of", school.id.description).with("strand", strand.description)
        )
    }

    private func planForm(
        _ plan: Plan?,
        _ school: Organisation,
        _ state: FormState,
        _ visit: Visit,
        copying source: ID<Plan>? = nil
    ) async throws -> PlanForm {
        var interventions: [Intervention] = []
        if let strand = ID<Strand>(state.value("strand")) {
            interventions = try await evidence.interventions(under: strand)
        }
        var state = state
        if state.value("school").isEmpty { state.set("school", school.id.description) }
        return PlanForm(
            plan: plan,
            school: school,
            schools: plan == nil ? visit.planningSchools : [],
            strands: try await evidence.strands().map(\.strand),
            interventions: interventions,
            source: source,
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func addPlanSteps(to routes: Routes) {
        routes.get(SiteMap.planActivities, .signedIn) { visit, id in
            let record = try await plans.plan(id, by: visit.actor)
            try visit.actor.require(.editPlans, on: .of(record.plan.organisation.id))
            return .page(
                PlanActivitiesForm(
                    plan: record.plan,
                    rowCount: record.activities.count + 3,
                    state: .activities(record),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.planActivities, .signedIn) { visit, id, submission in
            let record = try await plans.plan(id, by: visit.actor)
            try visit.actor.require(.editPlans, on: .of(record.plan.organisation.id))
            let rows = submission.planActivities
            var form = PlanActivitiesForm(
                plan: record.plan,
                rowCount: rows.count,
                state: FormState(submission),
                ticket: visit.formTicket()
            )
            if submission.text("step") == "add" {
                form.rowCount = min(rows.count + 4, Plans.mostActivities)
                return .page(form)
            }
            do {
                try await plans.schedule(
                    rows,
                    in: id,
                    version: submission.version,
                    by: visit.actor
                )
                return .redirect(to: SiteMap.plan(id).at("activities"), notice: "Saved.")
            } catch let faults as Faults {
                form.state.refuse(faults)
            } catch DatabaseError.staleVersion {
                form.state.refuse("what-0", PlanWords.changedMeanwhile)
                form.state.set("version", "\(record.plan.version)")
            } catch PlanRefusal.stopped {
                form.state.refuse("what-0", PlanWords.stopped)
            }
            return .invalid(form)
        }
        routes.post(SiteMap.planActivityDone, .signedIn) { visit, address, submission in
            try await plans.finish(
                address.second,
                isDone: submission.text("done") == "yes",
                in: address.first,
                by: visit.actor
            )
            return .redirect(to: SiteMap.plan(address.first).at("activities"))
        }
        routes.post(SiteMap.planPhase, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            do {
                if let phase = PlanPhase(rawValue: submission.text("phase")) {
                    try await plans.movePlan(
                        id,
                        version: submission.version,
                        to: phase,
                        lessons: submission.text("lessons"),
                        by: visit.actor
                    )
                    return .redirect(to: SiteMap.plan(id), notice: PlanWords.moved(to: phase))
                }
                state.refuse("phase", "Choose the phase that the plan goes to")
            } catch let faults as Faults {
                state.refuse(faults)
            } catch DatabaseError.staleVersion {
                state.refuse("phase", PlanWords.changedMeanwhile)
            } catch PlanRefusal.notAStep(_, _) {
                state.refuse("phase", PlanWords.changedMeanwhile)
            }
            return .invalid(
                try await planPage(try await plans.plan(id, by: visit.actor), visit, phase: state)
            )
        }
        routes.get(SiteMap.planReview, .signedIn) { visit, id in
            let record = try await plans.plan(id, by: visit.actor)
            try visit.actor.require(.editPlans, on: .of(record.plan.organisation.id))
            var state = FormState(["heldOn": visit.services.today().description])
            state.set("version", "\(record.plan.version)")
            return .page(PlanReviewForm(plan: record.plan, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.planReview, .signedIn) { visit, id, submission in
            let key = try submission.requiredKey()
            var state = FormState(submission)
            do {
                try await plans.reviewPlan(
                    id,
                    version: submission.version,
                    PlanReviewDraft(submission),
                    by: visit.actor,
                    key: key
                )
                return .redirect(to: SiteMap.plan(id).at("reviews"), notice: "The review is kept.")
            } catch let faults as Faults {
                state.refuse(faults)
            } catch DatabaseError.staleVersion {
                let version = try await plans.plan(id, by: visit.actor).plan.version
                state.refuse("happened", PlanWords.changedMeanwhile)
                state.set("version", "\(version)")
            } catch PlanRefusal.stopped {
                state.refuse("happened", PlanWords.stopped)
            }
            let plan = try await plans.plan(id, by: visit.actor).plan
            return .invalid(PlanReviewForm(plan: plan, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.planSharing, .signedIn) { visit, id, submission in
            let isShared = submission.text("share") == "yes"
            try await plans.sharePlan(
                id,
                version: submission.version,
                isShared: isShared,
                by: visit.actor
            )
            return .redirect(
                to: SiteMap.plan(id),
                notice: isShared
                    ? "Shared: hubs, trusts and other schools can read and copy it." : "It is private again."
            )
        }
    }
}

extension Actor {
    /// Whether they write plans for a school: pages of the library then offer to start one.
    var mayStartPlans: Bool {
        !own(.establishment, where: .editPlans).isEmpty
    }
}

extension Visit {
    /// The schools that they write plans for.
    var planningSchools: [Organisation] {
        actor.own(.establishment, where: .editPlans)
    }

    /// The school to plan for: the one named, or the first. Another's is not found.
    func planningSchool(_ text: String) throws -> Organisation {
        try own(.establishment, text, where: .editPlans)
    }
}

/// Sentences that several pages of plans say.
enum PlanWords {
    static let changedMeanwhile =
        "Someone changed this plan while you had it open. Look at it again, then save your change"
    static let stopped = "This plan was stopped. Take it up again before you add to it"

    static func moved(to phase: PlanPhase) -> String {
        phase == .stopped
            ? "The plan is stopped, and what you learned is kept."
            : "The plan is now in the phase \(phase.title)."
    }

    static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init)
    }

    static func level(_ value: Int) -> String { "\(value) of 5" }
}
