import Database
import Directory
import Evidence
package import Search
import Services

/// About which pupils and schools the reported trials of a strand or an intervention say little: what the next trial would
/// best look for.
package struct PoolGaps: Sendable, Equatable {
    /// Reported trials with a result.
    package let trials: Int
    /// How many of them do not say which phase their pupils are in.
    package let withoutPhase: Int
    /// Phases that none of them is about.
    package let phases: [PupilPhase]
    /// How many schools were in those of them that ran here.
    package let schools: Int
    /// Regions with fewer than ``fewestSchools`` of these schools.
    package let regions: [String]
    /// The same for the register's groups of kinds of school.
    package let kinds: [String]

    /// A region or kind with fewer schools than this in trials counts as missing: one or two say nothing of it, and that
    /// they are there is nobody's to know.
    package static let fewestSchools = 3
    /// Of regions and kinds with fewer open schools than this nothing is said: that they are not missing would tell of
    /// schools that did not want to be named.
    package static let fewestOpen = 10
}

extension Trials {
    /// Which phases and kinds of school are missing from the reported trials of a strand or an intervention.
    package func poolGaps(_ subject: PoolSubject) async throws -> PoolGaps {
        try await database.read { transaction in
            let phases = try transaction.phasesOfResults(subject)
            let met = phases.reduce(into: Set<PupilPhase>()) { $0.formUnion($1) }
            let schools: Int? = try transaction.value(
                "SELECT count(DISTINCT taking.organisation_id) FROM (\(subject.schools)) AS taking"
            )
            let regions = try transaction.missing("e.region", subject)
            return PoolGaps(
                trials: phases.count,
                withoutPhase: phases.count(where: \.isEmpty),
                phases: PupilPhase.allCases.filter { !met.contains($0) },
                schools: schools ?? 0,
                regions: regions.map { Region(rawValue: $0)?.name ?? $0 },
                kinds: try transaction.missing("e.type_group", subject)
            )
        }
    }
}

extension PoolSubject {
    /// The schools of reported trials that ran here, without those that withdrew before the draw.
    fileprivate var schools: SQL {
        """
        SELECT DISTINCT s.organisation_id FROM trial_school AS s JOIN trial AS t ON t.id = s.trial_id
        LEFT JOIN trial_course AS course ON course.trial_id = t.id
        WHERE \(condition) AND t.reported_on IS NOT NULL AND \(TrialSchool.counted)
        """
    }
}

extension Transaction {
    /// The phases of each reported trial's result; empty where it does not say.
    fileprivate func phasesOfResults(_ subject: PoolSubject) throws -> [Set<PupilPhase>] {
        let rows = try rows(
            """
            SELECT f.phase, f.year_group FROM trial AS t JOIN finding AS f ON f.id = t.primary_finding_id
            WHERE \(subject.condition) AND t.reported_on IS NOT NULL ORDER BY t.id
            """
        )
        return try rows.map { row in
            let phase: String? = try row.get("phase")
            let yearGroup: String = try row.get("year_group")
            return PupilPhase.of(phase: phase, yearGroup: yearGroup)
        }
    }

    /// What of a column of the register has open schools, and too few in trials. Schools that closed since count as what
    /// they were.
    fileprivate func missing(_ column: SQL, _ subject: PoolSubject) throws -> [String] {
        try self.column(
            """
            SELECT \(column) FROM establishment AS e
            LEFT JOIN (\(subject.schools)) AS taking ON taking.organisation_id = e.organisation_id
            WHERE \(column) IS NOT NULL AND \(column) NOT IN ('', 'Not Applicable')
            GROUP BY \(column)
            HAVING sum(CASE WHEN e.status IN ('open', 'closing') THEN 1 ELSE 0 END) >= \(PoolGaps.fewestOpen)
                AND count(DISTINCT taking.organisation_id) < \(PoolGaps.fewestSchools)
            ORDER BY \(column)
            """
        )
    }
}
