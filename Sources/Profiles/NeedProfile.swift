package import Services

/// How the need of a school is summed up: which published figures count, and how much.
package struct NeedProfile: Profile, Equatable {
    package let id: String
    package let title: String
    package let source: String
    package let isChecked: Bool
    package let effectiveFrom: LocalDate
    package let note: String
    package let parts: [Part]

    package struct Part: Decodable, Sendable, Equatable {
        package let id: Figure
        package let name: String
        package let weight: Double
    }

    /// What an index can be made of.
    package enum Figure: String, Decodable, CaseIterable, Sendable {
        /// Without it there is no index.
        case disadvantage
        case attainment
        case deprivation = "idaci"

        /// Whether less of it is more need.
        package var isTurnedRound: Bool { self == .attainment }
    }

    package var faults: [String] {
        var faults: [String] = []
        if !parts.contains(where: { $0.id == .disadvantage }) { faults.append("disadvantage is no part") }
        if Set(parts.map(\.id)).count != parts.count { faults.append("a part is there twice") }
        if parts.contains(where: { !($0.weight > 0) }) { faults.append("a weight is not above zero") }
        return faults
    }
}
