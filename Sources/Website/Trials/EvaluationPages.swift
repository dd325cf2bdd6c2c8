import Access
import Evidence
import HTML
import Profiles
import Services
import Trials

/// The quick evaluations of the person's schools.
struct EvaluationsPage: Page {
    let schools: [(organisation: Organisation, evaluations: [Evaluation])]

    let title = "Quick evaluations"

    var body: Markup {
        PageHeader(
            "Quick evaluations",
            lead:
                "Five questions and a spreadsheet give a report in a minute. It is your school’s own account: private until your lead shares it."
        )
        if schools.isEmpty {
            EmptyState("None of your roles lets you run an evaluation. Ask your school’s lead.")
        }
        for (organisation, evaluations) in schools {
            HTML.section {
                h2 { organisation.name }
                p {
                    a(
                        .class("button"),
                        .href(SiteMap.newEvaluation().with("school", organisation.id.description))
                    ) {
                        "Start an evaluation"
                    }
                }
                if !evaluations.isEmpty {
                    DataTable(
                        "Evaluations of \(organisation.name)",
                        isCaptionHidden: true,
                        columns: [.init("Question"), .init("Year group"), .init("Begun"), .init("State")],
                        rows: evaluations.map { evaluation in
                            [
                                .group([
                                    a(.href(SiteMap.evaluation(evaluation.id))) {
                                        evaluation.answers.question
                                    }
                                ]),
                                .text(evaluation.answers.yearGroup),
                                .text(EvidenceText.day(evaluation.createdAt)),
                                .text(state(evaluation)),
                            ]
                        }
                    )
                }
            }
        }
    }

    private func state(_ evaluation: Evaluation) -> String {
        if evaluation.sharedAt != nil { return "Shared" }
        switch evaluation.step {
        case .questions: return "Needs a file"
        case .checking: return "Needs checking"
        case .analysed: return "Report ready"
        }
    }
}

/// The five questions.
struct EvaluationQuestionsPage: Page {
    let action: Link
    let ticket: FormTicket
    let state: FormState
    let strands: [StrandLine]
    let schoolName: String

    let title = "Five questions"
    var trail: [Crumb] { [Crumb("Quick evaluations", SiteMap.evaluations())] }

    var body: Markup {
        PageHeader(
            "Five questions",
            lead:
                "For \(schoolName). You can change the answers later; a report is then made anew, from its file uploaded again."
        )
        postForm(action, ticket: ticket, state: state) {
            if !state.value("version").isEmpty {
                input(.type("hidden"), .name("version"), .value(state.value("version")))
            }
            TextField(
                "question",
                "1. What do you want to find out?",
                hint: "Such as: did ten weeks of paired reading help year 5?",
                state: state
            )
            ChoiceField(
                "formation",
                "2. How were the groups formed?",
                options: GroupFormation.allCases.map { FormOption($0.rawValue, $0.title) },
                state: state
            )
            TextField(
                "formationDetail",
                "By whom and how?",
                hint: "Needed where chance decided",
                state: state
            )
            TextField(
                "outcomeName",
                "3. What was measured?",
                hint: "The name of the test or scale",
                state: state
            )
            ChoiceField(
                "isAttainment",
                "Is it attainment?",
                hint: "Months of progress are shown for attainment only",
                options: [
                    FormOption("yes", "Yes, what pupils know or can do"),
                    FormOption("no", "No, such as attendance or wellbeing"),
                ],
                state: state
            )
            TextField("yearGroup", "4. Which year group?", isShort: true, state: state)
            TextField("phase", "Which phase? (optional)", isShort: true, state: state)
            TextField("startedOn", "5. When was the first test?", kind: .date, state: state)
            TextField("endedOn", "When was the last test?", kind: .date, state: state)
            SelectField(
                "strand",
                "Strand (optional)",
                options: [FormOption("", "None")]
                    + strands.map { FormOption($0.strand.id.description, $0.strand.content.title) },
                state: state
            )
            submit("Continue")
        }
    }
}

/// The file of pupils.
struct EvaluationUploadPage: Page {
    let evaluation: Evaluation
    let ticket: FormTicket
    let state: FormState

    let title = "Upload a spreadsheet"
    var trail: [Crumb] {
        [Crumb("Quick evaluations", SiteMap.evaluations())]
    }

