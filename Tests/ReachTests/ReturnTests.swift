import Access
import Database
import Evidence
import Profiles
import Reach
import Services
import TestDatabases
import Testing

@Suite("Returns to funders")
struct ReturnTests {
    @Test("figures come from rows, and are locked when submitted", arguments: TestEngine.available)
    func locked(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(
                1,
                on: "2026-10-05",
                places: [(Places.school(2), 3), (Places.school(20), 1)]
            )
            try await places.hold(2, on: "2026-08-05", places: [(Places.school(3), 1)])
            try await places.hold(
                3,
                on: "2026-10-06",
                hubs: [Places.fens],
                places: [(Places.school(4), 1)]
            )
            try await places.reach.rebuild()
            let nora = places.actor()
            let id = try await places.reach.startReturn(
                for: Places.north.id,
                from: "1/9/2026",
                to: "6/1/2027",
                by: nora
            )
            let draft = try await places.reach.kpiReturn(id, by: nora)
            #expect(draft.figures.map(\.measure) == draft.measures.map(\.id))
            #expect(draft.figure("cpd-days")?.value == 1)
            #expect(draft.figure("high-fsm-share")?.value == 25 && draft.figure("high-fsm-share")?.count == 4)
            #expect(draft.figure("schools-reached")?.value == 2)
            #expect(draft.figure("high-need-schools-reached")?.value == 1)
            let rows = try await places.reach.rows(behind: "schools-reached", of: id, by: nora).rows
            #expect(rows.rows == [["School 2", "1"], ["School 20", "5"]])
            try await places.reach.submitReturn(id, version: 1, commentary: "A good start.", by: nora)
            try await places.hold(4, on: "2026-12-01", places: [(Places.school(5), 1)])
            try await places.reach.rebuild()
            let submitted = try await places.reach.kpiReturn(id, by: nora)
            #expect(submitted.figure("schools-reached")?.value == 2)
            let kept = try await places.reach.rows(behind: "schools-reached", of: id, by: nora).rows
            #expect(kept.rows == rows.rows && kept.columns == rows.columns)
            #expect(kept.isKept && !rows.isKept)
            await #expect(throws: DatabaseError.staleVersion) {
                try await places.reach.submitReturn(id, version: 2, commentary: "", by: nora)
            }
        }
    }

    @Test("a return shows how it differs from the last one", arguments: TestEngine.available)
    func difference(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            try await places.hold(1, on: "2025-10-05", places: [(Places.school(2), 3)])
            try await places.hold(
                2,
                on: "2026-10-05",
                places: [(Places.school(3), 1), (Places.school(4), 1)]
            )
            try await places.reach.rebuild()
            let nora = places.actor()
            let first = try await places.reach.startReturn(
                for: Places.north.id,
                from: "2025-09-01",
                to: "2026-08-31",
                by: nora
            )
            try await places.reach.submitReturn(first, version: 1, commentary: "", by: nora)
            let second = try await places.reach.startReturn(
                for: Places.north.id,
                from: "2026-09-01",
                to: "2027-08-31",
                by: nora
            )
            let record = try await places.reach.kpiReturn(second, by: nora)
            #expect(record.change(of: "schools-reached") == 1)
            #expect(record.change(of: "support-good") == nil)
        }
    }

    @Test("a return is its hub's: others do not learn that it exists", arguments: TestEngine.available)
    func permissions(on engine: TestEngine) async throws {
        try await Places.with(engine) { places in
            let id = try await places.reach.startReturn(
                for: Places.north.id,
                from: "1/9/2026",
                to: "31/8/2027",
                by: places.actor(.editor)
            )
            await #expect(throws: AccessError.forbidden) {
                try await places.reach.submitReturn(
                    id,
                    version: 1,
                    commentary: "",
                    by: places.actor(.editor)
                )
            }
            await #expect(throws: AccessError.notFound) {
                try await places.reach.kpiReturn(id, by: places.actor(.lead, of: Places.fens))
            }
            let faults = await #expect(throws: Faults.self) {
                try await places.reach.startReturn(
                    for: Places.north.id,
                    from: "31/8/2027",
                    to: "1/9/2026",
                    by: places.actor()
                )
            }
            #expect(faults?.list.map(\.field) == ["to"])
            await #expect(throws: Faults.self) {
                try await places.reach.startReturn(
                    for: Places.north.id,
                    from: "1/9/2026",
                    to: "31/8/2027",
                    by: places.actor()
                )
            }
        }
    }
}
