import Database

/// What an offer's price is for.
package enum PriceBasis: String, CaseIterable, Sendable, SQLStorable {
    /// Each place.
    case place
    /// A school, once for each run, however many come.
    case school
}

/// What stands behind the price of one place.
package enum PlaceBasis: String, Sendable, SQLStorable {
    case place
    /// It carries the price of its school; the school's other places in the run are ``included``.
    case school, included
    /// Somebody else pays for it.
    case funded
}

/// What one place costs before VAT, and why, in words for whoever pays.
package struct PlacePrice: Hashable, Sendable {
    package var price: Pence
    package let basis: PlaceBasis
    /// Empty where it is simply the price of a place.
    package var reason: String

    package init(price: Pence, basis: PlaceBasis, reason: String = "") {
        self.price = price
        self.basis = basis
        self.reason = reason
    }

    /// Of a place whose school pays with another one.
    static let included = PlacePrice(
        price: .zero,
        basis: .included,
        reason: "included in the school’s price"
    )
}

/// What prices depend on at a school when it books.
package struct Buyer: Sendable, Equatable {
    /// The hub whose member the school is; `nil` for schools that are no members.
    package var memberOf: String?
    /// How many funded places it can have; 0 when it is not eligible.
    package var fundedLeft = 0
    /// Why it is eligible: `41% of pupils attract pupil premium (2025/26)`.
    package var fundedReason = ""
    /// Whether a place that it holds in the run carries the school's price already.
    package var hasPaidForSchool = false

    package init() {}
}

/// What some places cost a school: the one computation of every price, shown before booking and kept with the
/// places when they are booked.
///
/// 1. Funded places come first, as many as are left: they cost nothing.
/// 2. The others cost the member price or the price; for a school's price the first carries it and the rest are
///    included.
/// 3. A discount code takes a percentage off each price, or an amount off the whole, from the first place on until
///    it is used up. No price falls below nothing.
package struct Quote: Sendable, Equatable {
    package let places: [PlacePrice]
    package let rateBasisPoints: Int
    /// Whether the code takes anything off: one that does not is not used up.
    package let usesCode: Bool

    package init(places count: Int, of facts: OfferFacts, for buyer: Buyer, code: DiscountCode? = nil) {
        precondition(count >= 0)
        let undiscounted = Self.undiscounted(count, of: facts, for: buyer)
        rateBasisPoints = facts.vat.rateBasisPoints
        guard let code else {
            places = undiscounted
            usesCode = false
            return
        }
        var left = code.discount.amount ?? .zero
        var usesCode = false
        places = undiscounted.map { place in
            let off = code.discount.off(place.price, left: &left)
            guard off > .zero else { return place }
            usesCode = true
            let reason = "code \(code.code): \(code.discount.words(off))"
            return PlacePrice(
                price: Pence(place.price.rawValue - off.rawValue),
                basis: place.basis,
                reason: place.reason.isEmpty ? reason : "\(place.reason); \(reason)"
            )
        }
        self.usesCode = usesCode
    }

    private static func undiscounted(_ count: Int, of facts: OfferFacts, for buyer: Buyer) -> [PlacePrice] {
        guard facts.price > .zero else {
            return Array(repeating: PlacePrice(price: .zero, basis: .place), count: count)
        }
        let funded = min(count, max(0, buyer.fundedLeft))
        let free = PlacePrice(price: .zero, basis: .funded, reason: "funded: \(buyer.fundedReason)")
        var price = facts.price
        var reasons: [String] = []
        if let member = facts.memberPrice, let hub = buyer.memberOf {
            price = min(price, member)
            reasons.append("member price: alliance member of \(hub)")
        }
        var paid: [PlacePrice]
        switch facts.basis {
        case .place:
            let each = PlacePrice(price: price, basis: .place, reason: reasons.joined(separator: "; "))
            paid = Array(repeating: each, count: count - funded)
        case .school:
            paid = Array(repeating: .included, count: count - funded)
            if !buyer.hasPaidForSchool, !paid.isEmpty {
                reasons.insert("one price for the school, however many come", at: 0)
                paid[0] = PlacePrice(price: price, basis: .school, reason: reasons.joined(separator: "; "))
            }
        }
        return Array(repeating: free, count: funded) + paid
    }

    package var fundedCount: Int { places.count { $0.basis == .funded } }
    /// Places of one price and one reason together, in the order of the places.
    package var lines: [PriceLine] { PriceLine.gathering(places.map { ($0.price, $0.reason) }) }
    package var cost: Cost { Cost(lines, rateBasisPoints: rateBasisPoints) }
}

/// Places of a booking that cost the same for the same reason: one line of its invoice.
package struct PriceLine: Hashable, Sendable {
    package let count: Int
    package let price: Pence
    package let reason: String

    /// Gathers prices with their reasons, in the order in which each first stands there.
    package static func gathering(_ prices: [(price: Pence, reason: String)]) -> [PriceLine] {
        struct Key: Hashable {
            let price: Pence
            let reason: String
        }
        var order: [Key] = []
        var counts: [Key: Int] = [:]
        for (price, reason) in prices {
            let key = Key(price: price, reason: reason)
            if counts[key] == nil { order.append(key) }
            counts[key, default: 0] += 1
        }
        return order.map { PriceLine(count: counts[$0] ?? 0, price: $0.price, reason: $0.reason) }
    }

    /// `2 places at £60.00 each, member price: alliance member of Fens Maths Hub`.
    package var words: String {
        let what = count == 1 ? "1 place" : "\(count) places"
        let cost = price == .zero ? "free" : count == 1 ? "at \(price)" : "at \(price) each"
        return "\(what) \(cost)" + (reason.isEmpty ? "" : ", \(reason)")
    }
}

extension Cost {
    /// The cost of an invoice with these lines: VAT is worked out for each and rounded.
    package init(_ lines: [PriceLine], rateBasisPoints: Int) {
        self = lines.reduce(.nothing) {
            $0 + Cost(places: $1.count, at: $1.price, rateBasisPoints: rateBasisPoints)
        }
    }
}
