import CSV
import HTML
import Services
import Trials

/// A file of rows to send: what it needs, the columns where they could not be found, and what was not taken.
struct SchoolRowsPage: Page {
    let trial: SchoolTrial
    let wave: Wave
    /// The file's headings, where columns have to be matched by hand.
    let headings: [String]
    let faults: [PupilFault]
    let ticket: FormTicket
    let state: FormState
    /// Why no file is taken now.
    var refusal: UploadRefusal?

    private var text: ProtocolText { trial.published.record.text }
    private var columns: [RosterColumn] { RosterColumn.columns(of: wave, text) }

    var title: String { wave == .roster ? "Send the roster and baseline" : "Send outcomes" }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [
            Crumb("Trials of your school", SiteMap.schoolTrials()),
            Crumb(text[.title], SiteMap.schoolTrial(trial.place.id)),
        ]
    }

    var body: Markup {
        PageHeader(
            title,
            lead: "A CSV file with one pupil on each line. No names: only codes that your school can read.",
            kicker: text[.title]
        )
        if let refusal {
            Inset("No file can be sent now") {
                p { "\(refusal)." }
                p { a(.href(SiteMap.schoolTrial(trial.place.id))) { "Your school’s page of the trial" } }
            }
        } else {
            upload
        }
        if !faults.isEmpty { refused }
        contents
    }

    private var upload: Markup {
        postForm(
            SiteMap.schoolRows(trial.place.id, wave.rawValue),
            ticket: ticket,
            state: state,
            takesFiles: true
        ) {
            FileField(
                "file",
                "CSV file",
                hint:
                    "At most 8 MB. From Excel: File, Save as, CSV UTF-8. Names, email addresses, pupil numbers and dates of birth are refused",
                accepts: ".csv,text/csv",
                state: state
            )
            if !headings.isEmpty { matching }
            ChoiceField(
                "mode",
                "What about rows that are there already?",
                options: [
                    FormOption(
                        "add",
                        "Keep them",
                        hint: "New values of a pupil take the place of the old; an empty cell changes nothing"
                    ),
                    FormOption(
                        "replace",
                        "Replace everything by this file",
                        hint: "What is not in this file is gone"
                    ),
                ],
                state: state
            )
            submit("Send the file")
        }
    }

    private var contents: Markup {
        HTML.section(.class("page-section")) {
            h2 { "What it may contain" }
            DataTable(
                "Columns",
                isCaptionHidden: true,
                columns: [.init("Column"), .init("Needed"), .init("Allowed")],
                rows: columns.map { column in
                    [
                        .text(column.title), .text(column.isRequired(text) ? "Yes" : "If you have it"),
                        .text(column.allowed(text)),
                    ]
                }
            )
            p {
                a(.href(SiteMap.schoolTemplate(trial.place.id, wave.rawValue))) {
                    "Template with these columns (CSV)"
                }
            }
        }
    }

    private var matching: Markup {
        fieldset(.class("field")) {
            legend { "Which column is which?" }
            p(.class("hint")) { "Choose the file once more. Your choice is remembered for next time." }
            for column in columns {
                SelectField(
                    "column-\(column.rawValue)",
                    column.title,
                    options: [FormOption("", "None")] + headings.map { FormOption($0, $0) },
                    state: state
                )
            }
        }
    }

    private var refused: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Not taken" }
            DataTable(
                "Rows that were not taken",
                isCaptionHidden: true,
                columns: [.init("Line", isNumber: true), .init("Column"), .init("Why, and what is allowed")],
                rows: faults.prefix(50).map { [.text("\($0.line)"), .text($0.column), .text($0.reason)] }
            )
            if faults.count > 50 { p { "And \(faults.count - 50) more." } }
        }
    }
}
