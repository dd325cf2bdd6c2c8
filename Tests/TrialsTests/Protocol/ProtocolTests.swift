import Access
import Crypto
import Database
import Evidence
import Foundation
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("A protocol")
struct ProtocolTests {
    @Test(
        "starts from each template, and says everything once it is filled in",
        arguments: ProtocolDesign.allCases
    )
    func templates(_ design: ProtocolDesign) async throws {
        try await TrialWorld.open { world in
            let id = try await world.draft(design)
            let record = try await world.on().protocolRecord(id, by: TrialWorld.hubLead)
            #expect(record.text.faults == [])
            #expect(record.finishedSections == Set(ProtocolSection.allCases))
            #expect(record.text[.interventionName] == "Tidal Readers, 2nd edition")
        }
    }

    @Test("cannot be published while anything is missing, and says what")
    func missing() async throws {
        try await TrialWorld.open { world in
            let trials = try world.on()
            let id = try await trials.startProtocol(
                .schools,
                title: "T",
                for: TrialWorld.hub.id,
                by: TrialWorld.hubLead
            )
            let faults = try await #require(throws: Faults.self) {
                try await trials.publishProtocol(id, version: 1, by: TrialWorld.hubLead)
            }
            #expect(faults.list.contains { $0.field == "question" })
            #expect(faults.list.contains { $0.field == "purgeOn" })
            #expect(try await trials.trials().isEmpty)
        }
    }

    @Test(
        "refuses what would make the trial worthless, beside the item",
        arguments: [
            (
                ProtocolDesign.pupilsWithinSchools, [ProtocolItem.trainedStaffTeachBothArms: "yes"],
                "trainedStaffTeachBothArms"
            ),
            (.schools, [.model: "individual"], "model"), (.schools, [.strata: "fsm"], "strata"),
            (.schools, [.arms: "Only one"], "arms"), (.schools, [.arms: "A\nA"], "arms"),
            (.multiArm, [.arms: "Control\nOne"], "arms"),
            (.schools, [.method: "blocks", .blockSize: "3"], "blockSize"),
            (.schools, [.method: "pairs", .arms: "Control\nOffered: 2"], "method"),
            (.schools, [.method: "minimisation", .strata: ""], "strata"),
            (.schools, [.runsFrom: "2026-10-01"], "runsFrom"),
            (.schools, [.purgeOn: "2031-01-01"], "purgeOn"),
            (.schools, [.unit: "pupil"], "unit"), (.schools, [.highestScore: "0"], "highestScore"),
        ] as [(ProtocolDesign, [ProtocolItem: String], String)]
    )
    func refusals(_ design: ProtocolDesign, _ changes: [ProtocolItem: String], _ field: String) async throws {
        try await TrialWorld.open { world in
            let id = try await world.draft(design, changes)
            let faults = try await #require(throws: Faults.self) {
                try await world.on().publishProtocol(id, version: 11, by: TrialWorld.hubLead)
            }
            #expect(faults.list.map(\.field).contains(field), "\(faults.list)")
        }
    }

    @Test("that draws classes is warned, and may be published")
    func classWarning() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published(.classes, [.trainedStaffTeachBothArms: "yes"])
            let trials = try world.on()
            let published = try #require(try await trials.publishedProtocol(id))
            #expect(published.record.text.warnings.contains { $0.field == "unit" })
        }
    }

    @Test("that cannot be read is not saved; what is missing may come later")
    func saving() async throws {
        try await TrialWorld.open { world in
            let trials = try world.on()
            let id = try await trials.startProtocol(
                .schools,
                title: "T",
                for: TrialWorld.hub.id,
                by: TrialWorld.hubLead
            )
            let faults = try await #require(throws: Faults.self) {
                try await trials.saveProtocolSection(
                    .size,
                    of: id,
                    version: 1,
                    [.targetMDES: "large", .schools: "20"],
                    by: TrialWorld.hubLead
                )
            }
            #expect(faults.list.map(\.field) == ["targetMDES"])
            try await trials.saveProtocolSection(
                .size,
                of: id,
                version: 1,
                [.schools: "20"],
                by: TrialWorld.hubLead
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await trials.saveProtocolSection(
                    .size,
                    of: id,
                    version: 1,
                    [.schools: "30"],
                    by: TrialWorld.hubLead
                )
            }
        }
    }

    @Test("that is a draft keeps a title, by which its hub finds it in the list")
    func untitled() async throws {
        try await TrialWorld.open { world in
            let trials = try world.on()
            let id = try await trials.startProtocol(
                .schools,
                title: "T",
                for: TrialWorld.hub.id,
                by: TrialWorld.hubLead
            )
            let faults = try await #require(throws: Faults.self) {
                try await trials.saveProtocolSection(
                    .question,
                    of: id,
                    version: 1,
                    [.title: " ", .question: "Do they?"],
                    by: TrialWorld.hubLead
                )
            }
            #expect(faults.list == [Fault("title", "Enter a title")])
        }
    }

    @Test("says of days in the wrong order which cannot be before which")
    func order() {
        var text = ProtocolDesign.schools.template
        text[.rosterBy] = "2026-10-10"
        text[.runsFrom] = "2026-10-01"
        let words = text.faults.filter { $0.field == "runsFrom" }.map(\.message)
        #expect(words == ["“Delivery from” cannot be before “Roster and baseline by”"])
    }

    @Test(
        "is locked when published: hash, time and commitment are public, the trial is registered",
        arguments: TestEngine.available
    )
    func publishing(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            let trials = try world.on("2026-09-02")
            let published = try #require(try await trials.publishedProtocol(slug: "tidal-readers-in-year-4"))
            let canonical = published.publication.text.canonical
            #expect(published.publication.sha256 == canonical.sha256)
            #expect(published.publication.commitment.count == 64)
            #expect(published.course.revealedSecret == nil)
            #expect(try await trials.trials().map(\.id) == [id])
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.saveProtocolSection(.size, of: id, version: 12, [:], by: TrialWorld.hubLead)
            }
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.publishProtocol(id, version: 12, by: TrialWorld.hubLead)
            }
            #expect(try await world.verbs().count { $0 == "protocol.publish" } == 1)
        }
    }

    @Test(
        "changes by dated amendments with a reason, shown against what they replaced",
        arguments: TestEngine.available
    )
    func amending(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            let trials = try world.on("2026-09-10")
            await #expect(throws: Faults.self) {
                try await trials.amendProtocol(
                    id,
                    version: 12,
                    changing: [.schools: "80"],
                    reason: " ",
                    by: TrialWorld.hubLead
                )
            }
            await #expect(throws: Faults.self) {
                try await trials.amendProtocol(
                    id,
                    version: 12,
                    changing: [.schools: "60"],
                    reason: "Same",
                    by: TrialWorld.hubLead
                )
            }
            try await trials.amendProtocol(
                id,
                version: 12,
                changing: [.schools: "80", .title: "Tidal Readers in years 4 and 5"],
                reason: "More schools asked to join",
                by: TrialWorld.hubLead
            )
            let published = try #require(try await trials.publishedProtocol(id))
            let amendment = try #require(published.amendments.first)
            #expect(amendment.changes.map(\.item) == [.title, .schools])
            #expect(amendment.changes.map(\.before) == ["Tidal Readers in year 4", "60"])
            #expect(amendment.sha256 == published.record.text.sha256)
            #expect(published.publication.text[.schools] == "60")
            #expect(
                try await trials.trial(slug: published.slug).trial.title == "Tidal Readers in years 4 and 5"
            )
        }
    }

    @Test("of another hub does not exist while it is a draft, and may not be touched afterwards")
    func strangers() async throws {
        try await TrialWorld.open { world in
            let id = try await world.draft()
            let trials = try world.on()
            await #expect(throws: AccessError.notFound) {
                try await trials.protocolRecord(id, by: TrialWorld.stranger)
            }
            await #expect(throws: AccessError.notFound) {
                try await trials.publishProtocol(id, version: 11, by: TrialWorld.stranger)
            }
            _ = try await trials.publishProtocol(id, version: 11, by: TrialWorld.hubLead)
            await #expect(throws: AccessError.forbidden) {
                try await trials.amendProtocol(
                    id,
                    version: 12,
                    changing: [.schools: "9"],
                    reason: "x",
                    by: TrialWorld.stranger
                )
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await trials.protocolRecord(id, by: .anonymous)
            }
        }
    }

    @Test("takes a time stamp that is about its hash, and no other")
    func receipts() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let trials = try world.on("2026-09-03")
            let hash = try #require(try await trials.publishedProtocol(id)?.record.text.sha256)
            let bytes = try #require([UInt8](hexadecimal: hash))
            let answer = TimeStampAnswer.bytes(sha256: bytes)
            try await trials.attachReceipt(
                to: id,
                place: "An authority",
                address: "",
                file: answer,
                by: TrialWorld.hubLead
            )
            // The hash alone, without the name of its algorithm.
            let head: [UInt8] = [0x30, 0x82, 0x00, 0x69, 0x30, 0x03, 0x02, 0x01, 0x00, 0x30, 0x62]
            let sevens = [UInt8](repeating: 7, count: 200)
            let nameless: [UInt8] = head + sevens.prefix(66) + bytes
            let tooLong: [UInt8] = [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]
            let others: [[UInt8]] = [
                [0x30] + sevens, TimeStampRequest.bytes(sha256: bytes), [], [0x30], tooLong, nameless,
                Array(answer.dropLast()), answer + [10],
                TimeStampAnswer.bytes(sha256: bytes, status: 2),
                TimeStampAnswer.bytes(sha256: bytes.reversed()),
            ]
            for file in others {
                await #expect(throws: Faults.self) {
                    try await trials.attachReceipt(
                        to: id,
                        place: "An authority",
                        address: "",
                        file: file,
                        by: TrialWorld.hubLead
                    )
                }
            }
            await #expect(throws: Faults.self) {
                try await trials.attachReceipt(
                    to: id,
                    place: "OSF",
                    address: "",
                    file: nil,
                    by: TrialWorld.hubLead
                )
            }
            try await trials.attachReceipt(
                to: id,
                place: "OSF",
                address: "osf.io/abcde",
                file: nil,
                by: TrialWorld.hubLead
            )
            let receipts = try #require(try await trials.publishedProtocol(id)).receipts
            #expect(Set(receipts.map(\.kind)) == [.timeStamp, .deposit])
            let stamp = try #require(receipts.first { $0.kind == .timeStamp })
            #expect(try await trials.receiptFile(stamp.id) == answer)
        }
    }

    @Test("asked for by a time-stamp request is in the DER form of RFC 3161")
    func timeStampRequest() throws {
        let hash = (0..<32).map { UInt8($0) }
        let request = TimeStampRequest.bytes(sha256: hash)
        // Written by `openssl ts -query -digest 00…1f -sha256 -cert -no_nonce`.
        let expected = "30390201013031300d060960864801650304020105000420" + hash.hexadecimal + "0101ff"
        #expect(request.hexadecimal == expected)
    }
}
