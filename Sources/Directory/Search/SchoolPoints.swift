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
            // Each read whole from its index: a join would look into the table of figures twice for every school.
            let premium = try Self.newest(.premiumPercentage, in: transaction)
            let fsm = try Self.newest(.fsmPercentage, in: transaction)
            let sql: SQL = """
                SELECT urn, easting, northing, phase, region FROM establishment
                WHERE status IN ('open', 'closing') AND easting IS NOT NULL AND northing IS NOT NULL
                ORDER BY northing, easting, urn
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
                        region: try row.get(4),
                        need: premium[urn] ?? fsm[urn],
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

    /// The known values of a measure that colours the map, in its newest academic year.
    private static func newest(_ measure: Measure, in transaction: any Transaction) throws -> [URN: Double] {
        guard let year = try newestYear(of: measure, in: transaction) else { return [:] }
        var figures: [URN: Double] = [:]
        // The list of measures is the condition of the index `characteristic_on_map`, written as there.
        let sql: SQL = """
            SELECT urn, value FROM characteristic
            WHERE measure IN ('premium-percentage', 'fsm-percentage')
                AND measure = \(measure) AND academic_year = \(year) AND value IS NOT NULL
            """
        try transaction.forEachRow(sql) { row in
            figures[try row.get(0)] = try row.get(1)
            return true
        }
        return figures
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
