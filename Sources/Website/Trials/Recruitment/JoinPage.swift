import Access
import HTML
import Services
import Trials

/// The memorandum with its signature: read, then accept for a school.
struct JoinPage: Page {
    let published: PublishedProtocol
    let memorandum: TrialDocument
    /// Schools for which the person may sign.
    let schools: [Organisation]
    let ticket: FormTicket
    let state: FormState

    var title: String { "Join: \(published.record.text[.title])" }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [
            Crumb("Trials", SiteMap.trials()),
            Crumb(published.record.text[.title], SiteMap.trial(published.slug)),
        ]
    }

    var body: Markup {
        PageHeader("Join the trial", lead: published.record.text[.question])
        if published.trial.stop != nil {
            EmptyState("The trial has stopped, so no school can join any more.")
        } else if published.course.stage != .recruiting {
            EmptyState("Rosters are locked, so no school can join any more.")
        } else if schools.isEmpty {
            EmptyState(
                "A school’s lead signs. You are not the lead of a school here; please show this page to yours.",
                action: (
                    "Read the memorandum",
                    SiteMap.trialDocument(published.slug, DocumentKind.memorandum.rawValue)
                )
            )
        } else {
            div(.class("paper"), .role("region"), .aria("label", "Memorandum"), .tabindex(0)) {
                DocumentBody(document: memorandum)
            }
            signature
        }
    }

    private var signature: Markup {
        postForm(SiteMap.joinTrial(published.slug), ticket: ticket, state: state) {
            input(.type("hidden"), .name("memorandum"), .value(memorandum.sha256))
            if schools.count == 1 {
                input(.type("hidden"), .name("school"), .value(schools[0].id.description))
            } else {
                SelectField(
                    "school",
                    "School",
                    options: schools.map { FormOption($0.id.description, $0.name) },
                    state: state
                )
            }
            ChoiceField(
                "named",
                "May the school be named as taking part?",
                hint: "It is counted either way",
                options: ProtocolWord.yesOrNo,
                state: state
            )
            ChoiceField(
                "accept",
                "Memorandum",
                options: [
                    FormOption(
                        "yes",
                        "I accept this memorandum for \(schools.count == 1 ? schools[0].name : "the school"). Results are published whatever they show."
                    )
                ],
                isMultiple: true,
                state: state
            )
            submit("Sign and join")
        }
    }
}

extension ProtocolWord {
    static let yesOrNo: [FormOption] = [FormOption("yes", "Yes"), FormOption("no", "No")]
}
