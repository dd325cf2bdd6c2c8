import Access
import Database
import Directory
import Evidence
import Foundation
import NIOCore
import Services
import Trials

extension Site {
    func addTrialReports(to routes: Routes) {
        routes.get(SiteMap.trialReport, .everyone) { visit, slug in
            let site = visit.site
            let record = try await site.trials.trial(slug: slug)
            guard let published = try await site.trials.publishedReport(of: record.trial.id) else {
                return .redirect(to: SiteMap.trial(slug))
            }
            let names = try await site.organisationNames([record.trial.organisation])
            return .page(
                TrialReportPage(
                    record: record,
                    published: published,
                    organisation: names[record.trial.organisation] ?? "A hub",
                    profiles: site.evidence.profiles,
                    mayReview: try await site.trials.mayReview(record.trial, by: visit.actor)
                )
            )
            .cached([.trials, .trial(record.trial.id), .strands, .hubs])
        }
        addAnalysis(to: routes)
        addReview(to: routes)
    }

    private func addAnalysis(to routes: Routes) {
        routes.get(SiteMap.trialAnalysis, .signedIn) { visit, id in
            .page(try await visit.analysisPage(id))
        }
        routes.post(SiteMap.trialAnalysis, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            do {
                let reason = submission.text("reason")
                try await visit.site.trials.startAnalysis(of: id, reason: reason, by: visit.actor)
                return .redirect(to: SiteMap.trialAnalysis(id), notice: "The analysis has begun.")
            } catch let faults as Faults {
                state.refuse(faults)
            } catch TrialsError.wrongStep {
                // Once it has reported the form is not there any more, nor a place for what is wrong.
                return .redirect(
                    to: SiteMap.trialAnalysis(id),
                    notice:
                        "No analysis was started: the data must be frozen, none may be under way, and none comes after the report."
                )
            }
            return .invalid(try await visit.analysisPage(id, analysing: state))
        }
        routes.get(SiteMap.trialBundle, .signedIn) { visit, id in
            do {
                let bundle = try await visit.site.trials.reproductionBundle(of: id, by: visit.actor)
                return .file(
                    ByteBuffer(bytes: try bundle.file()),
                    contentType: "application/json",
                    name: "\(bundle.trial)-bundle.json"
                )
            } catch TrialsError.wrongStep {
                throw AccessError.notFound
            }
        }
        routes.get(SiteMap.trialRows, .signedIn) { visit, id in
            do {
                let file = try await visit.site.trials.trialRows(of: id, by: visit.actor)
                return .file(
                    ByteBuffer(bytes: file.csv),
                    contentType: "text/csv; charset=utf-8",
                    name: file.name
                )
            } catch TrialsError.wrongStep, TrialsError.rowsGone {
                throw AccessError.notFound
            }
        }
        routes.post(SiteMap.trialCosts, .signedIn) { visit, id, submission in
            do {
                try await visit.site.trials.enterCosts(
                    of: id,
                    CostDraft(submission),
                    replacing: submission.text("seen"),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.trialAnalysis(id), notice: "The costs are saved.")
            } catch DatabaseError.staleVersion {
                var state = FormState(submission)
                state.refuse(
                    "name-0",
                    "Someone else saved costs meanwhile. Save again to put yours in their place, or open the page anew to see theirs"
                )
                return .invalid(try await visit.analysisPage(id, costs: state))
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await visit.analysisPage(id, costs: state))
            } catch TrialsError.wrongStep {
                return .redirect(
                    to: SiteMap.trialAnalysis(id),
                    notice: "The report is published, so its costs stay as they are."
                )
            }
        }
        routes.post(SiteMap.publishTrialReport, .signedIn) { visit, id, submission in
            do {
                if submission.text("do") == "withhold" {
                    try await visit.site.trials.reportWithoutFigures(
                        of: id,
                        version: submission.version,
                        analysis: submission.analysis,
                        by: visit.actor
                    )
                    let record = try await visit.site.trials.trial(id)
                    return .redirect(
                        to: SiteMap.trial(record.trial.slug),
                        notice: "The trial has reported, without figures."
                    )
                }
                try await visit.site.trials.publishReport(
                    of: id,
                    version: submission.version,
                    analysis: submission.analysis,
                    limitations: submission.text("limitations"),
                    population: submission.text("population"),
                    by: visit.actor
                )
                let record = try await visit.site.trials.trial(id)
                return .redirect(
                    to: SiteMap.trialReport(record.trial.slug),
                    notice: record.finding?.design == .randomised
                        ? "The report is published, and its result is in the pool."
                        : "The report is published. Its result stands beside the pool, since nothing was drawn."
                )
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(try await visit.analysisPage(id, publishing: state))
            } catch TrialsError.wrongStep {
                return .redirect(to: SiteMap.trialAnalysis(id), notice: "It is published already.")
            } catch DatabaseError.staleVersion {
                let words = "The trial was changed or analysed again meanwhile. Read it once more"
                guard submission.text("do") != "withhold" else {
                    return .redirect(to: SiteMap.trialAnalysis(id), notice: "\(words).")
                }
                var state = FormState(submission)
                state.refuse("population", words)
                return .invalid(try await visit.analysisPage(id, publishing: state))
            }
        }
    }

    private func addReview(to routes: Routes) {
        routes.get(SiteMap.reviewTrial, .signedIn) { visit, slug in
            let record = try await visit.site.trials.trial(slug: slug)
            guard try await visit.site.trials.mayReview(record.trial, by: visit.actor) else {
                throw AccessError.forbidden
            }
            return .page(TrialReviewPage(record: record, ticket: visit.formTicket(), state: FormState()))
        }
        routes.post(SiteMap.reviewTrial, .signedIn) { visit, slug, submission in
            let record = try await visit.site.trials.trial(slug: slug)
            do {
                try await visit.site.trials.reviewTrial(
                    record.trial.id,
                    TrialReviewDraft(submission),
                    by: visit.actor
                )
                return .redirect(
                    to: SiteMap.trialReport(slug),
                    notice: "Thank you. Your review is shown beside the other once both are there."
                )
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(
                    TrialReviewPage(record: record, ticket: visit.formTicket(), state: state)
                )
            } catch TrialsError.wrongStep {
                return .redirect(to: SiteMap.trialReport(slug), notice: "Two reviews are there already.")
            }
        }
    }
}

