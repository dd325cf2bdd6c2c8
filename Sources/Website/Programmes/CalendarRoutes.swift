import Access
import Accounts
import Database
import Directory
import Evidence
import Foundation
import Programmes
import Services

// Offers and places as calendars that programs subscribe to.

extension Site {
    func addCalendars(to routes: Routes) {
        routes.get(SiteMap.offersCalendar, .everyone) { visit in
            let today = visit.services.today()
            var query = OfferQuery(visit.query)
            let last = today.adding(days: 31 * CatalogueCalendarPage.monthsAhead)
            // What is over has no page, nor has the far future: an address without an end leads crawlers on for ever.
            let asked = query.period.flatMap { $0.last < today || $0.first > last ? nil : $0 }
            let catalogue = try await visit.catalogue(query)
            // Without a month, the first in which something starts: nobody wants to turn pages to it. Self-study is on
            // no day.
            let first = catalogue.lines.first { $0.facts.kind != .selfStudy }
            let period = asked ?? CalendarPeriod(monthOf: first?.nextStart ?? today)
            query.period = period
            let days = try await programmes.calendar(
                query,
                of: period,
                perDay: period.isDay ? 500 : CatalogueCalendarPage.shownPerDay
            )
            let list = CataloguePage(
                query: query,
                catalogue: catalogue,
                areas: try await directory.areaNames(),
                publicURL: configuration.publicURL
            )
            return .page(CatalogueCalendarPage(list: list, period: period, days: days, today: today))
                .cached(Visit.catalogueTopics)
        }
        routes.get(SiteMap.offersMap, .everyone) { visit in
            var query = OfferQuery(visit.query)
            (query.period, query.isMap, query.page) = (nil, true, 1)
            let list = CataloguePage(
                query: query,
                catalogue: try await visit.catalogue(query),
                areas: try await directory.areaNames(),
                publicURL: configuration.publicURL
            )
            let schools = try await visit.kept("school points", of: [.schools]) {
                try await directory.schoolPoints()
            }
            let page = try CatalogueMapPage(
                list: list,
                map: try await programmes.map(query),
                schools: schools
            )
            return .page(page).cached(Visit.catalogueTopics)
        }
        routes.get(SiteMap.offersFeed, .everyone) { visit in
            let query = OfferQuery(visit.query)
            let choices = query.hubs.isEmpty && query.strands.isEmpty ? nil : try await programmes.choices()
            let areas = query.area == nil ? [] : try await directory.areaNames()
            return try await feed(query, named: query.spelled(choices, areas), visit)
        }
        routes.get(SiteMap.hubFeed, .everyone) { visit, slug in
            let hub = try await directory.hub(slug: slug).orNotFound()
            var query = OfferQuery()
            query.hubs = [hub.id]
            return try await feed(query, named: "Training by \(hub.name)", visit)
        }
        routes.get(SiteMap.ownCalendar, .signedIn) { visit in
            let address = try await programmes.calendarAddress(by: visit.actor)
            return .page(OwnCalendarPage(address: address, made: nil, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.ownCalendar, .signedIn) { visit, submission in
            do {
                return try await changeCalendar(submission, visit)
            } catch DatabaseError.staleVersion {
                return .redirect(
                    to: SiteMap.ownCalendar(),
                    notice: "Nothing was changed: your address was made or changed in another window."
                )
            }
        }
        routes.get(SiteMap.ownCalendarFeed, .everyone) { _, token in
            .text(try await programmes.ownCalendar(at: token).text, contentType: CalendarFeed.contentType)
        }
    }

    private func feed(_ query: OfferQuery, named name: String, _ visit: Visit) async throws -> Answer {
        let page = configuration.publicURL + query.changed { $0.page = 1 }.link.description
        let calendar = try await programmes.calendarFeed(query, named: name, page: page)
        return .text(calendar.text, contentType: CalendarFeed.contentType)
            .cached(Visit.catalogueTopics)
    }

    private func changeCalendar(_ submission: Submission, _ visit: Visit) async throws -> Answer {
        if submission.text("step") == "stop" {
            try await programmes.stopCalendarAddress(version: submission.version, by: visit.actor)
            return .redirect(to: SiteMap.ownCalendar(), notice: "The address no longer works.")
        }
        let token = try await programmes.renewCalendarAddress(version: submission.version, by: visit.actor)
        return .page(
            OwnCalendarPage(
                address: try await programmes.calendarAddress(by: visit.actor),
                made: configuration.publicURL + SiteMap.ownCalendarFeed(token).description,
                ticket: visit.formTicket()
            )
        )
    }
}

extension OfferQuery {
    /// What a calendar of it is called: `Training: Primary, Online`.
    ///
    /// - Parameters:
    ///   - choices: The names of strands and hubs, where some are chosen.
    ///   - areas: The names of areas, where one is chosen.
    func spelled(_ choices: OfferChoices?, _ areas: [AreaName]) -> String {
        var parts = words.isEmpty ? [] : ["“\(words)”"]
        parts += OfferKind.allCases.filter(kinds.contains).map(\.name)
        parts += OfferPhase.allCases.filter(phases.contains).map(\.name)
        parts += AudienceRole.allCases.filter(roles.contains).map(\.name)
        parts += OfferMode.allCases.filter(modes.contains).map(\.name)
        parts += CostBand.allCases.filter(costs.contains).map(\.name)
        parts += months.sorted().map(CataloguePage.monthName)
        parts += (choices?.strands ?? []).filter { strands.contains($0.id) }.map(\.title)
        parts += (choices?.hubs ?? []).filter { hubs.contains($0.id) }.map(\.name)
        parts += weekdays.sorted().map { LocalDate.weekdayNames[$0 - 1] }
        if let within, !near.isEmpty { parts.append("within \(within) miles of \(near)") }
        parts += areas.filter { $0.id == area }.map { "in \($0.name)" }
        if let from { parts.append("from \(from.spelledShort)") }
        if let until { parts.append("until \(until.spelledShort)") }
        if onlyWithPlaces { parts.append("with places left") }
        return parts.isEmpty ? "Training" : "Training: " + parts.joined(separator: ", ")
    }
}
