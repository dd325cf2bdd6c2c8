import Access
import Evidence
import HTML
import Services

/// What a signed-in person can do with something of the library: save it with a note, list it, follow it.
struct MyItem: Sendable {
    let item: LibraryItem
    /// The page that the form stands on.
    let back: Link
    let ticket: FormTicket
    /// `nil` where it is not saved.
    let note: String?
    /// `nil` for what cannot be followed.
    let follows: Bool?
    /// Reading lists that the person may add to.
    let lists: [ReadingList]
}

/// The small forms beside a thing of the library.
struct SaveBox: Renderable {
    let item: MyItem

    var markup: Markup {
        details(.class("filter"), .open(item.note != nil)) {
            HTML.summary { item.note == nil ? "Save, list or follow this" : "You saved this" }
            postForm(SiteMap.saveItem(), ticket: item.ticket, state: FormState(["note": item.note ?? ""])) {
                hidden
                TextArea(
                    "note",
                    "Your note (nobody else sees it)",
                    rows: 2,
                    state: FormState(["note": item.note ?? ""])
                )
                submit(
                    item.note == nil ? "Save" : "Change the note",
                    isSecondary: true,
                    name: "step",
                    value: "save"
                )
                if item.note != nil {
                    " "
                    submit("Remove", isSecondary: true, name: "step", value: "remove")
                }
            }
            if let follows = item.follows {
                postForm(SiteMap.followStrand(), ticket: item.ticket) {
                    hidden
                    submit(
                        follows ? "Stop the weekly email" : "Follow: a weekly email of what is new",
                        isSecondary: true,
                        name: "step",
                        value: follows ? "unfollow" : "follow"
                    )
                }
            }
            if !item.lists.isEmpty {
                postForm(SiteMap.addToList(), ticket: item.ticket) {
                    hidden
                    SelectField(
                        "list",
                        "Put it on a reading list",
                        options: item.lists.map { FormOption($0.slug, $0.title) },
                        state: FormState()
                    )
                    TextField("why", "Why it is worth reading (optional)", state: FormState())
                    submit("Put on the list", isSecondary: true)
                }
            }
        }
    }

    private var hidden: Markup {
        .group([
            input(.type("hidden"), .name("item"), .value(item.item.description)),
            input(.type("hidden"), .name("back"), .value(item.back.description)),
        ])
    }
}

extension Visit {
    /// `nil` for a visitor who is not signed in: the page is then the same for everyone.
    func mine(_ item: LibraryItem, back: Link) async throws -> MyItem? {
        guard context.signedIn != nil, actor.person != nil else { return nil }
        let evidence = site.evidence
        let note = try await evidence.savedNote(on: item, by: actor)
        var follows: Bool?
        if case .strand(let id) = item { follows = try await evidence.isFollowing(id, by: actor) }
        let lists = try await evidence.readingLists(keptBy: actor)
        return MyItem(
            item: item,
            back: back,
            ticket: formTicket(),
            note: note,
            follows: follows,
            lists: lists
        )
    }
}

extension Submission {
    /// Where a form goes back to: only to a page of the library.
    var libraryPage: Link {
        let path = text("back").split(whereSeparator: { "?#".contains($0) }).first.map(String.init) ?? ""
        let isPlain = path.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 92 }
        return isPlain && path.hasPrefix("/evidence/") && !path.contains("//")
            ? Link(path: path) : SiteMap.evidence()
    }
}
