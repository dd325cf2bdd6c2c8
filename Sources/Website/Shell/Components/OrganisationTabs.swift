import Access
import HTML
import Services

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