extension Submission {
    /// The number of the analysis on the page whose form was sent.
    fileprivate var analysis: Int { Int(text("analysis")) ?? 0 }
}

extension Visit {
    /// Schools of an analysis; none where this site's key does not open its sums.
    private func schoolNames(_ kept: KeptAnalysis?) async throws -> [String] {
        guard let kept else { return [] }
        do {
            return try await site.trials.schoolNames(in: kept, by: actor)
        } catch TrialsError.rowsGone {
            return []
        }
    }

    fileprivate func analysisPage(
        _ id: ID<Trial>,
        costs: FormState? = nil,
        publishing: FormState? = nil,
        analysing: FormState? = nil
    ) async throws -> TrialAnalysisPage {
        let trials = site.trials
        let record = try await trials.trial(id)
        let kept = try await trials.analysis(of: record.trial.id, by: actor)
        let items = try await trials.costs(of: record.trial.id, by: actor)
        let mayReadSums = actor.may(.readTrialRows, on: .of(record.trial.organisation))
        // Those who may, while there are rows.
        let mayReadRows =
            mayReadSums
            ? try await trials.publishedProtocol(slug: record.trial.slug)?.course.stage == .frozen : false
        return TrialAnalysisPage(
            record: record,
            kept: kept,
            costs: items,
            recruited: try await trials.recruited(record.trial.id),
            published: try await trials.publishedReport(of: record.trial.id),
            profiles: site.evidence.profiles,
            ticket: formTicket(),
            costState: costs ?? CostDraft.state(items),
            publishState: publishing ?? FormState(),
            job: try await trials.analysisProgress(of: record.trial.id, by: actor),
            mayReadSums: mayReadSums,
            schools: mayReadSums ? try await schoolNames(kept) : [],
            rowsCommand: mayReadRows
                ? kept.map { TrialRowsFile.commandLine(for: $0.result.plan, trial: record.trial.slug) } : nil,
            analysisState: analysing ?? FormState()
        )
    }
}
