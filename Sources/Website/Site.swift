package import Accounts
package import Database
package import Directory
package import Evidence
import Hummingbird
package import Logging
package import Plans
package import Pathways
package import Programmes
package import Reach
package import Search
package import Services
package import Trials

/// The site: what its pages need, and its router.
package struct Site: Sendable {
    package let accounts: Accounts
    package let configuration: SiteConfiguration
    package let database: any Database
    package let directory: Directory
    package let evidence: Evidence
    package let plans: Plans
    package let pathways: Pathways
    package let programmes: Programmes
    package let reach: Reach
    package let logger: Logger
    package let metrics: MetricsRegistry
    package let search: Search
    package let services: Services
    package let trials: Trials
    let cache: PageCache
    let keptValues: KeptValues
    /// Pages of single offers and schools: apart, so that many of them do not push out what everybody asks for.
    let keptPages: KeptValues
    let metricsReaders: TrustedProxies
    let proxies: TrustedProxies
    let writeLimit: RateLimit?

    /// - Parameter metrics: The registry that swift-metrics was started with, so that `/metrics` shows all
    ///   numbers.
    package init(
        database: any Database,
        services: Services,
        search: Search,
        accounts: Accounts,
        directory: Directory,
        evidence: Evidence,
        programmes: Programmes,
        plans: Plans,
        pathways: Pathways,
        trials: Trials,
        reach: Reach,
        configuration: SiteConfiguration,
        logger: Logger,
        metrics: MetricsRegistry = MetricsRegistry()
    ) {
        self.accounts = accounts
        self.configuration = configuration
        self.database = database
        self.directory = directory
        self.evidence = evidence
        self.plans = plans
        self.pathways = pathways
        self.programmes = programmes
        self.reach = reach
        self.logger = logger
        self.metrics = metrics
        self.search = search
        self.services = services
        self.trials = trials
        cache = PageCache(
            topics: database.topics,
            personalCookies: [SessionCookie.name(configuration), Notice.name(configuration)]
        )
        keptValues = KeptValues(topics: database.topics)
        keptPages = KeptValues(topics: database.topics, most: 2_000)
        metricsReaders = TrustedProxies(configuration.metricsReaders)
        proxies = TrustedProxies(configuration.trustedProxies)
        writeLimit = configuration.writesPerMinute.map { RateLimit(burst: $0, perMinute: Double($0)) }
    }

    /// Every route, feature by feature.
    func routes() -> (router: Router<SiteContext>, rows: [RouteRow]) {
        let router = Router(context: SiteContext.self)
        router.add(middleware: ErrorPages(site: self))
        let routes = Routes(site: self, router: router)
        addAbout(to: routes)
        addAccounts(to: routes)
        addToday(to: routes)
        addDirectory(to: routes)
        addSearch(to: routes)
        addEvidence(to: routes)
        addProgrammes(to: routes)
        addPlans(to: routes)
        addPathways(to: routes)
        addTrials(to: routes)
        addReach(to: routes)
        addOperation(to: routes)
        routes.refuseOtherMethods()
        return (router, routes.rows)
    }

    /// What features show on the home page, in order: each adds one line.
    var homeParts: [HomePart] { [yearInNumbers, publicMap, nextEvents, newestResults] }
}

/// What the operator chose.
package struct SiteConfiguration: Sendable {
    /// The address that people use, without a slash at the end.
    package var publicURL: String
    /// TLS is in front: cookies are Secure and HSTS is sent.
    package var isBehindTLS: Bool
    /// Addresses and IPv4 networks of the proxies whose `X-Forwarded-For` is believed.
    package var trustedProxies: [String]
    /// Addresses and IPv4 networks that may read `/metrics`, besides the machine itself and the proxies.
    package var metricsReaders: [String]
    /// How many forms one address may send in a minute; `nil` for no limit. A whole school may share one
    /// address.
    package var writesPerMinute: Int?
    /// Anyone may continue as a person of the example network.
    package var isExample: Bool
    /// Whether mail leaves the outbox.
    package var hasMailServer: Bool

    /// The entries of proxies or readers of numbers that are no addresses: nobody comes from them.
    package static func unreadable(_ entries: [String]) -> [String] {
        entries.filter { entry in
            switch TrustedProxies.Network(entry) {
            case .ipv4: false
            case .exactly(let text): !text.contains(":")
            case nil: true
            }
        }
    }

    package init(
        publicURL: String,
        isBehindTLS: Bool = false,
        trustedProxies: [String] = [],
        metricsReaders: [String] = [],
        writesPerMinute: Int? = 600,
        isExample: Bool = false,
        hasMailServer: Bool = false
    ) {
        self.publicURL = publicURL
        self.isBehindTLS = isBehindTLS
        self.trustedProxies = trustedProxies
        self.metricsReaders = metricsReaders
        self.writesPerMinute = writesPerMinute
        self.isExample = isExample
        self.hasMailServer = hasMailServer
    }
}
