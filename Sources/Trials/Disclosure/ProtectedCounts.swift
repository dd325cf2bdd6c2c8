/// The counts of one trial's report, protected together: whatever appears in several places is one count.
struct ProtectedCounts {
    let arms: [Arm]
    let allocated, analysed: ProtectedCount
    /// By arm compared with control: eligible and other pupils of control, then of the arm.
    let eligible, others: [ProtectedCount]
    /// Pupils of control and of the arm who received it.
    let complied: [ProtectedCount]
    /// Pupils of control and of the arm near enough to a cut-off to be in its result.
    let withinBandwidth: [ProtectedCount]
    /// Where pupils were matched: matched, unmatched, and others that serve; then those who lack something on which
    /// they are matched, others first.
    let matched: [ProtectedCount]

    struct Arm {
        let allocated, erased, schoolNotTested, noOutcome, noBaseline, lost, analysed: ProtectedCount
    }

    /// How a result of some arms is told.
    func told(_ plan: AnalysisPlan, arms places: [Int]) -> ToldResult {
        ToldResult(plan, isCounted: places.allSatisfy { arms[$0].analysed.exact != nil })
    }

    init(_ analysis: TrialAnalysis, isForEveryone: Bool) {
        var system = CountSystem()
        let flow = analysis.flow
        var places: [[Int]] = []
        for arm in flow.arms {
            let lost = [arm.erased, arm.schoolNotTested, arm.noOutcome, arm.noBaseline].map { system.add($0) }
            let all = system.addTotal(of: lost)
            let analysed = system.add(arm.analysed)
            places.append(lost + [all, analysed, system.addTotal(of: [all, analysed])])
        }
        // Totals across arms: of each way to be lost, of all, of those analysed and of those allocated.
        let totals = (0..<7).map { column in system.addTotal(of: places.map { $0[column] }) }
        // How many were allocated stands on the page of the allocation, from the day of the draw on: arm by arm, so
        // their sum is known where no arm is hidden there.
        let allocatedPlaces = places.map { $0[6] }
        let hasFew = allocatedPlaces.contains { CountSystem.isFew(system.counts[$0]) }
        for place in allocatedPlaces + (hasFew ? [] : [totals[6]])
        where !CountSystem.isFew(system.counts[place]) {
            system.makeKnown(place)
        }
        system.say(totals[4], isSumOf: Array(totals[0..<4]))
        system.say(totals[6], isSumOf: [totals[4], totals[5]])
        let pair = [0, analysis.plan.primaryArm]
        var meals: [[Int]] = []
        if let fsm = analysis.fsm.value {
            let counts = [
                (fsm.eligible.control, fsm.others.control), (fsm.eligible.treated, fsm.others.treated),
            ]
            for (arm, (eligible, others)) in zip(pair, counts) {
                let parts = [
                    system.add(eligible), system.add(others),
                    system.add(flow.arms[arm].analysed - eligible - others),
                ]
                system.say(places[arm][5], isSumOf: parts)
                meals.append(parts)
            }
        }
        var received: [Int] = []
        let counted = analysis.discontinuity != nil && analysis.plan.complianceThreshold != nil
        if analysis.complier.value != nil || counted {
            for arm in pair {
                let description = analysis.arms[arm]
                let known = system.add(description.complied)
                // A share tells those who did not as well as those who did.
                let not = system.add(description.complianceKnown - description.complied)
                let rest = system.add(
                    flow.arms[arm].allocated - flow.arms[arm].erased - description.complianceKnown
                )
                let rows = system.addTotal(of: [known, not, rest])
                system.say(places[arm][6], isSumOf: [places[arm][0], rows])
                received.append(known)
            }
        }
        var within: [Int] = []
        for (arm, side) in zip(pair, analysis.discontinuity?.sides ?? []) {
            let parts = [
                system.add(side.withinBandwidth),
                system.add(flow.arms[arm].analysed - side.withinBandwidth),
            ]
            system.say(places[arm][5], isSumOf: parts)
            within.append(parts[0])
        }
        var matches: [Int] = []
        if let matching = analysis.matching, matching.unit == .pupil {
            // Of an analysis that was kept before these were counted, they are what remains of those analysed.
            let incomplete: [Int] =
                matching.incomplete ?? [
                    flow.arms[0].analysed - matching.othersUsed - matching.othersUnused,
                    flow.arms[pair[1]].analysed - matching.matched - matching.unmatched,
                ]
            let treated = [matching.matched, matching.unmatched, incomplete[1]].map { system.add($0) }
            let others = [matching.othersUsed, matching.othersUnused, incomplete[0]].map { system.add($0) }
            system.say(places[pair[1]][5], isSumOf: treated)
            system.say(places[0][5], isSumOf: others)
            matches = [treated[0], treated[1], others[0], others[2], treated[2]]
        }
        let shown = isForEveryone ? system.protected() : system.counts.map { .exact($0) }
        arms = places.map { place in
            Arm(
                allocated: shown[place[6]],
                erased: shown[place[0]],
                schoolNotTested: shown[place[1]],
                noOutcome: shown[place[2]],
                noBaseline: shown[place[3]],
                lost: shown[place[4]],
                analysed: shown[place[5]]
            )
        }
        allocated = shown[totals[6]]
        analysed = shown[totals[5]]
        eligible = meals.map { shown[$0[0]] }
        others = meals.map { shown[$0[1]] }
        complied = received.map { shown[$0] }
        withinBandwidth = within.map { shown[$0] }
        matched = matches.map { shown[$0] }
    }
}
