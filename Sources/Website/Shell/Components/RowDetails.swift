import HTML

/// What a program would ask of a row of a table: behind a button, since nobody reads it twice.
struct RowDetails: Renderable {
    /// What they are of, for those who hear the buttons without the rows.
    let subject: String
    /// The items of a list.
    let items: Markup

    init(of subject: String, @MarkupBuilder items: () -> Markup) {
        self.subject = subject
        self.items = items()
    }

    var markup: Markup {
        HTML.details {
            HTML.summary {
                "Details"
                span(.class("visually-hidden")) { " of \(subject)" }
            }
            ul { items }
        }
    }

    /// `Verb: offer.publish`, the second part as programs write it.
    static func fact(_ name: String, _ value: String) -> Markup {
        li {
            "\(name): "
            code { value }
        }
    }
}
