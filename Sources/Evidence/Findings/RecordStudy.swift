package import Database
package import Foundation
package import Services

/// A finished piece of work that becomes a record of the library without a finding: a school’s research
/// project, a dissertation. It says who made it and where it can be read; it has no effect to pool.
package struct FinishedWork: Sendable, Equatable {
    package let citation: String
    package let year: Int?
    /// Where it can be read; may be empty.
    package let address: String
    /// Whose record it is.
    package let source: String

    package init(citation: String, year: Int?, address: String, source: String) {
        self.citation = citation
        self.year = year
        self.address = address
        self.source = source
    }
}

extension Transaction {
    /// Puts a finished work into the library, once for each citation. Called by the module in whose transaction
    /// the work is finished, one at a time (``Evidence/studiesQueue``); permission is its.
    package func recordStudy(
        _ work: FinishedWork,
        id: ID<Study>,
        provenance: ID<Provenance>,
        at time: Date
    ) throws -> ID<Study> {
        var reference = CitationText.reference(work.citation, year: work.year)
        reference.address = work.address
        let candidate = StudyCandidate(reference, citation: work.citation, source: work.source, newID: id)
        let record = Provenance(
            id: provenance,
            source: work.source,
            fileName: nil,
            licence: "",
            recordedOn: LocalDate(time, in: .london)
        )
        let study = try place([candidate], provenance: record, at: time).studies[0]
        try touch(.studies, .study(study))
        return study
    }
}
