import Access
import Database
import Directory
import Evidence
import Services

extension Site {
    /// Saving, following and reading lists.
    func addMine(to routes: Routes) {
        routes.get(SiteMap.saved, .signedIn) { visit in
            let evidence = visit.site.evidence
            return .page(
                SavedPage(
                    saved: try await evidence.savedItems(by: visit.actor),
                    followed: try await evidence.followedStrands(by: visit.actor),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.saveItem, .signedIn) { visit, submission in
            guard let item = LibraryItem(submission.text("item")) else { throw AccessError.notFound }
            if submission.text("step") == "remove" {
                try await visit.site.evidence.unsave(item, by: visit.actor)
                return .redirect(to: submission.libraryPage, notice: "Removed from what you saved.")
            }
            do {
                try await visit.site.evidence.save(item, note: submission.text("note"), by: visit.actor)
                return .redirect(to: submission.libraryPage, notice: "Saved. You find it under your account.")
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults)
                return .invalid(
                    RefusedNotePage(
                        title: "Your note",
                        action: SiteMap.saveItem(),
                        field: ("note", "Your note (nobody else sees it)"),
                        button: "Save",
                        back: submission.libraryPage,
                        ticket: visit.formTicket(),
                        state: state
                    )
                )
            }
        }
        routes.post(SiteMap.followStrand, .signedIn) { visit, submission in
            guard case .strand(let strand)? = LibraryItem(submission.text("item")) else {
                throw AccessError.notFound
            }
            let isFollowing = submission.text("step") != "unfollow"
            if isFollowing {
                try await visit.site.evidence.follow(strand, by: visit.actor)
            } else {
                try await visit.site.evidence.unfollow(strand, by: visit.actor)
            }
            let back = submission.text("back").isEmpty ? SiteMap.saved() : submission.libraryPage
            return .redirect(
                to: back,
                notice: isFollowing
                    ? "You follow this strand: news comes on Mondays." : "You no longer follow this strand."
            )
        }
        routes.get(SiteMap.strandLetters, .everyone) { visit, id in
            .page(
                StopLettersPage(
                    letters: try await visit.site.evidence.strandLetters(id),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.strandLetters, .everyone) { visit, id, _ in
            try await visit.site.evidence.stopLetters(id)
            return .redirect(to: SiteMap.strandLetters(id), notice: "No more of these letters will come.")
        }
        addReadingLists(to: routes)
    }

    private func addReadingLists(to routes: Routes) {
        routes.get(SiteMap.readingLists, .everyone) { visit in
            .page(
                ReadingListsPage(
                    lists: try await visit.site.evidence.readingLists(for: visit.actor),
                    hubs: visit.actor.own(.hub, where: .keepReadingList)
                )
            )
            .cached([.readingLists, .hubs])
        }
        routes.get(SiteMap.readingList, .everyone) { visit, slug in
            let list = try await visit.site.evidence.readingList(slug: slug, for: visit.actor)
            let mayKeep = visit.actor.may(.keepReadingList, on: .of(list.organisation))
            return .page(ReadingListPage(list: list, ticket: mayKeep ? visit.formTicket() : nil))
        }
        routes.get(SiteMap.newReadingList, .signedIn) { visit, hub in
            try visit.requireOwn(hub, .keepReadingList)
            return .page(Self.form(hub, FormState(["shared": "no"]), visit))
        }
        routes.post(SiteMap.newReadingList, .signedIn) { visit, hub, submission in
            try visit.requireOwn(hub, .keepReadingList)
            var state = FormState(submission)
            do {
                let key = try submission.requiredKey()
                let slug = try await visit.site.evidence.startReadingList(
                    ReadingListDraft(submission),
                    for: hub,
                    by: visit.actor,
                    key: key
                )
                return .redirect(to: SiteMap.readingList(slug), notice: "Started.")
            } catch let faults as Faults {
                state.refuse(faults)
                return .invalid(Self.form(hub, state, visit))
            }
        }
        routes.get(SiteMap.editReadingList, .signedIn) { visit, slug in
            let list = try await visit.site.evidence.readingList(slug: slug, for: visit.actor)
            try visit.actor.require(.keepReadingList, on: .of(list.organisation).known)
            let state = FormState([
                "title": list.title, "description": list.description, "shared": list.isShared ? "yes" : "no",
                "version": "\(list.version)",
            ])
            return .page(Self.form(list, state, visit))
        }
        routes.post(SiteMap.editReadingList, .signedIn) { visit, slug, submission in
            let evidence = visit.site.evidence
            let list = try await evidence.readingList(slug: slug, for: visit.actor)
            var state = FormState(submission)
            let saved = try await state.save(
                over: list.version,
                changedMeanwhile:
                    "Someone else saved this list meanwhile. Compare theirs with yours, then save again",
                at: "title"
            ) {
                try await evidence.changeReadingList(
                    list,
                    version: submission.version,
                    ReadingListDraft(submission),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.readingList(slug), notice: "Saved.")
            }
            if let saved { return saved }
            return .invalid(Self.form(list, state, visit))
        }
        routes.post(SiteMap.addToList, .signedIn) { visit, submission in
            let evidence = visit.site.evidence
            guard let item = LibraryItem(submission.text("item")) else { throw AccessError.notFound }
            let list = try await evidence.readingList(slug: submission.text("list"), for: visit.actor)
            do {
                try await evidence.add(item, note: submission.text("why"), to: list, by: visit.actor)
                return .redirect(to: SiteMap.readingList(list.slug), notice: "It is on the list.")
            } catch let faults as Faults {
                var state = FormState(submission)
                state.refuse(faults, names: ["note": "why"])
                return .invalid(
                    RefusedNotePage(
                        title: "Put it on “\(list.title)”",
                        action: SiteMap.addToList(),
                        field: ("why", "Why it is worth reading (optional)"),
                        button: "Put on the list",
                        back: submission.libraryPage,
                        ticket: visit.formTicket(),
                        state: state
                    )
                )
            }
        }
        routes.post(SiteMap.removeFromList, .signedIn) { visit, slug, submission in
            let evidence = visit.site.evidence
            guard let item = LibraryItem(submission.text("item")) else { throw AccessError.notFound }
            let list = try await evidence.readingList(slug: slug, for: visit.actor)
            try await evidence.remove(item, from: list, by: visit.actor)
            return .redirect(to: SiteMap.readingList(slug), notice: "Taken off the list.")
        }
    }

    private static func form(_ hub: ID<Organisation>, _ state: FormState, _ visit: Visit) -> ReadingListForm {
        ReadingListForm(
            title: "Start a reading list",
            action: SiteMap.newReadingList(hub),
            ticket: visit.formTicket(),
            state: state
        )
    }

    private static func form(_ list: ReadingList, _ state: FormState, _ visit: Visit) -> ReadingListForm {
        ReadingListForm(
            title: "Change the list",
            action: SiteMap.editReadingList(list.slug),
            ticket: visit.formTicket(),
            state: state
        )
    }
}
