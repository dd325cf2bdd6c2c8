import Access
import CSV
import Database
import Services

/// Hubs with their designations, or areas by the codes of their places. These files are small and come in
/// many forms.
struct HubsImport: RegisterImport {
    private struct HubRow {
        let name: String
        let kind: DesignationKind
        let host: String
        let serves: String?
        let region: Region?
    }

    private let context: ImportContext
    private let nameColumn: Int
    private let longNameColumn: Int?
    private let kindColumn: Int?
    private let hostColumn: Int?
    private let servesColumn: Int?
    private let regionColumn: Int?
    private let codesColumn: Int?
    private var hubs: [HubRow] = []
    private var areas: [(name: String, codes: [String])] = []
    private var drawn = 0
    private var withoutHost = 0
    private var withoutPlace: [String] = []

    init(_ header: CSVHeader, _ context: ImportContext) throws {
        self.context = context
        nameColumn = try header.require("name", "ab_name_riab", "ab_name_ecf1")
        longNameColumn = header.position(of: "ab_name_ecf1")
        kindColumn = header.position(of: "type", "kind")
        hostColumn = header.position(of: "lead_school", "host")
        servesColumn = header.position(of: "areas", "serves")
        regionColumn = header.position(of: "hub_region", "region")
        codesColumn = header.position(of: "lad_code", "codes")
    }

    mutating func take(_ row: CSVRow) throws -> Bool {
        let written = row.trimmed(nameColumn)
        let full = written.isEmpty ? longNameColumn.map { row.trimmed($0) } ?? "" : written
        guard !full.isEmpty else { throw RowFault("There is no name") }
        guard full.unicodeScalars.count <= 300 else {
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
        let (name, inBrackets) = HubName.parted(full)
        let longHost = longNameColumn.map { HubName.parted(row.trimmed($0)).host } ?? ""
        let stated = hostColumn.map { HubName.withoutYear(row.trimmed($0)) } ?? ""
        let serves = servesColumn.map { row.trimmed($0) } ?? ""
        let code = regionColumn.map { row.trimmed($0) } ?? ""
        hubs.append(
            HubRow(
                name: name,
                kind: kind,
                host: [stated, inBrackets, longHost].first { !$0.isEmpty } ?? "",
                serves: serves.isEmpty ? nil : serves,
                region: Region(register: code) ?? Region(hubRegionCode: code)
            )
        )
        return true
    }

    mutating func flush(_ transaction: any Transaction, _ report: inout ImportReport) throws {
        for hub in hubs { try store(hub, in: transaction, &report) }
        for area in areas { try store(area, in: transaction, &report) }
        hubs = []
        areas = []
    }

    private mutating func newID<Entity>(_ entity: Entity.Type = Entity.self) -> ID<Entity> {
        drawn += 1
        return context.newID(drawn)
    }

    private mutating func store(_ hub: HubRow, in transaction: any Transaction, _ report: inout ImportReport)
        throws
    {
        let slug = Slug.of(hub.name)
        let host = try HubName.host(hub.host, in: transaction)
        if host == nil, !hub.host.isEmpty { withoutHost += 1 }
        let region = hub.region ?? host?.region
        let hostName = hub.host.isEmpty ? nil : hub.host
        let known = try transaction.rows(
            "SELECT id, host_id, host_name, region, serves FROM hub WHERE slug = \(slug)"
        ).first
        var outcome = CharacteristicBatch.Outcome.unchanged
        let id: ID<Organisation>
        if let known {
            id = try known.get(0)
            // A file adds what is not known; what people wrote stays.
            let before = Array(known.values[1...])
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
            try transaction.execute(
                "INSERT INTO organisation (id, kind, name) VALUES (\(id), 'hub', \(hub.name))"
            )
            try transaction.execute(
                """
                INSERT INTO hub (id, slug, host_id, host_name, region, serves, summary, version)
                VALUES (\(id), \(slug), \(host?.organisation), \(hostName), \(region), \(hub.serves), '', 1)
                """
            )
            outcome = .new
        }
        if try designate(id, hub.kind, in: transaction) { outcome.noteChange() }
        if outcome != .unchanged { try transaction.announce(.hub, id) }
        report.count([outcome])
    }

    /// Whether the designation was not there, open or ended: a file must not revive what a person ended.
    private mutating func designate(
        _ hub: ID<Organisation>,
        _ kind: DesignationKind,
        in transaction: any Transaction
    ) throws -> Bool {
        if try transaction.exists("SELECT 1 FROM designation WHERE hub_id = \(hub) AND kind = \(kind)") {
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
                "The host of \(withoutHost) hubs was not found as just one open school; its name is kept. Choose it on the hub's page."
            )
        }
        if !withoutPlace.isEmpty {
            report.notes.append(
                "No authority or district of the register was found for: \(withoutPlace.joined(separator: ", ")). Choose the places on the area's page."
            )
        }
    }
}
