import Database
import Evidence
import Foundation
import NIOCore
import Search

extension Site {
    func addSearch(to routes: Routes) {
        routes.get(SiteMap.search, .everyone) { visit in
            let request = SearchRequest(visit.query)
            // A lone quotation mark asks nothing.
            let hasAsked = !SearchQuery(request.text).isEmpty || request.filters != SearchFilters()
            let answer = hasAsked ? try await visit.site.search.answer(request) : nil
            let strands = hasAsked ? try await visit.site.evidence.strandLinks() : []
            return .page(SearchPage(request: request, answer: answer, strands: strands))
        }
        routes.get(SiteMap.searchSuggestions, .everyone) { visit in
            let text = String(visit.query.text("q").prefix(200))
            let found = try await visit.site.search.suggestions(for: text)
            let lines = found.compactMap { suggestion -> SuggestionLine? in
                guard let kind = FoundKind.of(suggestion.kind), let link = kind.link(suggestion.address)
                else {
                    return nil
                }
                return SuggestionLine(title: suggestion.title, kind: kind.one, address: link.description)
            }
            let bytes = try JSONEncoder().encode(lines)
            return .bytes(ByteBuffer(bytes: bytes), contentType: "application/json")
        }
    }
}

/// What the script shows while someone types.
private struct SuggestionLine: Encodable {
    let title: String
    let kind: String
    let address: String
}
