import HTML

/// A list and the filters that narrow it. In a wide window they stand beside each other, in a narrow one the list
/// comes first and a link before it leads to the filters; whoever goes by keyboard has that link in both.
struct FilteredList: Renderable {
    let list: Markup
    let filters: Markup

    init(@MarkupBuilder list: () -> Markup, @MarkupBuilder filters: () -> Markup) {
        self.list = list()
        self.filters = filters()
    }

    var markup: Markup {
        div(.class("with-filters")) {
            div {
                p(.class("to-filters")) { a(.href("#filters")) { "Filters" } }
                list
            }
            aside(.class("filters"), .id("filters"), .aria("labelledby", "filters-title")) {
                h2(.class("filters__title"), .id("filters-title")) { "Filters" }
                filters
            }
        }
    }
}

/// Choices that narrow a list, each with how many it would leave.
struct FilterGroup: Renderable {
    struct Choice: Sendable {
        let text: String
        let count: Int?
        let link: Link
        let isChosen: Bool

        init(_ text: String, count: Int?, link: Link, isChosen: Bool) {
            self.text = text
            self.count = count
            self.link = link
            self.isChosen = isChosen
        }
    }

    let title: String
    let choices: [Choice]

    init(_ title: String, _ choices: [Choice]) {
        self.title = title
        self.choices = choices
    }

    var markup: Markup {
        if !choices.isEmpty {
            details(.class("filter"), .open(choices.contains(where: \.isChosen) || choices.count <= 8)) {
                HTML.summary { title }
                ul {
                    for choice in choices {
                        li {
                            a(
                                .href(choice.link),
                                .named("aria-current", ifPresent: choice.isChosen ? "true" : nil)
                            ) {
                                choice.text
                            }
                            if let count = choice.count { span(.class("filter__count")) { " (\(count))" } }
                        }
                    }
                }
            }
        }
    }
}

/// The filters that are on, each to be taken off by a click.
struct ChosenFilters: Renderable {
    let filters: [(String, Link)]

    init(filters: [(String, Link)]) { self.filters = filters }

    /// Those of the groups beside the list: the link of a choice that is on takes it off.
    init(of groups: [[FilterGroup.Choice]]) {
        filters = groups.flatMap { $0.filter(\.isChosen).map { ($0.text, $0.link) } }
    }

    var markup: Markup {
        if !filters.isEmpty {
            ul(.class("chosen"), .aria("label", "Filters in use")) {
                for (text, link) in filters {
                    li {
                        a(.href(link)) {
                            span(.class("visually-hidden")) { "Remove filter: " }
                            text
                            span(.aria("hidden", "true")) { " ×" }
                        }
                    }
                }
            }
        }
    }
}
