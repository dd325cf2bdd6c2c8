import Accounts
import Database
import Directory
import Evidence
import ExampleNetwork
import Jobs
import Logging
import Mail
import Plans
import Pathways
import Profiles
import Programmes
import Reach
import Sealing
import Search
import ServiceLifecycle
import Services
import Trials
import Website

/// The features put together from the settings: what `serve` runs and what commands use.
struct Composition {
    let settings: Settings
    let logger: Logger
    let site: Site
    let reach: Reach
    /// What runs beside the server: mail and jobs.
    let backgroundServices: [any Service]

    init(_ settings: Settings, database: any Database, services: Services, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        let key = try KeyFile.readOrMake(settings.keyFile, services: services)
        var accountsSettings = AccountsSettings(
            baseURL: settings.publicURL,
            secretKey: key,
            isExample: settings.isExample
        )
        accountsSettings.examplePeople = ExamplePerson.cast.map { person in
            ContinueAsOffer(email: person.email, story: "\(person.position). \(person.situation)")
        }
        let accounts = Accounts(
            database,
            services,
            settings: accountsSettings,
            hasher: PasswordHasher(),
            registry: .everyFeature
        )
        let evidence = Evidence(
            database: database,
            services: services,
            profiles: try ProfileLibrary.carried(),
            codeVersion: BraidVersion.text,
            baseURL: settings.publicURL,
            news: Site.strandNews
        )
        guard let sealingKey = SealingKey(text: key.text) else {
            preconditionFailure("the key file holds 32 bytes, as KeyFile has checked")
        }
        let programmes = Programmes(
            database: database,
            services: services,
            settings: ProgrammesSettings(baseURL: settings.publicURL)
        )
        reach = Reach(database: database, services: services, profiles: evidence.profiles)
        let search = try settings.openSearch(database)
        let pathways = Pathways(
            database: database,
            services: services,
            evidence: evidence,
            settings: PathwaysSettings(baseURL: settings.publicURL),
            sealingKey: sealingKey.derived(for: "pathways/coaching")
        )
        site = Site(
            database: database,
            services: services,
            search: search,
            accounts: accounts,
            directory: Directory(database: database, services: services),
            evidence: evidence,
            programmes: programmes,
            plans: Plans(database: database, services: services),
            pathways: pathways,
            trials: Trials(
                database: database,
                services: services,
                evidence: evidence,
                masterKey: sealingKey.derived(for: "trials/pupil-rows"),
                keys: TrialKeyFolder(path: settings.trialKeyFolder),
                siteAddress: settings.publicURL
            ),
            reach: reach,
            configuration: SiteConfiguration(
                publicURL: settings.publicURL,
                isBehindTLS: settings.isBehindTLS,
                trustedProxies: settings.trustedProxies,
                metricsReaders: settings.metricsReaders,
                writesPerMinute: settings.writesPerMinute,
                isExample: settings.isExample,
                hasMailServer: settings.smtp != nil
            ),
            logger: logger
        )
        let handlers: [String: JobRunner.Handler] = [
            evidence.jobHandlers, programmes.jobHandlers, pathways.jobHandlers, site.trials.jobHandlers,
            reach.jobHandlers,
        ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }
        var background: [any Service] = [
            JobRunner(
                database: database,
                services: services,
                handlers: handlers,
                logger: logger
            ),
            SearchFollowing(search, logger: logger),
        ]
        background.append(
            DailyPurge(
                trials: site.trials,
                accounts: accounts,
                database: database,
                services: services,
                logger: logger
            )
        )
        if let server = settings.smtp {
            background.append(
                MailSender(database: database, services: services, server: server, logger: logger)
            )
        }
        backgroundServices = background
    }
}
