package import Access
package import Database
import Evidence
package import Foundation
package import Services

/// What a discount code takes off.
package enum Discount: Hashable, Sendable {
    /// Of each place's price, 1 to 100.
    case percentage(Int)
    /// Of the whole booking, before VAT.
    case amount(Pence)

    var amount: Pence? { if case .amount(let pence) = self { pence } else { nil } }

    /// What it takes off a price: half a penny up, never more than the price.
    ///
    /// - Parameter left: What is left of an amount for the other places.
    func off(_ price: Pence, left: inout Pence) -> Pence {
        switch self {
        case .percentage(let share): return min(price, Pence((price.rawValue * share + 50) / 100))
        case .amount:
            let off = min(price, left)
            left = Pence(left.rawValue - off.rawValue)
            return off
        }
    }

    /// What stands beside a price that it made lower: `20% off`, `£15.00 off`.
    func words(_ off: Pence) -> String {
        switch self {
        case .percentage(let share): "\(share)% off"
        case .amount: "\(off) off"
        }
    }

    package var name: String {
        switch self {
        case .percentage(let share): "\(share)% off each place"
        case .amount(let pence): "\(pence) off a booking, before VAT"
        }
    }
}

/// A word that makes a booking cheaper, for the offers that a hub leads or for one of them.
package struct DiscountCode: Sendable, Equatable, RowReadable {
    package let id: ID<DiscountCode>
    package let hub: ID<Organisation>
    /// `nil` for every offer that the hub leads.
    package let offer: ID<Offer>?
    package let offerTitle: String?
    /// In capital letters.
    package let code: String
    package let discount: Discount
    package let lastDay: LocalDate?
    /// How many bookings may use it; `nil` without bound.
    package let mostUses: Int?
    /// How many did. A booking that is cancelled later has used it all the same.
    package let uses: Int
    package let withdrawnAt: Date?

    package init(
        id: ID<DiscountCode>,
        hub: ID<Organisation>,
        offer: ID<Offer>? = nil,
        offerTitle: String? = nil,
        code: String,
        discount: Discount,
        lastDay: LocalDate? = nil,
        mostUses: Int? = nil,
        uses: Int = 0,
        withdrawnAt: Date? = nil
    ) {
        self.id = id
        self.hub = hub
        self.offer = offer
        self.offerTitle = offerTitle
        self.code = code
        self.discount = discount
        self.lastDay = lastDay
        self.mostUses = mostUses
        self.uses = uses
        self.withdrawnAt = withdrawnAt
    }

    package var isSpent: Bool { mostUses.map { uses >= $0 } ?? false }

    /// Why it cannot be used on a day, in words that say what to do; `nil` when it can.
    package func problem(on day: LocalDate) -> String? {
        if withdrawnAt != nil {
            return "The discount code \(code) was withdrawn. Take it out to book without it"
        }
        if let lastDay, day > lastDay {
            return
                "The discount code \(code) could be used until \(lastDay.spelled). Take it out to book without it"
        }
        return isSpent ? Self.spentWords(code) : nil
    }

    static func spentWords(_ code: String) -> String {
        "The discount code \(code) has been used as often as it may be. Take it out to book without it"
    }

    /// A code as it is compared: without blanks, in capital letters.
    static func normal(_ typed: String) -> String { typed.filter { !$0.isWhitespace }.uppercased() }

    static let selection: SQL = """
        SELECT discount_code.id, discount_code.hub_id, discount_code.offer_id, offer.title AS offer_title,
            discount_code.code, discount_code.percentage, discount_code.amount_pence, discount_code.last_day,
            discount_code.most_uses, discount_code.uses, discount_code.withdrawn_at
        FROM discount_code LEFT JOIN offer ON offer.id = discount_code.offer_id
        """

    package init(row: Row) throws {
        let percentage: Int? = try row.get("percentage")
        self.init(
            id: try row.get("id"),
            hub: try row.get("hub_id"),
            offer: try row.get("offer_id"),
            offerTitle: try row.get("offer_title"),
            code: try row.get("code"),
            discount: try percentage.map(Discount.percentage) ?? .amount(row.get("amount_pence")),
            lastDay: try row.get("last_day"),
            mostUses: try row.get("most_uses"),
            uses: try row.get("uses"),
            withdrawnAt: try row.get("withdrawn_at")
        )
    }
}

extension Transaction {
    /// The code that someone typed for an offer; `nil` when nothing was typed.
    ///
    /// - Throws: `Faults` (field `discountCode`) for a wrong, withdrawn, spent or expired one.
    func discountCode(typed: String, for offer: Offer, on day: LocalDate) throws -> DiscountCode? {
        let word = DiscountCode.normal(typed)
        guard !word.isEmpty, let hub = offer.lead?.organisation.id else { return nil }
        let found: DiscountCode? = try first(
            """
            \(DiscountCode.selection)
            WHERE discount_code.hub_id = \(hub) AND discount_code.code = \(word)
                AND (discount_code.offer_id IS NULL OR discount_code.offer_id = \(offer.id))
            """
        )
        guard let found else {
            throw Faults([
                Fault(
                    "discountCode",
                    "There is no discount code \(word.prefix(30)) for this. Check how it is written, or take it out to book without it"
                )
            ])
        }
        if let problem = found.problem(on: day) { throw Faults([Fault("discountCode", problem)]) }
        return found
    }

    /// Counts a use of a code, guarded: the statement changes nothing when it has been used as often as it may.
    func use(_ code: DiscountCode) throws {
        let changed = try execute(
            """
            UPDATE discount_code SET uses = uses + 1
            WHERE id = \(code.id) AND withdrawn_at IS NULL AND (most_uses IS NULL OR uses < most_uses)
            """
        )
        guard changed == 1 else {
            throw Faults([Fault("discountCode", DiscountCode.spentWords(code.code))])
        }
    }
}
