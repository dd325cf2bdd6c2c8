import Access
import Database
import Directory
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
        let roles: Set<AudienceRole>
        let mode: OfferMode
        let band: CostBand
        let strands: Set<ID<Strand>>
        let hubs: Set<ID<Organisation>>
        let days: [LocalDate]
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
            draft.roles = Set(AudienceRole.allCases.filter { (number * 37) & $0.rawValue != 0 })
            draft.mode = OfferMode.allCases[number % 3]
            draft.price = prices[number % 4].0
            draft.strands =
                number % 5 == 0
                ? [Network.feedback, Network.phonics] : [number % 2 == 0 ? Network.feedback : Network.phonics]
            let hub = hubs[number % 3]
            let month = 2 + number % 3
            let system = Actor.system("test")
            let id = try await network.programmes.createOffer(draft, of: hub.id, by: system)
            let first = "2027-0\(month)-0\(3 + number % 5)"
            let days = number % 7 == 0 ? [first, "2027-05-04"] : [first]
            for day in days {
                _ = try await network.programmes.addRun(
                    to: id,
                    Network.runDraft(capacity: 1, dates: [day]),
                    by: system
                )
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
                    roles: draft.roles,
                    mode: OfferMode.allCases[number % 3],
                    band: prices[number % 4].1,
                    strands: draft.strands,
                    hubs: [hub.id],
                    days: days.compactMap(LocalDate.init(_:)),
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
        add { $0.roles = [.senco] }
        add {
            $0.roles = [.trainee, .governor]; $0.phases = [.secondary]; $0.months = ["2027-03"]
        }
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
        add {
            $0.weekdays = [1, 5]; $0.phases = [.secondary]
        }
        add {
            $0.from = LocalDate("2027-03-04"); $0.until = LocalDate("2027-05-04"); $0.months = ["2027-03"]
        }
        add {
            $0.until = LocalDate("2027-02-05"); $0.weekdays = [3]
        }
        add { $0.from = LocalDate("2027-05-01") }
        return list
    }()

    /// The days on which an offer starts, of those that are asked for.
    static func days(_ sample: Sample, _ query: OfferQuery) -> [LocalDate] {
        sample.days.filter { day in
            query.from.map { day >= $0 } ?? true && query.until.map { day <= $0 } ?? true
        }
    }

    static func months(_ sample: Sample, _ query: OfferQuery) -> Set<String> {
        Set(days(sample, query).map { String($0.description.prefix(7)) })
    }

    static func matches(_ sample: Sample, _ query: OfferQuery, except facet: String = "") -> Bool {
        let words = query.words.lowercased().split(separator: " ")
        let title = sample.title.lowercased().replacing("é", with: "e").split(separator: " ")
        let tests: [(String, Bool)] = [
            ("words", words.allSatisfy { word in title.contains { $0.hasPrefix(word) } }),
            ("phase", query.phases.isEmpty || !query.phases.isDisjoint(with: sample.phases)),
            (
                "role",
                query.roles.isEmpty || sample.roles.isEmpty || !query.roles.isDisjoint(with: sample.roles)
            ),
            ("mode", query.modes.isEmpty || query.modes.contains(sample.mode)),
            ("cost", query.costs.isEmpty || query.costs.contains(sample.band)),
            ("strand", query.strands.isEmpty || !query.strands.isDisjoint(with: sample.strands)),
            ("hub", query.hubs.isEmpty || !query.hubs.isDisjoint(with: sample.hubs)),
            ("days", !days(sample, query).isEmpty),
            ("month", query.months.isEmpty || !query.months.isDisjoint(with: months(sample, query))),
            (
                "weekday",
                query.weekdays.isEmpty
                    || days(sample, query).contains { query.weekdays.contains($0.isoWeekday) }
            ),
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
                let starts = page.lines.compactMap(\.nextStart)
                #expect(starts.count == page.lines.count && starts == starts.sorted())
                func count(_ facet: String, _ condition: (Sample) -> Bool) -> Int {
                    samples.filter { Self.matches($0, query, except: facet) && condition($0) }.count
                }
                for phase in OfferPhase.allCases {
                    let shown = page.phases.first { $0.choice == phase }?.count ?? 0
                    #expect(shown == count("phase") { $0.phases.contains(phase) }, "\(phase)")
                }
                for role in AudienceRole.allCases {
                    let shown = page.roles.first { $0.choice == role }?.count ?? 0
                    #expect(
                        shown == count("role") { $0.roles.isEmpty || $0.roles.contains(role) },
                        "\(role)"
                    )
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
                            == count("month") { Self.months($0, query).contains(month) },
                        "\(month)"
                    )
                }
                for weekday in 1...7 {
                    #expect(
                        (page.weekdays.first { $0.choice == weekday }?.count ?? 0)
                            == count("weekday") { sample in
                                Self.days(sample, query).contains { $0.isoWeekday == weekday }
                            },
                        "\(weekday)"
                    )
                }
                #expect(page.withPlaces == count("places", \.hasPlaces))
            }
        }
    }

    /// Three schools: at the venue's postcode, 12 km to the east in the same town, and 200 km away.
    static func openSchools(in transaction: any Transaction) throws {
        let schools: [(urn: Int, postcode: String, easting: Int, district: String)] = [
            (900_001, "NE1 1AA", 424_000, "Newmoor"), (900_002, "NE1 4ZZ", 436_000, "Eastmoor"),
            (900_003, "TR2 5EG", 224_000, "Westmoor"),
        ]
        for school in schools {
            try transaction.execute(
                "INSERT INTO organisation (id, kind, name) VALUES (\(school.urn), 'establishment', \("School \(school.urn)"))"
            )
            try transaction.execute(
                "INSERT INTO lineage_member (urn, lineage_id) VALUES (\(school.urn), \(school.urn))"
            )
            try transaction.execute(
                """
                INSERT INTO establishment
                    (urn, organisation_id, type, status, phase, postcode, district, easting, northing)
                VALUES (\(school.urn), \(school.urn), 'Community school', 'open', 'primary', \(school.postcode),
                    \(school.district), \(school.easting), 564000)
                """
            )
        }
    }

    @Test(
        "within a distance is what is held near, and what is online; in an area, what is held there",
        arguments: TestEngine.available
    )
    func places(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await network.database.write { try Self.openSchools(in: $0) }
            let area: ID<Area> = ID(rawValue: 71)
            try await network.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO area (id, slug, name, kind, summary, version)
                    VALUES (\(area), 'newmoor', 'Newmoor', 'local authority', '', 1)
                    """
                )
                try transaction.execute(
                    "INSERT INTO area_district (area_id, district) VALUES (\(area), 'Newmoor')"
                )
            }
            let (here, _) = try await network.published()
            var draft = Network.offerDraft
            draft.mode = .online
            let (online, _) = try await network.published(draft)
            draft = Network.offerDraft
            draft.postcode = "TR2 9XX"
            let (away, _) = try await network.published(draft)

            func found(_ near: String, _ within: Int?) async throws -> Catalogue {
                var query = OfferQuery()
                (query.near, query.within) = (near, within)
                return try await network.programmes.offers(query)
            }
            // From the school in the same town: 12 km, some 7 miles, of which the postcode tells.
            var page = try await found("900002", 5)
            #expect(page.near?.name == "School 900002" && page.lines.map(\.id) == [online.id])
            page = try await found("ne14zz", 10)
            #expect(page.near?.name == "NE1 4ZZ" && Set(page.lines.map(\.id)) == [here.id, online.id])
            #expect(page.lines.first { $0.id == here.id }?.kilometres == 12)
            #expect(page.lines.first { $0.id == online.id }?.kilometres == nil)
            // A postcode without a school lies in the middle of its sector's schools, else of its district's.
            page = try await found("TR2 5ZZ", 5)
            #expect(page.near?.place == GridReference(224_000, 564_000))
            #expect(Set(page.lines.map(\.id)) == [away.id, online.id])
            #expect(try await found("NE1 9ZZ", 10).near?.place == GridReference(430_000, 564_000))
            // What nobody knows narrows nothing, and the answer says that it is unknown.
            for unknown in ["AB10 1AA", "900009", "nowhere", "%"] {
                page = try await found(unknown, 5)
                #expect(page.near == nil && page.total == 3, "\(unknown)")
            }
            var query = OfferQuery()
            let map = try await network.programmes.map(query)
            #expect(Set(map.offers.map(\.id)) == [here.id, away.id] && map.placed == 2 && map.unplaced == 1)
            #expect(map.offers.first { $0.id == here.id }?.easting == 424_000)
            query.area = area
            #expect(try await network.programmes.offers(query).lines.map(\.id) == [here.id])
            #expect(try await network.programmes.map(query).offers.map(\.title) == [here.facts.title])

            // Moved to another town, it is found there and no longer here.
            draft = OfferDraft(here)
            draft.postcode = "TR2 5EG"
            try await network.programmes.editOffer(
                here.id,
                draft,
                version: here.version,
                by: Network.actor("Nora Lead")
            )
            #expect(try await network.programmes.offers(query).total == 0)
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

    @Test("the next to book are the first of the catalogue", arguments: TestEngine.available)
    func next(on engine: TestEngine) async throws {
        try await Network.with(engine, rehearses: false) { network in
            _ = try await Self.fill(network)
            let all = try await network.programmes.offers().lines
            try #require(all.count > 3)
            let next = try await network.programmes.nextOffers(limit: 3)
            #expect(next == Array(all.prefix(3)))
            let none = try await network.programmes.nextOffers(limit: 0)
            #expect(none.isEmpty)
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
            #expect(try await network.programmes.offers(of: Network.north.id).map(\.id) == [offer.id])
            #expect(try await network.programmes.offers(of: Network.fens.id).isEmpty)
            #expect(try await network.programmes.offers(of: Network.north.id, limit: 0).isEmpty)
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
