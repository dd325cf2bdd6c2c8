import Access
import CSV
import Database
import Evidence
import Foundation
import HTML
import NIOCore
import Profiles
import Programmes
import Services
import Trials

extension Site {
    func addEvidence(to routes: Routes) {
        addEvidencePages(to: routes)
        addStrandForms(to: routes)
        addFindingForms(to: routes)
    }

    private func addEvidencePages(to routes: Routes) {
        routes.get(SiteMap.evidence, .everyone) { visit in
            var query = StrandQuery()
            query.words = visit.query.text("q")
            query.costBands = Set(Int(visit.query.text("cost")).map { [$0] } ?? [])
            query.strengths = Set(Int(visit.query.text("strength")).map { [$0] } ?? [])
            let evidence = visit.site.evidence
            let lines = try await evidence.strands(query).map {
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
            return .page(try await visit.site.strandPage(strand, for: visit.actor))
                .cached(
                    [.strands, .strand(strand.id), .trials, .accounts, .offers],
                    validUntil: visit.site.endOfToday()
                )
        }
        routes.get(SiteMap.study, .everyone) { visit, id in
            .page(StudyPage(record: try await visit.site.evidence.study(id))).cached([.study(id), .strands])
        }
        routes.get(SiteMap.poolFile, .everyone) { visit, id in
            let pool = try await visit.site.evidence.pool(id)
            return .file(
                ByteBuffer(bytes: pool.csv()),
                contentType: "text/csv; charset=utf-8",
                name: "pool-\(id).csv"
            )
        }
    }

    private func strandPage(_ strand: Strand, for actor: Actor) async throws -> StrandPage {
        let current = try await evidence.strand(strand.id)
        let network = try await evidence.pool(of: strand.id, .networkTrial)
        let published = try await evidence.pool(of: strand.id, .published)
        let registered = try await trials.trials(on: strand.id)
        let today = services.today()
        return StrandPage(
            strand: strand,
            isCurrent: current.version == strand.version,
            months: evidence.months(of: strand.content),
            network: network,
            published: published,
            counts: TrialCounts(registered, on: today),
            trials: registered,
            accounts: try await trials.accounts(on: strand.id),
            interventions: try await evidence.interventions(under: strand.id),
            offers: try await programmes.offers(on: strand.id, limit: 5),
            history: try await evidence.history(of: strand.id),
            profiles: evidence.profiles,
            today: today,
            mayEdit: actor.may(.editStrands),
            figure: StrandForest.figure(network: network, published: published)
        )
    }

    /// When a page that says where things stand today is out of date.
    func endOfToday() -> Date {
        LocalTime(hour: 0, minute: 0).map { Date(services.today().adding(days: 1), $0, in: .london) }
            ?? services.now()
    }

    private func addStrandForms(to routes: Routes) {
        routes.get(SiteMap.newStrand, .signedIn) { visit in
            try visit.actor.require(.editStrands)
            var state = FormState(["isAttainment": "yes", "strength": "0"])
            state.set("profile", ProfileLibrary.strandScale)
            return .page(visit.strandForm(nil, state))
        }
        routes.post(SiteMap.newStrand, .signedIn) { visit, submission in
            var state = FormState(submission)
            do {
                let strand = try await visit.site.evidence.createStrand(
                    StrandDraft(submission),
                    by: visit.actor
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
            do {
                let version = Int(submission.text("version")) ?? 0
                let draft = StrandDraft(submission)
                try await visit.site.evidence.editStrand(strand.id, version: version, draft, by: visit.actor)
                return .redirect(to: SiteMap.strand(slug), notice: "Published.")
            } catch let faults as Faults {
                state.refuse(faults)
            } catch DatabaseError.staleVersion {
                state.refuse(
                    "title",
                    "Someone else published version \(strand.version) meanwhile. Compare it with yours, then publish again"
                )
                state.set("version", "\(strand.version)")
            }
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
                let id = try await evidence.enterFinding(FindingDraft(submission), by: visit.actor)
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
        routes.get(SiteMap.importFindings, .signedIn) { visit in
            try visit.actor.require(.enterFindings)
            return .page(try await visit.importPage(FormState(), nil))
        }
        routes.post(SiteMap.importFindings, .signedIn, uploadLimit: FindingsFile.mostBytes + 65_536) {
            visit,
            _,
            submission in
            try visit.actor.require(.enterFindings)
            var state = FormState(submission)
            guard let file = submission.file("file") else {
                state.refuse("file", "Choose a CSV file")
                return .invalid(try await visit.importPage(state, nil))
            }
            var options = FindingsImport(
                fileName: file.name,
                source: submission.text("source"),
                licence: submission.text("licence"),
                strands: submission.all("strand").compactMap { ID<Strand>($0) }
            )
            for column in FindingColumn.allCases {
                let heading = submission.text("column-\(column.rawValue)")
                if !heading.isEmpty { options.chosenColumns[column] = heading }
            }
            do {
                let bytes = Array(file.bytes.readableBytesView)
                let outcome = try await visit.site.evidence.importFindings(bytes, options, by: visit.actor)
                return .page(try await visit.importPage(FormState(), outcome))
            } catch let faults as Faults {
                state.refuse(faults)
            } catch let error as CSVError {
                state.refuse("file", error.description)
            }
            return .invalid(try await visit.importPage(state, nil))
        }
    }
}

extension Visit {
    fileprivate func strandForm(_ strand: Strand?, _ state: FormState) -> StrandFormPage {
        StrandFormPage(strand: strand, ticket: formTicket(), state: state, profiles: site.evidence.profiles)
    }

    fileprivate func importPage(_ state: FormState, _ outcome: FindingsImportOutcome?) async throws
        -> FindingsImportPage
    {
        FindingsImportPage(
            ticket: formTicket(),
            state: state,
            strands: try await site.evidence.strands(),
            outcome: outcome
        )
    }
}
