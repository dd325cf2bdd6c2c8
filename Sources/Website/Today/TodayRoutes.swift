import Access
import HTML
import Plans
import Programmes
import Reach
import Services

extension Site {
    /// What needs me today: it crosses features, so it belongs to none.
    func addToday(to routes: Routes) {
        routes.get(SiteMap.today, .signedIn) { visit in
            let person = try visit.actor.signedInPerson()
            let today = visit.services.today()
            let own = try await ownPathways(visit)
            var ideas: [TodayPage.Ideas] = []
            for school in visit.actor.organisations(where: .dismissSuggestions)
            where school.kind == .establishment {
                let found = try await reach.suggestions(
                    forSchool: school.id,
                    beside: try await schoolsLike(school.id, visit),
                    limit: 3,
                    by: visit.actor
                )
                if !found.isEmpty { ideas.append(.init(school: school, suggestions: found)) }
            }
            return .page(
                TodayPage(
                    name: person.name,
                    actor: visit.actor,
                    needs: try await workNeeds(visit) + leaderNeeds(visit) + questionNeeds(visit)
                        + pathwaysNeeds(own, visit),
                    coming: try await comingUp(own, visit),
                    sessions: try await programmes.sessionsSoon(by: visit.actor),
                    plans: try await plans.plansNeedingAttention(by: visit.actor),
                    ideas: ideas,
                    today: today,
                    ticket: visit.formTicket()
                )
            )
        }
    }

    /// The schools most like one. The figures of all schools of its phase are read once for all who ask, until reach is made
    /// anew.
    func schoolsLike(_ school: ID<Organisation>, _ visit: Visit) async throws -> [ID<Organisation>] {
        guard let comparison = try await reach.comparison(of: school) else { return [] }
        let schools = try await visit.kept("comparable schools/\(comparison.group)", of: [.reach]) {
            try await reach.comparableSchools(in: comparison.group)
        }
        return schools.mostLike(comparison.school)
    }
}

/// The first page after signing in: what is coming, and where the person's work is.
struct TodayPage: Page {
    let name: String
    let actor: Actor
    let needs: [TodayNeed]
    let coming: [TodayComing]
    /// Of the person’s hubs, in the next two weeks.
    let sessions: [ListedSession]
    /// Whose review is overdue or whose activities are late.
    let plans: [Plan]
    let ideas: [Ideas]
    let today: LocalDate
    let ticket: FormTicket

    /// Suggestions for one school.
    struct Ideas: Sendable {
        let school: Organisation
        let suggestions: [Suggestion]
    }

    var title: String { "Today" }

    var body: Markup {
        PageHeader("Today", lead: "Signed in as \(name).")
        if !needs.isEmpty {
            h2 { "Needs you" }
            ul(.class("list")) { for need in needs { need } }
        }
        h2 { "Coming up" }
        if coming.isEmpty {
            EmptyState(
                "You have no places booked from today on.",
                action: ("Find training", SiteMap.offers())
            )
        } else {
            ul(.class("list")) { for each in coming { each } }
        }
        if !sessions.isEmpty {
            h2 { "Held by your hub in the next two weeks" }
            ul(.class("list")) { for listed in sessions { li { held(listed) } } }
        }
        if !plans.isEmpty {
            h2 { "Plans that need a look" }
            ul(.class("cards")) { for plan in plans { li { PlanCard(plan: plan, today: today) } } }
        }
        h2 { "Your work" }
        ul(.class("list")) {
            li {
                h3 { "For yourself" }
                ul {
                    li { a(.href(SiteMap.saved())) { "What you saved, and the strands you follow" } }
                    for (text, link) in PathwaysLinks.own { li { a(.href(link)) { text } } }
                }
            }
            for organisation in organisations { work(for: organisation) }
            if actor.isNetworkAdministrator {
                li {
                    h3 { "The network" }
                    ul {
                        li { a(.href(SiteMap.networkReach())) { "Who was reached, and who was not" } }
                        li {
                            a(.href(SiteMap.schoolsReached())) {
                                "Schools reached, with what, and what has been tested of it"
                            }
                        }
                        li {
                            a(.href(SiteMap.results())) { "Results, and the trials that have not reported" }
                        }
                        li { a(.href(SiteMap.persons())) { "People" } }
                        li { a(.href(SiteMap.network())) { "Hubs, and who has which role in them" } }
                        li { a(.href(SiteMap.outbox())) { "Emails: waiting, sent and refused" } }
                        li { a(.href(SiteMap.jobs())) { "Work in the background" } }
                        li { a(.href(SiteMap.audit())) { "Who changed what" } }
                    }
                }
            }
        }
        for idea in ideas {
            h2 { "Worth a look for \(idea.school.name)" }
            SuggestionList(suggestions: idea.suggestions, organisation: idea.school.id, ticket: ticket)
        }
    }

    /// Each organisation once, in the order of the memberships.
    private var organisations: [Organisation] {
        var seen: Set<ID<Organisation>> = []
        return actor.memberships.map(\.organisation).filter { seen.insert($0.id).inserted }
    }

    @MarkupBuilder private func held(_ listed: ListedSession) -> Markup {
        let session = listed.session
        h3 { a(.href(SiteMap.register(listed.run.id))) { listed.offer.facts.title } }
        p(.class("meta")) {
            "\(session.heldOn.spelled), \(session.start) to \(session.end). \(listed.run.booked). "
            a(.href(SiteMap.attendance(session.id))) {
                "Register"
                span(.class("visually-hidden")) {
                    " of \(listed.offer.facts.title) on \(session.heldOn.spelledShort)"
                }
            }
        }
    }

    @MarkupBuilder private func work(for organisation: Organisation) -> Markup {
        li {
            h3 { organisation.name }
            div(.class("work")) {
                for group in WorkLinks.groups(for: organisation, actor) where !group.links.isEmpty {
                    div {
                        h4 { group.title }
                        ul { for (text, link) in group.links { li { a(.href(link)) { text } } } }
                    }
                }
            }
        }
    }
}