    var body: Markup {
        PageHeader("Upload a spreadsheet", lead: evaluation.answers.question)
        p { "A CSV file with one row for each pupil and these columns, in any order:" }
        DataTable(
            "Columns",
            isCaptionHidden: true,
            columns: [.init("Column"), .init("What it may contain"), .init("Needed")],
            rows: PupilColumn.allCases.map { column in
                [
                    .text(column.title), .text(column.allowed),
                    .text(column.isRequired ? "Yes" : "If you have it"),
                ]
            }
        )
        Inset("No names") {
            p {
                "Use codes that only your school can read. Columns with names, email addresses, pupil numbers or dates of birth are not read and not kept. Rows are encrypted, and destroyed on \(EvidenceText.day(evaluation.purgeOn))."
            }
        }
        postForm(SiteMap.evaluationFile(evaluation.id), ticket: ticket, state: state, takesFiles: true) {
            FileField("file", "CSV file", hint: "Up to 8 MB", accepts: ".csv,text/csv", state: state)
            submit("Upload and check")
        }
        p { a(.href(SiteMap.evaluationQuestions(evaluation.id))) { "Change the answers" } }
    }
}

/// What was understood of the file, before anything is analysed.
struct EvaluationCheckPage: Page {
    let evaluation: Evaluation
    let upload: CheckedUpload
    let ticket: FormTicket
    let state: FormState

    let title = "Check what was understood"
    var trail: [Crumb] { [Crumb("Quick evaluations", SiteMap.evaluations())] }

    private var understood: UnderstoodPupils { upload.understood }

    var body: Markup {
        PageHeader("Check what was understood", lead: evaluation.answers.question)
        p {
            "\(InWords.count(understood.pupils.count, "pupil")) understood"
            if !understood.faults.isEmpty {
                "; \(InWords.count(understood.faults.count, "thing")) not taken"
            }
            "."
        }
        if let missing { p { missing } }
        if !understood.groups.isEmpty {
            DataTable(
                "Groups in the file",
                columns: [.init("Group"), .init("Pupils", isNumber: true)],
                rows: understood.groups.map { [.text($0.name), .text("\($0.count)")] }
            )
        }
        faults
        if upload.hasCodes {
            if isOneGroup {
                Inset("Only one group") {
                    p {
                        "Every pupil of the file is in one group, and you said how two were formed. Choose the column that tells the groups apart, choose another file, or change the answers to say that there is no comparison group."
                    }
                }
            }
            columns
        } else {
            Inset("No column of codes is left") {
                p {
                    "Columns that say who a pupil is were not read, and no other holds a code for each pupil. Add a column of codes that only your school can read, and choose another file."
                }
            }
        }
        p {
            a(.href(SiteMap.evaluationQuestions(evaluation.id))) { "Change the answers" }
            " or "
            a(.href(SiteMap.evaluationFile(evaluation.id))) { "choose another file" }
        }
    }

    /// How many scores are missing, so that words read as none are noticed.
    private var missing: String? {
        let (before, after) = understood.missing
        guard before + after > 0 else { return nil }
        return
            "Read as missing, because the cell is empty or holds a word such as “absent”: \(InWords.count(before, "score")) before, \(InWords.count(after, "score")) after."
    }

    /// Whether there is nothing to compare with, though a comparison was announced.
    private var isOneGroup: Bool {
        understood.groups.count == 1 && evaluation.answers.formation != .noComparison
    }

    private var columns: Markup {
        let canReport = !understood.groups.isEmpty && !isOneGroup
        return postForm(SiteMap.evaluationAnalysis(evaluation.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value("\(evaluation.version)"))
            for column in PupilColumn.allCases {
                SelectField(
                    "column-\(column.rawValue)",
                    column.title,
                    hint: column.allowed,
                    options: [FormOption("", column.isRequired ? "Choose a column" : "None")]
                        + upload.headings.map { FormOption($0, $0) },
                    state: state
                )
            }
            if canReport {
                ChoiceField(
                    "treatedGroup",
                    "Which group was offered it?",
                    options: understood.groups.map { FormOption($0.name, $0.name) },
                    state: state
                )
            }
            if canReport { submit("Make the report", name: "do", value: "analyse") }
            submit("Look again with these columns", isSecondary: canReport, name: "do", value: "check")
        }
    }

