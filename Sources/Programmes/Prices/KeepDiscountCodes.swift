package import Access
package import Database
import Directory
import Evidence
import Foundation
package import Services

/// A new discount code's form, as typed.
package struct DiscountCodeDraft: Sendable, Equatable {
    package var code = ""
    /// Either this or ``amount``.
    package var percentage = ""
    package var amount = ""
    /// `nil` for every offer that the hub leads.
    package var offer: ID<Offer>?
    package var lastDay = ""
    package var mostUses = ""

    package init() {}

    struct Checked {
        let code: String
        let discount: Discount
        let lastDay: LocalDate?
        let mostUses: Int?
    }

    func checked(today: LocalDate) throws(Faults) -> Checked {
        var reader = FieldReader()
        let code = DiscountCode.normal(self.code)
        let isPlain = code.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || $0 == 45 }
        if !(3...30).contains(code.count) || !isPlain {
            reader.report("code", "Enter a code of 3 to 30 letters, digits and hyphens, such as SPRING-27")
        }
        let share = reader.wholeNumber(
            percentage.trimmed.replacing("%", with: ""),
            "percentage",
            named: "the percentage",
            in: 1...100
        )
        var pence: Pence?
        if !amount.trimmed.isEmpty {
            pence = Pence(typed: amount)
            if pence.map({ (Pence(1)...Pence(10_000_000)).contains($0) }) != true {
                reader.report("amount", "Enter the amount in pounds, such as 20 or 12.50")
            }
        }
        switch (percentage.trimmed.isEmpty, amount.trimmed.isEmpty) {
        case (true, true): reader.report("percentage", "Enter a percentage or an amount")
        case (false, false): reader.report("amount", "Enter a percentage or an amount, not both")
        default: break
        }
        var day: LocalDate?
        if !lastDay.trimmed.isEmpty {
            day = TypedDate.parse(lastDay)
            if day == nil { reader.report("lastDay", "Enter the last day, such as 14/03/2027") }
            if let day, day < today { reader.report("lastDay", "The last day must not be over") }
        }
        let uses = reader.wholeNumber(mostUses, "mostUses", named: "how often", in: 1...100_000)
        try reader.finish()
        return Checked(
            code: code,
            discount: pence.map(Discount.amount) ?? .percentage(share ?? 1),
            lastDay: day,
            mostUses: uses
        )
    }
}

extension Programmes {
    /// A hub's codes, the newest first.
    package func discountCodes(of hub: ID<Organisation>, by actor: Actor) async throws -> [DiscountCode] {
        try actor.require(.editOffer, on: .of(hub))
        return try await database.read {
            try $0.all(
                """
                \(DiscountCode.selection) WHERE discount_code.hub_id = \(hub)
                ORDER BY discount_code.created_at DESC, discount_code.id DESC LIMIT 500
                """
            )
        }
    }

    /// Makes a code for the offers that a hub leads, or for one of them.
    ///
    /// - Throws: `Faults`.
    package func addDiscountCode(
        _ draft: DiscountCodeDraft,
        of hub: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey
    ) async throws -> ID<DiscountCode> {
        try actor.require(.editOffer, on: .of(hub))
        let checked = try draft.checked(today: services.today())
        let act = services.act(by: actor)
        let id = services.newID(DiscountCode.self)
        let (percentage, amount): (Int?, Pence?) =
            switch checked.discount {
            case .percentage(let share): (share, nil)
            case .amount(let pence): (nil, pence)
            }
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "hub.add-discount-code") {
                try transaction.requireHub(hub)
                if let offer = draft.offer {
                    let isLed = try transaction.exists(
                        "SELECT 1 FROM offer_hub WHERE offer_id = \(offer) AND hub_id = \(hub) AND is_lead = 1"
                    )
                    guard isLed else { throw Faults([Fault("offer", "Choose an offer from the list")]) }
                }
                let isTaken = try transaction.exists(
                    "SELECT 1 FROM discount_code WHERE hub_id = \(hub) AND code = \(checked.code)"
                )
                guard !isTaken else {
                    throw Faults([Fault("code", "The code \(checked.code) was used before. Choose another")])
                }
                try transaction.execute(
                    """
                    INSERT INTO discount_code
                        (id, hub_id, offer_id, code, percentage, amount_pence, last_day, most_uses, created_at)
                    VALUES (\(id), \(hub), \(draft.offer), \(checked.code), \(percentage), \(amount),
                        \(checked.lastDay), \(checked.mostUses), \(act.at))
                    """
                )
                try transaction.audit(act, .addDiscountCode, of: id, in: hub)
                return id.description
            }
        }
        return try ID<DiscountCode>(text).orNotFound()
    }

    /// Ends a code. Bookings made with it keep their price; ending twice is ending once.
    package func withdrawDiscountCode(_ id: ID<DiscountCode>, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let code: DiscountCode = try transaction.first(
                "\(DiscountCode.selection) WHERE discount_code.id = \(id)"
            ).orNotFound()
            try actor.require(.editOffer, on: .of(code.hub))
            guard code.withdrawnAt == nil else { return }
            try transaction.execute("UPDATE discount_code SET withdrawn_at = \(act.at) WHERE id = \(id)")
            try transaction.audit(act, .withdrawDiscountCode, of: id, in: code.hub)
        }
    }
}
