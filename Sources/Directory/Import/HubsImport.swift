import Access
import CSV
import Database
import Services

/// Hubs with their designations, or areas by the codes of their places. These files are small and come in
/// many forms.
struct HubsImport: RegisterImport {
    private struct HubRow {
        let name: String
        /// The name by which another list may know it.
        let shortName: String?
        let kind: DesignationKind
        let host: String
        let serves: String?
        let region: Region?
    }

    private let context: ImportContext
    private let nameColumn: Int
    /// The short name of the same hub; what it has in brackets is an area, or part of the name, and no host.
    private let shortNameColumn: Int?
    private let kindColumn: Int?
    private let hostColumn: Int?
    private let servesColumn: Int?
    private let regionColumn: Int?
    private let codesColumn: Int?
    private var hubs: [HubRow] = []
    private var areas: [(name: String, codes: [String])] = []
    private var drawn = 0
    private var withoutHost = 0
    private var withOtherName = 0
    private var withoutPlace: [String] = []

    init(_ header: CSVHeader, _ context: ImportContext) throws {
        self.context = context
        // The longer name is the one under which lists of appropriate bodies have the same hub.
        nameColumn = try header.require("name", "ab_name_ecf1", "ab_name_riab")
        shortNameColumn = header.position(of: "ab_name_riab")
        kindColumn = header.position(of: "type", "kind")
        hostColumn = header.position(of: "lead_school", "host")
        servesColumn = header.position(of: "areas", "serves")
        regionColumn = header.position(of: "hub_region", "region")
        codesColumn = header.position(of: "lad_code", "codes")
    }

    mutating func take(_ row: CSVRow) throws -> Bool {
        let short = shortNameColumn.map { row.trimmed($0) } ?? ""
        let written = shortNameColumn == nameColumn ? "" : row.trimmed(nameColumn)
        let full = written.isEmpty ? short : written
        guard !full.isEmpty else { throw RowFault("There is no name") }
        guard full.unicodeScalars.count <= 300, short.unicodeScalars.count <= 300 else {
            throw RowFault("The name is longer than 300 characters")
        }
        if let codesColumn {
            let codes = row.trimmed(codesColumn).split { $0 == ";" || $0 == "," }.map {
                $0.filter { !$0.isWhitespace }
            }
            areas.append((full, codes))
            return true
        }
        let kind: DesignationKind
        if let kindColumn {
            let words = row.trimmed(kindColumn)
            // Lists of appropriate bodies name authorities and national bodies too: they are not hubs.
            if ["local authority", "national"].contains(SearchKey.of(words)) { return false }
            guard let known = DesignationKind(words: words) else {
                throw RowFault("“\(CellValues.shortened(words))” is not a kind of hub")
            }
            kind = known
        } else {
            kind = .teachingSchoolHub
        }
        let code = regionColumn.map { row.trimmed($0) } ?? ""
        // A list of them by hub region has no kinds: the national ones are those without a region.
        if shortNameColumn != nil, kindColumn == nil, regionColumn != nil, code.isEmpty { return false }
        let (name, inBrackets) = written.isEmpty ? (HubName.writtenOut(full), "") : HubName.parted(full)
        let stated = hostColumn.map { HubName.withoutYear(row.trimmed($0)) } ?? ""
        let serves = servesColumn.map { row.trimmed($0) } ?? ""
        hubs.append(
            HubRow(
                name: name,
                shortName: short.isEmpty ? nil : HubName.writtenOut(short),
                kind: kind,
                host: stated.isEmpty ? inBrackets : stated,
                serves: serves.isEmpty ? nil : serves,
                region: Region(register: code) ?? Region(hubRegionCode: code)
            )
        )
        return true
    }

    mutating func flush(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        if !hubs.isEmpty {
            var known = try KnownHubs(in: transaction)
            for (hub, short) in zip(hubs, shortNamesOfOne()) {
                try store(hub, alsoNamed: short, among: &known, in: transaction, &report)
            }
        }
        for area in areas { try store(area, in: transaction, &report) }
        hubs = []
        areas = []
    }

    private mutating func newID<Entity>(_ entity: Entity.Type = Entity.self) -> ID<Entity> {
        drawn += 1
        return context.newID(drawn)
    }

    /// The short name of each hub; `nil` where that tells of more hubs than one: three hubs of a trust may have the short
    /// name of one of them.
    private func shortNamesOfOne() -> [String?] {
        let names = Set(hubs.map { SearchKey.of($0.name) })
        var holders: [String: Set<String>] = [:]
        for hub in hubs {
            if let short = hub.shortName {
                holders[SearchKey.of(short), default: []].insert(SearchKey.of(hub.name))
            }
        }
        return hubs.map { hub in
            guard let short = hub.shortName else { return nil }
            let key = SearchKey.of(short)
            return names.contains(key) || holders[key]?.count != 1 ? nil : short
        }
    }

