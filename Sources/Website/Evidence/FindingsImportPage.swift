import CSV
import Evidence
import HTML
import Services

/// The upload of a findings file, the matching of its columns by hand, and what became of it.
struct FindingsImportPage: Page {
    let ticket: FormTicket
    let state: FormState
    let strands: [StrandLine]
    var outcome: FindingsImportOutcome?
    /// Where the rows that were not taken are to be had.
    var rejected: ID<RejectedFile>?
    /// The file's columns, when a person says what each is.
    var match: FindingColumnMatch?

    let title = "Import findings"
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        PageHeader(
            "Import findings",
            lead:
                "A CSV file with a row for each finding. Good rows enter; the others are named. A second run changes nothing."
        )
        if let outcome { result(outcome) }
        postForm(SiteMap.importFindings(), ticket: ticket, state: state, takesFiles: true) {
            if let match { columns(match) }
            FileField(
                "file",
                "CSV file",
                hint: match == nil
                    ? "Columns: study, effect, and variance or standard error or lower and upper. The What Works Clearinghouse’s findings file is recognised"
                    : "Choose the same file once more: nothing of it is kept until its rows enter",
                accepts: ".csv,text/csv",
                state: state
            )
            ChoiceField(
                strands: strands,
                "strand",
                "File under",
                hint: "For rows that do not name a strand",
                state: state
            )
            TextField("source", "Who made the data", state: state)
            TextField("licence", "Licence (optional)", state: state)
            if match == nil {
                ChoiceField(
                    "match",
                    "Columns (optional)",
                    options: [FormOption("yes", "Show me the columns first, so that I can say what each is")],
                    isMultiple: true,
                    state: state
                )
            }
            submit(match == nil ? "Import" : "Import with these columns")
        }
    }

    private static let needed: [FindingColumn] = [
        .study, .citation, .effect, .variance, .standardError, .lower, .upper,
    ]

    /// A choice of the file's headings for each column that an import reads.
    @MarkupBuilder private func columns(_ match: FindingColumnMatch) -> Markup {
        input(.type("hidden"), .name("matched"), .value("yes"))
        Inset("What is which column?") {
            p {
                "Needed are a study or a citation, the effect, and how precise it is: a variance, a standard error or both ends of the interval. The means, standard deviations and numbers of both groups do instead of effect and precision."
            }
        }
        for column in Self.needed { field(column, match) }
        details(.class("behind")) {
            HTML.summary { "Other columns" }
            for column in FindingColumn.allCases where !Self.needed.contains(column) { field(column, match) }
        }
    }

    private func field(_ column: FindingColumn, _ match: FindingColumnMatch) -> SelectField {
        SelectField(
            Self.name(of: column),
            column.title,
            options: [FormOption("", "Not in the file")]
                + Self.headings(of: match).map { FormOption($0, $0) },
            state: state
        )
    }

    /// Each once: of two columns with one heading the first is read.
    private static func headings(of match: FindingColumnMatch) -> [String] {
        var met: Set<String> = [""]
        return match.headings.map(\.trimmed).filter { met.insert($0.lowercased()).inserted }
    }

    static func name(of column: FindingColumn) -> String { "column-\(column.rawValue)" }

    @MarkupBuilder private func result(_ outcome: FindingsImportOutcome) -> Markup {
        Inset("What became of the file") {
            p {
                "\(outcome.added) added, \(outcome.updated) changed, \(outcome.unchanged) as before, \(outcome.keptOut.count) kept out, \(outcome.rejected.count) not taken."
            }
        }
        if !outcome.keptOut.isEmpty {
            h2 { "Findings that stay out" }
            p {
                "A person has taken these out of the library, and a file does not bring them back. The page of the study does, under its findings."
            }
            ul {
                for kept in outcome.keptOut.prefix(200) {
                    li {
                        "Line \(kept.line): "
                        a(.href(SiteMap.study(kept.study).at("taken-out"))) { kept.label }
                        ", taken out on \(EvidenceText.day(kept.takenOutAt))"
                    }
                }
            }
        }
        if !outcome.rejected.isEmpty {
            DataTable(
                "Rows that were not taken",
                columns: [.init("Line", isNumber: true), .init("Why")],
                rows: outcome.rejected.prefix(200).map { [.text("\($0.line)"), .text($0.reason)] }
            )
            if let column = outcome.columnOfMissingStrands {
                p {
                    "The column \(column) names strands that are not there. "
                    a(.href(SiteMap.newStrand())) { "Add them" }
                    ", and import the file again."
                }
            }
            RejectedLink(file: rejected)
        }
    }
}

/// Where what was not taken is to be had as a file.
struct RejectedLink: Renderable {
    let file: ID<RejectedFile>?

    var markup: Markup {
        if let file {
            p {
                a(.href(SiteMap.rejectedFile(file))) { "Download what was not taken, with the reasons (CSV)" }
                ". It is kept for a day. Mend it, and import it again."
            }
        }
    }
}

extension FormState {
    /// The choices of a person who is shown a file's columns: those that headings tell are made already.
    mutating func choose(_ match: FindingColumnMatch) {
        for column in FindingColumn.allCases {
            set(FindingsImportPage.name(of: column), (match.heading(of: column) ?? "").trimmed)
        }
    }
}
