package import Profiles

/// What a report says in sentences, by fixed rules: what was found, how sure, for whom; never "works" or "no
/// effect".
package struct ReportWords: Sendable, Equatable {
    package let found: String
    package let cautions: [String]
    package let fsm: String
    /// Months, where they may be shown.
    package let months: MonthsOfProgress?

    package init(_ report: EvaluationReport, _ answers: EvaluationAnswers, scale: ProgressScale?) {
        let range = report.range(answers.formation)
        found = Self.found(report, range)
        cautions = Self.cautions(report, answers)
        fsm = Self.fsm(report.fsm)
        guard let comparison = report.comparison, let range, answers.formation.isRandomised,
            answers.isAttainment, let scale
        else {
            months = nil
            return
        }
        months = MonthsOfProgress(
            effect: comparison.effect,
            lower: range.lower,
            upper: range.upper,
            rating: .notRated,
            source: "This evaluation",
            scale: scale
        )
    }

    private static func found(_ report: EvaluationReport, _ range: EvaluationReport.Range?) -> String {
        guard let comparison = report.comparison else {
            let arm = report.treated
            let change = arm.meanPost - arm.meanPre
            let direction = change < 0 ? "lower" : "higher"
            return
                "Scores after were \(EffectWords.text(change.magnitude)) points \(direction) on average than scores before. "
                + "Without a comparison group nobody can say how much of that would have happened anyway."
        }
        guard let range else { return EffectWords.foundWithoutRange(comparison.effect) }
        return EffectWords.found(comparison.effect, range.lower, range.upper)
    }

    private static func cautions(_ report: EvaluationReport, _ answers: EvaluationAnswers) -> [String] {
        var cautions: [String] = []
        if !answers.formation.isRandomised, report.comparison != nil {
            cautions.append("Groups were not randomly chosen; other differences may explain this.")
        }
        if let comparison = report.comparison {
            switch comparison.balance {
            case .satisfies: break
            case .needsAdjustment:
                cautions.append(
                    "The groups differed before by \(EffectWords.text(comparison.baselineDifference.magnitude)) SD. The result is adjusted for it, but rests on that adjustment."
                )
            case .fails:
                cautions.append(
                    "The groups differed before by \(EffectWords.text(comparison.baselineDifference.magnitude)) SD: too much for a fair comparison, even after adjustment."
                )
            }
            let range = report.range(answers.formation)
            if let range {
                cautions.append(
                    "Too small to detect effects below \(EffectWords.text(range.detectable)) reliably."
                )
            }
            if report.hasWholeClasses || answers.formation.isOfClasses {
                cautions.append(
                    range == nil
                        ? "Whole classes were in one group, and with fewer than two classes in a group nobody can tell how much of the difference lies between classes and their teachers: no plausible range can be given. A column with the class of each pupil, and at least two classes in each group, would allow one."
                        : "Whole classes were in one group: the range counts classes, not pupils, and holds as far as these few classes show how much classes and their teachers differ."
                )
            }
        }
        let control = report.control
        let lost =
            report.treated.pupils - report.treated.analysed + (control.map { $0.pupils - $0.analysed } ?? 0)
        if lost > 0 {
            let all = report.treated.pupils + (control?.pupils ?? 0)
            cautions.append(
                "\(lost) of \(all) pupils lack a score and are left out; had they taken both tests, the result might differ."
            )
        }
        if !answers.isAttainment {
            cautions.append("The outcome is not attainment, so months of progress have no meaning here.")
        }
        cautions.append(
            "This is one school’s own account. It is not rated, and it is not pooled with trials."
        )
        return cautions
    }

    private static func fsm(_ subgroup: EvaluationReport.Subgroup) -> String {
        switch subgroup {
        case .notGiven: "The file does not say which pupils are eligible for free school meals."
        case .tooFew: "Hidden to protect pupils: fewer than 10 in a group."
        case .tooFewClasses:
            "Whole classes were in one group, and eligible pupils are in fewer than two classes of a group: nothing can be said of them apart."
        case .notComputable: "The result for pupils eligible for free school meals cannot be computed."
        case .compared(let effect, let lower, let upper, _, _, let isClearlyDifferent):
            "Among pupils eligible for free school meals: \(EffectWords.signed(effect)) SD; plausible range: \(EffectWords.end(lower)) to \(EffectWords.end(upper)). "
                + (isClearlyDifferent
                    ? "The result differs between pupils who are eligible and others by more than chance would easily bring about."
                    : "We cannot tell whether FSM pupils gained more or less than others.")
        }
    }
}
