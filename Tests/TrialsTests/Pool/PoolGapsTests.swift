import Access
import Database
import Evidence
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("Whom the trials of a pool are not about")
struct PoolGapsTests {
    private static func subject(_ world: TrialWorld) -> PoolSubject { .intervention(world.intervention) }

    /// Open schools that are in no trial: many of one region and kind, few of another.
    private static func others(_ world: TrialWorld) async throws {
        try await world.database.write { transaction in
            for number in 1...14 {
                let urn = 200_000 + number
                let isMany = number <= 11
                try transaction.execute(
                    """
                    INSERT INTO organisation (id, kind, name)
                    VALUES (\(7_000 + number), 'establishment', \("Other \(number)"))
                    """
                )
                try transaction.execute(
                    "INSERT INTO lineage_member (urn, lineage_id) VALUES (\(urn), \(urn))"
                )
                try transaction.execute(
                    """
                    INSERT INTO establishment (urn, organisation_id, type, type_group, status, phase, region)
                    VALUES (\(urn), \(7_000 + number), 'Academy', \(isMany ? "Academies" : "Colleges"), 'open',
                        'Secondary', \(isMany ? "north-west" : "north-east"))
                    """
                )
            }
        }
    }

    @Test(
        "Phases of results, and regions and kinds with few schools in reported trials",
        arguments: TestEngine.available
    )
    func missing(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            try await Self.others(world)
            let id = try await world.published()
            let places = try await world.allocated(id)
            let trials = try world.on("2027-06-03")
            let before = try await trials.poolGaps(Self.subject(world))
            #expect(before.trials == 0 && before.schools == 0)
            _ = try await world.reported(id, places)
            let after = try await trials.poolGaps(Self.subject(world))
            #expect(after.trials == 1 && after.withoutPhase == 0)
            #expect(after.phases.map(\.name) == ["Early years", "Secondary", "Post-16"])
            // Four schools of each of two regions were in it; of the third there are too few to speak of.
            #expect(after.schools == 8 && after.regions == ["North West"])
            #expect(after.kinds == ["Academies"])
            let elsewhere = try await trials.poolGaps(.intervention(ID(rawValue: 42)))
            #expect(elsewhere.trials == 0 && elsewhere.schools == 0)
        }
    }
}
