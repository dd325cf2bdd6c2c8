import Database
import Evidence
import Services

/// What sort of offer it is.
package enum OfferKind: String, CaseIterable, Sendable, SQLStorable {
    /// Each run is one meeting.
    case singleEvent = "single-event"
    /// Each run is several meetings that belong together.
    case series
    /// Somebody of the hub comes to the school: its sessions are the deployment days.
    case inSchoolSupport = "in-school-support"
    case workGroup = "work-group"
    case coachingProgramme = "coaching-programme"
    case conference
    /// Done in one's own time: its runs have no sessions, see ``SelfStudy``.
    case selfStudy = "self-study"

    package var name: String {
        switch self {
        case .singleEvent: "Single event"
        case .series: "Series"
        case .inSchoolSupport: "In-school support"
        case .workGroup: "Work group"
        case .coachingProgramme: "Coaching programme"
        case .conference: "Conference"
        case .selfStudy: "Self-study"
        }
    }

    /// What it means, for those who choose it.
    package var hint: String {
        switch self {
        case .singleEvent: "One meeting. Each of its dates has one session."
        case .series: "Two sessions or more that belong together and are booked at once."
        case .inSchoolSupport:
            "You come to the school. The sessions are the deployment days; no venue is needed."
        case .workGroup: "Teachers who work on something together over time."
        case .coachingProgramme: "One to one or in small groups, with a coach."
        case .conference: "A day or more with many sessions to choose from."
        case .selfStudy:
            "Materials at a link, for people to work through in their own time. It has no sessions."
        }
    }

    /// How many sessions a run of it can have.
    var sessions: ClosedRange<Int> {
        switch self {
        case .singleEvent: 1...1
        case .series: 2...60
        case .selfStudy: 0...0
        default: 1...60
        }
    }

    /// Whether it is held somewhere that those who come must know.
    var needsVenue: Bool { self != .inSchoolSupport && self != .selfStudy }

    /// What those who took part did: they `came to` it.
    package var deed: String { self == .selfStudy ? "completed" : "came to" }

    /// - Throws: `Faults` (field `date-0`) when a run cannot have so many sessions.
    func check(sessions count: Int) throws(Faults) {
        guard !sessions.contains(count) else { return }
        let message =
            switch self {
            case .singleEvent:
                "A single event has one session. Take the others out, or change what kind of offer it is"
            case .selfStudy:
                "Self-study has no sessions. Take them out, or change what kind of offer it is"
            case _ where count == 0: "Enter the date of at least one session"
            default: "A series has two sessions or more. Add one, or change what kind of offer it is"
            }
        throw Faults([Fault("date-0", message)])
    }
}

extension Offer {
    /// Refuses a kind that the runs there are do not fit.
    ///
    /// - Throws: `Faults` (field `kind`).
    func check(becoming kind: OfferKind) throws(Faults) {
        guard kind != facts.kind else { return }
        let misfit = runs.first { !kind.sessions.contains($0.sessions.count) }
        guard let misfit else { return }
        let has =
            switch misfit.sessions.count {
            case 0: "no sessions"
            case 1: "1 session"
            case let count: "\(count) sessions"
            }
        throw Faults([
            Fault(
                "kind",
                "The dates from \(misfit.startsOn.spelled) have \(has), which \(kind.name.lowercasedFirst) does not allow. Change them first, or choose another kind"
            )
        ])
    }
}

extension Migration {
    /// What sort an offer is. Those from before are single events when each of their runs is one session.
    static let kinds = """
        ALTER TABLE offer ADD COLUMN kind TEXT NOT NULL DEFAULT 'series' CHECK (kind IN ('single-event', 'series',
            'in-school-support', 'work-group', 'coaching-programme', 'conference'));
        UPDATE offer SET kind = 'single-event' WHERE NOT EXISTS (SELECT 1 FROM run
            JOIN run_session ON run_session.run_id = run.id WHERE run.offer_id = offer.id
            GROUP BY run.id HAVING count(*) > 1);
        """
}
