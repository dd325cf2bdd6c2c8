import Access
import CSV
import Database
import Foundation
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("Rosters and outcomes")
struct RosterTests {
    /// A joined school on a day on which it may send its roster.
    func joined(
        on engine: TestEngine = .sqlite,
        _ body: (TrialWorld, ID<Trial>, ID<TrialSchool>) async throws -> Void
    ) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            try await body(world, id, try await world.joined(id, 1))
        }
    }

    func send(
        _ text: String,
        _ wave: Wave = .roster,
        to place: ID<TrialSchool>,
        _ world: TrialWorld,
        day: String = "2026-10-10"
    ) async throws -> RosterUpload {
        try await world.on(day).uploadRoster(
            Array(text.utf8),
            wave,
            to: place,
            by: TrialWorld.evaluator(of: 1)
        )
    }

    @Test(
        "take the good rows and name the others by line, column and what is allowed",
        arguments: TestEngine.available
    )
    func partial(on engine: TestEngine) async throws {
        try await joined(on: engine) { world, _, place in
            let file = """
                Pupil code,Class,Baseline,FSM
                P1,4A,34,yes
                P2,4A,thirty,no
                ,4A,30,no
                P1,4A,31,no
                P5,4A,,maybe
                P6,4B,101.5,
                """
            let upload = try await send(file, to: place, world)
            #expect(upload.accepted == 2 && upload.total == 2)
            #expect(upload.faults.map(\.line) == [3, 4, 5, 6])
            #expect(upload.faults.map(\.column) == ["Baseline", "Pupil code", "Pupil code", "FSM"])
            #expect(upload.faults[2].reason.contains("on line 2"))
            #expect(upload.faults.allSatisfy { $0.reason.contains("Allowed:") })
            // What stood there is not repeated.
            #expect(!upload.faults.contains { $0.reason.contains("thirty") || $0.reason.contains("maybe") })
            let kept = try await world.on("2026-10-10").rejectedRows(
                of: place,
                .roster,
                by: TrialWorld.lead(of: 1)
            )
            #expect(kept == upload.faults)
        }
    }

    @Test("say why nothing of a file can be read")
    func nothingRead() async throws {
        try await joined { world, _, place in
            let broken = "Pupil code,Class,Baseline,FSM\nP1,4A,34,yes,more\nP2,4A,35,no,more\n"
            do {
                _ = try await send(broken, to: place, world)
                Issue.record("a file of rows that are too long was taken")
            } catch let error as PupilFileError {
                #expect(error.description.hasPrefix("No row below the headings can be read. Line 2: "))
            }
            await #expect(throws: PupilFileError.noRows) {
                try await send("Pupil code,Class,Baseline,FSM\n", to: place, world)
            }
            let names = "Name,UPN,DOB\nAnn Bell,A123456789012,2016-01-02\n"
            do {
                _ = try await send(names, to: place, world)
                Issue.record("a file of names was taken")
            } catch let refusal as UploadRefusal {
                #expect(refusal.description.hasPrefix("“Name”, “UPN” and “DOB” were not read"))
            }
        }
    }

    @Test(
        "let in nothing that looks like a person",
        arguments: [
            ("Pupil code,Baseline,FSM,Name\nP1,3,yes,Ann Bell\n", "Name"),
            ("Pupil code,Baseline,FSM,dob\nP1,3,yes,2016-01-02\n", "dob"),
            ("Pupil code,Baseline,FSM,UPN\nP1,3,yes,A123456789012\n", "UPN"),
            (
                "Pupil code,Baseline,FSM,Contact\nP1,3,yes,a@b.example\nP2,3,yes,c@d.example\nP3,3,yes,e@f.example\n",
                "Contact"
            ),
        ]
    )
    func columns(file: String, column: String) async throws {
        try await joined { world, _, place in
            let upload = try await send(file, to: place, world)
            #expect(upload.faults.contains { $0.column == column && $0.reason.contains("not kept") })
            let data = try await world.on("2026-10-11").schoolData(place, by: TrialWorld.evaluator(of: 1))
            let text = String(decoding: data, as: UTF8.self)
            for secret in ["Ann", "2016", "A1234", "@"] { #expect(!text.contains(secret)) }
        }
    }

    @Test(
        "refuse codes that are names, addresses, pupil numbers or dates",
        arguments: [
            "Anna Bell", "anna@school.example", "A123456789012", "2016-03-04", "04/03/16", "=cmd()", "P1;P2",
            "\u{202E}P1",
        ]
    )
    func codes(code: String) async throws {
        try await joined { world, _, place in
            let upload = try await send(
                "Pupil code,Baseline,FSM\n\"\(code)\",3,yes\nP9,4,no\n",
                to: place,
                world
            )
            #expect(upload.accepted == 1 && upload.faults.count == 1)
        }
    }

    @Test("sent twice are there once; new rows are added, known ones replaced, or all of them")
    func again() async throws {
        try await joined { world, _, place in
            let first = TrialWorld.roster(1)
            #expect(try await send(first, to: place, world).total == 24)
            #expect(try await send(first, to: place, world).total == 24)
            #expect(
                try await send("Pupil code,Baseline,FSM\nP101,1,no\nP999,2,yes\n", to: place, world).total
                    == 25
            )
            let replaced = try await world.on("2026-10-10").uploadRoster(
                Array("Pupil code,Baseline,FSM\nQ1,1,no\n".utf8),
                .roster,
                to: place,
                replacing: true,
                by: TrialWorld.evaluator(of: 1)
            )
            #expect(replaced.total == 1)
        }
    }

    @Test("ask which column is which once, and remember it")
    func matching() async throws {
        try await joined { world, _, place in
            let file = "Kennung,Punkte,Essen\nP1,3,yes\n"
            let trials = try world.on("2026-10-10")
            let refusal = try await #require(throws: UploadRefusal.self) {
                try await send(file, to: place, world)
            }
            #expect(
                refusal
                    == .missingColumns([.code, .baseline, .fsm], headings: ["Kennung", "Punkte", "Essen"])
            )
            let chosen: [RosterColumn: String] = [.code: "Kennung", .baseline: "Punkte", .fsm: "Essen"]
            _ = try await trials.uploadRoster(
                Array(file.utf8),
                .roster,
                to: place,
                chosen: chosen,
                by: TrialWorld.lead(of: 1)
            )
            #expect(try await send("Kennung,Punkte,Essen\nP2,4,no\n", to: place, world).total == 2)
            await #expect(throws: UploadRefusal.sameColumnTwice) {
                try await trials.uploadRoster(
                    Array(file.utf8),
                    .roster,
                    to: place,
                    chosen: [.code: "Kennung", .baseline: "Punkte", .fsm: "Punkte"],
                    by: TrialWorld.lead(of: 1)
                )
            }
        }
    }

    @Test(
        "are no other kind of file",
        arguments: [
            [0x50, 0x4B, 3, 4] + Array(repeating: UInt8(0), count: 400), [], Array("%PDF-1.7\n".utf8),
            Array(repeating: UInt8(0), count: 2_000), Array("Pupil code,Baseline,FSM\n".utf8),
        ]
    )
    func hostile(_ bytes: [UInt8]) async throws {
        try await joined { world, _, place in
            await #expect(throws: (any Error).self) {
                try await world.on("2026-10-10").uploadRoster(
                    bytes,
                    .roster,
                    to: place,
                    by: TrialWorld.evaluator(of: 1)
                )
            }
            let kept = try await world.on("2026-10-10").rowCounts(of: place, by: TrialWorld.lead(of: 1))
            #expect(kept.isEmpty)
        }
    }

    @Test(
        "are counted for all trials of a school at once, for its own people",
        arguments: TestEngine.available
    )
    func countedAtOnce(on engine: TestEngine) async throws {
        try await joined(on: engine) { world, _, place in
            let second = try await world.published(.schools, [.title: "Tidal Readers once more"])
            let waiting = try await world.joined(second, 1)
            let neighbour = try await world.joined(second, 2)
            _ = try await send(TrialWorld.roster(1), to: place, world)
            let trials = try world.on("2026-10-11")
            try await trials.uploadRoster(
                Array(TrialWorld.roster(2).utf8),
                .roster,
                to: neighbour,
                by: TrialWorld.evaluator(of: 2)
            )
            let school = TrialWorld.school(1).id
            for actor in [TrialWorld.lead(of: 1), TrialWorld.evaluator(of: 1)] {
                let counts = try await trials.rowCounts(ofSchool: school, by: actor)
                #expect(counts.mapValues { $0.map(\.count) } == [place: [24]])
                #expect(try await trials.rowCounts(of: waiting, by: actor).isEmpty)
            }
            for actor in [TrialWorld.lead(of: 2), TrialWorld.member(of: 1), TrialWorld.analyst, .anonymous] {
                await #expect(throws: AccessError.self) {
                    try await trials.rowCounts(ofSchool: school, by: actor)
                }
            }
        }
    }

    @Test(
        "come in their time: after parents could object, before the lock, outcomes after the draw, nothing after the freeze"
    )
    func order() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let trials = try world.on("2026-09-05")
            let place = try await trials.joinTrial(
                id,
                for: TrialWorld.school(1).id,
                memorandum: try await trials.memorandum(of: id).sha256,
                mayBeNamed: true,
                by: TrialWorld.lead(of: 1)
            )
            await #expect(throws: UploadRefusal.noNotice) {
                try await send(TrialWorld.roster(1), to: place, world)
            }
            _ = try await world.joined(id, 1)
            let until = try #require(LocalDate("2026-09-20"))
            await #expect(throws: UploadRefusal.objectionsOpen(until: until)) {
                try await send(TrialWorld.roster(1), to: place, world, day: "2026-09-20")
            }
            await #expect(throws: UploadRefusal.notAllocated) {
                try await send(TrialWorld.outcomes(1), .outcome, to: place, world)
            }
            _ = try await send(TrialWorld.roster(1), to: place, world)
            for number in 2...4 { _ = try await world.joined(id, number) }
            for number in 2...4 {
                let mine = try await world.on().trials(
                    ofSchool: TrialWorld.school(number).id,
                    by: TrialWorld.lead(of: number)
                )
                try await world.on("2026-10-10").uploadRoster(
                    Array(TrialWorld.roster(number).utf8),
                    .roster,
                    to: mine[0].place.id,
                    by: TrialWorld.lead(of: number)
                )
            }
            let later = try world.on("2026-10-25")
            try await later.lockRosters(of: id, by: TrialWorld.analyst)
            await #expect(throws: UploadRefusal.locked) {
                try await send(TrialWorld.roster(1), to: place, world, day: "2026-10-26")
            }
            try await later.allocate(id, by: TrialWorld.analyst)
            _ = try await send(TrialWorld.outcomes(1), .outcome, to: place, world, day: "2027-04-05")
            try await world.on("2027-06-01").freezeTrial(id, by: TrialWorld.analyst)
            await #expect(throws: UploadRefusal.frozen) {
                try await send(TrialWorld.outcomes(1), .outcome, to: place, world, day: "2027-06-02")
            }
        }
    }

    @Test(
        "of outcomes are not taken from a school of which nobody was allocated",
        arguments: TestEngine.available
    )
    func noRoster(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let late = try await world.joined(id, 5)
            _ = try await world.allocated(id, schools: 4)
            let trials = try world.on("2027-04-05")
            await #expect(throws: UploadRefusal.noRoster) {
                try await trials.uploadRoster(
                    Array(TrialWorld.outcomes(5).utf8),
                    .outcome,
                    to: late,
                    by: TrialWorld.lead(of: 5)
                )
            }
            #expect(try await trials.rowCounts(of: late, by: TrialWorld.lead(of: 5)).isEmpty)
        }
    }

    @Test("of outcomes hold only codes of the roster, and scores on the scale")
    func outcomes() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let upload = try await send(
                "Pupil code,Outcome\nP101,81\nX1,40\np102,40\nP103,\n",
                .outcome,
                to: places[0],
                world,
                day: "2027-04-05"
            )
            #expect(upload.accepted == 2)
            #expect(upload.faults.map(\.line) == [2, 3])
            #expect(upload.faults[0].reason.contains("0 to 80"))
            #expect(upload.faults[1].reason.contains("not in this school’s roster"))
        }
    }

    @Test("whose box was changed, or moved to another school, do not open")
    func tampered() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let places = try await world.withRosters(id, schools: 4)
            try await world.database.write { transaction in
                let rows: [[UInt8]] = try transaction.column(
                    "SELECT sealed_rows FROM pupil_block ORDER BY trial_school_id"
                )
                var changed = rows[0]
                changed[changed.count / 2] ^= 1
                try transaction.execute(
                    "UPDATE pupil_block SET sealed_rows = \(changed) WHERE trial_school_id = \(places[0])"
                )
                try transaction.execute(
                    "UPDATE pupil_block SET sealed_rows = \(rows[1]) WHERE trial_school_id = \(places[1])"
                )
                let other: [UInt8]? = try transaction.value(
                    "SELECT sealed_rows FROM pupil_block WHERE trial_school_id = \(places[3])"
                )
                try transaction.execute(
                    "UPDATE pupil_block SET sealed_rows = \(other) WHERE trial_school_id = \(places[2])"
                )
            }
            let trials = try world.on("2026-10-11")
            for number in [1, 3] {
                await #expect(throws: TrialsError.rowsGone) {
                    try await trials.schoolData(places[number - 1], by: TrialWorld.evaluator(of: number))
                }
            }
            await #expect(throws: TrialsError.rowsGone) {
                try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            }
        }
    }

    @Test(
        "are sealed: nothing of a row stands in the database, and nothing opens once the key is destroyed",
        arguments: TestEngine.available
    )
    func sealed(on engine: TestEngine) async throws {
        try await joined(on: engine) { world, id, place in
            _ = try await send("Pupil code,Class,Baseline,FSM\nZebra77,9Q,31.25,yes\n", to: place, world)
            let boxes: [[UInt8]] = try await world.database.read {
                try $0.column("SELECT sealed_rows FROM pupil_block")
            }
            #expect(boxes.count == 1)
            #expect(!String(decoding: boxes[0], as: UTF8.self).contains("Zebra77"))
            try await world.keys.destroy(of: id)
            await #expect(throws: TrialsError.rowsGone) {
                try await world.on("2026-10-12").schoolData(place, by: TrialWorld.evaluator(of: 1))
            }
            // Whoever asks for a pupil’s row is not told that there is none.
            await #expect(throws: TrialsError.rowsGone) {
                try await world.on("2026-10-12").removePupil(
                    code: "Zebra77",
                    from: place,
                    .objection,
                    by: TrialWorld.evaluator(of: 1)
                )
            }
            // A further file makes no key that would hide that the first is missing.
            await #expect(throws: TrialsError.rowsGone) {
                try await send("Pupil code,Class,Baseline,FSM\nZebra78,9Q,31,yes\n", to: place, world)
            }
            #expect(try await world.keys.missing(for: world.database) == 1)
        }
    }

    @Test(
        "lose a pupil who objects or is to be erased, until the freeze; who was allocated stays counted",
        arguments: TestEngine.available
    )
    func erasure(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published(.pupilsWithinSchools)
            let places = try await world.withRosters(id)
            let early = try world.on("2026-10-12")
            let office = TrialWorld.lead(of: 1)
            #expect(
                try await early.removePupil(code: "p101 ", from: places[0], .objection, by: office)
                    == .removed
            )
            #expect(
                try await early.removePupil(code: "P101", from: places[0], .objection, by: office)
                    == .notThere
            )
            try await early.lockRosters(of: id, by: TrialWorld.analyst)
            try await early.allocate(id, by: TrialWorld.analyst)
            #expect(
                try await early.removePupil(code: "P102", from: places[0], .erasure, by: office) == .removed
            )
            let counts = try await early.schoolCounts(of: places[0], by: office)
            #expect(counts.erased.reduce(0, +) == 1)
            #expect(try await early.rowCounts(of: places[0], by: office).map(\.count) == [22, 22])
            let late = try world.on("2027-04-05")
            _ = try await late.uploadRoster(
                Array(TrialWorld.outcomes(1).utf8),
                .outcome,
                to: places[0],
                by: office
            )
            try await late.freezeTrial(id, by: TrialWorld.analyst)
            #expect(
                try await late.removePupil(code: "P103", from: places[0], .erasure, by: office) == .frozen
            )
        }
    }

    @Test("ask three questions about delivery, and count late arrivals, once units are allocated")
    func fidelity() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let trials = try world.on("2027-03-01")
            var number = 1
            while try await !trials.schoolCounts(of: places[number - 1], by: TrialWorld.analyst).delivers {
                number += 1
            }
            let (place, lead) = (places[number - 1], TrialWorld.lead(of: number))
            await #expect(throws: (any Error).self) {
                try await trials.recordFidelity(["adherence": "6"], of: place, by: lead)
            }
            try await trials.recordFidelity(
                ["adherence": "4", "quality": "3", "responsiveness": "5"],
                of: place,
                by: lead
            )
            try await trials.recordLateArrivals("2", of: place, by: lead)
            let counts = try await trials.schoolCounts(of: place, by: TrialWorld.analyst)
            #expect(counts.fidelity == Fidelity(adherence: 4, quality: 3, responsiveness: 5))
            #expect(counts.lateArrivals == 2)
        }
    }

    @Test(
        "names classes that are called by a word with a code, the same in every file, and one class one way"
    )
    func classNames() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published(.classes)
            let place = try await world.joined(id, 1)
            let trials = try world.on("2026-10-10")
            func send(_ rows: [String]) async throws {
                let file = (["Pupil code,Class,Baseline,FSM"] + rows).joined(separator: "\r\n") + "\r\n"
                let upload = try await trials.uploadRoster(
                    Array(file.utf8),
                    .roster,
                    to: place,
                    by: TrialWorld.lead(of: 1)
                )
                #expect(upload.faults.isEmpty && upload.accepted == rows.count)
            }
            try await send(["P1,Oak,30,no", "P2,Willow,31,no", "P3,oak,32,yes"])
            try await send(["P4,7a,33,no", "P5,7A,34,no", "P6,Willow,35,no"])
            try await send(["P7,Mrs Reed,36,no"])
            let csv = try await trials.schoolData(place, by: TrialWorld.evaluator(of: 1))
            let classes = String(decoding: csv, as: UTF8.self).split(separator: "\r\n").dropFirst().map {
                String($0.split(separator: ",")[1])
            }
            #expect(classes.count == 7)
            #expect(classes[0] == classes[2] && classes[1] == classes[5] && classes[3] == "7A")
            #expect(classes[4] == "7A" && Set(classes).count == 4)
            for code in [classes[0], classes[1], classes[6]] {
                #expect(code.wholeMatch(of: /C[0-9]{7}/) != nil)
            }
        }
    }
}
