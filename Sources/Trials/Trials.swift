package import Database
package import Evidence
package import Profiles
package import Sealing
package import Services

/// What is tested: the registry of trials, and quick evaluations of single schools. The front door of this
/// module.
///
/// Each verb takes the acting person and checks permission inside: parse → load → permit → change in one
/// transaction → audit.
package struct Trials: Sendable {
    package let database: any Database
    package let services: Services
    package let evidence: Evidence
    /// The key that seals pupil rows. It comes from configuration and is never in the database, nor in its
    /// backups.
    package let masterKey: SealingKey
    /// Where each trial's own key is kept, sealed under the master key: a folder beside the database.
    package let keys: any TrialKeys
    /// The site's address without a final slash, for links in mails.
    package let siteAddress: String

    /// - Parameter keys: Those in memory are for tests: what they sealed cannot be opened after the program
    ///   has ended.
    package init(
        database: any Database,
        services: Services,
        evidence: Evidence,
        masterKey: SealingKey,
        keys: any TrialKeys = TrialKeysInMemory(),
        siteAddress: String = ""
    ) {
        self.database = database
        self.services = services
        self.evidence = evidence
        self.masterKey = masterKey
        self.keys = keys
        self.siteAddress = siteAddress
    }

    package var profiles: ProfileLibrary { evidence.profiles }
    package var codeVersion: String { evidence.codeVersion }
}

extension Topic {
    /// The registry: a trial was added, changed or reported.
    package static let trials: Topic = "trials/registry"
    package static func trial(_ id: ID<Trial>) -> Topic { "trials/trial/\(id.description)" }
    /// The list of shared accounts and each of them.
    package static let accounts: Topic = "trials/accounts"
}

/// Why a verb of this module refuses, beyond permission and what was typed.
package enum TrialsError: Error, Equatable, Sendable {
    /// The evaluation is not at the step that this needs.
    case wrongStep
    /// The pupil rows were purged, or cannot be opened with this key.
    case rowsGone
}
