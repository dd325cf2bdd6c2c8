package import Access
package import Database
import Evidence
package import Programmes
package import Services

/// Pay on top of the salary of somebody placed.
package struct Uplift: Sendable, Equatable, RowReadable {
    package let id: ID<Uplift>
    package let funder: String
    package let amount: Pence
    package let planned: Pence
    package let startsOn: LocalDate
    package let endsOn: LocalDate

    package init(row: Row) throws {
        id = try row.get("id")
        funder = try row.get("funder")
        amount = try row.get("amount_pence")
        planned = try row.get("planned_pence")
        startsOn = try row.get("starts_on")
        endsOn = try row.get("ends_on")
    }

    /// The whole in one word: what a form says that it was made from.
    package var stamp: String { "\(amount.rawValue)/\(startsOn)/\(endsOn)/\(funder)" }
}

/// A payment that is planned, and the day it was made.
package struct PlannedPayment: Sendable, Equatable, RowReadable {
    package let id: ID<PlannedPayment>
    package let dueOn: LocalDate
    package let amount: Pence
    package let paidOn: LocalDate?

    package init(row: Row) throws {
        id = try row.get("id")
        dueOn = try row.get("due_on")
        amount = try row.get("pence")
        paidOn = try row.get("paid_on")
    }

    package func isLate(on day: LocalDate) -> Bool { paidOn == nil && dueOn < day }

    /// What a form says that it was made from.
    package var stamp: String { "\(amount.rawValue)/\(dueOn)" }
}

/// Who pays how much, from when to when.
private struct UpliftTerms: Equatable {
    let amount: Pence
    let funder: String
    let from: LocalDate
    let until: LocalDate
}

extension FieldReader {
    /// - Returns: `nil` when something is wrong with them, which is then reported.
    fileprivate mutating func upliftTerms(_ amount: String, _ funder: String, _ start: String, _ end: String)
        -> UpliftTerms?
    {
        let pence = self.amount(amount, "amount", named: "the amount")
        let payer = required(funder, "funder", named: "who pays it", most: 200)
        let from = date(start, "upliftFrom", named: "from when")
        let until = date(end, "upliftUntil", named: "until when")
        guard let pence, let from, let until else { return nil }
        guard from <= until else {
            report("upliftUntil", "It ends after it starts")
            return nil
        }
        return UpliftTerms(amount: pence, funder: payer, from: from, until: until)
    }
}

extension Pathways {
    /// The hub writes down an uplift: who pays how much, from when to when. Payments are planned after.
    package func grantUplift(
        _ amount: String,
        funder: String,
        from start: String,
        until end: String,
        in id: ID<Placement>,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let uplift: ID<Uplift> = services.newID()
        try await database.write { transaction in
            let found = try transaction.placement(id, keptBy: actor)
            guard found.state == .agreed else { throw PathwaysRefusal.wrongStep }
            var reader = FieldReader()
            let terms = reader.upliftTerms(amount, funder, start, end)
            try reader.finish()
            guard let terms else { return }
            let isThere = try transaction.exists("SELECT 1 FROM salary_uplift WHERE placement_id = \(id)")
            guard !isThere else { throw PathwaysRefusal.wrongStep }
            try transaction.execute(
                """
                INSERT INTO salary_uplift (id, placement_id, funder, amount_pence, starts_on, ends_on)
                VALUES (\(uplift), \(id), \(terms.funder), \(terms.amount), \(terms.from), \(terms.until))
                """
            )
            try transaction.audit(
                act,
                "uplift.grant",
                of: uplift,
                in: found.hub.id,
                ["pence": .count(terms.amount.rawValue)]
            )
        }
    }

