import Access
import Directory
import HTML
import Reach
import Services

/// Asking a similar school how something went.
struct AskSchoolPage: Page {
    let school: School
    /// The reader's organisations; never empty.
    let from: [Organisation]
    let state: FormState
    let ticket: FormTicket

    var title: String { "Ask \(school.name)" }
    var trail: [Crumb] {
        [Crumb("Network", SiteMap.network()), Crumb(school.name, SiteMap.school(school.urn))]
    }
    var section: SiteSection? { .network }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Your question goes to those who lead the school. They get your name, your organisation and your work address, so that they can answer you."
        )
        postForm(SiteMap.askSchool(school.urn), ticket: ticket, state: state) {
            if from.count > 1 {
                SelectField(
                    "from",
                    "You ask for",
                    options: from.map { FormOption($0.id.description, $0.name) },
                    state: state
                )
            } else if let only = from.first {
                input(.type("hidden"), .name("from"), .value(only.id.description))
            }
            TextArea(
                "message",
                "Your question",
                hint: "What you are thinking of doing, and what you would like to know. Name no pupil.",
                rows: 6,
                state: state
            )
            submit("Send the question")
        }
    }
}

/// For a school's lead: what other schools asked.
struct QuestionsPage: Page {
    let questions: [SchoolQuestion]
    let ticket: FormTicket

    let title = "Questions from other schools"
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Schools that are like yours ask how something went. Answer by email, then put the question away. Questions are forgotten after a year."
        )
        if questions.isEmpty {
            EmptyState("Nobody has asked you anything yet.")
        } else {
            ul(.class("list")) { for question in questions { line(question) } }
        }
    }

    @MarkupBuilder private func line(_ question: SchoolQuestion) -> Markup {
        li {
            h2 { question.from.name }
            p(.class("meta")) {
                "\(question.asker.name) asked \(question.asked.name) on \(EvidenceText.day(question.askedAt)). "
                if question.settledAt == nil {
                    StatusTag("Waits for an answer", .waiting)
                } else {
                    StatusTag("Put away", .neutral)
                }
            }
            p(.class("prose")) { question.message }
            if question.settledAt == nil {
                if let address = question.askerAddress {
                    p { a(.href("mailto:\(address)")) { "Answer \(question.asker.name) at \(address)" } }
                }
                form(.method("post"), .action(SiteMap.settleQuestion(question.id)), .class("form--line")) {
                    input(.type("hidden"), .name(FormField.token), .value(ticket.token))
                    button(.type("submit"), .class("button button--quiet")) {
                        "Put it away"
                        span(.class("visually-hidden")) { ": the question of \(question.asker.name)" }
                    }
                }
            }
        }
    }
}
