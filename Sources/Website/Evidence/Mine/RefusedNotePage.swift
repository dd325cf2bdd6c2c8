import HTML
import Services

/// A note on something of the library that was refused, with what was typed. The page that it was typed on shows what is
/// kept, and would lose it.
struct RefusedNotePage: Page {
    let title: String
    let action: Link
    /// The name of the field, and what it asks for.
    let field: (name: String, label: String)
    let button: String
    let back: Link
    let ticket: FormTicket
    let state: FormState

    let section: SiteSection? = .evidence

    var body: Markup {
        PageHeader(title)
        postForm(action, ticket: ticket, state: state) {
            for name in ["item", "back", "list"] {
                input(.type("hidden"), .name(name), .value(state.value(name)))
            }
            TextArea(field.name, field.label, rows: 8, state: state)
            submit(button)
        }
        p { a(.href(back)) { "Back, and leave it as it was" } }
    }
}
