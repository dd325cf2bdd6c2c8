import Database
import Evidence
import Foundation
import Profiles
import Services
import SQLiteDatabase
import TestDatabases
import Testing

/// A pooled figure of the site is made again with the command that its page prints, on the rows that it offers.
@Suite("The command beside a pooled figure")
struct PoolCommandTests {
    /// Effects of made-up studies, in the columns of the What Works Clearinghouse; each with how it is pooled.
    private static let strands: [(topic: String, method: PoolMethod, effects: [[String]])] = [
        ("alone", .twoLevel, [["0.12"], ["0.31"], ["-0.05"], ["0.22"], ["0.02"]]),
        ("few", .threeLevel, [["0.12", "0.25"], ["0.31", "0.18"], ["-0.05"]]),
        (
            "many", .threeLevelRobust,
            [
                ["0.12", "0.25"], ["0.31", "0.18"], ["-0.05"], ["0.22", "0.29", "0.02"], ["0.02"], ["0.41"],
                ["0.09"], ["0.15"],
            ]
        ),
    ]

    private static let file: [String] = {
        var findings: [ClearinghouseFile.Finding] = []
        for strand in strands {
            for (study, effects) in strand.effects.enumerated() {
                for effect in effects {
                    var finding = ClearinghouseFile.Finding(
                        "\(strand.topic)-\(study)",
                        by: "Author\(study)",
                        effect
                    )
                    finding.treated += 13 * (findings.count + 1)
                    (finding.control, finding.topic) = (120, strand.topic)
                    findings.append(finding)
                }
            }
        }
        return ClearinghouseFile.lines(findings)
    }()

