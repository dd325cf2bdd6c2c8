import Database
import Search

/// A search as an address and back. What is typed stays in `q`; what is chosen beside the results has its own
/// names.
extension SearchRequest {
    init(_ query: Submission) {
        self.init(
            String(query.text("q").prefix(500)),
            filters: SearchFilters(
                kind: FoundKind.of(RecordKind(query.text("kind")))?.kind,
                strand: query.text("strand").isEmpty ? nil : query.text("strand"),
                phase: PupilPhase(rawValue: query.text("phase")),
                design: query.text("design").isEmpty ? nil : query.text("design"),
                type: query.text("type").isEmpty ? nil : query.text("type"),
                security: Int(query.text("security")).flatMap { (0...5).contains($0) ? $0 : nil },
                years: YearSpan(query.text("years"))?.range,
                isOpenAccess: query.text("open") == "yes"
            ),
            page: min(query.page, 500)
        )
    }

    /// The address that asks this.
    var link: Link {
        let link = SiteMap.search().with("q", text).with("kind", filters.kind?.name)
            .with("strand", filters.strand).with("phase", filters.phase?.rawValue)
            .with("design", filters.design).with("type", filters.type)
            .with("security", filters.security.map(String.init))
            .with("years", filters.years.map { YearSpan(range: $0).text })
            .with("open", filters.isOpenAccess ? "yes" : nil)
        return page > 1 ? link.with("page", String(page)) : link
    }

    /// The same question from the first page, with one thing changed.
    func changed(_ change: (inout SearchRequest) -> Void) -> SearchRequest {
        var request = self
        request.page = 1
        change(&request)
        return request
    }

    /// The same with a choice made, or taken back when it is the one made.
    func toggling<Choice: Equatable>(
        _ choice: Choice,
        in facet: WritableKeyPath<SearchFilters, Choice?>
    ) -> Link {
        changed { $0.filters[keyPath: facet] = $0.filters[keyPath: facet] == choice ? nil : choice }.link
    }
}

/// Years from one to another, as an address has them: `2015-2019`.
struct YearSpan: Equatable {
    let range: ClosedRange<Int>

    init(range: ClosedRange<Int>) {
        self.range = range
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2, parts[0] <= parts[1], (1000...2999).contains(parts[0]),
            (1000...2999).contains(parts[1])
        else { return nil }
        range = parts[0]...parts[1]
    }

    var text: String { "\(range.lowerBound)-\(range.upperBound)" }
    var name: String {
        range.lowerBound == range.upperBound
            ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
    }
}