    /// - Parameter short: What else the list calls it, and no other hub.
    private mutating func store(
        _ hub: HubRow,
        alsoNamed short: String?,
        among known: inout KnownHubs,
        in transaction: any Transaction,
        _ report: inout ImportReport
    ) throws {
        let host = try HubName.host(hub.host, in: transaction)
        if host == nil, !hub.host.isEmpty { withoutHost += 1 }
        let region = hub.region ?? host?.region
        let hostName = hub.host.isEmpty ? nil : hub.host
        var outcome = CharacteristicBatch.Outcome.unchanged
        let id: ID<Organisation>
        if let found = known.hub(named: hub.name) ?? short.flatMap({ known.hub(named: $0) }) {
            id = found
            // A file adds what is not known; what people wrote stays.
            let row = try transaction.rows(
                "SELECT host_id, host_name, region, serves FROM hub WHERE id = \(id)"
            )
            let before = try row.first.orNotFound().values
            let offered = [
                host?.organisation.sqlValue, hostName?.sqlValue, region?.sqlValue, hub.serves?.sqlValue,
            ]
            let after = zip(before, offered).map { $0 == .null ? ($1 ?? .null) : $0 }
            if after != before {
                try transaction.execute(
                    """
                    UPDATE hub SET host_id = \(after[0]), host_name = \(after[1]), region = \(after[2]),
                        serves = \(after[3]), version = version + 1
                    WHERE id = \(id)
                    """
                )
                outcome = .changed
            }
        } else {
            id = newID()
            let slug =
                known.hasAddress(Slug.of(hub.name))
                ? try transaction.freeSlug(for: hub.name, table: .hub) : Slug.of(hub.name)
            try transaction.execute(
                "INSERT INTO organisation (id, kind, name) VALUES (\(id), 'hub', \(hub.name))"
            )
            try transaction.execute(
                """
                INSERT INTO hub (id, slug, host_id, host_name, region, serves, summary, version)
                VALUES (\(id), \(slug), \(host?.organisation), \(hostName), \(region), \(hub.serves), '', 1)
                """
            )
            known.add(id, named: hub.name, at: slug)
            outcome = .new
        }
        if try note([hub.name, short].compactMap(\.self), of: id, among: &known, in: transaction) {
            outcome.noteChange()
        }
        if try designate(id, hub.kind, in: transaction) { outcome.noteChange() }
        if outcome != .unchanged { try transaction.announce(.hub, id) }
        report.count([outcome])
    }

    /// Keeps what else the list calls a hub, so that the next list that has only this name finds it.
    private mutating func note(
        _ names: [String],
        of hub: ID<Organisation>,
        among known: inout KnownHubs,
        in transaction: any Transaction
    ) throws -> Bool {
        let new = names.filter { known.isFree($0, for: hub) }
        guard !new.isEmpty else { return false }
        for name in new {
            try transaction.keep(name, of: hub, from: .list, list: context.file, on: context.today)
            known.add(name, of: hub)
        }
        // Whoever has the hub's form open does not know of them.
        try transaction.execute("UPDATE hub SET version = version + 1 WHERE id = \(hub)")
        withOtherName += 1
        return true
    }

    /// Whether the designation was not there, open or ended: a file must not revive what a person ended, deleted or
    /// corrected to another kind.
    private mutating func designate(
        _ hub: ID<Organisation>,
        _ kind: DesignationKind,
        in transaction: any Transaction
    ) throws -> Bool {
        if try transaction.exists("SELECT 1 FROM designation WHERE hub_id = \(hub) AND kind = \(kind)") {
            return false
        }
        if try transaction.exists(
            "SELECT 1 FROM dropped_designation WHERE hub_id = \(hub) AND kind = \(kind)"
        ) {
            return false
        }
        let id = newID(Designation.self)
        try transaction.execute(
            "INSERT INTO designation (id, hub_id, kind, version) VALUES (\(id), \(hub), \(kind), 1)"
        )
        return true
    }

    private mutating func store(
        _ area: (name: String, codes: [String]),
        in transaction: any Transaction,
        _ report: inout ImportReport
    ) throws {
        let places = try AreaPlaces.resolve(name: area.name, codes: area.codes, in: transaction)
        if places.isEmpty { withoutPlace.append(area.name) }
        let slug = Slug.of(area.name)
        var outcome = CharacteristicBatch.Outcome.unchanged
        let known: ID<Area>? = try transaction.value("SELECT id FROM area WHERE slug = \(slug)")
        let id = known ?? newID()
        if known == nil {
            try transaction.execute(
                """
                INSERT INTO area (id, slug, name, kind, summary, version)
                VALUES (\(id), \(slug), \(area.name), \(AreaKind.opportunityArea), '', 1)
                """
            )
            outcome = .new
        }
        if try places.add(to: id, in: transaction) > 0 { outcome.noteChange() }
        if outcome != .unchanged { try transaction.announce(.area, id) }
        report.count([outcome])
    }

    mutating func finish(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        if withoutHost > 0 {
            report.notes.append(
                withoutHost == 1
                    ? "The host of 1 hub was not found as just one open school; its name is kept. Choose it on the hub's page."
                    : "The hosts of \(withoutHost) hubs were not found as just one open school each; their names are kept. Choose them on the hubs' pages."
            )
        }
        if withOtherName > 0 {
            report.notes.append(
                withOtherName == 1
                    ? "1 hub has another name in this file. It is kept with the hub's other names."
                    : "\(withOtherName) hubs have another name in this file. These are kept with the hubs' other names."
            )
        }
        if !withoutPlace.isEmpty {
            report.notes.append(
                "No authority or district of the register was found for: \(withoutPlace.joined(separator: ", ")). Choose the places on the area's page."
            )
        }
    }
}
