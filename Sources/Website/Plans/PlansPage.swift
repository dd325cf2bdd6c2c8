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
        /// For which there is no strategy yet.
        let yearsToWrite: [AcademicYear]
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
                    for year in entry.yearsToWrite {
                        a(
                            .class("button button--secondary"),
                            .href(
                                SiteMap.newStrategy().with("school", entry.school.id.description)
                                    .with("year", "\(year.startYear)")
                            )
                        ) { "Write the pupil premium strategy for \(year)" }
                    }
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
            if let help = plan.help {
                p {
                    strong { "Help wanted: " }
                    help
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

/// Plans on the strand that schools like one share: a plan can begin as a copy of one.
struct PlansToCopy: Renderable, Sendable {
    let count: Int
    let link: Link

    var markup: Markup {
        if count > 0 {
            p {
                "Or begin with what another school does: "
                a(.href(link)) {
                    count == 1
                        ? "a plan on this strand that a school like yours shares"
                        : "\(PlainWords.grouped(count)) plans on this strand that schools like yours share"
                }
                "."
            }
        }
    }
}

/// What is actually done, under the strand: what must not be lost comes with it.
struct ChooseInterventionPage: Page {
    let school: Organisation
    let strand: Strand
    let interventions: [Intervention]
    let copies: PlansToCopy

    let title = "Start a plan"
    var trail: [Crumb] { [Crumb("Plans", SiteMap.plans())] }

    var body: Markup {
        PageHeader(
            "What will you do?",
            lead:
                "An intervention of the library brings what must not be lost for it to be that intervention.",
            kicker: "\(school.name) · \(strand.content.title)"
        )
        p {
            a(.class("button button--secondary"), .href(link("none"))) { "Something else, or not known yet" }
        }
        copies
        ul(.class("list")) {
            for intervention in interventions {
                li {
                    h2 { a(.href(link(intervention.id.description))) { intervention.fullName } }
                    if !intervention.summary.isEmpty { p { intervention.summary } }
                }
            }
        }
    }

    private func link(_ intervention: String) -> Link {
        SiteMap.newPlan().with("school", school.id.description).with("strand", strand.id.description)
            .with("intervention", intervention)
    }
}
