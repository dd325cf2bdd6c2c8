import Access
import Database
package import Services

/// A study with everything that the library knows of it.
package struct StudyRecord: Sendable, Equatable {
    package let study: Study
    package let reference: Reference
    package let provenance: Provenance
    /// What each source said, oldest first.
    package let sources: [StudySource]
    /// Earlier states, newest first.
    package let revisions: [StudyRevision]
    /// Records that turned out to be this study.
    package let duplicates: [Study]
    /// What each duplicate was joined with: this study, or one that was joined with it later. One that was joined before
    /// merges were noted is not named.
    package let joinedWith: [ID<Study>: ID<Study>]
    package let findings: [Finding]
    /// What its findings said before they were changed or taken out, newest first.
    package let findingRevisions: [FindingRevision]
    package let strands: [StrandLink]

    /// Those of the duplicates that can be parted from it again.
    package var partable: Set<ID<Study>> {
        Set(joinedWith.filter { $0.value == study.id }.keys)
    }

    /// What its findings that are out of the library said last.
    package var findingsTakenOut: [FindingRevision] {
        var met = Set(findings.map(\.id))
        return findingRevisions.filter { $0.isRemoval && met.insert($0.finding).inserted }
    }

    /// Whether some of the findings are known to share pupils: their groups have one name.
    package var hasDependentFindings: Bool {
        let named = findings.map(\.details.sample).filter { !$0.isEmpty }
        return Set(named).count < named.count
    }

    /// Whether nothing says if some of the findings share pupils.
    package var hasUnnamedSamples: Bool {
        findings.count > 1 && findings.contains(where: \.details.sample.isEmpty)
    }
}

/// What a reader asks of the list of studies. Empty asks for all.
package struct StudyQuery: Sendable, Equatable {
    /// Words that stand in the citation.
    package var words = ""
    package var types: Set<ReferenceType> = []
    package var years: ClosedRange<Int>?
    package var strand: ID<Strand>?
    package var isPeerReviewed = false
    package var isOpenAccess = false
    /// Only studies with at least one finding.
    package var hasFindings = false
    /// Where the page begins or ends; `nil` for the first.
    package var edge: Edge?
    /// What the page is called, counted from 1: which studies it has, only ``edge`` says.
    package var page = 1

    package static let pageSize = 25

    /// The place of a study in the list, newest first.
    package struct Place: Sendable, Equatable {
        /// 0 where it is not known.
        package let year: Int
        package let study: ID<Study>

        package init(year: Int, study: ID<Study>) {
            self.year = year
            self.study = study
        }
    }

    package enum Edge: Sendable, Equatable {
        case after(Place)
        case before(Place)
    }

    package init() {}
}

package struct StudyList: Sendable, Equatable {
    package let studies: [Study]
    package let findingCounts: [ID<Study>: Int]
    package let total: Int

    /// The places of the first and the last; `nil` where there is none.
    package var ends: (first: StudyQuery.Place, last: StudyQuery.Place)? {
        guard let first = studies.first, let last = studies.last else { return nil }
        return (first.place, last.place)
    }

    package var pageCount: Int { max(1, (total + StudyQuery.pageSize - 1) / StudyQuery.pageSize) }
}

extension Evidence {
    /// - Throws: ``AccessError/notFound``.
    package func study(_ id: ID<Study>) async throws -> StudyRecord {
        try await database.read { transaction in
            let found: Study? = try transaction.first("SELECT \(Study.columns) FROM study WHERE id = \(id)")
            let study = try found.orNotFound()
            let provenance: Provenance? = try transaction.first(
                "SELECT * FROM provenance WHERE id = \(study.provenance)"
            )
            return StudyRecord(
                study: study,
                reference: try transaction.references(of: [id])[id] ?? Reference(),
                provenance: try provenance.orNotFound(),
                sources: try transaction.sources(of: id),
                revisions: try transaction.all(
                    "SELECT * FROM study_revision WHERE study_id = \(id) ORDER BY version DESC"
                ),
                duplicates: try transaction.all(
                    "SELECT \(Study.columns) FROM study WHERE merged_into = \(id) ORDER BY id"
                ),
                joinedWith: try transaction.openMerges(ofDuplicatesOf: id),
                findings: try transaction.all(
                    "SELECT \(Finding.columns) FROM finding WHERE study_id = \(id) ORDER BY label, id"
                ),
                findingRevisions: try transaction.all(
                    """
                    SELECT * FROM finding_revision WHERE study_id = \(id)
                    ORDER BY replaced_at DESC, finding_id, version DESC
                    """
                ),
                strands: try transaction.strands(of: id)
            )
        }
    }

