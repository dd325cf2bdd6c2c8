import Evidence
import HTML
import Profiles
import Services

extension StrandPage {
    @MarkupBuilder var headline: Markup {
        div(.class("key-figures")) {
            if let headline = strand.content.headline {
                if let months {
                    KeyFigure(
                        EvidenceText.months(months.months),
                        EvidenceText.sentence(months),
                        detail:
                            "\(EvidenceText.rating(months.rating).capitalisedFirst). Scale: \(months.scale.source)."
                    )
                }
                KeyFigure(
                    "\(EvidenceText.effect(headline.effect)) SD",
                    "Average effect; plausible range \(EvidenceText.range(headline.lower, headline.upper))",
                    detail: "Source: \(headline.source)"
                )
            } else if strand.content.strength == nil {
                KeyFigure(
                    EvidenceText.notRated,
                    figures.picture.findings.isEmpty
                        ? "Nobody has judged the evidence on this strand yet"
                        : "Nobody has judged the findings on this strand yet; what they say together stands below"
                )
            } else {
                KeyFigure(
                    EvidenceText.noAverage(strand.content.strength),
                    strand.content.strength == 0
                        ? "Too little is known to name an average effect"
                        : "This page names no average effect"
                )
            }
            KeyFigure(
                strand.content.strength.map { "\($0) of 5" } ?? EvidenceText.notRated,
                "Evidence strength"
                    + (strand.content.strength.flatMap(profiles.strength.level).map { ": \($0.name)" } ?? ""),
                detail: strand.content.strengthReasons.isEmpty ? nil : strand.content.strengthReasons
            )
            KeyFigure(
                strand.content.costBand.map { "\($0) of 5" } ?? "Not known",
                "Cost. \(EvidenceText.cost(strand.content.costBand, profiles.costs))"
            )
        }
        if let headline = strand.content.headline,
            let share = try? Translation.shareOutscored(effect: headline.effect),
            let index = try? Translation.improvementIndex(effect: headline.effect)
        {
            p(.class("hint")) {
                "Said another way: the average pupil taught like this would outscore \(EvidenceText.fixed(share * 100, decimals: 0))% of pupils who were not (improvement index \(EvidenceText.fixed(index, decimals: 0)))."
            }
        }
        strengthFacts
    }

    /// What the records say about each ground on which a padlock is lost.
    @MarkupBuilder private var strengthFacts: Markup {
        let facts = figures.picture.strengthFacts(thisYear: today.year, pool: published?.pooled)
        if !facts.isEmpty {
            details(.class("behind")) {
                HTML.summary {
                    strand.content.strength.map { "Why \($0) of 5: what the studies here are like" }
                        ?? "What the studies here are like"
                }
                ul {
                    for fact in facts {
                        li {
                            fact.statement
                            if fact.isConcern { strong { ": a reason to be less sure" } }
                        }
                    }
                }
            }
        }
    }
}
