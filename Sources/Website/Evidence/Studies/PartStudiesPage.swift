import Evidence
import HTML
import Services

/// What parting two studies that were joined would do, and the button that does it.
struct PartStudiesPage: Page {
    let parting: StudyParting
    let ticket: FormTicket

    let title = "Part two studies again"
    let section: SiteSection? = .evidence
    var trail: [Crumb] {
        [
            Crumb("Evidence", SiteMap.evidence()), Crumb("Studies", SiteMap.studies()),
            Crumb(String(parting.kept.title.prefix(60)), SiteMap.study(parting.kept.id)),
        ]
    }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "“\(parting.dropped.title)” was joined with “\(parting.kept.title)” on \(EvidenceText.day(parting.mergedAt))."
        )
        h2 { "What goes back" }
        p {
            "Its record, numbers and sources, notes and places on reading lists, and what waited for a decision about it. The two are not asked about again. Both keep their histories."
        }
        if parting.returning.isEmpty {
            p { "No finding in the library goes back." }
        } else {
            ul { for finding in parting.returning { li { Self.line(finding) } } }
        }
        if !parting.changesSince.isEmpty {
            h2 { "What was changed since" }
            p {
                "A field of “\(parting.kept.title)” that was changed since stays as it is. Read the record after parting."
            }
            ul {
                for change in parting.changesSince {
                    li { "\(EvidenceText.day(change.replacedAt)): \(change.reason)" }
                }
            }
        }
        postForm(SiteMap.partStudies(parting.kept.id, parting.dropped.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(parting.kept.version)"))
            if !parting.findingsSince.isEmpty {
                ChoiceField(
                    "along",
                    "Which of the findings that came since are of “\(parting.dropped.title)”?",
                    hint: "Those that you do not choose stay with “\(parting.kept.title)”.",
                    options: parting.findingsSince.map { FormOption($0.id.description, Self.line($0)) },
                    isMultiple: true,
                    state: FormState()
                )
            }
            submit("Part them")
        }
    }

    private static func line(_ finding: Finding) -> String {
        [finding.label, finding.outcomeDomain].filter { !$0.isEmpty }.joined(separator: ", ")
            + ": effect \(EvidenceText.effect(finding.effect))"
    }
}
