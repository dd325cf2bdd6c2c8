import Database
import HTTPTypes
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

@Suite("A quick evaluation on its pages")
struct EvaluationJourneyTests {
    private static let evaluator = "t.ashdown@tarnsea-academy.example"
    private static let head = "head@tarnsea-harbour.example"

    /// The page of the one evaluation that is private, or shared, and has a report.
    private static func path(_ served: ServedSite, isShared: Bool) async throws -> String {
        let condition: SQL = isShared ? "shared_at IS NOT NULL" : "shared_at IS NULL AND report IS NOT NULL"
        let found: [ID<Evaluation>] = try await served.database.read { transaction in
            try transaction.column("SELECT id FROM evaluation WHERE \(condition)")
        }
        let id = try #require(found.first)
        return "/school/evaluations/\(id)"
    }

    private static func form(_ path: String, sentTo action: String, _ served: ServedSite, _ visitor: Visitor)
        async throws -> PageForm
    {
        let page = try await served.ask(.get, path, as: visitor)
        #expect(page.status == 200)
        return try #require(PageForm.all(in: page.text).first { $0.action == action })
    }

    private static var file: String {
        let rows: [String] = (0..<40).map { (number: Int) -> String in
            let before = 90 + number * 7 % 21
            let isOffered = number.isMultiple(of: 2)
            let after = before + number * 5 % 11 + (isOffered ? 3 : 0)
            return "P\(number),\(isOffered ? "Offered" : "Not offered"),\(before),\(after)\r\n"
        }
        return "Pupil code,Group,Pre,Post\r\n" + rows.joined()
    }

    @Test(
        "is made anew from its file when its answers change, and once where the button is pressed twice",
        arguments: TestEngine.available
    )
    func anew(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let tom = try await served.visitor(Self.evaluator)
            let path = try await Self.path(served, isShared: false)
            var answers = try await Self.form(path + "/questions", sentTo: path + "/questions", served, tom)
            answers.set("formation", ["chosen"])
            let changed = try await served.ask(.post, answers.action, as: tom, body: answers.encoded)
            #expect(changed.status == 303 && changed.place == path)
            let asked = try await served.ask(.get, path, as: tom)
            #expect(asked.status == 303 && asked.place == path + "/file")

            let upload = try await Self.form(path + "/file", sentTo: path + "/file", served, tom)
            let taken = try await served.ask(
                .post,
                upload.action,
                as: tom,
                body: upload.multipart(Self.file, as: "file"),
                contentType: "multipart/form-data; boundary=\(PageForm.boundary)"
            )
            #expect(taken.status == 303 && taken.place == path)
            var check = try await Self.form(path, sentTo: path + "/analysis", served, tom)
            check.set("treatedGroup", ["Offered"])
            check.set("do", ["analyse"])
            for _ in 1...2 {
                let made = try await served.ask(.post, check.action, as: tom, body: check.encoded)
                #expect(made.status == 303 && made.place == path)
            }
            let report = try await served.ask(.get, path, as: tom)
            #expect(report.status == 200 && report.text.contains("Staff chose the pupils"))
            // The command is for whoever looks for it.
            let folded = try #require(report.text.firstRange(of: "How someone else can check the numbers"))
            let command = try #require(report.text.firstRange(of: "braid analyse"))
            #expect(report.text[folded.upperBound..<command.lowerBound].contains("</summary>"))
        }
    }

    @Test(
        "offers no report of a file without codes or with one group, and says why",
        arguments: TestEngine.available
    )
    func noReport(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let tom = try await served.visitor(Self.evaluator)
            let path = try await Self.path(served, isShared: false)
            var answers = try await Self.form(path + "/questions", sentTo: path + "/questions", served, tom)
            answers.set("formation", ["chosen"])
            _ = try await served.ask(.post, answers.action, as: tom, body: answers.encoded)
            func check(_ file: String) async throws -> Reply {
                let upload = try await Self.form(path + "/file", sentTo: path + "/file", served, tom)
                let taken = try await served.ask(
                    .post,
                    upload.action,
                    as: tom,
                    body: upload.multipart(file, as: "file"),
                    contentType: "multipart/form-data; boundary=\(PageForm.boundary)"
                )
                #expect(taken.status == 303)
                return try await served.ask(.get, path, as: tom)
            }
            // The heading says that they are names.
            let names = try await check(Self.file.replacing("Pupil code", with: "Pupil name"))
            #expect(names.words.contains("No column of codes is left"))
            #expect(!names.words.contains("Make the report") && !names.text.contains(path + "/analysis"))
            let one = try await check(Self.file.replacing("Not offered", with: "Offered"))
            #expect(one.words.contains("Only one group") && !one.words.contains("Make the report"))
            #expect(one.words.contains("Look again with these columns"))
            let absent = try await check(
                Self.file.replacing("P1,Not offered,97,", with: "P1,Not offered,absent,")
            )
            #expect(absent.words.contains("1 score before, 0 scores after"))
            #expect(absent.words.contains("Make the report"))
        }
    }

    @Test("says beside it that what the school wants to say is too long", arguments: TestEngine.available)
    func account(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let head = try await served.visitor(Self.head)
            let path = try await Self.path(served, isShared: true)
            var form = try await Self.form(path, sentTo: path + "/sharing", served, head)
            form.set("do", ["stop"])
            let stopped = try await served.ask(.post, form.action, as: head, body: form.encoded)
            #expect(stopped.status == 303)
            form = try await Self.form(path, sentTo: path + "/sharing", served, head)
            form.set("account", [String(repeating: "Longer. ", count: 700)])
            form.set("do", ["share"])
            let refused = try await served.ask(.post, form.action, as: head, body: form.encoded)
            #expect(refused.status == 422 && refused.text.contains("Longer. Longer."))
            #expect(refused.words.contains("Shorten the account to 5000 characters or fewer"))
        }
    }
}
