package import Accounts
import Evidence
import Pathways
import Plans
import Programmes
import Reach
import Trials

extension [any PersonalData] {
    /// What each feature holds about persons: what requests for access and erasure go through.
    package static var everyFeature: [any PersonalData] {
        [
            EvidencePersonalData(), ProgrammesPersonalData(), ConferencePersonalData(),
            PathwaysPersonalData(),
            PlansPersonalData(), TrialsPersonalData(), ReachPersonalData(),
        ]
    }
}
