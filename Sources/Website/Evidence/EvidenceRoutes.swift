import Access
import Database
import Directory
import Evidence
import Foundation
import HTML
import Profiles
import Programmes
import Search
import Services
import Trials

extension Site {
    func addEvidence(to routes: Routes) {
        addEvidencePages(to: routes)
        addStrandForms(to: routes)
        addFindingForms(to: routes)
        addFindingsImport(to: routes)
        addFindingCorrections(to: routes)
        addStudies(to: routes)
        addLibrary(to: routes)
        addPractice(to: routes)
        addMine(to: routes)
    }

    /// The strands with the words and filters of a query; where none has the words as they were typed, those that have
    /// them in another way to say it: maths is mathematics.
    private func foundStrands(_ query: StrandQuery) async throws -> [StrandLine] {
        let lines = try await evidence.strands(query)
        guard lines.isEmpty, !query.words.isEmpty else { return lines }
        let filters = SearchFilters(kind: .strand)
        let answer = try await search.answer(SearchRequest(query.words, filters: filters, pageLength: 100))
        guard answer.unknownWords.isEmpty else { return [] }
        let complete = answer.results.filter { $0.kind == .strand && $0.missing.isEmpty }
        let found = Set(complete.map(\.record))
        var others = query
        others.words = ""
        return try await evidence.strands(others).filter { found.contains($0.strand.id.rawValue) }
    }

    private func addEvidencePages(to routes: Routes) {
        routes.get(SiteMap.evidence, .everyone) { visit in
            var query = StrandQuery()
            query.words = visit.query.text("q")
            query.costBands = Set(Int(visit.query.text("cost")).map { [$0] } ?? [])
            query.strengths = Set(Int(visit.query.text("strength")).map { [$0] } ?? [])
            let evidence = visit.site.evidence
            let found = try await visit.site.foundStrands(query)
            let lines = found.map {
                StrandsPage.Line(line: $0, months: evidence.months(of: $0.strand.content))
            }
            return .page(
                StrandsPage(
                    query: query,
                    lines: lines,
                    all: try await evidence.strands(),
                    profiles: evidence.profiles,
                    mayEdit: visit.actor.may(.editStrands)
                )
            )
            .cached([.strands])
        }
        routes.get(SiteMap.strand, .everyone) { visit, slug in
            let version = Int(visit.query.text("version"))
            let strand = try await visit.site.evidence.strand(slug: slug, version: version)
            return .page(try await visit.strandPage(strand))
                .cached(
                    [
                        .strands, .strand(strand.id), .trials, .accounts, .guidance, .practice, .offers,
                        .hubs,
                    ]
                )
        }
        routes.get(SiteMap.gaps, .everyone) { visit in
            let evidence = visit.site.evidence
            let outcome = visit.query.text("outcome")
            return .page(
                GapMapPage(
                    cells: try await evidence.gapMap(),
                    strands: try await evidence.strands(),
                    outcome: outcome.isEmpty ? nil : outcome
                )
            )
            .cached([.strands])
        }
        routes.get(SiteMap.pool, .everyone) { visit, id in
            let evidence = visit.site.evidence
            let pool = try await evidence.pool(id)
            let current = try await evidence.pool(of: pool.strand, pool.origin)
            return .page(
                LivingPoolPage(
                    pool: pool,
                    strand: try await evidence.strand(pool.strand),
                    isCurrent: current?.id == id
                )
            )
            .cached([.strands, .strand(pool.strand)])
        }
        addDataFiles(to: routes)
    }

