import Database

/// What kind of thing an outcome is: results of different kinds share no mean.
package enum OutcomeDomain: String, CaseIterable, Sendable, Codable, SQLStorable {
    case attainment, attendance, behaviour, wellbeing, other

    package var title: String {
        switch self {
        case .attainment: "Attainment"
        case .attendance: "Attendance"
        case .behaviour: "Behaviour"
        case .wellbeing: "Wellbeing"
        case .other: "Other outcomes"
        }
    }

    /// Those that a protocol may name when its outcome is not attainment.
    static let besidesAttainment = allCases.filter { $0 != .attainment }
}

extension ProtocolText {
    /// Protocols of before domains were asked for say only whether the outcome is attainment.
    package var outcomeDomain: OutcomeDomain {
        isYes(.isAttainment) ? .attainment : OutcomeDomain(rawValue: self[.outcomeDomain]) ?? .other
    }

    /// Whether a lower value of the outcome is the better one, such as of half-days absent.
    package var isLowerBetter: Bool { self[.outcomeDirection] == "lower" }
}
