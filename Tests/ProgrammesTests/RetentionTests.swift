import Access
import Database
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("What is kept after a run, and for how long")
struct ProgrammesRetentionTests {
    @Test("the guide says what the job does", arguments: ProgrammesRetention.allCases)
    func documented(kind: ProgrammesRetention) throws {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let guide = try String(
            contentsOf: project.appending(path: "docs/data-protection.md"),
            encoding: .utf8
        )
        let line = try #require(guide.split(separator: "\n").first { $0.contains("| `\(kind.rawValue)` |") })
        #expect(line.contains("| \(kind.days) "), "\(line)")
    }

    /// Everything that the job is about, of a run that ended on 3 March 2027.
    private static func full(_ network: Network) async throws -> Run {
        let programmes = network.programmes
        let noel = network.actor("Noel Editor")
        let (run, _) = try await AfterwardsTests.held(network, places: 5, present: 5)
        _ = try await programmes.finishRun(run.id, by: noel)
        for invitation in try await AfterwardsTests.invitations(run, network) {
            try await programmes.giveFeedback(AfterwardsTests.answer(4, "Ann said it best"), to: invitation)
        }
        var message = MessageDraft()
        message.subject = "The slides"
        message.body = "Here they are."
        message.audience = "all"
        message.purpose = "training"
        _ = try await programmes.writeToParticipants(
            message.checked(),
            of: run.id,
            by: noel,
            key: try #require(IdempotencyKey("retention"))
        )
        let text = "Name,Email,School\nBen Birch,ben@seaview.test,Seaview School\n"
        _ = try await programmes.importHistory(
            Array(text.utf8),
            named: "past.csv",
            title: "Maths",
            heldOn: LocalDate("2027-03-03"),
            into: Network.north.id,
            by: noel
        )
        try await network.database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO waiting_entry (id, run_id, organisation_id, person_id, ticket, places, takes_fewer, state, joined_at)
                SELECT 1, run_id, organisation_id, booked_by, 999, 1, 0, 'left', 0 FROM booking
                """
            )
        }
        return run
    }

    /// Waiting entries, messages, feedback with words, named places, named certificates, named past attendees.
    private static func kept(_ network: Network) async throws -> [Int] {
        try await network.database.read { transaction in
            try [
                "SELECT count(*) FROM waiting_entry", "SELECT count(*) FROM participant_message",
                "SELECT count(*) FROM feedback WHERE most_useful <> ''",
                "SELECT count(*) FROM place WHERE name LIKE 'Teacher%' AND email IS NOT NULL",
                "SELECT count(*) FROM certificate WHERE name LIKE 'Teacher%'",
                "SELECT count(*) FROM past_attendance WHERE name = 'Ben Birch' AND email = 'ben@seaview.test'",
            ].map { try transaction.count($0) }
        }
    }

    @Test(
        "goes when its time is over, a day later and not before; counts stay",
        arguments: TestEngine.available
    )
    func periods(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let run = try await Self.full(network)
            #expect(try await Self.kept(network) == [1, 1, 5, 5, 5, 1])
            var day = 0
            func onDay(_ later: Int) async throws -> Int {
                network.clock.advance(hours: Double(24 * (later - day)))
                day = later
                return try await programmes.keepRetention()
            }
            #expect(try await onDay(365) == 0)
            #expect(try await onDay(366) == 2)
            #expect(try await Self.kept(network) == [0, 0, 5, 5, 5, 1])
            #expect(try await onDay(3 * 365) == 0)
            #expect(try await onDay(3 * 365 + 1) == 5)
            #expect(try await onDay(6 * 365) == 0)
            #expect(try await onDay(6 * 365 + 1) == 11)
            #expect(try await Self.kept(network) == [0, 0, 0, 0, 0, 0])
            #expect(try await programmes.keepRetention() == 0)
            let noel = network.actor("Noel Editor")
            let results = try await programmes.feedbackResults(of: run.id, by: noel)
            #expect(results.scales.first?.counts == [0, 0, 0, 5, 0])
            #expect(
                try await programmes.certificates(of: run.id, by: noel).map(\.name)
                    == Array(repeating: "Name removed", count: 5)
            )
            #expect(try await programmes.pastEvents(of: Network.north.id, by: noel).map(\.schools) == [1])
            let present = try await network.database.read {
                try $0.count("SELECT count(*) FROM attendance WHERE state = 'present'")
            }
            #expect(present == 6)
        }
    }
}
