import Evidence
package import Profiles
import Statistics

/// Why a set of pupils cannot be analysed, in words for the person who uploaded it.
package struct AnalysisRefusal: Error, Equatable, Sendable {
    package let message: String
}

extension EvaluationReport {
    /// Analyses pupils: the same front door of Statistics as `braid analyse`, so the numbers are the same.
    ///
    /// - Parameter treatedGroup: Which of the two groups was offered it.
    /// - Throws: ``AnalysisRefusal``.
    package static func analysed(
        _ pupils: [PupilRow],
        treatedGroup: String,
        formation: GroupFormation,
        rejectedRows: Int,
        balance: BalanceRule
    ) throws(AnalysisRefusal) -> EvaluationReport {
        let treated = pupils.filter { $0.group == treatedGroup }
        let control = pupils.filter { $0.group != treatedGroup }
        guard !treated.isEmpty else {
            throw AnalysisRefusal(message: "No pupil is in the group “\(treatedGroup)”")
        }
        if formation == .noComparison || control.isEmpty {
            guard control.isEmpty else {
                throw AnalysisRefusal(
                    message:
                        "You said there is no comparison group, but the file has two groups. Change the answer or the file"
                )
            }
            guard formation == .noComparison else {
                throw AnalysisRefusal(
                    message:
                        "All pupils are in one group. Add the comparison group, or answer that there is none"
                )
            }
            return EvaluationReport(
                treated: try Arm(treatedGroup, treated),
                control: nil,
                comparison: nil,
                rejectedRows: rejectedRows,
                hasWholeClasses: false,
                fsm: .notGiven
            )
        }
        let arms = (
            try Arm(treatedGroup, treated), try Arm(control.first?.group ?? "Comparison", control)
        )
        return EvaluationReport(
            treated: arms.0,
            control: arms.1,
            comparison: try Comparison(pupils, treatedGroup: treatedGroup, rule: balance),
            rejectedRows: rejectedRows,
            hasWholeClasses: hasWholeClasses(pupils),
            fsm: Subgroup.compared(pupils, treatedGroup: treatedGroup)
        )
    }

    /// Whether every class (of two or more) lies in one group.
    private static func hasWholeClasses(_ pupils: [PupilRow]) -> Bool {
        var groups: [String: Set<String>] = [:]
        for pupil in pupils {
            if let name = pupil.className { groups[name, default: []].insert(pupil.group) }
        }
        return groups.count >= 2 && groups.values.allSatisfy { $0.count == 1 }
    }

    static func units(_ pupils: [PupilRow]) -> [TrialUnit] {
        pupils.map {
            TrialUnit(identifier: $0.pseudonym, group: $0.group, baseline: $0.pre, outcome: $0.post)
        }
    }
}

extension EvaluationReport.Arm {
    fileprivate init(_ name: String, _ pupils: [PupilRow]) throws(AnalysisRefusal) {
        let complete = pupils.filter { $0.pre != nil && $0.post != nil }
        do throws(TrialError) {
            let before = try ArmSummary(name: name, values: complete.compactMap(\.pre))
            let after = try ArmSummary(name: name, values: complete.compactMap(\.post))
            meanPre = before.mean
            deviationPre = before.standardDeviation
            meanPost = after.mean
            deviationPost = after.standardDeviation
        } catch {
            throw AnalysisRefusal(error)
        }
        self.name = name
        self.pupils = pupils.count
        analysed = complete.count
        missingPre = pupils.count { $0.pre == nil }
        missingPost = pupils.count { $0.post == nil }
        let names = Set(pupils.compactMap(\.className))
        classes = names.isEmpty ? nil : names.count
    }
}

