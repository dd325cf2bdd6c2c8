import HTML
import Profiles
import Trials

/// How the rating came about: what the data say, and both reviewers' opinions.
struct TrialRatingSection: Renderable {
    let rating: TrialRating?
    /// Pupils missing from the result, as the report may say it.
    let missing: ProtectedShare?
    let scale: SecurityScale

    var markup: Markup {
        if let rating {
            p { sentence(rating) }
            DataTable(
                "What the data say",
                columns: [.init("Criterion"), .init("Found"), .init("Padlocks", isNumber: true)],
                rows: rows(rating.interim)
            )
            if !rating.opinions.isEmpty { opinions(rating.opinions) }
            p(.class("hint")) { "\(scale.title): \(scale.source)." }
        } else {
            p { "The trial cannot be rated: what it could detect as randomised cannot be computed." }
        }
    }

    private func sentence(_ rating: TrialRating) -> String {
        guard let final = rating.padlocks else {
            let missing = TrialRating.reviewers - rating.reviews.count
            return
                "Not yet rated. The data alone give \(rating.interim.padlocks) of 5; \(missing == 1 ? "one independent reviewer has" : "two independent reviewers have") still to judge the threats."
        }
        let taken = rating.interim.padlocks - final
        let words = taken == 0 ? "the threats take none" : "the threats take \(taken)"
        return
            "\(final) of 5. The data alone give \(rating.interim.padlocks); \(words). Of the two reviewers’ ratings the lower stands."
    }

    private func rows(_ interim: InterimRating) -> [[Markup]] {
        let design = interim.design
        let mdes = scale.interimPadlocks(designPadlocks: 5, mdes: interim.detectable, attritionPercentage: 0)
        return [
            [
                .text("Design"),
                .text(scale.levels.first { $0.padlocks == design }?.design ?? ""), .text("\(design)"),
            ],
            [
                .text("Detectable effect as randomised"), .text(EvidenceText.effect(interim.detectable)),
                .text(mdes.map { "\($0)" } ?? ""),
            ],
            [
                .text("Pupils missing from the result"), .text(missing?.text ?? "hidden"),
                .text(attritionPadlocks(interim)),
            ],
        ]
    }

    /// The padlocks of the share that is missing; hidden where their step would tell more of it than stands beside them.
    private func attritionPadlocks(_ interim: InterimRating) -> String {
        let padlocks = { (percentage: Double) -> Int? in
            scale.interimPadlocks(designPadlocks: 5, mdes: 0, attritionPercentage: percentage)
        }
        let shown: Int? =
            switch missing {
            case .exact: padlocks(interim.attritionPercentage)
            case .below(let most): padlocks(0) == padlocks(100 * most) ? padlocks(0) : nil
            case .hidden, nil: nil
            }
        return shown.map { "\($0)" } ?? "hidden"
    }

    @MarkupBuilder private func opinions(_ reviews: [TrialReview]) -> Markup {
        DataTable(
            "What the reviewers say of the threats",
            columns: [.init("Threat")]
                + reviews.map { DataTable.Column($0.reviewerName) },
            rows: Threat.allCases.map { threat in
                [.text(threat.title)]
                    + reviews.map { review in
                        review.opinions.first { $0.threat == threat }.map(cell) ?? .text("")
                    }
            }
                + [
                    [.text("Padlocks taken")]
                        + reviews.map { review in
                            .text(
                                review.dropReason.isEmpty
                                    ? "\(review.drop), by the published rule"
                                    : "\(review.drop). The rule does not say; \(review.dropReason)"
                            )
                        }
                ]
        )
    }

    private func cell(_ opinion: ThreatOpinion) -> Markup {
        let direction = opinion.risk == .low ? "" : ". \(opinion.direction.title)"
        return .group([
            strong { "\(opinion.risk.title)\(direction)." }, .text(" \(opinion.reason)"),
        ])
    }
}
