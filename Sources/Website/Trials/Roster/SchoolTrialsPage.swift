import Access
import HTML
import Services
import Trials

/// The trials of someone's schools: what they are invited to, and what they are in.
struct SchoolTrialsPage: Page {
    let schools: [(school: Organisation, trials: [SchoolTrial], rows: [ID<TrialSchool>: [RowCounts]])]
    let today: LocalDate

    let title = "Trials of your school"
    let section: SiteSection? = .trials

    var body: Markup {
        PageHeader(
            "Trials of your school",
            lead: "Invitations, what is needed from you next, and what came of it."
        )
        for (school, trials, rows) in schools {
            HTML.section(.class("page-section")) {
                if schools.count > 1 { h2 { school.name } }
                if trials.isEmpty {
                    EmptyState(
                        "\(school.name) is in no trial. Any school can join one that is recruiting.",
                        action: ("Registered trials", SiteMap.trials())
                    )
                } else {
                    DataTable(
                        "Trials of \(school.name)",
                        isCaptionHidden: true,
                        columns: [.init("Trial"), .init("Your answer"), .init("Stage"), .init("Next")],
                        rows: trials.map { row($0, rows[$0.place.id] ?? []) }
                    )
                }
            }
        }
    }

    private func row(_ trial: SchoolTrial, _ rows: [RowCounts]) -> [Markup] {
        let answer: Markup =
            switch trial.place.state {
            case .invited: StatusTag("Invited", .waiting).markup
            case .joined:
                if let left = trial.leftBeforeDraw {
                    StatusTag("Withdrawn on \(EvidenceText.day(left))").markup
                } else {
                    StatusTag("Joined", .good).markup
                }
            case .declined: StatusTag("Said no").markup
            }
        return [
            .group([a(.href(SiteMap.schoolTrial(trial.place.id))) { trial.published.record.text[.title] }]),
            answer, .text(trial.published.trial.status(on: today).title), .text(Self.next(trial, rows)),
        ]
    }

    /// What the school does next, in a few words.
    ///
    /// - Parameter rows: What it has sent.
    static func next(_ trial: SchoolTrial, _ rows: [RowCounts]) -> String {
        let text = trial.published.record.text
        guard trial.published.trial.stop == nil else { return "Nothing: the trial has stopped" }
        switch (trial.place.state, trial.published.course.stage) {
        case (.invited, .recruiting): return "Read the memorandum and answer"
        case (.joined, .recruiting):
            guard trial.place.takesPart else { return "Nothing" }
            guard let notice = trial.place.notice else { return "Tell parents" }
            guard rows.contains(where: { $0.wave == .roster }) else {
                return
                    "Roster after \(EvidenceText.day(notice.objectionsUntil)), by \(text.reading(of: .rosterBy))"
            }
            return "Wait for the allocation; your roster is in, and can be changed until it is locked"
        case (.joined, .locked): return trial.place.takesPart ? "Wait for the allocation" : "Nothing"
        case (.joined, .allocated):
            // Who sent no roster has nobody to test, and who withdrew its data has nothing more to send.
            guard trial.place.stays(in: .testing), let roster = rows.first(where: { $0.wave == .roster })
            else { return "Nothing" }
            let tested = rows.first { $0.wave == .outcome }?.count ?? 0
            let until = text.reading(of: .testingUntil)
            if tested == 0 { return "Outcomes by \(until)" }
            return tested < roster.count
                ? "Outcomes of \(InWords.count(roster.count - tested, "more pupil")) by \(until)"
                : "Wait for the result; outcomes of all pupils are in"
        case (.joined, .frozen):
            guard !rows.isEmpty else { return "Nothing" }
            return trial.published.trial.analysedAt == nil
                ? "Wait for the analysis" : "Read the results for your school"
        default: return "Nothing"
        }
    }
}
