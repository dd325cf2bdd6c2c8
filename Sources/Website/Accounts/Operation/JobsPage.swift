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
        PageHeader(title, lead: "What the site does by itself: reminders, certificates, analyses, tidying.")
        if state == nil, page == 1 { kinds }
        h2 { "Each piece of work" }
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

    /// Work that comes back by itself, then what else there has been.
    @MarkupBuilder private var kinds: Markup {
        let known = JobWords.all.map(\.kind)
        let courses = Dictionary(list.courses.map { ($0.kind, $0) }) { first, _ in first }
        let shown = known.filter { courses[$0] != nil || JobWords.of($0).returns != nil }
        let others = list.courses.map(\.kind).filter { !known.contains($0) }
        h2 { "What there is, when it runs next and how it went last" }
        DataTable(
            "Kinds of work",
            isCaptionHidden: true,
            columns: [.init("Work"), .init("Next"), .init("Last"), .init("If it failed")],
            rows: (shown + others).map { row($0, courses[$0]) }
        )
    }

    private func row(_ kind: String, _ course: JobCourse?) -> [Markup] {
        let words = JobWords.of(kind)
        let next = course?.nextAt.map(PlainWords.moment)
        let isFailed = course?.last?.state == .failed
        return [
            Self.work(words),
            .text(next ?? (words.returns == nil ? "When there is something to do" : "Not planned")),
            course?.last.map(Self.ending) ?? .text("–"),
            isFailed ? Self.advice(words) : .text("–"),
        ]
    }

    @MarkupBuilder private static func work(_ words: JobWords) -> Markup {
        strong { words.name }
        p { words.does + "." }
        if let returns = words.returns { p { returns + "." } }
    }

    /// How a piece of work went, when, and what came of it.
    @MarkupBuilder private static func ending(_ job: Job) -> Markup {
        StatusTag(job.state.title, job.state.tone)
        if let ended = job.finishedAt { p { PlainWords.moment(ended) } }
        p { outcome(job) }
    }

    @MarkupBuilder private static func advice(_ words: JobWords) -> Markup {
        if !words.failed.isEmpty { p { words.failed } }
        p { "The log has the reason, under the number in the details: give it to whoever runs the site." }
    }

    private var table: Markup {
        DataTable(
            "Pieces of work",
            isCaptionHidden: true,
            columns: [
                .init("Work"), .init("State"), .init("Progress"), .init("When"), .init("What came of it"),
                .init("Details"),
            ],
            rows: list.jobs.map { job in
                [
                    .text(JobWords.of(job.kind).name), StatusTag(job.state.title, job.state.tone).markup,
                    .text(Self.progress(job.progress)), .text(Self.moment(job)),
                    Self.result(job),
                    Self.details(job),
                ]
            }
        ).markup
    }

    @MarkupBuilder private static func result(_ job: Job) -> Markup {
        if job.state == .failed {
            p { outcome(job) }
            advice(JobWords.of(job.kind))
        } else {
            outcome(job)
        }
    }

    private static func moment(_ job: Job) -> String {
        switch job.state {
        case .waiting: "Due \(PlainWords.moment(job.dueAt))"
        case .running: job.startedAt.map { "Since \(PlainWords.moment($0))" } ?? "–"
        case .done, .failed: job.finishedAt.map { "Ended \(PlainWords.moment($0))" } ?? "–"
        }
    }

    private static func details(_ job: Job) -> Markup {
        RowDetails(of: "\(JobWords.of(job.kind).name), \(PlainWords.moment(job.createdAt))") {
            RowDetails.fact("Kind", job.kind)
            RowDetails.fact("Number", "\(job.id)")
            li { "Asked for \(PlainWords.moment(job.createdAt))" }
            if let started = job.startedAt { li { "Started \(PlainWords.moment(started))" } }
            li { "Attempts: \(job.attempts)" }
        }.markup
    }

    private static func progress(_ progress: Job.Progress) -> String {
        guard progress.done > 0 || progress.total != nil else { return "–" }
        let done = PlainWords.grouped(progress.done)
        return progress.total.map { "\(done) of \(PlainWords.grouped($0))" } ?? done
    }

    /// Its own words; of one that will be tried again, when. The reason of a failure that nobody foresaw is only in
    /// the log.
    private static func outcome(_ job: Job) -> String {
        if let message = job.message, !message.isEmpty { return message }
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
