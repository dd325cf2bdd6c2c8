import Access
import Database
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("Files that are not quite what was asked for")
struct WrongFileTests {
    private static let office = TrialWorld.lead(of: 1)
    private static let spring = "2027-04-10"

    private static func roster(
        on engine: TestEngine = .sqlite,
        _ body: (TrialWorld, ID<TrialSchool>) async throws -> Void
    ) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            try await body(world, try await world.joined(id, 1))
        }
    }

    private static func send(
        _ text: String,
        _ wave: Wave = .roster,
        to place: ID<TrialSchool>,
        _ world: TrialWorld,
        replacing: Bool = false
    ) async throws -> RosterUpload {
        try await world.on(wave == .roster ? "2026-10-10" : spring).uploadRoster(
            Array(text.utf8),
            wave,
            to: place,
            replacing: replacing,
            by: office
        )
    }

    /// The rows as the school's evaluator downloads them.
    private static func rows(_ place: ID<TrialSchool>, _ world: TrialWorld, day: String = "2026-10-10")
        async throws -> String
    {
        let bytes = try await world.on(day).schoolData(place, by: TrialWorld.evaluator(of: 1))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "Titles and empty rows above the headings are passed over, and lines are still those of the file",
        arguments: [
            "Autumn reading test,,,\r\n,,,\r\n", "\u{FEFF}Autumn reading test\r\n\r\n",
            "School:,Hill,,\n,,,\n",
            "\"Autumn, and before\",,,\r\n,,,\r\n",
        ]
    )
    func title(above: String) throws {
        let file = try PupilFile.read(
            Array((above + "Pupil code,Class,Baseline,FSM\nP1,4A,34,yes\nP2,4A,35,no,more\n").utf8)
        )
        #expect(file.headings == ["Pupil code", "Class", "Baseline", "FSM"])
        #expect(file.rows.map(\.line) == [4] && file.unreadable.map(\.line) == [5])
    }

    @Test(
        "Only a title is passed over: where the first row has headings, or none has, nothing is",
        arguments: [
            "Pupil code,Before\nbaseline,class\n", "Kennung,Punkte\nP1,3\n",
            "who,when,which,score\nP1,after,treatment,3\n",
        ]
    )
    func noTitle(text: String) throws {
        let file = try PupilFile.read(Array(text.utf8))
        #expect(file.rows.map(\.line) == [2])
    }

    @Test("A title above columns between semicolons, with decimal commas and names in Windows-1252")
    func windows() throws {
        var bytes = Array("Lesetest;;\r\nPupil code;Class;Baseline\r\nP1;Ch".utf8)
        bytes += [0xEA] + Array("ne;34,5\r\nP2;7A;101,25\r\n".utf8)
        let file = try PupilFile.read(bytes)
        #expect(file.headings == ["Pupil code", "Class", "Baseline"])
        #expect(file.rows.map(\.cells) == [["P1", "Chêne", "34,5"], ["P2", "7A", "101,25"]])
    }

    @Test(
        "Scores are numbers with a point or a decimal comma; a comma between thousands is neither",
        arguments: [
            ("34", 34.0), ("34.5", 34.5), ("34,5", 34.5), ("101,25", 101.25), ("-2,5", -2.5), ("1,234", nil),
            ("1,2,3", nil), ("1.2,3", nil), ("34,", nil), ("34/60", nil), ("45%", nil), ("", nil),
        ] as [(String, Double?)]
    )
    func scores(cell: String, expected: Double?) {
        #expect(PupilCell.score(cell) == expected)
    }

    @Test(
        "What stands for no score is no score; a cross is a class and no answer about meals",
        arguments: ["x", "X"]
    )
    func cross(cell: String) async throws {
        #expect(PupilCell.plain(cell, isScore: true).isEmpty)
        #expect(PupilCell.plain(cell, isScore: false) == cell && PupilCell.fsm(cell) == .unreadable)
        try await Self.roster { world, place in
            let file = "Pupil code,Class,Baseline,FSM\nP1,\(cell),\(cell),no\nP2,4A,30,\(cell)\n"
            let upload = try await Self.send(file, to: place, world)
            #expect(upload.accepted == 1 && upload.faults.map(\.column) == ["FSM"])
            #expect(try await Self.rows(place, world).contains("P1,X,,no,"))
        }
    }

    @Test(
        "Missing scores as offices and spreadsheets write them",
        arguments: ["absent", "Abs", "N/A", "#N/A", "-", "–", "none", "Did not sit", ""]
    )
    func absent(cell: String) async throws {
        try await Self.roster { world, place in
            let file = "Pupil code,Class,Baseline,FSM\nP1,4A,\(cell),no\n"
            let upload = try await Self.send(file, to: place, world)
            #expect(upload.accepted == 1 && upload.faults.isEmpty)
        }
    }

    @Test("Codes in other cases, with blanks around them and without their zeros")
    func codes() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            let file = "Pupil code,Class,Baseline,FSM\n0017,4A,30,no\nP2,4A,31,yes\n"
            for number in 1...8 {
                try await world.on("2026-10-10").uploadRoster(
                    Array((number == 1 ? file : TrialWorld.roster(number)).utf8),
                    .roster,
                    to: try await world.joined(id, number),
                    by: TrialWorld.lead(of: number)
                )
            }
            let drawn = try world.on("2026-10-25")
            try await drawn.lockRosters(of: id, by: TrialWorld.analyst)
            try await drawn.allocate(id, by: TrialWorld.analyst)
            let mine = try await drawn.trials(ofSchool: TrialWorld.school(1).id, by: Self.office)
            let place = try #require(mine.first).place.id
            let upload = try await Self.send(
                "Pupil code,Outcome\n p2 ,40\n17,41\n18,42\n",
                .outcome,
                to: place,
                world
            )
            #expect(upload.accepted == 1 && upload.faults.map(\.line) == [3, 4])
            #expect(upload.faults[0].reason.hasPrefix("The roster has this code with zeros in front"))
            #expect(upload.faults[1].reason.hasPrefix("The code is not in this school’s roster"))
        }
    }

    @Test(
        "The file of the other wave is told from its headings, and the baseline is not taken for outcomes",
        arguments: TestEngine.available
    )
    func otherWave(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let sent = TrialWorld.roster(1)
            let refusal = try await #require(throws: UploadRefusal.self) {
                try await Self.send(sent, .outcome, to: places[0], world)
            }
            #expect(refusal.description.contains("It looks like the roster"))
            // Somebody who then says that the baseline is the outcome.
            await #expect(throws: UploadRefusal.sameAsBaseline) {
                try await world.on(Self.spring).uploadRoster(
                    Array(sent.utf8),
                    .outcome,
                    to: places[0],
                    chosen: [.code: "Pupil code", .outcome: "Baseline"],
                    by: Self.office
                )
            }
            #expect(
                try await world.on(Self.spring).rowCounts(of: places[0], by: Self.office).allSatisfy {
                    $0.wave != .outcome
                }
            )
            // Another school's pupils, with codes of their own.
            let others = TrialWorld.outcomes(2).replacing("P1", with: "Q1")
            await #expect(throws: UploadRefusal.noneInRoster) {
                try await Self.send(others, .outcome, to: places[0], world)
            }
            // One that is known makes it this school's file; the others are named without what a code may be.
            let mixed = others.replacing("Q101,", with: "P101,")
            let upload = try await Self.send(mixed, .outcome, to: places[0], world)
            #expect(upload.accepted == 1 && upload.faults.count == 23)
            #expect(upload.faults.allSatisfy { $0.reason == "The code is not in this school’s roster" })
            // A few pupils may score as they did before.
            let few = "Pupil code,Outcome\nP101,42\nP102,49\n"
            #expect(try await Self.send(few, .outcome, to: places[0], world).accepted == 2)
        }
    }

    @Test(
        "A list of names says which columns were not read and that codes are missing, and offers no other column",
        arguments: TestEngine.available
    )
    func namesAlone(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let places = try await world.allocated(try await world.published())
            let pupils = ["Ann Bell", "Ben Cole", "Cy Dean", "Di East", "Ed Firth", "Fay Gill"]
            var file = "Pupil name,UPN,Class,Score\n"
            for (index, pupil) in pupils.enumerated() {
                file += "\(pupil),A12345678901\(index),\(index < 3 ? "4A" : "4B"),\(40 + index)\n"
            }
            let refusal = try await #require(throws: UploadRefusal.self) {
                try await Self.send(file, .outcome, to: places[0], world)
            }
            #expect(refusal == .noCodes(notRead: ["Pupil name", "UPN"]))
            #expect(
                refusal.description
                    == "“Pupil name” and “UPN” were not read, because they look as if they said who a pupil is. The file has no column of pupil codes: add one and send it again"
            )
            // Codes under a heading of the school's own are asked for, as before.
            var coded = "Pupil name,Ours,Score\n"
            for (index, pupil) in pupils.enumerated() { coded += "\(pupil),P10\(index),\(40 + index)\n" }
            let asked = try await #require(throws: UploadRefusal.self) {
                try await Self.send(coded, .outcome, to: places[0], world)
            }
            #expect(
                asked == .missingColumns([.code], headings: ["Ours", "Score"], notRead: ["Pupil name"])
            )
        }
    }

    @Test(
        "Answers on meals are no names, in however many ways a short list writes them",
        arguments: TestEngine.available
    )
    func answers(on engine: TestEngine) async throws {
        try await Self.roster(on: engine) { world, place in
            let cells = ["Yes", "yes", "No", "no", "YES", "True", "false", "Eligible"]
            var file = "Pupil code,Class,Baseline,FSM\n"
            for (index, cell) in cells.enumerated() { file += "P\(index),4A,\(30 + index),\(cell)\n" }
            let upload = try await Self.send(file, to: place, world)
            #expect(upload.accepted == cells.count && upload.notRead.isEmpty)
        }
    }

    @Test(
        "Many who were absent do not make a column of scores one of names",
        arguments: ["absent", "#N/A", "Not tested"]
    )
    func absent(word: String) throws {
        var text = "Pupil code,Outcome\n"
        for pupil in 0..<12 { text += "P\(pupil),\(pupil < 5 ? word : "\(40 + pupil)")\n" }
        let file = try PupilFile.read(Array(text.utf8))
        #expect(file.headings == ["Pupil code", "Outcome"] && file.leftOut.isEmpty)
    }

    @Test("A column that looks like names is named where it is the one that is missing, and where it is not")
    func looksLikeNames() async throws {
        try await Self.roster { world, place in
            let names = ["Ann Bell", "Ben Cole", "Cy Dean", "Di East"]
            var file = "Pupil code,Baseline,FSM\n"
            for (index, name) in names.enumerated() { file += "P\(index),\(30 + index),\(name)\n" }
            let refusal = try await #require(throws: UploadRefusal.self) {
                try await Self.send(file, to: place, world)
            }
            let words = refusal.description
            #expect(words.hasPrefix("“FSM” was not read, because it looks as if it said who a pupil is. Say"))
            var with = "Pupil code,Surname,Baseline,FSM\n"
            for index in names.indices { with += "P\(index),Bell,\(30 + index),no\n" }
            let upload = try await Self.send(with, to: place, world)
            #expect(upload.accepted == names.count && upload.notRead == ["Surname"])
            #expect(upload.faults.count == 1)
        }
    }

    @Test("Outcomes where a roster is asked for are told from their headings")
    func outcomesForRoster() async throws {
        try await Self.roster { world, place in
            let refusal = try await #require(throws: UploadRefusal.self) {
                try await Self.send(TrialWorld.outcomes(1), to: place, world)
            }
            #expect(refusal.description.contains("“Baseline”, “FSM”"))
            #expect(refusal.description.contains("It looks like a file of outcomes"))
        }
    }

    @Test("A list that marks only those eligible for meals is not read as if the others were unknown")
    func onlyEligible() async throws {
        try await Self.roster { world, place in
            let marked = TrialWorld.roster(1).replacing(",no\r\n", with: ",\r\n")
            await #expect(throws: UploadRefusal.onlyEligibleMarked) {
                try await Self.send(marked, to: place, world)
            }
            let none = TrialWorld.roster(1).replacing(",no\r\n", with: ",\r\n").replacing(
                ",yes\r\n",
                with: ",\r\n"
            )
            let taken = try await Self.send(none, to: place, world)
            #expect(taken.accepted == 24)
        }
    }

    @Test(
        "An empty cell takes nothing away, unless the file replaces everything",
        arguments: TestEngine.available
    )
    func emptyCells(on engine: TestEngine) async throws {
        try await Self.roster(on: engine) { world, place in
            let whole = "Pupil code,Class,Baseline,FSM\nP1,4A,30,yes\nP2,4B,31,no\n"
            _ = try await Self.send(whole, to: place, world)
            // The other class enters its scores in a list of everyone.
            let half = "Pupil code,Class,Baseline,FSM\nP1,,,\nP2,4C,32,yes\n"
            #expect(try await Self.send(half, to: place, world).total == 2)
            var rows = try await Self.rows(place, world)
            #expect(rows.contains("P1,4A,30,yes,") && rows.contains("P2,4C,32,yes,"))
            #expect(try await Self.send(half, to: place, world, replacing: true).removed == 0)
            rows = try await Self.rows(place, world)
            #expect(rows.contains("P1,,,,") && !rows.contains("4A"))
            let one = "Pupil code,Class,Baseline,FSM\np2,4C,32,yes\nP3,4C,33,no\n"
            let upload = try await Self.send(one, to: place, world, replacing: true)
            #expect(upload.total == 2 && upload.removed == 1)
        }
    }

    @Test("A column as the template calls it wins over what was matched in an earlier file")
    func remembered() async throws {
        try await Self.roster { world, place in
            let trials = try world.on("2026-10-10")
            try await trials.uploadRoster(
                Array("Pupil code,Spelling,FSM\nP1,3,yes\n".utf8),
                .roster,
                to: place,
                chosen: [.code: "Pupil code", .baseline: "Spelling", .fsm: "FSM"],
                by: Self.office
            )
            let upload = try await Self.send(
                "Pupil code,Spelling,Baseline,FSM\nP1,3,40,yes\n",
                to: place,
                world
            )
            #expect(upload.match.headings[.baseline] == "Baseline")
            #expect(try await Self.rows(place, world).contains("P1,,40,yes,"))
        }
    }
}
