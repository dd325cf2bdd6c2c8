import Access
import Database
import Services

/// All hubs by everything that they are called, to tell which of them a list means.
struct KnownHubs {
    private var names: [ID<Organisation>: String] = [:]
    private var byName: [String: Set<ID<Organisation>>] = [:]
    private var byOtherName: [String: ID<Organisation>] = [:]
    private var bySlug: [String: ID<Organisation>] = [:]
    /// Names that people took away from hubs.
    private var dropped: [String: Set<ID<Organisation>>] = [:]

    init(in transaction: any Transaction) throws {
        let hubs = try transaction.rows(
            "SELECT h.id, h.slug, o.name FROM hub h JOIN organisation o ON o.id = h.id"
        )
        for row in hubs { add(try row.get(0), named: try row.get(2), at: try row.get(1)) }
        let others = try transaction.rows("SELECT hub_id, name_key, dropped_on FROM hub_other_name")
        for row in others {
            let hub: ID<Organisation> = try row.get(0)
            let key: String = try row.get(1)
            if try row.get(2, as: LocalDate?.self) == nil {
                byOtherName[key] = hub
            } else {
                dropped[key, default: []].insert(hub)
            }
        }
    }

    mutating func add(_ hub: ID<Organisation>, named name: String, at slug: String) {
        names[hub] = name
        byName[SearchKey.of(name), default: []].insert(hub)
        bySlug[slug] = hub
    }

    /// The hub that has this name, goes by it, or had it when its address was made; a name that people took away from a
    /// hub does not lead to it.
    func hub(named name: String) -> ID<Organisation>? {
        let key = SearchKey.of(name)
        if let hubs = byName[key], hubs.count == 1, let hub = hubs.first { return hub }
        if let hub = byOtherName[key] { return hub }
        guard let hub = bySlug[Slug.of(name)], dropped[key]?.contains(hub) != true else { return nil }
        return hub
    }

    func hasAddress(_ slug: String) -> Bool { bySlug[slug] != nil }

    /// The name of another hub that has this name or goes by it.
    func holder(of name: String, besides hub: ID<Organisation>) -> String? {
        let key = SearchKey.of(name)
        let holders = (byName[key] ?? []).union([byOtherName[key]].compactMap(\.self)).subtracting([hub])
        return holders.compactMap { names[$0] }.min()
    }

    /// Whether a list may bring the name for a hub: nobody has it, and nobody took it away from this one.
    func isFree(_ name: String, for hub: ID<Organisation>) -> Bool {
        let key = SearchKey.of(name)
        return !key.isEmpty && byName[key] == nil && byOtherName[key] == nil
            && dropped[key]?.contains(hub) != true
    }

    mutating func add(_ other: String, of hub: ID<Organisation>) {
        byOtherName[SearchKey.of(other)] = hub
    }
}
