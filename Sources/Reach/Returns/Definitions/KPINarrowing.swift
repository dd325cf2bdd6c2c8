import Database
package import Directory
package import Evidence
package import Programmes
package import Services

/// Which rows of a measure count: all, unless something is chosen.
package struct KPINarrowing: Sendable, Hashable {
    /// Offers on this strand.
    package var strand: ID<Strand>?
    package var offerKind: OfferKind?
    /// Schools of this phase.
    package var phase: Phase?
    /// Schools in the two fifths of greatest need.
    package var isOnlyGreatNeed: Bool

    package enum Part: String, CaseIterable, Sendable {
        case strand
        case offerKind = "kind"
        case phase
        case greatNeed = "great-need"
    }

    package init(
        strand: ID<Strand>? = nil,
        offerKind: OfferKind? = nil,
        phase: Phase? = nil,
        isOnlyGreatNeed: Bool = false
    ) {
        self.strand = strand
        self.offerKind = offerKind
        self.phase = phase
        self.isOnlyGreatNeed = isOnlyGreatNeed
    }

    /// The ways in which something is chosen.
    package var parts: Set<Part> {
        Set(
            Part.allCases.filter { part in
                switch part {
                case .strand: strand != nil
                case .offerKind: offerKind != nil
                case .phase: phase != nil
                case .greatNeed: isOnlyGreatNeed
                }
            }
        )
    }

    /// In a few words for an address: the same for the same choice.
    var words: [String] {
        [
            strand.map { "strand-\($0)" }, offerKind.map { "kind-\($0.rawValue)" },
            phase.map { "phase-\($0.rawValue)" }, isOnlyGreatNeed ? Part.greatNeed.rawValue : nil,
        ].compactMap(\.self)
    }
}

extension KPINarrowing {
    /// Over `offer`.
    var offerCondition: SQL {
        var conditions: [SQL] = ["1 = 1"]
        if let strand {
            conditions.append("offer.id IN (SELECT offer_id FROM offer_strand WHERE strand_id = \(strand))")
        }
        if let offerKind { conditions.append("offer.kind = \(offerKind)") }
        return .joined(conditions, by: " AND ")
    }

    /// Over `school_need AS n`.
    var needCondition: SQL {
        var conditions: [SQL] = ["1 = 1"]
        if let phase { conditions.append("n.phase = \(phase)") }
        if isOnlyGreatNeed { conditions.append(GreatNeed.condition) }
        return .joined(conditions, by: " AND ")
    }

    /// Over a column that holds a school's organisation: a school that has since become another is its lineage's.
    func schoolCondition(_ organisation: SQL) -> SQL {
        guard phase != nil || isOnlyGreatNeed else { return "1 = 1" }
        return """
            \(organisation) IN (
                SELECT e.organisation_id FROM establishment AS e JOIN lineage_member AS m ON m.urn = e.urn
                JOIN school_need AS n ON n.lineage_id = m.lineage_id WHERE \(needCondition))
            """
    }
}
