import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("The catalogue")
struct CatalogueTests {
    /// What a test offer is, to recount from.
    struct Sample: Sendable {
        let id: ID<Offer>
        let title: String
        let phases: Set<OfferPhase>
        let mode: OfferMode
        let band: CostBand
        let strands: Set<ID<Strand>>
        let hubs: Set<ID<Organisation>>
        let months: Set<String>
        let hasPlaces: Bool
    }

    /// Sixty offers of every kind, drawn by a plain rule so that every combination occurs.
    static func fill(_ network: Network) async throws -> [Sample] {
        let prices: [(String, CostBand)] = [
            ("0", .free), ("100", .upTo100), ("100.01", .upTo250), ("250.01", .over250),
        ]
        let hubs = [Network.north, Network.fens, Network.moor]
        var samples: [Sample] = []
        for number in 0..<60 {
            var draft = Network.offerDraft
            draft.title = "Offer \(number) " + ["Reading café", "Number talk", "Behaviour"][number % 3]
            draft.phases = Set(
                OfferPhase.allCases.enumerated().filter {
                    (number >> $0.offset) & 1 == 1 || $0.offset == number % 4
                }.map(\.element)
            )
            draft.mode = OfferMode.allCases[number % 3]
            draft.price = prices[number % 4].0
            draft.strands =
                number % 5 == 0
                ? [Network.feedback, Network.phonics] : [number % 2 == 0 ? Network.feedback : Network.phonics]
            let hub = hubs[number % 3]
            let month = 2 + number % 3
            let system = Actor.system("test")
            let id = try await network.programmes.createOffer(draft, of: hub.id, by: system)
            let days = number % 7 == 0 ? ["2027-0\(month)-03", "2027-05-04"] : ["2027-0\(month)-03"]
            var months: Set<String> = []
            for day in days {
                _ = try await network.programmes.addRun(
                    to: id,
                    Network.runDraft(capacity: 1, dates: [day]),
                    by: system
                )
                months.insert(String(day.prefix(7)))
            }
            let isFull = number % 4 == 1
            let isPublished = number % 10 != 9
            try await network.database.write { transaction in
                if isFull { try transaction.execute("UPDATE run SET taken = 1 WHERE offer_id = \(id)") }
                if isPublished {
                    try transaction.execute("UPDATE offer SET state = 'published' WHERE id = \(id)")
                }
            }
            guard isPublished else { continue }
            samples.append(
                Sample(
                    id: id,
                    title: draft.title,
                    phases: draft.phases,
                    mode: OfferMode.allCases[number % 3],
                    band: prices[number % 4].1,
                    strands: draft.strands,
                    hubs: [hub.id],
                    months: months,
                    hasPlaces: !isFull
                )
            )
        }
        return samples
    }

    static let queries: [OfferQuery] = {
        var list = [OfferQuery()]
        func add(_ change: (inout OfferQuery) -> Void) {
            var query = OfferQuery()
            change(&query)
            list.append(query)
        }
        add { $0.phases = [.primary] }
        add {
            $0.phases = [.primary, .post16]; $0.modes = [.online]
        }
        add {
            $0.costs = [.free, .over250]; $0.strands = [Network.phonics]
        }
        add {
            $0.months = ["2027-05"]; $0.hubs = [Network.north.id, Network.moor.id]
        }
        add {
            $0.onlyWithPlaces = true; $0.months = ["2027-02"]
        }
        add { $0.words = "CAFE read" }
        add {
            $0.words = "number"; $0.costs = [.upTo100]; $0.onlyWithPlaces = true
        }
        add { $0.words = "nothing like it" }
        return list
    }()

    static func matches(_ sample: Sample, _ query: OfferQuery, except facet: String = "") -> Bool {
        let words = query.words.lowercased().split(separator: " ")
        let title = sample.title.lowercased().replacing("é", with: "e").split(separator: " ")
        let tests: [(String, Bool)] = [
            ("words", words.allSatisfy { word in title.contains { $0.hasPrefix(word) } }),
            ("phase", query.phases.isEmpty || !query.phases.isDisjoint(with: sample.phases)),
            ("mode", query.modes.isEmpty || query.modes.contains(sample.mode)),
            ("cost", query.costs.isEmpty || query.costs.contains(sample.band)),
            ("strand", query.strands.isEmpty || !query.strands.isDisjoint(with: sample.strands)),
            ("hub", query.hubs.isEmpty || !query.hubs.isDisjoint(with: sample.hubs)),
            ("month", query.months.isEmpty || !query.months.isDisjoint(with: sample.months)),
            ("places", !query.onlyWithPlaces || sample.hasPlaces),
        ]
        return tests.allSatisfy { $0.0 == facet || $0.1 }
    }

