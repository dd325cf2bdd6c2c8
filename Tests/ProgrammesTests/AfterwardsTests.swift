import Mail
import Access
import CSV
import Database
import Evidence
import Foundation
import Jobs
import Logging
import Programmes
import Services
import TestDatabases
import Testing

@Suite("After a run")
struct AfterwardsTests {
    /// A run of two sessions, each of six hours: `present` of the colleagues came to the first, the first of them
    /// to the second too. It is the evening of the last session.
    static func held(_ network: Network, places: Int, present: Int) async throws -> (Run, Booking) {
        let (_, run) = try await network.published()
        let booking = try await network.book(run, Network.colleagues(places), key: "a")
        network.clock.advance(hours: 24 * 55 + 8)
        let noel = network.actor("Noel Editor")
        let marks: [ID<BookedPlace>: AttendanceState?] = Dictionary(
            uniqueKeysWithValues: booking.places.enumerated().map {
                ($1.id, $0 < present ? .present : .absent)
            }
        )
        try await network.programmes.markAttendance(at: run.sessions[0].id, marks, by: noel)
        try await network.programmes.markAttendance(
            at: run.sessions[1].id,
            [booking.places[0].id: .present],
            by: noel
        )
        try await network.emptyOutbox()
        return (run, booking)
    }

    static func invitations(_ run: Run, _ network: Network, kind: String = "feedback") async throws -> [ID<
        FeedbackInvitation
    >] {
        try await network.database.read {
            try $0.column(
                "SELECT id FROM feedback_invitation WHERE run_id = \(run.id) AND kind = \(kind) ORDER BY place_id"
            )
        }
    }

    static func answer(_ overall: Int = 5, _ words: String = "") -> FeedbackDraft {
        var draft = FeedbackDraft()
        draft.overall = overall
        draft.relevant = 4
        draft.willUse = 4
        draft.mostUseful = words
        return draft
    }

