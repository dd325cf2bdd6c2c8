import Database
import Foundation
import Services

// The statements that write studies, shared by importers, forms and merging.
extension Transaction {
    func insert(_ studies: [NewStudy], provenance: ID<Provenance>) throws {
        guard !studies.isEmpty else { return }
        try insert(
            into: "study",
            columns: [
                "id", "citation", "year", "doi", "address", "provenance_id", "version", "title", "byline",
                "kind",
                "container", "series", "volume", "issue", "pages", "edition", "publisher", "place",
                "published_month", "published_day", "abstract", "abstract_licence", "is_peer_reviewed",
                "open_access", "language", "note", "title_key", "author_key", "match_block",
            ],
            rows: studies.map { $0.row(provenance: provenance) }
        )
        try insertParts(studies.map { ($0.id, $0.reference) })
    }

    /// Puts two studies into the queue of possible duplicates.
    ///
    /// - Returns: Whether they are new there: what was asked or decided before stays.
    @discardableResult
    func ask(whether one: ID<Study>, is other: ID<Study>, score: Double, foundAt time: Date) throws
        -> Bool
    {
        let added = try execute(
            """
            INSERT INTO study_pair (first_id, second_id, score, state, found_at)
            VALUES (\(min(one, other)), \(max(one, other)), \(score), 'waiting', \(time)) ON CONFLICT DO NOTHING
            """
        )
        return added == 1
    }

    /// Replaces what a study says; a citation that its source wrote stays, one that was made of the parts is made again.
    func revise(_ id: ID<Study>, from old: Reference, to new: Reference, reason: String, at time: Date) throws
    {
        let cited: String? = try value("SELECT citation FROM study WHERE id = \(id)")
        try revise(id, from: old, to: new, keepsCitation: cited != old.citation, reason: reason, at: time)
    }

    /// Replaces what a study says; the earlier state stays as a revision.
    func revise(
        _ id: ID<Study>,
        from old: Reference,
        to new: Reference,
        keepsCitation: Bool,
        reason: String,
        at time: Date
    )
        throws
    {
        try execute(
            """
            INSERT INTO study_revision (study_id, version, record, reason, replaced_at)
            SELECT id, version, \(old.json), \(reason), \(time) FROM study WHERE id = \(id)
            """
        )
        let likeness = StudyLikeness(new)
        try execute(
            """
            UPDATE study SET year = \(new.year), doi = \(new.identifier(.doi)), address = \(new.address),
                version = version + 1, title = \(new.title), byline = \(new.byline), kind = \(new.type.rawValue),
                container = \(new.container), series = \(new.series), volume = \(new.volume), issue = \(new.issue),
                pages = \(new.pages), edition = \(new.edition), publisher = \(new.publisher), place = \(new.place),
                published_month = \(new.date?.month), published_day = \(new.date?.day), abstract = \(new.abstract),
                abstract_licence = \(new.abstractLicence), is_peer_reviewed = \(new.isPeerReviewed),
                open_access = \(new.openAccess), language = \(new.language), note = \(new.note),
                title_key = \(likeness.titleKey), author_key = \(likeness.authorKey), match_block = \(likeness.block)
            WHERE id = \(id)
            """
        )
        if !keepsCitation { try execute("UPDATE study SET citation = \(new.citation) WHERE id = \(id)") }
        for table: SQL in ["study_author", "study_subject", "study_identifier"] {
            try execute("DELETE FROM \(table) WHERE study_id = \(id)")
        }
        try insertParts([(id, new)])
    }

    private func insertParts(_ studies: [(ID<Study>, Reference)]) throws {
        var authors: [[SQLValue]] = []
        var subjects: [[SQLValue]] = []
        var identifiers: [[SQLValue]] = []
        for (id, reference) in studies {
            for (role, names) in [("author", reference.authors), ("editor", reference.editors)] {
                for (position, name) in names.enumerated() {
                    authors.append([
                        id.sqlValue, .text(role), position.sqlValue, .text(name.family), .text(name.given),
                        .text(name.particle), .text(name.suffix), .text(name.literal),
                    ])
                }
            }
            for (position, subject) in reference.subjects.enumerated() {
                subjects.append([id.sqlValue, position.sqlValue, .text(subject)])
            }
            for identifier in reference.identifiers {
                identifiers.append([id.sqlValue, .text(identifier.scheme.rawValue), .text(identifier.value)])
            }
        }
        if !authors.isEmpty {
            try insert(
                into: "study_author",
                columns: [
                    "study_id", "role", "position", "family", "given", "particle", "suffix", "literal",
                ],
                rows: authors
            )
        }
        if !subjects.isEmpty {
            try insert(into: "study_subject", columns: ["study_id", "position", "subject"], rows: subjects)
        }
        if !identifiers.isEmpty {
            try insert(into: "study_identifier", columns: ["study_id", "scheme", "value"], rows: identifiers)
        }
    }
}

/// A study on its way into the tables.
struct NewStudy {
    let id: ID<Study>
    var reference: Reference
    let citation: String?

    func row(provenance: ID<Provenance>) -> [SQLValue] {
        let likeness = StudyLikeness(reference)
        return [
            id.sqlValue, .text(citation ?? reference.citation), reference.year.sqlValue,
            reference.identifier(.doi).sqlValue, .text(reference.address), provenance.sqlValue, 1.sqlValue,
            .text(reference.title), .text(reference.byline), .text(reference.type.rawValue),
            .text(reference.container), .text(reference.series), .text(reference.volume),
            .text(reference.issue),
            .text(reference.pages), .text(reference.edition), .text(reference.publisher),
            .text(reference.place),
            (reference.date?.month).sqlValue, (reference.date?.day).sqlValue, .text(reference.abstract),
            .text(reference.abstractLicence), reference.isPeerReviewed.sqlValue, .text(reference.openAccess),
            .text(reference.language), .text(reference.note), .text(likeness.titleKey),
            .text(likeness.authorKey), .text(likeness.block),
        ]
    }
}
