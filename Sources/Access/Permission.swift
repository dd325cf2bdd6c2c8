/// What may be permitted: one name for each rule that a verb enforces.
package enum Permission: String, CaseIterable, Sendable {
    // Directory
    case createHub, editHub, designateHub, recordPartnership, importRegisters
    // Accounts
    case seePeople, invitePeople, changeRoles, inviteLeads, managePersons, readAudit
    case readOwnData, changeOwnAccount
    // Evidence
    case editStrands, enterFindings, curateStudies, tellPractice, reviewPractice, keepReadingList
    // Programmes
    case publishOffer, editOffer, seeBookings, keepRegister, writeToParticipants, bookPlaces, bookOwnPlace,
        approveBookings,
        manageInvoices, seeInvoices
    case keepConference, chooseSessions, reviewProposals
    // Plans
    case seePlans, editPlans, sharePlans
    // Pathways
    case arrangeCoaching, keepOwnCoaching, countCoaching, openCoaching
    case keepRoleContacts, seeRoleContacts, keepContactLog, sendNewsletter
    case keepPathways, seeParticipant, seeSchoolParticipants
    case askForSupport, keepSupport
    case stateAppetite, seeAppetites, keepPlacements, seePlacement
    case keepBursaries, decideBursaries
    // Trials
    case registerTrial, evaluate, readReport, shareReport, readPupilRows, purgePupilRows
    case analyseTrial, publishTrialReport, reviewTrial
    case joinTrial, withdrawSchool, seeTrialSchool, keepRoster, readTrialRows, allocateTrial
    // Reach
    case seeNamedReach, setTargets, reportKPIs, submitKPIs, defineKPIs, dismissSuggestions
    case askSchools, answerSchools
    // Operation
    case seeOutbox, seeJobs
}

/// On what ground something is permitted; any one is enough.
package enum Ground: Hashable, Sendable {
    /// Every signed-in person.
    case signedIn
    /// The person whom the object concerns.
    case own
    /// These roles in an organisation that the object belongs to.
    case roles(Set<Role>)
    /// These roles in any organisation of a kind, where the object belongs to the network.
    case rolesInAny(OrganisationKind, Set<Role>)
    case networkAdministrator
}

