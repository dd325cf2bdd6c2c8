import Access
import Database
import Directory
import Evidence
import Foundation
import Programmes
import Services

extension Volume {
    /// How many bookings each offer gets: a few are much asked for. They add up to the number wanted.
    static func shares(of bookings: Int, among offers: Int, _ draws: inout Draws) -> [Int] {
        let weights = (0..<offers).map { _ in exp(draws.normal(deviation: 0.8)) }
        let total = weights.reduce(0, +)
        var sum = 0.0
        var given = 0
        return weights.map { weight in
            sum += weight
            let upTo = Int((sum / total * Double(bookings)).rounded())
            defer { given = upTo }
            return upTo - given
        }
    }

    /// Draws one offer with its runs and so many bookings.
    mutating func offer(bookings count: Int, _ rows: inout VolumeRows) {
        let hub = draws.whole(0...(hubs.count - 1))
        let (facts, strand) = facts(of: hub)
        let id = id()
        let runs = runs(of: id, facts, hub: hub, bookings: count, &rows)
        let firstDay = runs.map(\.startsOn).min() ?? options.today
        let isAhead = runs.contains { $0.startsOn > options.today }
        let written = min(firstDay, options.today).adding(days: -75)
        let published = written.adding(days: 5)
        let state: OfferState = isAhead ? .published : draws.happens(0.15) ? .archived : .closed
        rows.offers.append([
            .integer(id), state.sqlValue, Self.kind(of: runs).sqlValue, .text(facts.title),
            .text(facts.summary), .text(facts.description),
            .text(facts.audience), .integer(Int64(facts.roles.mask)),
            .integer(Int64(facts.phases.mask)), facts.mode.sqlValue,
            .text(facts.venue),
            .text(facts.address), .text(facts.postcode), facts.price.sqlValue, facts.vat.sqlValue,
            .text(facts.contactName), .text(facts.contactEmail), .text(facts.searchKey),
            noon(written).sqlValue,
            noon(published).sqlValue, .integer(2),
        ])
        rows.offerHubs.append([
            .integer(id), hubs[hub].organisation.id.sqlValue, .integer(1), noon(written).sqlValue,
        ])
        if let strand = library.strands[strand] {
            rows.offerStrands.append([.integer(id), strand.sqlValue])
        }
        if draws.happens(0.12) {
            let other = draws.whole(0...(hubs.count - 1))
            if other != hub {
                rows.offerHubs.append([
                    .integer(id), hubs[other].organisation.id.sqlValue, .integer(0), noon(published).sqlValue,
                ])
            }
        }
    }

    private static func kind(of runs: [VolumeRun]) -> OfferKind {
        if runs.allSatisfy({ $0.days.count == 1 }) { return .singleEvent }
        return runs.allSatisfy { $0.days.count > 1 } ? .series : .workGroup
    }

    /// Words, place and price, and the strand that they are about.
    private mutating func facts(of hub: Int) -> (OfferFacts, ToldStrand.Key) {
        let strand = draws.one(of: ToldStrand.Key.allCases)
        let stage = draws.one(of: VolumeWords.stages)
        let topic = draws.one(of: VolumeWords.topics[strand] ?? ["Teaching"])
        let audience = draws.one(of: VolumeWords.audiences)
        let mode = draws.one(of: [OfferMode.inPerson, .inPerson, .online, .blended])
        let isPlaced = mode != .online
        let price = draws.one(of: [0, 0, 0, 2_500, 4_000, 6_000, 9_500, 12_000, 18_000, 29_500])
        let facts = OfferFacts(
            title: "\(topic) \(stage.words)\(draws.one(of: VolumeWords.forms))",
            summary: "\(audience.words) \(stage.words). \(draws.one(of: VolumeWords.middles))",
            description: "\(draws.one(of: VolumeWords.middles)) \(draws.one(of: VolumeWords.ends))",
            audience: audience.words,
            roles: audience.roles,
            phases: stage.phases,
            mode: mode,
            venue: isPlaced ? hubs[hub].venue : "",
            address: isPlaced ? hubs[hub].town : "",
            postcode: "",
            price: Pence(price),
            vat: price > 0 && draws.happens(0.4) ? .standard : .none,
            contactName: "Office, \(hubs[hub].organisation.name)",
            contactEmail: hubs[hub].email
        )
        return (facts, strand)
    }

    func noon(_ day: LocalDate) -> Date {
        Date(milliseconds: Int64(day.daysSinceEpoch) * 86_400_000 + 43_200_000)
    }
}
