import Access
import HTML
import Services
import Trials

/// What would be missing if the data of a trial were frozen now, and the button that does it.
struct FreezePage: Page {
    let published: PublishedProtocol
    let schools: [TrialSchool]
    let rows: [ID<TrialSchool>: [RowCounts]]
    let today: LocalDate
    let ticket: FormTicket
    let state: FormState

    private var record: TrialProtocol { published.record }

    var title: String { "Freeze the data: \(record.text[.title])" }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [
            Crumb("Trials of your hub", SiteMap.hubTrials()),
            Crumb(record.text[.title], SiteMap.hubTrial(record.trial)),
        ]
    }

    var body: Markup {
        PageHeader(
            "Freeze the data",
            lead: "Nothing can be added or changed afterwards, and the analysis begins.",
            kicker: record.text[.title]
        )
        h2 { "What is missing" }
        if missing.isEmpty {
            p {
                "Nothing: testing has ended, and every school that tests has sent an outcome for each pupil."
            }
        } else {
            ul { for line in missing { li { line } } }
            p {
                "Pupils without an outcome count as lost, whatever the reason, and lower the rating of the result."
            }
        }
        postForm(SiteMap.trialStep(record.trial), ticket: ticket, state: state) {
            ChoiceField(
                "confirm",
                "Before you freeze",
                options: [
                    FormOption(
                        "yes",
                        missing.isEmpty
                            ? "I know that this cannot be taken back"
                            : "I have read what is missing, and know that this cannot be taken back"
                    )
                ],
                isMultiple: true,
                state: state
            )
            submit("Freeze the data", name: "do", value: "freeze")
        }
        p { a(.href(SiteMap.hubTrial(record.trial))) { "Not yet" } }
    }

    /// In sentences.
    var missing: [String] {
        var lines: [String] = []
        if let until = record.text.day(.testingUntil), today <= until {
            lines.append("Testing goes on until \(record.text.reading(of: .testingUntil)).")
        }
        for school in schools where school.state == .joined && school.stays(in: .testing) {
            let roster = count(school, .roster)
            guard roster > 0, school.stays(in: .data) else { continue }
            let tested = count(school, .outcome)
            let name = [school.code, school.school.name].compactMap(\.self).joined(separator: " · ")
            if tested == 0 {
                lines.append("\(name): no outcomes for \(roster) pupils.")
            } else if tested < roster {
                lines.append("\(name): outcomes for \(tested) of \(roster) pupils.")
            }
        }
        return lines
    }

    private func count(_ school: TrialSchool, _ wave: Wave) -> Int {
        (rows[school.id] ?? []).first { $0.wave == wave }?.count ?? 0
    }
}
