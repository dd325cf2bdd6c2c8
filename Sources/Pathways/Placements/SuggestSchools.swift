package import Access
import Database
import Directory
import Foundation
package import Services

/// A school that would host a candidate, with what speaks for it. A person decides; nothing is scored out of
/// sight.
package struct SchoolSuggestion: Sendable, Equatable {
    package let appetite: Appetite
    package let kilometres: Double?
    package let fitsPhase: Bool
    package let namesSubject: Bool
    /// How many are placed there, or proposed to it, when the candidate is available.
    package let hosted: Int
    /// Percentage of pupils who attract pupil premium or are eligible for free school meals, the newest known.
    package let need: Double?
}

extension Pathways {
    /// Schools that are open to this kind of candidate: those that fit phase and subject first, then those that
    /// look, then the nearest.
    package func suggestions(for id: ID<Candidate>, by actor: Actor) async throws
        -> (candidate: Candidate, schools: [SchoolSuggestion], placements: [Placement])
    {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let candidate = try transaction.candidate(id).orNotFound()
            try actor.require(.keepPlacements, on: .of(candidate.hub))
            let placements: [Placement] = try transaction.all(
                "\(Placement.source) WHERE x.candidate_id = \(id) ORDER BY x.starts_on DESC, x.id"
            )
            let appetites: [Appetite] = try transaction.all(
                "\(Appetite.source) WHERE a.state IN ('looking', 'interested')"
            )
            let known = try transaction.schoolFacts(
                """
                SELECT school_id FROM placement_appetite WHERE state IN ('looking', 'interested')
                UNION SELECT near_school_id FROM placement_candidate WHERE id = \(id)
                """
            )
            let hosted = try transaction.hosted(from: candidate.availableFrom)
            let home = candidate.near.flatMap { known[$0.id] }
            let schools = appetites.filter { $0.takes(candidate.kind) }.map { appetite in
                let facts = known[appetite.school.id]
                return SchoolSuggestion(
                    appetite: appetite,
                    kilometres: facts?.place.flatMap { home?.place?.kilometres(to: $0) },
                    fitsPhase: facts?.fits(candidate.phase) ?? true,
                    namesSubject: appetite.subjects.isEmpty
                        || SearchKey.of(appetite.subjects).contains(SearchKey.of(candidate.subject)),
                    hosted: hosted[appetite.school.id] ?? 0,
                    need: facts?.need
                )
            }
            return (candidate, schools.sorted(by: SchoolSuggestion.goesBefore), placements)
        }
    }
}

extension SchoolSuggestion {
    static func goesBefore(_ left: SchoolSuggestion, _ right: SchoolSuggestion) -> Bool {
        left.rank == right.rank
            ? left.appetite.school.name < right.appetite.school.name : left.rank < right.rank
    }

    /// Smaller is better: what does not fit, what only is interested, then kilometres and, at the same
    /// distance, less need.
    private var rank: SuggestionRank {
        SuggestionRank(
            misfits: (fitsPhase ? 0 : 1) + (namesSubject ? 0 : 1),
            hesitation: appetite.state == .looking ? 0 : 1,
            distance: (kilometres ?? 9999).rounded(),
            lackOfNeed: 100 - (need ?? 0)
        )
    }
}

private struct SuggestionRank: Comparable {
    let misfits: Int
    let hesitation: Int
    let distance: Double
    let lackOfNeed: Double

    static func < (left: SuggestionRank, right: SuggestionRank) -> Bool {
        (left.misfits, left.hesitation, left.distance, left.lackOfNeed)
            < (right.misfits, right.hesitation, right.distance, right.lackOfNeed)
    }
}

/// What a suggestion needs to know of a school.
struct SchoolFacts {
    let phase: Phase
    let place: GridReference?
    let need: Double?

    func fits(_ wanted: CandidatePhase) -> Bool {
        switch phase {
        case .nursery, .primary, .middlePrimary: wanted != .secondary
        case .middleSecondary, .secondary, .sixteenPlus: wanted != .primary
        case .allThrough, .notApplicable: true
        }
    }
}

extension Transaction {
    /// How many are placed at each school, or proposed to it, on a day or later.
    fileprivate func hosted(from day: LocalDate) throws -> [ID<Organisation>: Int] {
        let rows = try rows(
            """
            SELECT school_id, count(*) AS people FROM placement
            WHERE state IN ('proposed', 'agreed') AND ends_on >= \(day) GROUP BY school_id
            """
        )
        var counts: [ID<Organisation>: Int] = [:]
        for row in rows { counts[try row.get("school_id")] = try row.get("people", as: Int.self) }
        return counts
    }

    /// - Parameter schools: A query of one column.
    fileprivate func schoolFacts(_ schools: SQL) throws -> [ID<Organisation>: SchoolFacts] {
        let rows = try rows(
            """
            SELECT e.organisation_id, e.phase, e.easting, e.northing,
                (SELECT c.value FROM characteristic c WHERE c.urn = e.urn
                    AND c.measure IN (\(Measure.premiumPercentage), \(Measure.fsmPercentage))
                    AND c.value IS NOT NULL ORDER BY c.academic_year DESC, c.measure LIMIT 1) AS need
            FROM establishment e WHERE e.organisation_id IN (\(schools))
            """
        )
        var facts: [ID<Organisation>: SchoolFacts] = [:]
        for row in rows {
            facts[try row.get("organisation_id")] = SchoolFacts(
                phase: try row.get("phase"),
                place: GridReference(try row.get("easting"), try row.get("northing")),
                need: try row.get("need")
            )
        }
        return facts
    }
}
