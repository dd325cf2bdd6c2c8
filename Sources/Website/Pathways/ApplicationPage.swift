import Access
import HTML
import Pathways
import Programmes
import Services

/// One application: for whoever sent it, for the panel, and for the hub that decides.
struct ApplicationPage: Page {
    let file: ApplicationFile
    let reader: Person
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    private var found: BursaryApplication { file.application }
    var title: String { found.title }
    var trail: [Crumb] {
        file.mayKeep
            ? [
                Crumb("Bursaries", SiteMap.hubBursaries()),
                Crumb(found.callTitle, SiteMap.hubBursary(found.call)),
            ]
            : [Crumb("Your bursaries", SiteMap.ownBursaries())]
    }

    var body: Markup {
        PageHeader(
            found.title,
            lead: "\(found.person.name)\(found.school.map { ", \($0.name)" } ?? "")",
            kicker: found.callTitle
        )
        div(.id("steps")) { ErrorSummary(state: state) }
        p { BursaryText.tag(found) }
        if !found.reason.isEmpty {
            Inset("Reason") { OfferWords.paragraphs(found.reason) }
        }
        FactList([
            "Asked for": "\(found.asked)", "Awarded": found.state == .awarded ? "\(found.awarded)" : nil,
            "Decided": found.decidedOn?.spelledShort,
        ])
        h2 { "What will be done" }
        OfferWords.paragraphs(found.plan)
        h2 { "Who will gain" }
        OfferWords.paragraphs(found.benefit)
        if file.isOnPanel || file.mayDecide, found.state == .sent, today <= file.call.closesOn {
            Inset {
                p {
                    "Applications can come until \(file.call.closesOn.spelledShort). The panel scores and decides after that day."
                }
            }
        }
        if file.isOnPanel, found.state == .sent, today > file.call.closesOn { scoring }
        if file.mayKeep || file.isOnPanel, !file.scores.isEmpty { scores }
        if file.mayDecide, found.state == .sent, today > file.call.closesOn { decision }
        if found.state == .awarded { payments }
        if found.state == .awarded { output }
        if file.isOwn, found.state == .sent {
            h2 { "Take it back" }
            step("withdraw", fields: [("version", "\(found.version)")]) {
                submit("Withdraw the application", isSecondary: true)
            }
        }
    }

    @MarkupBuilder private func step(
        _ name: String,
        fields: [(String, String)] = [],
        @MarkupBuilder content: () -> Markup
    ) -> Markup {
        postForm(SiteMap.applicationStep(found.id), ticket: ticket) {
            if !name.isEmpty { input(.type("hidden"), .name("step"), .value(name)) }
            for (name, value) in fields { input(.type("hidden"), .name(name), .value(value)) }
            content()
        }
    }

    /// What was typed, or else what the reader gave: whoever changes a score keeps the comment.
    private func scoringState(_ own: BursaryScore?) -> FormState {
        guard state.value("step") != "score", let own else { return state }
        var given = FormState(["comment": own.comment])
        if let score = own.score { given.set("score", "\(score)") }
        if own.hasConflict { given.set("conflict", all: ["yes"]) }
        return given
    }

    @MarkupBuilder private var scoring: Markup {
        let own = file.scores.first { $0.person.id == reader.id }
        let state = scoringState(own)
        h2 { "Your score" }
        if let own {
            p {
                own.hasConflict ? "You declared a conflict of interest." : "You gave \(own.score ?? 0) of 10."
                " You can change it until it is decided."
            }
        }
        step("score") {
            TextField(
                "score",
                "Score from 0 to 10",
                kind: .wholeNumber,
                hint: "Against the call’s criteria.",
                state: state
            )
            TextArea(
                "comment",
                "Comment",
                hint: "For the hub and the panel, not for the applicant.",
                rows: 3,
                state: state
            )
            ChoiceField(
                "conflict",
                "Conflict of interest",
                options: [
                    FormOption("yes", "I have one and take no part", hint: "Say in the comment what it is.")
                ],
                isMultiple: true,
                state: state
            )
            submit("Keep")
        }
    }

    @MarkupBuilder private var scores: Markup {
        h2 { "Panel" }
        DataTable(
            "Scores",
            isCaptionHidden: true,
            columns: [.init("Who"), .init("Score", isNumber: true), .init("Comment")],
            rows: file.scores.map { score in
                [
                    .text(score.person.name),
                    .text(score.hasConflict ? "conflict of interest" : "\(score.score ?? 0)"),
                    .text(score.comment),
                ]
            }
        )
        if let mean = file.meanScore {
            p { "Mean of those without a conflict: \(PlainWords.number(mean)) of 10." }
        }
    }

