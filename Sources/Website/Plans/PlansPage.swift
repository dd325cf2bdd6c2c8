import Access
import Evidence
import HTML
import Plans
import Programmes
import Services

/// A school's plans and strategies, and where each stands.
struct PlansPage: Page {
    struct SchoolPlans: Sendable {
        let school: Organisation
        let plans: [Plan]
        let strategies: [PremiumStrategy]
        let mayEdit: Bool
    }

    let schools: [SchoolPlans]
    let today: LocalDate

    let title = "Plans"
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            "Plans",
            lead:
                "What you will actually do, what must not be lost, and when you look again. Private to your school until your lead shares it."
        )
        p { a(.href(SiteMap.sharedPlans())) { "Plans that other schools have shared" } }
        if schools.isEmpty {
            EmptyState("You do not belong to a school here. Plans are written by schools.")
        }
        for entry in schools { part(entry) }
    }

    @MarkupBuilder private func part(_ entry: SchoolPlans) -> Markup {
        HTML.section(.class("page-section")) {
            h2 { entry.school.name }
            if entry.mayEdit {
                div(.class("actions")) {
                    a(
                        .class("button"),
                        .href(SiteMap.newPlan().with("school", entry.school.id.description))
                    ) { "Start a plan" }
                    a(
                        .class("button button--secondary"),
                        .href(SiteMap.newStrategy().with("school", entry.school.id.description))
                    ) { "Write a pupil premium strategy" }
                }
            }
            if entry.plans.isEmpty {
                EmptyState(
                    "No plan yet. A good plan starts with a problem you can show, not with a programme."
                )
            } else {
                ul(.class("cards")) { for plan in entry.plans { li { PlanCard(plan: plan, today: today) } } }
            }
            strategies(entry.strategies)
        }
    }

    @MarkupBuilder private func strategies(_ list: [PremiumStrategy]) -> Markup {
        if !list.isEmpty {
            h3 { "Pupil premium strategies" }
            DataTable(
                "Pupil premium strategies",
                isCaptionHidden: true,
                columns: [
                    .init("Academic year"), .init("Planned", isNumber: true),
                    .init("Available", isNumber: true),
                    .init("State"),
                ],
                rows: list.map { strategy in
                    [
                        .group([a(.href(SiteMap.strategy(strategy.id))) { "\(strategy.year)" }]),
                        .text(strategy.cost().description),
                        .text(strategy.budget.description),
                        .text(strategy.publishedAt == nil ? "Draft" : "Published"),
                    ]
                }
            )
        }
    }
}

/// A plan in a few lines.
struct PlanCard: Renderable {
    let plan: Plan
    let today: LocalDate
    var showsSchool = false

    var markup: Markup {
        article(.class("card")) {
            h3 { a(.href(SiteMap.plan(plan.id))) { plan.content.title } }
            p {
                StatusTag(plan.phase.title, plan.phase == .stopped ? .neutral : .good)
                if plan.isReviewOverdue(on: today) {
                    " "
                    StatusTag("Review overdue", .late)
                }
            }
            if showsSchool { p { plan.organisation.name } }
            if !plan.helpWanted.isEmpty {
                p {
                    strong { "Help wanted: " }
                    plan.helpWanted
                }
            }
            p(.class("card__meta")) {
                plan.strand.title
                if let day = plan.nextReviewOn, plan.phase != .stopped {
                    ". Next review \(EvidenceText.day(day))"
                }
            }
        }
    }
}

/// Where a plan begins: the strand of evidence that it is for.
struct ChooseStrandPage: Page {
    let school: Organisation
    let strands: [Strand]

    let title = "Start a plan"
    var trail: [Crumb] { [Crumb("Plans", SiteMap.plans())] }

    var body: Markup {
        PageHeader(
            "What is the plan for?",
            lead: "Choose the strand of evidence. What must not be lost comes with it where it is known.",
            kicker: school.name
        )
        ul(.class("list")) {
            for strand in strands {
                li {
                    h2 {
                        a(
                            .href(
                                SiteMap.newPlan().with("school", school.id.description)
                                    .with("strand", strand.id.description)
                            )
                        ) { strand.content.title }
                    }
                    p { strand.content.summary }
                }
            }
        }
    }
}

/// What schools have shared: to learn from, and to see who wants help.
struct SharedPlansPage: Page {
    let plans: [Plan]
    /// Every shared plan, where only one strand's are shown.
    let all: [Plan]?
    let strand: ID<Strand>?
    let today: LocalDate

    let title = "Shared plans"
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader(
            "Shared plans",
            lead: "Plans that schools share so that others can learn from them. Copy one and make it yours."
        )
        FilteredList {
            if plans.isEmpty {
                EmptyState("No school has shared a plan here yet.")
            } else {
                phases
                h2(.class("visually-hidden")) { "Plans" }
                ul(.class("cards")) {
                    for plan in plans { li { PlanCard(plan: plan, today: today, showsSchool: true) } }
                }
            }
        } filters: {
            FilterGroup("Strand of evidence", choices)
        }
    }

    private var choices: [FilterGroup.Choice] {
        let groups = Dictionary(grouping: all ?? plans, by: \.strand.id)
        let ordered = groups.values.compactMap { group in group.first.map { ($0.strand, group.count) } }
            .sorted { $0.0.title < $1.0.title }
        return ordered.map { name, count in
            .init(
                name.title,
                count: count,
                link: strand == name.id
                    ? SiteMap.sharedPlans() : SiteMap.sharedPlans().with("strand", name.id.description),
                isChosen: strand == name.id
            )
        }
    }

    /// Phases by strand: how far schools have come with each.
    private var phases: Markup {
        let groups = Dictionary(grouping: plans, by: \.strand.title).sorted { $0.key < $1.key }
        return details(.class("behind")) {
            HTML.summary { "How far schools have come, by strand" }
            DataTable(
                "Shared plans by strand and phase",
                columns: [.init("Strand")] + PlanPhase.allCases.map { .init($0.title, isNumber: true) }
                    + [.init("Reviews overdue", isNumber: true)],
                rows: groups.map { strand, plans in
                    var cells: [Markup] = [.text(strand)]
                    for phase in PlanPhase.allCases {
                        cells.append(.text("\(plans.count { $0.phase == phase })"))
                    }
                    cells.append(.text("\(plans.count { $0.isReviewOverdue(on: today) })"))
                    return cells
                }
            )
        }
    }
}
