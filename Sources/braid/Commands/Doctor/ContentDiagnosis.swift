import Accounts
import Database
import ExampleNetwork
import Foundation
import Services
import Trials

/// What `braid doctor` reads in a database of this version.
struct ContentDiagnosis {
    private let settings: Settings
    private let database: any Database

    init(_ settings: Settings, _ database: any Database) {
        self.settings = settings
        self.database = database
    }

    func lines() async throws -> [DiagnosisLine] {
        let lines: [DiagnosisLine?] = [try await keyLine(), try await trialKeysLine(), try await clockLine()]
        return lines.compactMap(\.self)
    }

    /// Whether the key is the one that this database was used with; nothing is said where nothing can tell.
    private func keyLine() async throws -> DiagnosisLine? {
        guard let key = KeyFile.read(settings.keyFile),
            let opens = try await key.opensSecondSteps(in: database)
        else { return nil }
        return DiagnosisLine(
            subject: "key",
            finding: opens ? "opens what it sealed" : "does not open what is sealed in this database",
            advice: opens
                ? nil
                : "Put the key file of this database back: with another one nobody signs in with two steps, and pupil rows stay closed."
        )
    }

    private func trialKeysLine() async throws -> DiagnosisLine {
        let folder = settings.trialKeyFolder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let count = names.count { $0.hasSuffix(".key") }
        let missing = try await TrialKeyFolder(path: folder).missing(for: database)
        return DiagnosisLine(
            subject: "trial keys",
            finding: "\(count) in \(folder)" + (missing > 0 ? ", \(missing) missing" : ""),
            advice: missing > 0
                ? "Put the folder back from its copy, or share it between the nodes: without a trial's key its pupil rows are lost."
                : nil
        )
    }

    /// The machine's clock beside the database server's, and beside the newest entry of the audit.
    private func clockLine() async throws -> DiagnosisLine {
        let now = Services.live.now()
        let isExample = try await ExampleNetwork.isMade(in: database)
        let (server, newest): (Date?, Date?) = try await database.read { transaction in
            let server: Date? =
                switch transaction.dialect {
                case .sqlite: nil
                case .postgres:
                    try transaction.value(
                        "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
                    )
                }
            return (server, try transaction.value("SELECT max(happened_at) FROM audit_entry"))
        }
        var advice: String?
        if let server, abs(server.timeIntervalSince(now)) > 5 {
            let seconds = Int(abs(server.timeIntervalSince(now)).rounded())
            advice =
                "The database server's clock is \(seconds) s \(server > now ? "ahead" : "behind"). Turn on time synchronisation on both."
        } else if let newest, newest > now.addingTimeInterval(60), !isExample {
            // The stories of an example are told at ten in the morning, whatever time it is.
            advice =
                "The newest entry of the audit is of \(newest.ISO8601Format()): the clock was or is wrong. Turn on time synchronisation."
        }
        let beside = server == nil ? "" : ", as the database server's"
        return DiagnosisLine(
            subject: "clock",
            finding: now.ISO8601Format() + (advice == nil ? beside : ""),
            advice: advice
        )
    }
}
