package import Database

/// What someone typed, understood.
///
/// `"of phrases" -without author:smith year:2015-2020 strand:feedback begin*`
package struct SearchQuery: Sendable, Equatable {
    package struct Term: Sendable, Equatable {
        /// As it was typed, without quotes and stars.
        package var text: String
        /// In quotes: the words stand beside each other.
        package var isPhrase: Bool
        /// The last word is the beginning of one.
        package var isPrefix: Bool
        package var field: SearchField?

        package init(
            _ text: String,
            isPhrase: Bool = false,
            isPrefix: Bool = false,
            field: SearchField? = nil
        ) {
            self.text = text
            self.isPhrase = isPhrase
            self.isPrefix = isPrefix
            self.field = field
        }

        /// Whether a result must have it: a phrase, a field or a beginning was asked for on purpose.
        var isRequired: Bool { isPhrase || field != nil }
    }

    package var terms: [Term]
    package var excluded: [Term]
    package var filters: SearchFilters
    /// What a result must not be: one field each, as `-year:2010-2015` says it.
    package var exclusions: [SearchFilters]
    /// Fields that narrow the results with a value that none of them can have: looked for as words.
    package var misread: [Misread]

    package struct Misread: Sendable, Equatable {
        package var field: String
        package var value: String
    }

    package init(
        terms: [Term] = [],
        excluded: [Term] = [],
        filters: SearchFilters = SearchFilters(),
        exclusions: [SearchFilters] = []
    ) {
        self.terms = terms
        self.excluded = excluded
        self.filters = filters
        self.exclusions = exclusions
        misread = []
    }

    package var isEmpty: Bool {
        terms.isEmpty && excluded.isEmpty && filters == SearchFilters() && exclusions.isEmpty
    }
}

/// A part of an entry that a word can be looked for in.
package enum SearchField: String, CaseIterable, Sendable {
    case author, title, subject, text

    var column: IndexColumn {
        switch self {
        case .author: .people
        case .title: .title
        case .subject: .subjects
        case .text: .text
        }
    }
}

/// What narrows the results, whether typed as a field or chosen beside them.
package struct SearchFilters: Sendable, Equatable {
    package var kind: RecordKind?
    package var strand: String?
    package var phase: PupilPhase?
    package var design: String?
    package var type: String?
    package var security: Int?
    package var years: ClosedRange<Int>?
    package var isOpenAccess: Bool

    package init(
        kind: RecordKind? = nil,
        strand: String? = nil,
        phase: PupilPhase? = nil,
        design: String? = nil,
        type: String? = nil,
        security: Int? = nil,
        years: ClosedRange<Int>? = nil,
        isOpenAccess: Bool = false
    ) {
        self.kind = kind
        self.strand = strand
        self.phase = phase
        self.design = design
        self.type = type
        self.security = security
        self.years = years
        self.isOpenAccess = isOpenAccess
    }

    /// These filters, where they say nothing the other's.
    package func over(_ other: SearchFilters) -> SearchFilters {
        SearchFilters(
            kind: kind ?? other.kind,
            strand: strand ?? other.strand,
            phase: phase ?? other.phase,
            design: design ?? other.design,
            type: type ?? other.type,
            security: security ?? other.security,
            years: years ?? other.years,
            isOpenAccess: isOpenAccess || other.isOpenAccess
        )
    }
}
