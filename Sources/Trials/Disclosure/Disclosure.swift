/// What may be public, and in which form. Every figure of pupils that everybody may see passes through here.
package enum Disclosure {
    /// Fewer in a group could be recognised.
    package static let fewestPupils = 10
    /// With two, each could subtract itself and see the other.
    package static let fewestSchools = 3
    static let tooFewPupils = "An arm has fewer than \(fewestPupils) pupils."
    /// What stands where figures may not.
    package static let hidden = "Hidden to protect pupils"

    /// The report of a quick evaluation, or `nil` where a group has fewer than ten pupils.
    ///
    /// Numbers of missing scores of one to nine pupils are taken out with the counts that they could be
    /// worked out from: of a group's pupils only those analysed are told, and where ten or more lack one of the scores but
    /// few a certain one, not which.
    package static func publicReport(_ report: EvaluationReport) -> EvaluationReport? {
        let arms = [report.treated] + (report.control.map { [$0] } ?? [])
        guard arms.allSatisfy({ $0.analysed >= fewestPupils }) else { return nil }
        return EvaluationReport(
            treated: report.treated.forThePublic,
            control: report.control?.forThePublic,
            comparison: report.comparison,
            rejectedRows: 0,
            hasWholeClasses: report.hasWholeClasses,
            fsm: report.fsm
        )
    }

    /// Why the figures of a trial may not be public; `nil` where they may.
    package static func refusal(_ analysis: TrialAnalysis) -> String? {
        let arms = analysis.flow.arms
        if let sides = analysis.discontinuity?.sides,
            !sides.allSatisfy({ $0.withinBandwidth >= fewestPupils })
        {
            return "Fewer than \(fewestPupils) pupils are near the cut-off on a side."
        }
        if let matching = analysis.matching {
            let fewest = matching.unit == .pupil ? fewestPupils : fewestSchools
            guard min(matching.matched, matching.othersUsed) >= fewest else {
                return "Fewer than \(fewest) \(matching.unit.title.lowercased()) are matched with others."
            }
        }
        return refusal(
            pupils: arms.map(\.analysed),
            schools: arms.map(\.schoolsAnalysed),
            unit: analysis.plan.unit,
            isOneSchool: analysis.flow.schools <= 1
        )
    }

    /// Why figures of arms may not be public, by the pupils and schools of each.
    static func refusal(pupils: [Int], schools: [Int], unit: AllocationUnit, isOneSchool: Bool) -> String? {
        guard pupils.allSatisfy({ $0 >= fewestPupils }) else {
            return tooFewPupils
        }
        if unit == .school {
            guard schools.allSatisfy({ $0 >= fewestSchools }) else {
                return "An arm has fewer than \(fewestSchools) schools."
            }
        } else if !isOneSchool, (schools.max() ?? 0) < fewestSchools {
            return "Fewer than \(fewestSchools) schools have pupils in an arm."
        }
        return nil
    }
}

extension EvaluationReport.Arm {
    /// Few missing pupils could be recognised: one to nine read as none, and the group as those analysed. What lacks
    /// before and after adds up to more than are lost only by those who lack both, who may be few as well.
    fileprivate var forThePublic: Self {
        let lost = pupils - analysed
        let isFew = CountSystem.isFew(lost)
        let (before, after) = (missingPre ?? 0, missingPost ?? 0)
        let parts = [before, after, before + after - lost, lost - before, lost - after]
        guard isFew || parts.contains(where: CountSystem.isFew) else { return self }
        return Self(
            name: name,
            pupils: isFew ? analysed : pupils,
            analysed: analysed,
            missingPre: isFew ? 0 : nil,
            missingPost: isFew ? 0 : nil,
            meanPre: meanPre,
            deviationPre: deviationPre,
            meanPost: meanPost,
            deviationPost: deviationPost,
            classes: classes
        )
    }
}
