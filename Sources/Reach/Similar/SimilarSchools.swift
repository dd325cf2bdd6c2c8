package import Access
import Database
package import Directory
import Evidence
package import Services

/// The schools most like one, with what each took part in.
package struct SimilarSchools: Sendable {
    package let urn: URN
    package let own: [SimilarityVariable: Double]
    /// Its published progress, see ``SimilarSchool/progress``.
    package let ownProgress: Double?
    /// The variables that could be compared.
    package let used: [SimilarityVariable]
    package let schools: [SimilarSchool]
    /// How many schools of the phase lack a figure that this school has.
    package let lacking: Int
}

package struct SimilarSchool: Sendable, Equatable {
    package let urn: URN
    package let name: String
    package let town: String?
    /// In standard deviations of the figures compared.
    package let distance: Double
    package let kilometres: Double?
    package let figures: [SimilarityVariable: Double]
    /// The newest published progress: Progress 8 of secondary schools, of primary schools the mean of reading, writing
    /// and maths. Schools are not compared on it.
    package let progress: Double?
    /// Strands on which others may know that the school took part in something in the last two academic years.
    package let strands: [Strand]
    /// What it says of its work, or agreed to be named for.
    package let experiences: [SchoolExperience]
    /// Whether someone leads it here whom one can ask.
    package let canBeAsked: Bool

    package struct Strand: Sendable, Equatable {
        package let slug: String
        package let title: String
    }
}

extension Reach {
    package static let similarCount = 50

    /// The schools of the same phase whose published figures are nearest.
    ///
    /// Worked out each time from the figures of the projection. Closed schools are left out.
    ///
    /// - Returns: `nil` for a school that is closed or not in the register.
    package func similarSchools(
        to urn: URN,
        _ similarity: Similarity = Similarity(),
        where filter: SimilarityFilter = SimilarityFilter(),
        count: Int = similarCount
    ) async throws -> SimilarSchools? {
        let since = AcademicYear(containing: services.today()).startYear - 1
        return try await database.read { transaction in
            let ownPhase: Phase? = try transaction.value("SELECT phase FROM school_need WHERE urn = \(urn)")
            guard let ownPhase else { return nil }
            let phase = try transaction.comparableSchools(in: SchoolFigures.group(of: ownPhase))
            guard let target = phase.firstIndex(where: { $0.school.urn == urn }) else { return nil }
            let own = phase[target]
            let wanted = filter == SimilarityFilter() ? count : phase.count
            let found = similarity.nearest(wanted, to: target, among: SimilarityTable(phase.map(\.figures)))
            let trust = filter.trust == .any ? [] : try transaction.trustSchools(of: urn)
            let neighbours = Array(
                found.neighbours.lazy.filter {
                    filter.holds(phase[$0.index].school, beside: own.school, trust)
                }.prefix(count)
            )
            let near = neighbours.map { phase[$0.index].school }
            let names = try transaction.schoolNames(near.map(\.urn))
            let strands = try transaction.strandsTried(near.map(\.lineage), since: since)
            let experiences = try transaction.experiences(of: near.map(\.lineage))
            let led = try transaction.schoolsWithLead(near.map(\.organisation))
            return SimilarSchools(
                urn: urn,
                own: own.known,
                ownProgress: own.school.progress,
                used: found.used,
                schools: neighbours.compactMap { neighbour in
                    let entry = phase[neighbour.index]
                    guard let name = names[entry.school.urn] else { return nil }
                    return SimilarSchool(
                        urn: entry.school.urn,
                        name: name.name,
                        town: name.town,
                        distance: neighbour.distance,
                        kilometres: own.school.place.flatMap { entry.school.place?.kilometres(to: $0) },
                        figures: entry.known,
                        progress: entry.school.progress,
                        strands: strands[entry.school.lineage] ?? [],
                        experiences: experiences[entry.school.lineage] ?? [],
                        canBeAsked: led.contains(entry.school.organisation)
                    )
                },
                lacking: found.lacking
            )
        }
    }
}

/// The open schools of the phases that are compared with each other, by the usual weights: read once, then asked for those
/// most like any of them.
package struct ComparableSchools: Sendable {
    private let organisations: [ID<Organisation>]
    private let table: SimilarityTable

    fileprivate init(_ schools: [ComparableSchool]) {
        organisations = schools.map(\.school.organisation)
        table = SimilarityTable(schools.map(\.figures))
    }

    /// The schools most like one, the most like first; none for a school that is not among them, or of which no figure is
    /// published.
    ///
    /// - Complexity: O(*n*).
    package func mostLike(_ school: ID<Organisation>, count: Int = Reach.similarCount)
        -> [ID<Organisation>]
    {
        guard let target = organisations.firstIndex(of: school) else { return [] }
        return Similarity().nearest(count, to: target, among: table).neighbours.map {
            organisations[$0.index]
        }
    }
}

