import Access
import Database
import Foundation
import Programmes
import Services

extension Site {
    func addBookings(to routes: Routes) {
        routes.get(SiteMap.schoolBookings, .signedIn) { visit in
            let schools = visit.actor.organisations(where: .seeBookings).filter { $0.kind != .hub }
            let school = try schools.chosen(visit.query.text("school"))
            let isOver = visit.query.text("time") == "over"
            let page = visit.query.page
            var records: [BookingRecord] = []
            var total = 0
            if let school {
                (records, total) = try await programmes.bookings(
                    of: school.id,
                    over: isOver,
                    offset: (page - 1) * 25,
                    by: visit.actor
                )
            }
            let own = try await programmes.ownBookings(over: isOver, by: visit.actor).filter { record in
                record.booking.organisation.id != school?.id
                    || record.booking.heldPlaces.contains { $0.person == visit.actor.person?.id }
            }
            let waiting = try await programmes.ownWaitingEntries(withSchools: true, by: visit.actor)
            var needsApproval: Bool?
            if let school, visit.actor.may(.approveBookings, on: .of(school.id)) {
                needsApproval = try await programmes.needsApproval(school.id, by: visit.actor)
            }
            return .page(
                SchoolBookingsPage(
                    school: school,
                    schools: schools,
                    records: records,
                    total: total,
                    isOver: isOver,
                    page: page,
                    own: own,
                    waiting: waiting.map { .init(entry: $0.entry, offer: $0.offer, run: $0.run) },
                    toApprove: try await programmes.bookingsToApprove(by: visit.actor),
                    needsApproval: needsApproval,
                    reader: visit.actor.person?.id,
                    now: visit.services.now(),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.get(SiteMap.booking, .signedIn) { visit, id in
            .page(try await bookingView(id, visit, FormState(), isNew: visit.query.text("new") == "yes"))
        }
        routes.post(SiteMap.cancelPlaces, .signedIn) { visit, id, submission in
            let places = Set(submission.all("place").compactMap(ID<BookedPlace>.init(_:)))
            var state = FormState(submission)
            let version = submission.version
            if places.isEmpty {
                state.refuse("place", "Choose whose place to cancel")
            } else if submission.text("sure") != "yes" {
                let record = try await programmes.booking(id, by: visit.actor)
                if let refusal = record.refusal(of: places) {
                    state.refuse("place", refusal.words)
                    return .invalid(try await bookingView(id, visit, state))
                }
                return .page(CancelCheck(record: record, places: places, ticket: visit.formTicket()))
            } else {
                let done: Void? = try await state.attempt(refusedAt: "place") {
                    try await programmes.cancelPlaces(
                        places,
                        of: id,
                        version: version,
                        waivingCharge: submission.isChecked("waive"),
                        by: visit.actor
                    )
                }
                if done != nil {
                    return .redirect(
                        to: SiteMap.booking(id),
                        notice: "\(InWords.count(places.count, "place")) cancelled."
                    )
                }
            }
            return .invalid(try await bookingView(id, visit, state))
        }
        routes.post(SiteMap.purchaseOrder, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "purchaseOrder") {
                try await programmes.setPurchaseOrder(
                    submission.text("purchaseOrder"),
                    of: id,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil { return .redirect(to: SiteMap.booking(id), notice: "Saved.") }
            return .invalid(try await bookingView(id, visit, state))
        }
        routes.get(SiteMap.substitute, .signedIn) { visit, ids in
            let record = try await programmes.booking(ids.first, by: visit.actor)
            if let refusal = record.refusal(of: [ids.second]) {
                return .redirect(to: SiteMap.booking(ids.first), notice: refusal.words)
            }
            return .page(try SubstituteForm(record, ids.second, FormState(), visit.formTicket()))
        }
        routes.post(SiteMap.substitute, .signedIn) { visit, ids, submission in
            var state = FormState(submission)
            let colleague = ColleagueDraft(name: submission.text("name-0"), email: submission.text("email-0"))
            let done: Void? = try await state.attempt(refusedAt: "name-0") {
                try await programmes.substitute(
                    colleague,
                    for: ids.second,
                    of: ids.first,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.booking(ids.first),
                    notice: "\(colleague.name) goes instead. Both have an email."
                )
            }
            let record = try await programmes.booking(ids.first, by: visit.actor)
            if let refusal = record.refusal(of: [ids.second]) {
                var changed = FormState()
                changed.refuse("place", refusal.words)
                return .invalid(try await bookingView(ids.first, visit, changed))
            }
            return .invalid(try SubstituteForm(record, ids.second, state, visit.formTicket()))
        }
        routes.post(SiteMap.completeStudy, .signedIn) { visit, ids, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "complete") {
                try await programmes.completeStudy(ids.second, by: visit.actor)
            }
            return .redirect(
                to: SiteMap.booking(ids.first),
                notice: done != nil
                    ? "Completed. Your certificate comes by email."
                    : state.error("complete") ?? "Not possible now."
            )
        }
        addWaitingList(to: routes)
        addChanges(to: routes)
    }

    private func addWaitingList(to routes: Routes) {
        routes.get(SiteMap.waitingList, .signedIn) { visit, run in
            let schools = try await bookingSchools(visit).schools
            let offer = try await programmes.offer(ofRun: run, by: visit.actor)
            guard !schools.isEmpty || offer.isOrganised(by: visit.actor) else {
                return .redirect(
                    to: SiteMap.chooseSchool().with("next", SiteMap.waitingList(run).description)
                )
            }
            return .page(try await waitingForm(offer, run, schools, FormState(["places": "1"]), visit))
        }
        routes.post(SiteMap.waitingList, .signedIn) { visit, run, submission in
            let key = try submission.requiredKey()
            var state = FormState(submission)
            let schools = try await bookingSchools(visit).schools
            if let entry = ID<WaitingEntry>(submission.text("entry")) {
                if try await changeWaiting(entry, &state, visit, submission) {
                    return .redirect(to: SiteMap.waitingList(run), notice: "Saved.")
                }
                let offer = try await programmes.offer(ofRun: run, by: visit.actor)
                return .invalid(try await waitingForm(offer, run, schools, state, visit))
            }
            let offer = try await programmes.offer(ofRun: run, by: visit.actor)
            let isOrganiser = offer.isOrganised(by: visit.actor)
            let meant = try await meantSchool(submission, among: schools, isOrganiser: isOrganiser, &state)
            if meant == nil, state.isValid {
                state.refuse(isOrganiser ? "forSchool" : "school", "Choose the school that waits")
            }
            let places = state.places("places", submission)
            if let meant, let places {
                let school = meant.school
                let entry = try await state.attempt(refusedAt: "places") {
                    try await programmes.joinWaitingList(
                        of: run,
                        for: school.id,
                        places: places,
                        takesFewer: submission.isChecked("takesFewer"),
                        contact: submission.text("contactEmail"),
                        by: visit.actor,
                        key: key
                    )
                }
                if let entry {
                    let kept = entry.state == .offered ? entry.offered ?? 0 : 0
                    let keptWords = "\(InWords.count(kept, "place")) \(kept == 1 ? "is" : "are") kept for"
                    if meant.asked != nil {
                        return .redirect(
                            to: SiteMap.waitingList(run),
                            notice: kept > 0
                                ? "\(keptWords) \(school.name). Book below before the time is over."
                                : "\(school.name) is on the waiting list."
                        )
                    }
                    return .redirect(
                        to: SiteMap.schoolBookings().at("waiting"),
                        notice: kept > 0
                            ? "\(keptWords) you. Book below before the time is over."
                            : "You are on the waiting list."
                    )
                }
            }
            return .invalid(try await waitingForm(offer, run, schools, state, visit))
        }
        routes.post(SiteMap.leaveWaitingList, .signedIn) { visit, id, _ in
            try await programmes.leaveWaitingList(id, by: visit.actor)
            return .redirect(to: SiteMap.schoolBookings(), notice: "You left the waiting list.")
        }
    }

    private func waitingForm(
        _ offer: Offer,
        _ run: ID<Run>,
        _ schools: [Organisation],
        _ state: FormState,
        _ visit: Visit
    ) async throws -> WaitingForm {
        let turns = try await programmes.waitingTurns(of: run, by: visit.actor)
        return try WaitingForm(
            offer,
            run,
            schools,
            turns,
            hours: programmes.settings.waitingOfferHours,
            isOrganiser: offer.isOrganised(by: visit.actor),
            own: visit.actor.person?.id,
            at: visit.services.now(),
            state,
            visit.formTicket()
        )
    }

    /// - Returns: Whether it was changed; otherwise the form says why not.
    private func changeWaiting(
        _ entry: ID<WaitingEntry>,
        _ state: inout FormState,
        _ visit: Visit,
        _ submission: Submission
    ) async throws -> Bool {
        let field = "places-\(entry)"
        guard let places = state.places(field, submission) else { return false }
        let contactField = "contactEmail-\(entry)"
        let done: Void? = try await state.attempt(refusedAt: field, names: ["contactEmail": contactField]) {
            try await programmes.changeWaiting(
                entry,
                places: places,
                takesFewer: submission.isChecked("takesFewer-\(entry)"),
                contact: submission.names.contains(contactField) ? submission.text(contactField) : nil,
                by: visit.actor
            )
        }
        return done != nil
    }
}

extension FormState {
    /// How many places are waited for.
    fileprivate mutating func places(_ field: String, _ submission: Submission) -> Int? {
        let most = BookingDraft.mostColleagues
        return wholeNumber(field, submission, 1...most, "Enter how many places you need, from 1 to \(most)")
    }
}
