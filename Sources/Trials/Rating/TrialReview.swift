package import Access
import Database
import Evidence
package import Foundation
package import Services

/// One reviewer's opinion of a reported trial.
package struct TrialReview: Sendable, Equatable, Identifiable {
    package let id: ID<TrialReview>
    package let trial: ID<Trial>
    package let reviewer: ID<Person>
    /// As the report names them.
    package let reviewerName: String
    package let opinions: [ThreatOpinion]
    /// Padlocks taken: by the published rule, or as the reviewer decided where it says nothing.
    package let drop: Int
    /// Why so many, where the rule says nothing; empty where it decides.
    package let dropReason: String
    package let reviewedAt: Date
}

/// A review as it is typed.
package struct TrialReviewDraft: Sendable, Equatable {
    package var risks: [Threat: String] = [:]
    package var directions: [Threat: String] = [:]
    package var reasons: [Threat: String] = [:]
    /// Asked where the published rule says nothing.
    package var drop = ""
    package var dropReason = ""
    /// The reviewer says they had no part in delivery.
    package var isIndependent = false

    package init() {}

    func checked() throws(Faults) -> (opinions: [ThreatOpinion], drop: Int, reason: String) {
        var reader = FieldReader()
        var opinions: [ThreatOpinion] = []
        for threat in Threat.allCases {
            let name = threat.title.lowercased()
            guard let risk = ThreatRisk(rawValue: risks[threat] ?? "") else {
                reader.report("risk-\(threat.rawValue)", "Say how large the risk is: \(name)")
                continue
            }
            let reason = reader.required(
                reasons[threat] ?? "",
                "reason-\(threat.rawValue)",
                named: "why, for \(name)",
                most: 1000
            )
            let direction = BiasDirection(rawValue: directions[threat] ?? "") ?? .unknown
            opinions.append(
                ThreatOpinion(
                    threat: threat,
                    risk: risk,
                    direction: risk == .low ? .unknown : direction,
                    reason: reason
                )
            )
        }
        if !isIndependent {
            reader.report("isIndependent", "Confirm that you had no part in delivering or developing it")
        }
        var drop = 0
        var reason = ""
        if opinions.count == Threat.allCases.count {
            switch RatingRule.drop(opinions) {
            case .determined(let count): drop = count
            case .asked(let why):
                if let chosen = Int(self.drop), (0...RatingRule.most).contains(chosen) {
                    drop = chosen
                } else {
                    reader.report(
                        "drop",
                        "\(why): the published rule does not say. Choose how many padlocks that takes"
                    )
                }
                reason = reader.required(dropReason, "dropReason", named: "why so many", most: 1000)
            }
        }
        try reader.finish()
        return (opinions, drop, reason)
    }
}
