import Foundation
import HTML
import Services
import Trials

/// How the figures were made, so that a statistician can check them.
struct TrialMethod: Renderable {
    let plan: AnalysisPlan
    let codeVersion: String
    let analysedAt: Date
    let protocolDigest: String
    let months: String?

    var markup: Markup {
        switch plan.assignment {
        case .randomised: randomised
        case .cutOff(let score, let offeredBelow): cutOff(score, offeredBelow)
        case .matched: matched
        }
        if let months { p { "Months: \(months)." } }
        p {
            "Computed by Braid \(codeVersion) on \(EvidenceText.day(analysedAt)) with seed \(plan.seed), following the protocol with digest "
            code { String(protocolDigest.prefix(16)) }
            ". \(repeating)"
        }
    }

    /// What repeats it.
    private var repeating: String {
        switch plan.assignment {
        case .randomised:
            "While pupils’ rows exist, braid analyse with --model gives the same digits from them; afterwards braid reproduce repeats it from the trial’s reproduction bundle."
        case .cutOff:
            "While pupils’ rows exist, braid analyse with --score, --cut-off, --deviation and --compliance gives the same digits from them; afterwards braid reproduce repeats the result at the cut-off from the trial’s reproduction bundle."
        case .matched where plan.unit == .pupil:
            "While pupils’ rows exist, braid analyse with --match gives the same digits from them; afterwards only what was found is kept."
        case .matched:
            "The command braid reproduce repeats it from the trial’s reproduction bundle."
        }
    }

    @MarkupBuilder private func cutOff(_ score: Double, _ offeredBelow: Bool) -> Markup {
        p {
            "Regression discontinuity: pupils who scored \(offeredBelow ? "below" : "at or above") \(EvidenceText.effect(score)) (\(plan.cutOff?.scoreName ?? "the deciding score")) were offered it, and everyone is analysed on their side, whatever they received. The estimand is the average effect of the offer for pupils at the cut-off."
        }
        p(.class("formula")) {
            "after = α + τ·offered + slope on either side·(score − cut-off) + e, near the cut-off"
        }
        p {
            "On each side a straight line is fitted with weights that fall with the distance (triangular kernel), within the bandwidth that minimises the mean squared error. The bias of the lines is estimated by quadratics and taken off, and the interval counts the error of that too (robust bias-corrected; Calonico, Cattaneo and Titiunik 2014). Errors are summed within schools where at least \(DiscontinuityAnalysis.fewestClusters) have pupils on each side. The effect size divides the result by the standard deviation that the protocol states. Crowding: an exact binomial test in the smallest window with \(DiscontinuityAnalysis.fewestInWindow) pupils on each side. Pupils eligible for free school meals and the others: each with lines of their own. Those who received it: the gap in the outcome over the gap in receiving it, with the bandwidths of the outcome (fuzzy design, robust bias-corrected), where nobody received it because they were not offered it."
        }
        p { "Not given, because chance did not decide: imputed scores and a repetition of the draw." }
    }

    @MarkupBuilder private var matched: Markup {
        let units = plan.unit.title.lowercasedFirst
        let matching = plan.matching ?? MatchingPlan()
        p {
            "Matched comparison: each of the \(units) offered it is compared with the most similar of those not offered it, which may serve more than once. The estimand is the average effect on those offered it that found a match (ATT), each counting once\(plan.unit == .pupil ? "" : " with the mean of its pupils")."
        }
        p(.class("formula")) {
            "effect = mean over those offered it of (after − after of the most similar, adjusted)"
        }
        p {
            "Likeness: \(matching.distance.shortTitle), on \(matching.covariates.map { $0.title.lowercasedFirst }.joined(separator: ", ")). What remains unlike is adjusted for by a regression among those who serve (Abadie and Imbens 2011); errors are those of Abadie and Imbens (2006), with a normal reference. The effect size divides the result by the total standard deviation of pupils’ scores, the root of the sum of the variance components of the model with the offer alone, with Hedges’ correction."
        }
        p {
            "Pupils eligible for free school meals and the others: \(plan.unit == .pupil ? "each matched anew within their own part" : "compared over the same matches, of \(units) that have pupils of both"). Not given, because chance did not decide: imputed scores, a repetition of the draw, and the effect on those who received it."
        }
    }

    @MarkupBuilder private var randomised: Markup {
        p { "Everyone is analysed in the arm to which they were allocated. \(model)" }
        p(.class("formula")) { formula }
        p {
            "The effect size divides the adjusted difference by the total standard deviation: the root of the sum of the variance components of the model with treatment alone, without strata and baseline, with Hedges’ correction (J at the Satterthwaite degrees of freedom of that variance). Intervals use the t distribution with the degrees of freedom of the difference. "
            "Pupils eligible for free school meals: the interaction in a model of everyone, and a separate model of each part. Those who received it: two-stage least squares with allocation as the instrument. Above 5% missing, scores are imputed \(plan.imputations) times by chained equations and pooled by Rubin’s rules; the draw is repeated \(InWords.grouped(plan.permutations)) times as it was made\(plan.minimisation == nil ? "" : ", unit after unit with its own biased coin")."
        }
    }

    private var model: String {
        let covariates = plan.adjustsForBaseline ? "the score before" : "no score before"
        let strata =
            plan.minimisation.map { " and the factors that minimisation balanced (\($0.names))" }
            ?? (plan.strata.count > 1 ? " and \(plan.strata.count) strata" : "")
        switch plan.model {
        case .individual: return "Analysis of covariance with \(covariates)\(strata)."
        case .schoolIntercept:
            return "A random intercept for each school (REML), with \(covariates)\(strata) as covariates."
        case .schoolIndicators: return "Least squares with an indicator for each school and \(covariates)."
        case .classIntercept:
            return "A random intercept for each class (REML), with \(covariates)\(strata) as covariates."
        case .classInSchool:
            return
                "Random intercepts for schools and for classes within them (REML), with \(covariates)\(strata) as covariates."
        case .localLinear, .nearestNeighbours: return ""
        }
    }

    private var formula: String {
        var parts = ["β₀", "β₁·offered"]
        if plan.adjustsForBaseline { parts.append("β₂·before") }
        if plan.strata.count > 1, plan.model != .schoolIndicators {
            parts.append(plan.minimisation == nil ? "strata" : "factors")
        }
        switch plan.model {
        case .individual: parts.append("e")
        case .schoolIntercept: parts += ["u(school)", "e"]
        case .schoolIndicators: parts += ["schools", "e"]
        case .classIntercept: parts += ["u(class)", "e"]
        case .classInSchool: parts += ["u(school)", "v(class)", "e"]
        case .localLinear, .nearestNeighbours: break
        }
        return "after = " + parts.joined(separator: " + ")
    }
}
