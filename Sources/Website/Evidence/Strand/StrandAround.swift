import Access
import Evidence
import HTML
import Programmes
import Services
import Trials

/// What changed on a strand since a year ago.
struct StrandChanges: Sendable {
    let publishedThen: LivingPool?
    let publishedNow: LivingPool?
    let networkThen: LivingPool?
    let networkNow: LivingPool?
    /// Versions published since.
    let releases: [StrandRelease]
    /// By which trials left the strand or joined it since.
    let corrections: [StrandCorrection]

    var lines: [String] {
        let pools = [
            line("published studies", publishedThen, publishedNow),
            line("this network’s trials", networkThen, networkNow),
        ]
        .compactMap(\.self)
        let moves: [String] = corrections.map { correction in
            "The trial “\(correction.title)” \(correction.move.words) (\(EvidenceText.day(correction.madeAt)))."
        }
        return pools + moves
            + releases.map { "The page: \($0.changeNote) (\(EvidenceText.day($0.publishedAt)))" }
    }

    private func line(_ name: String, _ then: LivingPool?, _ now: LivingPool?) -> String? {
        // A new version of the program makes pools again: only other findings are a change.
        guard let now, now.dataVersion != then?.dataVersion else { return nil }
        let before = then?.members.count ?? 0
        let added = now.members.count - before
        let count =
            before == 0
            ? "\(EvidenceText.findings(now.members.count)) of \(name), none a year ago"
            : added == 0
                ? "Findings of \(name) were corrected"
                : "\(abs(added)) \(added > 0 ? "more" : "fewer") \(abs(added) == 1 ? "finding" : "findings") of \(name)"
        guard let old = then?.pooled, let new = now.pooled else { return count + "." }
        return
            "\(count): the average moved from \(EvidenceText.effect(old.estimate)) (\(EvidenceText.range(old.lower, old.upper))) to \(EvidenceText.effect(new.estimate)) (\(EvidenceText.range(new.lower, new.upper))) SD."
    }
}

extension StrandCorrection.Move {
    fileprivate var words: String {
        switch self {
        case .left: "was taken off this strand"
        case .joined: "was added to this strand"
        }
    }
}

extension StrandPage {
    @MarkupBuilder var changesSection: Markup {
        if !changes.lines.isEmpty {
            HTML.section(.id("changes")) {
                h2 { "What changed since last year" }
                ul { for line in changes.lines { li { line } } }
            }
        }
    }

    /// Named where there are any.
    private var stopped: String {
        counts.stopped == 0 ? "" : "\(counts.stopped) stopped without a result, "
    }

    @MarkupBuilder var trialsSection: Markup {
        if hasTrials {
            HTML.section(.id("trials")) {
                h2 { "Registered trials" }
                if !trials.isEmpty {
                    p {
                        "\(counts.registered) registered, \(counts.reported) reported, \(stopped)\(counts.overdue) overdue, \(counts.due) not yet due."
                    }
                    TrialTable(trials: trials, today: today)
                }
                moved
            }
        }
    }

    /// Whether trials are on the strand or were.
    var hasTrials: Bool { !trials.isEmpty || !corrections.isEmpty }

    @MarkupBuilder private var moved: Markup {
        if !corrections.isEmpty {
            h3 { "Trials that were added or taken off" }
            p {
                "A hub can correct the strands of its trial, also when the result is known. A result leaves and joins the findings here with its trial."
            }
            ul {
                for correction in corrections {
                    li {
                        a(.href(SiteMap.trial(correction.slug))) { correction.title }
                        " \(correction.move.words) on \(EvidenceText.day(correction.madeAt))."
                        if let day = correction.reportedOn { " It reported on \(EvidenceText.day(day))." }
                        " The hub’s reason: \(correction.reason)"
                    }
                }
            }
        }
    }

    @MarkupBuilder var aroundSections: Markup {
        if !guidance.isEmpty {
            HTML.section(.id("guidance")) {
                h2 { "Guidance" }
                for report in guidance {
                    h3 { a(.href(SiteMap.guidanceReport(report.slug))) { report.title } }
                    p(.class("meta")) { report.byline }
                    if !report.recommendations.isEmpty {
                        ol { for text in report.recommendations.prefix(4) { li { text } } }
                    }
                }
            }
        }
        if !resources.isEmpty {
            HTML.section(.id("resources")) {
                h2 { "Resources" }
                ResourceList(resources: resources)
            }
        }
        practiceSection
        if !interventions.isEmpty {
            HTML.section(.id("interventions")) {
                h2 { "Interventions under this strand" }
                ul {
                    for intervention in interventions.prefix(40) {
                        li {
                            a(.href(SiteMap.intervention(intervention.slug))) { intervention.fullName }
                            if !intervention.summary.isEmpty { ". \(intervention.summary)" }
                        }
                    }
                }
                if interventions.count > 40 {
                    p { a(.href(SiteMap.interventions())) { "All \(interventions.count) interventions" } }
                }
            }
        }
        if mayPlan {
            HTML.section(.id("plan")) {
                h2 { "Plan it" }
                p {
                    a(
                        .class("button"),
                        .href(SiteMap.newPlan().with("strand", strand.id.description))
                    ) { "Start a plan" }
                }
            }
        }
        if !offers.isEmpty {
            HTML.section(.id("offers")) {
                h2 { "Train for it" }
                OfferList(offers: offers)
                p {
                    a(.href(OfferQuery().changed { $0.strands = [strand.id] }.link)) {
                        "All training that builds on this strand"
                    }
                }
            }
        }
    }

    @MarkupBuilder var relatedSection: Markup {
        if !related.isEmpty {
            HTML.section(.id("related")) {
                h2 { "Related strands" }
                ul {
                    for other in related {
                        li {
                            a(.href(SiteMap.strand(other.strand.slug))) { other.strand.title }
                            ": \(Self.reasons(other).joined(separator: "; "))"
                        }
                    }
                }
            }
        }
    }

    /// What two strands have in common.
    private static func reasons(_ other: RelatedStrand) -> [String] {
        var reasons: [String] = []
        if other.works > 0 {
            reasons.append(
                other.works == 1
                    ? "1 study or trial has findings on both"
                    : "\(other.works) studies or trials have findings on both"
            )
        }
        let named = [
            (other.interventions, "belongs to both", "belong to both"),
            (other.guidance, "rests on both", "rest on both"),
        ]
        for (names, one, several) in named where !names.isEmpty {
            let more = names.count > 3 ? " and \(names.count - 3) more" : ""
            reasons.append(
                "\(names.prefix(3).joined(separator: ", "))\(more) \(names.count == 1 ? one : several)"
            )
        }
        return reasons
    }

    @MarkupBuilder private var practiceSection: Markup {
        if !accounts.isEmpty || !practice.isEmpty {
            HTML.section(.id("practice")) {
                h2 { "What schools and hubs tell" }
                p { "Their own accounts. They are not rated and not part of any average above." }
                ul {
                    for account in practice {
                        li {
                            a(.href(SiteMap.practiceAccount(account.id))) { account.content.title }
                            ", \(account.organisationName)"
                        }
                    }
                    for account in accounts {
                        li {
                            a(.href(SiteMap.schoolAccount(account.id))) { account.answers.question }
                            " (a quick evaluation)"
                        }
                    }
                }
            }
        }
    }
}
