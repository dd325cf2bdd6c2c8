import NIOCore
import Access
import Accounts
import Database
import Evidence
import Foundation
import Programmes
import Services

// Booking works without a script: every step is a page, and what was typed travels along in the form. Nothing
// is kept on the server until the booking is confirmed.

extension Site {
    func addBooking(to routes: Routes) {
        routes.get(SiteMap.book, .everyone) { visit, id in
            guard visit.actor.isSignedIn else {
                return .redirect(
                    to: SiteMap.startBooking(id).with("run", visit.query.text("run"))
                        .with("waiting", visit.query.text("waiting"))
                )
            }
            let (offer, run) = try await bookable(id, run: visit.query.text("run"), visit)
            let areKept = !visit.query.text("waiting").isEmpty
            guard offer.isBookable(run, areKept: areKept, at: visit.services.now()) else {
                // Nobody types names into a form that is refused.
                return .redirect(to: SiteMap.offer(id), notice: BookingRefusal.closed.words)
            }
            let (schools, claimed) = try await bookingSchools(visit)
            let here = SiteMap.book(id).with("run", run.id.description).with(
                "waiting",
                visit.query.text("waiting")
            )
            let isOrganiser = offer.isOrganised(by: visit.actor)
            let entry = try await entryTakenUp(visit)
            if let entry, entry.kept(at: visit.services.now()) == nil {
                let refusal = BookingRefusal.waitingOfferOver.words
                let notice = entry.state == .booked ? "These places have been booked." : refusal
                return .redirect(to: SiteMap.offer(id), notice: notice)
            }
            let waiting = entry?.organisation
            let isOfTheirs = schools.contains { $0.id == waiting?.id }
            if let waiting, !isOfTheirs, !isOrganiser {
                return .redirect(
                    to: SiteMap.chooseSchool().with("next", here.description).with("q", waiting.name),
                    notice: "The places are kept for \(waiting.name). Say that you book for it."
                )
            }
            // A school that an organiser put on the list is not among the organiser's own.
            let waitsHere = isOfTheirs ? waiting?.id.description ?? "" : ""
            let asked = waiting == nil ? visit.query.text("school") : waitsHere
            guard let school = try schools.chosen(asked) else {
                return .redirect(to: SiteMap.chooseSchool().with("next", here.description))
            }
            let memory = try await bookingMemory(of: school.id, claimed, offer, run, visit)
            var state = FormState([
                "run": run.id.description, "waiting": visit.query.text("waiting"),
                "school": school.id.description, "purchaseOrder": memory.purchaseOrder ?? "",
            ])
            if isOrganiser, !isOfTheirs, let urn = waiting?.urn { state.set("forSchool", "\(urn)") }
            let isOwnOnly = booksOwnOnly(school.id, claimed, visit)
            var rowCount = isOwnOnly ? 1 : 3
            if visit.query.text("repeat") == "yes", !isOwnOnly {
                for (position, colleague) in memory.last.enumerated() {
                    state.set("name-\(position)", colleague.name)
                    state.set("email-\(position)", colleague.email.text)
                }
                rowCount = max(rowCount, memory.last.count)
            } else if isOwnOnly, let person = visit.actor.person {
                state.set("name-0", person.name)
                state.set("email-0", try await accounts.overview(by: visit.actor).record.email?.text ?? "")
            }
            return .page(
                BookingForm(
                    offer: offer,
                    run: run,
                    schools: schools,
                    memory: memory,
                    isOrganiser: isOrganiser,
                    rowCount: rowCount,
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.book, .signedIn, uploadLimit: 2 * 1024 * 1024) { visit, id, submission in
            let (offer, run) = try await bookable(id, run: submission.text("run"), visit)
            return try await bookingStep(offer, run, visit, submission)
        }
    }

    /// A published offer's run that the address or the form names.
    private func bookable(_ id: ID<Offer>, run text: String, _ visit: Visit) async throws -> (Offer, Run) {
        let offer = try await programmes.offer(id, by: visit.actor)
        guard let run = offer.runs.first(where: { $0.id.description == text }) else {
            throw AccessError.notFound
        }
        return (offer, run)
    }

    /// The entry of a waiting list whose kept places the address says are taken up.
    private func entryTakenUp(_ visit: Visit) async throws -> WaitingEntry? {
        guard let id = ID<WaitingEntry>(visit.query.text("waiting")) else { return nil }
        return try await programmes.waitingEntry(id, by: visit.actor)
    }

    /// Whether the reader books a place for themself alone.
    private func booksOwnOnly(
        _ school: ID<Organisation>,
        _ claimed: Set<ID<Organisation>>,
        _ visit: Visit
    ) -> Bool {
        !visit.actor.may(.bookPlaces, on: .of(school)) && !claimed.contains(school)
    }

    /// What a school booked before, as far as it can be taken again for a run.
    private func bookingMemory(
        of school: ID<Organisation>,
        _ claimed: Set<ID<Organisation>>,
        _ offer: Offer,
        _ run: Run,
        _ visit: Visit
    ) async throws -> BookingMemory {
        let remembered = try await programmes.remembered(of: school, by: visit.actor)
        var last: [NamedColleague] = []
        if !booksOwnOnly(school, claimed, visit) {
            last = try await programmes.lastColleagues(of: school, by: visit.actor)
        }
        let holders = try await programmes.holders(
            among: remembered.colleagues + last,
            in: run.id,
            of: school,
            by: visit.actor
        )
        return BookingMemory(
            colleagues: remembered.colleagues,
            last: last.filter { !holders.contains($0.email) },
            holders: holders,
            purchaseOrder: offer.facts.price > .zero ? remembered.purchaseOrder : nil
        )
    }

    private func bookingStep(_ offer: Offer, _ run: Run, _ visit: Visit, _ submission: Submission)
        async throws -> Answer
    {
        let (schools, claimed) = try await bookingSchools(visit)
        var state = FormState(submission)
        let isOrganiser = offer.isOrganised(by: visit.actor)
        let meant = try await meantSchool(submission, among: schools, isOrganiser: isOrganiser, &state)
        let rows = submission.colleagueRows
        var form = BookingForm(
            offer: offer,
            run: run,
            schools: schools,
            isOrganiser: isOrganiser,
            rowCount: max(1, rows.count),
            state: state,
            ticket: visit.formTicket()
        )
        guard let school = meant?.school else {
            if state.isValid { state.refuse("school", "Choose the school that the places are for") }
            form.state = state
            return .invalid(form)
        }
        form.memory = try await bookingMemory(of: school.id, claimed, offer, run, visit)

        let chosen = form.memory.colleagues.filter { submission.all("remembered").contains($0.email.text) }
        let typed = rows.filter { row in !row.isEmpty }
        let colleagues = typed + chosen.map { ColleagueDraft(name: $0.name, email: $0.email.text) }
        switch submission.text("step") {
        case "add":
            form.rowCount = min(rows.count + 3, BookingDraft.mostColleagues)
            return .page(form)
        case "change":
            return .page(form)
        case "upload":
            return upload(submission, into: form)
        default: break
        }
        let draft = BookingDraft(
            run: run.id,
            organisation: school.id,
            colleagues: colleagues,
            purchaseOrder: submission.text("purchaseOrder"),
            waitingEntry: ID(submission.text("waiting")),
            discountCode: submission.text("discountCode"),
            agreedTotal: Int(submission.text("agreed")).map(Pence.init(_:))
        )
        // Rows are numbered as they will be shown again, with those remembered after those typed.
        for (position, colleague) in colleagues.enumerated() {
            state.set("name-\(position)", colleague.name)
            state.set("email-\(position)", colleague.email)
        }
        form.rowCount = max(form.rowCount, colleagues.count)
        for position in colleagues.count..<max(colleagues.count, form.rowCount) {
            state.set("name-\(position)", "")
            state.set("email-\(position)", "")
        }
        if submission.text("step") == "confirm" {
            let key = try submission.requiredKey()
            let booking = try await state.attempt(refusedAt: "name-0") {
                try await programmes.bookPlaces(draft, by: visit.actor, key: key)
            }
            if let booking { return .redirect(to: SiteMap.booking(booking.id).with("new", "yes")) }
        } else {
            let preview = try await state.attempt(refusedAt: "name-0") {
                try await programmes.preview(draft, by: visit.actor)
            }
            if let preview {
                return .page(
                    BookingCheck(
                        offer: offer,
                        run: run,
                        school: school,
                        forSchool: meant?.asked.map { "\($0)" } ?? "",
                        colleagues: preview.colleagues,
                        purchaseOrder: preview.purchaseOrder,
                        discountCode: submission.text("discountCode"),
                        quote: preview.quote,
                        overlaps: preview.overlaps,
                        waiting: submission.text("waiting"),
                        ticket: visit.formTicket()
                    )
                )
            }
        }
        form.state = state
        return .invalid(form)
    }
}

extension Site {
    /// The good rows of a file become rows of the form; the others are named, and come back as a file.
    private func upload(_ submission: Submission, into form: BookingForm) -> Answer {
        var form = form
        guard let file = submission.file("colleagues") else {
            form.state.refuse("colleagues", "Choose a CSV file or an Excel workbook first")
            return .invalid(form)
        }
        do {
            let read = try ColleagueFile.read(Array(file.bytes.readableBytesView))
            let typed = submission.colleagueRows.filter { !$0.isEmpty }
            let addresses = Set(typed.map { $0.email.lowercased() })
            let rows = typed + read.accepted.filter { !addresses.contains($0.email.lowercased()) }
            for (position, row) in rows.prefix(BookingDraft.mostColleagues).enumerated() {
                form.state.set("name-\(position)", row.name)
                form.state.set("email-\(position)", row.email)
            }
            form.rowCount = max(1, min(rows.count, BookingDraft.mostColleagues))
            form.upload = read
            return .page(form)
        } catch {
            form.state.refuse("colleagues", "\(error)")
            return .invalid(form)
        }
    }
}

extension Actor {
    /// The organisations that places can be booked for: those one books for first, then those one belongs to.
    var bookingOrganisations: [Organisation] {
        let booking = organisations(where: .bookPlaces)
        var others: [Organisation] = []
        for membership in memberships {
            let organisation = membership.organisation
            if !booking.contains(organisation), !others.contains(organisation) { others.append(organisation) }
        }
        return booking + others
    }
}

extension Submission {
    /// The rows `name-0`, `email-0` … of a form, empty ones too.
    var colleagueRows: [ColleagueDraft] {
        let last = (0..<BookingDraft.mostColleagues).last {
            names.contains("name-\($0)") || names.contains("email-\($0)")
        }
        return (0..<(last.map { $0 + 1 } ?? 0)).map {
            ColleagueDraft(name: text("name-\($0)"), email: text("email-\($0)"))
        }
    }
}
