/// A value to plan with where nothing better is known, and where it comes from.
public struct PlanningValue: Sendable, Equatable {
    /// What the value is.
    public enum Quantity: String, Sendable {
        /// The share of variance between schools.
        case icc
        /// The share of pupil-level variance that a baseline explains.
        case rSquaredPupil
        /// The share of school-level variance that a baseline explains.
        case rSquaredSchool
    }

    /// What the value is.
    public let quantity: Quantity
    /// The pupils and outcome it holds for.
    public let setting: String
    /// The value, in 0…1.
    public let value: Double
    /// The source; read it before relying on the value.
    public let source: String

    /// Defaults for attainment in schools. Rounded to what such sources support.
    public static let defaults: [PlanningValue] = [
        PlanningValue(
            quantity: .icc,
            setting: "attainment, schools of one country, no covariates",
            value: 0.22,
            source: "Hedges & Hedberg (2007), Educ. Eval. Policy Anal. 29, 60 (US national samples; average)"
        ),
        PlanningValue(
            quantity: .icc,
            setting: "attainment, English trials after selection of schools",
            value: 0.15,
            source: "planning convention of English school trials; replace with a pilot's value"
        ),
        PlanningValue(
            quantity: .rSquaredPupil,
            setting: "attainment with a pre-test of the same subject",
            value: 0.5,
            source:
                "planning convention; Bloom, Richburg-Hayes & Black (2007), Educ. Eval. Policy Anal. 29, 30"
        ),
        PlanningValue(
            quantity: .rSquaredSchool,
            setting: "attainment with a pre-test of the same subject",
            value: 0.5,
            source: "planning convention, cautious; Bloom, Richburg-Hayes & Black (2007) report higher values"
        ),
    ]
}
