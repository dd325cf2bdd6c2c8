import Database
import Foundation
import Mail
import SQLiteDatabase
import Services
import Testing

/// What `braid` says, writes and answers, run as a program.
@Suite("The command")
struct CommandTests {
    static let subcommands = [
        "serve", "migrate", "example", "doctor", "effect", "synthesise", "analyse", "power", "randomise",
        "import", "person", "mail",
        "backup", "restore",
    ]

    @Test("says what it is for, and names every subcommand")
    func help() async throws {
        try await Command.inFolder { command in
            let result = try await command.run("--help")
            #expect(result.code == 0)
            #expect(result.output.contains("Find what the evidence says"))
            for name in Self.subcommands {
                #expect(result.output.contains("  \(name) "), "--help does not name \(name)")
            }
            #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
        }
    }

    @Test("has help for every subcommand", arguments: subcommands)
    func subcommandHelp(_ name: String) async throws {
        try await Command.inFolder { command in
            let result = try await command.run(name, "--help")
            #expect(!result.output.contains("unless said"), "a default is written as one")
            #expect(result.code == 0)
            #expect(result.output.contains("OVERVIEW:"))
            #expect(result.errors.isEmpty)
            let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
            let overview = Array(lines.prefix { !$0.hasPrefix("USAGE:") })
            for (line, next) in zip(overview, overview.dropFirst()) where !line.isEmpty && !next.isEmpty {
                #expect(line.count < 80, "\(line)")
                // A line that the next word would have had room on ends a sentence, or is one to copy.
                let word = next.prefix { $0 != " " }
                let isFull = line.count + 1 + word.count >= 80
                #expect(
                    isFull || line.hasSuffix(".") || line.hasSuffix(":") || word.isEmpty || line.first == " ",
                    "\(line)"
                )
            }
        }
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        let arguments: [String]
        let code: Int32
        let says: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let mistakes: [Mistake] = [
        .init(arguments: ["fly"], code: 64, says: "fly"),
        .init(arguments: ["synthesise", "findings.csv", "--effect", "yi"], code: 64, says: "--variance"),
        .init(
            arguments: ["analyse", "there-is-none.csv", "--outcome", "post", "--treatment", "group"],
            code: 66,
            says: "there-is-none.csv"
        ),
        .init(
            arguments: ["synthesise", "findings.csv", "--effect", "no", "--variance", "vi"],
            code: 65,
            says: "no"
        ),
        .init(
            arguments: ["analyse", "pupils.csv", "--outcome", "post", "--treatment", "school"],
            code: 65,
            says: "school"
        ),
        .init(arguments: ["power", "--units", "10", "--icc", "1.5"], code: 64, says: "0…1"),
        .init(
            arguments: ["randomise", "schools.csv", "--unit", "urn", "--seed", "x"],
            code: 64,
            says: "seed"
        ),
        .init(
            arguments: ["import", "establishments", "there-is-none.csv"],
            code: 66,
            says: "there-is-none.csv"
        ),
        .init(
            arguments: ["analyse", ".", "--outcome", "post", "--treatment", "group"],
            code: 66,
            says: "it is a folder"
        ),
        .init(arguments: ["import", "hubs", "."], code: 66, says: "braid: . cannot be read: it is a folder"),
        .init(
            arguments: ["import", "evidence", "."],
            code: 66,
            says: "braid: . cannot be read: it is a folder"
        ),
        .init(
            arguments: ["import", "pupil-premium", "findings.csv", "--year", "2021/23"],
            code: 64,
            says: "2021/23"
        ),
        .init(
            arguments: ["import", "hubs", "findings.csv", "--year", "2021/22"],
            code: 64,
            says: "--year"
        ),
        .init(arguments: ["import", "hubs", "/dev/zero"], code: 66, says: "it is a device"),
        .init(arguments: ["import", "evidence", "/dev/zero"], code: 66, says: "it is a device"),
        .init(arguments: ["example", "--schools", "20"], code: 65, says: "150"),
        .init(arguments: ["example", "--today", "tomorrow"], code: 64, says: "2026-09-14"),
        .init(arguments: ["serve", "--example"], code: 78, says: "not a whole example network"),
        .init(arguments: ["search", "reading"], code: 66, says: "does not exist"),
        .init(
            arguments: ["search", "--queries", "q.jsonl", "--trec", "-", "--ranking", "k1=1,k9=1"],
            code: 64,
            says: "k9=1"
        ),
        .init(arguments: ["search", "reading", "--ranking", "k1=1"], code: 64, says: "--queries"),
        .init(arguments: ["restore", "there-is-none.sqlite"], code: 66, says: "there-is-none.sqlite"),
        .init(arguments: ["restore", "findings.csv"], code: 65, says: "nothing was changed"),
        .init(arguments: ["restore", "."], code: 66, says: "braid: . is no file"),
        .init(arguments: ["serve", "--port", "99999"], code: 78, says: "99999"),
        .init(
            arguments: ["migrate", "--database", "findings.csv"],
            code: 69,
            says: "cannot open findings.csv: it is no SQLite database (check --database or BRAID_DATABASE)"
        ),
        .init(
            arguments: ["migrate", "--database", "."],
            code: 69,
            says: "cannot open .: it is a folder"
        ),
        .init(
            arguments: ["serve", "--host", "203.0.113.9", "--port", "0"],
            code: 78,
            says: "braid: 203.0.113.9 is no address of this machine"
        ),
        .init(
            arguments: ["migrate", "--database", "postgres://127.0.0.1:1/none"],
            code: 69,
            says: "? (check --database or BRAID_DATABASE)"
        ),
        .init(
            arguments: [
                "person", "add", "--email", "n@hub.example", "--name", "N", "--organisation", "no-hub",
            ],
            code: 65,
            says: "no-hub"
        ),
        .init(
            arguments: [
                "person", "add", "--email", "n@hub.example", "--name", "N", "--organisation",
                "9223372036854775807",
            ],
            code: 65,
            says: "9223372036854775807"
        ),
        .init(
            arguments: ["person", "add", "--email", "n@hub.example", "--name", "N", "--role", "lead"],
            code: 64,
            says: "--organisation"
        ),
        .init(arguments: ["person", "correct", "--email", "n@hub.example"], code: 64, says: "--new-email"),
        .init(
            arguments: ["person", "add", "--email", "nobody", "--name", "N"],
            code: 65,
            says: "name@school.example"
        ),
    ]