    @Test(
        "a certificate goes with a register that is corrected to absent, and comes back with it",
        arguments: TestEngine.available
    )
    func withdraws(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let (run, booking) = try await Self.held(network, places: 2, present: 2)
            try await programmes.finishRun(run.id, by: noel)
            func valid() async throws -> [Bool] {
                var valid: [Bool] = []
                for place in booking.places.map(\.id) {
                    let id: ID<Certificate>? = try await network.database.read {
                        try $0.value("SELECT id FROM certificate WHERE place_id = \(place)")
                    }
                    valid.append(try await programmes.certificate(try #require(id)).withdrawnAt == nil)
                }
                return valid
            }
            func mark(_ position: Int, _ session: Int, _ state: AttendanceState) async throws {
                try await programmes.markAttendance(
                    at: run.sessions[session].id,
                    [booking.places[position].id: state],
                    by: noel
                )
            }
            // The first was at both sessions: one is left.
            try await mark(0, 0, .absent)
            #expect(try await valid() == [true, true])
            try await mark(1, 0, .absent)
            #expect(try await valid() == [true, false])
            #expect(try await network.auditVerbs().contains("certificate.withdraw"))
            try await mark(1, 1, .present)
            #expect(try await valid() == [true, true])
            // One that was withdrawn by hand stays so.
            let id: ID<Certificate>? = try await network.database.read {
                try $0.value("SELECT id FROM certificate WHERE place_id = \(booking.places[1].id)")
            }
            try await mark(1, 1, .absent)
            try await programmes.withdrawCertificate(try #require(id), by: noel)
            try await mark(1, 1, .present)
            #expect(try await valid() == [true, false])
            // Until it is given back by hand, which the register can refuse.
            let given = try #require(id)
            try await mark(1, 1, .absent)
            try await programmes.restoreCertificate(given, by: noel)
            #expect(try await valid() == [true, false])
            try await mark(1, 1, .present)
            #expect(try await valid() == [true, true])
            try await programmes.withdrawCertificate(given, by: noel)
            await #expect(throws: AccessError.self) {
                try await programmes.restoreCertificate(given, by: network.actor("Sam Booker"))
            }
            #expect(try await valid() == [true, false])
            try await programmes.restoreCertificate(given, by: noel)
            #expect(try await valid() == [true, true])
            #expect(try await network.auditVerbs().contains("certificate.restore"))
        }
    }

    @Test("only those who came get a certificate and are asked, once", arguments: TestEngine.available)
    func certificates(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let (run, _) = try await Self.held(network, places: 3, present: 2)
            let sent = try await programmes.finishRun(run.id, by: noel)
            #expect(sent.certificates == 2 && sent.invitations == 2)
            let again = try await programmes.finishRun(run.id, by: noel)
            #expect(again.certificates == 0 && again.invitations == 0)
            let certificates = try await programmes.certificates(of: run.id, by: noel)
            #expect(certificates.map(\.name) == ["Teacher 0", "Teacher 1"])
            #expect(certificates.map(\.sessions) == [2, 1] && certificates.map(\.sessionsHeld) == [2, 2])
            #expect(certificates.map(\.duration) == ["12 hours", "6 hours"])
            let mails = try await network.mails()
            #expect(mails.map(\.to.address).sorted() == ["teacher.0@seaview.test", "teacher.1@seaview.test"])
            #expect(mails.allSatisfy { $0.text.contains("/certificates/") && $0.text.contains("/feedback/") })
            // Anyone who has the address can check it; a withdrawn one says so.
            let public1 = try await programmes.certificate(certificates[0].id)
            #expect(public1.name == "Teacher 0" && public1.withdrawnAt == nil)
            try await programmes.withdrawCertificate(certificates[0].id, by: noel)
            #expect(try await programmes.certificate(certificates[0].id).withdrawnAt != nil)
            await #expect(throws: AccessError.notFound) {
                try await programmes.withdrawCertificate(certificates[1].id, by: network.actor("Sam Booker"))
            }
        }
    }

    @Test("a register corrected later corrects the certificate", arguments: TestEngine.available)
    func corrected(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let (run, booking) = try await Self.held(network, places: 1, present: 1)
            _ = try await network.programmes.finishRun(run.id, by: noel)
            try await network.programmes.markAttendance(
                at: run.sessions[1].id,
                [booking.places[0].id: .absent],
                by: noel
            )
            _ = try await network.programmes.finishRun(run.id, by: noel)
            #expect(try await network.programmes.certificates(of: run.id, by: noel).map(\.sessions) == [1])
        }
    }

    @Test(
        "jobs send certificates after two days, one reminder, and the question after six weeks",
        arguments: TestEngine.available
    )
    func jobs(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, _) = try await Self.held(network, places: 2, present: 2)
            let runner = JobRunner(
                database: network.database,
                services: Services.seeded(3, at: network.clock.now).with { network.clock.now },
                handlers: network.programmes.jobHandlers,
                logger: Logger(label: "test")
            )
            func work() async throws { while try await runner.runNext() {} }
            try await work()
            #expect(try await network.mails().isEmpty, "nothing is due yet")
            network.clock.advance(hours: 49)
            try await work()
            #expect(try await network.mails().count == 2)
            let invitations = try await Self.invitations(run, network)
            try await network.programmes.giveFeedback(Self.answer(), to: invitations[0])
            network.clock.advance(hours: 24 * 6)
            try await work()
            #expect(try await network.mails().count == 3, "the one who has not answered is reminded")
            network.clock.advance(hours: 24 * 40)
            try await work()
            let mails = try await network.mails()
            #expect(mails.count == 5)
            let asked = mails.filter { $0.subject.hasPrefix("Did you use it?") }
            let lastDay = try #require(run.sessions.last).heldOn.spelledShort
            #expect(asked.count == 2)
            #expect(asked.allSatisfy { $0.text.contains(" (\(lastDay)). One question") })
            let later = try await Self.invitations(run, network, kind: "follow-up")
            try await network.programmes.giveFollowUp(.partly, "Two lessons", to: later[0])
            let results = try await network.programmes.feedbackResults(
                of: run.id,
                by: network.actor("Noel Editor")
            )
            #expect(results.followUps == 1 && results.followUpsAsked == 2 && results.uses.isEmpty)
        }
    }

    @Test(
        "results are hidden below five answers, and say who did not answer when none can come any more",
        arguments: TestEngine.available
    )
    func suppressed(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let (run, _) = try await Self.held(network, places: 6, present: 6)
            let offer = try await programmes.offer(ofRun: run.id, by: noel)
            try await programmes.setFeedbackQuestions(
                "The room was right (1-5)\nAnything else?",
                of: offer.id,
                by: noel
            )
            let questions = try await programmes.feedbackQuestions(of: offer.id)
            #expect(questions.map(\.kind) == [.scale, .text])
            _ = try await programmes.finishRun(run.id, by: noel)
            let invitations = try await Self.invitations(run, network)
            for (position, invitation) in invitations.prefix(4).enumerated() {
                var draft = Self.answer(5 - position, "Words \(position)")
                draft.scales[questions[0].id] = 3
                draft.words[questions[1].id] = "Note \(position)"
                try await programmes.giveFeedback(draft, to: invitation)
                // Sent twice it counts once.
                try await programmes.giveFeedback(draft, to: invitation)
            }
            var results = try await programmes.feedbackResults(of: run.id, by: noel)
            #expect(
                results.answered == 4 && results.isSuppressed && results.scales.isEmpty
                    && results.words.isEmpty
            )
            #expect(results.missing.isEmpty, "while answers can come nobody is named")
            var last = Self.answer(1)
            last.scales[questions[0].id] = 5
            try await programmes.giveFeedback(last, to: invitations[4])
            results = try await programmes.feedbackResults(of: run.id, by: noel)
            #expect(results.asked == 6 && results.answered == 5)
            #expect(
                results.scales.map(\.counts) == [
                    [1, 1, 1, 1, 1], [0, 0, 0, 5, 0], [0, 0, 0, 5, 0], [0, 0, 4, 0, 1],
                ]
            )
            #expect(results.scales[0].mean == 3 && results.scales[0].positive == 0.4)
            #expect(
                results.words.map(\.answers.count) == [4, 0],
                "four words to an own question are too few"
            )
            network.clock.advance(hours: 28 * 24)
            results = try await programmes.feedbackResults(of: run.id, by: noel)
            let silent: [String] = try await network.database.read {
                try $0.column(
                    """
                    SELECT place.name FROM feedback_invitation JOIN place ON place.id = feedback_invitation.place_id
                    WHERE feedback_invitation.id = \(invitations[5])
                    """
                )
            }
            #expect(results.isClosed && results.missing == silent && silent.count == 1)
            await #expect(throws: BookingRefusal.feedbackOver) {
                try await programmes.giveFeedback(last, to: invitations[5])
            }
            let late = try await programmes.finishRun(run.id, by: noel)
            #expect(late.invitations == 0, "nobody is asked after the close")
        }
    }

    /// Reads the results before and after each answer, as somebody would who wants to know what one person said.
    @Test(
        "whoever reads results before and after one answer learns nothing of it",
        arguments: TestEngine.available
    )
    func attack(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let (run, _) = try await Self.held(network, places: 12, present: 12)
            _ = try await programmes.finishRun(run.id, by: noel)
            var seen: [[Int]] = []
            for (position, invitation) in try await Self.invitations(run, network).enumerated() {
                try await programmes.giveFeedback(
                    Self.answer(position % 5 + 1, "Words \(position)"),
                    to: invitation
                )
                let results = try await programmes.feedbackResults(of: run.id, by: noel)
                #expect(results.answered == position + 1 && results.missing.isEmpty)
                #expect(results.words.map(\.answers.count).reduce(0, +) == results.shown)
                seen.append(results.scales.first?.counts ?? [])
            }
            let (none, five, ten) = ([Int](), [1, 1, 1, 1, 1], [2, 2, 2, 2, 2])
            #expect(
                seen == Array(repeating: none, count: 4) + Array(repeating: five, count: 5)
                    + Array(repeating: ten, count: 3)
            )
            network.clock.advance(hours: 28 * 24)
            let closed = try await programmes.feedbackResults(of: run.id, by: noel)
            #expect(closed.shown == 12 && closed.scales.first?.counts == [3, 3, 2, 2, 2])
        }
    }

    @Test(
        "questions that somebody else changed meanwhile are not overwritten",
        arguments: TestEngine.available
    )
    func staleQuestions(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let offer = try await network.published().0.id
            let known = try await programmes.feedbackQuestions(of: offer).map(\.id)
            try await programmes.setFeedbackQuestions("Anything else?", of: offer, instead: known, by: noel)
            await #expect(throws: DatabaseError.staleVersion) {
                try await programmes.setFeedbackQuestions("The room?", of: offer, instead: known, by: noel)
            }
            #expect(try await programmes.feedbackQuestions(of: offer).map(\.wording) == ["Anything else?"])
        }
    }

    @Test(
        "an answer needs the three scales, and a link works for its own kind",
        arguments: TestEngine.available
    )
    func refused(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, _) = try await Self.held(network, places: 1, present: 1)
            _ = try await network.programmes.finishRun(run.id, by: network.actor("Noel Editor"))
            let invitation = try #require(try await Self.invitations(run, network).first)
            let faults = await #expect(throws: Faults.self) {
                try await network.programmes.giveFeedback(FeedbackDraft(), to: invitation)
            }
            #expect(faults?.list.map(\.field) == ["overall", "relevant", "willUse"])
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.giveFollowUp(.yes, "", to: invitation)
            }
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.giveFeedback(Self.answer(), to: ID(rawValue: 42))
            }
            for name in ["Sam Booker", "Fay Lead"] {
                await #expect(throws: AccessError.notFound, "\(name)") {
                    _ = try await network.programmes.feedbackResults(of: run.id, by: network.actor(name))
                }
            }
        }
    }

    @Test("nothing is sent before the last session ends", arguments: TestEngine.available)
    func tooEarly(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            await #expect(throws: BookingRefusal.notOver) {
                _ = try await network.programmes.finishRun(run.id, by: network.actor("Noel Editor"))
            }
        }
    }

    @Test("a person's record holds what they came to, and is a file", arguments: TestEngine.available)
    func record(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var draft = Network.offerDraft
            draft.standard = "Early Career Framework, 6.1"
            let (offer, run) = try await network.published(draft)
            let mia = ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member"))
            let booking = try await network.book(run, [mia], key: "a")
            network.clock.advance(hours: 24 * 56)
            let noel = network.actor("Noel Editor")
            try await network.programmes.markAttendance(
                at: run.sessions[0].id,
                [booking.places[0].id: .present],
                by: noel
            )
            _ = try await network.programmes.finishRun(run.id, by: noel)
            let actor = network.actor("Mia Member")
            let record = try await network.programmes.developmentRecord(by: actor)
            #expect(record.map(\.title) == ["Better feedback in year 7"])
            let file = try CSVReader(bytes: try await network.programmes.developmentRecordCSV(by: actor))
            let row = try #require(try file.next())
            #expect(row[4] == "2026/27" && row[5] == "1" && row[7] == "6.00")
            #expect(row[8] == "Early Career Framework, 6.1")
            // What was given stays as it was, whatever the offer says later.
            var later = OfferDraft(try await network.programmes.offer(offer.id, by: noel))
            #expect(later.standard == draft.standard)
            later.standard = ""
            try await network.programmes.editOffer(offer.id, later, version: 2, by: noel)
            #expect(try await network.programmes.offer(offer.id, by: noel).facts.standard.isEmpty)
            #expect(
                try await network.programmes.developmentRecord(by: actor).map(\.standard) == [draft.standard]
            )
            #expect(try await network.programmes.developmentRecord(by: network.actor("Sam Booker")).isEmpty)
        }
    }
}
