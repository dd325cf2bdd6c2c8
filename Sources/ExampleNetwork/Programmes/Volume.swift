import Access
import Accounts
import Database
import Services

/// Offers and bookings beyond the stories, drawn for measurement, as rows: they follow the rules that the
/// verbs keep (docs/data-model/programmes.md), which a test recounts.
struct Volume {
    let options: ExampleOptions
    let schools: [ExampleSchool]
    let hubs: [VolumeHub]
    let library: Library
    /// People who are in the database already, by address.
    let known: [String: Int64]
    /// References that the stories' bookings have.
    var references: Set<String>
    var people = VolumePeople()
    var draws: Draws
    /// The schools that come to a hub, nearest first, by the hub's position.
    private var nearby: [Int: [Int]] = [:]

    init(
        _ options: ExampleOptions,
        schools: [ExampleSchool],
        hubs: [VolumeHub],
        library: Library,
        known: [String: Int64],
        references: Set<String>
    ) {
        self.options = options
        self.schools = schools.filter(\.books)
        self.hubs = hubs
        self.library = library
        self.known = known
        self.references = references
        draws = Draws(seed: options.seed, "volume")
    }

    /// At most so many schools come to one hub.
    private static let mostNearby = 500

    /// Positions in ``schools`` of those nearest to a hub.
    mutating func schools(around hub: Int) -> [Int] {
        if let found = nearby[hub] { return found }
        let place = hubs[hub]
        func distance(_ school: ExampleSchool) -> Double {
            let east = Double(school.easting - place.easting)
            let north = Double(school.northing - place.northing)
            return east * east + north * north
        }
        let distances = schools.map(distance)
        let ordered = schools.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
        let found = Array(ordered.prefix(Self.mostNearby))
        nearby[hub] = found
        return found
    }

    mutating func id() -> Int64 { Int64(draws.next() >> 1) }

    /// Eight characters such as `K7M3-92PX`, as the verb draws them.
    mutating func reference() -> String {
        let alphabet = Array("23456789BCDFGHJKMNPQRSTVWXYZ")
        while true {
            let characters = (0..<8).map { _ in alphabet[draws.whole(0...27)] }
            let text = String(characters.prefix(4)) + "-" + String(characters.suffix(4))
            if references.insert(text).inserted { return text }
        }
    }
}

/// A hub that gives offers of the volume.
struct VolumeHub {
    let organisation: Organisation
    let email: String
    let venue: String
    let town: String
    let easting: Int
    let northing: Int
}

/// Rows for one table after the other, in the order in which they refer to each other.
struct VolumeRows: Sendable {
    var persons: [[SQLValue]] = []
    var memberships: [[SQLValue]] = []
    var offers: [[SQLValue]] = []
    var offerHubs: [[SQLValue]] = []
    var offerStrands: [[SQLValue]] = []
    var runs: [[SQLValue]] = []
    var sessions: [[SQLValue]] = []
    var bookings: [[SQLValue]] = []
    var places: [[SQLValue]] = []
    var waiting: [[SQLValue]] = []

    func insert(in transaction: any Transaction) throws {
        try transaction.insert(into: "person", columns: ["id", "name", "email", "created_at"], rows: persons)
        try transaction.insert(
            into: "membership",
            columns: ["person_id", "organisation_id", "role", "since"],
            rows: memberships
        )
        try transaction.insert(
            into: "offer",
            columns: [
                "id", "state", "kind", "title", "summary", "description", "audience", "roles", "phases",
                "mode", "venue", "address",
                "postcode", "price_pence", "vat", "contact_name", "contact_email", "search_key", "created_at",
                "published_at", "version",
            ],
            rows: offers
        )
        try transaction.insert(
            into: "offer_hub",
            columns: ["offer_id", "hub_id", "is_lead", "agreed_at"],
            rows: offerHubs
        )
        try transaction.insert(into: "offer_strand", columns: ["offer_id", "strand_id"], rows: offerStrands)
        try transaction.insert(
            into: "run",
            columns: [
                "id", "offer_id", "capacity", "taken", "closes_on", "starts_on", "ends_on", "next_ticket",
                "version",
            ],
            rows: runs
        )
        try transaction.insert(
            into: "run_session",
            columns: ["id", "run_id", "held_on", "starts_at", "ends_at", "room", "link"],
            rows: sessions
        )
        try transaction.insert(
            into: "booking",
            columns: [
                "id", "reference", "run_id", "organisation_id", "booked_by", "purchase_order", "price_pence",
                "vat_rate",
                "state", "booked_at", "version",
            ],
            rows: bookings
        )
        try transaction.insert(
            into: "place",
            columns: [
                "id", "booking_id", "run_id", "position", "person_id", "name", "email", "state", "changed_at",
                "price_pence",
            ],
            rows: places
        )
        try transaction.insert(
            into: "waiting_entry",
            columns: [
                "id", "run_id", "organisation_id", "person_id", "ticket", "places", "takes_fewer", "state",
                "joined_at",
            ],
            rows: waiting
        )
    }
}
