package import Database
import Services

/// One school as a dot on the map.
package struct SchoolPoint: Sendable, Equatable {
    package let urn: URN
    package let easting: Int
    package let northing: Int
    package let phase: Phase
    package let region: Region?
    /// The newest share of pupils who attract pupil premium, or else who are eligible for free school meals,
    /// in percent.
    package let need: Double?
    package let hubKinds: [DesignationKind]

    package init(
        urn: URN,
        easting: Int,
        northing: Int,
        phase: Phase,
        region: Region?,
        need: Double?,
        hubKinds: [DesignationKind]
    ) {
        self.urn = urn
        self.easting = easting
        self.northing = northing
        self.phase = phase
        self.region = region
        self.need = need
        self.hubKinds = hubKinds
    }
}

extension Directory {
    /// Every open school that has a grid reference, south to north.
    package func schoolPoints() async throws -> [SchoolPoint] {
        let today = services.today()
        return try await database.read { transaction in
            let kinds = try Self.hostedKinds(on: today, in: transaction)
            let premium = try Self.newestYear(of: .premiumPercentage, in: transaction)
            let fsm = try Self.newestYear(of: .fsmPercentage, in: transaction)
            let sql: SQL = """
                SELECT e.urn, e.easting, e.northing, e.phase, coalesce(p.value, f.value), e.region
                FROM establishment e
                LEFT JOIN characteristic p ON p.urn = e.urn AND p.academic_year = \(premium)
                    AND p.measure = \(Measure.premiumPercentage)
                LEFT JOIN characteristic f ON f.urn = e.urn AND f.academic_year = \(fsm)
                    AND f.measure = \(Measure.fsmPercentage)
                WHERE e.status IN ('open', 'closing') AND e.easting IS NOT NULL AND e.northing IS NOT NULL
                ORDER BY e.northing, e.easting, e.urn
                """
            var points: [SchoolPoint] = []
            try transaction.forEachRow(sql) { row in
                let urn: URN = try row.get(0)
                points.append(
                    SchoolPoint(
                        urn: urn,
                        easting: try row.get(1),
                        northing: try row.get(2),
                        phase: try row.get(3),
                        region: try row.get(5),
                        need: try row.get(4),
                        hubKinds: kinds[urn] ?? []
                    )
                )
                return true
            }
            return points
        }
    }

    /// The newest academic year for which any school has a measure.
    package static func newestYear(of measure: Measure, in transaction: any Transaction) throws -> Int? {
        try transaction.value("SELECT max(academic_year) FROM measure_year WHERE measure = \(measure)")
    }

    private static func hostedKinds(
        on day: LocalDate,
        in transaction: any Transaction
    ) throws -> [URN: [DesignationKind]] {
        var kinds: [URN: [DesignationKind]] = [:]
        for hub in try hubs(where: "h.host_id IS NOT NULL", in: transaction) {
            if let urn = hub.host?.urn { kinds[urn, default: []] += hub.kinds(on: day) }
        }
        return kinds
    }
}
