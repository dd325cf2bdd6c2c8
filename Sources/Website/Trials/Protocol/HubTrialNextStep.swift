import Access
import HTML
import Services
import Trials

/// What the hub does next, with the button for it.
struct HubTrialNextStep: Renderable {
    let published: PublishedProtocol
    let joined: Int
    let withRoster: Int
    let withOutcomes: Int
    let mayAllocate: Bool
    let mayFreeze: Bool
    /// How many of those whom its report waits for have judged it; `nil` where there is no report to judge.
    let reviews: Int?
    let ticket: FormTicket
    let state: FormState

    private var id: ID<Trial> { published.record.trial }
    private var text: ProtocolText { published.record.text }

    var markup: Markup {
        if let late { p(.class("field-error"), .role("alert")) { late } }
        switch published.course.stage {
        case _ where published.trial.stop != nil: stopped
        case .recruiting: recruiting
        case .locked: locked
        case .allocated: allocated
        case .frozen where published.trial.hasReported: reported
        case .frozen: frozen
        case .purged:
            Inset("Pupil rows are destroyed") {
                p {
                    "Their key is gone. The result stays, and the sealed sums by which the trial’s analyst can repeat it."
                }
                if mayFreeze { p { a(.href(SiteMap.trialAnalysis(id))) { "Analysis and report" } } }
                allocationLink
            }
        }
    }

    /// The steps whose buttons are here.
    private var offered: [String] {
        guard published.trial.stop == nil else { return [] }
        switch published.course.stage {
        case .recruiting: return withRoster > 0 && mayAllocate ? ["lock"] : []
        case .locked: return mayAllocate ? ["allocate", "unlock"] : []
        case .allocated: return withOutcomes > 0 && mayFreeze ? ["freeze"] : []
        case .frozen, .purged: return []
        }
    }

    /// What is said of a step whose button is not here, because somebody has taken it meanwhile.
    private var late: String? {
        let gone = ["lock", "unlock", "allocate", "freeze", "purge-earlier"].filter { !offered.contains($0) }
        return gone.lazy.compactMap { state.error($0) }.first
    }

    @MarkupBuilder private var frozen: Markup {
        if let analysedAt = published.trial.analysedAt {
            Inset("Next: publish the report") {
                p {
                    "Analysed on \(EvidenceText.day(analysedAt)). Read the analysis and enter the costs; then publish the report, whatever it shows, by \(EvidenceText.day(published.trial.countedDueOn))."
                }
                if mayFreeze {
                    p { a(.class("button"), .href(SiteMap.trialAnalysis(id))) { "Read and publish it" } }
                }
                allocationLink
            }
        } else {
            Inset("Next: analyse the data") {
                p { "The data are frozen. The analysis follows the protocol; nothing else can be chosen." }
                if mayFreeze {
                    p { a(.class("button"), .href(SiteMap.trialAnalysis(id))) { "Analysis and report" } }
                }
                allocationLink
            }
        }
    }

    /// Whose opinion the report still waits for.
    private var opinions: String? {
        switch reviews {
        case 0:
            "Next: the opinions of two independent reviewers, who are of other organisations. None is there."
        case 1: "Next: the opinion of a second independent reviewer. One is there."
        case nil: nil
        default: "Two independent reviewers have judged what threatens the result."
        }
    }

    private var stopped: Markup {
        let isPurged = published.course.purgedAt != nil
        return Inset("The trial stopped without a result") {
            p {
                isPurged
                    ? "Nothing more is asked of its schools. Pupil rows are destroyed."
                    : "Nothing more is asked of its schools. Pupil rows are destroyed by \(text.reading(of: .purgeOn))."
            }
            if !isPurged { earlierPurge }
            p { a(.href(SiteMap.trial(published.slug))) { "What everyone reads of it" } }
        }.markup
    }

    /// The form by which rows are destroyed before the day that was promised.
    private var earlierPurge: Markup {
        let isRefused = state.error("purgeOn") != nil
        // What is wrong with another form stands beside that form.
        let own = isRefused ? state : FormState()
        return details(.open(isRefused)) {
            HTML.summary { "Destroy them earlier" }
            postForm(SiteMap.trialStep(id), ticket: ticket, state: own) {
                input(.type("hidden"), .name("version"), .value("\(published.record.version)"))
                TextField(
                    "purgeOn",
                    "Destroy rows of pupils on",
                    kind: .date,
                    hint:
                        "Today or later. It becomes a public amendment of the protocol, is told to the schools, and cannot be put off again. Schools can download their own rows until then",
                    isShort: true,
                    state: own
                )
                submit("Destroy them on that day", name: "do", value: "purge-earlier")
            }
        }
    }

    private var reported: Markup {
        Inset("The trial has reported") {
            if let opinions { p { opinions } }
            p { "Pupil rows are destroyed on \(text.reading(of: .purgeOn))." }
            p { a(.href(SiteMap.trial(published.slug))) { "What everyone reads of it" } }
            if mayFreeze { p { a(.href(SiteMap.trialAnalysis(id))) { "Analysis and report" } } }
            allocationLink
        }.markup
    }

    private var recruiting: Markup {
        Inset("Next: schools, then their rosters") {
            p { a(.class("button"), .href(SiteMap.inviteSchools(id))) { "Invite schools" } }
            if withRoster > 0 {
                p {
                    "\(withRoster) of \(joined) schools have sent a roster. Once all are there, lock them: nothing about rosters and baselines changes afterwards, and schools without one are not allocated."
                }
                if offered.contains("lock") { step("lock", "Lock rosters and baselines") }
            }
        }.markup
    }

