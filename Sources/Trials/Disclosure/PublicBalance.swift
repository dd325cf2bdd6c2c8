import Evidence

/// How alike the arms are at baseline, as everyone may read it: no mean of an arm, and differences so coarse that one
/// pupil who is taken out later cannot be worked out by setting them beside the report.
package struct PublicBalance: Sendable, Equatable {
    package let arms: [Arm]
    package let rows: [Row]
    /// Why no differences stand here; `nil` where they do.
    package let refusal: String?
    /// Differences are rounded to multiples of this.
    package let step: Double

    package struct Arm: Sendable, Equatable {
        package let name: String
        /// Schools, classes or pupils that were allocated to it; `nil` where its pupils are few.
        package let units: Int?
        package let pupils: ProtectedCount
    }

    package struct Row: Sendable, Equatable {
        package let name: String
        /// Each arm against control in standard deviations, control left out.
        package let differences: [Double]
    }

    init(_ balance: AllocationBalance, _ unit: AllocationUnit) {
        let pupils = balance.arms.map(\.pupils)
        let schools = balance.arms.map { $0.schools ?? (unit == .school ? $0.units : 0) }
        refusal = Disclosure.refusal(pupils: pupils, schools: schools, unit: unit, isOneSchool: false)
        step = Self.step(fewest: pupils.min() ?? 0)
        arms = balance.arms.map { arm in
            let isFew = arm.pupils < Disclosure.fewestPupils
            return Arm(
                name: arm.name,
                units: isFew ? nil : arm.units,
                pupils: isFew ? .few : .exact(arm.pupils)
            )
        }
        let step = step
        rows =
            refusal == nil
            ? balance.rows.map { row in
                Row(name: row.name, differences: row.differences.map { ($0 / step).rounded() * step })
            } : []
    }

    /// A pupil two standard deviations from the mean moves the mean of *n* by 2/*n*: differences are no finer.
    static func step(fewest: Int) -> Double {
        let moved = 2 / Double(max(fewest, 1))
        return [0.01, 0.02, 0.05, 0.1].first { $0 >= moved } ?? 0.2
    }
}
