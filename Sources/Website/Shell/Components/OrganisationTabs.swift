import Access
import HTML
import Services

/// One of the organisations that a person acts for.
struct ChosenOrganisation: Sendable {
    let chosen: Organisation
    let all: [Organisation]

    /// The one that a form names, where it is among them; else the one chosen already.
    func named(_ id: String) -> Organisation { all.first { $0.id.description == id } ?? chosen }
}

/// The organisations that a person acts for, to change between; nothing where there is one.
struct OrganisationTabs: Renderable {
    let organisations: ChosenOrganisation
    let link: Link
    /// What the address calls the one that a page is about.
    var parameter = "organisation"
    var label = "Organisations"

    var markup: Markup {
        if organisations.all.count > 1 {
            nav(.class("tabs"), .aria("label", label)) {
                ul {
                    for other in organisations.all {
                        li {
                            a(
                                .href(link.with(parameter, other.id.description)),
                                .named(
                                    "aria-current",
                                    ifPresent: other.id == organisations.chosen.id ? "page" : nil
                                )
                            ) { other.name }
                        }
                    }
                }
            }
        }
    }
}
