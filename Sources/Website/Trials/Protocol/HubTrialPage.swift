import Access
import HTML
import Services
import Trials

/// A trial with a public protocol, for the hub that answers for it: where it stands, and what to do next.
struct HubTrialPage: Page {
    let published: PublishedProtocol
    let schools: [TrialSchool]
    let rows: [ID<TrialSchool>: [RowCounts]]
    let training: TrainingDosage?
    /// Why schools said no or withdrew.
    let reasons: [ID<TrialSchool>: [String]]
    let mayAllocate: Bool
    let mayFreeze: Bool
    /// Whether the reader may open what schools signed.
    let mayReadMemoranda: Bool
    /// Reviews of its report; `nil` before it, and where none can come.
    let reviews: Int?
    /// Whether it can be reported as stopped.
    var mayStop = false
    let today: LocalDate
    let ticket: FormTicket
    let state: FormState

    private var record: TrialProtocol { published.record }
    /// Without those that withdrew before the draw: nothing more is waited for from them.
    private var joined: [TrialSchool] {
        schools.filter { $0.isCounted(drawnAt: published.course.allocatedAt) }
    }

    var title: String { record.text[.title] }
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials of your hub", SiteMap.hubTrials())] }

    var body: Markup {
        PageHeader(title, lead: record.text[.question], kicker: published.trial.status(on: today).title)
        figures
        HubTrialNextStep(
            published: published,
            joined: joined.count,
            withRoster: sent(.roster),
            withOutcomes: sent(.outcome),
            mayAllocate: mayAllocate,
            mayFreeze: mayFreeze,
            reviews: reviews,
            ticket: ticket,
            state: state
        )
        if mayStop, sent(.outcome) == 0 {
            p {
                a(.href(SiteMap.stopTrial(record.trial))) { "The trial stopped, and there will be no result" }
            }
        }
        HTML.section(.class("page-section")) {
            h2 { "What it can detect" }
            if let panel = power { panel }
        }
        HubSchoolsTable(
            published: published,
            schools: schools,
            rows: rows,
            reasons: reasons,
            mayReadMemoranda: mayReadMemoranda
        )
        if let training { HubTrainingTable(published: published, schools: joined, training: training) }
        protocolPart
    }

    private var power: PowerPanel? {
        PowerPanel(record.text, now: joined.count, isAllocated: published.course.stage >= .allocated)
    }

    private func sent(_ wave: Wave) -> Int {
        joined.count { school in (rows[school.id] ?? []).contains { $0.wave == wave } }
    }

    private var figures: Markup {
        let target = record.text.whole(.schools) ?? 0
        let now = power?.precision
        return div(.class("key-figures")) {
            KeyFigure(
                "\(joined.count)",
                joined.count == 1 ? "school has joined" : "schools have joined",
                detail: "of \(target) wanted; \(schools.count) asked"
            )
            KeyFigure(
                "\(sent(.roster))",
                sent(.roster) == 1 ? "has sent a roster" : "have sent a roster",
                detail: "by \(record.text.reading(of: .rosterBy))"
            )
            KeyFigure(
                now?.detectable(schools: joined.count, for: .all).map(EvidenceText.effect) ?? "–",
                published.course.stage >= .allocated ? "SD can be detected" : "SD could be detected now",
                detail: "80% power; target \(record.text.number(.targetMDES).map(EvidenceText.effect) ?? "–")"
            )
        }
    }

    @MarkupBuilder private var protocolPart: Markup {
        HTML.section(.class("page-section")) {
            h2 { "Protocol and papers" }
            ul {
                li {
                    a(.href(SiteMap.protocolPage(published.slug))) { "The protocol as everyone reads it" }
                    ", public since \(EvidenceText.day(published.publication.at))"
                }
                for kind in DocumentKind.allCases {
                    li { a(.href(SiteMap.trialDocument(published.slug, kind.rawValue))) { kind.title } }
                }
            }
            if published.course.frozenAt == nil, published.trial.stop == nil {
                details {
                    HTML.summary { "Amend a part of the protocol" }
                    ul {
                        for part in ProtocolSection.allCases {
                            li {
                                a(.href(SiteMap.protocolSection(record.trial, part.rawValue))) { part.title }
                            }
                        }
                    }
                }
            }
            details(.open(isReceiptRefused)) {
                HTML.summary { "Record a time stamp or a deposit" }
                receiptForm
            }
        }
    }

    private var isReceiptRefused: Bool {
        ["place", "address", "file"].contains { state.error($0) != nil }
    }

    private var receiptForm: Markup {
        // What is wrong with a step stands beside the step.
        let state = isReceiptRefused ? state : FormState()
        return postForm(
            SiteMap.attachReceipt(record.trial),
            ticket: ticket,
            state: state,
            takesFiles: true
        ) {
            TextField(
                "place",
                "Who holds it",
                hint: "For example: OSF, ISRCTN, or a time-stamping authority",
                state: state
            )
            TextField("address", "Its address or number there", state: state)
            FileField(
                "file",
                "The authority’s answer, for a time stamp",
                hint: "The file that came back for the time-stamp request",
                accepts: ".tsr,application/timestamp-reply",
                state: state
            )
            submit("Record it")
        }
    }
}
