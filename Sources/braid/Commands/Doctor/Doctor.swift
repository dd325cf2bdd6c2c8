import ArgumentParser
import Database
import ExampleNetwork
import Foundation
import Mail
import Services
import Website

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check configuration, database, keys, email, clock, port and disk, and say what to do.",
        discussion: "The exit code is 0 when nothing needs doing, 1 otherwise."
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let settings = try common.settings()
        var lines = try await [variablesLine()] + databaseLines(settings)
        lines += [keyLine(settings), await mailLine(settings), zoneLine()] + siteLines(settings)
        lines += MachineDiagnosis(settings).lines
        let width = lines.map(\.subject.count).max() ?? 0
        for line in lines {
            let subject = line.subject.padding(toLength: width, withPad: " ", startingAt: 0)
            print("\(line.advice == nil ? "✓" : "✗") \(subject)  \(line.finding)")
            if let advice = line.advice { print("  \(String(repeating: " ", count: width))  → \(advice)") }
        }
        if lines.contains(where: { $0.advice != nil }) { throw ExitCode(1) }
    }

    /// What the environment sets. A mistyped variable changes nothing, and nothing else would say so.
    private func variablesLine() -> DiagnosisLine {
        let set = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("BRAID_") }.sorted()
        let known = Settings.documented.map(\.variable) + [Settings.fileVariable]
        let unknown = set.filter { !known.contains($0) }
        return DiagnosisLine(
            subject: "variables",
            finding: set.isEmpty ? "none of BRAID_… is set" : set.joined(separator: ", "),
            advice: unknown.isEmpty
                ? nil
                : "\(InWords.list(unknown)): no setting, and without effect. Is the name mistyped? docs/operations.md lists them."
        )
    }

    private func databaseLines(_ settings: Settings) async throws -> [DiagnosisLine] {
        guard settings.hasDatabase else {
            return [
                DiagnosisLine(
                    subject: "database",
                    finding: "\(settings.database) does not exist",
                    advice: "Run: braid migrate"
                )
            ]
        }
        do {
            return try await settings.withDatabase { database in
                let status = try await Migrator.braid.status(of: database)
                let lines = try await fileLines(settings) + database.diagnosis() + [schemaLine(status)]
                // Tables are asked only when they are the ones that this program knows.
                guard status.unknown.isEmpty, status.pending.isEmpty else { return lines }
                let content = try await ContentDiagnosis(settings, database).lines()
                return lines + content + [try await outboxLine(database)]
            }
        } catch let error as DatabaseError {
            return [
                DiagnosisLine(
                    subject: "database",
                    finding: "\(error)",
                    advice:
                        "Check --database or BRAID_DATABASE, and that the server runs and accepts this user."
                )
            ]
        }
    }

    /// Whether others may read the database; a server keeps its own files.
    private func fileLines(_ settings: Settings) -> [DiagnosisLine] {
        if settings.isPostgres { return [] }
        return [
            DiagnosisLine(
                subject: "database",
                finding: settings.database,
                advice: Self.isOpenToOthers(settings.database)
                    ? "Others can read it. Run: chmod 600 \(settings.database)*" : nil
            )
        ]
    }

    private static func isOpenToOthers(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return ((attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0) & 0o077 != 0
    }

    /// What waits in the outbox, and what was refused for good.
    private func outboxLine(_ database: any Database) async throws -> DiagnosisLine {
        let counts = try await Outbox(database: database).counts()
        let queued = counts[.queued] ?? 0
        let failed = counts[.failed] ?? 0
        return DiagnosisLine(
            subject: "outbox",
            finding: "\(queued == 1 ? "1 letter" : "\(queued) letters") waiting, \(failed) refused",
            advice: failed == 0
                ? nil
                : "A network administrator sees why under Outbox (/administration/outbox), and sends them again."
        )
    }

    private func schemaLine(_ status: Migrator.Status) -> DiagnosisLine {
        if !status.unknown.isEmpty {
            DiagnosisLine(
                subject: "schema",
                finding: "made by a newer version of Braid",
                advice: "Install that version, or restore a backup."
            )
        } else if !status.pending.isEmpty {
            DiagnosisLine(
                subject: "schema",
                finding: "\(status.pending.count) steps behind",
                advice: "Run: braid migrate"
            )
        } else {
            DiagnosisLine(subject: "schema", finding: "current")
        }
    }

    private func keyLine(_ settings: Settings) -> DiagnosisLine {
        guard FileManager.default.fileExists(atPath: settings.keyFile) else {
            return DiagnosisLine(
                subject: "key file",
                finding: "\(settings.keyFile) does not exist yet",
                advice:
                    "braid serve makes it. If the site has run before, put the old key back: without it encrypted rows are lost."
            )
        }
        guard KeyFile.read(settings.keyFile) != nil else {
            return DiagnosisLine(
                subject: "key file",
                finding: "\(settings.keyFile) does not hold a key of 32 bytes in base64, or cannot be read",
                advice: "Put the right file back from its copy, readable by the user whom Braid runs as."
            )
        }
        return DiagnosisLine(
            subject: "key file",
            finding: settings.keyFile,
            advice: Self.isOpenToOthers(settings.keyFile)
                ? "Others can read it. Run: chmod 600 \(settings.keyFile)" : nil
        )
    }

    private func mailLine(_ settings: Settings) async -> DiagnosisLine {
        guard let smtp = settings.smtp else {
            return DiagnosisLine(
                subject: "mail",
                finding: "no server: messages stay in the outbox",
                advice: settings.isExample ? nil : "Set BRAID_SMTP_URL and BRAID_SMTP_FROM."
            )
        }
        do throws(SMTPServer.Refusal) {
            try await smtp.greet()
        } catch {
            return DiagnosisLine(
                subject: "mail",
                finding: "\(smtp.url) does not take emails: \(error.text)",
                advice:
                    "Check BRAID_SMTP_URL, the user name and the password, and that its certificate is valid."
            )
        }
        return DiagnosisLine(
            subject: "mail",
            finding: "\(smtp.url) answers; emails come from \(smtp.from.address)",
            advice: smtp.requiresTLS || smtp.url.contains("127.0.0.1") || smtp.url.contains("localhost")
                ? nil : "Emails travel unencrypted. Set BRAID_SMTP_REQUIRE_TLS=true."
        )
    }

    private func zoneLine() -> DiagnosisLine {
        let knowsLondon = TimeZone(identifier: "Europe/London") != nil
        return DiagnosisLine(
            subject: "time zone",
            finding: knowsLondon ? "knows Europe/London" : "does not know Europe/London",
            advice: knowsLondon ? nil : "Install the time-zone data: apt-get install tzdata"
        )
    }

    private func siteLines(_ settings: Settings) -> [DiagnosisLine] {
        let isLocal = settings.host == "127.0.0.1" || settings.host == "localhost"
        let isEncrypted = settings.publicURL.hasPrefix("https://")
        let isOnlyHere = isLocal && !isEncrypted && !settings.isBehindTLS
        return [
            DiagnosisLine(
                subject: "address",
                finding: settings.publicURL,
                advice: isOnlyHere || isEncrypted && settings.isBehindTLS
                    ? nil : "Put TLS in front, set BRAID_PUBLIC_URL to the https address and BRAID_TLS=true."
            ),
            proxiesLine(settings),
            DiagnosisLine(
                subject: "example mode",
                finding: settings.isExample ? "on: anyone may continue as a person of the stories" : "off",
                advice: settings.isExample && !isLocal ? "Turn it off: set BRAID_EXAMPLE=false." : nil
            ),
        ]
    }

    private func proxiesLine(_ settings: Settings) -> DiagnosisLine {
        let unreadable = SiteConfiguration.unreadable(settings.trustedProxies)
        let advice: String? =
            if let first = unreadable.first {
                "“\(first)” is not an address: BRAID_TRUSTED_PROXIES takes addresses and IPv4 networks such as 10.0.0.0/8, and passes over the rest."
            } else if settings.isBehindTLS, settings.trustedProxies.isEmpty {
                "Set BRAID_TRUSTED_PROXIES to the proxy's address: until then all visitors seem to be the proxy, share one limit of forms, and may read /metrics if it is on this machine."
            } else {
                nil
            }
        return DiagnosisLine(
            subject: "proxies",
            finding: settings.trustedProxies.isEmpty
                ? "none are believed" : settings.trustedProxies.joined(separator: ", "),
            advice: advice
        )
    }
}
