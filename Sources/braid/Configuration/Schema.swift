import Access
import Accounts
import Database
import Directory
import Evidence
import Jobs
import Mail
import Plans
import Pathways
import Programmes
import Reach
import Trials

extension Migrator {
    /// Every module's steps, from the ground up: the order in which their tables refer to each other.
    static let braid = Migrator(
        Migration.database + Migration.jobs + Migration.mail + Migration.access + Migration.directory
            + Migration.accounts + Migration.evidence + Migration.programmes + Migration.plans
            + Migration.pathways + Migration.trials + Migration.reach
    )
}
