package import Database
package import Evidence
package import Sealing
package import Services

/// Long support of people: coaching, pathways, placements, bursaries, support for a school, and the log of who
/// spoke to whom. The front door of this module.
///
/// Each verb takes the acting person and checks permission inside: parse → load → permit → change in one
/// transaction → audit. Why this stands apart from events is decision 12.
package struct Pathways: Sendable {
    package let database: any Database
    package let services: Services
    package let evidence: Evidence
    package let settings: PathwaysSettings
    /// Seals what coach and coached write. It comes from the operator's key and is never in the database, nor
    /// in its backups.
    let sealingKey: SealingKey

    package init(
        database: any Database,
        services: Services,
        evidence: Evidence,
        settings: PathwaysSettings,
        sealingKey: SealingKey
    ) {
        self.database = database
        self.services = services
        self.evidence = evidence
        self.settings = settings
        self.sealingKey = sealingKey
    }

    /// The same under another clock or another source of randomness.
    package func with(_ services: Services) -> Pathways {
        Pathways(
            database: database,
            services: services,
            evidence: evidence,
            settings: settings,
            sealingKey: sealingKey
        )
    }
}

package struct PathwaysSettings: Sendable {
    /// The site's address without a final slash: links in mails begin with it.
    package var baseURL: String
    /// The site's name in mails.
    package var siteName: String

    package init(baseURL: String, siteName: String = "Braid") {
        self.baseURL = baseURL
        self.siteName = siteName
    }
}

/// Why a verb of this module refuses, beyond permission and what was typed. The pages find the words.
package enum PathwaysRefusal: Error, Hashable, Sendable {
    // Coaching
    /// The two work together for this purpose already.
    case alreadyPaired
    /// Both must agree before anything is written down.
    case notAgreed
    /// It has ended.
    case hasEnded
    /// Whoever asked may not also allow it, nor may one of the pair.
    case needsSecondPerson
    /// Nobody has allowed it, or the days are over.
    case notOpen
    /// The content was destroyed, or cannot be opened with this key.
    case contentGone
    /// The person coached has written a reflection on it.
    case hasReflection
    // Training
    case alreadyOnPathway
    /// The change does not fit the status that the participant has.
    case wrongStatus
    /// A period of this kind is open and must end first, or the day lies before the last one ended.
    case periodOverlaps
    // Support
    case wrongStep
    case hubInvolved
    // Placements
    case schoolNotOpen
    case alreadyPlaced
    // Money
    /// The payments would add up to more than was granted.
    case aboveAmount(leftPence: Int)
    /// The awards would add up to more than the call's budget.
    case aboveBudget(leftPence: Int)
    // Bursaries
    case callClosed
    /// The panel judges when all applications are there.
    case callOpen(until: LocalDate)
    case alreadyApplied
    case ownApplication
    case conflictDeclared
    /// Too few of the panel have scored without a conflict.
    case needsScores(missing: Int)
}
