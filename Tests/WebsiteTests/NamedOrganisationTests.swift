import Access
import Accounts
import Database
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

/// What somebody does is done for the organisation that they named, or not at all.
@Suite("An organisation that an address or a form names")
struct NamedOrganisationTests {
    private typealias Asked = (place: Place<NoParameters>, field: String)

    /// Whose pages are asked for, and one of each kind that is another's.
    private struct Reader {
        let email: String
        let own: OrganisationKind
        let another: SQL
    }

    private static let hubLead = Reader(
        email: "lead@hallowick.example",
        own: .hub,
        another: "SELECT id FROM hub WHERE slug LIKE '%maths%' ORDER BY id LIMIT 1"
    )
    private static let schoolLead = Reader(
        email: "head@tarnsea-harbour.example",
        own: .establishment,
        another: """
            SELECT id FROM organisation
            WHERE kind = 'establishment' AND name = 'Gannockmouth Quay Primary School'
            ORDER BY id LIMIT 1
            """
    )

    private static let hubPages: [Asked] = [
        (SiteMap.hubOffers, "hub"), (SiteMap.newOffer, "hub"), (SiteMap.hubCoaching, "organisation"),
        (SiteMap.newCoaching, "organisation"), (SiteMap.contactLog, "organisation"),
        (SiteMap.newContact, "organisation"), (SiteMap.newsletter, "organisation"),
        (SiteMap.hubPathways, "organisation"), (SiteMap.newPathway, "organisation"),
        (SiteMap.hubSupport, "organisation"), (SiteMap.hubPlacements, "organisation"),
        (SiteMap.hubBursaries, "organisation"), (SiteMap.newBursary, "organisation"),
    ]
    private static let schoolPages: [Asked] = [
        (SiteMap.schoolBookings, "school"), (SiteMap.schoolInvoices, "school"),
        (SiteMap.schoolCoaching, "organisation"), (SiteMap.roleContacts, "organisation"),
        (SiteMap.schoolPathways, "organisation"), (SiteMap.schoolSupport, "organisation"),
        (SiteMap.schoolPlacements, "organisation"),
    ]
    private static let hubForms: [Asked] = [
        (SiteMap.newOffer, "lead"), (SiteMap.newCoaching, "organisation"),
        (SiteMap.newContact, "organisation"), (SiteMap.newsletter, "organisation"),
        (SiteMap.newPathway, "organisation"), (SiteMap.hubSupport, "organisation"),
        (SiteMap.hubPlacements, "organisation"), (SiteMap.newBursary, "organisation"),
    ]
    private static let schoolForms: [Asked] = [
        (SiteMap.schoolSupport, "school"), (SiteMap.schoolPlacements, "school"),
    ]

    private static func visitor(_ reader: Reader, _ served: ServedSite) async throws
        -> (visitor: Visitor, own: ID<Organisation>, another: ID<Organisation>)
    {
        let visitor = try await served.visitor(reader.email)
        let session = try #require(visitor.session)
        let signedIn = try #require(try await served.site.accounts.identify(session))
        let own = signedIn.actor.memberships.map(\.organisation).filter { $0.kind == reader.own }
        let found = try await served.database.read {
            try $0.value(reader.another, as: ID<Organisation>.self)
        }
        let another = try #require(found)
        #expect(!own.map(\.id).contains(another))
        return (visitor, try #require(own.first).id, another)
    }

    @Test("is theirs, or the page is not found; where none is named it is the first")
    func pages() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            for (reader, pages) in [(Self.hubLead, Self.hubPages), (Self.schoolLead, Self.schoolPages)] {
                let (visitor, own, another) = try await Self.visitor(reader, served)
                for (place, field) in pages {
                    let first = try await served.ask(.get, "\(place.pattern)?\(field)=", as: visitor)
                    #expect(first.status == 200, "\(place.pattern) of no organisation")
                    for name in [own.description, own.description.uppercased()] {
                        let link = "\(place.pattern)?\(field)=\(name)"
                        let reply = try await served.ask(.get, link, as: visitor)
                        #expect(reply.status == 200, "\(link) answers \(reply.status)")
                    }
                    for name in [another.description, "0000000000042", "x"] {
                        let link = "\(place.pattern)?\(field)=\(name)"
                        let reply = try await served.ask(.get, link, as: visitor)
                        #expect(reply.status == 404, "\(link) answers \(reply.status)")
                    }
                }
            }
        }
    }

    @Test("is never exchanged for another when a form is sent", arguments: TestEngine.available)
    func forms(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            for (reader, forms) in [(Self.hubLead, Self.hubForms), (Self.schoolLead, Self.schoolForms)] {
                let (visitor, own, another) = try await Self.visitor(reader, served)
                let before = try await served.auditLength
                for (place, field) in forms {
                    for name in [another.description, "0000000000042"] {
                        let reply = try await served.ask(
                            .post,
                            place.pattern,
                            as: visitor,
                            body: visitor.ticket() + sent([field: name])
                        )
                        #expect(reply.status == 404, "\(place.pattern) answers \(reply.status)")
                    }
                    // Named or not, an empty form of one's own comes back with what is missing.
                    for name in [own.description, ""] {
                        let reply = try await served.ask(
                            .post,
                            place.pattern,
                            as: visitor,
                            body: visitor.ticket() + sent([field: name])
                        )
                        #expect(reply.status == 422, "\(place.pattern) answers \(reply.status)")
                    }
                }
                let after = try await served.auditLength
                #expect(after == before)
            }
        }
    }

    @Test("of two hubs of one person is the one whose file of a school they have open")
    func files() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let (_, own, another) = try await Self.visitor(Self.hubLead, served)
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO membership (person_id, organisation_id, role, since)
                    SELECT id, \(another), 'lead', 0 FROM person WHERE email = \(Self.hubLead.email)
                    """
                )
            }
            let visitor = try await served.visitor(Self.hubLead.email)
            for hub in [own, another] {
                let file = "/hub/schools/900002?organisation=\(hub)"
                let page = try await served.ask(.get, file, as: visitor)
                #expect(page.status == 200)
                let new = "/hub/contacts/new?organisation=\(hub)&amp;school=900002"
                #expect(page.text.contains("href=\"\(new)\""))
                var form = try #require(
                    PageForm.all(in: page.text).first { $0.names.contains("contactName") }
                )
                form.set("role", ["headteacher"])
                form.set("contactName", ["Hester Vale"])
                form.set("contactEmail", ["nobody"])
                let wrong = try await served.ask(.post, form.action, as: visitor, body: form.encoded)
                #expect(wrong.status == 422)
                #expect(wrong.text.contains("name=\"hub\" value=\"\(hub)\""), "it stays this hub's")
                let email = "\(hub)@hester.example"
                form.set("contactEmail", [email])
                let saved = try await served.ask(.post, form.action, as: visitor, body: form.encoded)
                #expect(saved.location == file)
                let writer = try await served.database.read { transaction in
                    try transaction.value(
                        "SELECT added_for_id FROM role_contact WHERE email = \(email)",
                        as: ID<Organisation>.self
                    )
                }
                #expect(writer == hub)
            }
        }
    }
}
