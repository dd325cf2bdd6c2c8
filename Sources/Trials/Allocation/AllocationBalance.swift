import Foundation
import Statistics

/// How alike the arms are at baseline: a fact about this draw, without any outcome. Kept when units are
/// allocated; everyone reads it as ``PublicBalance``.
struct AllocationBalance: Sendable, Equatable, Codable {
    let arms: [ArmCount]
    let rows: [Row]
    /// By what units were paired; `nil` where they were not.
    let pairedBy: [String]?

    struct ArmCount: Sendable, Equatable, Codable {
        let name: String
        /// Schools, classes or pupils that were allocated to it.
        let units: Int
        let pupils: Int
        /// Schools with pupils in it; earlier versions kept no count.
        let schools: Int?
    }

    struct Row: Sendable, Equatable, Codable {
        let name: String
        /// Each arm against control in standard deviations, control left out.
        let differences: [Double]
    }

    init(_ text: ProtocolText, _ rosters: [RosterOfSchool], _ drawing: Drawing) {
        var arm: [Int] = []
        var baseline: [Double] = []
        var meals: [Double] = []
        var units = Array(repeating: 0, count: text.arms.count)
        var schools = Array(repeating: 0, count: text.arms.count)
        for school in rosters {
            let arms = drawing.arms(of: school)
            for (_, rows) in UnitList.units(of: school, text.unit) {
                if let first = rows.first, let place = arms[first] { units[place] += 1 }
            }
            for place in Set(arms.compactMap(\.self)) { schools[place] += 1 }
            for (row, place) in arms.enumerated() {
                guard let place else { continue }
                arm.append(place)
                baseline.append(school.roster.baseline[row] ?? .nan)
                meals.append(school.roster.fsm[row].map { $0 ? 1 : 0 } ?? .nan)
            }
        }
        arms = text.arms.indices.map { place in
            ArmCount(
                name: text.arms[place].name,
                units: units[place],
                pupils: arm.count { $0 == place },
                schools: schools[place]
            )
        }
        rows = [(text[.baseline], baseline), ("FSM", meals)].compactMap { name, values in
            Row(name, values, arm, arms: text.arms.count)
        }
        pairedBy = drawing.pairedBy
    }
}

extension AllocationBalance.Row {
    fileprivate init?(_ name: String, _ values: [Double], _ arm: [Int], arms: Int) {
        var differences: [Double] = []
        for place in 1..<arms {
            let rows = arm.indices.filter { arm[$0] == place || arm[$0] == 0 }
            let kept = rows.map { values[$0] }
            let known = { (wanted: Int) in zip(rows, kept).count { arm[$0.0] == wanted && !$0.1.isNaN } }
            guard known(0) >= Disclosure.fewestPupils, known(place) >= Disclosure.fewestPupils,
                let compared = try? StandardizedDifference(
                    name: name,
                    values: kept,
                    treatment: rows.map { arm[$0] == place ? 1 : 0 }
                )
            else { return nil }
            differences.append(compared.difference)
        }
        self.name = name
        self.differences = differences
    }
}
