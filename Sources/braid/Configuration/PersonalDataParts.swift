import Accounts
import Evidence
import Pathways
import Programmes
import Reach

extension [any PersonalData] {
    /// What each feature holds about persons: what requests for access and erasure go through.
    static let everyFeature: [any PersonalData] = [
        EvidencePersonalData(), ProgrammesPersonalData(), ConferencePersonalData(), PathwaysPersonalData(),
        ReachPersonalData(),
    ]
}
