/// The profiles that this build carries. Each is a file in `Tables`, so that a correction is a change of
/// data.
package struct ProfileLibrary: Sendable {
    package let progressScales: [ProgressScale]
    package let costs: CostScale
    package let strength: StrengthScale
    package let security: SecurityScale
    package let balance: BalanceRule
    /// What new returns go by.
    package let hubMeasures: HubMeasures
    /// What returns went by that were begun before.
    package let earlierHubMeasures: [HubMeasures]
    package let need: NeedProfile

    /// The tables built into the program.
    ///
    /// - Throws: ``ProfileError``; a test reads them, so a release never does.
    package static func carried() throws(ProfileError) -> ProfileLibrary {
        ProfileLibrary(
            progressScales: [
                try readProfile(PackageResources.progress_eef_toolkit_2018_json, name: "eef-toolkit-2018"),
                try readProfile(PackageResources.progress_eef_trial_json, name: "eef-trial"),
            ],
            costs: try readProfile(PackageResources.cost_eef_2021_json, name: "eef-2021"),
            strength: try readProfile(PackageResources.strength_reviews_2018_json, name: "reviews-2018"),
            security: try readProfile(PackageResources.security_eef_2019_json, name: "eef-security-2019"),
            balance: try readProfile(PackageResources.balance_wwc_json, name: "wwc-baseline-balance"),
            hubMeasures: try readProfile(
                PackageResources.kpi_teaching_school_hubs_2026_json,
                name: "hub-kpis-2026"
            ),
            earlierHubMeasures: [
                try readProfile(PackageResources.kpi_teaching_school_hubs_json, name: "hub-kpis")
            ],
            need: try readProfile(PackageResources.need_2027_json, name: "need-2027")
        )
    }

    package func progressScale(_ id: String) -> ProgressScale? {
        progressScales.first { $0.id == id }
    }

    package func hubMeasures(withID id: String) -> HubMeasures? {
        ([hubMeasures] + earlierHubMeasures).first { $0.id == id }
    }
}

extension ProfileLibrary {
    /// The scale of a strand's summary of many studies.
    package static let strandScale = "eef-toolkit-2018"
    /// The scale of one trial or evaluation.
    package static let trialScale = "eef-trial"
}
