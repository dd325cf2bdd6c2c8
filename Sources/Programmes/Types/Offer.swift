package import Access
package import Database
package import Evidence
package import Foundation
package import Services

/// Training or support that one or more hubs give, tied to strands; held in one or more runs.
package struct Offer: Sendable, Equatable {
    package let id: ID<Offer>
    package let state: OfferState
    package let facts: OfferFacts
    package let publishedAt: Date?
    package let version: Int
    /// The lead first, then by name.
    package let hubs: [OfferHub]
    /// By title.
    package let strands: [StrandTag]
    /// The guidance reports that it follows, by title.
    package let guidance: [GuidanceTag]
    /// By their first day.
    package let runs: [Run]
    /// Places that cost an eligible school nothing.
    package let funding: OfferFunding?

    package var lead: OfferHub? { hubs.first }
    package var coHosts: ArraySlice<OfferHub> { hubs.dropFirst() }
    /// The co-hosts that have not agreed.
    package var awaited: [OfferHub] { coHosts.filter { $0.agreedAt == nil } }

    /// Where it stands: a joint offer that all have agreed to waits for nobody but its lead.
    package var stateName: String {
        state == .agreeing && awaited.isEmpty ? "All have agreed: publish" : state.name
    }

    /// The next day, from one on, on which a session is held or self-study opens; `nil` where none is to come.
    package func nextDate(from day: LocalDate) -> LocalDate? {
        runs.filter { !$0.isCancelled }
            .flatMap { $0.study == nil ? $0.sessions.map(\.heldOn) : [$0.startsOn] }
            .filter { $0 >= day }.min()
    }

    package var subject: Subject {
        let subject = Subject.of(hubs.map(\.organisation.id))
        return state.isPublic ? subject.known : subject
    }
}

/// What an offer's page says of the offer as a whole.
package struct OfferFacts: Sendable, Equatable {
    package var kind: OfferKind
    package var title: String
    /// One or two sentences for lists.
    package var summary: String
    package var description: String
    /// What is different afterwards, one on each line; may be empty.
    package var outcomes: String
    /// The professional standard or framework that it meets, in the hub's words; may be empty. It stands on certificates.
    package var standard: String
    /// What its design has of the fourteen; empty where nothing is stated.
    package var mechanisms: Set<Mechanism>
    /// For whom it is, in the hub's words.
    package var audience: String
    /// By which it is found; empty when it is for everybody.
    package var roles: Set<AudienceRole>
    package var phases: Set<OfferPhase>
    package var mode: OfferMode
    /// Empty when online.
    package var venue: String
    package var address: String
    package var postcode: String
    /// Before VAT, for each place or each school as ``basis`` says.
    package var price: Pence
    package var basis: PriceBasis
    /// For members of the alliance of one of the hubs, before VAT; `nil` when all pay the same.
    package var memberPrice: Pence?
    package var vat: VATRule
    package var contactName: String
    package var contactEmail: String

    package init(
        kind: OfferKind = .series,
        title: String,
        summary: String,
        description: String,
        outcomes: String = "",
        standard: String = "",
        mechanisms: Set<Mechanism> = [],
        audience: String,
        roles: Set<AudienceRole> = [],
        phases: Set<OfferPhase>,
        mode: OfferMode,
        venue: String,
        address: String,
        postcode: String,
        price: Pence,
        basis: PriceBasis = .place,
        memberPrice: Pence? = nil,
        vat: VATRule,
        contactName: String,
        contactEmail: String
    ) {
        self.kind = kind
        self.title = title
        self.summary = summary
        self.description = description
        self.outcomes = outcomes
        self.standard = standard
        self.mechanisms = mechanisms
        self.audience = audience
        self.roles = roles
        self.phases = phases
        self.mode = mode
        self.venue = venue
        self.address = address
        self.postcode = postcode
        self.price = price
        self.basis = basis
        self.memberPrice = memberPrice
        self.vat = vat
        self.contactName = contactName
        self.contactEmail = contactEmail
    }

    /// Whom to ask, in one line. A hub that stands in for somebody who was erased may have no address.
    package var contact: String { contactEmail.isEmpty ? contactName : "\(contactName), \(contactEmail)" }
}

/// A hub that runs an offer.
package struct OfferHub: Sendable, Equatable {
    package let organisation: Organisation
    package let slug: String
    package let isLead: Bool
    /// `nil` while a co-host has not agreed.
    package let agreedAt: Date?
}

/// A strand as an offer's page names it.
package struct StrandTag: Sendable, Equatable, Hashable {
    package let id: ID<Strand>
    package let slug: String
    package let title: String

    package init(id: ID<Strand>, slug: String, title: String) {
        self.id = id
        self.slug = slug
        self.title = title
    }
}

extension OfferFacts: RowReadable {
    static let columns: SQL = """
        offer.kind, offer.title, offer.summary, offer.description, offer.outcomes, offer.standard, offer.mechanisms, offer.audience,
        offer.roles, offer.phases, offer.mode, offer.venue,
        offer.address, offer.postcode, offer.price_pence, offer.price_basis, offer.member_price_pence, offer.vat,
        offer.contact_name, offer.contact_email
        """

    package init(row: Row) throws {
        kind = try row.get("kind")
        title = try row.get("title")
        summary = try row.get("summary")
        description = try row.get("description")
        outcomes = try row.get("outcomes")
        standard = try row.get("standard")
        mechanisms = Set(mask: try row.get("mechanisms"))
        audience = try row.get("audience")
        roles = Set(mask: try row.get("roles"))
        phases = Set(mask: try row.get("phases"))
        mode = try row.get("mode")
        venue = try row.get("venue")
        address = try row.get("address")
        postcode = try row.get("postcode")
        price = try row.get("price_pence")
        basis = try row.get("price_basis")
        memberPrice = try row.get("member_price_pence")
        vat = try row.get("vat")
        contactName = try row.get("contact_name")
        contactEmail = try row.get("contact_email")
    }
}