    /// The rows behind figures, as spreadsheets and reference lists.
    private func addDataFiles(to routes: Routes) {
        routes.get(SiteMap.poolRows, .everyone) { visit, place in
            let pool = try await visit.site.evidence.pool(place.first)
            switch place.second {
            case "rows.csv": return .sheet(pool.csv(), name: pool.fileName)
            case "rows.xlsx": return .workbook(try pool.workbook(), name: pool.fileName)
            default: throw AccessError.notFound
            }
        }
        routes.get(SiteMap.strandData, .everyone) { visit, place in
            let evidence = visit.site.evidence
            let strand = try await evidence.strand(slug: place.first)
            if let format = ExportFormat(file: place.second, named: "studies") {
                return .file(
                    contentType: format.contentType,
                    name: "\(strand.slug)-studies.\(format.fileExtension)"
                ) { write in
                    try await evidence.exportReferences(as: format, under: strand.id, write: write)
                }
            }
            let parts = place.second.split(separator: ".").map(String.init)
            guard parts.count == 2 else { throw AccessError.notFound }
            guard let data = try await visit.strandData(parts[0], strand.id) else {
                throw AccessError.notFound
            }
            let file = data.file(named: "\(strand.slug)-\(parts[0])")
            switch parts[1] {
            case "csv": return .sheet(file.csv(), name: file.name)
            case "xlsx": return .workbook(try file.workbook(), name: file.name)
            default: throw AccessError.notFound
            }
        }
    }

