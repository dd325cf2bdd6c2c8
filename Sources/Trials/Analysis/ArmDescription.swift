import Statistics

/// The raw figures of one arm.
package struct ArmDescription: Sendable, Equatable, Codable {
    package let name: String
    /// Everyone with an outcome, whether or not analysed.
    package let outcome: Spread?
    package let baseline: Spread?
    /// Pupils eligible for free school meals, of those whose eligibility is known.
    package let fsm: Int
    package let fsmKnown: Int
    /// Pupils who received it by the protocol's threshold, of those of whom it is known.
    package let complied: Int
    package let complianceKnown: Int

    package struct Spread: Sendable, Equatable, Codable {
        package let count: Int
        package let missing: Int
        package let mean: Double
        package let deviation: Double

        /// `nil` with fewer than two values.
        init?(_ values: [Double]) {
            guard let summary = try? ArmSummary(name: "", values: values) else { return nil }
            count = summary.count
            missing = summary.missing
            mean = summary.mean
            deviation = summary.standardDeviation
        }
    }

    static func all(_ table: AnalysisTable) -> [ArmDescription] {
        table.plan.arms.indices.map { arm in
            let rows = (0..<table.count).filter { table.arm[$0] == arm }
            let complied = rows.map { table.compliance[$0] }.filter { !$0.isNaN }
            return ArmDescription(
                name: table.plan.arms[arm],
                outcome: Spread(rows.map { table.outcome[$0] }),
                baseline: Spread(rows.map { table.baseline[$0] }),
                fsm: rows.count { table.isFSM[$0] == true },
                fsmKnown: rows.count { table.isFSM[$0] != nil },
                complied: Int(complied.reduce(0, +).rounded()),
                complianceKnown: complied.count
            )
        }
    }
}

/// How far the arms differed before the trial, in standard deviations. Balance is a fact about these pupils:
/// there is no p value.
package struct BaselineDifference: Sendable, Equatable, Codable {
    package let name: String
    package let treatedMean: Double
    package let controlMean: Double
    package let difference: Double
    /// Among the pupils analysed rather than all who were allocated.
    package let isAmongAnalysed: Bool

    static func all(_ table: AnalysisTable, arm: Int) -> [BaselineDifference] {
        let everyone = (0..<table.count).filter { table.arm[$0] == 0 || table.arm[$0] == arm }
        var differences: [BaselineDifference] = []
        for (rows, isAnalysed) in [(everyone, false), (table.analysed(arm: arm), true)] {
            let treatment: [Double] = rows.map { table.arm[$0] == arm ? 1 : 0 }
            let meals: [Double] = rows.map { row in table.isFSM[row].map { $0 ? 1 : 0 } ?? .nan }
            let columns = [
                (table.plan.baselineName, rows.map { table.baseline[$0] }),
                ("Eligible for free school meals", meals),
            ]
            for (name, values) in columns {
                guard
                    let found = try? StandardizedDifference(name: name, values: values, treatment: treatment)
                else { continue }
                differences.append(
                    BaselineDifference(
                        name: name,
                        treatedMean: found.treatedMean,
                        controlMean: found.controlMean,
                        difference: found.difference,
                        isAmongAnalysed: isAnalysed
                    )
                )
            }
        }
        return differences
    }
}
