import Access
import Accounts
import Mail
import Services

extension Post {
    /// To whoever booked: an invoice or a credit note was issued.
    func invoiced(_ invoice: Invoice, to email: EmailAddress, named name: String) -> OutgoingMail {
        let what = invoice.kind == .invoice ? "Invoice" : "Credit note"
        let due = invoice.dueOn.map { "Please pay by \($0.spelledShort).\n" } ?? ""
        let order = invoice.purchaseOrder.isEmpty ? "" : "Purchase order: \(invoice.purchaseOrder)\n"
        let left =
            invoice.credits.flatMap { credited in
                credited.stillToPay.map { "Of invoice \(credited.number), \($0) is still to pay.\n" }
            } ?? ""
        return OutgoingMail(
            to: MailAddress(name: name, address: email.text),
            subject: "\(what) \(invoice.number ?? ""): \(invoice.hub.name)",
            text: """
                Dear \(name),

                \(what) \(invoice.number ?? "") for \(invoice.school.name): \(invoice.total), of which VAT \(invoice.vat).
                \(order)\(due)\(left)
                It is here, to print or to save as PDF:
                \(settings.baseURL)/invoices/\(invoice.id)
                """
        )
    }
}
