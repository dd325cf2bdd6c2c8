import Access
import Database
import Directory
import Evidence
import Services

extension Transaction {
    /// What a booking costs on a day, and the code that was typed for it, whether or not the code takes anything off.
    func quote(_ draft: BookingDraft, for colleagues: [NamedColleague], of offer: Offer, on day: LocalDate)
        throws
        -> (quote: Quote, code: DiscountCode?)
    {
        let code = try discountCode(typed: draft.discountCode, for: offer, on: day)
        let quote = try quote(
            colleagues.count,
            of: offer,
            draft.run,
            to: draft.organisation,
            code: code,
            on: day
        )
        return (quote, code)
    }

    /// What some places in a run cost a school on a day.
    func quote(
        _ places: Int,
        of offer: Offer,
        _ run: ID<Run>,
        to school: ID<Organisation>,
        code: DiscountCode? = nil,
        on day: LocalDate
    ) throws -> Quote {
        var buyer = Buyer()
        if offer.facts.price > .zero {
            if offer.facts.memberPrice != nil {
                buyer.memberOf = try membership(of: school, in: offer, on: day)
            }
            if let funding = offer.funding, funding.left > 0,
                let reason = try eligibility(of: school, under: funding.rules)
            {
                buyer.fundedLeft = funding.left
                buyer.fundedReason = reason
            }
            if offer.facts.basis == .school {
                buyer.hasPaidForSchool = try hasPaidForSchool(school, in: run)
            }
        }
        return Quote(places: places, of: offer.facts, for: buyer, code: code)
    }

    /// Whether a place that a school holds in a run carries the school's price.
    func hasPaidForSchool(_ school: ID<Organisation>, in run: ID<Run>) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM place JOIN booking ON booking.id = place.booking_id
            WHERE place.run_id = \(run) AND place.state = 'held' AND place.price_basis = 'school'
                AND booking.organisation_id = \(school)
            """
        )
    }

    /// The hub of an offer whose alliance the school or its trust belongs to on a day.
    private func membership(of school: ID<Organisation>, in offer: Offer, on day: LocalDate) throws -> String?
    {
        let hubs = offer.hubs.map(\.organisation.id)
        let trusts: [ID<Organisation>] = try column(
            """
            SELECT school_group.organisation_id FROM establishment
            JOIN group_member ON group_member.urn = establishment.urn AND group_member.left_on IS NULL
            JOIN school_group ON school_group.uid = group_member.group_uid
            WHERE establishment.organisation_id = \(school)
            """
        )
        let members = Set(trusts + [school]).sorted()
        let ties: [ID<Organisation>] = try column(
            """
            SELECT CASE WHEN from_id IN (\(SQL.list(hubs))) THEN from_id ELSE to_id END FROM partnership
            WHERE kind = 'alliance-member' AND state = 'active' AND (started_on IS NULL OR started_on <= \(day))
                AND ((from_id IN (\(SQL.list(hubs))) AND to_id IN (\(SQL.list(members))))
                    OR (to_id IN (\(SQL.list(hubs))) AND from_id IN (\(SQL.list(members)))))
            """
        )
        return offer.hubs.first { ties.contains($0.organisation.id) }?.organisation.name
    }

    /// Why a school can have a funded place: the first rule that holds, in words; `nil` when none does.
    func eligibility(of school: ID<Organisation>, under rules: [FundingRule]) throws -> String? {
        for rule in rules {
            switch rule {
            case .area(let area, let name):
                let isInside = try exists(
                    """
                    SELECT 1 FROM establishment e
                    WHERE e.organisation_id = \(school) AND \(Directory.isInArea(area))
                    """
                )
                if isInside { return "the school is in \(name)" }
            case .share(let measure, let least):
                // Of the school that it was before as well: an academy has no figures of its own for its first years.
                let latest = try rows(
                    """
                    SELECT characteristic.value, characteristic.academic_year FROM establishment
                    JOIN lineage_member own ON own.urn = establishment.urn
                    JOIN lineage_member kin ON kin.lineage_id = own.lineage_id
                    JOIN characteristic ON characteristic.urn = kin.urn
                    WHERE establishment.organisation_id = \(school) AND characteristic.measure = \(measure)
                        AND characteristic.value IS NOT NULL
                    ORDER BY characteristic.academic_year DESC, characteristic.urn DESC LIMIT 1
                    """
                ).first
                guard let latest else { continue }
                let share: Double = try latest.get(0)
                guard share >= Double(least) else { continue }
                let year = AcademicYear(startYear: try latest.get(1))
                // Rounded down, so that it never says more than the figure.
                return "\(Int(share))% of pupils \(measure.words) (\(year))"
            }
        }
        return nil
    }
}
