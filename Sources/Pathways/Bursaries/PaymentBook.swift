import Access
import Database
import Evidence
import Programmes
import Services

/// Where payments are planned against an amount: the owner's `planned_pence` is what they add up to.
struct PaymentBook: Sendable {
    let payments: SQL
    let key: SQL
    let owner: SQL
    let limit: SQL
    let id: Int64
    var days: ClosedRange<LocalDate>?

    static func of(_ application: ID<BursaryApplication>) -> PaymentBook {
        PaymentBook(
            payments: "bursary_payment",
            key: "application_id",
            owner: "bursary_application",
            limit: "awarded_pence",
            id: application.rawValue
        )
    }

    static func of(_ uplift: Uplift) -> PaymentBook {
        PaymentBook(
            payments: "uplift_payment",
            key: "uplift_id",
            owner: "salary_uplift",
            limit: "amount_pence",
            id: uplift.id.rawValue,
            days: uplift.paymentDays
        )
    }
}

extension Transaction {
    /// A payment of the book. What is done to one that was corrected since it was shown is refused.
    private func payment(_ id: ID<PlannedPayment>, _ shown: String?, in book: PaymentBook) throws
        -> PlannedPayment?
    {
        let known: PlannedPayment? = try first(
            "SELECT * FROM \(book.payments) WHERE id = \(id) AND \(book.key) = \(book.id)"
        )
        if let shown, let known, known.stamp != shown { throw DatabaseError.staleVersion }
        return known
    }

    /// - Returns: Whether it was not paid before.
    func pay(_ id: ID<PlannedPayment>, on day: LocalDate, _ shown: String?, in book: PaymentBook) throws
        -> Bool
    {
        guard let known = try payment(id, shown, in: book), known.paidOn == nil else { return false }
        try execute("UPDATE \(book.payments) SET paid_on = \(day) WHERE id = \(id)")
        return true
    }

    /// - Returns: Whether anything changed.
    func change(
        _ id: ID<PlannedPayment>,
        _ change: PaymentChange,
        _ shown: String?,
        in book: PaymentBook
    ) throws -> Bool {
        let known = try payment(id, shown, in: book)
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