    @MarkupBuilder private var decision: Markup {
        h2 { "Decide" }
        p { "\(file.call.left) of the call’s budget is left." }
        step("", fields: [("version", "\(found.version)")]) {
            TextField(
                "award",
                "Award",
                kind: .money,
                hint: "\(found.asked) was asked for; less is a part award. Leave empty to refuse.",
                state: state
            )
            TextArea("reason", "Reason", hint: "The applicant reads this.", rows: 3, state: state)
            submit("Award", name: "step", value: "award")
            submit("Do not award", isSecondary: true, name: "step", value: "refuse")
        }
    }

    @MarkupBuilder private var payments: Markup {
        h2 { "Payments" }
        PaymentTable(payments: file.payments, today: today) { payment in
            group {
                if file.mayKeep {
                    PaymentSteps(payment: payment, state: state) { name, content in
                        step(name, fields: PaymentSteps.fields(of: payment)) { content }
                    }
                }
            }
        }
        if file.mayKeep, found.planned < found.awarded {
            step("plan") {
                TextField("payment", "Payment", kind: .money, state: state)
                TextField("dueOn", "Due", kind: .date, state: state)
                submit("Plan it", isSecondary: true)
            }
        }
    }

    @MarkupBuilder private var output: Markup {
        h2 { "What came of it" }
        if let study = found.study {
            p { a(.href(SiteMap.study(study))) { "The record in the evidence library" } }
        } else if file.isOwn || file.mayKeep {
            OutputForm(state: state) { content in step("publish") { content } }
        }
    }
}

/// Payments that are planned, with the day they were made.
struct PaymentTable: Renderable {
    let payments: [PlannedPayment]
    let today: LocalDate
    let change: (PlannedPayment) -> Markup

    var markup: Markup {
        if payments.isEmpty {
            p { "No payment is planned yet." }
        } else {
            DataTable(
                "Payments",
                isCaptionHidden: true,
                columns: [.init("Due"), .init("Amount", isNumber: true), .init("State"), .init("Change")],
                rows: payments.map { payment in
                    [
                        .text(payment.dueOn.spelledShort), .text("\(payment.amount)"),
                        (payment.paidOn.map { StatusTag("Paid \($0.spelledShort)", .good) }
                            ?? StatusTag(
                                payment.isLate(on: today) ? "Late" : "Planned",
                                payment.isLate(on: today) ? .late : .neutral
                            ))
                            .markup,
                        change(payment),
                    ]
                }
            )
        }
    }
}

/// What can be done to a payment: marked, corrected, cancelled, or the mark taken back.
struct PaymentSteps: Renderable {
    let payment: PlannedPayment
    let state: FormState
    let wrap: (String, Markup) -> Markup

    /// Which payment it is, and what was shown of it.
    static func fields(of payment: PlannedPayment) -> [(String, String)] {
        [("planned", payment.id.description), ("shown", payment.stamp)]
    }

    var markup: Markup {
        group {
            if payment.paidOn != nil {
                wrap("unpay", submit("Not paid after all", isSecondary: true))
            } else {
                wrap("pay", submit("Paid today", isSecondary: true))
                details(.open(!state.isValid && !state.value("payment-\(payment.id)").isEmpty)) {
                    HTML.summary { "Correct or cancel" }
                    wrap(
                        "correct",
                        group {
                            TextField("payment-\(payment.id)", "Payment", kind: .money, state: typed)
                            TextField("dueOn-\(payment.id)", "Due", kind: .date, state: typed)
                            submit("Correct it", isSecondary: true)
                        }
                    )
                    wrap("cancel", submit("Cancel this payment", isSecondary: true))
                }
            }
        }
    }

    private var typed: FormState {
        guard state.value("payment-\(payment.id)").isEmpty else { return state }
        return FormState([
            "payment-\(payment.id)": payment.amount.plain,
            "dueOn-\(payment.id)": payment.dueOn.description,
        ])
    }
}

extension PaymentChange {
    /// What a form of ``PaymentSteps`` asks for; `nil` for another step.
    init?(step: String, _ payment: ID<PlannedPayment>, _ submission: Submission) {
        switch step {
        case "correct":
            self = .correct(
                amount: submission.text("payment-\(payment)"),
                due: submission.text("dueOn-\(payment)")
            )
        case "cancel": self = .cancel
        case "unpay": self = .unpay
        default: return nil
        }
    }

    var notice: String {
        switch self {
        case .correct: "Corrected."
        case .cancel: "Cancelled. Its amount can be planned again."
        case .unpay: "Not paid yet."
        }
    }
}

/// The finished work, for the evidence library.
struct OutputForm: Renderable {
    let state: FormState
    let wrap: (Markup) -> Markup

    var markup: Markup {
        wrap(
            group {
                TextField(
                    "citation",
                    "Citation",
                    hint: "Author, year, title, where it is published.",
                    state: state
                )
                TextField("year", "Year", kind: .wholeNumber, state: state)
                TextField(
                    "address",
                    "Where it can be read",
                    kind: .url,
                    hint: "https://… if it is on the web.",
                    state: state
                )
                submit("Put it into the evidence library", isSecondary: true)
            }
        )
    }
}
