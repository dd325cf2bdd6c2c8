import Evidence
import HTML

extension LibraryItem {
    /// Where it is read.
    func link(_ place: String) -> Link {
        switch self {
        case .strand: SiteMap.strand(place)
        case .study(let id): SiteMap.study(id)
        case .guidance: SiteMap.guidanceReport(place)
        case .practice(let id): SiteMap.practiceAccount(id)
        }
    }

    var kindName: String {
        switch self {
        case .strand: "Strand"
        case .study: "Study"
        case .guidance: "Guidance"
        case .practice: "Practice account"
        }
    }
}

/// What a person saved and follows. Nobody else sees it.
struct SavedPage: Page {
    let saved: [ListedItem]
    let followed: [StrandLink]
    let ticket: FormTicket

    let title = "Saved and followed"
    var section: SiteSection? { .evidence }

    var body: Markup {
        PageHeader(title, lead: "Only you see this page.")
        h2 { "Saved" }
        if saved.isEmpty {
            EmptyState(
                "You have saved nothing yet. Strands, studies and guidance have a button for it.",
                action: ("Evidence", SiteMap.evidence())
            )
        } else {
            ul(.class("list")) {
                for item in saved {
                    li {
                        h3 { a(.href(item.item.link(item.place))) { item.title } }
                        p(.class("meta")) { item.item.kindName }
                        if !item.note.isEmpty { p { item.note } }
                    }
                }
            }
        }
        h2 { "Followed strands" }
        if followed.isEmpty {
            p { "Follow a strand on its page, and an email on Mondays says what is new." }
        } else {
            p { "An email on Mondays says what is new on these, if anything is." }
            ul(.class("list")) {
                for strand in followed {
                    li {
                        h3 { a(.href(SiteMap.strand(strand.slug))) { strand.title } }
                        postForm(SiteMap.followStrand(), ticket: ticket) {
                            input(
                                .type("hidden"),
                                .name("item"),
                                .value(LibraryItem.strand(strand.id).description)
                            )
                            submit(
                                "Stop following",
                                about: strand.title,
                                isSecondary: true,
                                name: "step",
                                value: "unfollow"
                            )
                        }
                    }
                }
            }
        }
    }
}
