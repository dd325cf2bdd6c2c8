import HTML

/// The top of a page: its title, and a sentence that says what it is for.
struct PageHeader: Renderable {
    let title: String
    let lead: String?
    let kicker: String?

    init(_ title: String, lead: String? = nil, kicker: String? = nil) {
        self.title = title
        self.lead = lead
        self.kicker = kicker
    }

    var markup: Markup {
        HTML.header(.class("page-header")) {
            if let kicker { p(.class("kicker")) { kicker } }
            h1 { title }
            if let lead { p(.class("lead")) { lead } }
        }
    }
}

/// Facts in pairs: what and which.
struct FactList: Renderable {
    let facts: [(String, Markup)]

    init(_ facts: [(String, Markup)]) {
        self.facts = facts
    }

    /// Facts as text; those without a value are left out.
    init(_ facts: KeyValuePairs<String, String?>) {
        self.facts = facts.compactMap { name, value in value.map { (name, .text($0)) } }
    }

    var markup: Markup {
        dl(.class("facts")) {
            for (name, value) in facts {
                div {
                    dt { name }
                    dd { value }
                }
            }
        }
    }
}

/// A table that reads well on a phone: there each row of a table with many columns becomes a block, with what
/// its first cell says as its heading and the column's name before each of the others.
struct DataTable: Renderable {
    struct Column: Sendable {
        let title: String
        let isNumber: Bool

        init(_ title: String, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    let caption: String
    let isCaptionHidden: Bool
    /// Whether the numbers of a row stand beside each other where rows are blocks: for many columns that are read in passing.
    let isDense: Bool
    let columns: [Column]
    let rows: [[Markup]]

    /// So many columns fit beside each other on a phone; a table with more is a list of blocks there.
    static let mostBesideEachOther: Int = 3

    init(
        _ caption: String,
        isCaptionHidden: Bool = false,
        isDense: Bool = false,
        columns: [Column],
        rows: [[Markup]]
    ) {
        self.caption = caption
        self.isCaptionHidden = isCaptionHidden
        self.isDense = isDense
        self.columns = columns
        self.rows = rows
    }

    var markup: Markup {
        div(.class("table-frame"), .role("region"), .aria("label", caption), .tabindex(0)) {
            table(
                .classes(
                    ("table", true),
                    ("table--stacks", columns.count > Self.mostBesideEachOther),
                    ("table--dense", isDense)
                )
            ) {
                HTML.caption(.class(isCaptionHidden ? "visually-hidden" : "")) { caption }
                thead {
                    tr {
                        for column in columns {
                            th(.scope("col"), .class(column.isNumber ? "number" : "")) { column.title }
                        }
                    }
                }
                tbody { for row in rows { tableRow(row) } }
            }
        }
    }

    @MarkupBuilder private func tableRow(_ cells: [Markup]) -> Markup {
        tr {
            for (column, cell) in zip(columns, cells) {
                td(.class(column.isNumber ? "number" : ""), .data("label", column.title)) { cell }
            }
        }
    }
}

/// A number with what makes it honest: unit, interval, rating and source. It never stands alone.
struct KeyFigure: Renderable {
    let value: String
    let label: String
    let detail: String?

    init(_ value: String, _ label: String, detail: String? = nil) {
        self.value = value
        self.label = label
        self.detail = detail
    }

    var markup: Markup {
        div(.class("key-figure")) {
            p(.class("key-figure__value")) { value }
            p(.class("key-figure__label")) { label }
            if let detail { p(.class("key-figure__detail")) { detail } }
        }
    }
}

/// A step in the middle of a page that must not be missed.
struct Inset: Renderable {
    let title: String?
    let content: Markup

    init(_ title: String? = nil, @MarkupBuilder content: () -> Markup) {
        self.title = title
        self.content = content()
    }

    var markup: Markup {
        div(.class("inset")) {
            if let title { h2(.class("inset__title")) { title } }
            content
        }
    }
}

/// Nothing to show, and what to do about it.
struct EmptyState: Renderable {
    let text: String
    let action: (String, Link)?

    init(_ text: String, action: (String, Link)? = nil) {
        self.text = text
        self.action = action
    }

    var markup: Markup {
        div(.class("empty")) {
            p { text }
            if let action { p { a(.class("button button--secondary"), .href(action.1)) { action.0 } } }
        }
    }
}

/// The state of something in a word or two.
struct StatusTag: Renderable {
    enum Tone: String {
        case neutral, good, waiting, late
    }

    let text: String
    let tone: Tone

    init(_ text: String, _ tone: Tone = .neutral) {
        self.text = text
        self.tone = tone
    }

    var markup: Markup {
        span(.class("tag tag--\(tone.rawValue)")) { text }
    }
}

/// After something was done: what, with a reference, and what happens next.
struct Confirmation: Renderable {
    let title: String
    let reference: String?
    let content: Markup

    init(_ title: String, reference: String? = nil, @MarkupBuilder content: () -> Markup) {
        self.title = title
        self.reference = reference
        self.content = content()
    }

    var markup: Markup {
        div(.class("confirmation"), .role("status")) {
            h1 { title }
            if let reference {
                p {
                    "Your reference is "
                    strong { reference }
                }
            }
        }
        content
    }
}

/// Where a long list goes on: pages by number, each with an address.
struct Pagination: Renderable {
    let page: Int
    let pageCount: Int
    let link: (Int) -> Link

    init(page: Int, of pageCount: Int, link: @escaping (Int) -> Link) {
        self.page = page
        self.pageCount = pageCount
        self.link = link
    }

    /// A page behind the last, as an old address asks for once a list is shorter, leads back to the last.
    private var isBehindTheLast: Bool { page > max(pageCount, 1) }

    var markup: Markup {
        if isBehindTheLast {
            nav(.class("pagination"), .aria("label", "Pages")) {
                a(.rel("prev"), .href(link(max(pageCount, 1)))) { "Back to the last page" }
                span { "The list ends before page \(page)" }
            }
        } else if pageCount > 1 {
            nav(.class("pagination"), .aria("label", "Pages")) {
                if page > 1 { a(.rel("prev"), .href(link(page - 1))) { "Previous" } }
                span { "Page \(page) of \(pageCount)" }
                if page < pageCount { a(.rel("next"), .href(link(page + 1))) { "Next" } }
            }
        }
    }
}

/// Prints the page: hidden until the script that does it is there.
struct PrintButton: Renderable {
    let text: String

    init(_ text: String = "Print") {
        self.text = text
    }

    var markup: Markup {
        button(.type("button"), .class("button button--secondary"), .data("print", ""), .hidden()) { text }
    }
}
