import Database
import Evidence
import Search

/// The filters beside the results, and those in use above them.
struct SearchFacetList {
    private let request: SearchRequest
    private let answer: SearchAnswer
    private let strands: [StrandLink]
    /// Those in force: typed in the question, or chosen here.
    private var filters: SearchFilters { answer.filters }

    init(_ request: SearchRequest, _ answer: SearchAnswer, _ strands: [StrandLink]) {
        self.request = request
        self.answer = answer
        self.strands = strands
    }

    var groups: [FilterGroup] {
        let facets = answer.facets
        return [
            FilterGroup(
                "Kind",
                FoundKind.all.compactMap { kind in
                    choice(kind.title, facets.kinds[kind.kind], kind.kind, .kind)
                }
            ),
            FilterGroup(
                "Strand",
                strands.compactMap { choice($0.title, facets.strands[$0.slug], $0.slug, .strand) }
                    .sorted { ($1.count ?? 0, $0.text) < ($0.count ?? 0, $1.text) }
            ),
            FilterGroup(
                "Phase",
                PupilPhase.allCases.compactMap { choice($0.name, facets.phases[$0], $0, .phase) }
            ),
            FilterGroup(
                "Design",
                StudyDesign.allCases.compactMap {
                    choice($0.title, facets.designs[$0.rawValue], $0.rawValue, .design)
                }
            ),
            FilterGroup(
                "Security",
                (0...5).reversed().compactMap { level in
                    choice(Self.padlocks(level), facets.securities[level], level, .security)
                }
            ),
            FilterGroup("Year", years),
            FilterGroup(
                "Type",
                facets.types.keys.sorted().compactMap {
                    choice(Self.typeName($0), facets.types[$0], $0, .type)
                }
            ),
            FilterGroup("Access", openAccess),
        ]
    }

    var chosen: [(String, Link)] {
        var chosen: [(String, Link)] = []
        if let kind = filters.kind, let found = FoundKind.of(kind) {
            chosen.append((found.title, request.toggling(kind, .kind, inForce: filters)))
        }
        if let strand = filters.strand {
            let title = strands.first { $0.slug == strand }?.title ?? strand
            chosen.append((title, request.toggling(strand, .strand, inForce: filters)))
        }
        if let phase = filters.phase {
            chosen.append((phase.name, request.toggling(phase, .phase, inForce: filters)))
        }
        if let design = filters.design {
            let title = StudyDesign(rawValue: design)?.title ?? design
            chosen.append((title, request.toggling(design, .design, inForce: filters)))
        }
        if let security = filters.security {
            chosen.append((Self.padlocks(security), request.toggling(security, .security, inForce: filters)))
        }
        if let years = filters.years {
            chosen.append((YearSpan(range: years).name, request.toggling(years, .years, inForce: filters)))
        }
        if let type = filters.type {
            chosen.append((Self.typeName(type), request.toggling(type, .type, inForce: filters)))
        }
        if filters.isOpenAccess {
            chosen.append(("Open access", openAccessToggled))
        }
        return chosen
    }

    private func choice<Value: Equatable>(
        _ text: String,
        _ count: Int?,
        _ value: Value,
        _ facet: SearchFacet<Value>
    ) -> FilterGroup.Choice? {
        let isChosen = filters[keyPath: facet.path] == value
        guard count != nil || isChosen else { return nil }
        return FilterGroup.Choice(
            text,
            count: count ?? 0,
            link: request.toggling(value, facet, inForce: filters),
            isChosen: isChosen
        )
    }

    /// Decades, and the last years one by one, where the results are.
    private var years: [FilterGroup.Choice] {
        guard let newest = answer.facets.years.keys.max(), let oldest = answer.facets.years.keys.min() else {
            return []
        }
        var spans: [ClosedRange<Int>] = (max(newest - 2, oldest)...newest).reversed().map { $0...$0 }
        var end = newest - 3
        while end >= oldest, spans.count < 10 {
            let start = end - (end % 10)
            spans.append(start...end)
            end = start - 1
        }
        if end >= oldest { spans.append(oldest...end) }
        return spans.compactMap { span in
            let count = answer.facets.years.reduce(0) { $0 + (span.contains($1.key) ? $1.value : 0) }
            return choice(YearSpan(range: span).name, count == 0 ? nil : count, span, .years)
        }
    }

    private var openAccess: [FilterGroup.Choice] {
        guard answer.facets.openAccess > 0 || filters.isOpenAccess else { return [] }
        return [
            FilterGroup.Choice(
                "Free to read",
                count: answer.facets.openAccess,
                link: openAccessToggled,
                isChosen: filters.isOpenAccess
            )
        ]
    }

    private var openAccessToggled: Link {
        request.changed {
            $0.text = SearchQuery.text($0.text, without: "open")
            $0.filters.isOpenAccess = !filters.isOpenAccess
        }.link
    }

    private static func padlocks(_ level: Int) -> String { level == 1 ? "1 padlock" : "\(level) padlocks" }

    private static func typeName(_ type: String) -> String {
        let words = type.split { $0 == "-" || $0 == "_" }.joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
