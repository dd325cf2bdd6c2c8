import Evidence
package import Profiles
import Statistics

/// Why a set of pupils cannot be analysed, in words for the person who uploaded it.
package struct AnalysisRefusal: Error, Equatable, Sendable {
    package let message: String
}

extension EvaluationReport {
    /// Analyses pupils; `braid analyse --evaluation` calls the same, so the numbers are the same.
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
        let hasWholeClasses = hasWholeClasses(pupils)
        let compared = ComparedPupils(
            pupils,
            treatedGroup: treatedGroup,
            isByClass: hasWholeClasses || formation.isOfClasses
        )
        return EvaluationReport(
            treated: arms.0,
            control: arms.1,
            comparison: try Comparison(compared, rule: balance),
            rejectedRows: rejectedRows,
            hasWholeClasses: hasWholeClasses,
            fsm: Subgroup.compared(compared)
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

extension AnalysisRefusal {
    init(_ error: TrialError) {
        switch error {
        case .tooFewUnits(let arm, let count):
            message =
                "The group “\(arm)” has \(count) \(count == 1 ? "pupil" : "pupils") with both scores. At least three are needed in each group"
        case .noVariation(let column):
            message = "All pupils have the same score in “\(column)”, so nothing can be compared"
        case .wrongArms, .missingArm:
            message = "The file must have two groups: pupils who were offered it and pupils who were not"
        default: message = "These numbers cannot be analysed. Check that the scores are in the right columns"
        }
    }
}
