import Database

/// What can be computed for a return from what is recorded here. The raw value names the figure in the profile that
/// is carried, too.
package enum KPIMeasure: String, CaseIterable, Sendable, SQLStorable {
    case trainees
    case trainingDays = "cpd-days"
    case placesTaken = "places-taken"
    case positive = "participants-positive"
    case meanRating = "mean-rating"
    case deploymentDays = "deployment-days"
    case supportGood = "support-good"
    /// Of disadvantaged pupils: by pupil premium or, where that is not published, by free school meals.
    case highFSMShare = "high-fsm-share"
    /// By free school meals or, where that is not published, by pupil premium.
    case freeSchoolMeals = "fsm-30-share"
    case completed = "completion-18-months"
    case schools = "schools-reached"
    case highNeedSchools = "high-need-schools-reached"

    /// What it is called where a definition gives it no name of its own.
    package var name: String {
        switch self {
        case .trainees: "Trainees who began initial teacher training"
        case .trainingDays: "Days of professional development"
        case .placesTaken: "Places taken at training"
        case .positive: "Participants who rate it 4 or 5 of 5"
        case .meanRating: "Mean rating by participants, of 5"
        case .deploymentDays: "Days of support in schools"
        case .supportGood: "Support that schools rate good or better"
        case .highFSMShare: "Places of schools with 30% or more disadvantaged pupils"
        case .freeSchoolMeals: "Places of schools where 30% or more are eligible for free school meals"
        case .completed: "Participants who completed within 18 months"
        case .schools: "Schools that took part in training"
        case .highNeedSchools: "Schools in the two fifths of greatest need that took part in training"
        }
    }

    /// As profiles write it.
    package var unit: String {
        switch self {
        case .trainees: "people"
        case .trainingDays, .deploymentDays: "days"
        case .placesTaken: "places"
        case .positive, .supportGood, .highFSMShare, .freeSchoolMeals, .completed: "percentage"
        case .meanRating: "points"
        case .schools, .highNeedSchools: "schools"
        }
    }

    /// In which ways it can be narrowed: those that its rows know. Feedback does not know from which school it is.
    package var narrowings: Set<KPINarrowing.Part> {
        switch self {
        case .trainees, .completed: []
        case .trainingDays, .positive, .meanRating: [.strand, .offerKind]
        case .placesTaken: [.strand, .offerKind, .phase, .greatNeed]
        case .highFSMShare, .freeSchoolMeals, .schools, .highNeedSchools: [.strand, .offerKind, .phase]
        case .deploymentDays, .supportGood: [.phase, .greatNeed]
        }
    }
}
