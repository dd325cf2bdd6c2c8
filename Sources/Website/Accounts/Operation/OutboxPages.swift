import Accounts
import HTML
import Mail
import Services

/// What the site wrote to people: what waits, what was sent, what was refused and why.
struct OutboxPage: Page {
    static let size = 50

    let state: OutboxMail.State?
    let page: Int
    let list: OutboxList
    let hasMailServer: Bool

    var title: String { "Outbox" }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(title, lead: "Emails that the site wrote, the newest first.")
        if !hasMailServer {
            p(.class("hint")) {
                "No mail server is set, so nothing leaves the outbox: the operator’s guide says how to set one."
            }
        }
        nav(.class("tabs"), .aria("label", "State of the emails")) {
            ul {
                chip("All", nil, list.counts.values.reduce(0, +))
                for state in OutboxMail.State.allCases { chip(state.title, state, list.counts[state] ?? 0) }
            }
        }
        if list.mails.isEmpty { EmptyState("No emails.") } else { table }
        Pagination(page: page, of: (total + Self.size - 1) / Self.size) { number in
            link(state).with("page", String(number))
        }
    }

    private var total: Int {
        state.map { list.counts[$0] ?? 0 } ?? list.counts.values.reduce(0, +)
    }

    private func link(_ state: OutboxMail.State?) -> Link {
        SiteMap.outbox().with("state", state?.rawValue)
    }

    private func chip(_ text: String, _ state: OutboxMail.State?, _ count: Int) -> Markup {
        li {
            a(.href(link(state)), .named("aria-current", ifPresent: state == self.state ? "page" : nil)) {
                "\(text) (\(PlainWords.grouped(count)))"
            }
        }
    }

    private var table: Markup {
        DataTable(
            "Emails",
            isCaptionHidden: true,
            columns: [.init("Written"), .init("To"), .init("Subject"), .init("State"), .init("Reason")],
            rows: list.mails.map { mail in
                [
                    .text(PlainWords.moment(mail.createdAt)), .text(mail.to.address),
                    a(.href(SiteMap.letter(mail.id))) { mail.subject },
                    StatusTag(mail.state.title, mail.state.tone).markup, .text(mail.lastError ?? "–"),
                ]
            }
        ).markup
    }
}

/// One letter, and the button that sends a refused one again.
struct LetterPage: Page {
    let mail: OutboxMail
    let ticket: FormTicket

    var title: String { mail.subject }
    var trail: [Crumb] { [Crumb("Outbox", SiteMap.outbox())] }

    var body: Markup {
        PageHeader(
            title,
            lead: mail.to.name.map { "To \($0), \(mail.to.address)" } ?? "To \(mail.to.address)"
        )
        FactList(facts)
        if mail.state == .failed {
            postForm(SiteMap.letter(mail.id), ticket: ticket) { submit("Send again") }
        }
        LetterText(mail)
    }

    private var facts: [(String, Markup)] {
        var facts: [(String, Markup)] = [
            ("State", StatusTag(mail.state.title, mail.state.tone).markup),
            ("Written", .text(PlainWords.moment(mail.createdAt))),
        ]
        if let sentAt = mail.sentAt { facts.append(("Sent", .text(PlainWords.moment(sentAt)))) }
        if mail.attempts > 0 { facts.append(("Attempts", .text("\(mail.attempts)"))) }
        if let reason = mail.lastError { facts.append(("Why it was refused", .text(reason))) }
        return facts
    }
}

/// The text of a letter, line by line as it is sent, with links that can be followed.
struct LetterText: Renderable {
    let mail: OutboxMail

    init(_ mail: OutboxMail) { self.mail = mail }

    var markup: Markup {
        pre(.class("letter")) {
            for line in mail.text.split(separator: "\n", omittingEmptySubsequences: false) {
                Self.linked(line)
                "\n"
            }
        }
    }

    /// Letters put an address at the end of its line.
    private static func linked(_ line: Substring) -> Markup {
        guard let range = line.firstRange(of: /https?:\/\/[^\s\[\]]+$/) else { return .text(String(line)) }
        let address = String(line[range])
        return span {
            String(line[..<range.lowerBound])
            a(.href(address)) { address }
        }
    }
}

extension OutboxMail.State {
    var title: String {
        switch self {
        case .queued: "Waiting"
        case .sent: "Sent"
        case .failed: "Refused"
        }
    }

    var tone: StatusTag.Tone {
        switch self {
        case .queued: .waiting
        case .sent: .good
        case .failed: .late
        }
    }
}

/// The letter that a page speaks of, where it is not sent.
struct ExampleLetter: Renderable {
    let mail: OutboxMail

    init(_ mail: OutboxMail) { self.mail = mail }

    var markup: Markup {
        HTML.section(.class("page-section")) {
            h2 { "No email leaves this example: this is what it says" }
            LetterText(mail)
        }
    }
}
