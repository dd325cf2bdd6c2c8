import Access
import Database
import Services

// The statements that write studies and findings, shared by the form, the importers and reporting trials.
extension Transaction {
    func record(_ provenance: Provenance) throws {
        try execute(
            """
            INSERT INTO provenance (id, source, file_name, licence, recorded_on)
            VALUES (\(provenance.id), \(provenance.source), \(provenance.fileName), \(provenance.licence),
                \(provenance.recordedOn))
            """
        )
    }

    /// The study of a finding: found by its key or else by its very citation, made where there is none.
    func study(
        of finding: CheckedFinding,
        key: String?,
        new id: ID<Study>,
        provenance: ID<Provenance>
    ) throws -> ID<Study> {
        let found: ID<Study>? =
            if let key {
                try value("SELECT id FROM study WHERE source_key = \(key)")
            } else {
                try value("SELECT id FROM study WHERE citation = \(finding.citation) ORDER BY id")
            }
        if let found { return found }
        try execute(
            """
            INSERT INTO study (id, source_key, citation, year, doi, address, provenance_id, version)
            VALUES (\(id), \(key), \(finding.citation), \(finding.year), \(finding.doi), NULL, \(provenance), 1)
            """
        )
        return id
    }

    func insert(
        _ finding: CheckedFinding,
        id: ID<Finding>,
        key: String?,
        origin: FindingOrigin,
        study: ID<Study>?,
        provenance: ID<Provenance>
    ) throws {
        try execute(
            """
            INSERT INTO finding
                (id, source_key, origin, study_id, intervention_id, label, effect, variance, metric, outcome_domain,
                 population, phase, design, treated_count, control_count, provenance_id, version)
            VALUES (\(id), \(key), \(origin), \(study), \(finding.intervention), \(finding.label), \(finding.effect),
                \(finding.variance), \(finding.metric), \(finding.outcomeDomain), \(finding.population),
                \(finding.phase), \(finding.design), \(finding.treatedCount), \(finding.controlCount),
                \(provenance), 1)
            """
        )
    }

    /// Replaces what an earlier import said of a finding.
    func replace(_ finding: CheckedFinding, id: ID<Finding>, provenance: ID<Provenance>) throws {
        try execute(
            """
            UPDATE finding SET label = \(finding.label), effect = \(finding.effect), variance = \(finding.variance),
                metric = \(finding.metric), outcome_domain = \(finding.outcomeDomain),
                population = \(finding.population), phase = \(finding.phase), design = \(finding.design),
                treated_count = \(finding.treatedCount), control_count = \(finding.controlCount),
                provenance_id = \(provenance), version = version + 1
            WHERE id = \(id)
            """
        )
    }

    func file(_ finding: ID<Finding>, under strands: [ID<Strand>]) throws {
        for strand in strands {
            try execute(
                """
                INSERT INTO finding_strand (finding_id, strand_id) VALUES (\(finding), \(strand))
                ON CONFLICT DO NOTHING
                """
            )
        }
    }
}
