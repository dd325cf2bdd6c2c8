import HTML
import Services
import Trials

/// The form by which a hub says that a trial stopped without a result.
struct StopTrialPage: Page {
    let trial: Trial
    /// When the rows of a trial that runs here are destroyed.
    let purgeOn: LocalDate?
    let ticket: FormTicket
    let state: FormState

    var title: String { "Stopped without a result: \(trial.title)" }
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials", SiteMap.trials()), Crumb(trial.title, SiteMap.trial(trial.slug))] }

    private static let elsewhere =
        "Where there is a result, however small or unwelcome, publish that instead. A result that comes later can still be published."
    private static let here =
        "Its schools are written to, and nothing more is taken from them; rows of pupils that they sent are destroyed on the day that the protocol names, or earlier. Where schools have sent outcomes, however few, freeze the data and report what came instead."

    var body: Markup {
        PageHeader("Stopped without a result", lead: trial.question, kicker: trial.title)
        p {
            "For a trial that stopped and has nothing to report. Everyone reads when and why it stopped, on its page and beside the pool of its strands. It stays registered and counts as having reported nothing; it is overdue no longer, and joins no pool."
        }
        p { trial.stage == nil ? Self.elsewhere : Self.here }
        postForm(SiteMap.stopTrial(trial.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value("\(trial.version)"))
            TextField("stoppedOn", "The day it stopped", kind: .date, isShort: true, state: state)
            TextArea(
                "reason",
                "Why it stopped",
                hint: "Everyone reads it. Name no school and no person",
                rows: 4,
                state: state
            )
            TextField(
                "schoolsBegun",
                "Schools that had begun (optional)",
                kind: .wholeNumber,
                hint: "0 where none had; empty where it is not known",
                isShort: true,
                state: state
            )
            TextField(
                "pupilsBegun",
                "Pupils who had begun (optional)",
                kind: .wholeNumber,
                hint: "One to nine are shown as “fewer than 10”",
                isShort: true,
                state: state
            )
            if let purgeOn {
                TextField(
                    "purgeOn",
                    "Destroy rows of pupils earlier, on (optional)",
                    kind: .date,
                    hint:
                        "The protocol says \(EvidenceText.day(purgeOn)). An earlier day becomes a public amendment, and is told to the schools. Schools can download their own rows until then",
                    isShort: true,
                    state: state
                )
            }
            ChoiceField(
                "sure",
                "Before you report it",
                options: [
                    FormOption(
                        "yes",
                        "It has no result, and I know that this is public and cannot be taken back"
                    )
                ],
                isMultiple: true,
                state: state
            )
            submit("Report that it stopped")
        }
        p { a(.href(SiteMap.trial(trial.slug))) { "Not now" } }
    }
}
