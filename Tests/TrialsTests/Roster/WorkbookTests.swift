import Access
import Services
import TestTrials
import Testing
import Trials

@Suite("The in-school workbook")
struct WorkbookTests {
    let table = PseudonymTable(Services.seeded(7, at: School.now))

    @Test("gives the same code for the same pupil number, however it is written")
    func stable() throws {
        let code = try #require(table.code(of: "A123456789012"))
        #expect(table.code(of: "a1234 567 89012") == code)
        #expect(code.count == 10 && code.hasPrefix("P"))
        #expect(table.code(of: "A123456789013") != code)
    }

    @Test("refuses what is no pupil number", arguments: ["", "  ", "Anna*", "12345678901234", "Zoë"])
    func refused(number: String) { #expect(table.code(of: number) == nil) }

    @Test("drawn anew gives other codes, and all pupils of a large school have codes of their own")
    func apart() {
        let other = PseudonymTable(Services.seeded(8, at: School.now))
        #expect(other.code(of: "1234") != table.code(of: "1234"))
        let codes = Set((1...2_000).compactMap { table.code(of: "\(100_000 + $0)") })
        #expect(codes.count == 2_000)
    }

    @Test("makes codes that a roster takes")
    func accepted() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let place = try await world.joined(id, 1)
            var file = "Pupil code,Class,Baseline,FSM\r\n"
            for number in 1...60 {
                file += "\(table.code(of: "\(4_000 + number)") ?? ""),4A,\(number),no\r\n"
            }
            // What a sheet of formulas leaves below its last pupil.
            file += ",,,\r\n,,,\r\n"
            let upload = try await world.on("2026-10-10").uploadRoster(
                Array(file.utf8),
                .roster,
                to: place,
                by: TrialWorld.lead(of: 1)
            )
            #expect(upload.accepted == 60 && upload.faults.isEmpty)
        }
    }

    @Test("is an Excel file for the school’s lead and evaluator, and for nobody else")
    func file() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let place = try await world.joined(id, 1)
            let trials = try world.on("2026-09-10")
            let bytes = try await trials.schoolWorkbook(place, by: TrialWorld.evaluator(of: 1))
            #expect(bytes.prefix(4) == [0x50, 0x4B, 0x03, 0x04])
            await #expect(throws: AccessError.forbidden) {
                try await trials.schoolWorkbook(place, by: TrialWorld.member(of: 1))
            }
            for actor in [TrialWorld.hubLead, TrialWorld.analyst, TrialWorld.lead(of: 2)] {
                await #expect(throws: AccessError.notFound) {
                    try await trials.schoolWorkbook(place, by: actor)
                }
            }
        }
    }
}
