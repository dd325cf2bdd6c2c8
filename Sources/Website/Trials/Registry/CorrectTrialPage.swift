import Access
import Evidence
import HTML
import Services
import Trials

/// The form by which a hub corrects what it registered of a trial that runs elsewhere.
struct CorrectTrialPage: Page {
    let trial: Trial
    let places: ProtocolChoiceLists
    let ticket: FormTicket
    let state: FormState

    var title: String { "Correct what is registered: \(trial.title)" }
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials", SiteMap.trials()), Crumb(trial.title, SiteMap.trial(trial.slug))] }

    var body: Markup {
        PageHeader("Correct what is registered", lead: trial.question, kicker: trial.title)
        p {
            "For a mistake, or an address that was missing. Everyone reads the correction on the trial’s page: the day, your reason, and what stood there before. A strand that the trial leaves or joins says so, too, with your reason. The trial’s address here stays."
        }
        p {
            trial.correctable.contains(.runsFrom)
                ? "Moving a day changes neither when the trial counts as overdue, which stays the day that was registered first where that is earlier, nor whether it was registered after it began."
                : "The trial has reported, stopped or been analysed, so what it asked, on which outcome, how and when stays as it is."
        }
        if trial.primaryFinding != nil {
            p {
                "Its result follows what you correct: it has the trial’s title and intervention, leaves the pools of strands that you take away, and joins those of strands that you add."
            }
        }
        postForm(SiteMap.correctTrial(trial.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            for item in trial.correctable { field(item) }
            TextArea("reason", "What was wrong", hint: "Everyone reads it", rows: 3, state: state)
            submit("Publish the correction")
        }
        p { a(.href(SiteMap.trial(trial.slug))) { "Not now" } }
    }

    @MarkupBuilder private func field(_ item: TrialItem) -> Markup {
        switch item {
        case .title, .outcomeName: TextField(item.rawValue, item.label, state: state)
        case .question: TextArea(item.rawValue, item.label, rows: 3, state: state)
        case .intervention:
            SelectField(
                item.rawValue,
                item.label,
                hint: "The exact version that is tested",
                options: [FormOption("", "Choose")] + places.interventions,
                state: state
            )
        case .strands:
            ChoiceField(
                item.rawValue,
                item.label,
                hint: "Where the result is read. At most ten",
                options: places.strands,
                isMultiple: true,
                state: state
            )
        case .protocolSummary:
            TextArea(item.rawValue, item.label, hint: "Name no school and no person", rows: 8, state: state)
        case .protocolAddress:
            TextField(
                item.rawValue,
                "\(item.label) (optional)",
                kind: .url,
                hint: "Starts with https://",
                state: state
            )
        case .recruitsFrom, .runsFrom, .resultsDueOn:
            TextField(item.rawValue, item.label, kind: .date, isShort: true, state: state)
        }
    }
}

/// What was corrected of a registered summary: before and after, item by item.
struct TrialCorrections: Renderable {
    let corrections: [TrialCorrection]
    /// By which interventions and strands are named.
    let places: ProtocolChoiceLists?

    var markup: Markup {
        if !corrections.isEmpty {
            h2(.id("corrections")) { "Corrections" }
            for correction in corrections {
                h3 { "Correction \(correction.number), \(EvidenceText.day(correction.madeAt))" }
                EvidenceText.paragraphs(correction.reason)
                DataTable(
                    "What correction \(correction.number) changed",
                    isCaptionHidden: true,
                    columns: [.init("Item"), .init("Before"), .init("After")],
                    rows: correction.changes.map { change in
                        [
                            .text(change.item.label), cell(change.item, change.before),
                            cell(change.item, change.after),
                        ]
                    }
                )
            }
        }
    }

    private func cell(_ item: TrialItem, _ text: String) -> Markup {
        if text.isEmpty { return .text("Nothing") }
        if item.isDay, let day = LocalDate(text) { return .text(EvidenceText.day(day)) }
        switch item {
        case .intervention: return .text(name(text, in: places?.interventions))
        case .strands:
            let names = text.split(separator: ",").map { name(String($0), in: places?.strands) }
            return .text(names.joined(separator: "; "))
        default: return EvidenceText.paragraphs(text)
        }
    }

    private func name(_ id: String, in options: [FormOption]?) -> String {
        options?.first { $0.value == id }?.text ?? id
    }
}

extension TrialItem {
    /// As forms and corrections name it.
    var label: String {
        switch self {
        case .title: "Title"
        case .question: "Question"
        case .intervention: "Intervention"
        case .strands: "Strands"
        case .outcomeName: "Primary outcome"
        case .protocolSummary: "Protocol in short"
        case .protocolAddress: "Address of the full protocol"
        case .recruitsFrom: "The day recruiting starts"
        case .runsFrom: "The day the trial starts"
        case .resultsDueOn: "The day results are due"
        }
    }
}
