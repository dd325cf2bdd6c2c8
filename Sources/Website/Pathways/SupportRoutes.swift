import Access
import Database
import Directory
import Pathways
import Programmes
import Services

extension Site {
    func addSupport(to routes: Routes) {
        addSupportRequests(to: routes)
        addSupportSteps(to: routes)
    }

    private func addSupportRequests(to routes: Routes) {
        routes.get(SiteMap.schoolSupport, .signedIn) { visit in
            let schools = try visit.organisation(.establishment, where: .askForSupport)
            return .page(try await schoolSupportPage(schools, FormState(), visit))
        }
        routes.post(SiteMap.schoolSupport, .signedIn) { visit, submission in
            let schools = try visit.organisation(.establishment, where: .askForSupport)
            let school = try schools.named(submission.text("school"))
            var state = FormState(submission)
            let hub = ID<Organisation>(submission.text("hub"))
            if hub == nil { state.refuse("hub", "Choose the hub that you ask") }
            var id: ID<SupportCase>?
            if let hub {
                id = try await state.attempt(refusedAt: "hub") {
                    try await pathways.askForSupport(
                        submission.text("need"),
                        school: school.urn?.description ?? school.name,
                        of: hub,
                        by: visit.actor,
                        key: submission.idempotencyKey
                    )
                }
            }
            if let id {
                return .redirect(to: SiteMap.support(id), notice: "Asked. The hub’s leads have an email.")
            }
            return .invalid(
                try await schoolSupportPage(
                    ChosenOrganisation(chosen: school, all: schools.all),
                    state,
                    visit
                )
            )
        }
        routes.get(SiteMap.hubSupport, .signedIn) { visit in
            let hubs = try visit.organisation(.hub, where: .keepSupport)
            return .page(try await hubSupportPage(hubs, FormState(), visit))
        }
        routes.post(SiteMap.hubSupport, .signedIn) { visit, submission in
            let hubs = try visit.organisation(.hub, where: .keepSupport)
            let hub = try hubs.named(submission.text("organisation"))
            var state = FormState(submission)
            let id = try await state.attempt(refusedAt: "school") {
                try await pathways.askForSupport(
                    submission.text("need"),
                    school: submission.text("school"),
                    of: hub.id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let id { return .redirect(to: SiteMap.support(id), notice: "Opened.") }
            return .invalid(
                try await hubSupportPage(ChosenOrganisation(chosen: hub, all: hubs.all), state, visit)
            )
        }
    }

    private func schoolSupportPage(_ schools: ChosenOrganisation, _ state: FormState, _ visit: Visit)
        async throws
        -> SchoolSupportPage
    {
        SchoolSupportPage(
            schools: schools,
            cases: try await pathways.supportCases(at: schools.chosen.id, by: visit.actor),
            hubs: try await directory.hubs().map { FormOption($0.id.description, $0.name) },
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func hubSupportPage(_ hubs: ChosenOrganisation, _ state: FormState, _ visit: Visit) async throws
        -> HubSupportPage
    {
        HubSupportPage(
            hubs: hubs,
            cases: try await pathways.supportCases(of: hubs.chosen.id, by: visit.actor),
            waiting: try await pathways.supportToAnswer(by: hubs.chosen.id, as: visit.actor),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func addSupportSteps(to routes: Routes) {
        routes.get(SiteMap.support, .signedIn) { visit, id in
            .page(try await supportPage(id, FormState(), visit))
        }
        routes.post(SiteMap.supportStep, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let notice = try await state.attempt(refusedAt: "steps") { try await take(id, submission, visit) }
            guard let notice else { return .invalid(try await supportPage(id, state, visit)) }
            // A hub that declined no longer sees the case.
            let isGone = submission.text("step") == "decline"
            return .redirect(to: isGone ? SiteMap.hubSupport() : SiteMap.support(id), notice: notice)
        }
    }

    private func take(_ id: ID<SupportCase>, _ submission: Submission, _ visit: Visit) async throws -> String
    {
        let actor = visit.actor
        let hub = ID<Organisation>(submission.text("hub"))
        switch submission.text("step") {
        case "diagnose":
            try await pathways.diagnose(
                id,
                submission.text("diagnosis"),
                goal: submission.text("goal"),
                version: submission.version,
                by: actor
            )
            return "The diagnosis is saved. Now ask hubs to help, or plan days yourself."
        case "ask":
            try await pathways.askHub(
                hub.orNotFound(),
                toHelpIn: id,
                task: submission.text("task"),
                by: actor
            )
            return "Asked. Its leads have an email."
        case "agree", "decline":
            let agrees = submission.text("step") == "agree"
            try await pathways.answerSupport(id, for: hub.orNotFound(), agrees: agrees, by: actor)
            return agrees ? "Agreed." : "Declined."
        case "plan":
            var draft = DeploymentDraft()
            draft.name = submission.text("personName")
            draft.email = submission.text("personEmail")
            draft.heldOn = submission.text("heldOn")
            draft.halfDays = submission.text("halfDays")
            draft.focus = submission.text("focus")
            try await pathways.planDay(
                draft,
                in: id,
                for: hub.orNotFound(),
                by: actor,
                key: submission.idempotencyKey
            )
            return "Planned."
        case "held", "cancelled":
            let day = try ID<DeploymentDay>(submission.text("day")).orNotFound()
            try await pathways.settleDay(day, wasHeld: submission.text("step") == "held", by: actor)
            return submission.text("step") == "held" ? "The day counts as held." : "The day is cancelled."
        case "not-held":
            let day = try ID<DeploymentDay>(submission.text("day")).orNotFound()
            try await pathways.takeBackDay(day, by: actor)
            return "This day does not count as held."
        case "review":
            try await pathways.reviewSupport(
                id,
                on: submission.text("reviewedOn"),
                progress: submission.text("progress"),
                findings: submission.text("findings"),
                nextSteps: submission.text("nextSteps"),
                by: actor,
                key: submission.idempotencyKey
            )
            return "The review is kept."
        case "rate":
            let review = try ID<SupportReview>(submission.text("review")).orNotFound()
            try await pathways.rateSupport(review, Int(submission.text("rating")) ?? 0, by: actor)
            return "Thank you."
        case "close":
            try await pathways.closeSupport(id, version: submission.version, by: actor)
            return "Closed."
        default: throw Refusal.unreadableForm
        }
    }

    private func supportPage(_ id: ID<SupportCase>, _ state: FormState, _ visit: Visit) async throws
        -> SupportPage
    {
        let file = try await pathways.supportFile(id, by: visit.actor)
        let involved = Set(file.hubs.filter { $0.answer != .declined }.map(\.hub.id))
        let others = try await directory.hubs().filter { !involved.contains($0.id) }
        return SupportPage(
            file: file,
            actor: visit.actor,
            otherHubs: others.map { FormOption($0.id.description, $0.name) },
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }
}
