import Database

/// Where an implementation stands. The four phases of the field's guidance, and stopping, which is a result
/// too when it is said what was learned.
package enum PlanPhase: String, CaseIterable, Sendable, SQLStorable, Comparable {
    case explore, prepare, deliver, sustain, stopped

    package var title: String {
        switch self {
        case .explore: "Explore"
        case .prepare: "Prepare"
        case .deliver: "Deliver"
        case .sustain: "Sustain"
        case .stopped: "Stopped"
        }
    }

    /// What a school does in this phase, in a sentence.
    package var meaning: String {
        switch self {
        case .explore: "Name the problem with evidence, look at what could help, and judge whether it fits."
        case .prepare: "Agree what must not be lost, train people, and make time for it."
        case .deliver: "Do it, see how it goes, and mend what gets in the way."
        case .sustain: "Keep what helps, and plan for new staff and new pupils."
        case .stopped: "It was ended, and what was learned is kept."
        }
    }

    private var rank: Int { PlanPhase.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: PlanPhase, right: PlanPhase) -> Bool { left.rank < right.rank }

    /// Where a plan may go from here: one phase on, any phase back, or stopped. One that was stopped is taken
    /// up at the beginning.
    package var nextPhases: [PlanPhase] {
        guard self != .stopped else { return [.explore] }
        let phases: [PlanPhase] = [.explore, .prepare, .deliver, .sustain]
        return phases.filter { $0 != self && $0.rank <= rank + 1 } + [.stopped]
    }
}
