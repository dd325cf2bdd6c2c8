import Access
import Database
import Foundation
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

    func insert(
        _ finding: CheckedFinding,
        id: ID<Finding>,
        key: String?,
        origin: FindingOrigin,
        study: ID<Study>?,
        provenance: ID<Provenance>,
        at time: Date
    ) throws {
        let details = finding.details
        try execute(
            """
            INSERT INTO finding
                (id, source_key, origin, study_id, intervention_id, label, effect, variance, metric, outcome_domain,
                 population, phase, design, treated_count, control_count, provenance_id, version, subject, measure,
                 year_group, pupils, disadvantaged_percentage, send_percentage, eal_percentage, cluster_count,
                 independence, setting, security, sample, treated_mean, treated_deviation, control_mean,
                 control_deviation, interaction, interaction_variance, test_maker, filed_at)
            VALUES (\(id), \(key), \(origin), \(study), \(finding.intervention), \(finding.label), \(finding.effect),
                \(finding.variance), \(finding.metric), \(finding.outcomeDomain), \(finding.population),
                \(finding.phase), \(finding.design), \(finding.treatedCount), \(finding.controlCount),
                \(provenance), 1, \(details.subject), \(details.measure), \(details.yearGroup), \(details.pupils),
                \(details.disadvantagedPercentage), \(details.sendPercentage), \(details.ealPercentage),
                \(details.clusterCount), \(details.independence), \(details.setting), \(details.security),
                \(details.sample), \(details.treated?.mean), \(details.treated?.deviation),
                \(details.control?.mean), \(details.control?.deviation), \(details.interaction?.effect),
                \(details.interaction?.variance), \(details.testMaker), \(time))
            """
        )
    }

    /// Replaces what an earlier import said of a finding.
    func replace(_ finding: CheckedFinding, id: ID<Finding>, provenance: ID<Provenance>) throws {
        let details = finding.details
        try execute(
            """
            UPDATE finding SET label = \(finding.label), effect = \(finding.effect), variance = \(finding.variance),
                metric = \(finding.metric), outcome_domain = \(finding.outcomeDomain),
                population = \(finding.population), phase = \(finding.phase), design = \(finding.design),
                treated_count = \(finding.treatedCount), control_count = \(finding.controlCount),
                intervention_id = coalesce(CAST(\(finding.intervention) AS BIGINT), intervention_id),
                subject = \(details.subject), measure = \(details.measure), year_group = \(details.yearGroup),
                pupils = \(details.pupils), disadvantaged_percentage = \(details.disadvantagedPercentage),
                send_percentage = \(details.sendPercentage), eal_percentage = \(details.ealPercentage),
                cluster_count = \(details.clusterCount), independence = \(details.independence),
                test_maker = \(details.testMaker), setting = \(details.setting), security = \(details.security), sample = \(details.sample),
                treated_mean = \(details.treated?.mean), treated_deviation = \(details.treated?.deviation),
                control_mean = \(details.control?.mean), control_deviation = \(details.control?.deviation),
                interaction = \(details.interaction?.effect),
                interaction_variance = \(details.interaction?.variance),
                provenance_id = \(provenance), version = version + 1
            WHERE id = \(id)
            """
        )
    }

    /// What follows when findings were entered, changed, taken out or brought back: the pools of the strands that they
    /// stand or stood under are made again, and the search and the pages that show them hear of it.
    func findingsChanged(
        of studies: [ID<Study>],
        under strands: [ID<Strand>],
        origin: FindingOrigin = .published,
        poolIDs: [ID<LivingPool>],
        at time: Date,
        codeVersion: String
    ) throws {
        try refreshPools(of: strands, origins: [origin], ids: poolIDs, at: time, codeVersion: codeVersion)
        try announce(.study, studies.map(\.rawValue))
        try announce(.strand, strands.map(\.rawValue))
        try touch([.strands, .studies] + strands.map(Topic.strand) + studies.map(Topic.study))
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