extension EvaluationReport.Comparison {
    fileprivate init(_ pupils: [PupilRow], treatedGroup: String, rule: BalanceRule) throws(AnalysisRefusal) {
        do throws(TrialError) {
            let trial = try TwoGroupTrial(units: EvaluationReport.units(pupils), treated: treatedGroup)
            baselineDifference = trial.baseline.effectSize.hedgesG
            balance = rule.verdict(on: trial.baseline.effectSize.hedgesG)
            adjustedDifference = trial.adjusted.estimate
            adjustedLower = trial.adjusted.lower
            adjustedUpper = trial.adjusted.upper
            pValue = trial.adjusted.pValue
            effect = trial.effectSize.hedgesG
            standardError = trial.effectSize.standardError
            lower = trial.effectSize.lower
            upper = trial.effectSize.upper
            unadjustedEffect = trial.unadjusted.effectSize.hedgesG
            baselineCorrelation = trial.baselineCorrelation
            detectable = try Self.detectable(
                treated: trial.unadjusted.treated.count,
                control: trial.unadjusted.control.count,
                baselineCorrelation: trial.baselineCorrelation
            )
        } catch {
            throw AnalysisRefusal(error)
        }
    }

    /// The minimum detectable effect size at 80 % power and 5 % two-sided.
    ///
    /// - Note: Bloom (1995): (*t*₀.₉₇₅ + *t*₀.₈₀) √((1 − *r*²)(1/*n*₁ + 1/*n*₀)), df *n* − 3.
    static func detectable(
        treated: Int,
        control: Int,
        baselineCorrelation: Double
    ) throws(TrialError) -> Double {
        do throws(DistributionError) {
            let t = try StudentT(degreesOfFreedom: Double(treated + control - 3))
            let multiplier: Double = try t.quantile(0.975) + t.quantile(0.80)
            let unexplained: Double = max(0, 1 - baselineCorrelation * baselineCorrelation)
            return multiplier * (unexplained * (1 / Double(treated) + 1 / Double(control))).squareRoot()
        } catch {
            throw .distribution(error)
        }
    }
}

extension EvaluationReport.Subgroup {
    /// Compares eligible pupils, and says whether the others' effect is clearly another.
    ///
    /// Both parts need ten pupils with both scores in each group: from the whole and one part the other could
    /// be worked out.
    fileprivate static func compared(_ pupils: [PupilRow], treatedGroup: String) -> Self {
        guard pupils.contains(where: { $0.isFSM != nil }) else { return .notGiven }
        let parts = [true, false].map { state in pupils.filter { $0.isFSM == state } }
        for part in parts {
            let complete = part.filter { $0.pre != nil && $0.post != nil }
            let treated = complete.count { $0.group == treatedGroup }
            let fewest = EvaluationReport.fewestPupils
            guard treated >= fewest, complete.count - treated >= fewest else { return .tooFew }
        }
        do throws(TrialError) {
            let fsm = try TwoGroupTrial(units: EvaluationReport.units(parts[0]), treated: treatedGroup)
            let others = try TwoGroupTrial(units: EvaluationReport.units(parts[1]), treated: treatedGroup)
            let gap: Double = fsm.effectSize.hedgesG - others.effectSize.hedgesG
            let first: Double = fsm.effectSize.standardError
            let second: Double = others.effectSize.standardError
            let error: Double = (first * first + second * second).squareRoot()
            return .compared(
                effect: fsm.effectSize.hedgesG,
                lower: fsm.effectSize.lower,
                upper: fsm.effectSize.upper,
                treated: fsm.unadjusted.treated.count,
                control: fsm.unadjusted.control.count,
                isClearlyDifferent: gap.magnitude > 1.959963984540054 * error
            )
        } catch {
            return .notComputable
        }
    }
}

extension AnalysisRefusal {
    init(_ error: TrialError) {
        switch error {
        case .tooFewUnits(let arm, let count):
            message =
                "The group “\(arm)” has \(count) pupils with both scores. At least three are needed in each group"
        case .noVariation(let column):
            message = "All pupils have the same score in “\(column)”, so nothing can be compared"
        case .wrongArms, .missingArm:
            message = "The file must have two groups: pupils who were offered it and pupils who were not"
        default: message = "These numbers cannot be analysed. Check that the scores are in the right columns"
        }
    }
}
