import Database
import Services

/// A reference that comes into the library, with all that must be drawn or computed before the transaction.
struct StudyCandidate: Sendable {
    let reference: Reference
    /// Shown as it was written, where the source gives no parts.
    let citation: String?
    /// How the same record is found again when its source sends it again.
    let sourceKey: String
    /// Stands for what the record says: seen before, there is nothing to do.
    let fingerprint: String
    let json: String
    let newID: ID<Study>
    let likeness: StudyLikeness
    /// A study of its own, however like others it is.
    let staysApart: Bool

    init(
        _ reference: Reference,
        citation: String? = nil,
        source: String,
        key: String? = nil,
        staysApart: Bool = false,
        newID: ID<Study>
    ) {
        self.reference = reference
        self.citation = citation
        self.newID = newID
        self.staysApart = staysApart
        likeness = StudyLikeness(reference)
        json = reference.json
        fingerprint = String(stableHash(json + (citation ?? "")), radix: 36)
        sourceKey = "\(source)|\(key ?? Self.ownKey(reference, likeness))"
    }

    /// The record's own identity: the clearinghouse's number, its ERIC id, its DOI, or else what it says it is, with
    /// its record number, which tells apart what says the same.
    private static func ownKey(_ reference: Reference, _ likeness: StudyLikeness) -> String {
        for scheme in [StudyIdentifier.Scheme.wwc, .eric, .doi, .openAlex, .pmid] {
            if let value = reference.identifier(scheme) { return "\(scheme.rawValue):\(value)" }
        }
        let said = "\(likeness.titleKey)|\(likeness.year.map(String.init) ?? "")|\(likeness.authorKey)"
        return reference.identifier(.accession).map { "\(said)|\($0)" } ?? said
    }

    /// The identifiers by which it is certainly the same study as another.
    var naming: [StudyIdentifier] {
        staysApart ? [] : reference.identifiers.filter(\.scheme.namesOneStudy)
    }
}

extension StudyLikeness {
    init(_ reference: Reference) {
        titleKey = StudyKeys.title(reference.title)
        authorKey = StudyKeys.author(reference)
        year = reference.year
        doi = reference.identifier(.doi)
    }

    /// Studies within a year by the same first author: among them near duplicates are looked for.
    var block: String { Self.block(authorKey, year) }

    var neighbouringBlocks: [String] {
        guard !authorKey.isEmpty else { return [] }
        guard let year else { return [block] }
        return [year - 1, year, year + 1].map { Self.block(authorKey, $0) }
    }

    private static func block(_ author: String, _ year: Int?) -> String {
        author.isEmpty ? "" : "\(author)|\(year.map(String.init) ?? "")"
    }
}

extension Reference {
    /// With what another record of the same study says and this one does not.
    func filled(from other: Reference) -> Reference {
        var whole = self
        func fill(_ field: WritableKeyPath<Reference, String>) {
            if whole[keyPath: field].isEmpty { whole[keyPath: field] = other[keyPath: field] }
        }
        for field in Self.texts { fill(field) }
        if whole.type == .other { whole.type = other.type }
        if whole.authors.isEmpty { whole.authors = other.authors }
        if whole.editors.isEmpty { whole.editors = other.editors }
        if let date = whole.date {
            if date.month == nil, other.date?.year == date.year { whole.date = other.date }
        } else {
            whole.date = other.date
        }
        if whole.isPeerReviewed == nil { whole.isPeerReviewed = other.isPeerReviewed }
        whole.identifiers += other.identifiers
        whole.subjects += other.subjects
        return whole.tidied()
    }

    /// With everything that a newer record from the same source says; what it no longer says stays.
    func overlaid(with newer: Reference) -> Reference {
        var whole = newer.filled(from: self)
        if !newer.subjects.isEmpty { whole.subjects = newer.subjects }
        return whole
    }

    /// The fields that hold one text.
    static var texts: [WritableKeyPath<Reference, String>] {
        [
            \.title, \.container, \.series, \.volume, \.issue, \.pages, \.edition, \.publisher, \.place,
            \.abstract,
            \.abstractLicence, \.openAccess, \.address, \.language, \.note,
        ]
    }
}
