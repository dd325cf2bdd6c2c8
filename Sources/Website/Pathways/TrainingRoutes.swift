import Access
import CSV
import Database
import Evidence
import NIOCore
import Pathways
import Programmes
import Services

extension Site {
    func addTraining(to routes: Routes) {
        addPathwayPages(to: routes)
        addParticipantPages(to: routes)
        addPathwayFiles(to: routes)
    }

    private func addPathwayPages(to routes: Routes) {
        routes.get(SiteMap.hubPathways, .signedIn) { visit in
            let hubs = try visit.organisation(.hub, where: .keepPathways)
            return .page(
                PathwayDashboard(
                    hubs: hubs,
                    counts: try await pathways.dashboard(of: hubs.chosen.id, by: visit.actor),
                    inductions: try await pathways.inductions(of: hubs.chosen.id, by: visit.actor)
                )
            )
        }
        routes.get(SiteMap.newPathway, .signedIn) { visit in
            let hubs = try visit.organisation(.hub, where: .keepPathways)
            let state = FormState(["organisation": hubs.chosen.id.description, "isMentored": "yes"])
            return .page(PathwayForm(hubs: hubs, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.newPathway, .signedIn) { visit, submission in
            let hubs = try visit.organisation(.hub, where: .keepPathways)
            let hub = try hubs.named(submission.text("organisation"))
            var state = FormState(submission)
            let id = try await state.attempt(refusedAt: "name") {
                try await pathways.definePathway(
                    PathwayDraft(submission),
                    of: hub.id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let id { return .redirect(to: SiteMap.pathway(id), notice: "Set up. Now enter participants.") }
            return .invalid(PathwayForm(hubs: hubs, state: state, ticket: visit.formTicket()))
        }
        routes.get(SiteMap.pathway, .signedIn) { visit, id in
            .page(try await pathwayPage(id, visit))
        }
        routes.post(SiteMap.setPathway, .signedIn) { visit, id, submission in
            if submission.text("change") == "first-day" {
                var state = FormState(submission)
                let done: Void? = try await state.attempt(refusedAt: "firstDay") {
                    try await pathways.setFirstDay(
                        of: id,
                        submission.text("firstDay"),
                        version: submission.version,
                        by: visit.actor
                    )
                }
                if done != nil {
                    return .redirect(to: SiteMap.pathway(id), notice: "The first day is saved.")
                }
                return .invalid(try await pathwayPage(id, firstDay: state, visit))
            }
            let isOpen = submission.text("open") == "yes"
            try await pathways.setPathway(id, isOpen: isOpen, version: submission.version, by: visit.actor)
            return .redirect(
                to: SiteMap.pathway(id),
                notice: isOpen ? "Open to new participants." : "Closed to new participants."
            )
        }
        routes.post(SiteMap.newParticipant, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let participant = try await state.attempt(refusedAt: "participantName") {
                try await pathways.enterParticipant(
                    ParticipantDraft(submission),
                    on: id,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
            if let participant { return .redirect(to: SiteMap.participant(participant), notice: "Entered.") }
            return .invalid(try await pathwayPage(id, entry: state, visit))
        }
    }

    /// The page with what was sent by one of its two forms, or with both as they stand.
    private func pathwayPage(
        _ id: ID<Pathway>,
        firstDay: FormState? = nil,
        entry: FormState? = nil,
        _ visit: Visit
    ) async throws -> PathwayPage {
        let found = try await pathways.pathway(id, by: visit.actor)
        let day = found.pathway.startsOn?.description ?? ""
        return PathwayPage(
            pathway: found.pathway,
            milestones: found.milestones,
            participants: found.participants,
            today: visit.services.today(),
            firstDayState: firstDay ?? FormState(["firstDay": day]),
            entryState: entry ?? FormState(["startsOn": day]),
            ticket: visit.formTicket()
        )
    }

    private func addParticipantPages(to routes: Routes) {
        routes.get(SiteMap.ownPathways, .signedIn) { visit in
            .page(
                OwnPathwaysPage(
                    person: try visit.actor.signedInPerson(),
                    participants: try await pathways.ownParticipations(by: visit.actor),
                    open: try await pathways.ownOpenMilestones(by: visit.actor),
                    today: visit.services.today()
                )
            )
        }
        routes.get(SiteMap.schoolPathways, .signedIn) { visit in
            let schools = try visit.organisation(.establishment, where: .seeSchoolParticipants)
            return .page(
                SchoolPathwaysPage(
                    schools: schools,
                    participants: try await pathways.participants(at: schools.chosen.id, by: visit.actor),
                    today: visit.services.today()
                )
            )
        }
        routes.get(SiteMap.participant, .signedIn) { visit, id in
            .page(try await participantPage(id, FormState(), visit))
        }
        routes.post(SiteMap.changeParticipant, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let change = try ParticipantChange(submission)
            let done: Void? = try await state.attempt(refusedAt: "from") {
                try await pathways.changeParticipant(id, change, version: submission.version, by: visit.actor)
            }
            if done != nil { return .redirect(to: SiteMap.participant(id), notice: change.notice) }
            return .invalid(try await participantPage(id, state, visit))
        }
        routes.post(SiteMap.reachMilestone, .signedIn) { visit, ids, submission in
            var state = FormState(submission)
            state.set("milestone", ids.second.description)
            let done: Void? = try await state.attempt(refusedAt: "reachedOn") {
                if submission.text("step") == "confirm" {
                    try await pathways.confirmMilestone(
                        ids.second,
                        of: ids.first,
                        version: submission.version,
                        by: visit.actor
                    )
                } else {
                    try await pathways.declareMilestone(
                        ids.second,
                        of: ids.first,
                        on: submission.text("reachedOn"),
                        evidence: submission.text("evidence"),
                        version: submission.version,
                        by: visit.actor
                    )
                }
            }
            if done != nil {
                let isConfirmed = submission.text("step") == "confirm"
                return .redirect(
                    to: SiteMap.participant(ids.first),
                    notice: "The milestone is \(isConfirmed ? "confirmed" : "declared")."
                )
            }
            return .invalid(try await participantPage(ids.first, state, visit))
        }
    }

    private func participantPage(_ id: ID<Participant>, _ state: FormState, _ visit: Visit) async throws
        -> ParticipantPage
    {
        ParticipantPage(
            file: try await pathways.participantFile(id, by: visit.actor),
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func addPathwayFiles(to routes: Routes) {
        routes.get(SiteMap.participantsFile, .signedIn) { visit, id in
            .file(
                ByteBuffer(bytes: try await pathways.participantsCSV(of: id, by: visit.actor)),
                contentType: "text/csv; charset=utf-8",
                name: "participants-\(id).csv"
            )
        }
        routes.get(SiteMap.importParticipants, .signedIn) { visit, id in
            .page(try await importPage(id, nil, FormState(), visit))
        }
        routes.post(SiteMap.importParticipants, .signedIn, uploadLimit: 5 << 20) { visit, id, submission in
            var state = FormState(submission)
            guard let file = submission.file("file") else {
                state.refuse("file", "Choose a CSV file or an Excel workbook")
                return .invalid(try await importPage(id, nil, state, visit))
            }
            let bytes = Array(file.bytes.readableBytesView)
            let isInductions = submission.text("kind") == "inductions"
            let outcome = try await state.attempt(refusedAt: "file") {
                do {
                    return isInductions
                        ? try await pathways.importInductions(bytes, on: id, by: visit.actor)
                        : try await pathways.importParticipants(bytes, on: id, by: visit.actor)
                } catch let error as CSVError {
                    throw Faults([Fault("file", "\(error)")])
                }
            }
            guard let outcome else { return .invalid(try await importPage(id, nil, state, visit)) }
            return .page(try await importPage(id, outcome, state, visit))
        }
    }

    private func importPage(
        _ id: ID<Pathway>,
        _ outcome: PathwayImportOutcome?,
        _ state: FormState,
        _ visit: Visit
    ) async throws -> ImportParticipantsPage {
        ImportParticipantsPage(
            pathway: try await pathways.pathway(id, by: visit.actor).pathway,
            outcome: outcome,
            state: state,
            ticket: visit.formTicket()
        )
    }
}

extension PathwayDraft {
    init(_ submission: Submission) {
        self.init()
        kind = submission.text("kind")
        name = submission.text("name")
        summary = submission.text("summary")
        months = submission.text("months")
        startsOn = submission.text("startsOn")
        isMentored = submission.isChecked("isMentored")
        milestones = submission.text("milestones")
    }
}

extension ParticipantDraft {
    init(_ submission: Submission) {
        self.init()
        name = submission.text("participantName")
        email = submission.text("participantEmail")
        teacherReference = submission.text("teacherReference")
        school = submission.text("school")
        startsOn = submission.text("startsOn")
        mentorName = submission.text("mentorName")
        mentorEmail = submission.text("mentorEmail")
        eligibility = submission.text("eligibility")
        funding = submission.text("funding")
    }
}

extension ParticipantChange {
    init(_ submission: Submission) throws {
        let reason = submission.text("reason")
        let from = submission.text("from")
        switch submission.text("change") {
        case "defer": self = .deferral(reason: reason, from: from)
        case "resume": self = .resumption(from: from)
        case "withdraw": self = .withdrawal(reason: reason, from: from)
        case "transfer": self = .transfer(school: submission.text("school"), from: from)
        case "mentor":
            self = .mentor(
                name: submission.text("mentorName"),
                email: submission.text("mentorEmail"),
                from: from
            )
        case "take-back": self = .takingBack
        case "first-day": self = .firstDay(from)
        case "complete": self = .completion(outcome: submission.text("outcome"), on: from)
        case "fund":
            self = .funding(eligibility: submission.text("eligibility"), funding: submission.text("funding"))
        default: throw Refusal.unreadableForm
        }
    }

    /// What is said when it is done.
    var notice: String {
        switch self {
        case .deferral: "Recorded: they are away from the pathway."
        case .resumption: "Recorded: they are back on the pathway."
        case .withdrawal: "Recorded: they withdrew."
        case .transfer: "Recorded: they train at another school."
        case .mentor: "Recorded: they have another mentor."
        case .takingBack: "Taken back: they are on the pathway as before."
        case .completion: "Recorded: they completed the pathway."
        case .funding: "Eligibility and place are saved."
        case .firstDay: "The first day is corrected, and with it what is due when."
        }
    }
}
