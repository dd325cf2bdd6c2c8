import Foundation
import HTML
import Trials

/// How the figures were made, so that a statistician can check them.
struct TrialMethod: Renderable {
    let plan: AnalysisPlan
    let codeVersion: String
    let analysedAt: Date
    let protocolDigest: String
    let months: String?

    var markup: Markup {
        p { "Everyone is analysed in the arm to which they were allocated. \(model)" }
        p(.class("formula")) { formula }
        p {
            "The effect size divides the adjusted difference by the total standard deviation: the root of the sum of the variance components of the model with treatment alone, without strata and baseline, with Hedges’ correction (J at the Satterthwaite degrees of freedom of that variance). Intervals use the t distribution with the degrees of freedom of the difference. "
            "Pupils eligible for free school meals: the interaction in a model of everyone, and a separate model of each part. Those who received it: two-stage least squares with allocation as the instrument. Above 5% missing, scores are imputed \(plan.imputations) times by chained equations and pooled by Rubin’s rules; the draw is repeated \(plan.permutations) times as it was made."
        }
        if let months { p { "Months: \(months)." } }
        p {
            "Computed by Braid \(codeVersion) on \(EvidenceText.day(analysedAt)) with seed \(plan.seed), following the protocol with digest "
            code { String(protocolDigest.prefix(16)) }
            ". The command braid reproduce repeats it from the trial’s reproduction bundle."
        }
    }

    private var model: String {
        let covariates = plan.adjustsForBaseline ? "the score before" : "no score before"
        let strata = plan.strata.count > 1 ? " and \(plan.strata.count) strata" : ""
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
        }
    }

    private var formula: String {
        var parts = ["β₀", "β₁·offered"]
        if plan.adjustsForBaseline { parts.append("β₂·before") }
        if plan.strata.count > 1, plan.model != .schoolIndicators { parts.append("strata") }
        switch plan.model {
        case .individual: parts.append("e")
        case .schoolIntercept: parts += ["u(school)", "e"]
        case .schoolIndicators: parts += ["schools", "e"]
        case .classIntercept: parts += ["u(class)", "e"]
        case .classInSchool: parts += ["u(school)", "v(class)", "e"]
        }
        return "after = " + parts.joined(separator: " + ")
    }
}
