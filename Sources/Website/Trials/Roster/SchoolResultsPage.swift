import Access
import HTML
import Profiles
import Services
import Trials

/// What a trial found, for one of its schools: before everyone else reads it, and with the school's own averages.
struct SchoolResultsPage: Page {
    let trial: SchoolTrial
    let results: SchoolResults?
    let profiles: ProfileLibrary

    private var text: ProtocolText { trial.published.record.text }

    var title: String { "Results for your school: \(text[.title])" }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [
            Crumb("Trials of your school", SiteMap.schoolTrials()),
            Crumb(text[.title], SiteMap.schoolTrial(trial.place.id)),
        ]
    }

    var body: Markup {
        PageHeader("Results for your school", lead: text[.title], kicker: trial.place.school.name)
        if let results {
            if !results.isPublished {
                Inset("Not published yet") {
                    p {
                        "The trial’s hub publishes the report whatever it shows. Until then please keep this within your school."
                    }
                }
            }
            h2 { "What the trial found" }
            found(results)
            h2 { "Your own pupils" }
            own(results)
        } else {
            EmptyState("The trial is not analysed yet. Its result will be shown here before it is published.")
        }
    }

    @MarkupBuilder private func found(_ results: SchoolResults) -> Markup {
        if let report = results.report {
            let words = TrialWords(
                report,
                title: text[.title],
                rating: nil,
                scale: profiles.progressScale(ProfileLibrary.trialScale),
                balance: profiles.balance
            )
            p(.class("lead")) { words.found }
            if let months = words.months { p { EvidenceText.sentence(months) } }
            if !words.cautions.isEmpty {
                h3 { "What limits the result" }
                ul { for line in words.cautions { li { line } } }
            }
            if results.isPublished {
                p { a(.href(SiteMap.trialReport(trial.published.slug))) { "The whole report" } }
            }
        } else {
            p { "\(Disclosure.hidden): too few pupils or schools took part." }
        }
    }

    @MarkupBuilder private func own(_ results: SchoolResults) -> Markup {
        if results.arms.isEmpty {
            p { "No pupil of your school is in the analysis." }
        } else {
            DataTable(
                "Averages of your own pupils",
                columns: [
                    .init("Arm"), .init("Pupils", isNumber: true),
                    .init("Before: \(results.baselineName)", isNumber: true),
                    .init("After: \(results.outcomeName)", isNumber: true),
                ],
                rows: results.arms.map { arm in
                    [.text(arm.name), .text("\(arm.pupils)"), score(arm.before), score(arm.after)]
                }
            )
            p {
                "Averages stand where ten pupils or more have the score. One school is too small to tell whether what was tested made a difference there: the trial’s result is the answer for all its schools together."
            }
        }
    }

    private func score(_ mean: Double?) -> Markup {
        .text(mean.map { EvidenceText.fixed($0, decimals: 1) } ?? "fewer than 10 scores")
    }
}

/// The memorandum as a school signed it.
struct SignedMemorandumPage: Page {
    let signed: SignedMemorandum
    let trial: SchoolTrial

    var title: String { "Memorandum as signed: \(signed.school)" }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [Crumb(trial.published.record.text[.title], SiteMap.trial(trial.published.slug))]
    }

    var body: Markup {
        PageHeader("The memorandum as it was signed", kicker: signed.school)
        FactList([
            "Signed": EvidenceText.day(signed.signedAt),
            "By": signed.signedBy ?? "Someone whose account is erased",
            "SHA-256 of the text": signed.sha256,
        ])
        for former in signed.former { p { earlier(former) } }
        for paragraph in signed.text.split(separator: "\n\n") { p { String(paragraph) } }
    }

    private func earlier(_ former: FormerSignature) -> String {
        let who = former.signedBy ?? "someone whose account is erased"
        let text = former.sha256 == signed.sha256 ? "this text" : "an earlier text, SHA-256 \(former.sha256)"
        return
            "Signed before on \(EvidenceText.day(former.signedAt)) by \(who): \(text). The school withdrew before the draw, and joined again."
    }
}
