package import Access
package import Directory
package import Evidence
package import Services

/// What someone asks of the catalogue. Within a facet any choice will do; facets must all hold.
package struct OfferQuery: Hashable, Sendable {
    package var words = ""
    package var kinds: Set<OfferKind> = []
    package var strands: Set<ID<Strand>> = []
    package var hubs: Set<ID<Organisation>> = []
    package var phases: Set<OfferPhase> = []
    /// An offer for everybody is for each of them.
    package var roles: Set<AudienceRole> = []
    package var modes: Set<OfferMode> = []
    package var costs: Set<CostBand> = []
    /// As `2027-03`: months in which a run starts. Self-study, which one starts on any day, is in none.
    package var months: Set<String> = []
    /// 1 for Monday to 7 for Sunday: weekdays on which a run starts. Self-study is on none.
    package var weekdays: Set<Int> = []
    /// Runs that start on this day or later, and self-study that is open then.
    package var from: LocalDate?
    /// Runs that start on this day or earlier.
    package var until: LocalDate?
    /// The postcode or the URN of a school from which ``within`` counts, as typed.
    package var near = ""
    /// One of ``distances``, in miles as the crow flies. What is online only is near everybody.
    package var within: Int?
    /// Held in this area.
    package var area: ID<Area>?
    package var onlyWithPlaces = false
    /// What the calendar shows of it; `nil` for the list.
    package var period: CalendarPeriod?
    /// Whether it is shown as a map.
    package var isMap = false
    /// From 1.
    package var page = 1

    package init() {}

    package static let pageSize = 20
    package static let distances = [5, 10, 25, 50, 100]
}

/// One line of the catalogue.
package struct OfferLine: Sendable, Equatable {
    package let id: ID<Offer>
    package let facts: OfferFacts
    /// The next run that can be booked starts then; `nil` for self-study that is open now.
    package let nextStart: LocalDate?
    /// How many runs are still to come.
    package let runCount: Int
    package let places: PlacesLeft
    /// From the place that was asked for, as the crow flies; `nil` where none was, or this is online only.
    package let kilometres: Double?
    package let hubs: [OfferHub]
    package let strands: [StrandTag]
}

/// What the catalogue says of places: exact only when they are few, so that it is not redrawn for each
/// booking.
package enum PlacesLeft: Hashable, Sendable {
    case full
    case few(Int)
    case some

    package init(_ count: Int) {
        self = count <= 0 ? .full : count <= 5 ? .few(count) : .some
    }
}

/// A choice of a facet, with the number of offers that choosing it would leave.
package struct FacetCount<Choice: Hashable & Sendable>: Sendable {
    package let choice: Choice
    package let count: Int
}

/// A page of the catalogue.
package struct Catalogue: Sendable {
    package let lines: [OfferLine]
    package let total: Int
    package let strands: [FacetCount<StrandTag>]
    package let hubs: [FacetCount<Organisation>]
    package let kinds: [FacetCount<OfferKind>]
    package let phases: [FacetCount<OfferPhase>]
    package let roles: [FacetCount<AudienceRole>]
    package let modes: [FacetCount<OfferMode>]
    package let costs: [FacetCount<CostBand>]
    /// In order of time.
    package let months: [FacetCount<String>]
    /// 1 for Monday to 7 for Sunday.
    package let weekdays: [FacetCount<Int>]
    /// The place that ``OfferQuery/near`` names; `nil` where none was asked for, or the register does not know it: then
    /// distance narrows nothing.
    package let near: FoundPlace?
    /// How many of what is found have places left.
    package let withPlaces: Int

    package var pageCount: Int { max(1, (total + OfferQuery.pageSize - 1) / OfferQuery.pageSize) }
}
