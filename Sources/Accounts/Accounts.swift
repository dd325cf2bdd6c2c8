import Access
package import Database
import Foundation
package import Services

/// Persons, their memberships, and how they sign in. The front door of this module.
///
/// Each verb takes the acting person and checks permission inside: parse → load → permit → change in one
/// transaction → audit.
package struct Accounts: Sendable {
    package let settings: AccountsSettings
    package let database: any Database
    let services: Services
    let hasher: PasswordHasher
    package let registry: [any PersonalData]

    /// - Parameter registry: What other features hold about persons: see ``PersonalData``. Accounts adds its
    ///   own part.
    package init(
        _ database: any Database,
        _ services: Services,
        settings: AccountsSettings,
        hasher: PasswordHasher,
        registry: [any PersonalData] = []
    ) {
        self.database = database
        self.services = services
        self.settings = settings
        self.hasher = hasher
        self.registry = [AccountsPersonalData()] + registry
    }

    /// The same accounts under another clock or another source of randomness.
    package func with(_ services: Services) -> Accounts {
        var others = registry
        others.removeFirst()
        return Accounts(database, services, settings: settings, hasher: hasher, registry: others)
    }
}

package struct AccountsSettings: Sendable {
    /// The site's address without a final slash, such as `https://braid.example.org`: links in mails begin
    /// with it.
    package var baseURL: String
    /// The site's name in mails and in authenticator apps.
    package var siteName: String
    /// Without a key two-step sign-in cannot be turned on.
    package var secretKey: SecretKey?
    /// Whether this is the example network, where a click signs in.
    package var isExample: Bool
    /// Whom the sign-in page of an example network offers, in that order.
    package var examplePeople: [ContinueAsOffer] = []
    package var sessions: SessionPolicy
    package var lifetimes: LinkLifetimes

    package init(
        baseURL: String,
        siteName: String = "Braid",
        secretKey: SecretKey? = nil,
        isExample: Bool = false,
        sessions: SessionPolicy = SessionPolicy(),
        lifetimes: LinkLifetimes = LinkLifetimes()
    ) {
        self.baseURL = baseURL
        self.siteName = siteName
        self.secretKey = secretKey
        self.isExample = isExample
        self.sessions = sessions
        self.lifetimes = lifetimes
    }
}

/// A person of the example network's stories.
package struct ContinueAsOffer: Sendable {
    package let email: String
    /// Who it is and what they may want to see, in one sentence.
    package let story: String

    package init(email: String, story: String) {
        self.email = email
        self.story = story
    }
}

/// How long links and codes may be used, in seconds.
package struct LinkLifetimes: Sendable {
    package var invitation: Double = 14 * 86_400
    /// A link made by an administrator or the command line, to set a first password.
    package var firstPassword: Double = 3 * 86_400
    package var reset: Double = 3600
    package var signIn: Double = 20 * 60
    package var emailChange: Double = 86_400
    /// Between the password and the code.
    package var challenge: Double = 10 * 60

    package init() {}
}

extension Topic {
    /// A person's name was corrected or erased. Every page that is kept depends on it, since any may name somebody.
    package static let personNames: Topic = "accounts/person-names"
}
