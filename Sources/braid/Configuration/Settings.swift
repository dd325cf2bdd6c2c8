import Configuration
import Database
import Foundation
import Logging
import Mail

/// Everything that can be set. Flags come first, then variables of the environment, then a JSON file, then
/// the defaults.
struct Settings: Sendable {
    /// A SQLite file or a `postgres://` address.
    var database: String
    var databaseConnections: Int
    var host: String
    var port: Int
    /// The address that people use, for links in mail; without a slash at the end.
    var publicURL: String
    /// Whether TLS is in front: cookies are Secure and HSTS is sent.
    var isBehindTLS: Bool
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    var trustedProxies: [String]
    /// Other machines that may read `/metrics`.
    var metricsReaders: [String]
    /// Whether anyone may continue as a person of the example network. Never on a real site.
    var isExample: Bool
    /// How many forms one address may send in a minute; `nil` for no limit.
    var writesPerMinute: Int?
    /// The file with the key that pupil rows and second factors are encrypted with. Kept outside database
    /// backups.
    var keyFile: String
    /// The file of this node's search index, on a local disk; it can be rebuilt at any time.
    var searchIndex: String
    var smtp: SMTPServer?
    var logLevel: String
}

extension Settings {
    /// The names of all settings with their meaning, for `docs/operations.md` and its test.
    static let documented: [(variable: String, meaning: String)] = [
        ("BRAID_DATABASE", "SQLite file or postgres:// address; default var/braid.sqlite"),
        ("BRAID_DATABASE_CONNECTIONS", "connections of the pool; default 16"),
        ("BRAID_HOST", "address to listen on; default 127.0.0.1"),
        ("BRAID_PORT", "port to listen on; default 8080"),
        ("BRAID_PUBLIC_URL", "the address that people use; default http://HOST:PORT"),
        ("BRAID_TLS", "true when TLS is in front: Secure cookies and HSTS; default false"),
        ("BRAID_TRUSTED_PROXIES", "comma-separated addresses whose X-Forwarded-For is believed"),
        ("BRAID_METRICS_READERS", "comma-separated addresses that may read /metrics from elsewhere"),
        ("BRAID_EXAMPLE", "true to let anyone continue as a person of the example network; default false"),
        (
            "BRAID_WRITES_PER_MINUTE",
            "forms that one address may send in a minute; default 600, 0 for no limit"
        ),
        ("BRAID_KEY_FILE", "file with the 256-bit key for encrypted rows; default var/braid.key"),
        ("BRAID_SEARCH_INDEX", "file of this node's search index; default beside the database, or in var"),
        ("BRAID_SMTP_URL", "smtp://host:587 or smtps://host:465; without it emails stay in the outbox"),
        ("BRAID_SMTP_USERNAME", "user name at the mail server"),
        ("BRAID_SMTP_PASSWORD", "password at the mail server"),
        ("BRAID_SMTP_FROM", "address that emails come from; default braid@localhost"),
        ("BRAID_SMTP_REQUIRE_TLS", "false only for a relay on the same machine; default true"),
        ("BRAID_LOG_LEVEL", "trace, debug, info, notice, warning, error; default info"),
    ]

    /// Names the file of settings.
    static let fileVariable = "BRAID_CONFIG"

    /// - Throws: ``CommandFailure`` when the file cannot be read or a value is not of its kind.
    static func read(file: String?, flags: [String: String]) throws -> Settings {
        var providers: [any ConfigProvider] = [
            provider(flags, named: "flags"),
            EnvironmentVariablesProvider().prefixKeys(with: "braid"),
        ]
        if let file { providers.append(try provider(SettingsFile(path: file).values, named: file)) }
        return try Settings(SettingsReader(ConfigReader(providers: providers)))
    }

    private static func provider(_ values: [String: String], named name: String) -> InMemoryProvider {
        InMemoryProvider(
            name: name,
            values: Dictionary(
                uniqueKeysWithValues: values.map {
                    (AbsoluteConfigKey([$0.key]), ConfigValue(stringLiteral: $0.value))
                }
            )
        )
    }

    /// Where trials’ own keys are kept: beside the key file, and like it never in a backup of the database.
    var trialKeyFolder: String { keyFile + ".trials" }