    private func addStrandForms(to routes: Routes) {
        routes.get(SiteMap.newStrand, .signedIn) { visit in
            try visit.actor.require(.editStrands)
            var state = FormState(["isAttainment": "yes"])
            state.set("profile", ProfileLibrary.strandScale)
            return .page(visit.strandForm(nil, state))
        }
        routes.post(SiteMap.newStrand, .signedIn) { visit, submission in
            var state = FormState(submission)
            do {
                let strand = try await visit.site.evidence.createStrand(
                    StrandDraft(submission),
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
                return .redirect(to: SiteMap.strand(strand.slug), notice: "Published.")
            } catch let faults as Faults {
                state.refuse(faults)
                return .invalid(visit.strandForm(nil, state))
            }
        }
        routes.get(SiteMap.editStrand, .signedIn) { visit, slug in
            try visit.actor.require(.editStrands)
            let strand = try await visit.site.evidence.strand(slug: slug)
            var state = StrandDraft(strand.content).formState
            state.set("version", "\(strand.version)")
            return .page(visit.strandForm(strand, state))
        }
        routes.post(SiteMap.editStrand, .signedIn) { visit, slug, submission in
            try visit.actor.require(.editStrands)
            let strand = try await visit.site.evidence.strand(slug: slug)
            var state = FormState(submission)
            let saved = try await state.save(
                over: strand.version,
                changedMeanwhile:
                    "Someone else published version \(strand.version) meanwhile. Compare it with yours, then publish again",
                at: "title"
            ) {
                try await visit.site.evidence.editStrand(
                    strand.id,
                    version: submission.version,
                    StrandDraft(submission),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.strand(slug), notice: "Published.")
            }
            if let saved { return saved }
            return .invalid(visit.strandForm(strand, state))
        }
    }

    private func addFindingForms(to routes: Routes) {
        routes.get(SiteMap.newFinding, .signedIn) { visit in
            try visit.actor.require(.enterFindings)
            let state = FormState(["strand": visit.query.text("strand"), "source": "Entered by hand"])
            return .page(
                FindingFormPage(
                    ticket: visit.formTicket(),
                    state: state,
                    strands: try await visit.site.evidence.strands()
                )
            )
        }
        routes.post(SiteMap.newFinding, .signedIn) { visit, submission in
            let evidence = visit.site.evidence
            do {
                let id = try await evidence.enterFinding(
                    FindingDraft(submission),
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
                let finding = try await evidence.finding(id)
                let link = finding.study.map { SiteMap.study($0) } ?? SiteMap.evidence()
                return .redirect(to: link, notice: "The finding is filed, and the pools are made again.")
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(
                    FindingFormPage(
                        ticket: visit.formTicket(),
                        state: state,
                        strands: try await evidence.strands()
                    )
                )
            }
        }
    }
}

extension Visit {
    /// `nil` where there is no such table.
    fileprivate func strandData(_ name: String, _ strand: ID<Strand>) async throws -> StrandData? {
        let evidence = site.evidence
        if name == "findings" { return StrandData(try await evidence.listedFindings(under: strand)) }
        let picture = try await evidence.picture(of: strand)
        guard name == "fsm" else { return StrandData(name, picture) }
        return StrandData(
            network: try await withinTrials(strand),
            published: StrandPicture.Interactions(picture.publishedInteractions)
        )
    }

    /// Differences within the trials of this network that have reported.
    private func withinTrials(_ strand: ID<Strand>) async throws -> StrandPicture.Interactions? {
        let trials = try await site.trials.networkPool(.strand(strand)).attainment.trials
        return StrandPicture.Interactions(
            trials.compactMap { trial in
                trial.fsm.map { fsm in
                    StrandPicture.Trial(
                        label: trial.title,
                        interaction: FindingDetails.Interaction(
                            effect: fsm.interaction,
                            variance: fsm.standardError * fsm.standardError
                        )
                    )
                }
            }
        )
    }

    fileprivate func strandPage(_ strand: Strand) async throws -> StrandPage {
        let evidence = site.evidence
        let network = try await evidence.pool(of: strand.id, .networkTrial)
        let published = try await evidence.pool(of: strand.id, .published)
        let registered = try await site.trials.trials(on: strand.id)
        let corrections = try await site.trials.corrections(on: strand.id)
        let history = try await evidence.history(of: strand.id)
        let dimension = StrandPicture.Dimension(rawValue: query.text("by"))
        let figures = try await kept(
            "strand/\(strand.id)/figures/\(dimension?.rawValue ?? "all")",
            of: [.strand(strand.id), .strands, .studies]
        ) {
            StrandFigures(try await evidence.picture(of: strand.id), by: dimension)
        }
        let related = try await kept(
            "strand/\(strand.id)/related",
            of: [.strand(strand.id), .strands, .studies, .guidance]
        ) {
            try await evidence.strands(relatedTo: strand.id)
        }
        let practice = try await evidence.practiceAccounts(on: strand.id)
        let offers = try await kept("strand/\(strand.id)/offers", of: [.offers, .hubs, .strands]) {
            try await site.programmes.offers(on: strand.id, limit: 100)
        }
        let today = services.today()
        let yearAgo = services.now().addingTimeInterval(-365 * 86_400)
        return StrandPage(
            strand: strand,
            isCurrent: history.first?.version == strand.version,
            months: evidence.months(of: strand.content),
            network: network,
            published: published,
            figures: figures,
            interactions: try await withinTrials(strand.id),
            changes: StrandChanges(
                publishedThen: try await evidence.pool(of: strand.id, .published, at: yearAgo),
                publishedNow: published,
                networkThen: try await evidence.pool(of: strand.id, .networkTrial, at: yearAgo),
                networkNow: network,
                releases: history.filter { $0.publishedAt > yearAgo && $0.version > 1 },
                corrections: corrections.filter { $0.madeAt > yearAgo }
            ),
            counts: TrialCounts(registered, on: today),
            trials: registered,
            corrections: corrections,
            accounts: try await site.trials.accounts(on: strand.id),
            practice: practice,
            guidance: try await evidence.guidance(on: strand.id),
            resources: try await evidence.resources(on: strand.id),
            interventions: try await evidence.interventions(under: strand.id),
            related: related,
            offers: Array(offers.prefix(5)),
            work: StrandWork(
                accounts: practice,
                schools: try await site.trials.namedSchools(on: strand.id),
                offers: offers
            ),
            history: history,
            profiles: evidence.profiles,
            today: today,
            mayEdit: actor.may(.editStrands),
            mayPlan: actor.mayStartPlans,
            mine: try await mine(.strand(strand.id), back: SiteMap.strand(strand.slug))
        )
    }

    fileprivate func strandForm(_ strand: Strand?, _ state: FormState) -> StrandFormPage {
        StrandFormPage(strand: strand, ticket: formTicket(), state: state, profiles: site.evidence.profiles)
    }
}
