import Access
import Database
import Evidence
import Services

/// A guidance report of the example's library: invented, and it says so.
struct ToldGuidance {
    let title: String
    let year: Int
    let phase: String
    let strands: [ToldStrand.Key]
    let summary: String
    let recommendations: [String]

    static let publisher = "Brackenstow Research School (invented)"
    static let licence = "Invented; no rights reserved"

    static let all: [ToldGuidance] = [
        ToldGuidance(
            title: "Reading that flows: fluency from year 2 to year 8",
            year: 2024,
            phase: "Primary and secondary",
            strands: [.fluency, .vocabulary],
            summary: "How to find pupils who read slowly, and what to do for fifteen minutes a day.",
            recommendations: [
                "Listen to every pupil read one minute of a text that they have not seen.",
                "Read the same text again on purpose: three times in a week.",
                "Choose texts that need the second reading.",
                "Meet the words before the text, and again a month later.",
            ]
        ),
        ToldGuidance(
            title: "Small groups that close gaps",
            year: 2023,
            phase: "Primary",
            strands: [.tutoring, .maths],
            summary: "When tutoring is worth its cost, and how to keep it tied to the lesson.",
            recommendations: [
                "Keep groups to three, and sessions beside lessons, never instead of them.",
                "Let the class teacher say on Fridays what the group needs next.",
                "Stop for a pupil who has caught up.",
            ]
        ),
    ]

    func draft(_ library: Library) -> GuidanceDraft {
        var draft = GuidanceDraft()
        draft.title = title
        draft.publisher = Self.publisher
        draft.year = String(year)
        draft.phase = phase
        draft.licence = Self.licence
        draft.summary = summary
        draft.recommendations = recommendations.joined(separator: "\n")
        draft.strands = strands.compactMap { library.strands[$0] }
        return draft
    }
}

extension ExampleNetwork {
    /// Guidance, a reference list from a reference manager with one record that may be a duplicate, a reading
    /// list, and people who save and follow.
    func furnishLibrary(_ library: Library, _ cast: Cast) async throws {
        let evidence = evidence(on: yearStart(ago: 1).adding(days: 30))
        let editor = try cast.actor(.director)
        for told in ToldGuidance.all { try await evidence.saveGuidance(told.draft(library), by: editor) }
        try await evidence.addResource(ToldResource.draft(library), by: editor)
        _ = try await evidence.importReferences(
            .bytes(Array(ToldReferences.file.utf8)),
            ReferencesImport(
                fileName: "hub-library.ris",
                source: "Reference manager of the research school",
                licence: ""
            ),
            by: editor
        )
        try await keepReadingList(library, editor)
        let leader = try cast.actor(.schoolLeader)
        let lately = self.evidence(on: options.today.adding(days: -20))
        if let fluency = library.strands[.fluency], let tutoring = library.strands[.tutoring] {
            try await lately.save(
                .strand(fluency),
                note: "For the meeting with governors in March",
                by: leader
            )
            try await lately.follow(fluency, by: leader)
            try await lately.follow(tutoring, by: leader)
        }
    }

    private func keepReadingList(_ library: Library, _ editor: Actor) async throws {
        guard let hub = editor.memberships.first(where: { $0.organisation.kind == .hub })?.organisation,
            let key = IdempotencyKey("example-reading-list")
        else { return }
        let evidence = evidence(on: options.today.adding(days: -60))
        var draft = ReadingListDraft()
        draft.title = "Before you buy a reading programme"
        draft.description = "An hour of reading for literacy leads, in the order that we would read it."
        draft.isShared = true
        let slug = try await evidence.startReadingList(draft, for: hub.id, by: editor, key: key)
        let list = try await evidence.readingList(slug: slug, for: editor)
        let reports = try await evidence.guidance()
        if let fluency = library.strands[.fluency] {
            try await evidence.add(
                .strand(fluency),
                note: "Start with what is known, and how surely.",
                to: list,
                by: editor
            )
        }
        if let report = reports.first(where: { $0.title.hasPrefix("Reading that flows") }) {
            try await evidence.add(
                .guidance(report.id),
                note: "Then what to do on Monday.",
                to: list,
                by: editor
            )
        }
        if let vocabulary = library.strands[.vocabulary] {
            try await evidence.add(
                .strand(vocabulary),
                note: "What fluency cannot do alone.",
                to: list,
                by: editor
            )
        }
    }
}

/// Something ready to use in class, under an address that leads nowhere.
enum ToldResource {
    static func draft(_ library: Library) -> ResourceDraft {
        var draft = ResourceDraft()
        draft.title = "One-minute reading record"
        draft.kind = Resource.Kind.tool.rawValue
        draft.publisher = ToldGuidance.publisher
        draft.address = "https://brackenstow.example/reading-record"
        draft.licence = ToldGuidance.licence
        draft.summary = "A sheet for each pupil: words read in a minute, three times a term."
        draft.strands = [ToldStrand.Key.fluency].compactMap { library.strands[$0] }
        return draft
    }
}

/// A reference list as a reference manager writes it. There are no such studies.
enum ToldReferences {
    static let file = """
        TY  - JOUR
        TI  - How teachers choose texts for reading aloud: an invented survey
        AU  - Marsh, Imogen
        AU  - van der Berg, Tomas
        PY  - 2020
        T2  - Journal of Invented Classroom Studies
        VL  - 12
        IS  - 3
        SP  - 201
        EP  - 219
        AB  - A survey of invented teachers about the texts they read aloud. Invented for the example network.
        KW  - Reading aloud
        KW  - Text choice
        LA  - English
        ER  -
        TY  - JOUR
        TI  - How teachers choose texts for reading aloud: an invented survey of 240 schools
        AU  - Marsh, Imogen
        PY  - 2021
        T2  - Journal of Invented Classroom Studies
        ER  -
        TY  - RPRT
        TI  - Catch-up groups after a long absence: a report that nobody wrote
        AU  - Example Network for Tutoring
        PY  - 2022
        PB  - Example Press
        AB  - Twelve invented schools ran groups of three for a term. Invented for the example network.
        KW  - Tutoring
        ER  -
        TY  - JOUR
        AU  - Nobody, Noel
        PY  - 2019
        ER  -
        """
}
