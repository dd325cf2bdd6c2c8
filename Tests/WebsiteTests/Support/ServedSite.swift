import Access
import Accounts
import Database
import Directory
import Evidence
import ExampleNetwork
import Foundation
import HTTPTypes
import Hummingbird
import Jobs
import Logging
import Mail
import NIOCore
import NIOEmbedded
import Plans
import Pathways
import Profiles
import Programmes
import Reach
import Sealing
import Search
import Services
import Synchronization
import TestDatabases
import Testing
import Trials

@testable import Website

/// The site over an example network, asked without a network between.
struct ServedSite: Sendable {
    static let today = LocalDate("2026-11-23") ?? LocalDate(daysSinceEpoch: 0)
    /// The example is made once and copied: its trials' keys stay the same.
    static let trialKeys = TrialKeysInMemory()
    static let noon = Date(milliseconds: Int64(today.daysSinceEpoch) * 86_400_000 + 43_200_000)

    let site: Site
    let database: any Database
    /// What time it is there.
    let clock: SiteClock
    private let responder: SiteResponder

    /// Makes a small example network on an engine and hands over the site.
    static func serving(
        on engine: TestEngine,
        isBehindTLS: Bool = false,
        _ body: (ServedSite) async throws -> Void
    ) async throws {
        let key = SealingKey(Services.seeded(5, at: noon))
        let contents = TestContents("example network of the site") { database in
            var options = ExampleOptions(today: today)
            options.schools = ExampleOptions.fewestSchools
            options.offers = ExampleOptions.fewestOffers
            options.bookings = 0
            try await ExampleNetwork(
                options,
                database: database,
                accounts: AccountsSettings(baseURL: "https://braid.test", isExample: true),
                profiles: try .carried(),
                masterKey: key,
                trialKeys: trialKeys,
                coachingKey: key.derived(for: "pathways/coaching"),
                codeVersion: "test-1"
            ).make()
        }
        try await serving(contents, key: key, on: engine, isBehindTLS: isBehindTLS, body)
    }

    /// The same over a database in which nobody and nothing is yet.
    static func servingNothing(on engine: TestEngine, _ body: (ServedSite) async throws -> Void) async throws
    {
        let key = SealingKey(Services.seeded(5, at: noon))
        try await serving(nil, key: key, on: engine, isBehindTLS: false, body)
    }

    private static func serving(
        _ contents: TestContents?,
        key: SealingKey,
        on engine: TestEngine,
        isBehindTLS: Bool,
        _ body: (ServedSite) async throws -> Void
    ) async throws {
        try await engine.withDatabase(Migration.everything, contents: contents, rehearses: false) {
            database in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("braid-site-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let search = try Search(
                database: database,
                sources: Site.searchSources,
                path: folder.appendingPathComponent("search.sqlite").path
            )
            defer { search.close() }
            try await body(try ServedSite(database, key, search, isBehindTLS: isBehindTLS))
        }
    }

    init(_ database: any Database, _ key: SealingKey, _ search: Search, isBehindTLS: Bool) throws {
        let clock = SiteClock(Self.noon)
        self.clock = clock
        let services = Services.seeded(99, at: Self.noon).with(clock: { clock.now })
        var settings = AccountsSettings(baseURL: "https://braid.test", isExample: true)
        settings.secretKey = SecretKey(key.text)
        settings.examplePeople = (ExamplePerson.cast + ExamplePerson.others).map {
            ContinueAsOffer(email: $0.email, story: $0.situation)
        }
        let evidence = Evidence(
            database: database,
            services: services,
            profiles: try .carried(),
            codeVersion: "test-1"
        )
        site = Site(
            database: database,
            services: services,
            search: search,
            accounts: Accounts(database, services, settings: settings, hasher: PasswordHasher()),
            directory: Directory(database: database, services: services),
            evidence: evidence,
            programmes: Programmes(
                database: database,
                services: services,
                settings: ProgrammesSettings(baseURL: "https://braid.test")
            ),
            plans: Plans(database: database, services: services),
            pathways: Pathways(
                database: database,
                services: services,
                evidence: evidence,
                settings: PathwaysSettings(baseURL: "https://braid.test"),
                sealingKey: key.derived(for: "pathways/coaching")
            ),
            trials: Trials(
                database: database,
                services: services,
                evidence: evidence,
                masterKey: key,
                keys: Self.trialKeys
            ),
            reach: Reach(database: database, services: services, profiles: evidence.profiles),
            configuration: SiteConfiguration(
                publicURL: "https://braid.test",
                isBehindTLS: isBehindTLS,
                isExample: true
            ),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        self.database = database
        responder = site.responder()
    }

    /// Asks for an address as somebody.
    ///
    /// - Parameter bytes: What is sent in the place of `body`, where it is no text.
    func ask(
        _ method: HTTPRequest.Method = .get,
        _ path: String,
        as visitor: Visitor,
        body: String = "",
        bytes: [UInt8]? = nil,
        contentType: String = "application/x-www-form-urlencoded",
        acceptEncoding: String? = nil
    ) async throws -> Reply {
        var fields = HTTPFields()
        let cookie = visitor.cookie(site.configuration)
        if !cookie.isEmpty { fields[.cookie] = cookie }
        if method == .post { fields[.contentType] = contentType }
        fields[.acceptEncoding] = acceptEncoding
        let head = HTTPRequest(
            method: method,
            scheme: "https",
            authority: "braid.test",
            path: path,
            headerFields: fields
        )
        let content = ByteBuffer(bytes: bytes ?? Array(body.utf8))
        let request = Request(head: head, body: RequestBody(buffer: content))
        let context = SiteContext(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: site.logger)
        )
        return try await Reply(try await responder.respond(to: request, context: context))
    }

