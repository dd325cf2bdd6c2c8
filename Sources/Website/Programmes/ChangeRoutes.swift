import Access
import Foundation
import Programmes
import Services

// Needs, moving to other dates, taking a cancellation back, apologies, and the approval of a school's lead.

extension Site {
    func addChanges(to routes: Routes) {
        addNeeds(to: routes)
        routes.get(SiteMap.movePlaces, .signedIn) { visit, id in
            let record = try await programmes.booking(id, by: visit.actor)
            return .page(try MovePage(record, visit.services.now(), FormState(), visit.formTicket()))
        }
        routes.post(SiteMap.movePlaces, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let places = Set(submission.all("place").compactMap(ID<BookedPlace>.init(_:)))
            if places.isEmpty { state.refuse("place", "Choose who is to move") }
            let run = ID<Run>(submission.text("run"))
            if run == nil { state.refuse("run", "Choose the dates to move to") }
            if !places.isEmpty, let run {
                let moved = try await state.attempt(refusedAt: "run") {
                    try await programmes.movePlaces(
                        places,
                        of: id,
                        to: run,
                        version: submission.version,
                        by: visit.actor
                    )
                }
                if let moved {
                    return .redirect(
                        to: SiteMap.booking(moved),
                        notice: "Moved. Everyone has an email that changes the calendar."
                    )
                }
            }
            let record = try await programmes.booking(id, by: visit.actor)
            return .invalid(try MovePage(record, visit.services.now(), state, visit.formTicket()))
        }
        routes.post(SiteMap.reinstatePlace, .signedIn) { visit, ids, submission in
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "place") {
                try await programmes.reinstatePlace(
                    ids.second,
                    of: ids.first,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(to: SiteMap.booking(ids.first), notice: "The place is theirs again.")
            }
            return .invalid(try await bookingView(ids.first, visit, state))
        }
        routes.post(SiteMap.apologies, .signedIn) { visit, ids, submission in
            guard let place = ID<BookedPlace>(submission.text("place")) else { throw AccessError.notFound }
            var state = FormState(submission)
            let comes = submission.text("step") == "comes"
            let done: Void? = try await state.attempt(refusedAt: "place") {
                if comes {
                    try await programmes.takeBackApologies(for: place, from: ids.second, by: visit.actor)
                } else {
                    try await programmes.sendApologies(for: place, from: ids.second, by: visit.actor)
                }
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.booking(ids.first),
                    notice: comes ? "The apologies are taken back." : "The organiser sees the apologies."
                )
            }
            return .invalid(try await bookingView(ids.first, visit, state))
        }
        routes.post(SiteMap.answerApproval, .signedIn) { visit, id, submission in
            let approves = submission.text("answer") == "approve"
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "place") {
                try await programmes.answerApproval(
                    of: id,
                    approves: approves,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.schoolBookings(),
                    notice: approves
                        ? "Approved. Those who go have an email." : "Declined. The places are free again."
                )
            }
            return .invalid(try await bookingView(id, visit, state))
        }
        routes.post(SiteMap.bookingRule, .signedIn) { visit, submission in
            guard let school = ID<Organisation>(submission.text("school")) else { throw AccessError.notFound }
            let isNeeded = submission.isChecked("approval")
            try await programmes.setNeedsApproval(isNeeded, for: school, by: visit.actor)
            return .redirect(
                to: SiteMap.schoolBookings().with("school", school.description),
                notice: isNeeded
                    ? "Bookings now wait for a lead of the school." : "Bookings no longer wait for a lead."
            )
        }
    }

    private func addNeeds(to routes: Routes) {
        routes.get(SiteMap.bookingNeeds, .signedIn) { visit, id in
            let record = try await programmes.booking(id, by: visit.actor)
            let needs = try await programmes.needs(of: id, by: visit.actor)
            var state = FormState()
            if let own = record.booking.heldPlaces.first(where: { $0.person == visit.actor.person?.id }) {
                state.set("dietary-\(own.id)", needs.own.dietary)
                state.set("access-\(own.id)", needs.own.access)
            }
            return .page(
                NeedsForm(
                    record: record,
                    given: needs.given,
                    stamps: needs.stamps,
                    own: visit.actor.person?.id,
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.bookingNeeds, .signedIn) { visit, id, submission in
            let record = try await programmes.booking(id, by: visit.actor)
            let given = try await programmes.needs(of: id, by: visit.actor).given
            var needs: [ID<BookedPlace>: PlaceNeeds] = [:]
            var shown: [ID<BookedPlace>: Int] = [:]
            for place in record.booking.heldPlaces {
                let typed = PlaceNeeds(
                    dietary: submission.text("dietary-\(place.id)"),
                    access: submission.text("access-\(place.id)")
                )
                shown[place.id] = Int(submission.text("was-\(place.id)"))
                // Needs given by someone else are not shown; leaving them empty leaves them as they are.
                let isHidden = given.contains(place.id) && place.person != visit.actor.person?.id
                if !typed.isEmpty || !isHidden || submission.isChecked("clear-\(place.id)") {
                    needs[place.id] = typed
                }
            }
            var state = FormState(submission)
            let (kept, stamps) = (needs, shown)
            let done: Void? = try await state.attempt(refusedAt: "needs") {
                try await programmes.saveNeeds(kept, of: id, shown: stamps, by: visit.actor)
            }
            if done != nil {
                return .redirect(
                    to: SiteMap.booking(id),
                    notice:
                        "Saved. Only the organiser sees it, and it is deleted \(InWords.days(PlaceNeeds.keptDays)) after the last session."
                )
            }
            return .invalid(
                NeedsForm(
                    record: record,
                    given: given,
                    stamps: stamps,
                    own: visit.actor.person?.id,
                    state: state,
                    ticket: visit.formTicket()
                )
            )
        }
    }

    /// A booking's page as those see it whom it concerns.
    func bookingView(_ id: ID<Booking>, _ visit: Visit, _ state: FormState, isNew: Bool = false) async throws
        -> BookingView
    {
        let record = try await programmes.booking(id, by: visit.actor)
        var state = state
        state.set("version", "\(record.booking.version)")
        if state.error("purchaseOrder") == nil {
            state.set("purchaseOrder", record.booking.purchaseOrder ?? "")
        }
        return BookingView(
            record: record,
            isNew: isNew,
            attendance: try await programmes.attendance(in: id, by: visit.actor),
            own: visit.actor.person?.id,
            now: visit.services.now(),
            state: state,
            ticket: visit.formTicket()
        )
    }
}
