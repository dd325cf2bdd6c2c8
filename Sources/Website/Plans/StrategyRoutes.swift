import Access
import Database
import Evidence
import HTML
import Plans
import Services

extension Site {
    func addStrategies(to routes: Routes) {
        routes.get(SiteMap.newStrategy, .signedIn) { visit in
            let school = try visit.planningSchool(visit.query.text("school"))
            let kept = try await plans.strategies(of: school.id, by: visit.actor)
            let asked = visit.query.text("year")
            let year =
                (asked.isEmpty ? visit.yearsToWrite(beside: kept).first : nil) ?? visit.academicYear(asked)
            // Before anything is typed: a year has one.
            if let same = kept.first(where: { $0.year == year }) {
                return .redirect(
                    to: SiteMap.strategy(same.id),
                    notice: "There is a strategy for \(year) already. You can edit it."
                )
            }
            let draft = try await plans.strategyTemplate(for: school.id, year, by: visit.actor)
            return .page(try await strategyForm(nil, school, year, draft.formState, visit))
        }
        routes.post(SiteMap.newStrategy, .signedIn) { visit, submission in
            let school = try visit.planningSchool(submission.text("school"))
            let year = visit.academicYear(submission.text("year"))
            let key = try submission.requiredKey()
            var state = FormState(submission)
            if submission.text("step") == "add" {
                return .page(try await strategyForm(nil, school, year, state, visit, adding: 4))
            }
            do {
                let id = try await plans.startStrategy(
                    StrategyDraft(submission),
                    for: school.id,
                    year,
                    by: visit.actor,
                    key: key
                )
                return .redirect(to: SiteMap.strategy(id), notice: "The strategy is kept as a draft.")
            } catch let faults as Faults {
                state.refuse(faults)
            } catch PlanRefusal.strategyExists {
                state.refuse("year", "There is a strategy for \(year) already. Edit that one")
            }
            return .invalid(try await strategyForm(nil, school, year, state, visit))
        }
        routes.get(SiteMap.editStrategy, .signedIn) { visit, id in
            let strategy = try await plans.strategy(id, by: visit.actor)
            try visit.actor.require(.editPlans, on: .of(strategy.organisation.id))
            var state = StrategyDraft(strategy).formState
            state.set("version", "\(strategy.version)")
            return .page(try await strategyForm(strategy, strategy.organisation, strategy.year, state, visit))
        }
        routes.post(SiteMap.editStrategy, .signedIn) { visit, id, submission in
            let strategy = try await plans.strategy(id, by: visit.actor)
            try visit.actor.require(.editPlans, on: .of(strategy.organisation.id))
            let school = strategy.organisation
            var state = FormState(submission)
            if submission.text("step") == "add" {
                return .page(
                    try await strategyForm(strategy, school, strategy.year, state, visit, adding: 4)
                )
            }
            let saved = try await state.save(
                over: strategy.version,
                changedMeanwhile: PlanWords.changedMeanwhile,
                at: "intent"
            ) {
                try await plans.saveStrategy(
                    id,
                    version: submission.version,
                    StrategyDraft(submission),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.strategy(id), notice: "Saved.")
            }
            if let saved { return saved }
            return .invalid(try await strategyForm(strategy, school, strategy.year, state, visit))
        }
        routes.post(SiteMap.publishStrategy, .signedIn) { visit, id, submission in
            try await plans.publishStrategy(
                id,
                version: submission.version,
                by: visit.actor
            )
            return .redirect(
                to: SiteMap.strategy(id),
                notice: "Published: anyone can read it at this address."
            )
        }
        routes.get(SiteMap.strategy, .everyone) { visit, id in
            let strategy = try await plans.strategy(id, by: visit.actor)
            let page = try await strategyPage(strategy, visit)
            return strategy.publishedAt == nil
                ? .page(page) : Answer.page(page).cached([.strategy(id), .strands])
        }
        routes.get(SiteMap.strategySummary, .everyone) { visit, id in
            let strategy = try await plans.strategy(id, by: visit.actor)
            return .page(
                StrategySummaryPage(strategy: strategy, evidence: try await evidenceLines(for: strategy))
            )
        }
        routes.get(SiteMap.strategyDocument, .everyone) { visit, id in
            let strategy = try await plans.strategy(id, by: visit.actor)
            let document = StrategyDocument(
                page: try await strategyPage(strategy, visit),
                siteAddress: configuration.publicURL
            )
            return .file(
                document.bytes(),
                contentType: "text/html; charset=utf-8",
                name: "pupil-premium-\(strategy.year.startYear).html"
            )
        }
    }

    private func strategyPage(_ strategy: PremiumStrategy, _ visit: Visit) async throws -> StrategyPage {
        let subject = Subject.of(strategy.organisation.id)
        return StrategyPage(
            strategy: strategy,
            evidence: try await evidenceLines(for: strategy),
            mayEdit: visit.actor.may(.editPlans, on: subject),
            mayPublish: visit.actor.may(.sharePlans, on: subject),
            ticket: visit.actor.isSignedIn ? visit.formTicket() : nil
        )
    }

    /// What the library says of each strand that an activity rests on, in a line.
    private func evidenceLines(for strategy: PremiumStrategy) async throws -> [ID<Strand>: String] {
        var lines: [ID<Strand>: String] = [:]
        for id in Set(strategy.activities.compactMap(\.strand?.id)) {
            let strand = try await evidence.strand(id)
            let strength =
                strand.content.strength.map { "evidence strength \($0) of 5" }
                ?? "evidence strength not rated yet"
            if let months = evidence.months(of: strand.content) {
                lines[id] = "\(EvidenceText.sentence(months)) \(strength.capitalisedFirst)."
            } else if strand.content.headline == nil, strand.content.strength == 0 {
                lines[id] = "Insufficient evidence to name an average effect; \(strength)."
            } else {
                lines[id] = "\(strength.capitalisedFirst)."
            }
        }
        return lines
    }

    private func strategyForm(
        _ strategy: PremiumStrategy?,
        _ school: Organisation,
        _ year: AcademicYear,
        _ state: FormState,
        _ visit: Visit,
        adding: Int = 0
    ) async throws -> StrategyForm {
        StrategyForm(
            strategy: strategy,
            school: school,
            year: year,
            strands: try await evidence.strands().map(\.strand),
            rowCount: max(state.activityRowCount + adding, 3),
            state: state,
            ticket: visit.formTicket()
        )
    }
}

extension Visit {
    /// The academic year that a form or an address names by the year it starts in; this one otherwise.
    func academicYear(_ text: String) -> AcademicYear {
        if let year = Int(text), (2011...2200).contains(year) { return AcademicYear(startYear: year) }
        return AcademicYear(containing: services.today())
    }

    /// This academic year and the next, where there is no strategy for them.
    func yearsToWrite(beside strategies: [PremiumStrategy]) -> [AcademicYear] {
        let year = AcademicYear(containing: services.today())
        return [year, AcademicYear(startYear: year.startYear + 1)].filter { year in
            !strategies.contains { $0.year == year }
        }
    }
}
