package import Database
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
    /// the work is finished; permission is its.
    package func recordStudy(
        _ work: FinishedWork,
        id: ID<Study>,
        provenance: ID<Provenance>,
        on day: LocalDate
    ) throws -> ID<Study> {
        let known: ID<Study>? = try value(
            "SELECT id FROM study WHERE citation = \(work.citation) ORDER BY id"
        )
        if let known { return known }
        try record(
            Provenance(id: provenance, source: work.source, fileName: nil, licence: "", recordedOn: day)
        )
        let address: String? = work.address.isEmpty ? nil : work.address
        try execute(
            """
            INSERT INTO study (id, source_key, citation, year, doi, address, provenance_id, version)
            VALUES (\(id), NULL, \(work.citation), \(work.year), NULL, \(address), \(provenance), 1)
            """
        )
        try announce(.study, id)
        try touch(.study(id))
        return id
    }
}
