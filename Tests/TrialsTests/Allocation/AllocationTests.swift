import Access
import CSV
import Database
import Evidence
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("Allocation")
struct AllocationTests {
    @Test("is made once, after the lock and never before", arguments: TestEngine.available)
    func once(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            let places = try await world.withRosters(id)
            let trials = try world.on("2026-10-25")
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.allocate(id, by: TrialWorld.analyst)
            }
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            #expect(try await trials.allocationSummary(of: id) == nil)
            await #expect(throws: AccessError.notFound) {
                try await trials.allocationFile(.units, of: id, by: .anonymous)
            }
            try await trials.allocate(id, by: TrialWorld.analyst)
            var arms: [Int] = []
            for place in places {
                arms.append(
                    try #require(try await trials.schoolCounts(of: place, by: TrialWorld.analyst).arm)
                )
            }
            #expect(arms.count { $0 == 0 } == 4)
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.allocate(id, by: TrialWorld.analyst)
            }
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.unlockRosters(of: id, by: TrialWorld.analyst)
            }
            var again: [Int] = []
            for place in places {
                again.append(
                    try #require(try await trials.schoolCounts(of: place, by: TrialWorld.analyst).arm)
                )
            }
            #expect(again == arms)
        }
    }

    @Test(
        "can be repeated by anyone from what is public, and the secret is the one that was committed",
        arguments: [
            (ProtocolDesign.schools, [ProtocolItem: String]()),
            (.schools, [.method: "blocks", .blockSize: "4"]),
            (.schools, [.method: "simple", .strata: ""]), (.schools, [.method: "pairs", .strata: ""]),
            (.schools, [.method: "minimisation", .strata: "region,need"]),
            (.multiArm, [.arms: "Control\nFull\nHalf", .strata: ""]),
        ]
    )
    func repeatable(_ design: ProtocolDesign, _ changes: [ProtocolItem: String]) async throws {
        try await TrialWorld.open { world in
            let id = try await world.published(design, changes)
            _ = try await world.allocated(id)
            let trials = try world.on("2026-10-26")
            let published = try #require(try await trials.publishedProtocol(id))
            let revealed = try #require(published.course.revealedSecret)
            let secret = try #require(AllocationSecret(hexadecimal: revealed))
            #expect(secret.commitment == published.publication.commitment)
            let units = try await trials.allocationFile(.units, of: id, by: TrialWorld.analyst)
            #expect(units.sha256 == published.course.rosterHash)
            let seed = try #require(
                secret.seed(protocolHash: published.publication.sha256, rosterHash: units.sha256)
            )
            let repeated = try Repeated(units, published.record.text).draw(seed: seed)
            #expect(repeated == (try await trials.allocationFile(.allocation, of: id, by: .anonymous)))
        }
    }

    @Test("of pupils is balanced within each school, and each school gets its own part")
    func pupils() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published(.pupilsWithinSchools)
            let places = try await world.allocated(id, schools: 4)
            let trials = try world.on("2026-10-26")
            for (number, place) in places.enumerated() {
                let bytes = try await trials.schoolAllocation(place, by: TrialWorld.lead(of: number + 1))
                let reader = try CSVReader(bytes: bytes)
                var arms: [String: Int] = [:]
                while let row = try reader.next() { arms[row[2], default: 0] += 1 }
                #expect(arms == ["Control": 12, "Intervention": 12])
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await trials.allocationFile(.units, of: id, by: .anonymous)
            }
        }
    }

    @Test("of classes draws whole classes")
    func classes() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published(.classes)
            let places = try await world.allocated(id, schools: 4)
            let bytes = try await world.on("2026-10-26").schoolAllocation(
                places[0],
                by: TrialWorld.lead(of: 1)
            )
            let reader = try CSVReader(bytes: bytes)
            var arms: [String: Set<String>] = [:]
            while let row = try reader.next() { arms[row[1], default: []].insert(row[2]) }
            #expect(arms.count == 2 && arms.values.allSatisfy { $0.count == 1 })
        }
    }

    @Test("follows the cut-off, or the groups of the rosters, where nothing is drawn")
    func assigned() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published(.matchedComparison)
            for number in 1...4 {
                let place = try await world.joined(id, number)
                let group = number % 2 == 0 ? "Control" : "Intervention"
                try await world.on("2026-10-10").uploadRoster(
                    Array(TrialWorld.roster(number, group: group).utf8),
                    .roster,
                    to: place,
                    by: TrialWorld.lead(of: number)
                )
            }
            let trials = try world.on("2026-10-25")
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            try await trials.allocate(id, by: TrialWorld.analyst)
            let published = try #require(try await trials.publishedProtocol(id))
            #expect(published.course.revealedSecret == nil)
            let summary = try #require(try await trials.allocationSummary(of: id))
            #expect(summary.options == nil && summary.balance.arms.map(\.units) == [2, 2])
        }
    }

    @Test("says what keeps rosters from being locked")
    func locking() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published(.schools, [.method: "pairs", .strata: ""])
            let trials = try world.on("2026-10-25")
            let none = try await #require(throws: AllocationRefusal.self) {
                try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            }
            #expect(none.message.contains("No school"))
            _ = try await world.withRosters(id, schools: 5)
            let odd = try await #require(throws: AllocationRefusal.self) {
                try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            }
            #expect(odd.message.contains("odd number"))
            await #expect(throws: AccessError.forbidden) {
                try await trials.lockRosters(of: id, by: TrialWorld.hubEditor)
            }
            await #expect(throws: AccessError.forbidden) {
                try await trials.lockRosters(of: id, by: TrialWorld.stranger)
            }
        }
    }

    @Test("notices a roster that lost a pupil after the lock, and goes on after a new lock")
    func lateObjection() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let places = try await world.withRosters(id)
            let trials = try world.on("2026-10-25")
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            let first = try #require(try await trials.publishedProtocol(id)?.course.rosterHash)
            #expect(
                try await trials.removePupil(
                    code: "P101",
                    from: places[0],
                    .objection,
                    by: TrialWorld.lead(of: 1)
                ) == .removed
            )
            await #expect(throws: AllocationRefusal.self) {
                try await trials.allocate(id, by: TrialWorld.analyst)
            }
            try await trials.unlockRosters(of: id, by: TrialWorld.analyst)
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            #expect(try await trials.publishedProtocol(id)?.course.rosterHash != first)
            try await trials.allocate(id, by: TrialWorld.analyst)
        }
    }

    @Test("says how alike the arms are, and hides it below ten pupils an arm")
    func balance() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            _ = try await world.allocated(id)
            let trials = try world.on("2026-10-26")
            let summary = try #require(try await trials.allocationSummary(of: id))
            #expect(summary.balance.rows.map(\.name) == ["Reading test before", "FSM"])
            #expect(summary.balance.rows.allSatisfy { $0.differences.count == 1 })
            #expect(summary.balance.arms.map(\.pupils) == [.exact(96), .exact(96)])
        }
        try await TrialWorld.open { world in
            let id = try await world.published()
            for number in 1...4 {
                let place = try await world.joined(id, number)
                try await world.on("2026-10-10").uploadRoster(
                    Array(TrialWorld.roster(number, pupils: 4).utf8),
                    .roster,
                    to: place,
                    by: TrialWorld.lead(of: number)
                )
            }
            let trials = try world.on("2026-10-25")
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            try await trials.allocate(id, by: TrialWorld.analyst)
            #expect(try await trials.allocationSummary(of: id)?.balance.rows == [])
        }
    }

    @Test("keeps the protocol’s part on allocation as it is from then on")
    func fixed() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            _ = try await world.allocated(id)
            let trials = try world.on("2026-10-26")
            let faults = try await #require(throws: Faults.self) {
                try await trials.amendProtocol(
                    id,
                    version: 12,
                    changing: [.strata: "region"],
                    reason: "x",
                    by: TrialWorld.hubLead
                )
            }
            #expect(faults.list.map(\.field) == ["strata"])
            try await trials.amendProtocol(
                id,
                version: 12,
                changing: [.testingUntil: "2027-06-10"],
                reason: "Snow",
                by: TrialWorld.hubLead
            )
        }
    }
}
