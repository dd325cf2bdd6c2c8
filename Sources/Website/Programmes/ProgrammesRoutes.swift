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
            let topics: [Topic] = [.offer(id), .hubs, .guidance, .strands]
            do {
                let page = try await visit.keptPage("offer/\(id)", of: topics) {
                    let page = try await offerPage(id, by: .anonymous)
                    // A button to book goes away when a run begins or self-study closes, or its last day for booking ends.
                    let changes = page.offer.runs.map(\.changesUntil).filter { $0 > page.now }
                    return DrawnPage(page, validUntil: changes.min())
                }
                return .page(page).cached(topics, validUntil: page.validUntil)
            } catch AccessError.notFound {
                // It is not public: its hubs may see it.
                return .page(try await offerPage(id, by: visit.actor))
            }
        }
        addCalendars(to: routes)
        addEmbed(to: routes)
        addMailTexts(to: routes)
        addMessages(to: routes)
        addStartOfBooking(to: routes)
        addBooking(to: routes)
        addBookings(to: routes)
        addHubOffers(to: routes)
        addHubBookings(to: routes)
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

    private func offerPage(_ id: ID<Offer>, by actor: Actor) async throws -> OfferView {
        let offer = try await programmes.offer(id, by: actor)
        var ladder = CancellationLadder.none
        if let lead = offer.lead {
            ladder = try await programmes.cancellationLadder(of: lead.organisation.id)
        }
        return OfferView(
            offer: offer,
            ladder: ladder,
            now: services.now(),
            publicURL: configuration.publicURL,
            waitingHours: programmes.settings.waitingOfferHours,
            programmes: try await programmes.publicProgrammes(of: id)
        )
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
