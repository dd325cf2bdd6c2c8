import Access
import CSV
import Database
import Evidence
import Programmes
import Services
import Statistics
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("Training as the dosage of a trial")
struct TrainingDosageTests {
    /// Three sessions within delivery in the first run, two in the second; one before the allocation on 25 October
    /// and one after the last day of delivery, 31 March, in each.
    private static let runs = [
        ["2026-10-24", "2026-11-05", "2026-12-03", "2027-01-14", "2027-04-01"],
        ["2026-10-20", "2026-10-25", "2027-03-31", "2027-04-02"],
    ]

    /// Registers for every rule: schools 1 to 8 have 3, 2, 1, 2, 0, 0, 0 and 3 sessions.
    private func keepRegisters(_ training: Training) async throws {
        try await training.mark(1, at: [0, 1, 2, 3, 4])
        try await training.mark(2, at: [1, 2])
        try await training.mark(2, at: [3], as: .absent)
        // Two places at one session are one session.
        try await training.mark(3, at: [1])
        try await training.mark(3, place: 1, at: [1])
        // One session of the first run and two of the second: the second counts.
        try await training.mark(4, at: [1])
        try await training.mark(4, run: 1, at: [0, 1, 2, 3])
        try await training.mark(5, at: [1, 2, 3], as: .apologies)
        try await training.mark(6, at: [0, 4])
        // A place that was given back is no place of the school.
        try await training.mark(7, at: [1, 2])
        try await training.cancel(7)
        // Different places at different sessions are the school's.
        try await training.mark(8, at: [1])
        try await training.mark(8, place: 1, at: [2, 3])
    }

    private func sendOutcomes(_ world: TrialWorld, _ places: [ID<TrialSchool>]) async throws {
        for (position, place) in places.enumerated() {
            _ = try await world.on("2027-04-10").uploadRoster(
                Array(TrialWorld.outcomes(position + 1).utf8),
                .outcome,
                to: place,
                by: TrialWorld.lead(of: position + 1)
            )
        }
    }

