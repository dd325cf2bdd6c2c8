import Access
import HTML
import Services
import Trials

/// The trials of someone's schools: what they are invited to, and what they are in.
struct SchoolTrialsPage: Page {
    let schools: [(school: Organisation, trials: [SchoolTrial])]

    let title = "Trials of your school"
    let section: SiteSection? = .trials

    var body: Markup {
        PageHeader(
            "Trials of your school",
            lead: "Invitations, what is needed from you next, and what came of it."
        )
        for (school, trials) in schools {
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
                        rows: trials.map(row)
                    )
                }
            }
        }
    }

    private func row(_ trial: SchoolTrial) -> [Markup] {
        let answer: Markup =
            switch trial.place.state {
            case .invited: StatusTag("Invited", .waiting).markup
            case .joined: StatusTag("Joined", .good).markup
            case .declined: StatusTag("Said no").markup
            }
        return [
            .group([a(.href(SiteMap.schoolTrial(trial.place.id))) { trial.published.record.text[.title] }]),
            answer, .text(trial.published.course.stage.title), .text(Self.next(trial)),
        ]
    }

    /// What the school does next, in a few words.
    static func next(_ trial: SchoolTrial) -> String {
        let text = trial.published.record.text
        switch (trial.place.state, trial.published.course.stage) {
        case (.invited, .recruiting): return "Read the memorandum and answer"
        case (.joined, .recruiting):
            if trial.place.notice == nil { return "Tell parents" }
            return "Roster by \(text.reading(of: .rosterBy))"
        case (.joined, .locked): return "Wait for the allocation"
        case (.joined, .allocated):
            return trial.place.stays(in: .testing)
                ? "Outcomes by \(text.reading(of: .testingUntil))" : "Nothing"
        default: return "Nothing"
        }
    }
}
