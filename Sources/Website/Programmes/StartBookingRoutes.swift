import Access
import Accounts
import Directory
import Foundation
import HTTPTypes
import Programmes
import Services

// Booking needs no password: a link to the work address is enough, and the school is recognised from it.

extension Site {
    func addStartOfBooking(to routes: Routes) {
        routes.get(SiteMap.startBooking, .everyone) { visit, id in
            let offer = try await programmes.offer(id, by: visit.actor)
            let run = visit.query.text("run")
            let next = SiteMap.book(id).with("run", run).with("waiting", visit.query.text("waiting"))
            if visit.actor.isSignedIn { return .redirect(to: next) }
            return .page(
                StartBookingPage(offer: offer, next: next, state: FormState(), ticket: visit.formTicket())
            )
        }
        routes.post(SiteMap.startBooking, .everyone) { visit, id, submission in
            let offer = try await programmes.offer(id, by: visit.actor)
            let next = Link.within(submission.text("next")) ?? SiteMap.offer(id)
            var state = FormState(submission)
            do {
                try await accounts.mailAddressLink(
                    to: submission.text("email"),
                    name: submission.text("name"),
                    purpose: offer.facts.title,
                    next: next.description,
                    visit.client
                )
                let address = submission.text("email")
                return .page(LinkSentPage(address: address, letter: try await exampleLetter(to: address)))
            } catch let error as AccountsError {
                state.take(error)
            }
            return .invalid(
                StartBookingPage(offer: offer, next: next, state: state, ticket: visit.formTicket())
            )
        }
        routes.get(SiteMap.addressLink, .everyone) { visit, token in
            guard let link = try await accounts.addressLink(token) else {
                return .page(SpentLinkPage(again: SiteMap.offers()), status: .gone)
            }
            if link.needsPassword {
                return .redirect(
                    to: SiteMap.signIn().with("next", link.next),
                    notice: "Your role needs a password. Sign in to go on."
                )
            }
            return .page(
                ButtonPage(
                    title: "Go on with your booking",
                    lead: "You are \(link.name), \(link.email).",
                    button: "Go on",
                    action: SiteMap.addressLink(token),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.addressLink, .everyone) { visit, token, _ in
            let next = try await accounts.addressLink(token)?.next ?? ""
            do {
                let outcome = try await accounts.signIn(
                    addressLink: token,
                    visit.client,
                    request: visit.context.requestID
                )
                return welcome(visit, outcome, next: next)
            } catch AccountsError.linkSpent {
                return .page(SpentLinkPage(again: SiteMap.offers()), status: .gone)
            } catch AccountsError.passwordNeeded {
                return .redirect(
                    to: SiteMap.signIn().with("next", next),
                    notice: "Your role needs a password. Sign in to go on."
                )
            }
        }
        addChoiceOfSchool(to: routes)
    }

    private func addChoiceOfSchool(to routes: Routes) {
        routes.get(SiteMap.chooseSchool, .signedIn) { visit in
            .page(try await chooseSchoolPage(visit, FormState(), next: visit.query.text("next")))
        }
        routes.post(SiteMap.chooseSchool, .signedIn) { visit, submission in
            var state = FormState(submission)
            guard let school = ID<Organisation>(submission.text("school")) else {
                state.refuse("school", "Choose the school that you book for")
                return .invalid(try await chooseSchoolPage(visit, state, next: submission.text("next")))
            }
            try await programmes.claimSchool(school, by: visit.actor)
            let next = Link.within(submission.text("next")) ?? SiteMap.offers()
            return .redirect(to: next.with("school", school.description))
        }
    }

    private func chooseSchoolPage(_ visit: Visit, _ state: FormState, next: String) async throws
        -> ChooseSchoolPage
    {
        let words = visit.query.text("q")
        let found =
            words.isEmpty ? nil : try await directory.schools(matching: SchoolQuery(text: words))
        return ChooseSchoolPage(
            recognised: try await programmes.recognisedSchools(by: visit.actor),
            words: words,
            found: found?.schools ?? [],
            next: Link.within(next)?.description ?? SiteMap.offers().description,
            state: state,
            ticket: visit.formTicket()
        )
    }

    /// The schools that a visitor may book for: by role first, then those they said they book for.
    func bookingSchools(_ visit: Visit) async throws -> (
        schools: [Organisation], claimed: Set<ID<Organisation>>
    ) {
        let byRole = visit.actor.bookingOrganisations
        let claimed = try await programmes.claimedSchools(by: visit.actor).map(\.organisation)
        return (byRole + claimed.filter { !byRole.contains($0) }, Set(claimed.map(\.id)))
    }
}