    @Test(
        "is read from the registers when the data freeze, and a later correction changes nothing",
        arguments: TestEngine.available
    )
    func frozen(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let training = try await Training(world, runs: Self.runs)
            let id = try await world.published(.schools, training.items(threshold: "2"))
            #expect(try await world.on().trainingDosage(of: id, by: TrialWorld.hubLead) == nil)
            let places = try await world.allocated(id)
            try await keepRegisters(training)
            let expected = [3, 2, 1, 2, 0, 0, 0, 3]

            let trials = try world.on("2027-04-10")
            let before = try #require(try await trials.trainingDosage(of: id, by: TrialWorld.hubEditor))
            #expect(places.map { before.schools[$0]?.sessions } == expected)
            #expect(before.threshold == 2 && before.unmarked == 0)
            #expect(before.schools.values.allSatisfy { $0.arm != nil })

            try await sendOutcomes(world, places)
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            try await training.mark(6, at: [1, 2, 3])
            try await training.mark(1, at: [1, 2, 3], as: .absent)
            let after = try #require(try await trials.trainingDosage(of: id, by: TrialWorld.analyst))
            #expect(places.map { after.schools[$0]?.sessions } == expected)

            let data = try await trials.openTrialData(of: id, by: TrialWorld.analyst).data
            #expect(data.schools.map(\.trainingSessions) == expected)
            #expect(data.plan.complianceThreshold == 2)
            #expect(data.pupils.dosage == data.pupils.school.map { Double(expected[$0]) })
            await #expect(throws: AccessError.self) {
                try await trials.trainingDosage(of: id, by: TrialWorld.lead(of: 1))
            }
        }
    }

    @Test("counts until today, and says which sessions have no register yet")
    func soFar() async throws {
        try await TrialWorld.open { world in
            let training = try await Training(world, runs: Self.runs)
            let id = try await world.published(.schools, training.items(threshold: "2"))
            let places = try await world.allocated(id)
            try await training.mark(1, at: [1, 2, 3])
            let early = try await world.on("2026-12-01").trainingDosage(of: id, by: TrialWorld.hubLead)
            #expect(early?.schools[places[0]]?.sessions == 1)
            // The second run's session on the day of the allocation was held, and nobody kept its register.
            #expect(early?.unmarked == 1)
        }
    }

    @Test("makes complier effects of schools, the same from the files that schools can download")
    func sameDigits() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let training = try await Training(world, runs: Self.runs)
            let id = try await world.published(
                .schools,
                training.items(threshold: "2").merging([.hasFSMSubgroup: "no"]) { $1 }
            )
            let places = try await world.allocated(id)
            try await keepRegisters(training)
            // So that what is received follows the draw: who was offered it comes, one control school too.
            let trials = try world.on("2027-04-10")
            let arms = try #require(try await trials.trainingDosage(of: id, by: TrialWorld.hubLead))
            for (position, place) in places.enumerated() where arms.schools[place]?.arm == 1 {
                // A place of its own: those of school 7 were given back.
                try await training.mark(position + 1, place: 2, at: [1, 2])
            }
            try await sendOutcomes(world, places)
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            let data = try await trials.openTrialData(of: id, by: TrialWorld.analyst).data
            let analysis = try TrialAnalysis.analysed(data)
            let complier = try #require(analysis.complier.value)
            let delivery = try #require(analysis.delivery?.training)
            #expect(delivery.offered == .init(schools: 4, reached: 4))
            #expect(complier.treatedShare == 1 && complier.controlShare > 0)

            var file = Exported()
            for (position, place) in places.enumerated() {
                try file.add(
                    await trials.schoolData(place, by: TrialWorld.evaluator(of: position + 1)),
                    school: position
                )
            }
            let library = try ComplierEffect(
                outcome: file.outcome,
                treatment: file.treatment,
                compliance: file.received,
                covariates: DesignMatrix(names: ["baseline"], matrix: Matrix(columns: [file.baseline])),
                clusters: Clusters(file.school),
                standardDeviation: complier.effect.deviation,
                degreesOfFreedom: 100,
                denominator: .unconditionalTotal
            )
            #expect(isClose(complier.difference.estimate, library.effect.estimate, 1e-9))
            #expect(isClose(complier.difference.standardError, library.effect.standardError, 1e-9))
            #expect(isClose(complier.firstStageF, library.firstStage.statistic, 1e-9))
        }
    }

    @Test(
        "of arms within schools counts for those who were offered it",
        arguments: [ProtocolDesign.classes, .pupilsWithinSchools]
    )
    func within(_ design: ProtocolDesign) async throws {
        try await TrialWorld.open { world in
            let training = try await Training(world, runs: Self.runs)
            let id = try await world.published(design, training.items(threshold: "3"))
            let places = try await world.allocated(id, schools: 4)
            try await keepRegisters(training)
            try await sendOutcomes(world, places)
            let trials = try world.on("2027-04-10")
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            let data = try await trials.openTrialData(of: id, by: TrialWorld.analyst).data
            let expected = [3.0, 2, 1, 2]
            #expect(
                data.pupils.dosage
                    == zip(data.pupils.arm, data.pupils.school).map { $0 == 0 ? 0 : expected[$1] }
            )
        }
    }

    @Test(
        "is fixed by the allocation: offer, threshold, meaning and last day",
        arguments: TestEngine.available
    )
    func fixed(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let training = try await Training(world, runs: Self.runs)
            let id = try await world.published(.schools, training.items(threshold: "2"))
            let published = try #require(try await world.on().publishedProtocol(id))
            #expect(published.record.text[.trainingOfferName] == "Training for Tidal Readers")
            _ = try await world.allocated(id)
            for (item, value) in [
                (ProtocolItem.complianceThreshold, "1"), (.dosage, "none"), (.complianceDetail, "Nearly all"),
                (.runsUntil, "2027-03-30"),
            ] {
                let faults = try await #require(throws: Faults.self) {
                    try await world.on("2026-11-01").amendProtocol(
                        id,
                        version: 12,
                        changing: [item: value],
                        reason: "Second thoughts",
                        by: TrialWorld.hubLead
                    )
                }
                #expect(faults.list.map(\.field) == [item.rawValue])
            }
        }
    }

    @Test("names an offer of the trial's own hub, and no other")
    func otherHub() async throws {
        try await TrialWorld.open { world in
            let training = try await Training(world, of: TrialWorld.otherHub, runs: Self.runs)
            let faults = try await #require(throws: Faults.self) {
                try await world.draft(.schools, training.items(threshold: "2"))
            }
            #expect(faults.list.map(\.field) == ["trainingOffer"])
            let trials = try world.on()
            #expect(try await trials.trainingOffers(of: TrialWorld.hub.id, by: TrialWorld.analyst).isEmpty)
            #expect(
                try await trials.trainingOffers(of: TrialWorld.otherHub.id, by: TrialWorld.stranger).count
                    == 1
            )
            await #expect(throws: AccessError.self) {
                try await trials.trainingOffers(of: TrialWorld.otherHub.id, by: TrialWorld.hubLead)
            }
        }
    }

    @Test("does not name an offer that is still a draft: its title is nobody else's yet")
    func draftOffer() async throws {
        try await TrialWorld.open { world in
            let training = try await Training(world, runs: Self.runs)
            try await world.database.write {
                try $0.execute("UPDATE offer SET state = 'draft' WHERE id = \(training.offer)")
            }
            let faults = try await #require(throws: Faults.self) {
                try await world.draft(.schools, training.items(threshold: "2"))
            }
            #expect(faults.list.map(\.field) == ["trainingOffer"])
            let trials = try world.on()
            #expect(try await trials.trainingOffers(of: TrialWorld.hub.id, by: TrialWorld.hubLead).isEmpty)
        }
    }
}

/// Columns read back from schools' own files.
private struct Exported {
    private(set) var outcome: [Double] = []
    private(set) var treatment: [Double] = []
    private(set) var baseline: [Double] = []
    private(set) var received: [Double] = []
    private(set) var school: [Int] = []

    mutating func add(_ csv: [UInt8], school number: Int) throws {
        let reader = try CSVReader(bytes: csv)
        let names = reader.header.names
        func text(_ heading: String, _ cells: [String]) throws -> String {
            let place = try #require(names.firstIndex(of: heading))
            return cells[place]
        }
        func value(_ heading: String, _ cells: [String]) throws -> Double {
            let text = try text(heading, cells)
            return try #require(Double(text))
        }
        while let row = try reader.next() {
            let cells = row.cells
            outcome.append(try value("Outcome", cells))
            baseline.append(try value("Baseline", cells))
            received.append(try value("Received", cells))
            treatment.append(try text("Arm", cells) == "Control" ? 0 : 1)
            school.append(number)
        }
    }
}
