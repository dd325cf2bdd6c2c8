import Access
import Accounts
import Database
import Evidence
import Pathways
import Programmes
import Services

extension Site {
    func addPlacements(to routes: Routes) {
        addAppetite(to: routes)
        addCandidates(to: routes)
        addPlacementPages(to: routes)
    }

    private func addAppetite(to routes: Routes) {
        routes.get(SiteMap.schoolPlacements, .signedIn) { visit in
            let schools = try visit.organisation(.establishment, where: .stateAppetite)
            let appetite = try await pathways.appetite(of: schools.chosen.id, by: visit.actor)
            return .page(
                try await appetitePage(schools, appetite?.formState ?? FormState(["version": "0"]), visit)
            )
        }
        routes.post(SiteMap.schoolPlacements, .signedIn) { visit, submission in
            let schools = try visit.organisation(.establishment, where: .stateAppetite)
            let school = try schools.named(submission.text("school"))
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "state") {
                try await pathways.stateAppetite(
                    AppetiteDraft(submission),
                    of: school.id,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.schoolPlacements().with("organisation", school.id.description),
                    notice: "Saved. Hubs see it when they look for schools."
                )
            }
            return .invalid(
                try await appetitePage(ChosenOrganisation(chosen: school, all: schools.all), state, visit)
            )
        }
    }

    private func appetitePage(_ schools: ChosenOrganisation, _ state: FormState, _ visit: Visit) async throws
        -> SchoolPlacementsPage
    {
        SchoolPlacementsPage(
            schools: schools,
            placements: try await pathways.placements(at: schools.chosen.id, by: visit.actor),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func addCandidates(to routes: Routes) {
        routes.get(SiteMap.hubPlacements, .signedIn) { visit in
            let hubs = try visit.organisation(.hub, where: .keepPlacements)
            return .page(try await placementsPage(hubs, FormState(), visit))
        }
        routes.post(SiteMap.hubPlacements, .signedIn) { visit, submission in
            let hubs = try visit.organisation(.hub, where: .keepPlacements)
            let hub = try hubs.named(submission.text("organisation"))
            var state = FormState(submission)
            let id = try await state.attempt(refusedAt: "personName") {
                try await pathways.enterCandidate(
                    CandidateDraft(submission),
                    of: hub.id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let id {
                return .redirect(to: SiteMap.candidate(id), notice: "Entered. These schools are open to it.")
            }
            return .invalid(
                try await placementsPage(ChosenOrganisation(chosen: hub, all: hubs.all), state, visit)
            )
        }
        routes.get(SiteMap.candidate, .signedIn) { visit, id in
            .page(try await candidatePage(id, FormState(["school": visit.query.text("school")]), visit))
        }
        routes.post(SiteMap.candidate, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let placement = try await state.attempt(refusedAt: "school") {
                try await pathways.proposePlacement(
                    PlacementDraft(submission),
                    of: id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let placement {
                return .redirect(
                    to: SiteMap.placement(placement),
                    notice: "Proposed. The school’s leads have an email."
                )
            }
            return .invalid(try await candidatePage(id, state, visit))
        }
    }

    private func placementsPage(_ hubs: ChosenOrganisation, _ state: FormState, _ visit: Visit) async throws
        -> HubPlacementsPage
    {
        HubPlacementsPage(
            hubs: hubs,
            candidates: try await pathways.candidates(of: hubs.chosen.id, by: visit.actor),
            appetites: try await pathways.appetites(by: visit.actor),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func candidatePage(_ id: ID<Candidate>, _ state: FormState, _ visit: Visit) async throws
        -> CandidatePage
    {
        let found = try await pathways.suggestions(for: id, by: visit.actor)
        return CandidatePage(
            candidate: found.candidate,
            suggestions: found.schools,
            placements: found.placements,
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func addPlacementPages(to routes: Routes) {
        routes.get(SiteMap.ownPlacements, .signedIn) { visit in
            .page(OwnPlacementsPage(placements: try await pathways.ownPlacements(by: visit.actor)))
        }
        routes.get(SiteMap.placement, .signedIn) { visit, id in
            .page(try await placementPage(id, FormState(), visit))
        }
        routes.post(SiteMap.placementStep, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let notice = try await state.attempt(refusedAt: "steps") { try await take(id, submission, visit) }
            if let notice { return .redirect(to: SiteMap.placement(id), notice: notice) }
            return .invalid(try await placementPage(id, state, visit))
        }
    }

    private func take(_ id: ID<Placement>, _ submission: Submission, _ visit: Visit) async throws -> String {
        let actor = visit.actor
        switch submission.text("step") {
        case "agree", "decline":
            let agrees = submission.text("step") == "agree"
            try await pathways.answerPlacement(id, agrees: agrees, version: submission.version, by: actor)
            return agrees ? "Agreed. They have an email." : "Declined."
        case "change":
            try await pathways.changePlacement(
                PlacementDraft(submission),
                of: id,
                version: submission.version,
                by: actor
            )
            return "Changed. The school has an email."
        case "end":
            try await pathways.endPlacement(
                id,
                on: submission.text("lastDay"),
                version: submission.version,
                by: actor
            )
            return "Ended. The school has an email."
        case "day":
            try await pathways.recordProtectedDay(
                submission.text("heldOn"),
                wasKept: submission.text("kept") == "yes",
                note: submission.text("dayNote"),
                in: id,
                by: actor
            )
            return "The day is recorded."
        case "project":
            var draft = ProjectDraft()
            draft.question = submission.text("question")
            draft.method = submission.text("method")
            draft.ethics = submission.text("ethics")
            draft.ethicsState = submission.text("ethicsState")
            try await pathways.saveProject(draft, in: id, version: submission.version, by: actor)
            return "Saved."
        case "publish":
            _ = try await pathways.publishProject(OutputDraft(submission), in: id, by: actor)
            return "It is in the evidence library now."
        case "uplift":
            try await pathways.grantUplift(
                submission.text("amount"),
                funder: submission.text("funder"),
                from: submission.text("upliftFrom"),
                until: submission.text("upliftUntil"),
                in: id,
                by: actor
            )
            return "Written down. Now plan the payments."
        case "correct-uplift":
            try await pathways.correctUplift(
                submission.text("amount"),
                funder: submission.text("funder"),
                from: submission.text("upliftFrom"),
                until: submission.text("upliftUntil"),
                shown: submission.text("shown"),
                in: id,
                by: actor
            )
            return "Corrected."
        case "plan":
            try await pathways.planUpliftPayment(
                submission.text("payment"),
                due: submission.text("dueOn"),
                in: id,
                by: actor,
                key: submission.idempotencyKey
            )
            return "Planned."
        case "pay":
            let payment = try ID<PlannedPayment>(submission.text("planned")).orNotFound()
            try await pathways.payUplift(payment, in: id, shown: submission.text("shown"), by: actor)
            return "Marked as paid today."
        case let step where ["correct", "cancel", "unpay"].contains(step):
            let payment = try ID<PlannedPayment>(submission.text("planned")).orNotFound()
            let change = try PaymentChange(step: step, payment, submission).orNotFound()
            try await pathways.changeUpliftPayment(
                payment,
                change,
                in: id,
                shown: submission.text("shown"),
                by: actor
            )
            return change.notice
        default: throw Refusal.unreadableForm
        }
    }

    private func placementPage(_ id: ID<Placement>, _ state: FormState, _ visit: Visit) async throws
        -> PlacementPage
    {
        PlacementPage(
            file: try await pathways.placementFile(id, by: visit.actor),
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }
}

extension AppetiteDraft {
    init(_ submission: Submission) {
        self.init()
        state = submission.text("state")
        takesTrainees = submission.all("takes").contains("trainees")
        takesResearchers = submission.all("takes").contains("researchers")
        subjects = submission.text("subjects")
        yearGroups = submission.text("yearGroups")
        mentors = submission.text("mentors")
        note = submission.text("note")
    }
}

extension Appetite {
    var formState: FormState {
        var submission = Submission([
            "state": state.rawValue, "subjects": subjects, "yearGroups": yearGroups, "mentors": "\(mentors)",
            "note": note, "version": "\(version)",
        ])
        if takesTrainees { submission.add("takes", "trainees") }
        if takesResearchers { submission.add("takes", "researchers") }
        return FormState(submission)
    }
}

extension CandidateDraft {
    init(_ submission: Submission) {
        self.init()
        name = submission.text("personName")
        email = submission.text("personEmail")
        kind = submission.text("kind")
        subject = submission.text("subject")
        phase = submission.text("phase")
        near = submission.text("near")
        availableFrom = submission.text("availableFrom")
        note = submission.text("note")
    }
}

extension PlacementFile {
    /// What can be changed of the placement as it stands.
    var termsState: FormState {
        FormState([
            "endsOn": placement.endsOn.description,
            "protectedWeekday": placement.protectedWeekday.map(String.init) ?? "",
            "mentorName": mentorEmail == nil ? "" : placement.mentor?.name ?? "",
            "mentorEmail": mentorEmail?.text ?? "", "note": placement.note,
        ])
    }
}

extension PlacementDraft {
    init(_ submission: Submission) {
        self.init()
        school = submission.text("school")
        startsOn = submission.text("startsOn")
        endsOn = submission.text("endsOn")
        protectedWeekday = submission.text("protectedWeekday")
        mentorName = submission.text("mentorName")
        mentorEmail = submission.text("mentorEmail")
        note = submission.text("note")
    }
}
