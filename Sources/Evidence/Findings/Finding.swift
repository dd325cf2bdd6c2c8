package import Database
package import Services

/// Where a finding comes from: the two are pooled apart, and there is no combined total.
package enum FindingOrigin: String, CaseIterable, Sendable, SQLStorable {
    /// The primary finding of a registered trial of this network.
    case networkTrial = "network-trial"
    /// A study published elsewhere.
    case published
}

/// What an effect is measured in. Only standardised mean differences are pooled on a strand's page.
package enum EffectMetric: String, CaseIterable, Sendable, SQLStorable {
    case hedgesG = "hedges-g"
    case cohensD = "cohens-d"
    case glassDelta = "glass-delta"
    case logOddsRatio = "log-odds-ratio"
    case fisherZ = "fisher-z"

    /// Whether it is a difference in standard deviations of pupils.
    package var isStandardisedDifference: Bool {
        switch self {
        case .hedgesG, .cohensD, .glassDelta: true
        case .logOddsRatio, .fisherZ: false
        }
    }

    package var title: String {
        switch self {
        case .hedgesG: "Hedges’ g"
        case .cohensD: "Cohen’s d"
        case .glassDelta: "Glass’s delta"
        case .logOddsRatio: "Log odds ratio"
        case .fisherZ: "Fisher’s z"
        }
    }
}

package enum StudyDesign: String, CaseIterable, Sendable, SQLStorable {
    case randomised
    case quasiExperimental = "quasi-experimental"
    case regressionDiscontinuity = "regression-discontinuity"
    case other

    package var title: String {
        switch self {
        case .randomised: "Randomised"
        case .quasiExperimental: "Matched or compared, not randomised"
        case .regressionDiscontinuity: "Regression discontinuity"
        case .other: "Other or not stated"
        }
    }
}

/// Where a record was taken from.
package struct Provenance: Sendable, Equatable {
    package let id: ID<Provenance>
    /// Who made the data, such as a clearinghouse or "Entered by hand".
    package let source: String
    package let fileName: String?
    package let licence: String
    package let recordedOn: LocalDate
}

/// One effect size with its variance.
package struct Finding: Sendable, Equatable {
    package let id: ID<Finding>
    package let origin: FindingOrigin
    package let study: ID<Study>?
    package let intervention: ID<Intervention>?
    package let label: String
    package let effect: Double
    /// Squared standard error, in squared units of the effect; above zero.
    package let variance: Double
    package let metric: EffectMetric
    package let outcomeDomain: String
    package let population: String
    package let phase: String?
    package let design: StudyDesign
    package let treatedCount: Int?
    package let controlCount: Int?
    package let details: FindingDetails
    package let provenance: ID<Provenance>
    package let version: Int

    package var standardError: Double { variance.squareRoot() }
}

extension Finding: RowReadable {
    static let columns: SQL = """
        finding.id, finding.origin, finding.study_id, finding.intervention_id, finding.label, finding.effect,
        finding.variance, finding.metric, finding.outcome_domain, finding.population, finding.phase, finding.design,
        finding.treated_count, finding.control_count, finding.subject, finding.measure, finding.year_group,
        finding.pupils, finding.disadvantaged_percentage, finding.send_percentage, finding.eal_percentage,
        finding.cluster_count, finding.independence, finding.test_maker, finding.setting, finding.security, finding.sample,
        finding.treated_mean, finding.treated_deviation, finding.control_mean, finding.control_deviation,
        finding.interaction, finding.interaction_variance, finding.provenance_id, finding.version
        """

    package init(row: Row) throws {
        id = try row.get("id")
        origin = try row.get("origin")
        study = try row.get("study_id")
        intervention = try row.get("intervention_id")
        label = try row.get("label")
        effect = try row.get("effect")
        variance = try row.get("variance")
        metric = try row.get("metric")
        outcomeDomain = try row.get("outcome_domain")
        population = try row.get("population")
        phase = try row.get("phase")
        design = try row.get("design")
        treatedCount = try row.get("treated_count")
        controlCount = try row.get("control_count")
        details = try FindingDetails(row: row)
        provenance = try row.get("provenance_id")
        version = try row.get("version")
    }
}

extension Provenance: RowReadable {
    package init(row: Row) throws {
        id = try row.get("id")
        source = try row.get("source")
        fileName = try row.get("file_name")
        licence = try row.get("licence")
        recordedOn = try row.get("recorded_on")
    }
}
