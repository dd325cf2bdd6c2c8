import Statistics

extension FSMAnalysis {
    /// Eligible pupils and the others of a matched comparison, each with their like.
    ///
    /// Pupils are matched anew within their own part, so the parts share nobody and their errors add up. Schools or
    /// classes that have pupils of both parts are matched on the baselines of both, and the means of their eligible
    /// pupils, of their other pupils, and the difference of the two are compared over the very same matches: what the
    /// parts of one school have in common is counted.
    static func matched(_ table: AnalysisTable, arm: Int, scale: TotalDeviation) -> Secondary<FSMAnalysis> {
        guard table.plan.hasFSMSubgroup else { return .notPlanned }
        let rows = table.analysed(arm: arm).filter { table.isFSM[$0] != nil }
        do throws(TrialError) {
            let gap: CoefficientTest
            let parts: [MatchedPart]
            if table.plan.unit == .pupil {
                let found = [
                    try MatchedPart(table, arm: arm, pupils: rows.filter { table.isFSM[$0] == true }),
                    try MatchedPart(table, arm: arm, pupils: rows.filter { table.isFSM[$0] == false }),
                ]
                parts = found
                gap = try MatchedPart.gap(found[0], found[1], level: table.plan.level)
            } else {
                let units = MatchedUnits(partsOf: table, arm: arm, rows: rows)
                gap = try units.compared(table.plan).result.effect
                parts = [
                    try MatchedPart(table, arm: arm, units, units.eligible, isFSM: true),
                    try MatchedPart(table, arm: arm, units, units.others, isFSM: false),
                ]
            }
            guard parts.allSatisfy(\.mayBeTold) else {
                let fewest = Disclosure.fewestPupils
                return .left(
                    table.plan.unit == .pupil
                        ? "Fewer than \(fewest) pupils of one part, eligible or not, are matched with others."
                        : "Fewer than \(Disclosure.fewestSchools) \(table.plan.unit.title.lowercased()) with eligible and other pupils are matched, or fewer than \(fewest) of these pupils are in them."
                )
            }
            return .found(
                FSMAnalysis(
                    interaction: Estimate(gap),
                    interactionEffect: try scale.effect(of: gap),
                    eligible: try Part(table, arm, parts[0]),
                    others: try Part(table, arm, parts[1])
                )
            )
        } catch {
            return .left(
                "Eligible pupils cannot be matched by themselves. \(AnalysisProblem.words(error))"
            )
        }
    }
}

extension FSMAnalysis.Part {
    fileprivate init(_ table: AnalysisTable, _ arm: Int, _ part: MatchedPart) throws(TrialError) {
        let frame = ModelFrame(table, arm: arm, rows: part.rows)
        treated = frame.treatment.count { $0 == 1 }
        control = frame.treatment.count - treated
        difference = Estimate(part.difference)
        effect = try TotalDeviation(frame, table.plan).effect(of: part.difference)
    }
}

/// One part of the pupils of a matched comparison: the eligible, or the others.
private struct MatchedPart {
    let difference: CoefficientTest
    /// Its pupils in everything that could be matched.
    let rows: [Int]
    /// Whether so many serve that nobody is told of.
    let mayBeTold: Bool

    /// Of pupils, each matched with a pupil of the same part.
    init(_ table: AnalysisTable, arm: Int, pupils: [Int]) throws(TrialError) {
        let units = MatchedUnits(table, arm: arm, rows: pupils)
        let found = try units.compared(table.plan).result
        difference = found.effect
        rows = units.members.flatMap { $0 }
        mayBeTold = min(found.matches.count, found.othersUsed) >= Disclosure.fewestPupils
    }

    /// Of schools or classes, by the means of this part of their pupils.
    init(
        _ table: AnalysisTable,
        arm: Int,
        _ units: MatchedUnits,
        _ means: [Double],
        isFSM: Bool
    ) throws(TrialError) {
        let found = try units.with(outcome: means).compared(table.plan).result
        difference = found.effect
        let own = units.members.map { pupils in pupils.filter { table.isFSM[$0] == isFSM } }
        rows = own.flatMap { $0 }
        let serving = own.indices.filter { found.weights[$0] > 0 }.flatMap { own[$0] }
        let treated = serving.count { table.arm[$0] == arm }
        mayBeTold =
            min(found.matches.count, found.othersUsed) >= Disclosure.fewestSchools
            && min(treated, serving.count - treated) >= Disclosure.fewestPupils
    }

    /// How far two parts that share nobody lie apart.
    static func gap(_ first: Self, _ second: Self, level: Double) throws(TrialError) -> CoefficientTest {
        let errors = [first, second].map { $0.difference.standardError }
        do {
            return try CoefficientTest(
                name: "treatment:fsm",
                estimate: first.difference.estimate - second.difference.estimate,
                standardError: (errors[0] * errors[0] + errors[1] * errors[1]).squareRoot(),
                degreesOfFreedom: .infinity,
                level: level
            )
        } catch {
            throw .distribution(error)
        }
    }
}
