package import Access
import Database
package import Directory
import Evidence
package import Services

/// What an area's board has set out to reach in an academic year.
package enum TargetMeasure: String, CaseIterable, Sendable, SQLStorable {
    case schools
    case highNeedSchools = "high-need-schools"
    case trials

    package var name: String {
        switch self {
        case .schools: "Schools that take part"
        case .highNeedSchools: "Schools in the two fifths of greatest need that take part"
        case .trials: "Schools in a registered trial"
        }
    }
}

/// A target with where it stands.
package struct TargetLine: Sendable, Equatable {
    package let measure: TargetMeasure
    /// `nil` where none is set.
    package let goal: Int?
    package let reached: Int
    /// How many schools there are that could be.
    package let possible: Int
    /// Whether the number reached is not for the public: it is few, or few could be worked out from it.
    package let isHidden: Bool
}

extension Reach {
    /// The targets of an area for a year, and where each stands.
    ///
    /// - Parameter summary: Of the area and the year; without an area there are none.
    package func targets(beside summary: ReachSummary) async throws -> [TargetLine] {
        guard let area = summary.scope.area else { return [] }
        let year = summary.scope.year
        let goals = try await database.read { try $0.goals(of: area, year) }
        let high = summary.highNeedFifths
        return TargetMeasure.allCases.map { measure in
            let (reached, possible): (Int, Int) =
                switch measure {
                case .schools: (summary.reached, summary.schools)
                case .highNeedSchools:
                    (high.reduce(0) { $0 + $1.reached }, high.reduce(0) { $0 + $1.schools })
                case .trials: (summary.kinds.first { $0.kind == .trial }?.schools ?? 0, summary.schools)
                }
            return TargetLine(
                measure: measure,
                goal: goals[measure],
                reached: reached,
                possible: possible,
                isHidden: measure == .highNeedSchools
                    ? FewSchools.hides(reached, of: summary.reached) : FewSchools.isFew(reached)
            )
        }
    }

    /// Sets an area's targets for a year; an empty one is taken away. What somebody left as it was shown to them stays as
    /// it is now.
    ///
    /// - Parameter shown: The targets that stood beside the form.
    /// - Throws: `Faults` with the measures as fields; `DatabaseError.staleVersion` where a target that somebody changed is
    ///   not the one that they saw; `AccessError`.
    package func setTargets(
        _ typed: [TargetMeasure: String],
        shown: [TargetMeasure: Int],
        of area: ID<Area>,
        _ year: AcademicYear,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids: [TargetMeasure: ID<TargetLine>] = Dictionary(
            uniqueKeysWithValues: TargetMeasure.allCases.map { ($0, services.newID()) }
        )
        try await database.write { transaction in
            let found = try Directory.area(area, in: transaction).orNotFound()
            try actor.require(
                .setTargets,
                on: found.owner.map { Subject.of($0).known } ?? Subject.network
            )
            let current = try transaction.goals(of: area, year)
            var reader = FieldReader()
            var isStale = false
            for measure in TargetMeasure.allCases {
                let text = (typed[measure] ?? "").trimmed
                let goal = reader.wholeNumber(
                    text,
                    measure.rawValue,
                    named: measure.name.lowercased(),
                    in: 1...100_000
                )
                guard goal != shown[measure] else { continue }
                guard current[measure] == shown[measure] else {
                    isStale = true
                    continue
                }
                guard let goal, let id = ids[measure] else {
                    try transaction.execute(
                        """
                        DELETE FROM reach_target WHERE area_id = \(area)
                            AND academic_year = \(year.startYear) AND measure = \(measure)
                        """
                    )
                    continue
                }
                try transaction.execute(
                    """
                    INSERT INTO reach_target (id, area_id, academic_year, measure, goal, version)
                    VALUES (\(id), \(area), \(year.startYear), \(measure), \(goal), 1)
                    ON CONFLICT (area_id, academic_year, measure) DO UPDATE
                    SET goal = excluded.goal, version = reach_target.version + 1
                    """
                )
            }
            try reader.finish()
            guard !isStale else { throw DatabaseError.staleVersion }
            try transaction.audit(act, "reach.set-targets", of: area, in: found.owner)
            try transaction.touch([.reach])
        }
    }
}

extension Transaction {
    fileprivate func goals(of area: ID<Area>, _ year: AcademicYear) throws -> [TargetMeasure: Int] {
        var goals: [TargetMeasure: Int] = [:]
        let rows = try rows(
            """
            SELECT measure, goal FROM reach_target
            WHERE area_id = \(area) AND academic_year = \(year.startYear)
            """
        )
        for row in rows { goals[try row.get(0)] = try row.get(1) }
        return goals
    }
}
