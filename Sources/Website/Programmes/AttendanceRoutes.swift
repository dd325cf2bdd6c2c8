import Accounts
import Access
import Database
import Foundation
import HTTPTypes
import Programmes
import QRCodes
import Services

// The register on a phone, the door, and the printable sheet.

extension Site {
    func addAttendance(to routes: Routes) {
        addRegister(to: routes)
        addWalkIn(to: routes)
        addNameBadges(to: routes)
        routes.get(SiteMap.needsList, .signedIn) { visit, id in
            let sheet = try await programmes.attendanceSheet(of: id, by: visit.actor)
            guard sheet.isOrganiser else { throw AccessError.forbidden }
            return .page(NeedsList(sheet: sheet))
        }
        routes.get(SiteMap.attendanceSheet, .signedIn) { visit, id in
            .page(SignInSheet(sheet: try await programmes.attendanceSheet(of: id, by: visit.actor)))
        }
        routes.get(SiteMap.doorPoster, .signedIn) { visit, id in
            let sheet = try await programmes.attendanceSheet(of: id, by: visit.actor)
            return .page(
                DoorPoster(sheet: sheet, publicURL: configuration.publicURL, ticket: visit.formTicket())
            )
        }
        routes.post(SiteMap.doorPoster, .signedIn) { visit, id, _ in
            try await programmes.openDoor(of: id, by: visit.actor)
            return .redirect(to: SiteMap.doorPoster(id))
        }
        addDoor(to: routes)
    }

    private func addRegister(to routes: Routes) {
        routes.get(SiteMap.attendance, .signedIn) { visit, id in
            .page(try await attendancePage(id, visit, FormState()))
        }
        routes.post(SiteMap.attendance) { visit, id, submission in
            leadToSignIn(
                from: id,
                carrying: CarriedMarks.sent(submission, of: id, visit)?.cookie(configuration),
                "You are signed out, so the register is not saved. Sign in again and look through what you marked."
            )
        } signedIn: { visit, id, submission in
            let marks = submission.changedMarks(presentForRest: submission.marksTheRest)
            var state = FormState(submission)
            let changed = try await state.attempt(refusedAt: "register") {
                try await programmes.markAttendance(at: id, marks, by: visit.actor)
            }
            guard let changed else { return .invalid(try await attendancePage(id, visit, state)) }
            let answer = Answer.redirect(
                to: SiteMap.attendance(id),
                notice: changed == 0
                    ? "Nothing had changed." : "Saved: \(InWords.count(changed, "mark"))."
            )
            guard CarriedMarks.held(for: id, visit) != nil else { return answer }
            return answer.header(.setCookie, CarriedMarks.expired(configuration).value)
        }
    }

    private func addWalkIn(to routes: Routes) {
        routes.post(SiteMap.walkIn) { visit, id, submission in
            leadToSignIn(
                from: id,
                carrying: CarriedWalkIn.cookie(submission, of: id, visit),
                "You are signed out, so nobody was added. Sign in again and look through what you typed."
            )
        } signedIn: { visit, id, submission in
            let key = try submission.requiredKey()
            var draft = WalkInDraft()
            draft.name = submission.text("name-0")
            draft.email = submission.text("email-0")
            draft.school = ID(submission.text("school"))
            draft.urn = submission.text("urn")
            let typed = draft
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "name-0") {
                try await programmes.addWalkIn(typed, to: id, by: visit.actor, key: key)
            }
            guard done != nil else { return .invalid(try await attendancePage(id, visit, state)) }
            let answer = Answer.redirect(
                to: SiteMap.attendance(id),
                notice: "\(typed.name) is added and present."
            )
            guard CarriedWalkIn.held(for: id, visit) != nil else { return answer }
            return answer.header(.setCookie, CarriedWalkIn.expired(configuration).value)
        }
    }

    /// To the sign-in page and then to the register.
    ///
    /// - Parameter cookie: Holds what was sent; without it there is nothing to tell.
    private func leadToSignIn(from id: ID<RunSession>, carrying cookie: HTTPField?, _ notice: String)
        -> Answer
    {
        let answer = Answer.redirect(
            to: SiteMap.signIn().with("next", SiteMap.attendance(id).description),
            notice: cookie.map { _ in notice }
        )
        return cookie.map { answer.header(.setCookie, $0.value) } ?? answer
    }

    private func attendancePage(_ id: ID<RunSession>, _ visit: Visit, _ state: FormState) async throws
        -> AttendancePage
    {
        var state = state
        let isTypedNow = CarriedWalkIn.names.contains { !state.value($0).isEmpty }
        let walkIn = isTypedNow ? nil : CarriedWalkIn.held(for: id, visit)
        for (field, value) in walkIn?.fields ?? [:] { state.set(field, value) }
        return AttendancePage(
            sheet: try await programmes.attendanceSheet(of: id, by: visit.actor),
            carried: CarriedMarks.held(for: id, visit),
            carriesWalkIn: walkIn != nil,
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket(),
            carryTicket: CarryTicket(visit)
        )
    }

    private func addDoor(to routes: Routes) {
        routes.get(SiteMap.door, .everyone) { visit, code in
            let door = try await programmes.door(code, by: visit.actor)
            return .page(DoorPage(code: code, door: door, state: FormState(), ticket: visit.formTicket()))
        }
        routes.post(SiteMap.door, .everyone) { visit, code, submission in
            let door = try await programmes.door(code, by: visit.actor)
            let address = door.own?.email?.text ?? submission.text("email")
            var state = FormState(submission)
            do {
                let name = try await programmes.checkIn(atDoor: code, as: address)
                return .page(CheckedInPage(name: name, door: door))
            } catch BookingRefusal.placeNotHeld {
                state.refuse(
                    "email",
                    "Nobody with this address has a place. Enter the one you were booked with, or ask at the desk"
                )
            } catch BookingRefusal.notYet {
                state.refuse("email", "The door opens an hour before the session and closes an hour after it")
            }
            return .invalid(DoorPage(code: code, door: door, state: state, ticket: visit.formTicket()))
        }
        routes.get(SiteMap.ticket, .everyone) { visit, id in
            let ticket = try await programmes.ticket(id)
            let mayKeep = visit.actor.may(.keepRegister, on: .of(ticket.hubs))
            guard mayKeep else {
                return .page(TicketPage(ticket: ticket, publicURL: configuration.publicURL))
            }
            let found = try await programmes.session(forTicket: id, by: visit.actor)
            return .page(
                TicketCheckPage(
                    ticket: ticket,
                    found: found,
                    form: visit.formTicket(),
                    carryTicket: CarryTicket(visit)
                )
            )
        }
    }
}

extension Submission {
    /// What the register's form changed: `mark-ID` differs from `was-ID`. The script writes `?` for what was there
    /// where a mark was sent and no answer came: whatever it is now counts as a change.
    ///
    /// - Parameter presentForRest: Whether those who are not marked are present.
    func changedMarks(presentForRest: Bool) -> [ID<BookedPlace>: AttendanceState?] {
        var marks: [ID<BookedPlace>: AttendanceState?] = [:]
        for name in names where name.hasPrefix("was-") {
            guard let place = ID<BookedPlace>(String(name.dropFirst(4))) else { continue }
            var mark = text("mark-\(place)")
            if mark.isEmpty, presentForRest { mark = AttendanceState.present.rawValue }
            guard mark != text(name) else { continue }
            marks.updateValue(AttendanceState(rawValue: mark), forKey: place)
        }
        return marks
    }

    /// Whether the button was pressed that marks everybody present who is not marked.
    var marksTheRest: Bool { text("step") == "rest" }
}
