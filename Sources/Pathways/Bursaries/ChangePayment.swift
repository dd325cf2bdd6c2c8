package import Access
import Database
import Evidence
import Programmes
package import Services

/// What can be done to a payment after it was planned.
package enum PaymentChange: Sendable, Equatable {
    /// Another amount or day; as typed. Only what is not paid yet changes.
    case correct(amount: String, due: String)
    /// It will not be paid. Only what is not paid yet is taken out, and its amount can be planned again.
    case cancel
    /// It was marked as paid by mistake.
    case unpay

    fileprivate var word: String {
        switch self {
        case .correct: "correct"
        case .cancel: "cancel"
        case .unpay: "unpay"
        }
    }
}

extension Pathways {
    /// Corrects, cancels or takes back a payment of an award. A second press changes nothing more.
    ///
    /// - Parameter shown: The ``PlannedPayment/stamp`` of what was shown.
    /// - Throws: `Faults` at `payment-…` and `dueOn-…` with the payment's number;
    ///   ``PathwaysRefusal/aboveAmount(leftPence:)``; `AccessError`; `DatabaseError.staleVersion`.
    package func changeBursaryPayment(
        _ payment: ID<PlannedPayment>,
        _ change: PaymentChange,
        of id: ID<BursaryApplication>,
        shown: String? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.application(id).orNotFound()
            try actor.require(.keepBursaries, on: .of(found.hub.id))
            let book = PaymentBook(
                payments: "bursary_payment",
                key: "application_id",
                owner: "bursary_application",
                limit: "awarded_pence",
                id: id.rawValue
            )
            try transaction.requireAsShown(payment, shown, in: book.payments)
            guard try transaction.change(payment, change, in: book) else { return }
            try transaction.audit(
                act,
                "bursary.change-payment",
                of: payment,
                in: found.hub.id,
                ["change": .word(change.word)]
            )
        }
    }

    /// The same for a payment of an uplift, whose day stays within its time.
    package func changeUpliftPayment(
        _ payment: ID<PlannedPayment>,
        _ change: PaymentChange,
        in id: ID<Placement>,
        shown: String? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.placement(id, keptBy: actor)
            let uplift = try transaction.uplift(of: id).orNotFound()
            let book = PaymentBook(
                payments: "uplift_payment",
                key: "uplift_id",
                owner: "salary_uplift",
                limit: "amount_pence",
                id: uplift.id.rawValue,
                days: uplift.paymentDays
            )
            try transaction.requireAsShown(payment, shown, in: book.payments)
            guard try transaction.change(payment, change, in: book) else { return }
            try transaction.audit(
                act,
                "uplift.change-payment",
                of: payment,
                in: found.hub.id,
                ["change": .word(change.word)]
            )
        }
    }
}

extension Uplift {
    /// When its payments can be due.
    var paymentDays: ClosedRange<LocalDate> { Self.paymentDays(from: startsOn, until: endsOn) }

    /// In the time of an uplift, or the month after.
    static func paymentDays(from start: LocalDate, until end: LocalDate) -> ClosedRange<LocalDate> {
        start...end.adding(days: 31)
    }
}

/// Where payments are planned against an amount: the owner's `planned_pence` is what they add up to.
private struct PaymentBook: Sendable {
    let payments: SQL
    let key: SQL
    let owner: SQL
    let limit: SQL
    let id: Int64
    var days: ClosedRange<LocalDate>?
}

extension Transaction {
    /// Refuses what is done to a payment that was corrected meanwhile. One that is gone is for the caller.
    func requireAsShown(_ id: ID<PlannedPayment>, _ shown: String?, in payments: SQL) throws {
        let known: PlannedPayment? = try first("SELECT * FROM \(payments) WHERE id = \(id)")
        guard let shown, let known, known.stamp != shown else { return }
        throw DatabaseError.staleVersion
    }

    /// - Returns: Whether anything changed.
    fileprivate func change(_ id: ID<PlannedPayment>, _ change: PaymentChange, in book: PaymentBook) throws
        -> Bool
    {
        let known: PlannedPayment? = try first(
            "SELECT * FROM \(book.payments) WHERE id = \(id) AND \(book.key) = \(book.id)"
        )
        switch change {
        case .unpay:
            let payment = try known.orNotFound()
            guard payment.paidOn != nil else { return false }
            try execute("UPDATE \(book.payments) SET paid_on = NULL WHERE id = \(id)")
        case .cancel:
            // Cancelled before: pressed again it is gone, which is what was wanted.
            guard let known else { return false }
            guard known.paidOn == nil else { throw PathwaysRefusal.wrongStep }
            try execute("DELETE FROM \(book.payments) WHERE id = \(id)")
            try execute(
                "UPDATE \(book.owner) SET planned_pence = planned_pence - \(known.amount) WHERE id = \(book.id)"
            )
        case .correct(let amount, let due):
            let payment = try known.orNotFound()
            guard payment.paidOn == nil else { throw PathwaysRefusal.wrongStep }
            var reader = FieldReader()
            let pence = reader.amount(amount, "payment-\(id)", named: "the payment")
            let day = reader.date(due, "dueOn-\(id)", named: "when it is due")
            if let day, let days = book.days, !days.contains(day) {
                reader.report("dueOn-\(id)", "Enter a day within the uplift’s time, or the month after")
            }
            try reader.finish()
            guard let pence, let day, pence != payment.amount || day != payment.dueOn else { return false }
            let more = pence.rawValue - payment.amount.rawValue
            let fits = try execute(
                """
                UPDATE \(book.owner) SET planned_pence = planned_pence + \(more)
                WHERE id = \(book.id) AND planned_pence + \(more) <= \(book.limit)
                """
            )
            guard fits == 1 else {
                let left = try count(
                    "SELECT \(book.limit) - planned_pence FROM \(book.owner) WHERE id = \(book.id)"
                )
                throw PathwaysRefusal.aboveAmount(leftPence: left + payment.amount.rawValue)
            }
            try execute("UPDATE \(book.payments) SET pence = \(pence), due_on = \(day) WHERE id = \(id)")
        }
        return true
    }
}
