package import Access
import Database
import Directory
package import Services

extension Reach {
    /// The results that stand beside reach: for primary schools all pupils and disadvantaged ones, for secondary
    /// schools Attainment 8.
    static let outcomeMeasures: [Measure] = [
        .keyStage2Expected, .keyStage2ExpectedDisadvantaged, .attainment8,
    ]

    /// The academic years of which something can be said, newest first: those with results of the year before
    /// and of the year itself or a later one.
    package func outcomeYears() async throws -> [AcademicYear] {
        try await database.read { transaction in
            var years: Set<Int> = []
            for measure in Self.outcomeMeasures {
                let known = try transaction.years(of: measure)
                guard let newest = known.last else { continue }
                years.formUnion(known.map { $0 + 1 }.filter { $0 <= newest })
            }
            return years.sorted(by: >).map(AcademicYear.init(startYear:))
        }
    }

    /// Results of schools that took part from the scope's year on, beside those of schools that did not: the last
    /// before that year, and how they changed to the newest.
    ///
    /// - Throws: `AccessError` where a hub is named by someone who may not see which schools were reached: of two
    ///   hubs' figures the difference could name a school.
    package func outcomes(_ scope: ReachScope, by actor: Actor) async throws -> OutcomesBesideReach {
        if scope.hub != nil { try actor.require(.seeNamedReach) }
        return try await database.read { transaction in
            OutcomesBesideReach(
                scope: scope,
                lines: try Self.outcomeMeasures.compactMap { try transaction.outcomeLine($0, scope) }
            )
        }
    }
}

extension Transaction {
    /// Oldest first.
    fileprivate func years(of measure: Measure) throws -> [Int] {
        try column("SELECT academic_year FROM measure_year WHERE measure = \(measure) ORDER BY academic_year")
    }

    fileprivate func outcomeLine(_ measure: Measure, _ scope: ReachScope) throws
        -> OutcomesBesideReach.MeasureLine?
    {
        let before = scope.year.startYear - 1
        let known = try years(of: measure)
        guard known.contains(before), let after = known.last, after > before else { return nil }
        let phases: [Phase] =
            measure == .attainment8
            ? [.middleSecondary, .secondary, .allThrough] : [.primary, .middlePrimary]
        var schools: [SchoolOutcome] = []
        var leftOut = 0
        try forEachRow(
            """
            SELECT n.disadvantaged_percentage,
                (\(result(measure, before))) AS before_value, (\(result(measure, after))) AS after_value,
                CASE WHEN n.lineage_id IN (
                    SELECT t.lineage_id FROM touch AS t
                    WHERE \(scope.touches(in: scope.year.startYear...after))) THEN 1 ELSE 0 END AS took_part
            FROM school_need AS n
            WHERE n.phase IN (\(SQL.list(phases))) AND \(scope.schoolCondition) ORDER BY n.lineage_id
            """
        ) { row in
            let disadvantaged: Double? = try row.get("disadvantaged_percentage")
            let from: Double? = try row.get("before_value")
            let to: Double? = try row.get("after_value")
            guard let disadvantaged, let from, let to else {
                leftOut += 1
                return true
            }
            schools.append(
                SchoolOutcome(
                    disadvantaged: disadvantaged,
                    before: from,
                    after: to,
                    tookPart: try row.get("took_part")
                )
            )
            return true
        }
        guard !schools.isEmpty else { return nil }
        return OutcomesBesideReach.MeasureLine(
            measure,
            from: AcademicYear(startYear: before),
            to: AcademicYear(startYear: after),
            schools,
            leftOut: leftOut
        )
    }

    /// A lineage's result of a year. Where two of its schools had one, before they merged, neither is its own.
    private func result(_ measure: Measure, _ year: Int) -> SQL {
        """
        SELECT CASE WHEN count(c.value) = 1 THEN max(c.value) END
        FROM lineage_member AS m JOIN characteristic AS c ON c.urn = m.urn
        WHERE m.lineage_id = n.lineage_id AND c.academic_year = \(year) AND c.measure = \(measure)
        """
    }
}
