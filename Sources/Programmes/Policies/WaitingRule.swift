import Access
import Database
import Directory
import Services

/// Whom freed places are kept for first. Everyone who waits can see it.
package enum WaitingRule: String, CaseIterable, Sendable, SQLStorable {
    /// In the order of joining.
    case joined
    /// Schools with 30 % or more of their pupils eligible for free school meals first.
    case need
    /// Schools that hold no place in this run first.
    case newSchools = "new-schools"

    package var name: String {
        switch self {
        case .joined: "In the order of joining"
        case .need:
            "Schools with 30% or more pupils eligible for free school meals first, then in the order of joining"
        case .newSchools: "Schools that have no place in this yet first, then in the order of joining"
        }
    }
}

extension Transaction {
    /// Those who wait, in the order in which free places are kept for them.
    func waitingInTurn(for run: Run) throws -> [WaitingEntry] {
        let waiting = try waitingList(of: run.id).filter { $0.state == .waiting }
        let schools = Set(waiting.map(\.organisation.id))
        let first: Set<ID<Organisation>>
        switch run.waitingRule {
        case .joined: return waiting
        case .newSchools:
            let holding: [ID<Organisation>] = try column(
                """
                SELECT DISTINCT booking.organisation_id FROM booking
                JOIN place ON place.booking_id = booking.id AND place.state = 'held'
                WHERE booking.run_id = \(run.id)
                """
            )
            first = schools.subtracting(holding)
        case .need: first = try schoolsInNeed(among: schools)
        }
        return waiting.filter { first.contains($0.organisation.id) }
            + waiting.filter { !first.contains($0.organisation.id) }
    }

    /// The schools whose latest known share of pupils eligible for free school meals is 30 % or more, which may be that of
    /// the school that one was before.
    func schoolsInNeed(among schools: Set<ID<Organisation>>) throws -> Set<ID<Organisation>> {
        let found: [ID<Organisation>] = try column(
            """
            SELECT establishment.organisation_id FROM establishment
            JOIN lineage_member own ON own.urn = establishment.urn
            JOIN lineage_member kin ON kin.lineage_id = own.lineage_id
            JOIN characteristic ON characteristic.urn = kin.urn
            WHERE establishment.organisation_id IN (\(SQL.list(schools.sorted())))
                AND characteristic.measure = 'fsm-percentage' AND characteristic.value >= 30
                AND NOT EXISTS (SELECT 1 FROM lineage_member latest
                    JOIN characteristic later ON later.urn = latest.urn
                    WHERE latest.lineage_id = own.lineage_id AND later.measure = characteristic.measure
                        AND later.value IS NOT NULL AND later.academic_year > characteristic.academic_year)
            """
        )
        return Set(found)
    }
}
