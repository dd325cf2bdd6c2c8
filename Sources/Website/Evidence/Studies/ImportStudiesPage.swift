import Evidence
import HTML
import Services

/// The upload of a reference list, and what became of it.
struct ImportStudiesPage: Page {
    let ticket: FormTicket
    let state: FormState
    let outcome: ReferencesImportOutcome?
    /// Where the records that were not taken are to be had.
    var rejected: ID<RejectedFile>?

    let title = "Import references"
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence()), Crumb("Studies", SiteMap.studies())] }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "From Zotero, EndNote, Mendeley, a database or elsewhere: the kind of file is recognised from its content. Good records enter, the others are named, and a second run changes nothing."
        )
        if let outcome { result(outcome) }
        postForm(SiteMap.importStudies(), ticket: ticket, state: state, takesFiles: true) {
            FileField(
                "file",
                "File",
                hint:
                    "RIS, BibTeX, CSL-JSON, EndNote (XML or tagged), PubMed, Web of Science, ERIC, OpenAlex or Crossref JSON, or a spreadsheet (CSV) with a column for the title",
                accepts: ".ris,.bib,.json,.jsonl,.xml,.csv,.tsv,.txt,.enw,.nbib,.ciw",
                state: state
            )
            TextField(
                "source",
                "Where the records come from",
                hint:
                    "Such as ERIC or Zotero library of our hub. The same record from the same source is found again",
                state: state
            )
            TextField("licence", "Licence of the abstracts (optional)", state: state)
            submit("Import")
        }
        p {
            "Findings (effect sizes) come in on another page: "
            a(.href(SiteMap.importFindings())) { "import findings" }
        }
    }

    /// What happened to no record is not said.
    private func counts(_ outcome: ReferencesImportOutcome) -> String {
        let counts: [(Int, String)] = [
            (outcome.added, "new"), (outcome.changed, "changed"), (outcome.unchanged, "as before"),
            (outcome.joined, "joined with studies that were there"), (outcome.rejectedCount, "not taken"),
        ]
        return counts.filter { $0.0 > 0 }.map { "\(InWords.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
            + "."
    }

    @MarkupBuilder private func result(_ outcome: ReferencesImportOutcome) -> Markup {
        Inset("What became of the file") {
            p {
                "\(outcome.form.title): \(InWords.count(outcome.records, "record")). \(counts(outcome))"
            }
            if !outcome.taken.isEmpty {
                ul {
                    for study in outcome.taken { li { a(.href(SiteMap.study(study.id))) { study.title } } }
                }
                if outcome.hasMoreTaken { p { "These are the first of them." } }
            }
            if outcome.uncertain > 0 {
                p {
                    a(.href(SiteMap.duplicates())) {
                        outcome.uncertain == 1
                            ? "One possible duplicate waits for your decision"
                            : "\(outcome.uncertain) possible duplicates wait for your decision"
                    }
                }
            }
        }
        if !outcome.rejected.isEmpty {
            DataTable(
                "Records that were not taken",
                columns: [
                    .init("Record", isNumber: true), .init("Line", isNumber: true), .init("Why"),
                    .init("Text"),
                ],
                rows: outcome.rejected.prefix(200).map {
                    [
                        .text("\($0.number)"), .text("\($0.line)"), .text($0.reason),
                        .text(String($0.text.prefix(200))),
                    ]
                }
            )
            RejectedLink(file: rejected)
        }
    }
}
