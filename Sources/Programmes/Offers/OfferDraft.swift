package import Access
import Accounts
import Database
package import Evidence
package import Services

/// An offer's form, as typed.
package struct OfferDraft: Sendable, Equatable {
    package var kind: OfferKind?
    package var title = ""
    package var summary = ""
    package var description = ""
    /// One on each line; may be empty.
    package var outcomes = ""
    /// May be empty.
    package var standard = ""
    package var mechanisms: Set<Mechanism> = []
    package var audience = ""
    /// None when it is for everybody.
    package var roles: Set<AudienceRole> = []
    package var phases: Set<OfferPhase> = []
    package var mode: OfferMode?
    package var venue = ""
    package var address = ""
    package var postcode = ""
    /// In pounds; empty or `0` is free.
    package var price = ""
    package var basis: PriceBasis = .place
    /// In pounds; empty when members pay what all pay.
    package var memberPrice = ""
    package var vat: VATRule = .none
    package var contactName = ""
    package var contactEmail = ""
    package var strands: Set<ID<Strand>> = []
    package var guidance: Set<ID<GuidanceReport>> = []
    /// The hubs that run it with the lead.
    package var coHosts: Set<ID<Organisation>> = []

    package init() {}

    /// The form as an offer fills it.
    package init(_ offer: Offer) {
        let facts = offer.facts
        kind = facts.kind
        title = facts.title
        summary = facts.summary
        description = facts.description
        outcomes = facts.outcomes
        standard = facts.standard
        mechanisms = facts.mechanisms
        audience = facts.audience
        roles = facts.roles
        phases = facts.phases
        mode = facts.mode
        venue = facts.venue
        address = facts.address
        postcode = facts.postcode
        price = facts.price == .zero ? "0" : facts.price.plain
        basis = facts.basis
        memberPrice = facts.memberPrice.map { $0 == .zero ? "0" : $0.plain } ?? ""
        vat = facts.vat
        contactName = facts.contactName
        contactEmail = facts.contactEmail
        strands = Set(offer.strands.map(\.id))
        guidance = Set(offer.guidance.map(\.id))
        coHosts = Set(offer.coHosts.map(\.organisation.id))
    }

    /// - Throws: `Faults`, a message for each field, in the order of the form.
    func checked() throws(Faults) -> OfferFacts {
        var reader = FieldReader()
        if kind == nil { reader.report("kind", "Choose what kind of offer it is") }
        let title = reader.required(self.title, "title", named: "a title", most: 150)
        let summary = reader.required(self.summary, "summary", named: "a summary", most: 300)
        let description = reader.required(
            self.description,
            "description",
            named: "a description",
            most: 10_000
        )
        let outcomes = reader.optional(
            self.outcomes,
            "outcomes",
            named: "the intended outcomes",
            most: 3000
        )
        let standard = reader.optional(
            self.standard,
            "standard",
            named: "the standard or framework",
            most: 200
        )
        let audience = reader.required(self.audience, "audience", named: "who it is for", most: 300)
        if phases.isEmpty { reader.report("phases", "Choose at least one phase") }
        if strands.isEmpty {
            reader.report("strands", "Choose at least one strand of evidence that it builds on")
        }
        if strands.count > 10 { reader.report("strands", "Choose ten strands or fewer") }
        if guidance.count > 10 { reader.report("guidance", "Choose ten guidance reports or fewer") }
        if mode == nil { reader.report("mode", "Choose whether it is in person, online or both") }
        if kind == .selfStudy, mode == .inPerson || mode == .blended {
            reader.report("mode", "Self-study is online. Choose Online, or another kind of offer")
        }
        let isPlaced = mode == .inPerson || mode == .blended
        let venue =
            isPlaced && kind?.needsVenue != false
            ? reader.required(self.venue, "venue", named: "the venue", most: 150)
            : reader.optional(self.venue, "venue", named: "the venue", most: 150)
        let address = reader.optional(self.address, "address", named: "the address", most: 300)
        let postcode = reader.optional(self.postcode, "postcode", named: "the postcode", most: 10)
            .uppercased()
        let price = price(&reader)
        let memberPrice = memberPrice(below: price, &reader)
        if coHosts.count > 20 { reader.report("coHosts", "Choose twenty hubs or fewer") }
        let contactName = reader.required(self.contactName, "contactName", named: "a contact", most: 100)
        if EmailAddress(contactEmail) == nil {
            reader.report("contactEmail", "Enter the contact’s email address, such as office@school.example")
        }
        try reader.finish()
        let isAtSchool = isPlaced && venue.isEmpty
        return OfferFacts(
            kind: kind ?? .series,
            title: title,
            summary: summary,
            description: description,
            outcomes: outcomes,
            standard: standard,
            mechanisms: mechanisms,
            audience: audience,
            roles: roles,
            phases: phases,
            mode: mode ?? .online,
            venue: isAtSchool ? "At your school" : isPlaced ? venue : "",
            address: isPlaced ? address : "",
            postcode: isPlaced ? postcode : "",
            price: price,
            basis: basis,
            memberPrice: memberPrice,
            vat: vat,
            contactName: contactName,
            contactEmail: EmailAddress(contactEmail)?.text ?? ""
        )
    }

    private func price(_ reader: inout FieldReader) -> Pence {
        if price.trimmed.isEmpty { return .zero }
        guard let pence = Pence(typed: price), pence <= Pence(10_000_000) else {
            reader.report("price", "Enter the price of a place in pounds, such as 45 or 45.50, up to 100,000")
            return .zero
        }
        return pence
    }

    private func memberPrice(below price: Pence, _ reader: inout FieldReader) -> Pence? {
        if memberPrice.trimmed.isEmpty { return nil }
        guard let pence = Pence(typed: memberPrice) else {
            reader.report("memberPrice", "Enter the price for members in pounds, such as 30 or 30.50")
            return nil
        }
        if pence >= price { reader.report("memberPrice", "The price for members must be below the price") }
        return pence
    }
}
