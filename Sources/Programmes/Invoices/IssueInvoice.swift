package import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
package import Services

/// What came of issuing several drafts.
package struct IssuedTogether: Sendable, Equatable {
    package let issued: Int
    /// The drafts that were not, by school.
    package let refused: [Refused]

    package struct Refused: Sendable, Equatable {
        package let school: String
        /// `nil` where somebody changed it meanwhile.
        package let refusal: InvoiceRefusal?
    }
}

extension Programmes {
    /// Issues a draft: it gets the next number of the hub's sequence, and whoever booked what is on it an email.
    ///
    /// - Throws: ``InvoiceRefusal/owedOtherwise`` when a place on it was cancelled or given back since it was made;
    ///   ``InvoiceRefusal/wrongState(_:)``, ``InvoiceRefusal/noBilling``; `DatabaseError.staleVersion`.
    package func issueInvoice(_ id: ID<Invoice>, version: Int, by actor: Actor) async throws {
        let today = services.today()
        let settings = settings
        try await changeInvoice(id, by: actor) { transaction, invoice, act, ids in
            guard invoice.state == .draft else { throw InvoiceRefusal.wrongState(invoice.state) }
            guard let billing = try transaction.billing(of: invoice.hub.id) else {
                throw InvoiceRefusal.noBilling
            }
            guard try transaction.owedOtherwise(where: "invoice.id = \(id)").isEmpty else {
                throw InvoiceRefusal.owedOtherwise
            }
            let number = try transaction.nextInvoiceNumber(of: invoice.hub.id)
            try transaction.update(
                """
                UPDATE invoice SET state = 'issued', number = \(number), issued_on = \(today),
                    due_on = \(today.adding(days: billing.dueDays)), seller = \(billing.seller),
                    vat_number = \(billing.vatNumber), payment = \(billing.payment), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                .issueInvoice,
                of: id,
                in: invoice.hub.id,
                ["pence": .count(invoice.total.rawValue)]
            )
            let issued = try transaction.invoice(id).orNotFound()
            try transaction.tellOfInvoice(issued, Post(settings, at: act.at), act, &ids)
        }
    }

    /// Issues several drafts of a hub, school by school. Each is issued by itself, so that one that is refused keeps back no
    /// other.
    ///
    /// - Parameter drafts: The version of each, as it was read.
    /// - Throws: `AccessError`, before anything is issued.
    package func issueInvoices(
        _ drafts: [ID<Invoice>: Int],
        of hub: ID<Organisation>,
        by actor: Actor
    ) async throws -> IssuedTogether {
        try actor.require(.manageInvoices, on: .of(hub))
        let found: [Invoice] = try await database.read { transaction in
            try transaction.invoices(
                where: "invoice.hub_id = \(hub) AND invoice.id IN (\(SQL.list(drafts.keys.sorted())))"
            )
        }
        guard found.count == drafts.count else { throw AccessError.notFound }
        var issued = 0
        var refused: [IssuedTogether.Refused] = []
        for invoice in found.sorted(by: { ($0.school.name, $0.id) < ($1.school.name, $1.id) }) {
            do {
                let version = drafts[invoice.id] ?? invoice.version
                try await issueInvoice(invoice.id, version: version, by: actor)
                issued += 1
            } catch let refusal as InvoiceRefusal {
                refused.append(IssuedTogether.Refused(school: invoice.school.name, refusal: refusal))
            } catch DatabaseError.staleVersion {
                refused.append(IssuedTogether.Refused(school: invoice.school.name, refusal: nil))
            }
        }
        return IssuedTogether(issued: issued, refused: refused)
    }

    /// Says that an invoice was paid, less the credit notes that were given for it by then: these are settled with it. A
    /// credit note that was given later is settled by itself, when it is paid back or set against another invoice.
    ///
    /// - Throws: `Faults` (field `paidOn`) for a day in the future or before it was issued;
    ///   ``InvoiceRefusal/wrongState(_:)``; `DatabaseError.staleVersion`.
    package func markPaid(_ id: ID<Invoice>, on typed: String, version: Int, by actor: Actor) async throws {
        let today = services.today()
        var reader = FieldReader()
        let day = typed.trimmed.isEmpty ? today : TypedDate.parse(typed)
        if day == nil { reader.report("paidOn", "Enter the day it was paid, such as 14/03/2027") }
        if let day, day > today { reader.report("paidOn", "The day it was paid cannot be in the future") }
        try reader.finish()
        try await changeInvoice(id, by: actor) { transaction, invoice, act, _ in
            guard invoice.state == .issued, invoice.kind == .invoice || invoice.isOwedBack else {
                throw InvoiceRefusal.wrongState(invoice.state)
            }
            if let day, let issued = invoice.issuedOn, day < issued {
                throw Faults([
                    Fault("paidOn", "It was issued on \(issued.spelled). Enter that day or a later one")
                ])
            }
            try transaction.update(
                """
                UPDATE invoice SET state = 'paid', paid_on = \(day), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.execute(
                """
                UPDATE invoice SET state = 'paid', paid_on = \(day), version = version + 1
                WHERE credits = \(id) AND state = 'issued' AND issued_on <= \(day)
                """
            )
            try transaction.audit(act, .settleInvoice, of: id, in: invoice.hub.id)
        }
    }
}

extension Transaction {
    /// Emails everyone who booked what is on it for the school. Where that was the hub itself, for someone who came
    /// without a place, those who book for the school or lead it hear of it; the hub does only if there is nobody.
    func tellOfInvoice(_ invoice: Invoice, _ post: Post, _ act: Act, _ ids: inout IDSequence) throws {
        let bookings = SQL.list(Set(invoice.lines.map(\.booking)).sorted())
        let byHub: SQL = """
            EXISTS (SELECT 1 FROM run JOIN offer_hub ON offer_hub.offer_id = run.offer_id
                JOIN membership ON membership.organisation_id = offer_hub.hub_id
                WHERE run.id = booking.run_id AND membership.person_id = booking.booked_by)
            AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.person_id = booking.booked_by
                AND membership.organisation_id = booking.organisation_id)
            """
        func found(_ people: SQL) throws -> [Row] {
            try rows(
                """
                SELECT person.id, person.name, person.email FROM person
                WHERE person.email IS NOT NULL AND person.id IN (\(people)) ORDER BY person.id
                """
            )
        }
        var bookers = try found(
            "SELECT booked_by FROM booking WHERE booking.id IN (\(bookings)) AND NOT (\(byHub))"
        )
        if bookers.isEmpty {
            bookers = try found(
                """
                SELECT person_id FROM membership
                WHERE organisation_id = \(invoice.school.id) AND role IN ('booker', 'lead')
                """
            )
        }
        if bookers.isEmpty {
            bookers = try found("SELECT booked_by FROM booking WHERE booking.id IN (\(bookings))")
        }
        for booker in bookers {
            let email: EmailAddress = try booker.get(2)
            try send(post.invoiced(invoice, to: email, named: try booker.get(1)), act, &ids)
        }
    }
}