    @Test("lines and the counts of every facet agree with a recount", arguments: TestEngine.available)
    func recount(on engine: TestEngine) async throws {
        try await Network.with(engine, rehearses: false) { network in
            let samples = try await Self.fill(network)
            for query in Self.queries {
                let page = try await network.programmes.offers(query)
                let found = samples.filter { Self.matches($0, query) }
                #expect(page.total == found.count)
                #expect(page.lines.count == min(20, found.count))
                #expect(Set(page.lines.map(\.id)).isSubset(of: found.map(\.id)))
                #expect(page.lines.map(\.nextStart) == page.lines.map(\.nextStart).sorted())
                func count(_ facet: String, _ condition: (Sample) -> Bool) -> Int {
                    samples.filter { Self.matches($0, query, except: facet) && condition($0) }.count
                }
                for phase in OfferPhase.allCases {
                    let shown = page.phases.first { $0.choice == phase }?.count ?? 0
                    #expect(shown == count("phase") { $0.phases.contains(phase) }, "\(phase)")
                }
                for mode in OfferMode.allCases {
                    #expect(
                        (page.modes.first { $0.choice == mode }?.count ?? 0)
                            == count("mode") { $0.mode == mode },
                        "\(mode)"
                    )
                }
                for band in CostBand.allCases {
                    #expect(
                        (page.costs.first { $0.choice == band }?.count ?? 0)
                            == count("cost") { $0.band == band },
                        "\(band)"
                    )
                }
                for strand in [Network.feedback, Network.phonics] {
                    let shown = page.strands.first { $0.choice.id == strand }?.count ?? 0
                    #expect(shown == count("strand") { $0.strands.contains(strand) })
                }
                for hub in [Network.north, Network.fens, Network.moor] {
                    #expect(
                        (page.hubs.first { $0.choice.id == hub.id }?.count ?? 0)
                            == count("hub") { $0.hubs.contains(hub.id) }
                    )
                }
                for month in ["2027-02", "2027-03", "2027-04", "2027-05"] {
                    #expect(
                        (page.months.first { $0.choice == month }?.count ?? 0)
                            == count("month") { $0.months.contains(month) },
                        "\(month)"
                    )
                }
                #expect(page.withPlaces == count("places", \.hasPlaces))
            }
        }
    }

    @Test("every offer stands on one page and no other", arguments: TestEngine.available)
    func pages(on engine: TestEngine) async throws {
        try await Network.with(engine, rehearses: false) { network in
            let samples = try await Self.fill(network)
            var query = OfferQuery()
            var seen: [ID<Offer>] = []
            for page in 1...4 {
                query.page = page
                seen += try await network.programmes.offers(query).lines.map(\.id)
            }
            #expect(seen.count == samples.count && Set(seen) == Set(samples.map(\.id)))
        }
    }

    @Test(
        "what has begun is over for the catalogue; a strand shows what is to come",
        arguments: TestEngine.available
    )
    func past(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, _) = try await network.published()
            #expect(try await network.programmes.offers(on: Network.feedback).map(\.id) == [offer.id])
            #expect(try await network.programmes.offers(on: Network.phonics).isEmpty)
            network.clock.advance(hours: 24 * 28)
            #expect(try await network.programmes.offers().total == 0)
        }
    }

    @Test(
        "words are letters and digits: what would steer a pattern does nothing",
        arguments: TestEngine.available
    )
    func patterns(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            _ = try await network.published()
            for (words, total) in [
                ("%", 1), ("_etter", 0), ("feed%back", 0), ("' OR 1=1 --", 0), ("better FEEDback", 1),
            ] {
                var query = OfferQuery()
                query.words = words
                #expect(try await network.programmes.offers(query).total == total, "\(words)")
            }
        }
    }
}
