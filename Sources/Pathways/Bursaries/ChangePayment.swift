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
            guard try transaction.change(payment, change, shown, in: .of(id)) else { return }
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
            guard try transaction.change(payment, change, shown, in: .of(uplift)) else { return }
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
