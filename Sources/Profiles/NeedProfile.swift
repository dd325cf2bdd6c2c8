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
        package let id: String
        package let name: String
        package let weight: Double
    }

    package var faults: [String] {
        var faults: [String] = []
        if parts.map(\.id).sorted() != ["attainment", "disadvantage"] {
            faults.append("the parts are not disadvantage and attainment")
        }
        if parts.contains(where: { !($0.weight > 0) }) { faults.append("a weight is not above zero") }
        return faults
    }

    package func weight(of id: String) -> Double { parts.first { $0.id == id }?.weight ?? 0 }
}
