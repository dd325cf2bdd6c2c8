import Access
import Accounts
package import Database
import Directory
import Evidence
import Jobs
import Mail
import Pathways
import Plans
import Programmes
import Reach
import Trials

extension Migration {
    /// Every module's steps but the seam's own, from the ground up: the order in which their tables refer to each
    /// other. A new module adds its line here and nowhere else.
    package static var everything: [Migration] {
        jobs + mail + access + directory + accounts + evidence + programmes + plans + pathways + trials
            + reach
    }
}