    @Test("ends with one line that says what is wrong, and the code for it", arguments: mistakes)
    func failures(_ mistake: Mistake) async throws {
        try await Command.inFolder { command in
            try command.write("findings.csv", CommandFiles.findings)
            try command.write("pupils.csv", CommandFiles.pupils)
            try command.write("schools.csv", CommandFiles.schools)
            if mistake.arguments.first == "person" || mistake.arguments.first == "import" {
                _ = try await command.run("migrate")
            }
            let result = try await command.run(mistake.arguments)
            #expect(result.code == mistake.code, "\(result.errors)")
            #expect(result.errors.contains(mistake.says), "\(result.errors)")
            #expect(!result.errors.contains("Fatal error") && !result.errors.contains("Swift."))
            #expect(!result.errors.contains("\t"), "a server's hint is a sentence of the line")
            if mistake.code != 64 { #expect(result.errorLines.count == 1, "\(result.errors)") }
        }
    }

    static let settings: [(file: String, says: String)] = [
        ("{bad", "settings.json are not a JSON object"), ("[1]", "it must begin with {"),
        (#"{"prot": 9}"#, "“prot” in settings.json is no setting"),
        (#"{"port": null}"#, "port in settings.json must be"), (#"{"port": 9.5}"#, "port is 9.5"),
        (#"{"tls": "perhaps"}"#, "tls is perhaps"), (#"{"log_level": "loud"}"#, "log_level is loud"),
        (#"{"public_url": "braid.example"}"#, "public_url is braid.example"),
        (#"{"database": "mysql://u:secret@host/braid"}"#, "database begins with mysql://"),
        (#"{"database": "sqlite:/srv/braid.sqlite"}"#, "database begins with sqlite:; it must be a file"),
    ]

    @Test("refuses settings in a file that cannot be meant", arguments: settings)
    func wrongSettings(file: String, says: String) async throws {
        try await Command.inFolder { command in
            try command.write("settings.json", [file])
            let result = try await command.run("doctor", "--config", "settings.json")
            #expect(result.code == 78 && result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.contains(says), "\(result.errors)")
            #expect(!result.errors.contains("secret") && !result.errors.contains("NSCocoa"))
        }
    }

    @Test("reads numbers, flags and lists in a file of settings as JSON writes them")
    func settingsFile() async throws {
        try await Command.inFolder { command in
            let written =
                #"{"port": 9191, "tls": true, "trusted_proxies": ["10.0.0.1", "10.0.0.2"], "example": "on"}"#
            try command.write("settings.json", [written])
            let result = try await command.run("doctor", "--config", "settings.json")
            for line in ["http://127.0.0.1:9191", "10.0.0.1, 10.0.0.2", "on: anyone may continue"] {
                #expect(result.output.contains(line), "\(result.output)\(result.errors)")
            }
            #expect(
                result.output.contains("Put TLS in front"),
                "the flag of TLS is read, and its address is none"
            )
            let absent = try await command.run("doctor", "--config", "none.json")
            #expect(absent.code == 78 && absent.errors.contains("there is no such file"))
        }
    }

    @Test("ranks questions by other numbers than the search's own where they are given")
    func ranking() async throws {
        try await Command.inFolder { command in
            try command.write(
                "docs.jsonl",
                [
                    #"{"id": "1", "title": "Feedback", "text": "Telling pupils what to do next."}"#,
                    #"{"id": "2", "title": "Homework", "text": "Feedback on feedback at home."}"#,
                ]
            )
            try command.write("queries.jsonl", [#"{"id": "q", "text": "feedback"}"#])
            _ = try await command.run("migrate")
            let imported = try await command.run("import", "evidence", "docs.jsonl")
            #expect(imported.code == 0, "\(imported.errors)")
            for (numbers, best) in [("title=100", "1"), ("title=0,feedback=0", "2")] {
                let run = try await command.run(
                    "search",
                    "--queries",
                    "queries.jsonl",
                    "--trec",
                    "-",
                    "--ranking",
                    numbers
                )
                #expect(run.code == 0, "\(run.errors)")
                let columns = run.output.split(separator: "\n").first?.split(separator: " ") ?? []
                #expect(columns.prefix(4) == ["q", "Q0", Substring(best), "1"], "\(run.output)")
            }
        }
    }

    @Test("says which words a field of a question takes, in text and in JSON")
    func fieldHints() async throws {
        try await Command.inFolder { command in
            try command.write(
                "docs.jsonl",
                [#"{"id": "1", "title": "Feedback", "text": "What to do next."}"#]
            )
            _ = try await command.run("migrate")
            _ = try await command.run("import", "evidence", "docs.jsonl")
            for format in ["text", "json"] {
                let run = try await command.run("search", "feedback kind:studys", "--format", format)
                #expect(run.code == 0, "\(run.errors)")
                let hint = "“kind:” does not know “studys”. Did you mean kind:study? It knows study, "
                #expect(run.output.contains(hint), "\(run.output)")
                let without = try await command.run("search", "feedback -kind:study", "--format", format)
                #expect(!without.output.contains("does not know"))
                #expect(without.output.contains(format == "text" ? "0 found" : "\"total\" : 0"))
            }
        }
    }

    @Test(
        "finds as text the best of each kind, in the order of the page, and as JSON by score, each with its kind"
    )
    func kindsOfResults() async throws {
        try await Command.inFolder { command in
            try command.write("hubs.csv", ["name,kind,region", "Tarn Maths Hub,maths hub,North East"])
            try command.write(
                "docs.jsonl",
                [
                    #"{"id": "1", "title": "Sums of pupils who walked around a tarn", "text": "Many years."}"#,
                    #"{"id": "2", "title": "Walks", "text": "To a tarn."}"#,
                ]
            )
            _ = try await command.run("migrate")
            _ = try await command.run("import", "hubs", "hubs.csv")
            _ = try await command.run("import", "evidence", "docs.jsonl")
            func places(_ arguments: String..., of marks: [String]) async throws -> [String.Index?] {
                let run = try await command.run(["search", "tarn"] + arguments)
                #expect(run.code == 0, "\(run.errors)")
                return marks.map { run.output.range(of: $0)?.lowerBound }
            }
            let text = try await places(of: [
                "Studies (2)", "\nSums", "\nWalks", "Hubs (1)", "\nTarn Maths Hub",
            ])
            #expect(!text.contains(nil) && text.compactMap(\.self) == text.compactMap(\.self).sorted())
            let few = try await places("--limit", "1", of: ["Studies (1 of 2)", "\nSums", "Hubs (1)"])
            #expect(!few.contains(nil) && few.compactMap(\.self) == few.compactMap(\.self).sorted())
            let one = try await places("--kind", "study", of: ["\nSums", "\nWalks", "Studies"])
            #expect(one[0] != nil && one[1] != nil && one[2] == nil)
            let best = #""title" : "Tarn Maths Hub""#
            let json = try await places(
                "--format",
                "json",
                of: [best, #""kind" : "study""#, #""title" : "Walks""#]
            )
            #expect(!json.contains(nil) && json.compactMap(\.self) == json.compactMap(\.self).sorted())
            let first = try await places(
                "--format",
                "json",
                "--limit",
                "1",
                of: [best, #""title" : "Walks""#]
            )
            #expect(first[0] != nil && first[1] == nil)
        }
    }

    @Test("reads questions that another system wrote, and keeps the columns of a run apart")
    func questions() async throws {
        try await Command.inFolder { command in
            try command.write(
                "docs.jsonl",
                [#"{"id": "1", "title": "Feedback", "text": "What to do next."}"#]
            )
            // A byte-order mark, CRLF, an empty line, and identifiers with a blank and without quotation marks.
            try command.write(
                "queries.jsonl",
                [
                    "\u{FEFF}" + #"{"id": "q 1", "text": "feedback"}"# + "\r", "\r",
                    #"{"id": 2, "text": "what next"}"# + "\r",
                ]
            )
            _ = try await command.run("migrate")
            _ = try await command.run("import", "evidence", "docs.jsonl")
            let run = try await command.run(
                "search",
                "--queries",
                "queries.jsonl",
                "--trec",
                "-",
                "--tag",
                "my run"
            )
            #expect(run.code == 0, "\(run.errors)")
            let lines = run.output.split(separator: "\n").map { $0.split(separator: " ") }
            #expect(lines.map { $0.first } == ["q_1", "2"], "\(run.output)")
            #expect(lines.allSatisfy { $0.count == 6 && $0.last == "my_run" }, "\(run.output)")
        }
    }

    @Test("pools, analyses, plans and draws as its help says")
    func statistics() async throws {
        try await Command.inFolder { command in
            try command.write("findings.csv", CommandFiles.findings)
            try command.write("pupils.csv", CommandFiles.pupils)
            try command.write("schools.csv", CommandFiles.schools)
            let pooled = try await command.run(
                "synthesise",
                "findings.csv",
                "--effect",
                "yi",
                "--variance",
                "vi",
                "--format",
                "json"
            )
            #expect(pooled.code == 0)
            let answer = try JSONSerialization.jsonObject(with: Data(pooled.output.utf8))
            #expect(answer is [String: Any])
            let analysed = try await command.run(
                "analyse",
                "pupils.csv",
                "--outcome",
                "post",
                "--treatment",
                "group",
                "--baseline",
                "pre",
                "--cluster",
                "school",
                "--format",
                "json"
            )
            #expect(analysed.code == 0, "\(analysed.errors)")
            #expect(analysed.output.contains("\"eef-trial\""))
            let first = try await command.run(
                "randomise",
                "schools.csv",
                "--unit",
                "urn",
                "--stratum",
                "phase",
                "--seed",
                "7"
            )
            let second = try await command.run(
                "randomise",
                "schools.csv",
                "--unit",
                "urn",
                "--stratum",
                "phase",
                "--seed",
                "7"
            )
            #expect(first.code == 0 && first.output == second.output)
            #expect(first.output.split(whereSeparator: \.isNewline).count == 13)
            let power = try await command.run("power", "--design", "cluster", "--units", "40")
            #expect(power.code == 0)
        }
    }

    @Test("migrates, imports twice alike, backs up, restores and examines itself")
    func wholeLife() async throws {
        try await Command.inFolder { command in
            try command.write("schools.csv", CommandFiles.establishments)
            let found1 = try await command.run("migrate", "--check")
            #expect(found1.code == 1)
            let found2 = try await command.run("migrate")
            #expect(found2.code == 0)
            let found3 = try await command.run("migrate", "--check")
            #expect(found3.code == 0)
            let first = try await command.run("import", "establishments", "schools.csv")
            #expect(first.code == 0, "\(first.errors)")
            #expect(first.output.contains("2 new"))
            #expect(first.output.contains("1 rejected"))
            let found4 = try command.text("schools.csv.rejected.csv")
            #expect(found4.contains("abc"))
            let again = try await command.run("import", "establishments", "schools.csv")
            #expect(again.output.contains("0 new") && again.output.contains("2 unchanged"))
            let added = try await command.run(
                "person",
                "add",
                "--email",
                "ada@hub.example",
                "--name",
                "Ada Example",
                "--administrator"
            )
            #expect(added.output.contains("/set-password/"))
            let booker = try await command.run(
                "person",
                "add",
                "--email",
                "bea@school.example",
                "--name",
                "Bea Booker",
                "--organisation",
                "900101",
                "--role",
                "booker"
            )
            #expect(booker.output.contains("Bea Booker, booker of Addlerford Mill Primary School"))
            let corrected = try await command.run(
                "person",
                "correct",
                "--email",
                "bea@school.example",
                "--new-email",
                "bea@right.example",
                "--name",
                "Beatrix Booker"
            )
            #expect(corrected.output.contains("Beatrix Booker, bea@right.example"), "\(corrected.errors)")
            let correct =
                ["person", "correct", "--email", "bea@right.example"] + ["--new-email", "Bea@Right.example"]
            let same = try await command.run(correct)
            #expect(same.code == 0)
            #expect(
                same.output == "Nothing changes: Beatrix Booker has the address bea@right.example already.\n"
            )
            let kept = try await command.run(correct + ["--forget-password"])
            #expect(kept.code == 65 && kept.errors.contains("the password was not removed"))
            let taken = try await command.run(
                "person",
                "correct",
                "--email",
                "bea@right.example",
                "--new-email",
                "ada@hub.example"
            )
            #expect(taken.code == 65 && taken.errors.contains("someone has this address already"))
            let found5 = try await command.run("backup", "copy.sqlite")
            #expect(found5.code == 0)
            let found6 = try await command.run("backup", "copy.sqlite")
            #expect(found6.code == 73)
            let nowhere = try await command.run("backup", "no-such-folder/copy.sqlite")
            #expect(nowhere.code == 73)
            #expect(nowhere.errors.contains("no-such-folder/copy.sqlite cannot be written: check its folder"))
            let restored = try await command.run("restore", "copy.sqlite")
            #expect(restored.code == 0, "\(restored.errors)")
            let people = try await command.run("person", "list")
            #expect(people.output.contains("ada@hub.example"))
            #expect(people.output.contains("bea@right.example\tBeatrix Booker"))
        }
    }

    @Test("takes in notices of mail that came back, and asks to be called again while the database is away")
    func bounces() async throws {
        try await Command.inFolder { command in
            let id: ID<OutgoingMail> = ID(rawValue: 123_456_789)
            try command.write(
                "notice.eml",
                [
                    "From: MAILER-DAEMON@mx.example", "Subject: Undelivered Mail Returned to Sender", "",
                    "Final-Recipient: rfc822; p1@school.example", "Action: failed", "Status: 5.1.1",
                    "Diagnostic-Code: smtp; 550 5.1.1 User unknown", "",
                    "Message-ID: <\(id)@hub.example>",
                ]
            )
            try command.write("thanks.eml", ["Subject: Thanks", "", "A pleasure."])
            let path = command.folder.appending(path: "braid.sqlite").path
            let notice = ["mail", "bounce", "notice.eml", "--database"]
            let thanks = try await command.run(["mail", "bounce", "thanks.eml", "--database", path])
            #expect(thanks.code == 0, "other mail asks for no database: \(thanks.errors)")
            // Not there yet, out of reach, and not of this version.
            #expect(try await command.run(notice + [path]).code == 75)
            let away = try await command.run(notice + ["postgres://127.0.0.1:1/none"])
            #expect(away.code == 75)
            #expect(away.errorLines.count == 1, "\(away.errors)")
            let database = try SQLiteDatabase(path: path)
            #expect(try await command.run(notice + [path]).code == 75)
            let migrated = try await command.run("migrate", "--database", path)
            #expect(migrated.code == 0, "\(migrated.errors)")

            try await database.write { transaction in
                try transaction.enqueue(
                    OutgoingMail(
                        to: MailAddress(name: "P1", address: "p1@school.example"),
                        subject: "S",
                        text: "T"
                    ),
                    id: id,
                    at: Date()
                )
                try transaction.execute("UPDATE mail SET state = 'sent', sent_at = 1 WHERE id = \(id)")
            }
            let marked = try await command.run(notice + [path])
            #expect(marked.code == 0, "\(marked.errors)")
            #expect(marked.output.contains("marked as not reached: 550 5.1.1 User unknown"))
            let state = try await database.read { try $0.mail(id)?.state }
            #expect(state == .failed)
            let again = try await command.run(notice + [path])
            #expect(again.code == 0)
            #expect(again.output.contains("Nothing is changed"))
            let help = try await command.run("mail", "bounce", "--help")
            #expect(help.output.contains(".forward"))
            await database.close()
        }
    }

    @Test("several that begin at once share one key, which nobody else can read")
    func firstKey() async throws {
        try await Command.inFolder { command in
            let migrated = try await command.run("migrate")
            #expect(migrated.code == 0)
            let key = command.folder.appending(path: "keys/braid.key")
            let settings = ["BRAID_KEY_FILE": key.path]
            let codes = try await withThrowingTaskGroup(of: Int32.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await command.run(["person", "list"], environment: settings).code }
                }
                return try await group.reduce(into: [Int32]()) { $0.append($1) }
            }
            #expect(codes == [0, 0, 0, 0])
            let folder = key.deletingLastPathComponent().path
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files == ["braid.key"])
            let mode =
                try FileManager.default.attributesOfItem(atPath: key.path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            let first = try Data(contentsOf: key)
            let text = String(decoding: first, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(Data(base64Encoded: text)?.count == 32)
            let again = try await command.run(["person", "list"], environment: settings)
            let second = try Data(contentsOf: key)
            #expect(again.code == 0 && second == first)
        }
    }

    @Test("doctor says what is missing, how to mend it, and when all is well")
    func doctor() async throws {
        try await Command.inFolder { command in
            let before = try await command.run("doctor")
            #expect(before.code == 1)
            #expect(before.output.contains("→ Run: braid migrate"))
            let found7 = try await command.run("migrate")
            #expect(found7.code == 0)
            let database = command.folder.appending(path: "var/braid.sqlite").path
            let made = try FileManager.default.attributesOfItem(atPath: database)[.posixPermissions]
            #expect(
                (made as? NSNumber)?.intValue == 0o600,
                "everybody's data is for the program's account alone"
            )
            let key = command.folder.appending(path: "braid.key").path
            try command.write("braid.key", [Data(repeating: 7, count: 32).base64EncodedString()])
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            let mail = try MailServer()
            var settings = [
                "BRAID_KEY_FILE": key, "BRAID_SMTP_URL": "smtp://127.0.0.1:\(mail.port)",
                "BRAID_SMTP_FROM": "braid@hub.example", "BRAID_SMTP_REQUIRE_TLS": "false",
                "BRAID_PORT": "0",
            ]
            let open = try await command.run(["doctor"], environment: settings)
            #expect(open.code == 1)
            #expect(open.output.contains("chmod 600"))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
            let well = try await command.run(["doctor"], environment: settings)
            #expect(well.code == 0, "\(well.output)")
            #expect(!well.output.contains("✗"))
            #expect(well.output.contains("0 letters waiting, 0 refused"))
            for subject in ["trial keys", "search index", "clock", "port", "disk"] {
                #expect(well.output.contains("✓ \(subject)"), "\(subject): \(well.output)")
            }

            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: database)
            let read = try await command.run(["doctor"], environment: settings)
            #expect(read.code == 1 && read.output.contains("chmod 600 var/braid.sqlite*"), "\(read.output)")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: database)

            let other = command.folder.appending(path: "other.key").path
            try command.write("other.key", ["nonsense"])
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: other)
            // Each of these is wrong alone.
            let wrong: [(setting: String, value: String, says: String)] = [
                ("BRAID_SMTP_URL", "smtp://127.0.0.1:1", "does not take emails"),
                ("BRAID_SMTP_REQUIRE_TLS", "true", "does not take emails"),
                ("BRAID_TLS", "false", "Put TLS in front"),
                ("BRAID_PUBLIC_URL", "http://braid.example", "Put TLS in front"),
                ("BRAID_TRUSTED_PROXIES", "", "Set BRAID_TRUSTED_PROXIES"),
                ("BRAID_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/99", "“10.0.0.0/99” is not an address"),
                ("BRAID_TRUSTED_PROXIES", "proxy.example", "“proxy.example” is not an address"),
                ("BRAID_KEY_FILE", other, "does not hold a key"),
                ("BRAID_DATABSE", "x.sqlite", "BRAID_DATABSE: no setting, and without effect"),
                ("BRAID_PORT", "\(mail.port)", "is taken by another program"),
                ("BRAID_SEARCH_INDEX", "\(key)/search.sqlite", "set BRAID_SEARCH_INDEX"),
            ]
            settings["BRAID_PUBLIC_URL"] = "https://braid.example"
            settings["BRAID_TLS"] = "true"
            settings["BRAID_TRUSTED_PROXIES"] = "127.0.0.1"
            for (setting, value, says) in wrong {
                let result = try await command.run(
                    ["doctor"],
                    environment: settings.merging([setting: value]) { $1 }
                )
                #expect(result.code == 1 && result.output.contains(says), "\(setting): \(result.output)")
                #expect(result.output.count { $0 == "✗" } == 1, "\(setting): \(result.output)")
            }
        }
    }
}