extension Permission {
    /// The rule: this table is what the verbs ask, what the tests run, and what docs/security.md prints.
    package var grounds: [Ground] {
        switch self {
        case .createHub: [.networkAdministrator]
        case .editHub: [.roles([.lead, .editor]), .networkAdministrator]
        case .designateHub: [.networkAdministrator]
        case .recordPartnership: [.roles([.lead, .editor]), .networkAdministrator]
        case .importRegisters: [.networkAdministrator]

        case .seePeople: [.roles([.lead, .editor, .booker]), .networkAdministrator]
        case .invitePeople: [.roles([.lead]), .networkAdministrator]
        case .changeRoles: [.roles([.lead]), .networkAdministrator]
        case .inviteLeads: [.roles([.lead]), .networkAdministrator]
        case .managePersons: [.networkAdministrator]
        case .readAudit: [.networkAdministrator]
        case .readOwnData: [.own]
        case .changeOwnAccount: [.own]

        case .editStrands: [.rolesInAny(.hub, [.lead, .editor, .evaluator]), .networkAdministrator]
        case .enterFindings: [.rolesInAny(.hub, [.lead, .editor, .evaluator]), .networkAdministrator]
        case .curateStudies: [.rolesInAny(.hub, [.lead, .editor, .evaluator]), .networkAdministrator]
        case .tellPractice: [.roles([.lead, .editor, .evaluator])]
        case .reviewPractice: [.rolesInAny(.hub, [.lead, .editor])]
        case .keepReadingList: [.roles([.lead, .editor, .evaluator])]

        case .publishOffer: [.roles([.lead, .editor]), .networkAdministrator]
        case .editOffer: [.roles([.lead, .editor]), .networkAdministrator]
        case .seeBookings: [.roles([.lead, .editor, .booker]), .networkAdministrator]
        case .keepRegister: [.roles([.lead, .editor]), .networkAdministrator]
        case .writeToParticipants: [.roles([.lead, .editor]), .networkAdministrator]
        case .bookPlaces: [.roles([.lead, .editor, .booker]), .networkAdministrator]
        case .bookOwnPlace: [.own]
        case .approveBookings: [.roles([.lead]), .networkAdministrator]
        case .manageInvoices: [.roles([.lead, .editor]), .networkAdministrator]
        case .seeInvoices: [.roles([.lead, .editor, .booker]), .networkAdministrator]
        case .keepConference: [.roles([.lead, .editor]), .networkAdministrator]
        case .chooseSessions: [.own]
        case .reviewProposals: [.roles([.lead, .editor, .evaluator]), .networkAdministrator]

        case .seePlans:
            [.roles([.lead, .editor, .booker, .evaluator, .coach, .member])]
        case .editPlans: [.roles([.lead, .editor, .evaluator])]
        case .sharePlans: [.roles([.lead])]

        case .arrangeCoaching: [.roles([.lead, .editor]), .networkAdministrator]
        case .keepOwnCoaching: [.own]
        case .countCoaching: [.roles([.lead, .editor]), .networkAdministrator]
        case .openCoaching: [.roles([.lead]), .networkAdministrator]
        case .keepRoleContacts: [.roles([.lead, .editor, .booker]), .networkAdministrator]
        case .seeRoleContacts: [.roles([.lead, .editor, .booker]), .networkAdministrator]
        case .keepContactLog: [.roles([.lead, .editor]), .networkAdministrator]
        case .sendNewsletter: [.roles([.lead, .editor]), .networkAdministrator]
        case .keepPathways: [.roles([.lead, .editor]), .networkAdministrator]
        case .seeParticipant: [.own, .roles([.lead, .editor]), .networkAdministrator]
        case .seeSchoolParticipants: [.roles([.lead, .editor]), .networkAdministrator]
        case .askForSupport: [.roles([.lead]), .networkAdministrator]
        case .keepSupport: [.roles([.lead, .editor]), .networkAdministrator]
        case .stateAppetite: [.roles([.lead, .editor]), .networkAdministrator]
        case .seeAppetites:
            [.roles([.lead, .editor]), .rolesInAny(.hub, [.lead, .editor]), .networkAdministrator]
        case .keepPlacements: [.roles([.lead, .editor]), .networkAdministrator]
        case .seePlacement: [.own, .roles([.lead, .editor]), .networkAdministrator]
        case .keepBursaries: [.roles([.lead, .editor]), .networkAdministrator]
        case .decideBursaries: [.roles([.lead]), .networkAdministrator]

        case .registerTrial: [.roles([.lead, .editor, .evaluator]), .networkAdministrator]
        case .evaluate: [.roles([.lead, .editor, .evaluator])]
        case .readReport: [.own, .roles([.lead, .editor, .evaluator])]
        case .shareReport: [.roles([.lead])]
        case .readPupilRows: [.own, .roles([.evaluator])]
        case .purgePupilRows: [.own, .roles([.lead, .evaluator])]
        case .analyseTrial: [.roles([.lead, .evaluator])]
        case .publishTrialReport: [.roles([.lead, .evaluator])]
        case .reviewTrial: [.rolesInAny(.hub, [.lead, .evaluator]), .networkAdministrator]
        case .joinTrial: [.roles([.lead])]
        case .withdrawSchool: [.roles([.lead])]
        case .seeTrialSchool: [.roles([.lead, .editor, .evaluator])]
        case .keepRoster: [.roles([.lead, .evaluator])]
        case .readTrialRows: [.roles([.evaluator])]
        case .allocateTrial: [.roles([.lead, .evaluator])]

        case .seeNamedReach:
            [
                .rolesInAny(.hub, [.lead, .editor, .evaluator, .coach]),
                .rolesInAny(.group, [.lead, .editor]),
                .rolesInAny(.authority, [.lead, .editor]), .networkAdministrator,
            ]
        case .setTargets: [.roles([.lead]), .networkAdministrator]
        case .reportKPIs: [.roles([.lead, .editor]), .networkAdministrator]
        case .submitKPIs: [.roles([.lead])]
        case .defineKPIs: [.roles([.lead])]
        case .dismissSuggestions: [.roles([.lead, .editor, .booker])]
        case .askSchools: [.roles([.lead, .editor, .booker, .evaluator, .coach, .member])]
        case .answerSchools: [.roles([.lead])]

        case .seeOutbox: [.networkAdministrator]
        case .seeJobs: [.networkAdministrator]
        }
    }
}