    private init(_ reader: SettingsReader) throws {
        database = try reader.database(or: "var/braid.sqlite")
        databaseConnections = try reader.number("database_connections", or: 16, in: 1...500)
        host = reader.text("host", or: "127.0.0.1")
        port = try reader.number("port", or: 8080, in: 0...65_535)
        let address = reader.text("public_url", or: "http://\(host):\(port)")
        guard address.contains(/^https?:\/\/[^\/\s]+/) else {
            throw CommandFailure.configuration(
                "public_url is \(address); it must start with https:// or http://"
            )
        }
        publicURL = address.hasSuffix("/") ? String(address.dropLast()) : address
        isBehindTLS = try reader.flag("tls", or: false)
        trustedProxies = reader.list("trusted_proxies")
        metricsReaders = reader.list("metrics_readers")
        isExample = try reader.flag("example", or: false)
        let writes = try reader.number("writes_per_minute", or: 600, in: 0...1_000_000)
        writesPerMinute = writes == 0 ? nil : writes
        keyFile = reader.text("key_file", or: "var/braid.key")
        searchIndex = reader.text("search_index", or: Self.searchIndex(beside: database))
        logLevel = try reader.word("log_level", or: "info", among: Logger.Level.allCases.map(\.rawValue))
        smtp = try reader.smtpServer()
    }
}

extension Settings {
    /// `braid.sqlite` has its index in `braid.search.sqlite`; a server's is in `var`, named for its address, so
    /// that two databases never share one.
    static func searchIndex(beside database: String) -> String {
        guard isPostgres(database) else {
            let path = database.hasSuffix(".sqlite") ? String(database.dropLast(7)) : database
            return path + ".search.sqlite"
        }
        return "var/search-\(String(stableHash(database), radix: 36)).sqlite"
    }
}

/// Reads settings by name and says which one is wrong.
private struct SettingsReader {
    private let reader: ConfigReader

    init(_ reader: ConfigReader) {
        self.reader = reader
    }

    func text(_ name: String) -> String? {
        reader.string(forKey: ConfigKey([name])).flatMap { $0.isEmpty ? nil : $0 }
    }

    func text(_ name: String, or fallback: String) -> String {
        text(name) ?? fallback
    }

    func list(_ name: String) -> [String] {
        text(name, or: "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    func number(_ name: String, or fallback: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = text(name) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw CommandFailure.configuration(
                "\(name) is \(text); it must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    func word(_ name: String, or fallback: String, among words: [String]) throws -> String {
        let word = text(name, or: fallback).lowercased()
        guard words.contains(word) else {
            throw CommandFailure.configuration(
                "\(name) is \(word); it must be one of \(words.joined(separator: ", "))"
            )
        }
        return word
    }

    /// An address with another beginning would be taken for the name of a file. Only the beginning is repeated: a password
    /// stands behind it.
    func database(or fallback: String) throws -> String {
        let database = text("database", or: fallback)
        let scheme = database.prefix { $0 != ":" }
        let rest = database.dropFirst(scheme.count)
        let isAddress = rest.hasPrefix("://")
        // sqlite:/srv/braid.sqlite is how other programs write it; here it would be a folder of that name.
        guard !isAddress && (scheme.lowercased() != "sqlite" || rest.isEmpty) || Settings.isPostgres(database)
        else {
            let beginning = isAddress ? "\(scheme)://" : "\(scheme):"
            throw CommandFailure.configuration(
                "database begins with \(beginning); it must be a file or an address that begins with postgres://"
            )
        }
        return database
    }

    func flag(_ name: String, or fallback: Bool) throws -> Bool {
        switch text(name)?.lowercased() {
        case nil: return fallback
        case "true", "yes", "1", "on": return true
        case "false", "no", "0", "off": return false
        case .some(let other):
            throw CommandFailure.configuration("\(name) is \(other); it must be true or false")
        }
    }

    func smtpServer() throws -> SMTPServer? {
        guard let url = text("smtp_url") else { return nil }
        guard url.hasPrefix("smtp://") || url.hasPrefix("smtps://") else {
            throw CommandFailure.configuration("smtp_url is \(url); it must start with smtp:// or smtps://")
        }
        return SMTPServer(
            url: url,
            username: text("smtp_username"),
            password: text("smtp_password"),
            requiresTLS: try flag("smtp_require_tls", or: true),
            from: MailAddress(name: "Braid", address: text("smtp_from", or: "braid@localhost"))
        )
    }
}
