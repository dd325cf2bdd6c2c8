import Access
import Evidence
import HTML

/// Reading lists that hubs curate.
struct ReadingListsPage: Page {
    let lists: [ReadingList]
    /// Hubs that the visitor may start a list for.
    let hubs: [Organisation]

    let title = "Reading lists"
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        PageHeader(title, lead: "What hubs suggest to read, and why.")
        for hub in hubs {
            p {
                a(.class("button button--secondary"), .href(SiteMap.newReadingList(hub.id))) {
                    "Start a list for \(hub.name)"
                }
            }
        }
        if lists.isEmpty {
            EmptyState("No hub has shared a reading list yet.", action: ("Evidence", SiteMap.evidence()))
        }
        ul(.class("list")) {
            for list in lists {
                li {
                    h2(.class("list__title")) { a(.href(SiteMap.readingList(list.slug))) { list.title } }
                    p(.class("meta")) {
                        list.organisationName
                        if !list.isShared { " · not shared yet" }
                    }
                    if !list.description.isEmpty { p { list.description } }
                }
            }
        }
    }
}

struct ReadingListPage: Page {
    let list: ReadingList
    /// `nil` for readers.
    let ticket: FormTicket?

    var title: String { list.title }
    let section: SiteSection? = .evidence
    var trail: [Crumb] {
        [Crumb("Evidence", SiteMap.evidence()), Crumb("Reading lists", SiteMap.readingLists())]
    }

    var body: Markup {
        PageHeader(
            list.title,
            lead: list.description.nonEmptyText,
            kicker: "A reading list of \(list.organisationName)"
        )
        if let ticket {
            p {
                list.isShared ? "Everyone can read this list. " : "Only your hub sees this list. "
                a(.href(SiteMap.editReadingList(list.slug))) { "Change title, description and sharing" }
            }
            p(.class("hint")) {
                "To add something, open it in the library and choose “Put it on a reading list”."
            }
            items { item in
                postForm(SiteMap.removeFromList(list.slug), ticket: ticket) {
                    input(.type("hidden"), .name("item"), .value(item.item.description))
                    submit("Take off the list", isSecondary: true)
                }
            }
        } else {
            items { _ in .group([]) }
        }
    }

    @MarkupBuilder private func items(_ tools: (ListedItem) -> Markup) -> Markup {
        if list.items.isEmpty { EmptyState("Nothing is on this list yet.") }
        ol(.class("list")) {
            for item in list.items {
                li {
                    h2(.class("list__title")) { a(.href(item.item.link(item.place))) { item.title } }
                    p(.class("meta")) { item.item.kindName }
                    if !item.note.isEmpty { p { item.note } }
                    tools(item)
                }
            }
        }
    }
}

struct ReadingListForm: Page {
    let title: String
    let action: Link
    let ticket: FormTicket
    let state: FormState

    let section: SiteSection? = .evidence
    var trail: [Crumb] {
        [Crumb("Evidence", SiteMap.evidence()), Crumb("Reading lists", SiteMap.readingLists())]
    }

    var body: Markup {
        PageHeader(title)
        postForm(action, ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextField("title", "Title", state: state)
            TextArea("description", "For whom and what for", rows: 3, state: state)
            ChoiceField(
                "shared",
                "Who may read it?",
                options: [FormOption("no", "Only our hub, for now"), FormOption("yes", "Everyone")],
                state: state
            )
            submit("Save")
        }
    }
}

extension ReadingListDraft {
    init(_ submission: Submission) {
        self.init()
        title = submission.text("title")
        description = submission.text("description")
        isShared = submission.text("shared") == "yes"
    }
}
