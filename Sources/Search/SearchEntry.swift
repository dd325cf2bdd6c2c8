package import Database

/// What one record says to the search: a feature makes it from its own tables.
package struct SearchEntry: Sendable, Equatable {
    /// What a result is called.
    package var title: String
    /// The line under the title; shown, not searched.
    package var detail: String
    /// What the address of its page is made of: a slug, a URN, an identifier.
    package var address: String
    /// The record's own identifier, as its source gave it: what `braid search` prints.
    package var identifier: String
    /// Authors, a contact, a developer: `author:` looks here.
    package var people: String
    /// Subjects, strands, places: words that tell what it is about without being its text.
    package var subjects: String
    package var text: String
    package var facets: SearchFacets
    /// Still found, but after others: a closed school, an offer whose runs are over.
    package var isDimmed: Bool

    package init(
        title: String,
        detail: String = "",
        address: String,
        identifier: String? = nil,
        people: String = "",
        subjects: String = "",
        text: String = "",
        facets: SearchFacets = SearchFacets(),
        isDimmed: Bool = false
    ) {
        self.title = title
        self.detail = detail
        self.address = address
        self.identifier = identifier ?? address
        self.people = people
        self.subjects = subjects
        self.text = text
        self.facets = facets
        self.isDimmed = isDimmed
    }
}

/// What results can be narrowed by.
package struct SearchFacets: Sendable, Equatable {
    package var phases: Set<PupilPhase>
    /// Slugs.
    package var strands: [String]
    /// How a study was designed, as its feature names it.
    package var design: String?
    /// Padlocks, 0 to 5.
    package var security: Int?
    package var year: Int?
    /// What kind of publication or event it is, as its feature names it.
    package var type: String?
    package var isOpenAccess: Bool

    package init(
        phases: Set<PupilPhase> = [],
        strands: [String] = [],
        design: String? = nil,
        security: Int? = nil,
        year: Int? = nil,
        type: String? = nil,
        isOpenAccess: Bool = false
    ) {
        self.phases = phases
        self.strands = strands
        self.design = design
        self.security = security
        self.year = year
        self.type = type
        self.isOpenAccess = isOpenAccess
    }
}

/// The age of the pupils that something is about or for.
package enum PupilPhase: String, CaseIterable, Sendable, Comparable {
    case earlyYears = "early-years"
    case primary
    case secondary
    case post16 = "post-16"

    package var bit: Int { 1 << (Self.allCases.firstIndex(of: self) ?? 0) }

    package static func < (left: PupilPhase, right: PupilPhase) -> Bool { left.bit < right.bit }
}

/// How the index reads one kind of record. Each feature hands over its own: `Directory.searchSources`.
///
/// Both closures run inside a transaction of the database that may be run again.
package struct SearchSource: Sendable {
    package let kind: RecordKind
    /// The entries of some records. Those that are gone, or that not everybody may read, are left out: they
    /// leave the index.
    package let entries: @Sendable (_ records: [Int64], any Transaction) throws -> [Int64: SearchEntry]
    /// The next records after one, in ascending order: how a rebuild walks through all of them.
    package let records: @Sendable (_ after: Int64, _ limit: Int, any Transaction) throws -> [Int64]

    package init(
        _ kind: RecordKind,
        entries: @escaping @Sendable ([Int64], any Transaction) throws -> [Int64: SearchEntry],
        records: @escaping @Sendable (Int64, Int, any Transaction) throws -> [Int64]
    ) {
        self.kind = kind
        self.entries = entries
        self.records = records
    }
}

extension SearchSource {
    /// A source whose records are identifiers of a table.
    ///
    /// - Parameter condition: Which rows are records; begins with `AND`.
    package init(
        _ kind: RecordKind,
        of table: SQL,
        _ condition: SQL = "",
        entries: @escaping @Sendable ([Int64], any Transaction) throws -> [Int64: SearchEntry]
    ) {
        self.init(
            kind,
            entries: entries,
            records: { after, limit, transaction in
                try transaction.column(
                    "SELECT id FROM \(table) WHERE id > \(after) \(condition) ORDER BY id LIMIT \(limit)"
                )
            }
        )
    }
}
