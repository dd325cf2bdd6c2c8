import Access
import Evidence
import Services
import TestDatabases
import Testing
import Trials

@Suite("A protocol that takes up a school’s account")
struct TakeUpAccountTests {
    private static let editor: Actor = .of(School.hub, .editor)

    @Test(
        "says what the account says of question, outcome, pupils and strand, as far as a protocol can",
        arguments: TestEngine.available
    )
    func takingUp(on engine: TestEngine) async throws {
        try await School.open(on: engine) { school in
            var strand = StrandDraft()
            strand.title = "Reading aloud"
            strand.summary = "Reading together."
            let made = try await school.trials.evidence.createStrand(strand, by: .system("test"))
            var answers = school.answers
            answers.strand = made.id
            let account = try await school.analysed(answers)
            try await school.trials.shareEvaluation(account, version: 3, account: "", by: .lead)
            let id = try await school.trials.startProtocol(
                .schools,
                title: "Paired reading in year 5",
                from: account,
                for: School.hub,
                by: Self.editor
            )
            let text = try await school.trials.protocolRecord(id, by: Self.editor).text
            #expect(text[.title] == "Paired reading in year 5")
            #expect(text[.question] == answers.question && text[.outcome] == "Reading test")
            #expect(text[.phase] == "Primary" && text[.yearGroups] == "Year 5")
            #expect(text[.strands] == made.slug && text.design == .schools)

            answers.phase = "Years 5 and 6"
            let other = try await school.analysed(answers)
            try await school.trials.shareEvaluation(other, version: 3, account: "", by: .lead)
            let second = try await school.trials.startProtocol(
                .schools,
                title: "Another",
                from: other,
                for: School.hub,
                by: Self.editor
            )
            let rest = try await school.trials.protocolRecord(second, by: Self.editor).text
            #expect(rest[.phase].isEmpty && rest[.yearGroups] == "Year 5")
        }
    }

    @Test("is not begun from a report that its school has not shared")
    func notShared() async throws {
        try await School.open { school in
            let account = try await school.analysed()
            await #expect(throws: AccessError.notFound) {
                try await school.trials.startProtocol(
                    .schools,
                    title: "Paired reading",
                    from: account,
                    for: School.hub,
                    by: Self.editor
                )
            }
            let protocols = try await school.trials.protocols(of: School.hub, by: Self.editor)
            #expect(protocols.isEmpty)
        }
    }
}
