package import Access
package import Database
import Foundation
package import Services

/// What a school has not been invoiced for yet.
package struct Unbilled: Sendable, Equatable {
    package let school: Organisation
    package let places: Int
    package let cancellations: Int
    /// Before VAT.
    package let net: Pence
}

extension Programmes {
    /// What can be invoiced for runs that start within a period, and for self-study booked in it, by school.
    package func unbilled(
        of hub: ID<Organisation>,
        from: LocalDate,
        until: LocalDate,
        by actor: Actor
    ) async throws -> [Unbilled] {
        try actor.require(.manageInvoices, on: .of(hub))
        return try await database.read { transaction in
            let items = try transaction.billableItems(of: hub, from: from, until: until, schools: nil)
            let bySchool = Dictionary(grouping: items, by: \.school)
            return bySchool.map { school, items in
                Unbilled(
                    school: school,
                    places: items.count { $0.item == .place },
                    cancellations: items.count { $0.item == .cancellation },
                    net: items.reduce(.zero) { $0 + $1.price }
                )
            }
            .sorted { ($0.school.name, $0.school.id) < ($1.school.name, $1.school.id) }
        }
    }

    /// Drafts one invoice for each of some schools: everything of the hub's runs that start within the period, and of
    /// self-study booked in it, that is on no invoice yet.
    ///
    /// - Parameter schools: `nil` for all.
    /// - Returns: How many drafts were made.
    /// - Throws: ``InvoiceRefusal/noBilling``, ``InvoiceRefusal/nothing``.
    package func draftInvoices(
        of hub: ID<Organisation>,
        from: LocalDate,
        until: LocalDate,
        schools: Set<ID<Organisation>>? = nil,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> Int {
        try actor.require(.manageInvoices, on: .of(hub))
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let text = try await database.write(exclusively: Self.invoiceQueue(hub)) { transaction in
            try transaction.once(key, by: act, "invoice.draft") {
                var ids = ids
                guard let billing = try transaction.billing(of: hub) else { throw InvoiceRefusal.noBilling }
                let items = try transaction.billableItems(of: hub, from: from, until: until, schools: schools)
                guard !items.isEmpty else { throw InvoiceRefusal.nothing }
                let bySchool = Dictionary(grouping: items, by: \.school)
                let ordered = bySchool.sorted { ($0.key.name, $0.key.id) < ($1.key.name, $1.key.id) }
                for (line, (school, items)) in ordered.enumerated() {
                    let id = ids.next(Invoice.self)
                    try transaction.insertDraft(
                        id,
                        of: hub,
                        to: school,
                        items,
                        billing,
                        from: from,
                        until: until,
                        act,
                        &ids
                    )
                    try transaction.audit(
                        act,
                        .draftInvoice,
                        of: id,
                        in: hub,
                        ["items": .count(items.count)],
                        line: line
                    )
                }
                return "\(ordered.count)"
            }
        }
        return Int(text) ?? 0
    }

    /// Takes a draft back; what stood on it can be invoiced again.
    package func withdrawInvoice(_ id: ID<Invoice>, version: Int, by actor: Actor) async throws {
        try await changeInvoice(id, by: actor) { transaction, invoice, act, _ in
            guard invoice.state == .draft else { throw InvoiceRefusal.wrongState(invoice.state) }
            try transaction.update(
                """
                UPDATE invoice SET state = 'withdrawn', version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.execute(
                """
                UPDATE invoiced_item SET released_at = \(act.at)
                WHERE released_at IS NULL AND line_id IN (SELECT id FROM invoice_line WHERE invoice_id = \(id))
                """
            )
            try transaction.audit(act, .withdrawInvoice, of: id, in: invoice.hub.id)
        }
    }

    /// Changes an invoice, for those who manage the hub's; one at a time for each hub.
    func changeInvoice(
        _ id: ID<Invoice>,
        by actor: Actor,
        _ body: @escaping @Sendable (any Transaction, Invoice, Act, inout IDSequence) throws -> Void
    ) async throws {
        try actor.signedInOrSystem()
        let hub: ID<Organisation> = try await database.read {
            try $0.value("SELECT hub_id FROM invoice WHERE id = \(id)").orNotFound()
        }
        try actor.require(.manageInvoices, on: .of(hub))
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        try await database.write(exclusively: Self.invoiceQueue(hub)) { transaction in
            var ids = ids
            try body(transaction, transaction.invoice(id).orNotFound(), act, &ids)
        }
    }

    static func invoiceQueue(_ hub: ID<Organisation>) -> String { "invoices/\(hub)" }
}

/// One place, or one late cancellation, that can be invoiced: nothing of its place stands on an invoice. A place
/// that was invoiced and then cancelled late is a cancellation only when the first is credited.
struct BillableItem: Sendable {
    let place: ID<BookedPlace>
    let item: InvoiceItem
    let name: String
    let price: Pence
    /// Why it costs that.
    let reason: String
    let booking: ID<Booking>
    let reference: String
    let purchaseOrder: String?
    let rateBasisPoints: Int
    let school: Organisation
    let title: String
    let startsOn: LocalDate

    /// A condition on `run` and `booking`: that what was booked is invoiced with a period. Self-study is open for long:
    /// what counts is when it was booked.
    static func isDue(from: LocalDate, until: LocalDate) -> SQL {
        """
        (run.study_minutes IS NULL AND run.starts_on >= \(from) AND run.starts_on <= \(until)
            OR run.study_minutes IS NOT NULL AND booking.booked_at >= \(Date(from, .midnight, in: .london))
                AND booking.booked_at < \(Date(until.adding(days: 1), .midnight, in: .london)))
        """
    }
}

/// What shares a line of an invoice: the same booking, item, price and reason, as in the cost of the booking.
private struct LineKey: Hashable {
    let booking: ID<Booking>
    let item: InvoiceItem
    let price: Pence
    let reason: String
}

extension Transaction {
    func billableItems(
        of hub: ID<Organisation>,
        from: LocalDate,
        until: LocalDate,
        schools: Set<ID<Organisation>>?
    ) throws -> [BillableItem] {
        let only: SQL = schools.map { " AND booking.organisation_id IN (\(SQL.list($0.sorted())))" } ?? ""
        let due = BillableItem.isDue(from: from, until: until)
        func part(_ item: InvoiceItem, _ price: SQL, _ condition: SQL) -> SQL {
            """
            SELECT place.id AS place_id, CAST(\(item) AS TEXT) AS item, place.name, \(price) AS price, place.position,
                place.price_reason,
                booking.id AS booking_id, booking.reference, booking.purchase_order, booking.vat_rate,
                organisation.id AS school_id, organisation.kind, organisation.name AS school_name, offer.title,
                run.starts_on
            FROM run
            JOIN offer_hub ON offer_hub.offer_id = run.offer_id AND offer_hub.is_lead = 1
            JOIN offer ON offer.id = run.offer_id
            JOIN booking ON booking.run_id = run.id
            JOIN place ON place.booking_id = booking.id
            JOIN organisation ON organisation.id = booking.organisation_id
            WHERE offer_hub.hub_id = \(hub) AND \(due) AND \(condition)\(only)
                AND NOT EXISTS (SELECT 1 FROM invoiced_item WHERE invoiced_item.place_id = place.id
                    AND invoiced_item.released_at IS NULL)
                AND NOT EXISTS (SELECT 1 FROM booking_approval WHERE booking_approval.booking_id = booking.id
                    AND booking_approval.state = 'asked')
            """
        }
        let held = part(.place, "place.price_pence", "place.state = 'held' AND place.price_pence > 0")
        let late = part(.cancellation, "place.charge_pence", "place.charge_pence > 0")
        let rows = try rows("\(held) UNION ALL \(late) ORDER BY 15, 8, 5, 1")
        return try rows.map { row in
            BillableItem(
                place: try row.get("place_id"),
                item: try row.get("item"),
                name: try row.get("name"),
                price: try row.get("price"),
                reason: try row.get("price_reason"),
                booking: try row.get("booking_id"),
                reference: try row.get("reference"),
                purchaseOrder: try row.get("purchase_order"),
                rateBasisPoints: try row.get("vat_rate"),
                school: Organisation(
                    id: try row.get("school_id"),
                    kind: try row.get("kind"),
                    name: try row.get("school_name")
                ),
                title: try row.get("title"),
                startsOn: try row.get("starts_on")
            )
        }
    }

    /// Lets what stands on an invoice for a place stand there for the one that takes over its price: nobody is asked
    /// for it twice, and it can be invoiced again when it is credited.
    func moveInvoicedItems(from old: ID<BookedPlace>, to new: ID<BookedPlace>) throws {
        try execute(
            """
            UPDATE invoiced_item SET place_id = \(new)
            WHERE place_id = \(old) AND released_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM invoiced_item standing WHERE standing.place_id = \(new)
                    AND standing.item = invoiced_item.item AND standing.released_at IS NULL)
            """
        )
    }

    fileprivate func insertDraft(
        _ id: ID<Invoice>,
        of hub: ID<Organisation>,
        to school: Organisation,
        _ items: [BillableItem],
        _ billing: Billing,
        from: LocalDate,
        until: LocalDate,
        _ act: Act,
        _ ids: inout IDSequence
    ) throws {
        var order: [LineKey] = []
        var grouped: [LineKey: [BillableItem]] = [:]
        for item in items {
            let key = LineKey(
                booking: item.booking,
                item: item.item,
                price: item.price,
                reason: item.reason
            )
            if grouped[key] == nil { order.append(key) }
            grouped[key, default: []].append(item)
        }
        let costs = order.map { key in
            Cost(
                places: grouped[key]?.count ?? 0,
                at: key.price,
                rateBasisPoints: grouped[key]?.first?.rateBasisPoints ?? 0
            )
        }
        let orders = Set(items.compactMap(\.purchaseOrder))
        try execute(
            """
            INSERT INTO invoice
                (id, hub_id, organisation_id, kind, state, billed_to, seller, vat_number, payment, purchase_order,
                 reason, period_from, period_until, net_pence, vat_pence, created_at, version)
            VALUES (\(id), \(hub), \(school.id), 'invoice', 'draft', \(try billedTo(school)), \(billing.seller),
                \(billing.vatNumber), \(billing.payment), \(orders.count == 1 ? orders.first ?? "" : ""), '', \(from),
                \(until), \(costs.reduce(Pence.zero) { $0 + $1.net }), \(costs.reduce(Pence.zero) { $0 + $1.vat }),
                \(act.at), 1)
            """
        )
        for (position, (key, cost)) in zip(order, costs).enumerated() {
            guard let items = grouped[key], let first = items.first else { continue }
            let line = ids.next(InvoiceLine.self)
            let what = key.item == .cancellation ? "Late cancellation: " : ""
            let why =
                key.reason.isEmpty ? "" : ". \(key.reason.prefix(1).uppercased() + key.reason.dropFirst())"
            let purchase = first.purchaseOrder.map { ", purchase order \($0)" } ?? ""
            let detail =
                "\(first.startsOn.spelledShort), booking \(first.reference)\(purchase): \(items.map(\.name).joined(separator: ", "))\(why)"
            try execute(
                """
                INSERT INTO invoice_line
                    (id, invoice_id, position, booking_id, item, title, detail, quantity, unit_pence, vat_rate,
                     net_pence, vat_pence)
                VALUES (\(line), \(id), \(position), \(key.booking), \(key.item), \(what + first.title), \(detail),
                    \(items.count), \(key.price), \(first.rateBasisPoints), \(cost.net), \(cost.vat))
                """
            )
            for item in items {
                try execute(
                    "INSERT INTO invoiced_item (place_id, item, line_id) VALUES (\(item.place), \(item.item), \(line))"
                )
            }
        }
    }

    /// The school's name and address, as the register has it.
    private func billedTo(_ school: Organisation) throws -> String {
        let row = try rows(
            """
            SELECT street, locality, town, county, postcode FROM establishment
            WHERE organisation_id = \(school.id) ORDER BY urn DESC LIMIT 1
            """
        ).first
        let address: [String?] =
            try row.map { row in
                try (0..<5).map { try row.get($0, as: String?.self) }
            } ?? []
        return ([school.name] + address.compactMap(\.self)).filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
