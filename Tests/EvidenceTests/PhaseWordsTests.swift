import Evidence
import Search
import TestDatabases
import Testing

@Suite("Phases by a source's own words")
struct PhaseWordsTests {
    static let named: [(words: String, phases: Set<PupilPhase>)] = [
        ("Primary", [.primary]), ("Key Stage 2", [.primary]), ("KS3 and KS4", [.secondary]),
        ("Key stages 2-3", [.primary, .secondary]), ("Year 5, 58 pupils", [.primary]),
        ("Years 5, 6 and 7", [.primary, .secondary]), ("Year 6 to Year 8", [.primary, .secondary]),
        ("Year 13", [.post16]), ("Early years", [.earlyYears]), ("All-through", [.primary, .secondary]),
        // The bands of the What Works Clearinghouse: a pupil of grade 6 is as old as one of year 7.
        ("Grades K-3", [.earlyYears, .primary]), ("Grades 3-6", [.primary, .secondary]),
        ("Grades 6-9", [.secondary]), ("Grades 9-12", [.secondary, .post16]), ("PK & K", [.earlyYears]),
        ("K-5", [.earlyYears, .primary]),
        // Nothing says what these numbers or letters are.
        ("3-6", []), ("9-12", []), ("k = 12 studies", []), ("Ages 7 to 9", []), ("", []), ("Year 14", []),
        ("Year 99999999999999999999", []),
    ]

    @Test("are those that the words name, and no others", arguments: named)
    func words(words: String, phases: Set<PupilPhase>) {
        #expect(PupilPhase.named(in: words) == phases)
    }

    @Test(
        "are one name wherever the words come from, in the parts of a strand and in the map of gaps",
        arguments: TestEngine.available
    )
    func together(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for (label, phase, yearGroup) in [
                ("Adams 2017", "Key stage 1", ""), ("Brown 2018", "Grades 1-4", ""),
                ("Clark 2019", "", "Year 4"),
                ("Davis 2020", "Grades 3-6", ""), ("Evans 2021", "Wherever", ""), ("Foxe 2022", "", ""),
            ] {
                var draft = library.finding(label, "0.2", se: "0.1", under: [strand])
                draft.phase = phase
                draft.details.yearGroup = yearGroup
                draft.outcomeDomain = "Reading"
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            let parts = try await library.evidence.picture(of: strand).parts(by: .phase)
            #expect(
                Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.members.count) }) == [
                    "Primary": 3, "Primary and secondary": 1, "Wherever": 1, "Phase not stated": 1,
                ]
            )
            var quasi = library.finding("Grey 2023", "0.2", se: "0.1", under: [strand])
            (quasi.phase, quasi.outcomeDomain, quasi.details.subject) = ("Primary", "Any", "Numbers")
            try await library.evidence.enterFinding(quasi, by: .editor)
            quasi.label = "Hall 2023"
            (quasi.phase, quasi.design, quasi.details.yearGroup) = ("", "quasi-experimental", "Year 3")
            try await library.evidence.enterFinding(quasi, by: .editor)
            let everything = try await library.evidence.gapMap()
            let numbers = everything.filter { $0.outcome == "Numbers" }
            #expect(numbers.map(\.phase) == ["Primary"])
            #expect(numbers.map { [$0.findings, $0.randomised] } == [[2, 1]])
            let cells = everything.filter { $0.outcome != "Numbers" }
            #expect(
                Dictionary(uniqueKeysWithValues: cells.map { ($0.phase, $0.findings) }) == [
                    "Primary": 4, "Secondary": 1, "Wherever": 1, "": 1,
                ]
            )
            #expect(cells.allSatisfy { $0.randomised == $0.findings && $0.outcome == "Reading" })
            let kept = try await library.evidence.findings(under: strand).compactMap(\.phase)
            #expect(kept == ["Key stage 1", "Grades 1-4", "Grades 3-6", "Wherever", "Primary"])
        }
    }
}
