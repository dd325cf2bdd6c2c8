import Access
import Database
import Directory
import Services

/// An open school with the newest published figures of its lineage.
struct SchoolFigures: Sendable {
    let lineage: Int
    let urn: URN
    let organisation: ID<Organisation>
    let phase: Phase
    let region: Region?
    let authority: Int?
    let easting: Int?
    let northing: Int?
    var pupils: Int?
    var disadvantaged: Double?
    var attainment: Double?
    /// How good pupils were when they came to this phase: points at key stage 1 of primary schools' eldest, scores at
    /// key stage 2 of secondary schools' pupils.
    var priorAttainment: Double?
    var additionalLanguage: Double?
    var specialNeeds: Double?
    /// Where the pupils live, the share of children in families with low income, from 0 to 1: the mean of the pupils.
    var deprivation: Double?
    /// The newest published progress: Progress 8 of secondary schools, of primary schools the mean of reading, writing
    /// and maths.
    var progress: Double?

    var place: GridReference? { GridReference(easting, northing) }

    /// Schools whose figures can be compared.
    var group: String { Self.group(of: phase) }

    static func group(of phase: Phase) -> String {
        switch phase {
        case .nursery, .primary, .middlePrimary: "primary"
        case .middleSecondary, .secondary, .allThrough: "secondary"
        case .sixteenPlus: "16-plus"
        case .notApplicable: "other"
        }
    }

    var needFigures: NeedIndex.Figures {
        NeedIndex.Figures(
            group: group,
            disadvantaged: disadvantaged,
            attainment: attainment,
            deprivation: deprivation
        )
    }
}

extension SchoolFigures {
    /// From which measures a figure is, the first that is known, and of which schools; `nil` for all.
    fileprivate static var published:
        [(measures: [Measure], group: String?, figure: WritableKeyPath<SchoolFigures, Double?>)]
    {
        [
            ([.premiumPercentage, .fsmPercentage], nil, \.disadvantaged),
            ([.attainment8], "secondary", \.attainment), ([.keyStage2Expected], "primary", \.attainment),
            ([.priorAttainment], "secondary", \.priorAttainment),
            ([.keyStage1Points], "primary", \.priorAttainment),
            ([.additionalLanguagePercentage], nil, \.additionalLanguage),
            ([.senSupportPercentage], nil, \.specialNeeds), ([.idaci], nil, \.deprivation),
            ([.progress8], "secondary", \.progress),
        ]
    }
}

extension Transaction {
    /// Every lineage that has an open school, once: the newest URN where there are several.
    func schoolFigures() throws -> [SchoolFigures] {
        var schools: [SchoolFigures] = []
        var positions: [Int: Int] = [:]
        try forEachRow(
            """
            SELECT m.lineage_id, e.urn, e.organisation_id, e.phase, e.region, e.authority_code, e.easting, e.northing
            FROM establishment AS e JOIN lineage_member AS m ON m.urn = e.urn
            WHERE e.status IN ('open', 'closing') ORDER BY e.urn DESC
            """
        ) { row in
            let lineage: Int = try row.get(0)
            guard positions[lineage] == nil else { return true }
            positions[lineage] = schools.count
            schools.append(
                SchoolFigures(
                    lineage: lineage,
                    urn: try row.get(1),
                    organisation: try row.get(2),
                    phase: try row.get(3),
                    region: try row.get(4),
                    authority: try row.get(5),
                    easting: try row.get(6),
                    northing: try row.get(7)
                )
            )
            return true
        }
        try readNewest([.premiumRoll, .pupils]) { lineage, value in
            guard let position = positions[lineage] else { return }
            schools[position].pupils = schools[position].pupils ?? Int(value.rounded())
        }
        for (measures, group, figure) in SchoolFigures.published {
            try readNewest(measures) { lineage, value in
                guard let position = positions[lineage] else { return }
                if let group, schools[position].group != group { return }
                schools[position][keyPath: figure] = schools[position][keyPath: figure] ?? value
            }
        }
        var progress: [Int: [Measure: Double]] = [:]
        for measure in [Measure.readingProgress, .writingProgress, .mathsProgress] {
            try readNewest([measure]) { lineage, value in
                guard let position = positions[lineage], schools[position].group == "primary" else { return }
                if progress[position]?[measure] == nil { progress[position, default: [:]][measure] = value }
            }
        }
        for (position, known) in progress {
            guard let reading = known[.readingProgress], let writing = known[.writingProgress],
                let maths = known[.mathsProgress]
            else { continue }
            schools[position].progress = (reading + writing + maths) / 3
        }
        return schools
    }

    /// Hands over known values, the first of the measures before the others and newest years first.
    private func readNewest(_ measures: [Measure], _ body: (Int, Double) -> Void) throws {
        for measure in measures {
            try forEachRow(
                """
                SELECT m.lineage_id, c.value FROM characteristic AS c JOIN lineage_member AS m ON m.urn = c.urn
                WHERE c.measure = \(measure) AND c.value IS NOT NULL
                ORDER BY c.academic_year DESC, c.urn DESC
                """
            ) { row in
                body(try row.get(0), try row.get(1))
                return true
            }
        }
    }
}
