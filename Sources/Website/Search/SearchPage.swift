import Database
import Directory
import Evidence
import HTML
import Search
import Services

/// One box over everything: the best of each kind, or one kind page by page, with filters and their counts.
struct SearchPage: Page {
    let request: SearchRequest
    /// `nil` before anything was asked.
    let answer: SearchAnswer?
    let strands: [StrandLink]

    var title: String { request.text.isEmpty ? "Search" : "Search: \(request.text)" }
    var summary: String? {
        "Strands of evidence, studies, trials, schools’ accounts, training, hubs and schools in one search."
    }

    var body: Markup {
        h1(.class("visually-hidden")) { "Search" }
        box
        if let answer {
            if let correction = answer.correction { suggestion(correction) }
            for hint in answer.hints { told(hint) }
            ChosenFilters(filters: SearchFacetList(request, answer, strands).chosen)
            if answer.total == 0 { nothing(answer) } else { found(answer) }
        } else {
            SearchHelp(isOpen: true)
        }
    }

    private var box: Markup {
        form(.method("get"), .action(SiteMap.search()), .role("search"), .class("search-page__form")) {
            HTML.label(.for("search-q"), .class("search-field__label")) {
                "Search evidence, training, trials, hubs and schools"
            }
            div(.class("search-box")) {
                input(
                    .type("search"),
                    .id("search-q"),
                    .name("q"),
                    .value(request.text),
                    .class("input"),
                    .data("suggestions", SiteMap.searchSuggestions().description)
                )
                for (name, value) in request.chosen { if let value { hidden(name, value) } }
                button(.type("submit"), .class("button")) { "Search" }
            }
        }
    }

    private func hidden(_ name: String, _ value: String) -> Markup {
        input(.type("hidden"), .name(name), .value(value))
    }

    private func suggestion(_ correction: String) -> Markup {
        p(.class("search-page__meant")) {
            "Did you mean "
            a(.href(request.changed { $0.text = correction }.link)) { correction }
            "?"
        }
    }

    private func told(_ hint: FieldHint) -> Markup {
        p(.class("hint")) {
            hint.problem
            if let meant = hint.meant {
                " Did you mean "
                if let text = hint.corrected(request.text) {
                    a(.href(request.changed { $0.text = text }.link)) { meant }
                } else {
                    meant
                }
                "?"
            }
            " \(hint.knownWords)"
        }
    }

    private func nothing(_ answer: SearchAnswer) -> Markup {
        .group([
            div(.class("empty"), .role("status")) {
                p { nothingWords(answer) }
                if answer.filters != answer.query.filters {
                    p {
                        a(
                            .class("button button--secondary"),
                            .href(request.changed { $0.filters = SearchFilters() }.link)
                        ) { "Search without filters" }
                    }
                }
            },
            answer.nearest.isEmpty
                ? .nothing
                : HTML.section(.class("page-section")) {
                    h2 { "Nearest to it" }
                    ul(.class("list")) { for result in answer.nearest { item(result, showsKind: true) } }
                },
            SearchHelp(isOpen: answer.nearest.isEmpty).markup,
        ])
    }

    private func nothingWords(_ answer: SearchAnswer) -> String {
        let place = request.filters.kind.flatMap { FoundKind.of($0) }.map { " among \($0.many)" } ?? ""
        guard !answer.unknownWords.isEmpty else {
            return "Nothing was found for “\(request.text)”\(place)."
        }
        return "Nothing was found for “\(request.text)”\(place): no page has \(quoted(answer.unknownWords))."
    }

    /// `“setting” or “streaming”`
    private func quoted(_ words: [String]) -> String {
        InWords.list(words.prefix(8).map { "“\($0)”" }, joinedBy: "or")
    }

    private func found(_ answer: SearchAnswer) -> Markup {
        FilteredList {
            p(.class("result-count"), .role("status")) { count(answer) }
            if let rarest = answer.rarest {
                HTML.section(.class("search-group"), .aria("labelledby", "found-rarest")) {
                    h2(.id("found-rarest")) { "With “\(rarest.word)”" }
                    ul(.class("list")) { for result in rarest.results { item(result, showsKind: true) } }
                }
            }
            if request.filters.kind == nil && answer.query.filters.kind == nil {
                for group in FoundKind.ordered(answer.groups) { section(group, answer.filters) }
            } else {
                ul(.class("list")) { for result in answer.results { item(result, showsKind: false) } }
                Pagination(page: request.page, of: min(500, pages(answer))) { page in
                    var other = request
                    other.page = page
                    return other.link
                }
            }
            if !answer.nearest.isEmpty {
                HTML.section(.class("search-group"), .aria("labelledby", "found-others")) {
                    h2(.id("found-others")) { "With some of the words" }
                    ul(.class("list")) { for result in answer.nearest { item(result, showsKind: true) } }
                }
            }
            SearchHelp(isOpen: false)
        } filters: {
            for group in SearchFacetList(request, answer, strands).groups { group }
        }.markup
    }

    private func pages(_ answer: SearchAnswer) -> Int {
        max(1, (answer.total + request.pageLength - 1) / request.pageLength)
    }

    private func count(_ answer: SearchAnswer) -> String {
        let kind = answer.filters.kind.flatMap { FoundKind.of($0) }
        let number = PlainWords.number(Double(answer.total), decimals: 0)
        let what = kind?.counted(answer.total) ?? "\(number) \(answer.total == 1 ? "result" : "results")"
        guard answer.isPartial else { return "\(what) found." }
        let unknown = answer.unknownWords.isEmpty ? "" : " No page has \(quoted(answer.unknownWords))."
        return "Nothing has all of these words.\(unknown) \(what) with some of them."
    }

    private func section(_ group: SearchGroup, _ filters: SearchFilters) -> Markup {
        guard let kind = FoundKind.of(group.kind) else { return .nothing }
        return HTML.section(.class("search-group"), .aria("labelledby", "found-\(kind.kind.name)")) {
            h2(.id("found-\(kind.kind.name)")) { kind.title }
            ul(.class("list")) { for result in group.results { item(result, showsKind: false) } }
            if group.total > group.results.count {
                p(.class("search-group__more")) {
                    a(.href(request.toggling(kind.kind, .kind, inForce: filters))) {
                        "All \(kind.counted(group.total))"
                    }
                }
            }
        }
    }

    @MarkupBuilder private func item(_ result: SearchResult, showsKind: Bool) -> Markup {
        if let kind = FoundKind.of(result.kind), let link = kind.link(result.address) {
            li(.class("found")) {
                h3 {
                    a(.href(link)) { marked(result.title) }
                    if showsKind { span(.class("tag tag--neutral")) { kind.one } }
                }
                if !result.people.isEmpty, result.kind == .study {
                    p(.class("hint")) { result.people }
                }
                if !result.detail.isEmpty { p(.class("hint")) { result.detail } }
                if result.kind != .school, !result.snippet.text.isEmpty, result.snippet.text != result.detail
                {
                    p(.class("found__snippet")) { marked(result.snippet) }
                }
                if !result.missing.isEmpty {
                    p(.class("hint")) { "Without: \(result.missing.prefix(8).joined(separator: ", "))" }
                }
            }
        }
    }

    private func marked(_ text: MarkedText) -> Markup {
        .group(
            text.pieces.map { piece in
                piece.isMarked ? mark { piece.text } : .text(piece.text)
            }
        )
    }
}
