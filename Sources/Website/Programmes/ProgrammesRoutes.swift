import Access
import Database
import Directory
import Evidence
import Foundation
import Programmes
import Services

extension Site {
    func addProgrammes(to routes: Routes) {
        routes.get(SiteMap.offers, .everyone) { visit in
            var query = OfferQuery(visit.query)
            query.period = nil
            let page = CataloguePage(
                query: query,
                catalogue: try await visit.catalogue(query),
                areas: try await directory.areaNames(),
                publicURL: configuration.publicURL
            )
            return .page(page).cached(Visit.catalogueTopics)
        }
        routes.get(SiteMap.offer, .everyone) { visit, id in
            let offer = try await programmes.offer(id, by: visit.actor)
            let now = visit.services.now()
            var ladder = CancellationLadder.none
            if let lead = offer.lead {
                ladder = try await programmes.cancellationLadder(of: lead.organisation.id)
            }
            let page = OfferView(
                offer: offer,
                ladder: ladder,
                now: now,
                publicURL: configuration.publicURL,
                waitingHours: programmes.settings.waitingOfferHours,
                programmes: try await programmes.publicProgrammes(of: id)
            )
            guard offer.state.isPublic else { return .page(page) }
            // A button to book goes away when a run begins or self-study closes, or its last day for booking ends.
            let changes = offer.runs.map(\.changesUntil).filter { $0 > now }
            let topics: [Topic] = [.offer(id), .hubs, .guidance] + offer.strands.map { .strand($0.id) }
            return .page(page).cached(topics, validUntil: changes.min())
        }
        addCalendars(to: routes)
        addEmbed(to: routes)
        addMailTexts(to: routes)
        addMessages(to: routes)
        addStartOfBooking(to: routes)
        addBooking(to: routes)
        addBookings(to: routes)
        addHubOffers(to: routes)
        addBookingRules(to: routes)
        addPrices(to: routes)
        addSessionEditing(to: routes)
        addShares(to: routes)
        addAttendance(to: routes)
        addAfterwards(to: routes)
        addInvoices(to: routes)
        addHistory(to: routes)
        addConferences(to: routes)
    }
}

extension Visit {
    /// What would change a page of the catalogue.
    static let catalogueTopics: [Topic] = [.offers, .hubs, .schools, .strands]

    /// What a query finds, whatever days the calendar shows of it: one answer for the list, the calendar and the frame
    /// on a hub's own website.
    func catalogue(_ query: OfferQuery) async throws -> Catalogue {
        // Not for words and places: everybody types their own.
        guard query.words.isEmpty, query.near.isEmpty else { return try await site.programmes.offers(query) }
        let key = "\(query.filters(on: SiteMap.offers())) \(query.page)"
        return try await kept(key, of: Self.catalogueTopics) { try await site.programmes.offers(query) }
    }
}
