import Access
import Evidence
import HTML
import Services

/// The form by which a hub registers a trial that runs outside Braid, by its summary alone.
struct RegisterTrialPage: Page {
    let hub: Organisation
    let interventions: [FormOption]
    let strands: [StrandLine]
    let today: LocalDate
    let ticket: FormTicket
    let state: FormState

    let title = "Register a trial that runs elsewhere"
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials of your hub", SiteMap.hubTrials())] }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "For a trial that is run and analysed outside Braid. Register it before its results are known, so that it is counted whatever it shows.",
            kicker: hub.name
        )
        p {
            "What you register is public at once, and stays; a mistake can be corrected where everyone reads what stood there before. It counts as registered today, \(EvidenceText.day(today)); where the trial has begun before, everyone reads that it was registered after it began. Once there is a result, or the trial has stopped without any, its page has a form for that. Where neither comes, it counts as overdue."
        }
        p {
            "A trial that schools join on this site needs a protocol: "
            a(.href(SiteMap.newProtocol().with("hub", hub.id.description))) { "write one" }
            "."
        }
        postForm(SiteMap.registerTrial().with("hub", hub.id.description), ticket: ticket, state: state) {
            question
            days
            ChoiceField(
                "isBeforeResults",
                "Before you register it",
                options: [
                    FormOption(
                        "yes",
                        "Nobody knows its results yet, and I know that it stays registered and is counted whatever it shows"
                    )
                ],
                isMultiple: true,
                state: state
            )
            submit("Register the trial")
        }
        p { a(.href(SiteMap.hubTrials())) { "Not now" } }
    }

    @MarkupBuilder private var question: Markup {
        TextField(
            "title",
            "Title",
            hint: "Such as: Paired reading in year 5, a trial in 40 schools",
            state: state
        )
        TextArea(
            "question",
            "Question",
            hint: "What is compared, for whom, and on what",
            rows: 3,
            state: state
        )
        SelectField(
            "intervention",
            "Intervention",
            hint: "The exact version that is tested, from the library",
            options: [FormOption("", "Choose")] + interventions,
            state: state
        )
        ChoiceField(strands: strands, hint: "Where the result will be read. At most ten", state: state)
        TextField(
            "outcomeName",
            "Primary outcome",
            hint: "Exactly one, with its test. The result that is entered later is about it",
            state: state
        )
        TextArea(
            "protocolSummary",
            "Protocol in short",
            hint:
                "Who takes part, how it is settled who is offered the intervention, what others get, how it is analysed. Say where it is registered outside, such as its number with ISRCTN, where it is. Name no school and no person",
            rows: 8,
            state: state
        )
        TextField(
            "protocolAddress",
            "Address of the full protocol (optional)",
            kind: .url,
            hint: "Starts with https://, such as its page with OSF or ISRCTN",
            state: state
        )
    }

    @MarkupBuilder private var days: Markup {
        TextField(
            "recruitsFrom",
            "The day recruiting starts",
            kind: .date,
            hint: "It may be over",
            isShort: true,
            state: state
        )
        TextField(
            "runsFrom",
            "The day the trial starts",
            kind: .date,
            hint: "When the first are offered the intervention",
            isShort: true,
            state: state
        )
        TextField(
            "resultsDueOn",
            "The day results are due",
            kind: .date,
            hint: "From the day after, a trial without a result counts as overdue",
            isShort: true,
            state: state
        )
    }
}
