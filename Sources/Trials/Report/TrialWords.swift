package import Profiles
import Services

/// A trial's report in sentences, by fixed rules from its numbers alone.
package struct TrialWords: Sendable, Equatable {
    /// What was found.
    package let found: String
    /// Months, where the outcome is attainment and allocation was random.
    package let months: MonthsOfProgress?
    /// What the other analyses say about the result.
    package let support: [String]
    package let fsm: String
    package let compliers: String?
    /// What limits it.
    package let cautions: [String]
    /// How secure it is.
    package let rating: String

    package init(
        _ report: TrialReport,
        title: String,
        rating: Int?,
        scale: ProgressScale?,
        balance: BalanceRule
    ) {
        self.rating = rating.map { "Security \($0) of 5" } ?? "Not yet rated"
        guard let primary = report.primary else {
            found = "The trial has no result."
            months = nil
            (support, fsm, compliers, cautions) = ([], "", nil, [])
            return
        }
        let effect = primary.effect
        found = Self.found(report, effect)
        fsm = Self.fsm(report)
        compliers = Self.compliers(report)
        support = Self.support(report, primary)
        cautions = Self.cautions(report, primary, balance)
        let outcome = report.plan.outcome
        guard report.plan.assignment.isRandomised, outcome.isAttainment, outcome.isLowerBetter != true,
            let scale
        else {
            months = nil
            return
        }
        months = MonthsOfProgress(
            effect: effect.g,
            lower: effect.lower,
            upper: effect.upper,
            rating: rating.map(MonthsOfProgress.Rating.padlocks) ?? .notRated,
            source: title,
            scale: scale
        )
    }

    /// Below this the arms have lost about as many.
    private static let leastDifferential = 0.05

    private static func found(_ report: TrialReport, _ effect: StandardisedEffect) -> String {
        let outcome = report.plan.outcome
        guard !outcome.isAttainment || outcome.isLowerBetter == true else {
            return EffectWords.found(
                effect.g,
                effect.lower,
                effect.upper,
                who: who(report),
                than: others(report)
            )
        }
        let reading = EffectWords.Reading.value(
            of: outcome.name,
            isLowerBetter: outcome.isLowerBetter == true
        )
        return EffectWords.found(
            effect.g,
            effect.lower,
            effect.upper,
            who: who(report),
            than: others(report),
            reading
        )
    }

    /// Whose result it is: of several arms the one whose result is the primary one.
    private static func who(_ report: TrialReport) -> String {
        switch report.plan.assignment {
        case .randomised:
            report.plan.arms.count > 2 ? "Pupils offered “\(report.treated.name)”" : "Pupils offered this"
        case .cutOff: "At the cut-off, pupils offered this"
        case .matched: "Beside the most similar, pupils offered this"
        }
    }

    /// With whom: where there are several arms, some of those who were not offered this one were offered another.
    private static func others(_ report: TrialReport) -> String {
        let control = report.plan.arms.first ?? ""
        return report.plan.arms.count > 2 ? "pupils of “\(control)”" : "those who were not"
    }

    private static func range(_ effect: StandardisedEffect) -> String {
        "\(EffectWords.signed(effect.g)) SD; plausible range: \(EffectWords.end(effect.lower)) to \(EffectWords.end(effect.upper))"
    }

    private static func fsm(_ report: TrialReport) -> String {
        switch report.fsm {
        case .notPlanned: return "The protocol does not ask about pupils eligible for free school meals."
        case .left(let why): return "\(Disclosure.hidden), or not computable. \(why)"
        case .found(let fsm):
            let first =
                "Among pupils eligible for free school meals: \(range(fsm.eligible)). Among the others: \(range(fsm.others))."
                + fsmMatches(report.plan)
            let gap = fsm.interactionEffect
            // Where nothing was drawn nobody can say who gained by it.
            let isDrawn = report.plan.assignment.isRandomised
            guard gap.isClear else {
                return first
                    + (isDrawn
                        ? " We cannot tell whether FSM pupils gained more or less than others."
                        : " We cannot tell whether the result is another for FSM pupils than for others.")
            }
            let isMore = gap.g * report.plan.outcome.direction > 0
            let told =
                isDrawn
                ? "FSM pupils gained \(isMore ? "more" : "less") than others"
                : "The result is \(isMore ? "better" : "worse") for FSM pupils than for others"
            return first
                + " \(told): the difference is \(EffectWords.text(gap.g.magnitude)) SD; plausible range: \(EffectWords.text(min(gap.lower.magnitude, gap.upper.magnitude))) to \(EffectWords.text(max(gap.lower.magnitude, gap.upper.magnitude)))."
        }
    }

    /// With whom a part of the pupils was compared, where those compared were matched.
    private static func fsmMatches(_ plan: AnalysisPlan) -> String {
        guard plan.assignment == .matched else { return "" }
        guard plan.unit != .pupil else { return " Each was compared with the most similar of the same part." }
        let units = plan.unit == .school ? "schools" : "classes"
        return " Both were compared in similar \(units) that have pupils of both."
    }

    private static func compliers(_ report: TrialReport) -> String? {
        switch report.complier {
        case .notPlanned: return nil
        case .left(let why):
            guard let shares = report.discontinuity?.received, shares.count == 2 else { return why }
            return "\(why) \(received(control: shares[0], treated: shares[1]))."
        case .found(let complier):
            let isAtCutOff = complier.gap != nil
            let who =
                "\(isAtCutOff ? "At the cut-off, among" : "Among") pupils who received it because it was offered"
            let shares = received(control: complier.controlShare, treated: complier.treatedShare)
            let gap = complier.gap.map { gap in
                // A range by lines may end where no share can.
                let points = [gap.estimate, gap.lower, gap.upper].map {
                    PlainNumber.text((min(1, max(-1, $0)) * 100).rounded())
                }
                return
                    " At the cut-off the offer moved the share who received it by \(points[0]) percentage points (\(points[1]) to \(points[2]))."
            }
            let weak =
                complier.firstStageF < 10
                ? " Too few more pupils received it than in control for this figure to be relied on." : ""
            return "\(who): \(range(complier.effect)). \(shares).\(gap ?? "")\(weak)"
        }
    }

    static func received(control: ProtectedShare, treated: ProtectedShare) -> String {
        let offered = "\(treated.text.capitalisedFirst) of those offered it received it as planned"
        return switch (control, treated) {
        case (.hidden, .hidden): "How many received it is hidden to protect pupils"
        case (.hidden, _): "\(offered); how many of control did is hidden to protect pupils"
        case (_, .hidden):
            "How many of those offered it received it is hidden to protect pupils; \(control.text) of control did"
        default: "\(offered), and \(control.text) of control"
        }
    }

    private static func support(_ report: TrialReport, _ primary: TrialReport.Comparison) -> [String] {
        var lines: [String] = []
        if report.plan.adjustsForBaseline, let plain = primary.withoutBaseline {
            lines.append("Without the scores before: \(range(plain)).")
        }
        lines += report.discontinuity?.support ?? []
        lines += report.matching?.support ?? []
        if case .found(let missing) = report.missing {
            let share =
                missing.share == .hidden
                ? "Some pupils lack a score" : "\(missing.share.text) of pupils lack a score"
            lines.append(
                "\(share.capitalisedFirst). With their scores imputed \(missing.imputations) times: \(range(missing.effect))."
            )
            lines.append(shifted(missing, primary))
        }
        if case .found(let test) = report.allocationTest {
            lines.append(
                "Had the draw fallen otherwise, a difference this large would have come about by chance in \(ProtectedShare.exact(test.pValue).text) of \(InWords.grouped(test.permutations)) repetitions."
            )
        }
        if case .found(let left) = report.leaveOneOut { lines.append(leavingOut(left)) }
        return lines
    }

    /// How far the result hangs on single schools. Those without which there is none are said too: on nothing does it hang
    /// more.
    private static func leavingOut(_ left: TrialReport.LeaveOut) -> String {
        let range = "\(EffectWords.signed(left.lowest)) and \(EffectWords.signed(left.highest)) SD"
        let found =
            left.schools == 1
            ? "Leaving out the one school without which there is a result, it is \(EffectWords.signed(left.lowest)) SD"
            : "Leaving out any one of \(left.schools) schools, the result lies between \(range)"
        switch left.indispensable ?? 0 {
        case ..<1: return "\(found)."
        case 1: return "\(found); without the one other school nothing can be estimated."
        case let count: return "\(found); without any one of the other \(count) nothing can be estimated."
        }
    }

    /// Whether pupils who are missing could turn the result, had they scored otherwise than those like them.
    private static func shifted(_ missing: TrialReport.Missing, _ primary: TrialReport.Comparison) -> String {
        let isClear = missing.effect.isClear
        let turning = missing.shifts.filter { $0.effect.isClear != isClear }
            .min { $0.amount.magnitude < $1.amount.magnitude }
        guard let turning else {
            return
                "Had missing pupils who were offered it scored up to 0.30 SD more or less than pupils like them, the result would read the same."
        }
        let direction = turning.amount < 0 ? "less" : "more"
        return
            "Had missing pupils who were offered it scored \(EffectWords.text(turning.amount.magnitude)) SD \(direction) than pupils like them, the result would \(isClear ? "no longer be clear" : "be clear")."
    }

    /// How many of those allocated are missing, overall and by arm.
    static func lost(_ loss: TrialReport.Loss, _ plan: AnalysisPlan) -> String {
        let arms = zip(plan.arms, loss.arms).map { "\($0) \($1.text)" }.joined(separator: ", ")
        let byArm = loss.arms.allSatisfy { $0 == .hidden } ? "" : " (\(arms))"
        let isDrawn = plan.assignment.isRandomised
        guard loss.overall != .hidden else {
            return
                "How many of those who \(isDrawn ? "were allocated" : "took part") are missing from the result is hidden to protect pupils\(byArm)."
        }
        return
            "\(loss.overall.text.capitalisedFirst) of everyone who \(isDrawn ? "was allocated" : "took part") is missing from the result\(byArm)."
    }

    private static func cautions(
        _ report: TrialReport,
        _ primary: TrialReport.Comparison,
        _ balance: BalanceRule
    ) -> [String] {
        var lines: [String] = []
        let plan = report.plan
        if !plan.assignment.isRandomised {
            lines.append("Groups were not randomly chosen; other differences may explain this.")
        }
        lines += report.discontinuity?.cautions ?? []
        lines += report.matching.map { $0.cautions(balance) } ?? []
        if let detectable = report.precision.asAnalysed {
            lines.append("Too small to detect effects below \(EffectWords.text(detectable)) reliably.")
        }
        let pupils = report.losses.first { $0.level == .pupil }
        if let pupils { lines.append(lost(pupils, plan)) }
        if let more = pupils?.differential(arm: plan.primaryArm), more.magnitude >= leastDifferential {
            // In points of the shares: five more in a hundred, not one in twenty more.
            let points = PlainNumber.text((more.magnitude * 1000).rounded() / 10)
            lines.append(
                "\(points) percentage points \(more > 0 ? "more" : "fewer") of those offered it are missing than of control: whoever is left may differ."
            )
        }
        let before = report.balance.first { $0.name == plan.baselineName && $0.isAmongAnalysed }
        if let before {
            switch balance.verdict(on: before.difference) {
            case .satisfies: break
            case .needsAdjustment:
                lines.append(
                    "Among those in the result the arms differed before by \(EffectWords.text(before.difference.magnitude)) SD. \(plan.adjustsForBaseline ? "The result is adjusted for it." : "The result is not adjusted for it.")"
                )
            case .fails:
                lines.append(
                    "Among those in the result the arms differed before by \(EffectWords.text(before.difference.magnitude)) SD: more than adjustment can be trusted to put right."
                )
            }
        }
        if plan.outcome.isDeveloperMade {
            lines.append(
                "The test was made by those who developed the intervention; such tests tend to show more."
            )
        }
        if !plan.outcome.isBlind {
            lines.append("Those who tested or marked knew who was offered it.")
        }
        if let scale = report.scales.first(where: { $0.isConcern && $0.name == plan.outcome.name }) {
            lines.append(
                "Many pupils scored at an end of the test (lowest \(scale.floor.text), highest \(scale.ceiling.text)), where it cannot tell them apart."
            )
        }
        if plan.isWaitlist {
            lines.append("Control was offered it later, so nothing can be said about lasting effects.")
        }
        if !plan.outcome.isAttainment {
            lines.append("The outcome is not attainment, so months of progress have no meaning here.")
        }
        if !primary.boundary.isEmpty {
            lines.append(
                "The data put a variance at zero (\(primary.boundary.joined(separator: ", "))); the model is simpler than planned."
            )
        }
        return lines
    }
}
