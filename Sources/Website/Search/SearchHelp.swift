import HTML

/// What can be typed, with examples to press.
struct SearchHelp: Renderable {
    let isOpen: Bool

    private static let examples: [(query: String, meaning: String)] = [
        ("reading in year 7", "a plain question"),
        ("\"peer tutoring\"", "words beside each other"),
        ("phonics -kindergarten", "without a word"),
        ("metacog*", "words that begin so"),
        ("author:slavin", "by an author, a developer or a hub"),
        ("homework year:2015-2020", "from these years; also year:2015- and year:-2020"),
        ("feedback kind:study", "one kind only"),
        ("feedback -kind:school", "without a kind; so with every field, such as -year:2010-2015"),
    ]

    var markup: Markup {
        details(.class("search-help"), .open(isOpen)) {
            HTML.summary { "How to search" }
            p {
                "Type a question in your own words. Abbreviations are understood: FSM finds free school meals, TA "
                    + "finds teaching assistants. So are British and American spellings."
            }
            dl(.class("facts")) {
                for example in Self.examples {
                    div {
                        dt { a(.href(SiteMap.search().with("q", example.query))) { example.query } }
                        dd { example.meaning }
                    }
                }
            }
        }
    }
}
