import Database

/// One of the seven ways in which a trial's result can be biased, as EEF's criteria of 2019 name them.
package enum Threat: String, CaseIterable, Sendable, Codable, SQLStorable {
    case confounding
    case concurrent
    case contamination
    case fidelity
    case missingData = "missing-data"
    case measurement
    case selectiveReporting = "selective-reporting"

    package var title: String {
        switch self {
        case .confounding: "Confounding"
        case .concurrent: "Other interventions at the same time"
        case .contamination: "Effects of the experiment, and contamination"
        case .fidelity: "Faithful delivery"
        case .missingData: "Missing data"
        case .measurement: "Measurement of the outcome"
        case .selectiveReporting: "Selective reporting"
        }
    }

    /// What to look at before judging.
    package var help: String {
        switch self {
        case .confounding:
            "Was allocation drawn by a procedure nobody could foresee or repeat? Do the arms differ at baseline by more than 0.05 SD, and is that adjusted for? In a trial that is not randomised: which differences are left?"
        case .concurrent:
            "Did schools in one arm take up something else that could move the outcome, or did control spend the time or money on an alternative?"
        case .contamination:
            "Did control pupils, classes or schools get some of it? Did control do worse or better because they knew they were control?"
        case .fidelity:
            "Was it given as the protocol says, in dose and quality? Weak delivery makes a difference look smaller than the intervention’s."
        case .missingData:
            "How many are missing, more in one arm than in the other, and for reasons to do with the outcome? What do imputation and its shifts say?"
        case .measurement:
            "Did those who tested and marked know who was offered it? Did the developer make the test? Do many pupils score at its ends?"
        case .selectiveReporting:
            "Does the report answer the protocol’s question with its outcome and model, and say where it departs from them?"
        }
    }
}

package enum ThreatRisk: String, CaseIterable, Sendable, Codable, SQLStorable {
    case low, moderate, high

    package var title: String {
        switch self {
        case .low: "Low"
        case .moderate: "Moderate"
        case .high: "High"
        }
    }
}

/// Which way a threat has probably moved the result.
package enum BiasDirection: String, CaseIterable, Sendable, Codable, SQLStorable {
    case unknown
    /// The result looks better for the intervention than it is.
    case up
    /// The result looks worse.
    case down

    package var title: String {
        switch self {
        case .unknown: "Not known"
        case .up: "Makes it look better than it is"
        case .down: "Makes it look worse than it is"
        }
    }
}

/// What one reviewer says of one threat.
package struct ThreatOpinion: Sendable, Equatable, Codable {
    package let threat: Threat
    package let risk: ThreatRisk
    /// Of no account where the risk is low.
    package let direction: BiasDirection
    package let reason: String

    package init(threat: Threat, risk: ThreatRisk, direction: BiasDirection, reason: String) {
        self.threat = threat
        self.risk = risk
        self.direction = direction
        self.reason = reason
    }
}
