import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
import Pathways
import Services
import TestDatabases
import Testing

@Suite struct `Coaching and mentoring` {
    private static func draft(
        _ purpose: CoachingPurpose = .earlyCareerMentoring,
        coach: String = "Mia Mentor",
        coached: String = "Ella Early"
    ) -> CoachingDraft {
        var draft = CoachingDraft()
        draft.purpose = purpose.rawValue
        draft.coachName = coach
        draft.coachEmail = Network.email(of: coach)
        draft.coachedName = coached
        draft.coachedEmail = Network.email(of: coached)
        draft.school = "Seaview"
        draft.startsOn = "7 January 2027"
        return draft
    }

    private static func session(
        _ step: String,
        on day: String = "2027-01-07",
        next: String = "2027-01-20"
    ) -> CoachingSessionDraft {
        var draft = CoachingSessionDraft()
        draft.heldOn = day
        draft.kind = CoachingSessionKind.feedback.rawValue
        draft.praise = "Every pupil had an answer ready."
        draft.step = step
        draft.nextOn = next
        return draft
    }

    /// Mia mentors Ella, arranged by Northshore, and both have agreed.
    private func active(_ network: Network) async throws -> ID<CoachingRelationship> {
        let id = try await network.pathways.arrangeCoaching(
            Self.draft(),
            for: Network.north.id,
            by: network.actor("Noel Editor")
        )
        try await network.pathways.agreeToCoaching(id, by: network.actor("Mia Mentor"))
        try await network.pathways.agreeToCoaching(id, by: network.actor("Ella Early"))
        return id
    }