    private var locked: Markup {
        Inset("Next: allocate, once") {
            p {
                "Rosters and baselines are locked. SHA-256 of the units: "
                code(.class("hash")) { published.course.rosterHash ?? "" }
            }
            if text.design.isRandomised {
                p {
                    "The draw takes its seed from the secret that was committed with the protocol and from this hash. It can be done once, and anyone can repeat it."
                }
            }
            if offered.contains("allocate") {
                step("allocate", text.design.isRandomised ? "Allocate now" : "Set the groups now")
                step("unlock", "Unlock: a school has found a mistake", isSecondary: true)
            } else {
                p { "Your hub’s lead or evaluator allocates." }
            }
        }.markup
    }

    private var allocated: Markup {
        Inset("Next: delivery, then outcomes") {
            allocationLink
            p {
                "Delivery until \(text.reading(of: .runsUntil)); testing from \(text.reading(of: .testingFrom)) until \(text.reading(of: .testingUntil)). \(withOutcomes) of \(joined) schools have sent outcomes. Nobody sees outcomes by arm before the freeze."
            }
            if offered.contains("freeze") {
                if let error = state.error("freeze") { p(.class("field-error"), .id("freeze")) { error } }
                p { a(.class("button"), .href(SiteMap.freezeTrial(id))) { "Freeze the data" } }
            }
        }.markup
    }

    private var allocationLink: Markup {
        p {
            a(.href(SiteMap.trialAllocation(published.slug))) {
                "The allocation, its balance, and how to check it"
            }
        }
    }

    private func step(_ value: String, _ text: String, isSecondary: Bool = false) -> Markup {
        postForm(SiteMap.trialStep(id), ticket: ticket, state: FormState()) {
            if let error = state.error(value) { p(.class("field-error"), .id(value)) { error } }
            submit(text, isSecondary: isSecondary, name: "do", value: value)
        }
    }
}

/// The schools of a trial with what each has done.
struct HubSchoolsTable: Renderable {
    let published: PublishedProtocol
    let schools: [TrialSchool]
    let rows: [ID<TrialSchool>: [RowCounts]]
    let reasons: [ID<TrialSchool>: [String]]
    /// Whether the reader may open what schools signed.
    let mayReadMemoranda: Bool

    var markup: Markup {
        HTML.section(.class("page-section")) {
            h2(.id("schools")) { "Schools" }
            if schools.isEmpty {
                EmptyState(
                    "No school has been asked yet.",
                    action: ("Invite schools", SiteMap.inviteSchools(published.record.trial))
                )
            } else {
                if let comingBack { p { comingBack } }
                table
            }
        }
    }

    /// How a school that withdrew can come back, where one has and still can.
    private var comingBack: String? {
        let left = schools.filter { $0.state == .joined && !$0.takesPart }
        let drawnAt = published.course.allocatedAt
        guard published.trial.stop == nil else { return nil }
        switch published.course.stage {
        case .recruiting where !left.isEmpty:
            return
                "A school that withdrew can join again until you lock rosters: its lead signs the memorandum once more, on the school’s page of the trial."
        case .allocated where left.contains(where: { $0.leftBeforeDraw(at: drawnAt) == nil }):
            return
                "A school that withdrew after the draw stays in its group. Its lead can take that back, on the school’s page of the trial, until you freeze the data."
        default: return nil
        }
    }

    private var table: Markup {
        DataTable(
            "Schools of the trial",
            isCaptionHidden: true,
            columns: [
                .init("School"), .init("Answer"), .init("Roster", isNumber: true),
                .init("Outcomes", isNumber: true), .init("Withdrawn from"), .init("Their reasons"),
                .init("Memorandum"),
            ],
            rows: schools.map { school in
                let name = [school.code, school.school.name].compactMap(\.self).joined(separator: " · ")
                return [
                    .text(name), answer(school), .text(count(school, .roster)),
                    .text(count(school, .outcome)),
                    .text(withdrawn(school)), .text((reasons[school.id] ?? []).joined(separator: " · ")),
                    memorandum(school),
                ]
            }
        ).markup
    }

    @MarkupBuilder private func memorandum(_ school: TrialSchool) -> Markup {
        if school.state == .joined, mayReadMemoranda {
            a(.href(SiteMap.signedMemorandum(school.id))) {
                "As signed"
                span(.class("visually-hidden")) { " by \(school.school.name)" }
            }
        } else if school.state == .joined {
            "Signed"
        }
    }

    private func count(_ school: TrialSchool, _ wave: Wave) -> String {
        (rows[school.id] ?? []).first { $0.wave == wave }.map { "\($0.count)" } ?? "–"
    }

    private func answer(_ school: TrialSchool) -> Markup {
        switch school.state {
        case .joined: StatusTag("Joined", .good).markup
        case .invited: StatusTag("Asked", .waiting).markup
        case .declined: StatusTag("Said no").markup
        }
    }

    private func withdrawn(_ school: TrialSchool) -> String {
        let parts = TrialSchool.Part.allCases.filter { !school.stays(in: $0) }.map(\.title)
        return parts.isEmpty ? "–" : parts.joined(separator: ", ")
    }
}
