import Accounts
import HTML
import Jobs
import Services

/// The work in the background: what waits, how far it is, what came of it.
struct JobsPage: Page {
    static let size = 50

    let state: Job.State?
    let page: Int
    let list: JobList

    var title: String { "Work in the background" }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(title, lead: "Imports, analyses, reminders and the nightly tidying, the newest first.")
        nav(.class("tabs"), .aria("label", "State of the work")) {
            ul {
                chip("All", nil, list.counts.values.reduce(0, +))
                for state in Job.State.allCases { chip(state.title, state, list.counts[state] ?? 0) }
            }
        }
        if list.jobs.isEmpty { EmptyState("No work.") } else { table }
        Pagination(page: page, of: (total + Self.size - 1) / Self.size) { number in
            link(state).with("page", String(number))
        }
    }

    private var total: Int {
        state.map { list.counts[$0] ?? 0 } ?? list.counts.values.reduce(0, +)
    }

    private func link(_ state: Job.State?) -> Link { SiteMap.jobs().with("state", state?.rawValue) }

    private func chip(_ text: String, _ state: Job.State?, _ count: Int) -> Markup {
        li {
            a(.href(link(state)), .named("aria-current", ifPresent: state == self.state ? "page" : nil)) {
                "\(text) (\(PlainWords.grouped(count)))"
            }
        }
    }

    private var table: Markup {
        DataTable(
            "Pieces of work",
            isCaptionHidden: true,
            columns: [
                .init("Kind"), .init("State"), .init("Progress"), .init("Asked for"), .init("Started"),
                .init("Ended"), .init("What came of it"),
            ],
            rows: list.jobs.map { job in
                [
                    code { job.kind }, StatusTag(job.state.title, job.state.tone).markup,
                    .text(Self.progress(job.progress)), .text(PlainWords.moment(job.createdAt)),
                    .text(job.startedAt.map(PlainWords.moment) ?? "–"),
                    .text(job.finishedAt.map(PlainWords.moment) ?? "–"), .text(Self.outcome(job)),
                ]
            }
        ).markup
    }

    private static func progress(_ progress: Job.Progress) -> String {
        guard progress.done > 0 || progress.total != nil else { return "–" }
        let done = PlainWords.grouped(progress.done)
        return progress.total.map { "\(done) of \(PlainWords.grouped($0))" } ?? done
    }

    /// Its own words; of one that will be tried again, when. The reason of a failure that nobody foresaw is only in
    /// the log.
    private static func outcome(_ job: Job) -> String {
        if let message = job.message { return message }
        guard job.state == .waiting, job.attempts > 0 else { return "–" }
        let times = job.attempts == 1 ? "once" : "\(job.attempts) times"
        return "Failed \(times); the log has the reason. Next attempt \(PlainWords.moment(job.dueAt))"
    }
}

extension Job.State {
    var title: String {
        switch self {
        case .waiting: "Waiting"
        case .running: "Running"
        case .done: "Done"
        case .failed: "Failed"
        }
    }

    var tone: StatusTag.Tone {
        switch self {
        case .waiting, .running: .waiting
        case .done: .good
        case .failed: .late
        }
    }
}