    /// Signs in as anybody who has an account, as if the example offered to continue as them; `nil` is a reader who is not
    /// signed in.
    func visitor(_ email: String?) async throws -> Visitor {
        guard let email else { return Visitor(session: nil) }
        var settings = site.accounts.settings
        settings.examplePeople = [ContinueAsOffer(email: email, story: "")]
        let accounts = Accounts(
            database,
            site.services,
            settings: settings,
            hasher: PasswordHasher(cost: .least)
        )
        let outcome = try await accounts.continueAs(
            email: email,
            Client(address: "198.51.100.1", agent: "test")
        )
        guard case .signedIn(let token, _) = outcome else { return Visitor(session: nil) }
        return Visitor(session: token)
    }
}

/// The time of a site under test: it stands still until somebody moves it.
final class SiteClock: Sendable {
    private let time: Mutex<Date>

    init(_ time: Date) { self.time = Mutex(time) }

    var now: Date { time.withLock { $0 } }

    func move(to day: LocalDate, _ time: LocalTime) {
        let moment = Date(day, time, in: .london)
        self.time.withLock { $0 = moment }
    }
}

/// Somebody with a browser.
struct Visitor: Sendable {
    let session: Token?
    /// What else the site has set, as `name=value`.
    var others: [String] = []
    private let secret = [UInt8](repeating: 7, count: FormSecret.length)

    init(session: Token?) { self.session = session }

    func cookie(_ configuration: SiteConfiguration) -> String {
        let form = "\(FormCookie.name(configuration))=\(FormSecret(bytes: secret, isNew: false).cookie)"
        let signedIn = session.map { ["\(SessionCookie.name(configuration))=\($0.text)"] } ?? []
        return (signedIn + [form] + others).joined(separator: "; ")
    }

    /// The hidden fields of a form that was sent to this browser.
    func ticket(key: String = "key-of-a-test") -> String {
        var secret = FormSecret(bytes: secret, isNew: false)
        secret.session = session?.text
        let token = secret.token(mask: [UInt8](repeating: 3, count: FormSecret.length))
        return "\(FormField.token)=\(token)&\(FormField.key)=\(key)"
    }
}

/// The fields of a form as a browser sends them.
func sent(_ fields: KeyValuePairs<String, String>) -> String {
    fields.map { name, value in
        "&\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }.joined()
}

/// What came back, read to its end.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String
    let bytes: [UInt8]

    init(_ response: Response) async throws {
        status = response.status.code
        headers = response.headers
        let body = CollectedBody()
        try await response.body.write(BodyCollector(body))
        text = String(buffer: body.buffer)
        bytes = Array(body.buffer.readableBytesView)
    }

    var location: String? { headers[.location] }

    /// The sentence that the next page shows.
    var notice: String? {
        for cookie in headers[values: .setCookie] {
            guard let start = cookie.range(of: "notice=") else { continue }
            return Submission.decoded(cookie[start.upperBound...].prefix { $0 != ";" })
        }
        return nil
    }
}

private final class CollectedBody {
    var buffer = ByteBuffer()
}

private struct BodyCollector: ResponseBodyWriter {
    private let body: CollectedBody

    init(_ body: CollectedBody) { self.body = body }

    mutating func write(_ buffer: ByteBuffer) async throws { body.buffer.writeImmutableBuffer(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension ServedSite {
    /// The trial whose title is this, or begins with it before a `%`.
    func trial(titled title: String) async throws -> Trial {
        let id: ID<Trial>? = try await database.read { transaction in
            try transaction.value("SELECT id FROM trial WHERE title LIKE \(title)")
        }
        return try await site.trials.trial(try #require(id)).trial
    }
}
