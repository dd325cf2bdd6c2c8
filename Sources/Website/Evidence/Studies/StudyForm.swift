import Evidence
import HTML
import Services

/// The form of a study, new or existing.
struct StudyForm: Page {
    /// `nil` for a new one.
    let study: Study?
    let ticket: FormTicket
    let state: FormState

    var title: String { study.map { "Edit \($0.title.prefix(100))" } ?? "Add a study" }
    let section: SiteSection? = .evidence
    var trail: [Crumb] {
        [Crumb("Evidence", SiteMap.evidence()), Crumb("Studies", SiteMap.studies())]
            + (study.map { [Crumb(String($0.title.prefix(60)), SiteMap.study($0.id))] } ?? [])
    }

    var body: Markup {
        if let study {
            PageHeader(title, lead: "What the record says now stays in the history of the study.")
            postForm(SiteMap.editStudy(study.id), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value(state.value("version")))
                fields
                TextField("reason", "What was wrong?", hint: "Readers see it in the history", state: state)
                submit("Save the change")
            }
        } else {
            PageHeader(
                title,
                lead:
                    "One work of research. A study that is here already is not made twice: what it does not say is filled in."
            )
            p { a(.href(SiteMap.importStudies())) { "Or import a list of references" } }
            postForm(SiteMap.newStudy(), ticket: ticket, state: state) {
                fields
                TextField("source", "Taken from", hint: "Such as the article itself", state: state)
                TextField("licence", "Licence of the record (optional)", state: state)
                submit("Add the study")
            }
        }
    }

    @MarkupBuilder private var fields: Markup {
        TextField("title", "Title", state: state)
        SelectField(
            "type",
            "What it is",
            options: ReferenceType.allCases.map { FormOption($0.rawValue, $0.title) },
            state: state
        )
        TextArea(
            "authors",
            "Authors (optional)",
            hint: "One on each line, such as Adams, Anna. An organisation without a comma",
            rows: 4,
            state: state
        )
        TextField(
            "date",
            "Published (optional)",
            hint: "2016, 2016-03 or 2016-03-09",
            isShort: true,
            state: state
        )
        TextField("container", "Journal, book or site that it appeared in (optional)", state: state)
        TextField("volume", "Volume (optional)", isShort: true, state: state)
        TextField("issue", "Issue (optional)", isShort: true, state: state)
        TextField("pages", "Pages (optional)", isShort: true, state: state)
        TextField("publisher", "Publisher (optional)", state: state)
        TextField("doi", "DOI (optional)", state: state)
        TextField(
            "address",
            "Address of the work (optional)",
            kind: .url,
            hint: "Starts with https://",
            state: state
        )
        TextField(
            "openAccess",
            "Where it is free to read (optional)",
            kind: .url,
            hint: "Starts with https://",
            state: state
        )
        SelectField(
            "peerReview",
            "Peer reviewed?",
            options: [FormOption("", "Not known"), FormOption("yes", "Yes"), FormOption("no", "No")],
            state: state
        )
        TextArea("abstract", "Abstract (optional)", state: state)
        TextField("abstractLicence", "Licence of the abstract (optional)", state: state)
        TextArea("subjects", "Subjects (optional)", hint: "One on each line", rows: 4, state: state)
        details(.class("behind")) {
            HTML.summary { "More about the work: editors, edition, other numbers" }
            TextArea("editors", "Editors (optional)", hint: "One on each line", rows: 3, state: state)
            TextField("series", "Series (optional)", state: state)
            TextField("edition", "Edition (optional)", isShort: true, state: state)
            TextField("place", "Place of publication (optional)", state: state)
            TextField("language", "Language (optional)", isShort: true, state: state)
            TextField("eric", "ERIC number (optional)", isShort: true, state: state)
            TextArea(
                "otherNumbers",
                "Other numbers (optional)",
                hint: "One on each line with its kind, such as isbn: 9780000000000",
                rows: 3,
                state: state
            )
            TextField("note", "Note (optional)", state: state)
        }
    }
}

extension StudyDraft {
    /// The fields by their names in the form.
    private static var fields: [(String, WritableKeyPath<StudyDraft, String>)] {
        [
            ("title", \.title), ("type", \.type), ("authors", \.authors), ("editors", \.editors),
            ("date", \.date), ("container", \.container), ("series", \.series), ("volume", \.volume),
            ("issue", \.issue), ("pages", \.pages), ("edition", \.edition), ("publisher", \.publisher),
            ("place", \.place), ("doi", \.doi), ("eric", \.eric), ("otherNumbers", \.otherNumbers),
            ("abstract", \.abstract), ("abstractLicence", \.abstractLicence), ("subjects", \.subjects),
            ("peerReview", \.peerReview), ("openAccess", \.openAccess), ("address", \.address),
            ("language", \.language), ("note", \.note), ("source", \.source), ("licence", \.licence),
        ]
    }

    init(_ submission: Submission) {
        self.init()
        for (name, field) in Self.fields { self[keyPath: field] = submission.text(name) }
    }

    var formState: FormState {
        FormState(Dictionary(uniqueKeysWithValues: Self.fields.map { ($0, self[keyPath: $1]) }))
    }
}