    @Test(arguments: TestEngine.available)
    func `begins when both have agreed, and not before`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await pathways.arrangeCoaching(
                Self.draft(),
                for: Network.north.id,
                by: network.actor("Noel Editor")
            )
            let mails = try await network.mails()
            #expect(Set(mails.map(\.to.address)) == ["mia.mentor@school.test", "ella.early@school.test"])
            let toMentor = try #require(mails.first { $0.to.address == "mia.mentor@school.test" })
            #expect(toMentor.text.contains("would like you to coach or mentor Ella Early: early career"))
            let toMentored = try #require(mails.first { $0.to.address == "ella.early@school.test" })
            #expect(toMentored.text.contains("would like Mia Mentor to coach or mentor you: early career"))
            await #expect(throws: PathwaysRefusal.notAgreed) {
                try await pathways.logSession(Self.session("Wait"), in: id, by: network.actor("Mia Mentor"))
            }
            try await pathways.agreeToCoaching(id, by: network.actor("Mia Mentor"))
            #expect(
                try await pathways.ownCoaching(by: network.actor("Ella Early"))[0].relationship.state
                    == .proposed
            )
            try await pathways.agreeToCoaching(id, by: network.actor("Ella Early"))
            let line = try await pathways.ownCoaching(by: network.actor("Ella Early"))[0]
            #expect(line.relationship.state == .active)
            #expect(line.relationship.school == Network.seaview)
            #expect(line.relationship.everyDays == 7, "the usual rhythm of early career mentoring")
        }
    }

    @Test(arguments: TestEngine.available)
    func `shows what was written to the two and to nobody else`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await active(network)
            try await pathways.logSession(
                Self.session("Wait three seconds"),
                in: id,
                by: network.actor("Mia Mentor")
            )
            for name in ["Mia Mentor", "Ella Early"] {
                let file = try await pathways.coachingFile(id, by: network.actor(name))
                #expect(file.sessions.map { $0.notes?.step } == ["Wait three seconds"])
                #expect(file.sessions[0].minutes == 30, "the usual length of a feedback session")
            }
            for name in ["Nora Lead", "Sue Lead", "Pat Outsider", "Max Mentor", "Hal Lead"] {
                await #expect(throws: AccessError.notFound) {
                    _ = try await pathways.coachingFile(id, by: network.actor(name))
                }
            }
            await #expect(throws: AccessError.forbidden, "nor the administrator") {
                _ = try await pathways.coachingFile(id, by: network.administrator)
            }
            await #expect(throws: AccessError.notSignedIn) {
                _ = try await pathways.coachingFile(id, by: .anonymous)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `keeps nothing of the content readable in the database`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await active(network)
            try await network.pathways.logSession(
                Self.session("Wait three seconds"),
                in: id,
                by: network.actor("Mia Mentor")
            )
            let boxes: [[UInt8]] = try await network.database.read {
                try $0.column("SELECT sealed_notes FROM coaching_session")
            }
            #expect(boxes.count == 1)
            #expect(!String(decoding: boxes[0], as: UTF8.self).contains("seconds"))
            let mails = try await network.mails()
            #expect(!mails.contains { $0.text.contains("seconds") })
        }
    }

    @Test(arguments: TestEngine.available)
    func `gives managers counts and hours`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await active(network)
            try await pathways.logSession(Self.session("One"), in: id, by: network.actor("Mia Mentor"))
            for (name, organisation) in [("Nora Lead", Network.north), ("Sue Lead", Network.seaview)] {
                let lines = try await pathways.coachingLines(of: organisation.id, by: network.actor(name))
                #expect(lines.map(\.sessions) == [1])
                #expect(lines.map(\.minutes) == [30])
            }
            await #expect(throws: AccessError.forbidden) {
                _ = try await pathways.coachingLines(of: Network.seaview.id, by: network.actor("Sam Booker"))
            }
            await #expect(throws: AccessError.notFound) {
                _ = try await pathways.coachingLines(of: Network.seaview.id, by: network.actor("Hal Lead"))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `logs a session sent twice once`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await active(network)
            let key = IdempotencyKey("the-same-form")
            for _ in 0..<2 {
                try await network.pathways.logSession(
                    Self.session("One"),
                    in: id,
                    by: network.actor("Mia Mentor"),
                    key: key
                )
            }
            #expect(try await network.count("SELECT count(*) FROM coaching_session") == 1)
        }
    }

    static let wrongSessions: [(change: @Sendable (inout CoachingSessionDraft) -> Void, field: String)] = [
        ({ $0.step = " " }, "step"), ({ $0.heldOn = "2027-01-08" }, "heldOn"),
        ({ $0.heldOn = "2027-01-06" }, "heldOn"), ({ $0.minutes = "0" }, "minutes"),
        ({ $0.nextOn = "2026-12-01" }, "nextOn"), ({ $0.kind = "chat" }, "kind"),
    ]

    @Test(arguments: wrongSessions.indices)
    func `says what is wrong with a log`(_ position: Int) async throws {
        try await Network.with(.sqlite) { network in
            let id = try await active(network)
            var draft = Self.session("One")
            Self.wrongSessions[position].change(&draft)
            let found = try await faults {
                try await network.pathways.logSession(draft, in: id, by: network.actor("Mia Mentor"))
            }
            #expect(found.keys.contains(Self.wrongSessions[position].field), "\(found)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `lets the person coached reflect, against a version`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await active(network)
            let session = try await pathways.logSession(
                Self.session("One"),
                in: id,
                by: network.actor("Mia Mentor")
            )
            await #expect(throws: AccessError.forbidden) {
                try await pathways.reflect(on: session, "Mine", version: 1, by: network.actor("Mia Mentor"))
            }
            try await pathways.reflect(
                on: session,
                "It was quiet.",
                version: 1,
                by: network.actor("Ella Early")
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await pathways.reflect(on: session, "Later", version: 1, by: network.actor("Ella Early"))
            }
            let file = try await pathways.coachingFile(id, by: network.actor("Mia Mentor"))
            #expect(file.sessions[0].reflection == "It was quiet.")
        }
    }

    @Test(arguments: TestEngine.available)
    func `hands over, and the new mentor reads the old notes only if the person coached says so`(
        on engine: TestEngine
    ) async throws {
        for shares in [true, false] {
            try await Network.with(engine) { network in
                let pathways = network.pathways
                let id = try await active(network)
                try await pathways.logSession(
                    Self.session("Old step"),
                    in: id,
                    by: network.actor("Mia Mentor")
                )
                let new = try await pathways.handOver(
                    id,
                    toName: "Max Mentor",
                    email: Network.email(of: "Max Mentor"),
                    on: "2027-02-01",
                    by: network.actor("Nora Lead")
                )
                try await pathways.agreeToCoaching(new, sharesPrevious: true, by: network.actor("Max Mentor"))
                try await pathways.agreeToCoaching(
                    new,
                    sharesPrevious: shares,
                    by: network.actor("Ella Early")
                )
                let file = try await pathways.coachingFile(new, by: network.actor("Max Mentor"))
                #expect(file.previous.map { $0.notes?.step } == (shares ? ["Old step"] : []))
                let old = try await pathways.coachingFile(id, by: network.actor("Ella Early"))
                #expect(old.line.relationship.state == .ended)
                #expect(old.line.relationship.end == .coachLeft)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `goes on until a hand-over that is planned, and can be written down for a month after`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let mia = network.actor("Mia Mentor")
            let id = try await active(network)
            _ = try await pathways.handOver(
                id,
                toName: "Max Mentor",
                email: Network.email(of: "Max Mentor"),
                on: "2027-02-01",
                by: network.actor("Nora Lead")
            )
            func log(_ day: String) async throws {
                let draft = Self.session("Wait after a question", on: day, next: "")
                try await pathways.logSession(draft, in: id, by: mia)
            }
            network.clock.advance(to: try #require(LocalDate("2027-01-20")))
            try await log("2027-01-20")
            network.clock.advance(to: try #require(LocalDate("2027-03-04")))
            try await log("2027-02-01")
            let late = try await faults { try await log("2027-02-02") }
            #expect(Array(late.keys) == ["heldOn"])
            network.clock.advance(days: 1)
            await #expect(throws: PathwaysRefusal.hasEnded) { try await log("2027-02-01") }
            #expect(try await pathways.coachingFile(id, by: mia).sessions.count == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `pairs the same two for one purpose once`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            _ = try await active(network)
            await #expect(throws: PathwaysRefusal.alreadyPaired) {
                _ = try await network.pathways.arrangeCoaching(
                    Self.draft(),
                    for: Network.seaview.id,
                    by: network.actor("Sue Lead")
                )
            }
            _ = try await network.pathways.arrangeCoaching(
                Self.draft(.instructionalCoaching),
                for: Network.seaview.id,
                by: network.actor("Sue Lead")
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `reminds a coach when a session is overdue, and then leaves them alone`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let id = try await active(network)
            try await network.emptyOutbox()
            network.clock.advance(days: 7)
            #expect(try await network.pathways.nudge() == 0, "due today is not overdue")
            network.clock.advance(days: 1)
            #expect(try await network.pathways.nudge() == 1)
            #expect(try await network.pathways.nudge() == 0, "not twice")
            network.clock.advance(days: 14)
            #expect(try await network.pathways.nudge() == 0)
            network.clock.advance(days: 1)
            #expect(try await network.pathways.nudge() == 1, "after two weeks again")
            let mails = try await network.mails()
            #expect(mails.map(\.to.address) == ["mia.mentor@school.test", "mia.mentor@school.test"])
            try await network.pathways.logSession(
                Self.session("One", on: "2027-01-28", next: ""),
                in: id,
                by: network.actor("Mia Mentor")
            )
            #expect(try await network.pathways.nudge() == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `is due on the date that the two agreed on, be it sooner or later than their rhythm`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let id = try await active(network)
            let mia = network.actor("Mia Mentor")
            func due() async throws -> LocalDate? {
                try await network.pathways.coachingLines(
                    of: Network.north.id,
                    by: network.actor("Noel Editor")
                ).first?.dueOn
            }
            #expect(try await due() == LocalDate("2027-01-14"), "a week after it began")
            try await network.pathways.logSession(Self.session("One", next: "2027-01-10"), in: id, by: mia)
            #expect(try await due() == LocalDate("2027-01-10"))
            network.clock.advance(days: 4)
            try await network.emptyOutbox()
            #expect(try await network.pathways.nudge() == 1, "the day agreed on has passed")
            try await network.pathways.logSession(
                Self.session("Two", on: "2027-01-11", next: "2027-02-01"),
                in: id,
                by: mia
            )
            #expect(try await due() == LocalDate("2027-02-01"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `opens content only when a second person allows it, and records each reading`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await active(network)
            try await pathways.logSession(Self.session("One"), in: id, by: network.actor("Mia Mentor"))
            await #expect(throws: AccessError.notFound) {
                _ = try await pathways.askToOpen(
                    id,
                    ground: "safeguarding",
                    explanation: "x",
                    by: network.actor("Hal Lead")
                )
            }
            let opening = try await pathways.askToOpen(
                id,
                ground: "safeguarding",
                explanation: "A concern was raised about a session in January.",
                by: network.actor("Nora Lead")
            )
            await #expect(throws: PathwaysRefusal.needsSecondPerson) {
                try await pathways.decideOpening(opening, allows: true, by: network.actor("Nora Lead"))
            }
            await #expect(throws: PathwaysRefusal.notOpen) {
                _ = try await pathways.openedContent(opening, by: network.actor("Nora Lead"))
            }
            try await pathways.decideOpening(opening, allows: true, by: network.actor("Nell Lead"))
            let content = try await pathways.openedContent(opening, by: network.actor("Nora Lead"))
            #expect(content.file.sessions.map { $0.notes?.step } == ["One"])
            await #expect(throws: AccessError.forbidden, "whoever allowed it does not read it") {
                _ = try await pathways.openedContent(opening, by: network.actor("Nell Lead"))
            }
            #expect(try await network.auditVerbs().count { $0 == "coaching.read-content" } == 1)
            network.clock.advance(days: 8)
            await #expect(throws: PathwaysRefusal.notOpen) {
                _ = try await pathways.openedContent(opening, by: network.actor("Nora Lead"))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `never lets one of the two decide about their own content`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await pathways.arrangeCoaching(
                Self.draft(.headteacherCoaching, coach: "Nora Lead", coached: "Hal Lead"),
                for: Network.north.id,
                by: network.actor("Noel Editor")
            )
            await #expect(throws: PathwaysRefusal.needsSecondPerson) {
                _ = try await pathways.askToOpen(
                    id,
                    ground: "safeguarding",
                    explanation: "x",
                    by: network.actor("Nora Lead")
                )
            }
            let opening = try await pathways.askToOpen(
                id,
                ground: "access-request",
                explanation: "Hal asked for his data.",
                by: network.actor("Nell Lead")
            )
            await #expect(throws: PathwaysRefusal.needsSecondPerson) {
                try await pathways.decideOpening(opening, allows: true, by: network.actor("Nora Lead"))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `takes back a session that was logged by mistake, which then counts nowhere`(on engine: TestEngine)
        async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let mia = network.actor("Mia Mentor")
            let ella = network.actor("Ella Early")
            let id = try await active(network)
            let session = try await pathways.logSession(Self.session("Not ours"), in: id, by: mia)
            await #expect(throws: AccessError.forbidden, "the other did not log it") {
                try await pathways.takeBackSession(session, version: 1, by: ella)
            }
            await #expect(throws: AccessError.notFound) {
                try await pathways.takeBackSession(session, version: 1, by: network.actor("Nora Lead"))
            }
            for _ in 0..<2 { try await pathways.takeBackSession(session, version: 1, by: mia) }
            for reader in [mia, ella] {
                let file = try await pathways.coachingFile(id, by: reader)
                #expect(file.sessions.isEmpty && file.line.sessions == 0 && file.line.minutes == 0)
                #expect(file.line.lastHeldOn == nil && file.line.nextOn == nil)
            }
            await #expect(throws: AccessError.notFound, "nobody reflects on what is gone") {
                try await pathways.reflect(on: session, "Mine", version: 2, by: ella)
            }
            #expect(try await network.auditVerbs().count { $0 == "coaching.take-back" } == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `leaves a session with a reflection to the person who wrote it`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let mia = network.actor("Mia Mentor")
            let ella = network.actor("Ella Early")
            let id = try await active(network)
            let session = try await pathways.logSession(Self.session("One"), in: id, by: mia)
            try await pathways.reflect(on: session, "It was quiet.", version: 1, by: ella)
            let file = try await pathways.coachingFile(id, by: mia)
            let day = try #require(LocalDate("2027-01-07"))
            for (person, may) in [(mia, false), (ella, true)] {
                let reader = try #require(person.person).id
                #expect(file.mayTakeBack(file.sessions[0], by: reader, on: day) == may)
            }
            await #expect(throws: PathwaysRefusal.hasReflection) {
                try await pathways.takeBackSession(session, version: 2, by: mia)
            }
            await #expect(throws: DatabaseError.staleVersion, "the reflection came meanwhile") {
                try await pathways.takeBackSession(session, version: 1, by: ella)
            }
            try await pathways.takeBackSession(session, version: 2, by: ella)
            #expect(try await pathways.coachingFile(id, by: ella).sessions.isEmpty)
        }
    }

    @Test(arguments: TestEngine.available)
    func `keeps what was taken back for whoever the content is opened to, and not for ever`(
        on engine: TestEngine
    ) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let mia = network.actor("Mia Mentor")
            let id = try await active(network)
            let opening = try await pathways.askToOpen(
                id,
                ground: "safeguarding",
                explanation: "A concern was raised about a session in January.",
                by: network.actor("Nora Lead")
            )
            let session = try await pathways.logSession(Self.session("One"), in: id, by: mia)
            try await pathways.takeBackSession(session, version: 1, by: mia)
            try await pathways.decideOpening(opening, allows: true, by: network.actor("Nell Lead"))
            let content = try await pathways.openedContent(opening, by: network.actor("Nora Lead"))
            #expect(content.file.sessions.map { $0.notes?.step } == ["One"])
            #expect(content.file.sessions.map(\.isTakenBack) == [true])
            try await pathways.endCoaching(
                id,
                on: "2027-02-01",
                reason: "finished",
                version: 3,
                by: network.actor("Noel Editor")
            )
            network.clock.advance(days: 391)
            try await pathways.keepRetention()
            #expect(
                try await network.count(
                    "SELECT count(*) FROM coaching_session WHERE sealed_notes IS NOT NULL"
                ) == 0
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `destroys content a year after the end, and the record after six`(on engine: TestEngine) async throws
    {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await active(network)
            try await pathways.logSession(Self.session("One"), in: id, by: network.actor("Mia Mentor"))
            try await pathways.endCoaching(
                id,
                on: "2027-02-01",
                reason: "finished",
                version: 3,
                by: network.actor("Noel Editor")
            )
            network.clock.advance(days: 390)
            #expect(try await pathways.keepRetention() == 0)
            network.clock.advance(days: 1)
            #expect(try await pathways.keepRetention() == 1)
            let file = try await pathways.coachingFile(id, by: network.actor("Ella Early"))
            #expect(file.sessions.map(\.notes) == [nil])
            #expect(file.line.minutes == 30, "that it happened is still known")
            network.clock.advance(days: 5 * 365)
            #expect(try await pathways.keepRetention() == 1)
            #expect(try await pathways.ownCoaching(by: network.actor("Ella Early")).isEmpty)
        }
    }

    @Test(arguments: TestEngine.available)
    func `forgets what was written when one of the two is erased`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await active(network)
            try await network.pathways.logSession(
                Self.session("One"),
                in: id,
                by: network.actor("Mia Mentor")
            )
            let person = try #require(network.actor("Ella Early").person).id
            let records = try await network.database.read {
                try PathwaysPersonalData().records(of: person, in: $0)
            }
            #expect(records.count == 1)
            let now = network.clock.now
            try await network.database.write { _ = try PathwaysPersonalData().erase(person, at: now, in: $0) }
            #expect(try await network.count("SELECT count(*) FROM coaching_key") == 0)
            #expect(
                try await network.count(
                    "SELECT count(*) FROM coaching_session WHERE sealed_notes IS NOT NULL"
                ) == 0
            )
            let file = try await network.pathways.coachingFile(id, by: network.actor("Mia Mentor"))
            #expect(file.line.relationship.state == .ended)
        }
    }
}