    /// One page of the studies that a query finds, newest first. A page far down takes no longer than the first: it begins
    /// at a study, not after a number of them.
    package func studies(_ query: StudyQuery = StudyQuery()) async throws -> StudyList {
        try await database.read { transaction in
            let condition = query.condition
            let total = try transaction.count("SELECT count(*) FROM study WHERE \(condition)")
            let order: SQL =
                query.edge?.isBefore == true
                ? "coalesce(study.year, 0), study.id" : "coalesce(study.year, 0) DESC, study.id DESC"
            var studies: [Study] = try transaction.all(
                """
                SELECT \(Study.columns) FROM study WHERE \(condition) \(query.edge?.condition ?? "")
                ORDER BY \(order) LIMIT \(StudyQuery.pageSize)
                """
            )
            if query.edge?.isBefore == true { studies.reverse() }
            var counts: [ID<Study>: Int] = [:]
            for row in try transaction.rows(
                """
                SELECT study_id, count(*) FROM finding WHERE study_id IN (\(SQL.list(studies.map(\.id))))
                GROUP BY study_id
                """
            ) { counts[try row.get(0)] = try row.get(1) }
            return StudyList(studies: studies, findingCounts: counts, total: total)
        }
    }

    /// How many studies of each type there are.
    package func studyTypes() async throws -> [(type: ReferenceType, count: Int)] {
        try await database.read { transaction in
            try transaction.rows(
                "SELECT kind, count(*) FROM study WHERE merged_into IS NULL GROUP BY kind ORDER BY count(*) DESC, kind"
            ).map { (ReferenceType(rawValue: try $0.get(0)) ?? .other, try $0.get(1)) }
        }
    }
}

extension Study {
    fileprivate var place: StudyQuery.Place { StudyQuery.Place(year: year ?? 0, study: id) }
}

extension StudyQuery.Edge {
    fileprivate var isBefore: Bool {
        if case .before = self { return true }
        return false
    }

    /// Begins with `AND`. The first part is what the index `study_newest_first` is read by.
    fileprivate var condition: SQL {
        switch self {
        case .after(let place):
            """
            AND coalesce(study.year, 0) <= \(place.year)
            AND (coalesce(study.year, 0) < \(place.year) OR study.id < \(place.study))
            """
        case .before(let place):
            """
            AND coalesce(study.year, 0) >= \(place.year)
            AND (coalesce(study.year, 0) > \(place.year) OR study.id > \(place.study))
            """
        }
    }
}

extension StudyQuery {
    fileprivate var condition: SQL {
        var parts: [SQL] = ["study.merged_into IS NULL"]
        for word in words.lowercased().split(whereSeparator: { $0.isWhitespace || "%_\\".contains($0) })
            .prefix(8)
        {
            parts.append("lower(study.citation) LIKE \("%\(word)%")")
        }
        if !types.isEmpty { parts.append("study.kind IN (\(SQL.list(types.map(\.rawValue))))") }
        if let years { parts.append("study.year BETWEEN \(years.lowerBound) AND \(years.upperBound)") }
        if isPeerReviewed { parts.append("study.is_peer_reviewed = 1") }
        if isOpenAccess { parts.append("study.open_access <> ''") }
        if hasFindings { parts.append("EXISTS (SELECT 1 FROM finding WHERE finding.study_id = study.id)") }
        if let strand {
            parts.append(
                """
                EXISTS (SELECT 1 FROM finding JOIN finding_strand AS link ON link.finding_id = finding.id
                    WHERE finding.study_id = study.id AND link.strand_id = \(strand))
                """
            )
        }
        return SQL.joined(parts, by: " AND ")
    }
}

extension Transaction {
    fileprivate func sources(of study: ID<Study>) throws -> [StudySource] {
        try rows(
            """
            SELECT provenance.*, source.record FROM study_source AS source
            JOIN provenance ON provenance.id = source.provenance_id
            WHERE source.study_id = \(study) ORDER BY provenance.recorded_on, provenance.id
            """
        ).map { row in
            StudySource(
                provenance: try Provenance(row: row),
                reference: Reference(json: try row.get("record"))
            )
        }
    }

    fileprivate func strands(of study: ID<Study>) throws -> [StrandLink] {
        try all(
            """
            SELECT DISTINCT strand.id, strand.slug, v.title FROM finding
            JOIN finding_strand AS link ON link.finding_id = finding.id
            JOIN strand ON strand.id = link.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE finding.study_id = \(study) ORDER BY strand.slug
            """
        )
    }
}
