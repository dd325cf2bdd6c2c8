package import Access
package import Accounts
import Evidence
package import Services

/// A run's form, as typed.
package struct RunDraft: Sendable, Equatable {
    package var capacity = ""
    /// The last day for booking; may be empty.
    package var closesOn = ""
    package var waitingRule: WaitingRule = .joined
    /// Rows with nothing in them are passed over.
    package var sessions: [SessionDraft] = []
    /// Of self-study, which has no sessions; `nil` otherwise.
    package var study: SelfStudyDraft?

    package init() {}

    /// - Parameter addresses: Of those who lead its sessions with an account: see
    ///   ``Programmes/facilitatorAddresses(of:by:)``. Saved without them, a session is led by names alone.
    package init(_ run: Run, _ addresses: [ID<Person>: EmailAddress]) {
        capacity = run.isLimited ? String(run.capacity) : ""
        closesOn = run.closesOn?.description ?? ""
        waitingRule = run.waitingRule
        sessions = run.sessions.map { SessionDraft($0, addresses) }
        study = run.study.map { SelfStudyDraft(run, $0) }
    }

    struct Checked {
        let capacity: Int
        let closesOn: LocalDate?
        let waitingRule: WaitingRule
        /// By day and time.
        let sessions: [CheckedSession]
        let study: SelfStudyDraft.Checked?
    }

    struct CheckedSession: Sendable {
        let id: ID<RunSession>?
        let heldOn: LocalDate
        let start: LocalTime
        let end: LocalTime
        let room: String
        let link: String
        let facilitators: [FacilitatorEntry]
    }

    func checked() throws(Faults) -> Checked {
        var reader = FieldReader()
        let places = reader.wholeNumber(
            capacity,
            "capacity",
            named: "the number of places",
            in: 1...Run.mostPlaces
        )
        if capacity.trimmed.isEmpty, self.study == nil {
            reader.report("capacity", "Enter the number of places")
        }
        let study = study?.checked(&reader)
        var closes: LocalDate?
        if !closesOn.trimmed.isEmpty {
            closes = TypedDate.parse(closesOn)
            if closes == nil {
                reader.report("closesOn", "Enter the last day for booking, such as 14/03/2027")
            }
        }
        var checked: [CheckedSession] = []
        for (position, session) in sessions.enumerated() where !session.isEmpty {
            if let session = session.checked(at: position, &reader) { checked.append(session) }
        }
        if sessions.allSatisfy(\.isEmpty), self.study == nil {
            reader.report("date-0", "Enter the date of at least one session")
        }
        if checked.count > 60 { reader.report("date-0", "A run has at most 60 sessions") }
        checked.sort { ($0.heldOn, $0.start) < ($1.heldOn, $1.start) }
        for (earlier, later) in zip(checked, checked.dropFirst())
        where earlier.heldOn == later.heldOn && later.start < earlier.end {
            reader.report("date-0", "Two sessions overlap on \(later.heldOn.spelled)")
        }
        if let closes, let first = checked.first, closes > first.heldOn {
            reader.report("closesOn", "The last day for booking must not be after the first session")
        }
        if let closes, let study, closes > study.opensUntil {
            reader.report("closesOn", "The last day for booking must not be after the last day it is open")
        }
        try reader.finish()
        return Checked(
            capacity: places ?? Run.mostPlaces,
            closesOn: closes,
            waitingRule: waitingRule,
            sessions: checked,
            study: study
        )
    }
}

/// A row of the sessions in a run's form.
package struct SessionDraft: Sendable, Equatable {
    /// The session that the row stands for; `nil` for a new one.
    package var id: ID<RunSession>?
    package var date = ""
    package var start = ""
    package var end = ""
    package var room = ""
    package var link = ""
    /// Who leads it: a name a line, with a comma and a work email address where they have an account.
    package var facilitators = ""

    package init() {}

    package init(_ session: RunSession, _ addresses: [ID<Person>: EmailAddress]) {
        id = session.id
        date = session.heldOn.description
        start = session.start.description
        end = session.end.description
        room = session.room
        link = session.link
        facilitators = session.facilitators.map { FacilitatorEntry($0, addresses).text }.joined(
            separator: "\n"
        )
    }

    var isEmpty: Bool { [date, start, end, room, link, facilitators].allSatisfy { $0.trimmed.isEmpty } }

    func checked(at position: Int, _ reader: inout FieldReader) -> RunDraft.CheckedSession? {
        let heldOn = TypedDate.parse(date)
        if heldOn == nil { reader.report("date-\(position)", "Enter the session's date, such as 14/03/2027") }
        let startTime = TypedTime.parse(start)
        if startTime == nil {
            reader.report("start-\(position)", "Enter when the session starts, such as 09:30")
        }
        let endTime = TypedTime.parse(end)
        if endTime == nil { reader.report("end-\(position)", "Enter when the session ends, such as 15:30") }
        if let startTime, let endTime, endTime <= startTime {
            reader.report("end-\(position)", "The session must end after it starts")
        }
        if let heldOn {
            if let startTime { reader.requireOnClock(startTime, on: heldOn, "start-\(position)") }
            if let endTime { reader.requireOnClock(endTime, on: heldOn, "end-\(position)") }
        }
        let room = reader.optional(self.room, "room-\(position)", named: "the room", most: 150)
        let link = reader.optional(self.link, "link-\(position)", named: "the link", most: 500)
        if !link.isEmpty, !link.hasPrefix("https://") {
            reader.report("link-\(position)", "Enter the link in full, starting with https://")
        }
        let facilitators = reader.facilitators(self.facilitators, "facilitators-\(position)")
        guard let heldOn, let startTime, let endTime else { return nil }
        return RunDraft.CheckedSession(
            id: id,
            heldOn: heldOn,
            start: startTime,
            end: endTime,
            room: room,
            link: link,
            facilitators: facilitators
        )
    }
}
