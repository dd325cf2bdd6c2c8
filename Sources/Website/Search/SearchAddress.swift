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
        let link = chosen.reduce(SiteMap.search().with("q", text)) { $0.with($1.name, $1.value) }
        return page > 1 ? link.with("page", String(page)) : link
    }

    /// What is chosen beside the results, as an address and a form carry it.
    var chosen: [(name: String, value: String?)] {
        [
            ("kind", filters.kind?.name), ("strand", filters.strand), ("phase", filters.phase?.rawValue),
            ("design", filters.design), ("type", filters.type),
            ("security", filters.security.map(String.init)),
            ("years", filters.years.map { YearSpan(range: $0).text }),
            ("open", filters.isOpenAccess ? "yes" : nil),
        ]
    }

    /// The same question from the first page, with one thing changed.
    func changed(_ change: (inout SearchRequest) -> Void) -> SearchRequest {
        var request = self
        request.page = 1
        change(&request)
        return request
    }

    /// The same with a choice made in the place of what was typed or chosen before, or taken back when it is the one
    /// in force.
    func toggling<Choice: Equatable>(
        _ choice: Choice,
        _ facet: SearchFacet<Choice>,
        inForce: SearchFilters
    ) -> Link {
        changed {
            $0.text = SearchQuery.text($0.text, without: facet.field)
            let isInForce = inForce[keyPath: facet.path] == choice
            $0.filters[keyPath: facet.path] = isInForce ? nil : choice
        }.link
    }
}

/// What results are narrowed by: where a filter keeps it, and the field that it is typed as.
struct SearchFacet<Choice: Equatable> {
    let path: WritableKeyPath<SearchFilters, Choice?>
    let field: String
}

extension SearchFacet<RecordKind> {
    static var kind: Self { Self(path: \.kind, field: "kind") }
}

extension SearchFacet<String> {
    static var strand: Self { Self(path: \.strand, field: "strand") }
    static var design: Self { Self(path: \.design, field: "design") }
    static var type: Self { Self(path: \.type, field: "type") }
}

extension SearchFacet<PupilPhase> {
    static var phase: Self { Self(path: \.phase, field: "phase") }
}

extension SearchFacet<Int> {
    static var security: Self { Self(path: \.security, field: "security") }
}

extension SearchFacet<ClosedRange<Int>> {
    static var years: Self { Self(path: \.years, field: "year") }
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
        if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
        // As `year:2015-` and `year:-2020` are read.
        if range.upperBound == 2999 { return "\(range.lowerBound) or later" }
        if range.lowerBound == 1000 { return "\(range.upperBound) or earlier" }
        return "\(range.lowerBound)–\(range.upperBound)"
    }
}
