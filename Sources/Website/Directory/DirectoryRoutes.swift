import Access
import Database
import Directory
import Plans
import Programmes
import Services

extension URN: PathValue, PlaceParameters {
    init?(pathValue: String) { self.init(pathValue) }
    var pathValue: String { description }
}

extension Site {
    func addDirectory(to routes: Routes) {
        addSchools(to: routes)
        addHubs(to: routes)
        addHubForms(to: routes)
        addPartnerships(to: routes)
        addAreas(to: routes)
    }

    private func addSchools(to routes: Routes) {
        routes.get(SiteMap.schools, .everyone) { visit in
            let query = SchoolQuery(visit.query)
            let matches = try await directory.schools(matching: query)
            let authorities = try await directory.authorities()
            return .page(SchoolSearchPage(query: query, matches: matches, authorities: authorities))
                .cached([.schools])
        }
        routes.get(SiteMap.school, .everyone) { visit, urn in
            let found = try await foundSchool(urn, visit)
            let topics: [Topic] = [
                .schools, .hubs, .strategies(of: found.record.school.organisation),
            ]
            let places = found.record.organisations
            let withPeople = places.filter { visit.actor.may(.seePeople, on: .of($0.id)) }
            let withPartnerships = places.filter { visit.actor.may(.recordPartnership, on: .of($0.id)) }
            guard withPeople.isEmpty, withPartnerships.isEmpty else {
                return .page(try await schoolPage(found, withPeople, withPartnerships))
            }
            let page = try await visit.keptPage("school page/\(urn)", of: topics) {
                // Asked for anew: what was found above may be older than the moment from which the page counts as true.
                DrawnPage(try await schoolPage(try await foundSchool(urn, visit), [], []))
            }
            return .page(page).cached(topics)
        }
    }

    /// What everybody reads of a school.
    private struct FoundSchool: Sendable {
        let record: SchoolRecord
        let nearest: [SchoolPage.NearHub]
    }

    private func foundSchool(_ urn: URN, _ visit: Visit) async throws -> FoundSchool {
        try await visit.kept("school/\(urn)", of: [.schools, .hubs], in: keptPages) {
            let record = try await directory.schoolRecord(urn).orNotFound()
            return FoundSchool(record: record, nearest: try await nearest(to: record.school))
        }
    }

    private func schoolPage(
        _ found: FoundSchool,
        _ withPeople: [Organisation],
        _ withPartnerships: [Organisation]
    ) async throws -> SchoolPage {
        SchoolPage(
            record: found.record,
            nearest: found.nearest,
            strategies: try await plans.publishedStrategies(of: found.record.school.organisation),
            withPeople: withPeople,
            withPartnerships: withPartnerships,
            today: services.today()
        )
    }

    private func nearest(to school: School) async throws -> [SchoolPage.NearHub] {
        guard let place = school.place else { return [] }
        let found = try await directory.hubs(near: place, on: services.today(), limit: 4)
        return found.map { SchoolPage.NearHub(hub: $0.hub, kilometres: $0.kilometres) }
    }

    private func addHubs(to routes: Routes) {
        routes.get(SiteMap.network, .everyone) { visit in
            let colouring = NetworkMap.Colouring(visit.query.text("colour"))
            let map = try await visit.kept("network/map/\(colouring.rawValue)", of: [.schools, .hubs]) {
                try NetworkMap(points: try await directory.schoolPoints(), shows: colouring)
            }
            let page = NetworkPage(
                hubs: try await directory.hubs(),
                areas: try await directory.areaNames(),
                map: map,
                today: services.today(),
                mayCreate: visit.actor.may(.createHub)
            )
            return .page(page).cached([.schools, .hubs])
        }
        routes.get(SiteMap.hub, .everyone) { visit, slug in
            let page = try await hubPage(slug, visit)
            // With the forms of an editor it is not the page that everyone sees.
            return visit.actor.isSignedIn ? .page(page) : Answer.page(page).cached(Visit.catalogueTopics)
        }
    }

    func hubPage(_ slug: String, _ visit: Visit, state: FormState = FormState()) async throws -> HubPage {
        let hub = try await directory.hub(slug: slug).orNotFound()
        let subject = Subject.of(hub.id).known
        return HubPage(
            hub: hub,
            areas: try await directory.areaNames(of: hub.id),
            partnerships: try await directory.partnerships(of: hub.id),
            offers: try await visit.kept("hub offers/\(hub.id)", of: Visit.catalogueTopics, in: keptPages) {
                try await programmes.offers(of: hub.id, limit: 3)
            },
            today: services.today(),
            state: state,
            ticket: visit.actor.isSignedIn ? visit.formTicket() : nil,
            mayEdit: visit.actor.may(.editHub, on: subject),
            mayDesignate: visit.actor.may(.designateHub, on: subject),
            mayRecordPartnership: visit.actor.may(.recordPartnership, on: subject),
            maySeePeople: visit.actor.may(.seePeople, on: subject),
            publicURL: configuration.publicURL
        )
    }
}

extension SchoolQuery {
    init(_ query: Submission) {
        self.init(
            text: query.text("q"),
            phase: Phase(rawValue: query.text("phase")),
            // The register's codes have three digits.
            authority: Int(query.text("authority")).flatMap { (1...999).contains($0) ? $0 : nil },
            region: Region(rawValue: query.text("region")),
            includesClosed: query.isChecked("closed"),
            page: query.page
        )
    }

    /// The address of this list.
    var link: Link {
        SiteMap.schools().with("q", text).with("phase", phase?.rawValue).with("region", region?.rawValue)
            .with("authority", authority.map(String.init)).with("closed", includesClosed ? "1" : nil)
            .with("page", page > 1 ? String(page) : nil)
    }

    /// The same list changed, from its first page.
    func changed(_ change: (inout SchoolQuery) -> Void) -> SchoolQuery {
        var query = self
        query.page = 1
        change(&query)
        return query
    }
}
