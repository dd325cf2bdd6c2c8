import Foundation
import Access
import HTML
import Programmes
import Services

/// What an attender is asked: three scales that hubs report on, two questions in words, and the organiser's own.
struct FeedbackForm: Page {
    let invitation: FeedbackInvitation
    let state: FormState
    let ticket: FormTicket

    var title: String { invitation.kind == .feedback ? "What did you think?" : "Did you use it?" }

    var body: Markup {
        PageHeader(
            title,
            lead: """
                Your answer is kept apart from your name. Results are shown \(FeedbackResults.fewest) answers at a \
                time, so that nobody can tell which is yours.
                """,
            kicker: invitation.title
        )
        postForm(SiteMap.feedback(invitation.id), ticket: ticket, state: state) {
            switch invitation.kind {
            case .feedback: feedback
            case .followUp:
                ChoiceField(
                    "used",
                    "Did you use something from it?",
                    options: UseMade.allCases.map { FormOption($0.rawValue, $0.name) },
                    state: state
                )
                TextArea(
                    "words",
                    "What did you try, and what happened?",
                    hint: "If you like.",
                    rows: 4,
                    state: state
                )
            }
            submit("Send")
        }
    }

    @MarkupBuilder private var feedback: Markup {
        ChoiceField("overall", "How do you rate it overall?", options: Self.ratings, state: state)
        ChoiceField("relevant", "It was relevant to my work", options: Self.agreement, state: state)
        ChoiceField("willUse", "I will use something from it", options: Self.agreement, state: state)
        for question in invitation.questions {
            switch question.kind {
            case .scale:
                ChoiceField(
                    "question-\(question.id)",
                    question.wording,
                    options: Self.agreement,
                    state: state
                )
            case .text:
                TextArea(
                    "question-\(question.id)",
                    question.wording,
                    hint: "If you like.",
                    rows: 3,
                    state: state
                )
            }
        }
        TextArea("mostUseful", "What was most useful?", hint: "If you like.", rows: 3, state: state)
        TextArea("improve", "What could be better?", hint: "If you like.", rows: 3, state: state)
    }

    static let ratings: [FormOption] = [
        FormOption("5", "Very good"), FormOption("4", "Good"), FormOption("3", "Fair"),
        FormOption("2", "Poor"),
        FormOption("1", "Very poor"),
    ]
    static let agreement: [FormOption] = [
        FormOption("5", "Strongly agree"), FormOption("4", "Agree"), FormOption("3", "Neither"),
        FormOption("2", "Disagree"), FormOption("1", "Strongly disagree"),
    ]
}

struct FeedbackThanks: Page {
    let invitation: FeedbackInvitation

    var title: String { "Thank you" }

    var body: Markup {
        Confirmation("Thank you") {
            p {
                "Your answer about \(invitation.title) has arrived. \(invitation.runBy) reads it without your name."
            }
        }
    }
}

/// Where a link leads whose time is over.
struct FeedbackOver: Page {
    let invitation: FeedbackInvitation

    var title: String { "The time for answers is over" }

    var body: Markup {
        PageHeader(title, kicker: invitation.title)
        p {
            "\(invitation.runBy) took answers for \(InWords.days(FeedbackWindow.openDays)). Thank you for wanting to help."
        }
    }
}

/// The organiser's own questions.
struct QuestionsForm: Page {
    let offer: Offer
    let state: FormState
    let ticket: FormTicket

    var title: String { "Feedback questions" }
    var trail: [Crumb] {
        [Crumb("Offers", SiteMap.hubOffers()), Crumb(offer.facts.title, SiteMap.hubOffer(offer.id))]
    }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Everyone who came is asked how they rate it, whether it was relevant, whether they will use it, what was most useful and what could be better.",
            kicker: offer.facts.title
        )
        postForm(SiteMap.feedbackQuestions(offer.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("known"), .value(state.value("known")))
            TextArea(
                "questions",
                "Questions of your own, one a line",
                hint:
                    "A line that ends in (1-5) becomes a scale from strongly disagree to strongly agree. At most eight.",
                rows: 8,
                state: state
            )
            submit("Save")
        }
    }
}

/// What those who came said, with how many.
struct FeedbackResultsPage: Page {
    let offer: Offer
    let run: Run
    let results: FeedbackResults
    let certificates: [Certificate]
    let isOver: Bool
    let ticket: FormTicket

    private static let fewest = InWords.number(FeedbackResults.fewest)
    private static let later =
        "with one reminder after \(InWords.days(FeedbackWindow.reminderDays)) and one question after \(InWords.days(FeedbackWindow.followUpDays))"
    private static let inTheEnd =
        "all of them \(InWords.days(FeedbackWindow.openDays)) after everyone was asked"

