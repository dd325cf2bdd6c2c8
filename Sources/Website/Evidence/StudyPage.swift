import Evidence
import HTML

/// A study: its citation, where the record is from, and its findings.
struct StudyPage: Page {
    let record: StudyRecord

    var title: String { String(record.study.citation.prefix(90)) }
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        PageHeader(record.study.citation, kicker: "Study")
        FactList([
            "Year": record.study.year.map { "\($0)" },
            "DOI": record.study.doi,
            "Record from": record.provenance.source,
            "File": record.provenance.fileName,
            "Licence": record.provenance.licence.isEmpty ? nil : record.provenance.licence,
            "Recorded": EvidenceText.day(record.provenance.recordedOn),
        ])
        h2 { "Findings" }
        DataTable(
            "Findings of this study",
            isCaptionHidden: true,
            columns: [
                .init("Outcome"), .init("Effect", isNumber: true), .init("Standard error", isNumber: true),
                .init("Metric"), .init("Design"), .init("Population"),
            ],
            rows: record.findings.map { finding in
                [
                    .text(finding.outcomeDomain.isEmpty ? finding.label : finding.outcomeDomain),
                    .text(EvidenceText.effect(finding.effect)),
                    .text(EvidenceText.fixed(finding.standardError, decimals: 3)),
                    .text(finding.metric.title), .text(finding.design.title), .text(finding.population),
                ]
            }
        )
        if !record.strands.isEmpty {
            h2 { "Strands" }
            ul {
                for strand in record.strands {
                    li { a(.href(SiteMap.strand(strand.slug))) { strand.title } }
                }
            }
        }
    }
}
