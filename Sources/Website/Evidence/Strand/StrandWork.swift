import Access
import Evidence
import HTML
import Programmes
import Services
import Trials

/// Who works on a strand, as far as they said so in public: each school or hub with what it does.
struct StrandWork: Sendable {
    struct Line: Sendable {
        let id: ID<Organisation>
        let name: String
        var doings: [Doing]
    }

    struct Doing: Sendable {
        let what: String
        let title: String
        let link: Link
    }

    /// By name.
    private(set) var organisations: [Line] = []

    init(accounts: [PracticeAccount], schools: [NamedSchool], offers: [OfferLine]) {
        for account in accounts {
            add(
                account.organisation,
                account.organisationName,
                Doing(what: "tells", title: account.content.title, link: SiteMap.practiceAccount(account.id))
            )
        }
        for school in schools {
            add(
                school.organisation,
                school.school,
                Doing(what: "in the trial", title: school.trialTitle, link: SiteMap.trial(school.trialSlug))
            )
        }
        for offer in offers {
            for hub in offer.hubs where hub.isLead || hub.agreedAt != nil {
                add(
                    hub.organisation.id,
                    hub.organisation.name,
                    Doing(what: "offers", title: offer.facts.title, link: SiteMap.offer(offer.id))
                )
            }
        }
        organisations.sort { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// Two schools may have one name.
    private mutating func add(_ id: ID<Organisation>, _ name: String, _ doing: Doing) {
        if let place = organisations.firstIndex(where: { $0.id == id }) {
            organisations[place].doings.append(doing)
        } else {
            organisations.append(Line(id: id, name: name, doings: [doing]))
        }
    }
}

extension StrandPage {
    @MarkupBuilder var workSection: Markup {
        if !work.organisations.isEmpty {
            HTML.section(.id("work")) {
                h2 { "Schools and hubs that work on it" }
                p {
                    "Those who said so in public: in a published account, as a school of a trial that may be named, or by offering training."
                }
                ul {
                    for organisation in work.organisations {
                        li {
                            organisation.name
                            for (position, doing) in organisation.doings.enumerated() {
                                "\(position == 0 ? ": " : "; ")\(doing.what) "
                                a(.href(doing.link)) { doing.title }
                            }
                        }
                    }
                }
            }
        }
    }
}
