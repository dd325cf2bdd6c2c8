import Access
import Directory
import HTML
import Services

/// Where a person's work in an organisation is, by what it is about.
struct WorkLinks {
    let title: String
    let links: [(String, Link)]

    static func groups(for organisation: Organisation, _ actor: Actor) -> [WorkLinks] {
        let subject = Subject.of(organisation.id)
        let id = organisation.id.description
        let isHub = organisation.kind == .hub
        let isSchool = organisation.kind == .establishment
        func link(_ text: String, _ link: Link, _ isOpen: Bool) -> (String, Link)? {
            isOpen ? (text, link) : nil
        }
        func may(_ permission: Permission) -> Bool { actor.may(permission, on: subject) }
        let training: [(String, Link)?] = [
            link("Offers, runs and registers", SiteMap.hubOffers(), isHub && may(.editOffer)),
            link(
                "Bookings of your offers",
                SiteMap.hubBookings().with("hub", id),
                isHub && may(.seeBookings)
            ),
            link("Invoices", SiteMap.hubInvoices(), isHub && may(.editOffer)),
            link("Bookings for your school", SiteMap.schoolBookings(), may(.bookPlaces)),
            link("Find training", SiteMap.offers(), true),
        ]
        let trials: [(String, Link)?] = [
            link("Protocols, schools, allocation", SiteMap.hubTrials(), isHub && may(.registerTrial)),
            link(
                "Invitations, rosters, outcomes",
                SiteMap.schoolTrials(),
                isSchool && may(.seeTrialSchool)
            ),
            link("Quick evaluations", SiteMap.evaluations(), may(.evaluate)),
        ]
        let reach: [(String, Link)?] = [
            link(
                "Whom we reach, and whom we do not",
                SiteMap.hubReach().with("hub", id),
                isHub && may(.reportKPIs)
            ),
            link("Who was reached, and who was not", SiteMap.networkReach(), !isHub && !isSchool),
            link(
                "Questions from other schools",
                SiteMap.schoolQuestions(),
                isSchool && may(.answerSchools)
            ),
            link("Returns to funders", SiteMap.kpiReturns().with("hub", id), isHub && may(.reportKPIs)),
        ]
        let plans: [(String, Link)?] = [
            link("Plans and pupil premium strategy", SiteMap.plans(), isSchool && may(.seePlans)),
            organisation.urn.map { ("Schools like yours, and what they did", SiteMap.similarSchools($0)) },
            // A hub without an area begins with the plans of all schools.
            link("Plans that schools share", SiteMap.sharedPlans().with("of", isHub ? nil : id), !isSchool),
            link("Tell others what you did", SiteMap.ownPractice(organisation.id), may(.tellPractice)),
        ]
        let evidence: [(String, Link)?] = [
            link(
                "Schools’ accounts to review",
                SiteMap.practiceReview(),
                isHub && actor.may(.reviewPractice)
            ),
            link("Import references", SiteMap.importStudies(), isHub && actor.may(.curateStudies)),
            link(
                "Possible duplicates among studies",
                SiteMap.duplicates(),
                isHub && actor.may(.curateStudies)
            ),
        ]
        let people = PathwaysLinks.links(for: organisation, actor).map { Optional($0) }
        let all: [(String, [(String, Link)?])] = [
            ("Training", training), ("Plans and practice", plans), ("Trials and evaluation", trials),
            ("Reach", reach), ("Evidence library", evidence),
            (
                "People and support",
                people + [
                    link("Partnerships", SiteMap.partnerships(organisation.id), may(.recordPartnership)),
                    link("People and roles", SiteMap.people(organisation.id), may(.seePeople)),
                ]
            ),
        ]
        return all.map { WorkLinks(title: $0.0, links: $0.1.compactMap(\.self)) }
    }
}