    @MarkupBuilder private var faults: Markup {
        if !understood.faults.isEmpty {
            details(.class("behind"), .open(true)) {
                HTML.summary { "What was not taken" }
                DataTable(
                    "What was not taken",
                    isCaptionHidden: true,
                    columns: [.init("Line", isNumber: true), .init("Column"), .init("Why")],
                    rows: understood.faults.prefix(50).map {
                        [.text("\($0.line)"), .text($0.column), .text($0.reason)]
                    }
                )
                p { a(.href(SiteMap.evaluationRejected(evaluation.id))) { "Download the whole list (CSV)" } }
            }
        }
    }
}

/// The school's own report.
struct EvaluationReportPage: Page {
    let evaluation: Evaluation
    let report: EvaluationReport
    let profiles: ProfileLibrary
    let scores: [(group: String, values: [Double])]
    let mayShare: Bool
    let mayPurge: Bool
    /// Trials of the same strand that are open to schools.
    let openTrials: [Trial]
    /// What the school wants to say about it, as it is kept or was typed.
    let sharingState: FormState
    let ticket: FormTicket

    var title: String { "Report: \(evaluation.answers.question)" }
    let isWide = true
    var trail: [Crumb] { [Crumb("Quick evaluations", SiteMap.evaluations())] }

    var body: Markup {
        PageHeader(
            evaluation.answers.question,
            lead:
                "\(evaluation.answers.outcomeName), \(evaluation.answers.yearGroup), \(EvidenceText.day(evaluation.answers.startedOn)) to \(EvidenceText.day(evaluation.answers.endedOn)). \(evaluation.answers.formation.title).",
            kicker: evaluation.sharedAt == nil
                ? "Private to your school" : "Shared as your school’s own account"
        )
        ReportBody(
            report: report,
            answers: evaluation.answers,
            scale: profiles.progressScale(ProfileLibrary.trialScale),
            balance: profiles.balance,
            codeVersion: evaluation.codeVersion,
            analysedAt: evaluation.analysedAt,
            scores: scores,
            command: evaluation.commandLine
        )
        div(.class("no-print")) {
            further
            if mayShare { sharing }
            if mayPurge, evaluation.purgedAt == nil {
                h2 { "Pupil rows" }
                p { "They are destroyed on \(EvidenceText.day(evaluation.purgeOn)). The report stays." }
                postForm(SiteMap.evaluationPurge(evaluation.id), ticket: ticket) {
                    submit("Destroy them now", isWarning: true)
                }
            }
            if evaluation.sharedAt == nil, evaluation.purgedAt == nil {
                p {
                    a(.href(SiteMap.evaluationQuestions(evaluation.id))) { "Change the answers" }
                    ": the report is then made anew, from the file uploaded again."
                }
            }
        }
    }

    /// From an idea to a trial: one school cannot settle it, many on one protocol can.
    @MarkupBuilder private var further: Markup {
        h2 { "Take it further" }
        if openTrials.isEmpty {
            p {
                "One school’s evaluation cannot settle a question; many schools on one shared protocol can. No registered trial of this is open to schools now: tell your hub what you would like to see tested. If you share this report, a hub can begin a protocol from it. "
                a(.href(SiteMap.trials())) { "Registered trials" }
            }
        } else {
            p {
                "One school’s evaluation cannot settle a question; many schools on one shared protocol can. These trials are open to schools:"
            }
            ul { for trial in openTrials { li { a(.href(SiteMap.trial(trial.slug))) { trial.title } } } }
        }
    }

    @MarkupBuilder private var sharing: Markup {
        h2 { "Share it" }
        if evaluation.sharedAt != nil {
            p { a(.href(SiteMap.schoolAccount(evaluation.id))) { "See the shared account" } }
            postForm(SiteMap.evaluationSharing(evaluation.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(evaluation.version)"))
                submit("Stop sharing", isSecondary: true, name: "do", value: "stop")
            }
        } else {
            p {
                "Everyone will see this as your school’s own account. Figures appear only where each group has 10 pupils or more."
            }
            postForm(SiteMap.evaluationSharing(evaluation.id), ticket: ticket, state: sharingState) {
                input(.type("hidden"), .name("version"), .value("\(evaluation.version)"))
                TextArea("account", "What do you want to say about it? (optional)", state: sharingState)
                submit("Share with everyone", name: "do", value: "share")
            }
        }
    }
}