    var title: String {
        run.study == nil ? "After: \(run.startsOn.spelledShort)" : "Certificates and feedback"
    }
    var trail: [Crumb] {
        [
            Crumb("Offers", SiteMap.hubOffers()), Crumb(offer.facts.title, SiteMap.hubOffer(offer.id)),
            Crumb("Who is coming", SiteMap.register(run.id)),
        ]
    }

    var body: Markup {
        PageHeader("Certificates and feedback", lead: OfferView.name(of: run), kicker: offer.facts.title)
        if run.study != nil {
            p {
                "Everyone who completes it gets a certificate and is asked for feedback at once, \(Self.later)."
            }
        } else if isOver {
            p {
                "Everyone marked present gets a certificate and is asked for feedback, once. This happens by itself \(InWords.days(Programmes.finishDays)) after the last session if the register was kept, \(Self.later)."
            }
            postForm(SiteMap.finishRun(run.id), ticket: ticket) {
                submit("Send certificates and ask for feedback now")
            }
        } else {
            EmptyState("Certificates and feedback follow when the last session is over.")
        }
        if results.asked > 0 { feedback }
        if results.followUpsAsked > 0 { followUp }
        if !certificates.isEmpty { certificateList }
    }

    @MarkupBuilder private var feedback: Markup {
        h2 { "Feedback" }
        p { "\(results.answered) of \(results.asked) who were asked have answered." }
        if results.isSuppressed {
            Inset {
                p { "Hidden until \(Self.fewest) have answered, so that nobody can tell who said what." }
            }
        } else {
            if results.shown < results.answered {
                p {
                    "These are the first \(results.shown) answers. The others follow \(Self.fewest) at a time, so that nobody can tell who said what, and \(Self.inTheEnd)."
                }
            }
            DataTable(
                "Scales, five is best",
                columns: [
                    .init("Question"), .init("Answers", isNumber: true), .init("Mean", isNumber: true),
                    .init("4 or 5", isNumber: true), .init("1 · 2 · 3 · 4 · 5"),
                ],
                rows: results.scales.map { scale in
                    [
                        .text(scale.wording), .text("\(scale.answers)"),
                        .text(scale.mean.formatted(.number.precision(.fractionLength(1)))),
                        .text(scale.positive.formatted(.percent.precision(.fractionLength(0)))),
                        .text(scale.counts.map(String.init).joined(separator: " · ")),
                    ]
                }
            )
            for words in results.words where !words.answers.isEmpty {
                h3 { words.question }
                ul { for answer in words.answers { li { answer } } }
            }
        }
        if !results.missing.isEmpty {
            details {
                HTML.summary { "\(results.missing.count) did not answer" }
                ul { for name in results.missing { li { name } } }
            }
        } else if !results.isClosed, results.answered < results.asked {
            p(.class("hint")) {
                "Who has not answered is shown when no more answers are taken: beside new results the names would tell who said what. They are reminded once by themselves."
            }
        }
    }

    @MarkupBuilder private var followUp: Markup {
        h2 { "After \(InWords.days(FeedbackWindow.followUpDays))" }
        p { "\(results.followUps) of \(results.followUpsAsked) who were asked have answered." }
        if results.uses.isEmpty {
            p { "Hidden until \(Self.fewest) have answered." }
        } else {
            if results.followUpsShown < results.followUps {
                p {
                    "These are the first \(results.followUpsShown) answers. The others follow \(Self.fewest) at a time, and \(Self.inTheEnd)."
                }
            }
            ul { for use in UseMade.allCases { li { "\(use.name): \(results.uses[use] ?? 0)" } } }
        }
    }

    @MarkupBuilder private var certificateList: Markup {
        h2 { "Certificates" }
        DataTable(
            "Certificates",
            isCaptionHidden: true,
            columns: [
                .init("Name"), .init("Sessions"), .init("Time"), .init("Certificate"), .init("Withdraw"),
            ],
            rows: certificates.map { certificate in
                [
                    .text(certificate.name), .text(certificate.extent),
                    .text(certificate.duration),
                    a(.href(SiteMap.certificate(certificate.id))) {
                        "Open"
                        span(.class("visually-hidden")) { " the certificate of \(certificate.name)" }
                    },
                    withdrawing(certificate),
                ]
            }
        )
    }

    @MarkupBuilder private func withdrawing(_ certificate: Certificate) -> Markup {
        let isWithdrawn = certificate.withdrawnAt != nil
        if isWithdrawn { StatusTag("Withdrawn") }
        // What the register took comes back with the register.
        if !isWithdrawn || !certificate.isWithdrawnByRegister {
            postForm(SiteMap.withdrawCertificate(certificate.id), ticket: ticket) {
                input(.type("hidden"), .name("run"), .value(run.id.description))
                submit(
                    isWithdrawn ? "Give it back" : "Withdraw",
                    about: isWithdrawn
                        ? "to \(certificate.name)" : "the certificate of \(certificate.name)",
                    isSecondary: true,
                    name: "step",
                    value: isWithdrawn ? "restore" : "withdraw"
                )
            }
        }
    }
}