    /// Corrects an uplift that was written down wrongly: never below what is planned, and with every payment still in
    /// its time.
    ///
    /// - Parameter shown: The ``Uplift/stamp`` of what was corrected.
    /// - Throws: `Faults`; `AccessError`; `DatabaseError.staleVersion`.
    package func correctUplift(
        _ amount: String,
        funder: String,
        from start: String,
        until end: String,
        shown: String,
        in id: ID<Placement>,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.placement(id, keptBy: actor)
            let uplift = try transaction.uplift(of: id).orNotFound()
            guard uplift.stamp == shown else { throw DatabaseError.staleVersion }
            var reader = FieldReader()
            let terms = reader.upliftTerms(amount, funder, start, end)
            if let terms {
                let due: [LocalDate] = try transaction.column(
                    "SELECT due_on FROM uplift_payment WHERE uplift_id = \(uplift.id) ORDER BY due_on"
                )
                let days = Uplift.paymentDays(from: terms.from, until: terms.until)
                if terms.amount < uplift.planned {
                    reader.report(
                        "amount",
                        "\(uplift.planned) is planned already: enter at least that, or cancel a payment first"
                    )
                }
                if let outside = due.first(where: { !days.contains($0) }) {
                    reader.report(
                        "upliftUntil",
                        "A payment is due on \(outside.spelledShort): choose days that hold it, or correct it first"
                    )
                }
            }
            try reader.finish()
            guard let terms else { return }
            try transaction.execute(
                """
                UPDATE salary_uplift SET funder = \(terms.funder), amount_pence = \(terms.amount),
                    starts_on = \(terms.from), ends_on = \(terms.until)
                WHERE id = \(uplift.id)
                """
            )
            try transaction.audit(
                act,
                "uplift.correct",
                of: uplift.id,
                in: found.hub.id,
                ["pence": .count(terms.amount.rawValue)]
            )
        }
    }

    /// Plans a payment: guarded, so that the payments never add up to more than the amount.
    package func planUpliftPayment(
        _ amount: String,
        due typed: String,
        in id: ID<Placement>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let payment: ID<PlannedPayment> = services.newID()
        try await database.write { transaction in
            _ = try transaction.once(key, by: act, "uplift.plan-payment") {
                let found = try transaction.placement(id, keptBy: actor)
                let uplift = try transaction.uplift(of: id).orNotFound()
                var reader = FieldReader()
                let pence = reader.amount(amount, "payment", named: "the payment")
                let due = reader.date(typed, "dueOn", named: "when it is due")
                if let due, !uplift.paymentDays.contains(due) {
                    reader.report("dueOn", "Enter a day within the uplift’s time, or the month after")
                }
                try reader.finish()
                guard let pence, let due else { return "" }
                let changed = try transaction.execute(
                    """
                    UPDATE salary_uplift SET planned_pence = planned_pence + \(pence)
                    WHERE id = \(uplift.id) AND planned_pence + \(pence) <= amount_pence
                    """
                )
                guard changed == 1 else {
                    let now = try transaction.uplift(of: id) ?? uplift
                    throw PathwaysRefusal.aboveAmount(leftPence: now.amount.rawValue - now.planned.rawValue)
                }
                try transaction.execute(
                    """
                    INSERT INTO uplift_payment (id, uplift_id, due_on, pence)
                    VALUES (\(payment), \(uplift.id), \(due), \(pence))
                    """
                )
                try transaction.audit(
                    act,
                    "uplift.plan-payment",
                    of: payment,
                    in: found.hub.id,
                    ["pence": .count(pence.rawValue)]
                )
                return payment.description
            }
        }
    }

    /// Says that a payment was made today. Pressed twice it was made once.
    ///
    /// - Parameter shown: The ``PlannedPayment/stamp`` of what was shown: nobody pays another amount than they read.
    /// - Throws: `AccessError`; `DatabaseError.staleVersion`.
    package func payUplift(
        _ payment: ID<PlannedPayment>,
        in id: ID<Placement>,
        shown: String? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let found = try transaction.placement(id, keptBy: actor)
            guard let uplift = try transaction.uplift(of: id),
                try transaction.pay(payment, on: today, shown, in: .of(uplift))
            else { return }
            try transaction.audit(act, "uplift.pay", of: payment, in: found.hub.id)
        }
    }
}

extension Transaction {
    func uplift(of id: ID<Placement>) throws -> Uplift? {
        try first("SELECT * FROM salary_uplift WHERE placement_id = \(id)")
    }
}
