import HTML
import Programmes
import Services

/// What somebody who chose a session is asked.
struct SessionFeedbackForm: Page {
    let conference: Conference
    let session: ConferenceSession
    let opening: FeedbackOpening
    let state: FormState
    let ticket: FormTicket

    var title: String { "What did you think?" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        ConferenceTrail.of(conference) + [Crumb(session.title, SiteMap.conferenceSession(session.id))]
    }

    var body: Markup {
        PageHeader(title, kicker: session.title)
        switch opening {
        case .open: form
        case .notChosen: p { "Only those who chose this session beforehand are asked about it." }
        case .notYet: p { "You can answer when the session is over." }
        case .over: p { "The time for answers is over." }
        case .given: p { "You have answered already. Thank you." }
        }
    }

    @MarkupBuilder private var form: Markup {
        p {
            "Your answer is kept apart from your name. Results are shown \(FeedbackResults.fewest) answers at a time, so that nobody can tell which is yours."
        }
        postForm(SiteMap.sessionFeedback(session.id), ticket: ticket, state: state) {
            ChoiceField("overall", "How do you rate it?", options: FeedbackForm.ratings, state: state)
            ChoiceField(
                "willUse",
                "I will use something from it",
                options: FeedbackForm.agreement,
                state: state
            )
            TextArea(
                "words",
                "What should the speakers know?",
                hint: "If you like.",
                rows: 4,
                state: state
            )
            submit("Send")
        }
    }
}

/// For the hubs: what was said of a session, and the links that stay.
struct SessionResultsPage: Page {
    let conference: Conference
    let session: ConferenceSession
    let results: SessionFeedbackResults
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    var title: String { "Afterwards: \(session.title)" }
    var trail: [Crumb] { ConferenceTrail.hub(conference.offer, conference.run) }

    var body: Markup {
        PageHeader("Afterwards", lead: session.title, kicker: conference.offer.facts.title)
        h2 { "Slides and recording" }
        if session.heldOn > today {
            p { "From the day of the session on, links to its slides and its recording can stand here." }
        } else {
            postForm(SiteMap.sessionResults(session.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value(state.value("version")))
                TextField("slides", "Link to the slides", kind: .url, hint: "https://…", state: state)
                TextField(
                    "recording",
                    "Link to the recording",
                    kind: .url,
                    hint: "Public: ask the speakers first.",
                    state: state
                )
                submit("Save")
            }
        }
        h2 { "Feedback" }
        p {
            "\(results.answered) of \(results.chosen) who chose it have answered."
                + (results.shown < results.answered
                    ? " \(results.shown) of the answers are shown: they come \(InWords.number(FeedbackResults.fewest)) at a time, and all of them \(InWords.days(FeedbackWindow.openDays)) after the session."
                    : "")
        }
        if !results.isSuppressed { scales }
        if !results.words.isEmpty {
            h3 { "In their words" }
            ul { for words in results.words { li { words } } }
        }
    }

    private var scales: Markup {
        DataTable(
            "Answers",
            isCaptionHidden: true,
            columns: [
                .init("Question"), .init("Answers", isNumber: true), .init("Mean of 1 to 5", isNumber: true),
                .init("4 or 5", isNumber: true),
            ],
            rows: results.scales.map { scale in
                [
                    .text(scale.wording), .text("\(scale.answers)"), .text(PlainWords.number(scale.mean)),
                    .text("\(Int((scale.positive * 100).rounded()))%"),
                ]
            }
        ).markup
    }
}
