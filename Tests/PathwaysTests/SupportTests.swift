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

@Suite struct `Support for a school` {
    /// Hillside has asked Northshore.
    private func asked(_ network: Network) async throws -> ID<SupportCase> {
        try await network.pathways.askForSupport(
            "Reading results have fallen three years running.",
            school: "Hillside",
            of: Network.north.id,
            by: network.actor("Hal Lead")
        )
    }

    private func diagnosed(_ network: Network) async throws -> ID<SupportCase> {
        let id = try await asked(network)
        try await network.pathways.diagnose(
            id,
            "Phonics is taught in three ways.",
            goal: "One way, seen in every class by Easter.",
            version: 1,
            by: network.actor("Nora Lead")
        )
        return id
    }

    private static func day(_ date: String, _ name: String = "Fay Lead") -> DeploymentDraft {
        var draft = DeploymentDraft()
        draft.name = name
        draft.email = Network.email(of: name)
        draft.heldOn = date
        draft.focus = "Watch phonics in three classes"
        return draft
    }

    @Test(arguments: TestEngine.available)
    func `goes from the question to a review with two hubs`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await diagnosed(network)
            try await pathways.askHub(
                Network.fens.id,
                toHelpIn: id,
                task: "Train two teachers",
                by: network.actor("Nora Lead")
            )
            await #expect(throws: AccessError.forbidden, "a hub that has not agreed plans nothing") {
                try await pathways.planDay(
                    Self.day("2027-01-07"),
                    in: id,
                    for: Network.fens.id,
                    by: network.actor("Fay Lead")
                )
            }
            try await pathways.answerSupport(
                id,
                for: Network.fens.id,
                agrees: true,
                by: network.actor("Fay Lead")
            )
            try await pathways.planDay(
                Self.day("2027-01-07"),
                in: id,
                for: Network.fens.id,
                by: network.actor("Fay Lead")
            )
            let planned = try await pathways.supportFile(id, by: network.actor("Hal Lead"))
            #expect(planned.found.state == .running)
            try await pathways.settleDay(planned.days[0].id, wasHeld: true, by: network.actor("Fay Lead"))
            try await pathways.reviewSupport(
                id,
                on: "2027-01-07",
                progress: "better",
                findings: "Two classes teach alike.",
                nextSteps: "The third.",
                by: network.actor("Nora Lead")
            )
            let reviewed = try await pathways.supportFile(id, by: network.actor("Nora Lead"))
            try await pathways.rateSupport(reviewed.reviews[0].id, 3, by: network.actor("Hal Lead"))
            let file = try await pathways.supportFile(id, by: network.actor("Fay Lead"))
            #expect(file.daysHeld == 1)
            #expect(file.reviews.map(\.rating) == [.good])
            try await pathways.closeSupport(id, version: file.found.version, by: network.actor("Nora Lead"))
            #expect(try await pathways.supportFile(id, by: network.actor("Hal Lead")).found.state == .closed)
        }
    }

    @Test(arguments: TestEngine.available)
    func `is seen by the school and the hubs in it, and by no other`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await diagnosed(network)
            for name in ["Fay Lead", "Sue Lead", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound) {
                    _ = try await network.pathways.supportFile(id, by: network.actor(name))
                }
            }
            try await network.pathways.askHub(
                Network.fens.id,
                toHelpIn: id,
                task: "Train two teachers",
                by: network.actor("Nora Lead")
            )
            _ = try await network.pathways.supportFile(id, by: network.actor("Fay Lead"))
            try await network.pathways.answerSupport(
                id,
                for: Network.fens.id,
                agrees: false,
                by: network.actor("Fay Lead")
            )
            await #expect(throws: AccessError.notFound, "a hub that declined no longer sees it") {
                _ = try await network.pathways.supportFile(id, by: network.actor("Fay Lead"))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `shows every hub who is already there, without names of people`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let other = try await pathways.askForSupport(
                "Attendance.",
                school: "Hillside",
                of: Network.fens.id,
                by: network.actor("Hal Lead")
            )
            let id = try await diagnosed(network)
            try await pathways.planDay(
                Self.day("2027-01-20", "Nell Lead"),
                in: id,
                for: Network.north.id,
                by: network.actor("Nora Lead")
            )
            for date in ["2027-01-21", "2027-01-22"] {
                var half = Self.day(date, "Nell Lead")
                half.halfDays = "1"
                try await pathways.planDay(
                    half,
                    in: id,
                    for: Network.north.id,
                    by: network.actor("Nora Lead")
                )
            }
            let seen = try await pathways.supportFile(other, by: network.actor("Fay Lead")).presence
            #expect(
                seen.map { "\($0.organisation): \($0.what)" } == [
                    "Northshore Teaching School Hub: Open support",
                    "Northshore Teaching School Hub: Days at the school, four weeks back and ahead",
                ]
            )
            // A day and two half days are two days.
            #expect(seen.map(\.count) == [1, 2])
            #expect(!seen.contains { $0.organisation.contains("Nell") })
        }
    }

    @Test(arguments: TestEngine.available)
    func `asks of a planned day that is over whether it was held`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let id = try await diagnosed(network)
            try await pathways.planDay(
                Self.day("2027-01-20", "Nell Lead"),
                in: id,
                for: Network.north.id,
                by: network.actor("Nora Lead")
            )
            let file = try await pathways.supportFile(id, by: network.actor("Nora Lead"))
            let planned = try #require(file.days.first)
            let day = planned.heldOn
            #expect(!planned.isOpen(on: day) && planned.isOpen(on: day.adding(days: 1)))
        }
    }

    @Test(arguments: TestEngine.available)
    func `is diagnosed by the lead alone, against a version`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await diagnosed(network)
            await #expect(throws: DatabaseError.staleVersion) {
                try await network.pathways.diagnose(
                    id,
                    "x",
                    goal: "y",
                    version: 1,
                    by: network.actor("Nora Lead")
                )
            }
            await #expect(throws: AccessError.forbidden, "the school reads it and does not write it") {
                try await network.pathways.diagnose(
                    id,
                    "x",
                    goal: "y",
                    version: 2,
                    by: network.actor("Hal Lead")
                )
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `takes back a day that was marked as held by mistake`(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let pathways = network.pathways
            let nora = network.actor("Nora Lead")
            let id = try await diagnosed(network)
            try await pathways.planDay(Self.day("2027-01-07"), in: id, for: Network.north.id, by: nora)
            let day = try #require(try await pathways.supportFile(id, by: nora).days.first).id
            await #expect(throws: PathwaysRefusal.wrongStep, "it is only planned") {
                try await pathways.takeBackDay(day, by: nora)
            }
            try await pathways.settleDay(day, wasHeld: true, by: nora)
            await #expect(throws: AccessError.notFound, "another hub's") {
                try await pathways.takeBackDay(day, by: network.actor("Sue Lead"))
            }
            try await pathways.takeBackDay(day, by: nora)
            let again = try await pathways.supportFile(id, by: nora)
            #expect(again.daysHeld == 0 && again.days.map(\.state) == [.planned])
            try await pathways.settleDay(day, wasHeld: true, by: nora)
            try await pathways.closeSupport(id, version: again.found.version, by: nora)
            try await pathways.takeBackDay(day, by: nora)
            let closed = try await pathways.supportFile(id, by: nora)
            #expect(closed.days.map(\.state) == [.cancelled], "nothing is planned in a closed case")
            #expect(try await network.auditVerbs().count { $0 == "support.take-back-day" } == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `loses its texts three years after it closed, and keeps its days`(on engine: TestEngine) async throws
    {
        try await Network.with(engine) { network in
            let id = try await diagnosed(network)
            try await network.pathways.closeSupport(id, version: 2, by: network.actor("Nora Lead"))
            network.clock.advance(days: 3 * 365 + 1)
            #expect(try await network.pathways.keepRetention() == 1)
            #expect(try await network.pathways.keepRetention() == 0)
            let file = try await network.pathways.supportFile(id, by: network.actor("Nora Lead"))
            #expect(file.found.diagnosis.isEmpty)
        }
    }
}