    @Test("takes the list of rejected rows away when the mended file comes")
    func mended() async throws {
        try await Command.inFolder { command in
            let migrated = try await command.run("migrate")
            #expect(migrated.code == 0, "\(migrated.errors)")
            let list = command.folder.appending(path: "wwc.csv.rejected.csv").path
            for (effect, isRejected) in [("many", true), ("0.31", false)] {
                let findings = [
                    ClearinghouseFile.Finding("a", by: "Ash", "0.12"),
                    ClearinghouseFile.Finding("b", by: "Birch", effect),
                ]
                try command.write("wwc.csv", ClearinghouseFile.lines(findings))
                let imported = try await command.run(
                    ["import", "evidence", "wwc.csv", "--source", "WWC", "--strands-from", "topic"]
                )
                #expect(imported.code == 0, "\(imported.errors)")
                #expect(
                    imported.output.contains(isRejected ? "1 rejected" : "0 rejected"),
                    "\(imported.output)"
                )
                #expect(FileManager.default.fileExists(atPath: list) == isRejected)
            }
        }
    }

    @Test(
        "writes rejected rows where it is told to, never over the file itself, and one place is for one file"
    )
    func rejectedPlace() async throws {
        try await Command.inFolder { command in
            _ = try await command.run("migrate")
            let lines = ClearinghouseFile.lines([
                ClearinghouseFile.Finding("a", by: "Ash", "0.12"),
                ClearinghouseFile.Finding("b", by: "Birch", "many"),
            ])
            try command.write("wwc.csv", lines)
            try command.write("list.ris", ["TY  - JOUR", "AU  - Ash, A.", "ER  - "])
            let start = ["import", "evidence", "--strands-from", "topic", "--rejected"]
            // A rejected record of a reference list keeps its two lines.
            for (file, lines) in [("wwc.csv", 2), ("list.ris", 3)] {
                let before = try command.text(file)
                let told = try await command.run(start + ["out.csv", file])
                #expect(told.code == 0 && told.output.contains("1 rejected"), "\(told.errors)")
                #expect(told.output.contains("out.csv") && !told.output.contains(" 1 records"))
                #expect(try command.text("out.csv").split(whereSeparator: \.isNewline).count == lines)
                let beside = command.folder.appending(path: "\(file).rejected.csv").path
                #expect(!FileManager.default.fileExists(atPath: beside))
                let itself = try await command.run(start + ["./\(file)", file])
                #expect(itself.code == 65 && itself.errorLines.count == 1, "\(itself.errors)")
                #expect(try command.text(file) == before)
            }
            // What no import wrote stays, whether anything is rejected or not.
            try command.write("mine.csv", ["name,reason", "Ada,because"])
            try command.write("good.csv", ClearinghouseFile.lines([.init("c", by: "Cedar", "0.2")]))
            for file in ["wwc.csv", "list.ris", "good.csv"] {
                let refused = try await command.run(start + ["mine.csv", file])
                #expect(refused.code == 65 && refused.errors.contains("mine.csv is there already"))
                #expect(try command.text("mine.csv") == "name,reason\nAda,because\n")
            }
            let several = try await command.run(start + ["out.csv", "wwc.csv", "list.ris"])
            #expect(several.code == 64 && several.errors.contains("--rejected is for one file"))
        }
    }

    @Test("gives the same estimate, interval, prediction and heterogeneity, whatever the model")
    func figures() async throws {
        try await Command.inFolder { command in
            try command.write("wwc.csv", Self.file)
            let migrated = try await command.run("migrate")
            #expect(migrated.code == 0, "\(migrated.errors)")
            let imported = try await command.run(
                "import",
                "evidence",
                "wwc.csv",
                "--source",
                "WWC",
                "--strands-from",
                "topic"
            )
            #expect(imported.code == 0, "\(imported.errors)")
            let pools = try await Self.pools(command.folder.appending(path: "var/braid.sqlite").path)
            for (strand, pool) in zip(Self.strands, pools) {
                let effect = try #require(pool.pooled, "\(strand.topic)")
                #expect(effect.method == strand.method, "\(strand.topic)")
                let rows = "\(pool.fileName).csv"
                try Data(pool.csv()).write(to: command.folder.appending(path: rows))
                let words = effect.method.command(rows: rows).split(separator: " ").map(String.init)
                #expect(words.first == "braid")
                let answer = try await command.run(Array(words.dropFirst()) + ["--format", "json"])
                #expect(answer.code == 0, "\(answer.errors)")
                let report = try JSONDecoder().decode(Report.self, from: Data(answer.output.utf8))
                let pooled = report.robust?.coefficients[0] ?? report.coefficients[0]
                let pairs: [(Double, Double)] = [
                    (pooled.estimate, effect.estimate), (pooled.standardError, effect.standardError),
                    (pooled.lower, effect.lower), (pooled.upper, effect.upper),
                    (report.predictionInterval.lower, effect.predictionLower),
                    (report.predictionInterval.upper, effect.predictionUpper),
                    (report.tauSquared, effect.tauSquared + (effect.tauSquaredWithin ?? 0)),
                    (report.iSquared, effect.iSquared),
                ]
                for (index, pair) in pairs.enumerated() {
                    #expect(abs(pair.0 - pair.1) < 1e-9, "\(strand.topic), figure \(index)")
                }
            }
        }
    }

    @Test("reads a column by the heading that it was told, and names the columns where it was told wrongly")
    func columns() async throws {
        try await Command.inFolder { command in
            try command.write("odd.csv", ["who,how much,spread,topic", "Adams 2017,0.2,0.01,odd"])
            _ = try await command.run("migrate")
            let start = ["import", "evidence", "odd.csv", "--strands-from", "topic"]
            let wrong = try await command.run(start + ["--column", "size=how much"])
            #expect(wrong.code == 64)
            #expect(wrong.errors.contains("the columns are study, effect, variance"))
            let told = try await command.run(
                start + [
                    "--column", "study=who", "--column", "effect=how much", "--column", "variance=spread",
                ]
            )
            #expect(told.code == 0, "\(told.errors)")
            #expect(told.output.contains("1 new, 0 changed"))
            try command.write("centred.csv", ["study,effect,se,year,topic", "Brown 2018,0.3,0.1,-4.5,odd"])
            let centred = ["import", "evidence", "centred.csv", "--strands-from", "topic"]
            let refused = try await command.run(centred)
            #expect(refused.output.contains("Line 2: The column year has “-4.5”, which is no year"))
            let none = try await command.run(centred + ["--column", "year="])
            #expect(none.output.contains("1 new, 0 changed"), "\(none.errors)")
            let written = try await command.run("export", "findings")
            #expect(written.output.contains("Adams 2017,0.2,0.01,"))
            #expect(written.errors.contains("2 rows written."))
        }
    }

    @Test("says how to make strands that are missing, what a filter passed over, and what waits, one or many")
    func told() async throws {
        try await Command.inFolder { command in
            _ = try await command.run("migrate")
            try command.write("named.csv", ["study,effect,se,Approach", "Adams 2017,0.2,0.1,Echo reading"])
            let missing = try await command.run("import", "evidence", "named.csv")
            #expect(missing.output.contains("Line 2: There is no strand called “Echo reading”"))
            #expect(missing.output.contains("made with --strands-from Approach."))
            let made = try await command.run("import", "evidence", "named.csv", "--strands-from", "Approach")
            #expect(made.output.contains("1 new, 0 changed, 0 unchanged, 0 rejected; 1 new study."))
            #expect(!made.output.contains("--strands-from"))

            let filter = ["import", "evidence", "named.csv", "--only"]
            let none = try await command.run(filter + ["Approach=Feedback"])
            #expect(none.code == 0 && none.output.contains("0 rejected, 1 passed over; 0 new studies."))
            #expect(none.output.contains("No row has “Feedback” in the column Approach: 1 row was passed"))
            let some = try await command.run(filter + ["Approach=Echo reading"])
            #expect(some.output.contains("1 unchanged") && !some.output.contains("passed over"))

            let record = ["TY  - JOUR", "TI  - Reading aloud in ten schools", "AU  - Oake, B.", "PY  - 2014"]
            let pair = ["1", "2"].flatMap { record + ["AN  - A\($0)", "ER  - "] }
            try command.write("pair.ris", pair)
            let waiting = try await command.run("import", "evidence", "pair.ris")
            #expect(waiting.output.contains("1 possible duplicate waits for a decision"))
            try command.write("headings.csv", ["title,author"])
            let empty = try await command.run("import", "evidence", "headings.csv")
            #expect(empty.code == 65 && empty.errors.contains("There are headings but no rows below them"))
        }
    }

    private struct Report: Decodable {
        struct Coefficient: Decodable {
            let estimate, standardError, lower, upper: Double
        }

        struct Robust: Decodable {
            let coefficients: [Coefficient]
        }

        struct Ends: Decodable {
            let lower, upper: Double
        }

        let coefficients: [Coefficient]
        let robust: Robust?
        let predictionInterval: Ends
        let tauSquared, iSquared: Double
    }

    /// The pools of the strands that the import made, as their pages show them.
    private static func pools(_ path: String) async throws -> [LivingPool] {
        let database = try SQLiteDatabase(path: path)
        let evidence = Evidence(
            database: database,
            services: .live,
            profiles: try .carried(),
            codeVersion: "test"
        )
        var pools: [LivingPool] = []
        for strand in strands {
            let id = try await evidence.strand(slug: strand.topic).id
            pools.append(try #require(try await evidence.pool(of: id, .published)))
        }
        await database.close()
        return pools
    }
}