/// Where one finds the schools that are most like a school.
package struct SchoolComparison: Sendable, Equatable {
    /// The schools that it is compared with: see ``Reach/comparableSchools(in:)``.
    package let group: String
    /// Under which organisation it is among them: what it has become, where it is an academy now.
    package let school: ID<Organisation>
}

extension Reach {
    /// With which schools one is compared, by lineage.
    ///
    /// - Returns: `nil` for a school that is closed, without a successor, or not in the projection yet.
    package func comparison(of school: ID<Organisation>) async throws -> SchoolComparison? {
        try await database.read { transaction in
            try transaction.rows(
                """
                SELECT n.phase, n.organisation_id FROM establishment AS e JOIN lineage_member AS m ON m.urn = e.urn
                JOIN school_need AS n ON n.lineage_id = m.lineage_id WHERE e.organisation_id = \(school)
                """
            ).first.map { row in
                SchoolComparison(
                    group: SchoolFigures.group(of: try row.get(0)),
                    school: try row.get(1)
                )
            }
        }
    }

    /// - Complexity: O(schools of the group): worth keeping until the projection is made anew.
    package func comparableSchools(in group: String) async throws -> ComparableSchools {
        try await database.read { ComparableSchools(try $0.comparableSchools(in: group)) }
    }
}

/// A school with its figures in the order of the variables.
private struct ComparableSchool: RowReadable {
    let school: SchoolFigures
    let figures: Similarity.Figures

    init(row: Row) throws {
        school = try SchoolFigures(row: row)
        figures = SimilarityVariable.allCases.map(school.figure)
    }

    var known: [SimilarityVariable: Double] {
        var known: [SimilarityVariable: Double] = [:]
        for (variable, value) in zip(SimilarityVariable.allCases, figures) { known[variable] = value }
        return known
    }
}

extension SchoolFigures {
    fileprivate func figure(_ variable: SimilarityVariable) -> Double? {
        switch variable {
        case .disadvantage: disadvantaged
        case .attainment: attainment
        case .pupils: pupils.map(Double.init)
        case .additionalLanguage: additionalLanguage
        case .specialNeeds: specialNeeds
        case .priorAttainment: priorAttainment
        case .deprivation: deprivation
        }
    }
}

extension Transaction {
    /// The open schools whose figures are compared with each other.
    fileprivate func comparableSchools(in group: String) throws -> [ComparableSchool] {
        let phases = Phase.allCases.filter { SchoolFigures.group(of: $0) == group }
        return try all(
            "SELECT \(SchoolFigures.columns) FROM school_need WHERE phase IN (\(SQL.list(phases))) ORDER BY urn DESC"
        )
    }

    fileprivate func schoolNames(_ urns: [URN]) throws -> [URN: (name: String, town: String?)] {
        var names: [URN: (name: String, town: String?)] = [:]
        let rows = try rows(
            """
            SELECT e.urn, o.name, e.town FROM establishment AS e JOIN organisation AS o ON o.id = e.organisation_id
            WHERE e.urn IN (\(SQL.list(urns)))
            """
        )
        for row in rows { names[try row.get(0)] = (try row.get(1), try row.get(2)) }
        return names
    }

    fileprivate func strandsTried(_ lineages: [Int], since year: Int) throws -> [Int: [SimilarSchool.Strand]]
    {
        var strands: [Int: [SimilarSchool.Strand]] = [:]
        let rows = try rows(
            """
            SELECT DISTINCT t.lineage_id, strand.slug, strand_version.title
            FROM touch AS t JOIN touch_strand AS s ON s.kind = t.kind AND s.object_id = t.object_id
            JOIN strand ON strand.id = s.strand_id
            JOIN strand_version ON strand_version.strand_id = strand.id AND strand_version.version = strand.version
            WHERE t.lineage_id IN (\(SQL.list(lineages))) AND t.academic_year >= \(year) AND \(ReachScope.isPublic)
            ORDER BY t.lineage_id, strand_version.title
            """
        )
        for row in rows {
            strands[try row.get(0), default: []].append(
                SimilarSchool.Strand(slug: try row.get(1), title: try row.get(2))
            )
        }
        return strands
    }

    fileprivate func schoolsWithLead(_ schools: [ID<Organisation>]) throws -> Set<ID<Organisation>> {
        Set(
            try column(
                """
                SELECT DISTINCT organisation_id FROM membership
                WHERE role = 'lead' AND organisation_id IN (\(SQL.list(schools)))
                """
            )
        )
    }
}
