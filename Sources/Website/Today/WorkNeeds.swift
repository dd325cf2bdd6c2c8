import Access
import Evidence
import Programmes
import Reach
import Services
import Trials

extension Site {
    /// What waits for this person in training, trials, the library and returns to funders.
    func workNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        try await trainingNeeds(visit) + hubTrialNeeds(visit) + trialNeeds(visit) + reviewNeeds(visit)
            + returnNeeds(visit)
    }

    private func trainingNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        let approvals = try await programmes.bookingsToApprove(by: visit.actor).map { record in
            TodayNeed(
                text: "May \(record.booking.organisation.name) book “\(record.offer.facts.title)”?",
                link: SiteMap.booking(record.booking.id),
                tag: StatusTag("From \(record.run.startsOn.spelledShort)", .waiting)
            )
        }
        let offers = try await programmes.offersToAgree(by: visit.actor).map { offer in
            TodayNeed(
                text: "Does \(offer.hub) agree to run “\(offer.title)” with others?",
                link: SiteMap.hubOffer(offer.id),
                tag: StatusTag("To answer", .waiting)
            )
        }
        let ready = try await programmes.offersToPublish(by: visit.actor).map { offer in
            TodayNeed(
                text: "All have agreed to run “\(offer.title)”: publish it",
                link: SiteMap.hubOffer(offer.id),
                tag: StatusTag("Ready to publish", .waiting)
            )
        }
        let registers = try await programmes.registersToKeep(by: visit.actor).map { session in
            TodayNeed(
                text: "Who came to “\(session.title)”?",
                link: SiteMap.attendance(session.id),
                tag: StatusTag("Held on \(session.heldOn?.spelledShort ?? "a day that is over")", .late)
            )
        }
        return try await approvals + offers + ready + registers + schoolTrainingNeeds(visit)
    }

    /// Trials of the person's hubs whose next step is the hub's.
    private func hubTrialNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        let today = visit.services.today()
        return try await trials.tasks(by: visit.actor).map { task in
            let trial = task.trial
            let due = trial.countedDueOn
            return TodayNeed(
                text: task.words,
                link: task.link,
                tag: due < today
                    ? StatusTag("Results were due on \(due.spelledShort)", .late)
                    : StatusTag("Results due by \(due.spelledShort)", .waiting)
            )
        }
    }

    /// Invitations to answer, parents to tell, rosters and outcomes to send.
    private func trialNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        let actor = visit.actor
        let today = visit.services.today()
        var needs: [TodayNeed] = []
        for school in actor.organisations(where: .seeTrialSchool) where school.kind == .establishment {
            let subject = Subject.of(school.id)
            let taken = try await trials.trials(ofSchool: school.id, by: actor)
            // All trials of the school at once; only those who send rows are asked for them.
            let rows =
                taken.isEmpty || !actor.may(.keepRoster, on: subject)
                ? [:] : try await trials.rowCounts(ofSchool: school.id, by: actor)
            for trial in taken where trial.published.trial.stop == nil {
                let sent = Set((rows[trial.place.id] ?? []).filter { $0.count > 0 }.map(\.wave))
                let text = trial.published.record.text
                let link = SiteMap.schoolTrial(trial.place.id)
                func need(_ what: String, by item: ProtocolItem) {
                    let day = LocalDate(text[item])
                    needs.append(
                        TodayNeed(
                            text: "\(what): \(text[.title]) (\(school.name))",
                            link: link,
                            tag: day.map { day in
                                StatusTag("By \(day.spelledShort)", day < today ? .late : .waiting)
                            } ?? StatusTag("To do", .waiting)
                        )
                    )
                }
                switch (trial.place.state, trial.published.course.stage) {
                case (.invited, .recruiting):
                    if actor.may(.joinTrial, on: subject) { need("Answer the invitation", by: .rosterBy) }
                case (.joined, .recruiting):
                    guard actor.may(.keepRoster, on: subject), trial.place.takesPart else {
                        continue
                    }
                    if trial.place.notice == nil {
                        need("Tell parents", by: .rosterBy)
                    } else if !sent.contains(.roster) {
                        need("Send the roster", by: .rosterBy)
                    }
                case (.joined, .allocated):
                    guard actor.may(.keepRoster, on: subject), trial.place.stays(in: .testing),
                        LocalDate(text[.testingFrom]).map({ $0 <= today }) == true
                    else { continue }
                    // Who sent no roster in time has nobody to test.
                    if sent.contains(.roster), !sent.contains(.outcome) {
                        need("Send the outcomes", by: .testingUntil)
                    }
                default: continue
                }
            }
        }
        return needs
    }

    /// Reported trials to rate and schools' accounts to read.
    private func reviewNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        let trials = try await trials.trialsToReview(by: visit.actor).prefix(5).map { trial in
            TodayNeed(
                text: "Rate how far “\(trial.title)” can be trusted",
                link: SiteMap.reviewTrial(trial.slug),
                tag: StatusTag("Needs a reviewer", .waiting)
            )
        }
        guard visit.actor.may(.reviewPractice) else { return trials }
        let accounts = try await evidence.practiceToReview(by: visit.actor).prefix(5).map { account in
            TodayNeed(
                text: "“\(account.content.title)” of \(account.organisationName)",
                link: SiteMap.practiceAccount(account.id),
                tag: StatusTag("To review", .waiting)
            )
        }
        return trials + accounts
    }

    /// Returns that were begun and not sent, of the hubs whose returns the person sends.
    private func returnNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        let today = visit.services.today()
        var needs: [TodayNeed] = []
        for hub in visit.actor.organisations(where: .submitKPIs) where hub.kind == .hub {
            for found in try await reach.returns(of: hub.id, by: visit.actor) where found.submittedAt == nil {
                let isOver = found.period.isOver(on: today)
                let period = "\(found.period.from.spelledShort) to \(found.period.to.spelledShort)"
                let definition = found.definitionTitle(among: reach.profiles)
                needs.append(
                    TodayNeed(
                        text: "Return of \(hub.name) for \(period): \(definition)",
                        link: SiteMap.kpiReturn(found.id),
                        tag: StatusTag(isOver ? "To send" : "Begun", isOver ? .late : .neutral)
                    )
                )
            }
        }
        return needs
    }
}

extension TrialTask {
    fileprivate var words: String {
        switch step {
        case .lock: "Rosters were due: lock them for “\(trial.title)”"
        case .allocate: "Allocate “\(trial.title)”"
        case .freeze: "Testing is over: freeze the data of “\(trial.title)”"
        case .analyse: "Analyse “\(trial.title)”"
        case .publish: "Publish the report of “\(trial.title)”"
        case .report: "Report the results of “\(trial.title)”"
        }
    }

    /// Where the step is taken; the result of a trial without a protocol is entered by hand.
    fileprivate var link: Link {
        switch step {
        case .analyse, .publish: SiteMap.trialAnalysis(trial.id)
        case .lock, .allocate, .freeze: SiteMap.hubTrial(trial.id)
        case .report: trial.stage == nil ? SiteMap.trialResult(trial.id) : SiteMap.hubTrial(trial.id)
        }
    }
}
