package import Database
package import Foundation
package import Services

/// A study: one work of research, with its citation. ``StudyRecord`` holds everything else that is known of it.
package struct Study: Sendable, Equatable {
    package let id: ID<Study>
    /// In one paragraph, as references are listed.
    package let citation: String
    package let title: String
    /// `Adams & Brown`; empty where nobody is named.
    package let byline: String
    package let type: ReferenceType
    package let container: String
    package let year: Int?
    package let doi: String?
    package let isPeerReviewed: Bool?
    /// Where the full text can be read without paying; empty where that is not known.
    package let openAccess: String
    package let provenance: ID<Provenance>
    package let version: Int
    /// The study that this one turned out to be.
    package let mergedInto: ID<Study>?
}

/// What one source said of a study, as it said it.
package struct StudySource: Sendable, Equatable {
    package let provenance: Provenance
    /// `nil` for records from before they were kept.
    package let reference: Reference?
}

/// An earlier state of a study.
package struct StudyRevision: Sendable, Equatable {
    package let version: Int
    package let reference: Reference?
    /// What replaced it.
    package let reason: String
    package let replacedAt: Date
}

extension Study: RowReadable {
    static let columns: SQL = """
        study.id, study.citation, study.title, study.byline, study.kind, study.container, study.year, study.doi,
        study.is_peer_reviewed, study.open_access, study.provenance_id, study.version, study.merged_into
        """

    package init(row: Row) throws {
        id = try row.get("id")
        citation = try row.get("citation")
        title = try row.get("title")
        byline = try row.get("byline")
        type = ReferenceType(rawValue: try row.get("kind")) ?? .other
        container = try row.get("container")
        year = try row.get("year")
        doi = try row.get("doi")
        isPeerReviewed = try row.get("is_peer_reviewed")
        openAccess = try row.get("open_access")
        provenance = try row.get("provenance_id")
        version = try row.get("version")
        mergedInto = try row.get("merged_into")
    }
}

extension StudyRevision: RowReadable {
    package init(row: Row) throws {
        version = try row.get("version")
        reference = Reference(json: try row.get("record"))
        reason = try row.get("reason")
        replacedAt = try row.get("replaced_at")
    }
}
