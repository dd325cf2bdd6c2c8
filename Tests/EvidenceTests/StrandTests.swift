import Access
import Database
import Evidence
import Profiles
import Services
import TestDatabases
import Testing

@Suite("Strands")
struct StrandTests {
    @Test("A strand that was published reads back whole", arguments: TestEngine.available)
    func readsBack(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let made = try await library.evidence.createStrand(library.draft(), by: .editor)
            let read = try await library.evidence.strand(slug: "feedback")
            #expect(read == made)
            #expect(read.content.text(of: .whatItIs) == "Telling pupils how to get better.")
            let months = try #require(library.evidence.months(of: read.content))
            #expect([months.lowerMonths, months.months, months.upperMonths] as [Int] == [4, 6, 8])
            #expect(months.rating == .strength(4))
        }
    }

    @Test("Every published version stays readable, with what changed", arguments: TestEngine.available)
    func versionsStay(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let first = try await library.evidence.createStrand(library.draft(), by: .editor)
            var draft = StrandDraft(first.content)
            draft.title = "Feedback and marking"
            draft.changeNote = "Named more clearly"
            let second = try await library.evidence.editStrand(first.id, version: 1, draft, by: .editor)
            #expect(second.slug == first.slug)
            #expect(
                try await library.evidence.strand(slug: first.slug).content.title == "Feedback and marking"
            )
            #expect(try await library.evidence.strand(slug: first.slug, version: 1) == first)
            let history = try await library.evidence.history(of: first.id)
            #expect(history.map(\.version) == [2, 1])
            #expect(history.map(\.changeNote) == ["Named more clearly", "First published"])
            await #expect(throws: AccessError.notFound) {
                try await library.evidence.strand(slug: first.slug, version: 3)
            }
        }
    }

    @Test("The second of two editors is told, and changes nothing", arguments: TestEngine.available)
    func staleEdits(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor)
            var draft = StrandDraft(strand.content)
            draft.changeNote = "One"
            try await library.evidence.editStrand(strand.id, version: 1, draft, by: .editor)
            draft.changeNote = "Two"
            await #expect(throws: DatabaseError.staleVersion) {
                try await library.evidence.editStrand(strand.id, version: 1, draft, by: .editor)
            }
            #expect(try await library.evidence.history(of: strand.id).count == 2)
        }
    }

    @Test("An address is made from the title and is never given twice", arguments: TestEngine.available)
    func addressesAreUnique(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            var slugs: [String] = []
            for _ in 0..<3 {
                slugs.append(
                    try await library.evidence.createStrand(
                        library.draft("Pupils’ café & maths"),
                        by: .editor
                    ).slug
                )
            }
            #expect(slugs == ["pupils-cafe-maths", "pupils-cafe-maths-2", "pupils-cafe-maths-3"])
        }
    }

    @Test(
        "What is wrong in a draft is said field by field",
        arguments: [
            ("title", "", "title"), ("title", String(repeating: "a", count: 201), "title"),
            ("summary", "  ", "summary"), ("effect", "about 0.3", "effect"), ("lower", "0.50", "lower"),
            ("upper", "", "effect"), ("effectSource", "", "effectSource"), ("strength", "6", "strength"),
            ("strength", "0", "strength"), ("costBand", "9", "costBand"), ("profile", "mine", "profile"),
            ("effect", "inf", "effect"), ("effect", "0,48", "effect"), ("upper", "11", "upper"),
        ]
    )
    func faultsNameTheirField(field: String, value: String, reported: String) async throws {
        try await Library.open(on: .sqlite) { library in
            var draft = library.draft()
            switch field {
            case "title": draft.title = value
            case "summary": draft.summary = value
            case "effect": draft.effect = value
            case "lower": draft.lower = value
            case "upper": draft.upper = value
            case "effectSource": draft.effectSource = value
            case "strength": draft.strength = value
            case "costBand": draft.costBand = value
            default: draft.profile = value
            }
            let faults = await #expect(throws: Faults.self) {
                try await library.evidence.createStrand(draft, by: .editor)
            }
            #expect(faults?.list.map(\.field).contains(reported) == true)
            let left = try await library.evidence.strands()
            #expect(left.isEmpty)
        }
    }

    @Test("Months are shown neither without evidence nor for another outcome than attainment")
    func monthsAreWithheld() async throws {
        try await Library.open(on: .sqlite) { library in
            var draft = library.draft()
            draft.isAttainment = false
            let wellbeing = try await library.evidence.createStrand(draft, by: .editor)
            #expect(library.evidence.months(of: wellbeing.content) == nil)
            draft = library.draft()
            (draft.effect, draft.lower, draft.upper, draft.strength) = ("", "", "", "0")
            let thin = try await library.evidence.createStrand(draft, by: .editor)
            #expect(thin.content.headline == nil)
            #expect(library.evidence.months(of: thin.content) == nil)
        }
    }

    @Test("The list is searched by words and narrowed by facets", arguments: TestEngine.available)
    func listIsSearched(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            var draft = library.draft("Phonics")
            draft.costBand = "2"
            try await library.evidence.createStrand(draft, by: .editor)
            try await library.evidence.createStrand(library.draft(), by: .editor)
            draft = library.draft("aspirations")
            (draft.effect, draft.lower, draft.upper, draft.strength) = ("", "", "", "0")
            try await library.evidence.createStrand(draft, by: .editor)
            func titles(_ change: (inout StrandQuery) -> Void) async throws -> [String] {
                var query = StrandQuery()
                change(&query)
                return try await library.evidence.strands(query).map(\.strand.content.title)
            }
            #expect(try await titles { _ in } == ["aspirations", "Feedback", "Phonics"])
            #expect(try await titles { $0.words = "PHON training" } == ["Phonics"])
            #expect(try await titles { $0.costBands = [2] } == ["Phonics"])
            #expect(try await titles { $0.hasEffect = false } == ["aspirations"])
            #expect(try await titles { $0.strengths = [4] } == ["Feedback", "Phonics"])
            #expect(try await titles { $0.words = "nothing like it" } == [])
        }
    }

    @Test(
        "Only hubs’ leads, editors and evaluators and the administrator write",
        arguments: OrganisationKind.allCases,
        Role.allCases
    )
    func whoWrites(kind: OrganisationKind, role: Role) async throws {
        try await Library.open(on: .sqlite) { library in
            let may = kind == .hub && [.lead, .editor, .evaluator].contains(role)
            let actor = Actor.member(of: kind, role)
            if may {
                try await library.evidence.createStrand(library.draft(), by: actor)
            } else {
                await #expect(throws: AccessError.forbidden) {
                    try await library.evidence.createStrand(library.draft(), by: actor)
                }
                await #expect(throws: AccessError.forbidden) {
                    try await library.evidence.enterFinding(FindingDraft(), by: actor)
                }
                await #expect(throws: AccessError.forbidden) {
                    try await library.evidence.saveIntervention(InterventionDraft(), by: actor)
                }
                await #expect(throws: AccessError.forbidden) {
                    try await library.evidence.removeFinding(ID(rawValue: 1), version: 1, by: actor)
                }
                await #expect(throws: AccessError.forbidden) {
                    let options = FindingsImport(fileName: "", source: "x", licence: "")
                    _ = try await library.evidence.importFindings([], options, by: actor)
                }
                await #expect(throws: AccessError.notSignedIn) {
                    try await library.evidence.createStrand(library.draft(), by: .anonymous)
                }
            }
        }
    }

    @Test(
        "Strands are related by what stands under both, those with most in common first",
        arguments: TestEngine.available
    )
    func related(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            var ids: [ID<Strand>] = []
            for title in ["Feedback", "Phonics", "Fluency", "Homework"] {
                ids.append(try await evidence.createStrand(library.draft(title), by: .editor).id)
            }
            #expect(try await evidence.strands(relatedTo: ids[0]).isEmpty)
            // One study with a finding under each of two strands, and one finding under both.
            for (label, strands) in [("Adams", [ids[0]]), ("Adams", [ids[1]]), ("Brown", [ids[0], ids[1]])] {
                let draft = library.finding(label, "0.2", se: "0.1", under: strands)
                try await evidence.enterFinding(draft, by: .editor)
            }
            var intervention = InterventionDraft()
            (intervention.name, intervention.strands) = ("Lantern Reading", [ids[0], ids[2]])
            try await evidence.saveIntervention(intervention, by: .editor)
            var guidance = GuidanceDraft()
            (guidance.title, guidance.publisher, guidance.strands) = (
                "Reading well", "A body", [ids[0], ids[2]]
            )
            try await evidence.saveGuidance(guidance, by: .editor)
            let trial = NetworkFinding(
                label: "A trial",
                effect: 0.1,
                variance: 0.01,
                outcomeDomain: "Reading",
                treatedCount: 50,
                controlCount: 50,
                strands: [ids[0], ids[2]]
            )
            _ = try await PoolTests.file(trial, in: library)

            let related = try await evidence.strands(relatedTo: ids[0])
            #expect(related.map(\.strand.title) == ["Fluency", "Phonics"])
            #expect(related.map(\.works) == [1, 2])
            #expect(related.map(\.interventions) == [["Lantern Reading"], []])
            #expect(related.map(\.guidance) == [["Reading well"], []])
            #expect(try await evidence.strands(relatedTo: ids[3]).isEmpty)
        }
    }

    @Test(
        "A finding stands under at most as many strands, whether it is entered, changed or imported",
        arguments: TestEngine.available
    )
    func mostStrands(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            var strands: [ID<Strand>] = []
            for number in 0...Evidence.mostStrands {
                strands.append(
                    try await evidence.createStrand(library.draft("Strand \(number)"), by: .editor).id
                )
            }
            let refusal = Faults([Fault("strand", "Choose \(Evidence.mostStrands) strands or fewer")])
            let tooMany = library.finding("Adams", "0.2", se: "0.1", under: strands)
            await #expect(throws: refusal) { try await evidence.enterFinding(tooMany, by: .editor) }
            let most = Array(strands.dropLast())
            let id = try await evidence.enterFinding(
                library.finding("Adams", "0.2", se: "0.1", under: most),
                by: .editor
            )
            var (_, draft) = try await evidence.findingToEdit(id, by: .editor)
            #expect(draft.strands.count == Evidence.mostStrands)
            draft.strands = strands
            let edited = draft
            await #expect(throws: refusal) {
                try await evidence.editFinding(id, version: 1, edited, reason: "More", by: .editor)
            }
            draft.strands = Array(strands.dropFirst())
            try await evidence.editFinding(id, version: 1, draft, reason: "Others", by: .editor)
            #expect(try await evidence.findings(under: strands[0]).isEmpty)
            #expect(try await evidence.pool(of: strands[Evidence.mostStrands], .published) != nil)
            let rows = strands.indices.map { "Brown,0.1,0.1,f1,strand-\($0)" }
            func take(_ rows: [String], under some: [ID<Strand>] = []) async throws -> FindingsImportOutcome {
                let file = (["study,effect,se,finding,strand"] + rows).joined(separator: "\n")
                return try await evidence.importFindings(
                    Array(file.utf8),
                    FindingsImport(fileName: "f.csv", source: "A review", licence: "", strands: some),
                    by: .editor
                )
            }
            let outcome = try await take(rows)
            #expect(outcome.added == 1)
            #expect(outcome.rejected.map(\.line) == [strands.count + 1])
            #expect(outcome.rejected.first?.reason == refusal.list[0].message)
            // What it stands under already counts when a later file names others; every row of it comes back.
            let other = "Brown,0.3,0.1,f1,strand-\(Evidence.mostStrands)"
            let later = try await take(["Brown,0.3,0.1,f1,strand-0", other, "Clark,0.2,0.1,f2,strand-1"])
            #expect([later.added, later.updated, later.unchanged] as [Int] == [1, 0, 0])
            #expect(later.rejected.map(\.line) == [2, 3])
            #expect(
                later.rejected.first?.reason
                    == "\(refusal.list[0].message): it stands under 50 already, and the file names others"
            )
            let changed = try await take(["Brown,0.3,0.1,f1,strand-0"])
            #expect([changed.updated, changed.rejected.count] as [Int] == [1, 0])
            await #expect(throws: refusal) { try await take(["Dale,0.2,0.1,f3,"], under: strands) }
        }
    }

    @Test("Publishing is audited and wakes the pages that show it", arguments: TestEngine.available)
    func auditedAndTouched(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let before = library.database.topics.present
            try await library.evidence.createStrand(library.draft(), by: .editor)
            #expect(library.database.topics.haveChanged([.strands], since: before))
            let verbs: [String] = try await library.database.read {
                try $0.column("SELECT verb FROM audit_entry")
            }
            #expect(verbs == ["strand.create"])
        }
    }

    @Test(
        "An intervention has an edition of its own and stands under its strands",
        arguments: TestEngine.available
    )
    func interventions(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor)
            var draft = InterventionDraft()
            draft.name = "Tidal Readers"
            draft.edition = "2nd"
            draft.strands = [strand.id]
            let id = try await library.evidence.saveIntervention(draft, by: .editor)
            let read = try await library.evidence.intervention(id)
            #expect(read.slug == "tidal-readers-2nd")
            #expect(read.strands.map(\.slug) == ["feedback"])
            #expect(try await library.evidence.interventions(under: strand.id).map(\.id) == [id])
            let twin = await #expect(throws: Faults.self) {
                try await library.evidence.saveIntervention(draft, by: .editor)
            }
            #expect(twin?.list.map(\.field) == ["edition"])
            draft.dose = "Ten weeks"
            try await library.evidence.saveIntervention(draft, existing: (id, 1), by: .editor)
            #expect(try await library.evidence.intervention(id).dose == "Ten weeks")
            await #expect(throws: DatabaseError.staleVersion) {
                try await library.evidence.saveIntervention(draft, existing: (id, 1), by: .editor)
            }
            draft.name = "Other"
            draft.strands = [ID(rawValue: 99)]
            await #expect(throws: Faults.self) {
                try await library.evidence.saveIntervention(draft, by: .editor)
            }
        }
    }
}
