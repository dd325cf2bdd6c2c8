/// The designs that a protocol can start from. Each fills in what follows from it; everything can be changed.
package enum ProtocolDesign: String, CaseIterable, Sendable {
    case pupilsWithinSchools = "pupils-within-schools"
    case classes, schools, waitlist
    case multiArm = "multi-arm"
    case regressionDiscontinuity = "regression-discontinuity"
    case matchedComparison = "matched-comparison"

    package var title: String {
        switch self {
        case .pupilsWithinSchools: "Pupils drawn within each school"
        case .classes: "Classes drawn"
        case .schools: "Schools drawn"
        case .waitlist: "Waitlist: schools drawn, the others a year later"
        case .multiArm: "Several arms: schools drawn"
        case .regressionDiscontinuity: "Regression discontinuity: a score decides"
        case .matchedComparison: "Matched comparison: nothing is drawn"
        }
    }

    package var hint: String {
        switch self {
        case .pupilsWithinSchools:
            "The most precise for its size. Only where those who deliver it do not also teach control pupils"
        case .classes: "Where classes are taught apart. Staff rooms talk: schools are safer"
        case .schools: "For whole-school change and for anything that teachers learn. Needs many schools"
        case .waitlist:
            "Easiest to recruit for: everyone gets it in the end, and the comparison is fair meanwhile"
        case .multiArm: "Two versions or doses against control; one comparison is named as primary"
        case .regressionDiscontinuity:
            "Where everyone below a score must be helped. Needs about three times the pupils"
        case .matchedComparison: "Where nothing can be drawn. Other differences may explain the result"
        }
    }

    /// Whether chance decides.
    package var isRandomised: Bool { self != .regressionDiscontinuity && self != .matchedComparison }

    /// What a new protocol of this design says.
    package var template: ProtocolText {
        var text = ProtocolText()
        text[.design] = rawValue
        text[.arms] = self == .multiArm ? "Control\nFull programme\nHalf the dose" : "Control\nIntervention"
        text[.control] = (self == .waitlist ? ControlCondition.waitlist : .usual).rawValue
        text[.estimand] = estimand
        text[.unit] = unit.rawValue
        text[.model] = model.rawValue
        if isRandomised {
            text[.method] = DrawMethod.stratified.rawValue
            text[.strata] = (unit == .pupil ? StratumSource.school : .need).rawValue
        } else {
            text[.offeredBelow] = "below"
        }
        if self == .matchedComparison {
            text[.matchedOn] = "baseline,fsm"
            text[.matchDistance] = MatchDistance.mahalanobis.rawValue
        }
        text[.isAttainment] = "yes"
        text[.outcomeDirection] = "higher"
        for item in [ProtocolItem.adjustsForBaseline, .hasFSMSubgroup] where item.isAsked(in: text) {
            text[item] = "yes"
        }
        text[.dosage] = DosageSource.none.rawValue
        text[.lawfulBasis] = LawfulBasis.publicTask.rawValue
        text[.targetMDES] = "0.20"
        text[.schools] = unit == .pupil ? "20" : "60"
        text[.pupilsPerSchool] = unit == .pupil ? "30" : "25"
        if unit == .classGroup { text[.classesPerSchool] = "2" }
        text[.fsmShare] = "25"
        text[.icc] = "0.15"
        text[.rSquaredPupil] = "0.5"
        text[.rSquaredSchool] = "0.5"
        text[.attrition] = "10"
        text[.interests] = "None declared"
        return text
    }

    private var unit: AllocationUnit {
        switch self {
        case .pupilsWithinSchools, .regressionDiscontinuity: .pupil
        case .classes: .classGroup
        case .schools, .waitlist, .multiArm, .matchedComparison: .school
        }
    }

    private var model: PrimaryModel {
        switch self {
        case .pupilsWithinSchools: .schoolIndicators
        case .regressionDiscontinuity: .localLinear
        case .matchedComparison: .nearestNeighbours
        case .classes: .classInSchool
        case .schools, .waitlist, .multiArm: .schoolIntercept
        }
    }

    private var estimand: String {
        switch self {
        case .regressionDiscontinuity:
            "The average difference in the outcome, at the cut-off, between being offered the intervention and not"
        case .matchedComparison:
            "The average effect on the schools that were offered the intervention and found a match: their outcome less that of the most similar schools that were not, each school counting once"
        case .multiArm:
            "The average difference in the outcome between everyone allocated to the first arm after control and everyone allocated to control, whatever they received"
        default:
            "The average difference in the outcome between everyone allocated to the intervention and everyone allocated to control, whatever they received"
        }
    }
}
