import Statistics

/// The effect without one school, over the standard deviation of the whole trial.
package struct LeaveOneOut: Sendable, Equatable, Codable {
    /// A place in the trial's schools.
    package let school: Int
    package let g: Double
    package let lower: Double
    package let upper: Double

    /// Fewer schools say nothing about each other.
    static let fewestSchools = 4

    /// Schools without which the method gives no result are not in it: how many there are stands in
    /// ``TrialAnalysis/schoolsCompared``.
    ///
    /// - Parameter effect: The trial's own method, with the school left out and the rows that are left.
    static func found(
        _ table: AnalysisTable,
        arm: Int,
        effect: (_ school: Int, _ rest: [Int]) throws(TrialError) -> StandardisedEffect
    ) -> Secondary<[LeaveOneOut]> {
        let rows = table.analysed(arm: arm)
        let schools = Set(rows.map { table.school[$0] }).sorted()
        guard schools.count >= fewestSchools else {
            return .left("Fewer than four schools are in the comparison.")
        }
        var found: [LeaveOneOut] = []
        for school in schools {
            let rest = rows.filter { table.school[$0] != school }
            guard let effect = try? effect(school, rest) else { continue }
            found.append(
                LeaveOneOut(school: school, g: effect.g, lower: effect.lower, upper: effect.upper)
            )
        }
        guard !found.isEmpty else { return .left("With any one school left out nothing can be estimated.") }
        return .found(found)
    }
}
