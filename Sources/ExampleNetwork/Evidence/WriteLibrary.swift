import Access
import Evidence
import Services

/// What the library holds once it is written.
struct Library: Sendable {
    var strands: [ToldStrand.Key: ID<Strand>] = [:]
    var interventions: [ToldIntervention: ID<Intervention>] = [:]
}

extension ExampleNetwork {
    /// Writes strands, interventions and published studies. The research school's director edits the library.
    func writeLibrary(_ cast: Cast) async throws -> Library {
        let editor = try cast.actor(.director)
        var library = Library()
        let written = evidence(on: yearStart(ago: 2).adding(days: 20))
        for told in ToldStrand.all {
            library.strands[told.key] = try await written.createStrand(told.draft, by: editor).id
        }
        for told in ToldIntervention.allCases {
            var draft = InterventionDraft()
            draft.name = told.name
            draft.edition = told.edition
            draft.developer = told.developer
            draft.summary = told.summary
            draft.activeIngredients = told.ingredients
            draft.dose = told.dose
            draft.strands = told.strands.compactMap { library.strands[$0] }
            library.interventions[told] = try await written.saveIntervention(draft, by: editor)
        }
        for study in ToldStudy.all {
            guard let strand = library.strands[study.strand] else { continue }
            _ = try await written.enterFinding(study.draft(under: strand), by: editor)
        }
        try await reviseFluency(library, by: editor)
        return library
    }

    /// A strand's text has a history: this one was changed last spring, and the old version stays readable.
    private func reviseFluency(_ library: Library, by editor: Actor) async throws {
        guard let id = library.strands[.fluency] else { return }
        let revised = evidence(on: yearStart(ago: 1).adding(days: 210))
        let strand = try await revised.strand(id)
        var draft = StrandDraft(strand.content)
        draft.sections[.keyFindings, default: ""] +=
            " Two of the network’s trials followed pupils into the next school year: most of the gain was still there."
        draft.changeNote = "Says what became of the gain a year later"
        try await revised.editStrand(id, version: strand.version, draft, by: editor)
    }

    func evidence(on day: LocalDate) -> Evidence {
        Evidence(
            database: database,
            services: services(on: day),
            profiles: profiles,
            codeVersion: codeVersion
        )
    }
}
