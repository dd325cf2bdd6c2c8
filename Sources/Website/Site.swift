package import Accounts
package import Database
package import Directory
package import Evidence
package import Hummingbird
package import Logging
package import Programmes
package import Services
package import Trials

/// The site: what its pages need, and its router.
package struct Site: Sendable {
    package let database: any Database
    package let services: Services
    package let accounts: Accounts
    package let directory: Directory
    package let evidence: Evidence
    package let programmes: Programmes
    package let trials: Trials
    package let configuration: SiteConfiguration
    package let logger: Logger
    let cache: PageCache

    package init(
        database: any Database,
        services: Services,
        accounts: Accounts,
        directory: Directory,
        evidence: Evidence,
        programmes: Programmes,
        trials: Trials,
        configuration: SiteConfiguration,
        logger: Logger
    ) {
        self.database = database
        self.services = services
        self.accounts = accounts
        self.directory = directory
        self.evidence = evidence
        self.programmes = programmes
        self.trials = trials
        self.configuration = configuration
        self.logger = logger
        cache = PageCache(topics: database.topics)
    }

    /// The router with every route of the site, and the list of them.
    package func router() -> Router<SiteContext> {
        routes().router
    }

    func routes() -> (router: Router<SiteContext>, rows: [RouteRow]) {
        let router = Router(context: SiteContext.self)
        let routes = Routes(site: self, router: router)
        addAbout(to: routes)
        addAccounts(to: routes)
        addDirectory(to: routes)
        addEvidence(to: routes)
        addProgrammes(to: routes)
        addTrials(to: routes)
        return (router, routes.rows)
    }
}

/// What the operator chose.
package struct SiteConfiguration: Sendable {
    /// The address that people use, without a slash at the end.
    package var publicURL: String
    /// TLS is in front: cookies are Secure and HSTS is sent.
    package var isBehindTLS: Bool
    package var trustedProxies: [String]
    /// Anyone may continue as a person of the example network.
    package var isExample: Bool

    package init(publicURL: String, isBehindTLS: Bool = false, trustedProxies: [String] = [], isExample: Bool = false) {
        self.publicURL = publicURL
        self.isBehindTLS = isBehindTLS
        self.trustedProxies = trustedProxies
        self.isExample = isExample
    }
}
