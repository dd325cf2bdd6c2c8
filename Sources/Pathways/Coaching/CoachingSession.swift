package import Access
import Database
import Evidence
import Foundation
package import Services

package enum CoachingSessionKind: String, CaseIterable, Sendable, SQLStorable {
    case dropIn = "drop-in"
    case feedback
    case meeting

    package var name: String {
        switch self {
        case .dropIn: "Drop-in"
        case .feedback: "Feedback"
        case .meeting: "Meeting"
        }
    }

    package var usualMinutes: Int {
        switch self {
        case .dropIn: 15
        case .feedback: 30
        case .meeting: 60
        }
    }
}

/// What the coach writes: praise, one agreed step, how it was modelled and rehearsed.
package struct CoachingNotes: Sendable, Equatable, Codable {
    package var praise: String
    package var step: String
    package var model: String
    package var rehearse: String

    package init(praise: String = "", step: String = "", model: String = "", rehearse: String = "") {
        self.praise = praise
        self.step = step
        self.model = model
        self.rehearse = rehearse
    }
}

/// One session as the pair sees it.
package struct CoachingSession: Sendable, Equatable {
    package let id: ID<CoachingSession>
    package let heldOn: LocalDate
    package let minutes: Int
    package let kind: CoachingSessionKind
    package let nextOn: LocalDate?
    package let loggedBy: ID<Person>
    /// `nil` after the content was destroyed.
    package let notes: CoachingNotes?
    package let reflection: String?
    /// Taken back as logged by mistake: shown to nobody but whoever the content was opened to.
    package let isTakenBack: Bool
    package let version: Int
}

/// A session as it is typed.
package struct CoachingSessionDraft: Sendable, Equatable {
    package var heldOn = ""
    package var minutes = ""
    package var kind = ""
    package var praise = ""
    package var step = ""
    package var model = ""
    package var rehearse = ""
    package var nextOn = ""

    package init() {}

    struct Checked: Sendable {
        let heldOn: LocalDate
        let minutes: Int
        let kind: CoachingSessionKind
        let nextOn: LocalDate?
        let notes: CoachingNotes
    }

    func checked(today: LocalDate) throws(Faults) -> Checked {
        var reader = FieldReader()
        let day = reader.date(heldOn, "heldOn", named: "the day")
        if let day, day > today { reader.report("heldOn", "Log a session after it was held") }
        let kind: CoachingSessionKind? = reader.choice(kind, "kind", named: "what kind of session it was")
        let minutes =
            minutes.trimmed.isEmpty
            ? kind?.usualMinutes : reader.wholeNumber(minutes, "minutes", named: "the minutes", in: 1...600)
        let notes = CoachingNotes(
            praise: reader.optional(praise, "praise", named: "the praise", most: 2000),
            step: reader.required(step, "step", named: "the one step that you agreed", most: 2000),
            model: reader.optional(model, "model", named: "what was modelled", most: 2000),
            rehearse: reader.optional(rehearse, "rehearse", named: "what was rehearsed", most: 2000)
        )
        let next = reader.date(nextOn, "nextOn", named: "the next date", isRequired: false)
        if let next, let day, next < day { reader.report("nextOn", "The next date is after this session") }
        try reader.finish()
        guard let day, let kind, let minutes else { throw Faults([Fault("heldOn", "Enter the day")]) }
        return Checked(heldOn: day, minutes: minutes, kind: kind, nextOn: next, notes: notes)
    }
}

/// A row of `coaching_session`, still sealed.
struct SealedSession: Sendable, RowReadable {
    let id: ID<CoachingSession>
    let relationship: ID<CoachingRelationship>
    let heldOn: LocalDate
    let minutes: Int
    let kind: CoachingSessionKind
    let nextOn: LocalDate?
    let loggedBy: ID<Person>
    let notes: [UInt8]?
    let reflection: [UInt8]?
    /// When it was taken back as logged by mistake.
    let takenBackAt: Date?
    let version: Int

    init(row: Row) throws {
        id = try row.get("id")
        relationship = try row.get("relationship_id")
        heldOn = try row.get("held_on")
        minutes = try row.get("minutes")
        kind = try row.get("kind")
        nextOn = try row.get("next_on")
        loggedBy = try row.get("logged_by")
        notes = try row.get("sealed_notes")
        reflection = try row.get("sealed_reflection")
        takenBackAt = try row.get("taken_back_at")
        version = try row.get("version")
    }
}
