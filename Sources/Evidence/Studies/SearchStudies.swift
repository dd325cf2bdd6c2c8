import Database
import Search
import Services

extension Evidence {
    /// What studies say to the search; those that turned out to be another have no entry.
    static func studyEntries(_ ids: [Int64], _ transaction: any Transaction) throws -> [Int64: SearchEntry] {
        let studies: [Study] = try transaction.all(
            "SELECT \(Study.columns) FROM study WHERE id IN (\(SQL.list(ids))) AND merged_into IS NULL"
        )
        let references = try transaction.references(of: studies.map(\.id))
        let strands = try links(
            """
            SELECT DISTINCT finding.study_id, strand.slug, v.title FROM finding
            JOIN finding_strand AS link ON link.finding_id = finding.id
            JOIN strand ON strand.id = link.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE finding.study_id IN (\(SQL.list(ids))) ORDER BY strand.slug
            """,
            transaction
        )
        let found: [Finding] = try transaction.all(
            "SELECT \(Finding.columns) FROM finding WHERE study_id IN (\(SQL.list(ids))) ORDER BY id"
        )
        let findings = Dictionary(grouping: found) { $0.study?.rawValue }
        var entries: [Int64: SearchEntry] = [:]
        for study in studies {
            let id = study.id.rawValue
            entries[id] = entry(
                study,
                references[study.id] ?? Reference(),
                findings[id] ?? [],
                strands[id] ?? []
            )
        }
        return entries
    }

    private static func entry(
        _ study: Study,
        _ reference: Reference,
        _ findings: [Finding],
        _ links: [SearchLink]
    ) -> SearchEntry {
        // The best design that any of its findings has.
        let design = StudyDesign.allCases.first { design in findings.contains { $0.design == design } }
        // What it is about before what it is called: a study without an abstract shows these.
        let words = [findings.map(\.outcomeDomain), findings.map(\.population), findings.map(\.label)]
            .flatMap { Set($0).sorted() }
        let isBare = study.title.isEmpty
        return SearchEntry(
            title: isBare ? study.citation : study.title,
            detail: [study.byline, study.year.map(String.init) ?? "", study.container, design?.title ?? ""]
                .filter { !$0.isEmpty }.joined(separator: " · "),
            address: study.id.description,
            // How a collection's judgements and other databases name it.
            identifier: reference.identifier(.accession) ?? reference.identifier(.eric),
            people: (reference.authors + reference.editors).map(\.displayed).joined(separator: ", "),
            subjects: (reference.subjects + links.map(\.title)).joined(separator: ", "),
            text: ([reference.abstract, study.container] + words).filter { !$0.isEmpty }
                .joined(separator: "\n"),
            facets: SearchFacets(
                phases: findings.reduce(into: []) { $0.formUnion($1.phases) },
                strands: links.map(\.slug),
                design: design?.rawValue,
                security: findings.compactMap(\.details.security).max(),
                year: study.year,
                type: study.type == .other ? nil : study.type.rawValue,
                isOpenAccess: !study.openAccess.isEmpty
            )
        )
    }
}
