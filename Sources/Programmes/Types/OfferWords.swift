import Database
import Services

/// Whose pupils an offer is about.
package enum OfferPhase: Int, CaseIterable, Sendable {
    case earlyYears = 1
    case primary = 2
    case secondary = 4
    case post16 = 8

    /// The word in addresses.
    package var slug: String {
        switch self {
        case .earlyYears: "early-years"
        case .primary: "primary"
        case .secondary: "secondary"
        case .post16: "post-16"
        }
    }

    package var name: String {
        switch self {
        case .earlyYears: "Early years"
        case .primary: "Primary"
        case .secondary: "Secondary"
        case .post16: "Post-16"
        }
    }

    package init?(slug: String) {
        guard let phase = OfferPhase.allCases.first(where: { $0.slug == slug }) else { return nil }
        self = phase
    }
}

/// A set of phases as it is stored: the sum of their raw values.
extension Set<OfferPhase> {
    package var mask: Int { reduce(0) { $0 | $1.rawValue } }

    init(mask: Int) {
        self = Set(OfferPhase.allCases.filter { mask & $0.rawValue != 0 })
    }

    /// In plain words: `Primary and secondary`, `All phases`.
    package var name: String {
        if count == OfferPhase.allCases.count { return "All phases" }
        let names = OfferPhase.allCases.filter(contains).map(\.name)
        return InWords.list(Array(names.prefix(1)) + names.dropFirst().map { $0.lowercased() })
    }
}

package enum OfferMode: String, CaseIterable, Sendable, SQLStorable {
    case inPerson = "in-person"
    case online
    /// Some sessions in a room, some online.
    case blended

    package var name: String {
        switch self {
        case .inPerson: "In person"
        case .online: "Online"
        case .blended: "In person and online"
        }
    }
}

/// Where an offer stands: draft → co-hosts agree → published → closed → archived.
package enum OfferState: String, CaseIterable, Sendable, SQLStorable {
    case draft
    /// The co-hosts have been asked; each agrees or declines.
    case agreeing
    case published
    /// Still public, no longer bookable.
    case closed
    /// Kept for the hubs and for those who booked.
    case archived

    package var name: String {
        switch self {
        case .draft: "Draft"
        case .agreeing: "Waiting for co-hosts"
        case .published: "Published"
        case .closed: "Closed to booking"
        case .archived: "Archived"
        }
    }

    /// Whether anyone may read it.
    package var isPublic: Bool { self == .published || self == .closed }
}

/// Price of a place before VAT, in the steps that people choose by.
package enum CostBand: String, CaseIterable, Sendable, SQLStorable {
    case free
    case upTo100 = "up-to-100"
    case upTo250 = "100-to-250"
    case over250 = "over-250"

    package var name: String {
        switch self {
        case .free: "Free"
        case .upTo100: "Up to £100"
        case .upTo250: "Over £100, up to £250"
        case .over250: "Over £250"
        }
    }

    /// The band of `offer.price_pence`.
    static let expression: SQL = """
        CASE WHEN price_pence = 0 THEN 'free' WHEN price_pence <= 10000 THEN 'up-to-100'
            WHEN price_pence <= 25000 THEN '100-to-250' ELSE 'over-250' END
        """
}
