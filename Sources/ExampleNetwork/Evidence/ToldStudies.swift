import Evidence
import Services

/// An invented published study. Its citation says so: nobody shall quote it.
struct ToldStudy {
    let label: String
    let authors: String
    let title: String
    let year: Int
    let strand: ToldStrand.Key
    let effect: String
    let standardError: String
    let outcome: String
    let phase: String
    let design: StudyDesign
    let pupils: (treated: Int, control: Int)

    static let all: [ToldStudy] = [
        ToldStudy(
            label: "Harrow & Lund 2014",
            authors: "Harrow, B., & Lund, S.",
            title: "Repeated reading in seven primary schools",
            year: 2014,
            strand: .fluency,
            effect: "0.24",
            standardError: "0.11",
            outcome: "Oral reading fluency",
            phase: "Primary",
            design: .randomised,
            pupils: (171, 165)
        ),
        ToldStudy(
            label: "Dell et al. 2017",
            authors: "Dell, F., Arkwright, M., & Sole, P.",
            title: "Reading aloud in pairs: a cluster trial",
            year: 2017,
            strand: .fluency,
            effect: "0.15",
            standardError: "0.07",
            outcome: "Reading comprehension",
            phase: "Primary",
            design: .randomised,
            pupils: (812, 790)
        ),
        ToldStudy(
            label: "Ravensworth 2019",
            authors: "Ravensworth, T.",
            title: "Fluency practice at eleven",
            year: 2019,
            strand: .fluency,
            effect: "0.31",
            standardError: "0.13",
            outcome: "Oral reading fluency",
            phase: "Secondary",
            design: .randomised,
            pupils: (118, 121)
        ),
        ToldStudy(
            label: "Pinder & Osei 2021",
            authors: "Pinder, J., & Osei, K.",
            title: "A year after: does fluency last?",
            year: 2021,
            strand: .fluency,
            effect: "0.09",
            standardError: "0.10",
            outcome: "Reading comprehension",
            phase: "Primary",
            design: .quasiExperimental,
            pupils: (240, 251)
        ),
        ToldStudy(
            label: "Marlow 2012",
            authors: "Marlow, E.",
            title: "Learning the words and using them",
            year: 2012,
            strand: .vocabulary,
            effect: "0.19",
            standardError: "0.09",
            outcome: "Taught vocabulary",
            phase: "Secondary",
            design: .quasiExperimental,
            pupils: (260, 244)
        ),
        ToldStudy(
            label: "Adair & Kemp 2018",
            authors: "Adair, R., & Kemp, L.",
            title: "Vocabulary across departments",
            year: 2018,
            strand: .vocabulary,
            effect: "0.05",
            standardError: "0.06",
            outcome: "Reading comprehension",
            phase: "Secondary",
            design: .randomised,
            pupils: (1040, 1012)
        ),
        ToldStudy(
            label: "Tressell 2020",
            authors: "Tressell, N.",
            title: "Six words a week",
            year: 2020,
            strand: .vocabulary,
            effect: "0.14",
            standardError: "0.10",
            outcome: "Reading comprehension",
            phase: "Primary",
            design: .randomised,
            pupils: (205, 198)
        ),
        ToldStudy(
            label: "Oakes et al. 2016",
            authors: "Oakes, D., Winter, H., & Bray, C.",
            title: "Bars, pictures and sums",
            year: 2016,
            strand: .maths,
            effect: "0.13",
            standardError: "0.06",
            outcome: "Mathematics test",
            phase: "Primary",
            design: .randomised,
            pupils: (1510, 1490)
        ),
        ToldStudy(
            label: "Verity 2020",
            authors: "Verity, A.",
            title: "Depth before pace in year 7",
            year: 2020,
            strand: .maths,
            effect: "0.04",
            standardError: "0.05",
            outcome: "Mathematics test",
            phase: "Secondary",
            design: .randomised,
            pupils: (1980, 2004)
        ),
        ToldStudy(
            label: "Ingham 2015",
            authors: "Ingham, W.",
            title: "Ten minutes of talk",
            year: 2015,
            strand: .language,
            effect: "0.33",
            standardError: "0.12",
            outcome: "Spoken language",
            phase: "Early years",
            design: .randomised,
            pupils: (150, 146)
        ),
    ]

    func draft(under strand: ID<Strand>) -> FindingDraft {
        var draft = FindingDraft()
        draft.label = label
        let end = title.hasSuffix("?") ? "" : "."
        draft.citation =
            "\(authors) (\(year)). \(title)\(end) Invented for the example network: there is no such study."
        draft.year = String(year)
        draft.effect = effect
        draft.standardError = standardError
        draft.outcomeDomain = outcome
        draft.population = "\(phase) pupils, invented"
        draft.phase = phase
        draft.design = design.rawValue
        draft.treatedCount = String(pupils.treated)
        draft.controlCount = String(pupils.control)
        draft.strands = [strand]
        draft.source = "Braid example network"
        draft.licence = "Invented; no rights reserved"
        return draft
    }
}
