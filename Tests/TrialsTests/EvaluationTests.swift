import Access
import CSV
import Database
import Evidence
import Foundation
import Profiles
import Sealing
import Services
import TestDatabases
import Testing
import Trials

@Suite("Quick evaluations")
struct EvaluationTests {
    @Test("Questions, file, check and report, on one record", arguments: TestEngine.available)
    func wholeWay(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let id = try await school.trials.startEvaluation(school.answers, for: School.id, by: .evaluator)
            #expect(try await school.trials.evaluation(id, by: .evaluator).step == .questions)
            let file = Pupils.file() + "Anna Smith,Offered,1,2,yes,5A\r\nP999,Offered,many,2,yes,5A\r\n"
            let first = try await school.trials.uploadPupils(Array(file.utf8), to: id, by: .evaluator)
            #expect(first.pupils.count == 60)
            #expect(first.faults.map(\.line) == [62, 63])
            let checked = try await school.trials.understoodPupils(of: id, by: .evaluator)
            #expect(checked.understood == first)
            #expect(checked.headings == ["Pupil code", "Group", "Pre", "Post", "FSM", "Class"])
            #expect(try await school.trials.evaluation(id, by: .evaluator).step == .checking)
            try await school.trials.analyseEvaluation(id, version: 2, treatedGroup: "Offered", by: .evaluator)
            let done = try await school.trials.evaluation(id, by: .evaluator)
            let report = try #require(done.report)
            #expect(done.step == .analysed)
            #expect(report.rejectedRows == 2)
            #expect(done.codeVersion == "test-1")
            #expect(done.purgeOn == LocalDate("2026-06-15"))
            let direct = try EvaluationReport.analysed(
                Pupils.rows(),
                treatedGroup: "Offered",
                formation: .randomisedPupils,
                rejectedRows: 2,
                balance: school.trials.profiles.balance
            )
            #expect(report == direct)
            #expect(try await school.trials.pupilRows(of: id, by: .evaluator) == Pupils.rows())
            #expect(
                try await school.verbs().sorted() == [
                    "evaluation.analyse", "evaluation.check-rows", "evaluation.check-rows",
                    "evaluation.read-rows", "evaluation.start", "evaluation.upload",
                ]
            )
        }
    }

    @Test(
        "A file of names has no codes left; one with codes under another heading has",
        arguments: TestEngine.available
    )
    func codesLeft(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let id = try await school.trials.startEvaluation(school.answers, for: School.id, by: .evaluator)
            for (heading, cell, hasCodes) in [("Name", "Ann Bell", false), ("Kennung", "K", true)] {
                var file = "\(heading),Group,Before,After\r\n"
                for pupil in 1...8 {
                    let code = hasCodes ? "\(cell)\(pupil)" : cell
                    file += "\(code),\(pupil % 2 == 0 ? "A" : "B"),\(pupil),\(pupil)\r\n"
                }
                try await school.trials.uploadPupils(Array(file.utf8), to: id, by: .evaluator)
                let checked = try await school.trials.understoodPupils(of: id, by: .evaluator)
                #expect(checked.hasCodes == hasCodes, "\(heading)")
            }
        }
    }

    @Test(
        "The command printed with the report gives its numbers from the very file that was uploaded",
        arguments: TestEngine.available,
        [false, true]
    )
    func command(on engine: TestEngine, isByClass: Bool) async throws {
        try await School.open(on: engine) { school in
            let rows = Pupils.rows(perGroup: 40).enumerated().map { index, pupil in
                PupilRow(
                    pseudonym: pupil.pseudonym,
                    group: pupil.group,
                    pre: pupil.pre,
                    post: pupil.post,
                    isFSM: pupil.isFSM,
                    className: isByClass
                        ? (pupil.group == "Offered" ? "5" : "6") + ["A", "B", "C"][index / 2 % 3] : "5A"
                )
            }
            // Written as schools write: what is missing by its codes, semicolons, headings with spaces.
            var lines = Pupils.file(rows).split(separator: "\r\n").map {
                String($0.replacing(",", with: ";"))
            }
            lines[0] = "Pupil code;Group;Score before;Score after;Free school meals;Class"
            for (line, cell, code) in [
                (3, 3, "Absent"), (8, 2, "x"), (9, 3, "-"), (12, 2, "N/A"), (20, 4, ""),
            ] {
                var cells = lines[line].split(separator: ";", omittingEmptySubsequences: false).map(
                    String.init
                )
                cells[cell] = code
                lines[line] = cells.joined(separator: ";")
            }
            lines.append("P900;Offered;many;3;yes;5A")
            let file = Array(lines.joined(separator: "\r\n").utf8)
            var answers = school.answers
            answers.formation = (isByClass ? GroupFormation.randomisedClasses : .chosen).rawValue
            let id = try await school.trials.startEvaluation(answers, for: School.id, by: .evaluator)
            try await school.trials.uploadPupils(file, to: id, by: .evaluator)
            try await school.trials.analyseEvaluation(id, version: 2, treatedGroup: "Offered", by: .evaluator)
            let done = try await school.trials.evaluation(id, by: .evaluator)
            let report = try #require(done.report)
            let comparison = try #require(report.comparison)
            #expect(
                report.rejectedRows == 1
                    && (report.treated.missingPost ?? 0) + (report.treated.missingPre ?? 0) > 0
            )
            let words = Program.words(try #require(done.commandLine))
            #expect(words.prefix(3) == ["braid", "analyse", "FILE"])
            let answer = try Program.json(Array(words.dropFirst()), file: file, named: "FILE")
            #expect(answer["unit"] as? String == (isByClass ? "class" : "pupil"))
            let size = answer.part("effectSize")
            #expect(size.number("estimate") == comparison.effect)
            #expect(size.number("lower") == comparison.lower && size.number("upper") == comparison.upper)
            #expect(answer.part("difference").number("estimate") == comparison.adjustedDifference)
            #expect(answer.number("pValue") == comparison.pValue)
            #expect(answer.number("detectable") == comparison.detectable)
            #expect(answer.number("baselineDifference") == comparison.baselineDifference)
            for (line, arm) in zip(answer.list("arms"), [report.treated, try #require(report.control)]) {
                #expect(line["name"] as? String == arm.name)
                #expect(line.number("pupils") == Double(arm.pupils))
                #expect(line.number("analysed") == Double(arm.analysed))
                #expect(line.number("meanAfter") == arm.meanPost)
                #expect(line.number("standardDeviationBefore") == arm.deviationPre)
            }
            #expect(answer.number("rejectedRows") == 1)
            guard case .compared(let effect, let lower, _, _, _, let isOther) = report.fsm else {
                Issue.record("eligible pupils are not told apart: \(report.fsm)")
                return
            }
            let part = answer.part("subgroup")
            #expect(part.part("effectSize").number("estimate") == effect)
            #expect(part.part("effectSize").number("lower") == lower)
            #expect(part["isClearlyDifferent"] as? Bool == isOther)
        }
    }

    @Test(
        "Going back keeps the file, and takes a report of the old answers away until its file is there again",
        arguments: TestEngine.available
    )
    func goingBack(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let id = try await school.trials.startEvaluation(school.answers, for: School.id, by: .evaluator)
            try await school.trials.uploadPupils(Array(Pupils.file().utf8), to: id, by: .evaluator)
            var draft = EvaluationDraft(try await school.trials.evaluation(id, by: .evaluator).answers)
            draft.question = "Another question?"
            draft.formation = GroupFormation.chosen.rawValue
            try await school.trials.changeAnswers(of: id, version: 2, draft, by: .evaluator)
            let back = try await school.trials.evaluation(id, by: .evaluator)
            #expect(back.step == .checking)
            #expect(back.answers.formation == .chosen)
            try await school.trials.analyseEvaluation(id, version: 3, treatedGroup: "Offered", by: .evaluator)
            await #expect(throws: DatabaseError.staleVersion) {
                try await school.trials.changeAnswers(of: id, version: 3, draft, by: .evaluator)
            }
            try await school.trials.changeAnswers(of: id, version: 4, draft, by: .evaluator)
            let taken = try await school.trials.evaluation(id, by: .evaluator)
            #expect(taken.report == nil && taken.step == .questions && taken.answers == back.answers)
            try await school.trials.uploadPupils(Array(Pupils.file().utf8), to: id, by: .evaluator)
            try await school.trials.analyseEvaluation(id, version: 6, treatedGroup: "Offered", by: .evaluator)
            #expect(try await school.trials.evaluation(id, by: .evaluator).step == .analysed)
        }
    }

    @Test("Columns chosen by a person are kept through to the report")
    func chosenColumns() async throws {
        try await School.open { school in
            let file = Pupils.file().replacingOccurrences(of: "Pre,Post", with: "T1,T2")
            let id = try await school.trials.startEvaluation(school.answers, for: School.id, by: .evaluator)
            let understood = try await school.trials.uploadPupils(Array(file.utf8), to: id, by: .evaluator)
            #expect(understood.match.missing == [.pre, .post])
            await #expect(throws: Faults.self) {
                try await school.trials.analyseEvaluation(
                    id,
                    version: 2,
                    treatedGroup: "Offered",
                    by: .evaluator
                )
            }
            try await school.trials.analyseEvaluation(
                id,
                version: 2,
                chosen: [.pre: "T1", .post: "T2"],
                treatedGroup: "Offered",
                by: .evaluator
            )
            #expect(try await school.trials.pupilRows(of: id, by: .evaluator) == Pupils.rows())
        }
    }

    @Test(
        "Answers are checked field by field",
        arguments: [
            ("question", ""), ("formation", "by feel"), ("formationDetail", ""), ("outcomeName", " "),
            ("yearGroup", ""), ("startedOn", "soon"), ("endedOn", "2024-01-01"), ("endedOn", "31/2/2025"),
        ]
    )
    func wrongAnswers(field: String, value: String) async throws {
        try await School.open { school in
            var draft = school.answers
            switch field {
            case "question": draft.question = value
            case "formation": draft.formation = value
            case "formationDetail": draft.formationDetail = value
            case "outcomeName": draft.outcomeName = value
            case "yearGroup": draft.yearGroup = value
            case "startedOn": draft.startedOn = value
            default: draft.endedOn = value
            }
            let faults = await #expect(throws: Faults.self) {
                try await school.trials.startEvaluation(draft, for: School.id, by: .evaluator)
            }
            #expect(faults?.list.map(\.field) == [field])
            let left = try await school.trials.evaluations(of: School.id, by: .evaluator)
            #expect(left.isEmpty)
        }
    }

    @Test("A file that cannot be taken leaves the one before", arguments: ["", "PK\u{3}\u{4}", "a,b\n"])
    func wrongFiles(text: String) async throws {
        try await School.open { school in
            let id = try await school.trials.startEvaluation(school.answers, for: School.id, by: .evaluator)
            try await school.trials.uploadPupils(Array(Pupils.file().utf8), to: id, by: .evaluator)
            await #expect(throws: (any Error).self) {
                try await school.trials.uploadPupils(Array(text.utf8), to: id, by: .evaluator)
            }
            let kept = try await school.trials.understoodPupils(of: id, by: .evaluator)
            #expect(kept.understood.pupils.count == 60)
        }
    }

    @Test("Pupil rows are nowhere in the database in the clear", arguments: TestEngine.available)
    func sealedAtRest(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let rows = Pupils.rows().map {
                PupilRow(pseudonym: "SECRETCODE\($0.pseudonym)", group: $0.group, pre: $0.pre, post: $0.post)
            }
            let id = try await school.analysed(
                file: Pupils.file(rows) + "Annabel Secretname,Offered,1,2,,\r\n"
            )
            let everything: [Row] = try await school.database.read { transaction in
                try ["evaluation", "evaluation_block", "evaluation_fault", "audit_entry"].flatMap {
                    try transaction.rows("SELECT * FROM \(SQL(trusted: $0))")
                }
            }
            for value in everything.flatMap(\.values) {
                let text: String
                switch value {
                case .text(let string): text = string
                case .blob(let bytes): text = String(decoding: bytes, as: UTF8.self)
                default: continue
                }
                #expect(!text.contains("SECRETCODE"))
                #expect(!text.lowercased().contains("secretname"))
            }
            let stranger = try School.trials(
                school.database,
                at: School.now.addingTimeInterval(1),
                key: SealingKey(Services.seeded(6, at: School.now))
            )
            await #expect(throws: TrialsError.rowsGone) {
                try await stranger.pupilRows(of: id, by: .evaluator)
            }
        }
    }

    @Test("A block that was moved to another evaluation does not open there")
    func movedBlocks() async throws {
        try await School.open { school in
            let first = try await school.analysed()
            let second = try await school.analysed()
            try await school.database.write { transaction in
                try transaction.execute("DELETE FROM evaluation_block WHERE evaluation_id = \(second)")
                try transaction.execute("UPDATE evaluation_block SET evaluation_id = \(second)")
            }
            await #expect(throws: TrialsError.rowsGone) {
                try await school.trials.pupilRows(of: second, by: .evaluator)
            }
            await #expect(throws: TrialsError.rowsGone) {
                try await school.trials.pupilRows(of: first, by: .evaluator)
            }
        }
    }

    @Test("Purging destroys rows and key and keeps the report", arguments: TestEngine.available)
    func purging(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let id = try await school.analysed()
            try await school.trials.purgePupils(of: id, by: .lead)
            await #expect(throws: TrialsError.rowsGone) {
                try await school.trials.pupilRows(of: id, by: .evaluator)
            }
            let evaluation = try await school.trials.evaluation(id, by: .evaluator)
            #expect(evaluation.report != nil)
            #expect(evaluation.purgedAt == School.now)
            await #expect(throws: TrialsError.wrongStep) {
                try await school.trials.uploadPupils(Array(Pupils.file().utf8), to: id, by: .evaluator)
            }
            // Its report could not be made anew.
            await #expect(throws: TrialsError.wrongStep) {
                try await school.trials.changeAnswers(of: id, version: 4, school.answers, by: .evaluator)
            }
            #expect(try await school.trials.evaluation(id, by: .evaluator) == evaluation)
            #expect(try await school.verbs().contains("evaluation.purge"))
        }
    }

    @Test("Rows are destroyed on their day, not before, and once", arguments: TestEngine.available)
    func purgeDay(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let id = try await school.analysed()
            func later(_ days: Double) throws -> Trials {
                try School.trials(school.database, at: School.now.addingTimeInterval(days * 86_400))
            }
            #expect(try await later(364).purgeDue() == 0)
            #expect(try await later(365).purgeDue() == 1)
            #expect(try await later(366).purgeDue() == 0)
            #expect(try await school.trials.evaluation(id, by: .evaluator).purgedAt != nil)
        }
    }

    @Test(
        "Another school’s evaluation does not exist, whatever one asks of it",
        arguments: TestEngine.available
    )
    func strangers(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let id = try await school.analysed()
            let trials = school.trials
            let draft = school.answers
            for role in Role.allCases {
                let actor = Actor.of(School.other, role, person: 9)
                await #expect(throws: AccessError.notFound) { try await trials.evaluation(id, by: actor) }
                await #expect(throws: AccessError.notFound) { try await trials.pupilRows(of: id, by: actor) }
                await #expect(throws: AccessError.notFound) {
                    try await trials.understoodPupils(of: id, by: actor)
                }
                await #expect(throws: AccessError.notFound) {
                    try await trials.uploadPupils(Array("a".utf8), to: id, by: actor)
                }
                await #expect(throws: AccessError.notFound) {
                    try await trials.changeAnswers(of: id, version: 3, draft, by: actor)
                }
                await #expect(throws: AccessError.notFound) {
                    try await trials.analyseEvaluation(id, version: 3, treatedGroup: "Offered", by: actor)
                }
                await #expect(throws: AccessError.notFound) {
                    try await trials.purgePupils(of: id, by: actor)
                }
                await #expect(throws: AccessError.notFound) {
                    try await trials.shareEvaluation(id, version: 3, account: "", by: actor)
                }
                await #expect(throws: AccessError.notFound) {
                    try await trials.unshareEvaluation(id, version: 3, by: actor)
                }
                await #expect(throws: AccessError.notFound) {
                    try await trials.evaluations(of: School.id, by: actor)
                }
            }
            await #expect(throws: AccessError.notSignedIn) { try await trials.evaluation(id, by: .anonymous) }
            await #expect(throws: AccessError.notSignedIn) {
                try await trials.evaluation(ID(rawValue: 1), by: .anonymous)
            }
            #expect(try await trials.evaluation(id, by: .evaluator).version == 3)
        }
    }

    @Test("Who of the school may do what", arguments: Role.allCases)
    func colleagues(role: Role) async throws {
        try await School.open { school in
            let id = try await school.analysed()
            let actor = Actor.of(School.id, role, person: 55)
            func may(_ roles: Set<Role>, _ body: () async throws -> Void) async throws {
                do {
                    try await body()
                    #expect(roles.contains(role))
                } catch AccessError.forbidden {
                    #expect(!roles.contains(role))
                }
            }
            try await may([.lead, .editor, .evaluator]) {
                _ = try await school.trials.evaluation(id, by: actor)
            }
            try await may([.evaluator]) { _ = try await school.trials.pupilRows(of: id, by: actor) }
            try await may([.lead]) {
                try await school.trials.shareEvaluation(id, version: 3, account: "", by: actor)
            }
            try await may([.lead, .evaluator]) { try await school.trials.purgePupils(of: id, by: actor) }
            try await may([.lead, .editor, .evaluator]) {
                _ = try await school.trials.startEvaluation(school.answers, for: School.id, by: actor)
            }
        }
    }

    @Test(
        "A shared account shows the figures of large enough groups, and can be taken back",
        arguments: TestEngine.available
    )
    func sharing(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            let id = try await school.analysed()
            await #expect(throws: AccessError.notFound) { try await school.trials.account(id) }
            try await school.trials.shareEvaluation(id, version: 3, account: "We read in pairs.", by: .lead)
            let account = try await school.trials.account(id)
            #expect(account.text == "We read in pairs.")
            #expect(account.report?.comparison != nil)
            #expect(try await school.trials.accounts().map(\.id) == [id])
            await #expect(throws: TrialsError.wrongStep) {
                try await school.trials.changeAnswers(of: id, version: 4, school.answers, by: .evaluator)
            }
            try await school.trials.unshareEvaluation(id, version: 4, by: .lead)
            let left = try await school.trials.accounts()
            #expect(left.isEmpty)
        }
    }

    @Test("A shared account of small groups hides its figures")
    func smallGroups() async throws {
        try await School.open { school in
            let id = try await school.analysed(file: Pupils.file(Pupils.rows(perGroup: 9)))
            try await school.trials.shareEvaluation(id, version: 3, account: "", by: .lead)
            #expect(try await school.trials.account(id).report == nil)
        }
    }
}
