import Access
import Accounts
import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("Links of pages of hubs")
struct AdministratorLinksTests {
    private static let administrator = "network@braid.example"

    @Test(
        "lead a network administrator, who has no hub, to no list of their hub’s",
        arguments: TestEngine.available
    )
    func crumbs(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let ruth = try await served.visitor(Self.administrator)
            let lead = try await served.visitor("lead@hallowick.example")
            let list = try await served.ask(.get, "/hub/offers", as: ruth)
            #expect(list.status == 403 && list.words.contains("This page is for people of a hub"))
            let another = try await served.ask(.get, "/hub/invoices?hub=0000000000042", as: ruth)
            #expect(another.status == 404, "a hub that is named is another’s")
            for pattern in ["/hub/offers/{id}", "/hub/sessions/{id}/register"] {
                let path = sample.path(pattern)
                let hers = try await served.ask(.get, path, as: ruth)
                #expect(hers.status == 200 && !hers.text.contains("href=\"/hub/offers\""), "\(path)")
                let theirs = try await served.ask(.get, path, as: lead)
                #expect(theirs.status == 200 && theirs.text.contains("href=\"/hub/offers\""), "\(path)")
            }
        }
    }

    /// The addresses that are about an organisation of the reader's own.
    private static let own: [Place<NoParameters>] = [
        SiteMap.hubOffers, SiteMap.hubTrials, SiteMap.hubInvoices, SiteMap.hubPathways, SiteMap.hubSupport,
        SiteMap.hubPlacements, SiteMap.hubBursaries, SiteMap.hubCoaching, SiteMap.hubReach,
        SiteMap.kpiReturns,
        SiteMap.contactLog, SiteMap.mailTexts, SiteMap.schoolTrials, SiteMap.schoolSupport,
        SiteMap.schoolPlacements, SiteMap.schoolCoaching, SiteMap.schoolPathways, SiteMap.schoolInvoices,
        SiteMap.hubBookings,
    ]

    @Test("lead back to a list exactly where the list opens; to whom it does not, the list says why")
    func lists() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            for email in RoleRouteTests.columns.compactMap({ $0.email }) {
                let visitor = try await served.visitor(email)
                let session = try #require(visitor.session)
                let signedIn = try #require(try await served.site.accounts.identify(session))
                for place in Self.own {
                    let part = try #require(place.part, "\(place.pattern)")
                    let opens = !signedIn.actor.own(part).isEmpty
                    let reply = try await served.ask(.get, place.pattern, as: visitor)
                    #expect(reply.status == (opens ? 200 : 403), "\(place.pattern) as \(email)")
                    let words = "This page is for people of a "
                    #expect(opens || reply.words.contains(words), "\(place.pattern) as \(email)")
                }
            }
        }
    }

    @Test("name no signed memorandum to whoever may not read it", arguments: TestEngine.available)
    func memoranda(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let found = try await served.database.read { transaction in
                let row = try #require(
                    try transaction.rows(
                        """
                        SELECT protocol.trial_id, person.email FROM trial_protocol AS protocol
                        JOIN membership ON membership.organisation_id = protocol.organisation_id
                            AND membership.role = 'lead'
                        JOIN person ON person.id = membership.person_id AND person.email IS NOT NULL
                        WHERE protocol.trial_id IN (SELECT trial_id FROM trial_school WHERE state = 'joined')
                        ORDER BY protocol.trial_id, person.id LIMIT 1
                        """
                    ).first
                )
                return (try row.get(0, as: ID<ServedSite>.self), try row.get(1, as: String.self))
            }
            let path = "/hub/trials/\(found.0)"
            let hub = try await served.ask(.get, path, as: try await served.visitor(found.1))
            #expect(hub.status == 200 && hub.words.contains("As signed"))
            #expect(hub.text.contains("/memorandum\""))
            let network = try await served.ask(.get, path, as: try await served.visitor(Self.administrator))
            #expect(network.status == 200 && !network.words.contains("As signed"))
            #expect(network.words.contains("Signed"))
            #expect(!network.text.contains("href=\"/hub/trials\""))
        }
    }

    @Test("do not name a hub among those that run its new offer with it", arguments: TestEngine.available)
    func ownHub(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let hub = try #require(
                try await served.database.read { transaction in
                    try transaction.value(
                        "SELECT id FROM hub WHERE slug LIKE 'hallowick-teaching%'",
                        as: ID<Organisation>.self
                    )
                }
            )
            let lead = try await served.visitor("lead@hallowick.example")
            let form = try await served.ask(.get, "/hub/offers/new", as: lead)
            #expect(form.status == 200)
            // Once, as the lead.
            #expect(form.text.components(separatedBy: "value=\"\(hub)\"").count == 2)
        }
    }
}
