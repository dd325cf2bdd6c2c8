import Foundation
import Statistics

/// How alike the arms are at baseline: a fact about this draw, without any outcome. Kept when units are
/// allocated, public where every arm has ten pupils.
package struct AllocationBalance: Sendable, Equatable, Codable {
    package let arms: [ArmCount]
    package let rows: [Row]

    package struct ArmCount: Sendable, Equatable, Codable {
        package let name: String
        /// Schools, classes or pupils that were allocated to it.
        package let units: Int
        package let pupils: Int
    }

    package struct Row: Sendable, Equatable, Codable {
        package let name: String
        /// By arm; shares between 0 and 1 for FSM.
        package let means: [Double]
        /// Each arm against control in standard deviations, control left out.
        package let differences: [Double]
    }

    /// Fewer pupils than this in an arm, and nothing but counts is said.
    package static let fewestPupils = 10

    init(_ text: ProtocolText, _ rosters: [RosterOfSchool], _ drawing: Drawing) {
        var arm: [Int] = []
        var baseline: [Double] = []
        var meals: [Double] = []
        var units = Array(repeating: 0, count: text.arms.count)
        for school in rosters {
            let arms = drawing.arms(of: school)
            for (_, rows) in UnitList.units(of: school, text.unit) {
                if let first = rows.first, let place = arms[first] { units[place] += 1 }
            }
            for (row, place) in arms.enumerated() {
                guard let place else { continue }
                arm.append(place)
                baseline.append(school.roster.baseline[row] ?? .nan)
                meals.append(school.roster.fsm[row].map { $0 ? 1 : 0 } ?? .nan)
            }
        }
        let pupils = text.arms.indices.map { place in arm.count { $0 == place } }
        arms = text.arms.indices.map {
            ArmCount(name: text.arms[$0].name, units: units[$0], pupils: pupils[$0])
        }
        let isEnough = pupils.allSatisfy { $0 >= Self.fewestPupils }
        rows =
            isEnough
            ? [(text[.baseline], baseline), ("FSM", meals)].compactMap { name, values in
                Row(name, values, arm, arms: text.arms.count)
            } : []
    }
}

extension AllocationBalance.Row {
    fileprivate init?(_ name: String, _ values: [Double], _ arm: [Int], arms: Int) {
        var means: [Double] = []
        var differences: [Double] = []
        for place in 1..<arms {
            let rows = arm.indices.filter { arm[$0] == place || arm[$0] == 0 }
            let kept = rows.map { values[$0] }
            let known = { (wanted: Int) in zip(rows, kept).count { arm[$0.0] == wanted && !$0.1.isNaN } }
            guard known(0) >= AllocationBalance.fewestPupils, known(place) >= AllocationBalance.fewestPupils,
                let compared = try? StandardizedDifference(
                    name: name,
                    values: kept,
                    treatment: rows.map { arm[$0] == place ? 1 : 0 }
                )
            else { return nil }
            if means.isEmpty { means.append(compared.controlMean) }
            means.append(compared.treatedMean)
            differences.append(compared.difference)
        }
        self.name = name
        self.means = means
        self.differences = differences
    }
}
