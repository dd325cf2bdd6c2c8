import Access
package import Database
package import Search
import Services

extension RecordKind {
    package static let offer: RecordKind = "offer"
}

extension Programmes {
    /// How the search reads the catalogue: offers that are public. A verb that saves one says so in its
    /// transaction: `try transaction.announce(.offer, id)`.
    package static let searchSources: [SearchSource] = [
        SearchSource(.offer, of: "offer") { records, transaction in
            var entries: [Int64: SearchEntry] = [:]
            for id in records {
                guard let offer = try transaction.offer(ID(rawValue: id)), offer.state.isPublic else {
                    continue
                }
                entries[id] = offer.searchEntry
            }
            return entries
        }
    ]
}

extension Offer {
    fileprivate var searchEntry: SearchEntry {
        let hubNames = hubs.map(\.organisation.name)
        let place =
            facts.mode == .online
            ? nil
            : [facts.venue, facts.postcode].filter { !$0.isEmpty }
                .joined(separator: ", ")
        return SearchEntry(
            title: facts.title,
            detail: (hubNames.prefix(1) + [facts.mode.name, facts.phases.name]).joined(separator: " · "),
            address: id.description,
            people: hubNames.joined(separator: ", "),
            subjects: (strands.map(\.title) + [place].compactMap { $0 }).joined(separator: ", "),
            text: [
                facts.summary, facts.audience, facts.roles.names.joined(separator: ", "), facts.description,
                facts.outcomes, facts.address,
            ].filter { !$0.isEmpty }.joined(separator: "\n"),
            facets: SearchFacets(
                phases: Set(facts.phases.map(\.pupils)),
                strands: strands.map(\.slug),
                type: facts.mode.rawValue
            ),
            isDimmed: state == .closed
        )
    }
}

extension OfferPhase {
    fileprivate var pupils: PupilPhase {
        switch self {
        case .earlyYears: .earlyYears
        case .primary: .primary
        case .secondary: .secondary
        case .post16: .post16
        }
    }
}
