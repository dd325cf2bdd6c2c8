import Access
import Foundation
import HTML
import Services
import Trials

/// One trial as a school sees it: step by step, with the form for what is next.
struct SchoolTrialPage: Page {
    let trial: SchoolTrial
    let rows: [RowCounts]
    let counts: SchoolCounts
    let withdrawals: [Withdrawal]
    let may: Rights
    let today: LocalDate
    let ticket: FormTicket
    let state: FormState

    struct Rights: Sendable {
        let sign: Bool
        let send: Bool
        let read: Bool
        let withdraw: Bool
    }

    var place: TrialSchool { trial.place }
    var text: ProtocolText { trial.published.record.text }
    var stage: TrialCourse.Stage { trial.published.course.stage }
    private var slug: String { trial.published.slug }
    /// Whether it stopped without a result.
    var hasStopped: Bool { trial.published.trial.stop != nil }

    var title: String { text[.title] }
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials of your school", SiteMap.schoolTrials())] }

    var body: Markup {
        PageHeader(title, lead: text[.question], kicker: place.school.name)
        ErrorSummary(state: state)
        p {
            "Next: \(SchoolTrialsPage.next(trial, rows)). "
            a(.href(SiteMap.trial(slug))) { "What everyone can read about this trial" }
        }
        switch place.state {
        case .invited where hasStopped: EmptyState("The trial has stopped, so there is nothing to answer.")
        case .invited: invitation
        case .declined: EmptyState("Your school has said no to this trial.")
        case .joined: steps
        }
    }

    @MarkupBuilder private var invitation: Markup {
        Inset("Your school is invited") {
            p { "Read what taking part means, then answer. The school’s lead signs." }
            if may.sign {
                p { a(.class("button"), .href(SiteMap.joinTrial(slug))) { "Read the memorandum and join" } }
                stepForm("decline", "Say no") {
                    TextField("reason", "Why not, if you like to say", state: state)
                }
            } else {
                p {
                    a(.href(SiteMap.trialDocument(slug, DocumentKind.memorandum.rawValue))) {
                        "The memorandum"
                    }
                }
            }
        }
    }

    @MarkupBuilder private var steps: Markup {
        FactList([
            "School’s code in the trial": place.code,
            "Joined": place.answeredAt.map(EvidenceText.day),
            "Withdrawn": trial.leftBeforeDraw.map(EvidenceText.day),
            "May be named": place.mayBeNamed ? "Yes" : "No, but it is counted",
            "Pupils in the roster": count(.roster),
            "Pupils with outcomes": count(.outcome),
        ])
        if hasStopped {
            stopped
        } else if let left = trial.leftBeforeDraw {
            withdrawn(on: left)
        } else {
            SchoolTrialSteps(page: self)
        }
        if may.withdraw || may.send || may.sign { SchoolTrialRequests(page: self) }
        papers
    }

    private var stopped: Markup {
        Inset("The trial has stopped") {
            p {
                "It has no result, and nothing more is asked of your school. Rows of pupils that were sent are destroyed by \(text.reading(of: .purgeOn))."
            }
        }.markup
    }

    private func withdrawn(on day: Date) -> Markup {
        Inset("Withdrawn on \(EvidenceText.day(day))") {
            p {
                "Your school withdrew before the draw, so it is not drawn and nothing more is needed from it: no notice, no roster and no outcomes. Rows that it had sent are destroyed."
            }
            p { comingBack }
            if stage == .recruiting, may.sign {
                p {
                    a(.class("button"), .href(SiteMap.joinTrial(slug))) {
                        "Read the memorandum and join again"
                    }
                }
            }
        }.markup
    }

    /// Whether a school that withdrew before the draw can still take part.
    private var comingBack: String {
        let contact = "\(text[.leadName]), \(text[.leadEmail])"
        switch stage {
        case .recruiting:
            return
                "Until rosters are locked it can join again: its lead signs the memorandum once more, and the roster is sent anew. What you recorded of the notice to parents is kept."
        case .locked:
            return
                "Rosters are locked, so it cannot join again. Until the draw the hub can unlock them: write to \(contact)."
        default:
            return
                "The draw was made without it, so it cannot join this trial any more. If it would like to take part in a later one, write to \(contact)."
        }
    }

    private func count(_ wave: Wave) -> String? { rows.first { $0.wave == wave }.map { "\($0.count)" } }

    /// Since when a school reads its results; nothing once everyone reads those of the trial.
    private var resultsCome: String {
        if trial.published.trial.hasReported { return "" }
        return trial.published.trial.analysedAt == nil
            ? ": once the trial is analysed, before they are published" : ": before they are published"
    }

    private var papers: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Papers" }
            ul {
                for kind in DocumentKind.allCases {
                    li { a(.href(SiteMap.trialDocument(slug, kind.rawValue))) { kind.title } }
                }
                if place.state == .joined {
                    li {
                        a(.href(SiteMap.signedMemorandum(place.id))) {
                            "The memorandum as your school signed it"
                        }
                    }
                }
                if may.send, stage >= .frozen {
                    li {
                        a(.href(SiteMap.schoolResults(place.id))) { "Results for your school" }
                        resultsCome
                    }
                }
                if may.read, !rows.isEmpty {
                    li {
                        a(.href(SiteMap.schoolData(place.id))) { "Your school’s rows (CSV)" }
                        ": every reading is recorded"
                    }
                }
            }
        }
    }

    /// A form for one step; its fields stand between.
    @MarkupBuilder func stepForm(
        _ step: String,
        _ button: String,
        @MarkupBuilder _ fields: () -> Markup
    ) -> Markup {
        form(.method("post"), .action(SiteMap.schoolTrialStep(place.id)), .novalidate(), .class("form")) {
            input(.type("hidden"), .name(FormField.token), .value(ticket.token))
            input(.type("hidden"), .name(FormField.key), .value(ticket.key))
            if let error = state.error(step) { p(.class("field-error"), .id(step)) { error } }
            fields()
            submit(button, isSecondary: step != "notice" && step != "fidelity", name: "do", value: step)
        }
    }
}
