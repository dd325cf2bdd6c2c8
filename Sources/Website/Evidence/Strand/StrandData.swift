import Evidence
import Services
import Workbooks

/// The rows behind a strand's plots, for spreadsheets.
struct StrandData {
    let headings: [String]
    let rows: [[Workbook.Cell]]

    /// `nil` where there is no such plot.
    init?(_ name: String, _ picture: StrandPicture) {
        switch name {
        case "findings":
            headings = [
                "label", "origin", "effect", "variance", "metric", "outcome", "subject", "population",
                "phase",
                "year group", "pupils", "design", "treated", "control n", "clusters", "disadvantaged %",
                "send %",
                "eal %", "independence", "setting", "padlocks", "year", "study_id",
            ]
            rows = picture.findings.map { row in
                let finding = row.finding
                let details = finding.details
                return [
                    .text(finding.label), .text(finding.origin.rawValue), .number(finding.effect),
                    .number(finding.variance), .text(finding.metric.rawValue), .text(finding.outcomeDomain),
                    .text(details.subject), .text(finding.population), .text(finding.phase ?? ""),
                    .text(details.yearGroup), .text(details.pupils.rawValue), .text(finding.design.rawValue),
                    .optional(finding.treatedCount), .optional(finding.controlCount),
                    .optional(details.clusterCount), .optional(details.disadvantagedPercentage),
                    .optional(details.sendPercentage), .optional(details.ealPercentage),
                    .text(details.independence.rawValue), .text(details.setting), .optional(details.security),
                    .optional(row.year), .text(finding.study?.description ?? ""),
                ]
            }
        case "funnel":
            headings = ["study", "effect", "standard error", "findings", "year"]
            rows = picture.studyMeans.map { member, year in
                [
                    .text(member.label), .number(member.effect), .number(member.variance.squareRoot()),
                    .number(Double(member.findingCount)), .optional(year),
                ]
            }
        case "time":
            headings = ["after adding", "year", "estimate", "lower", "upper"]
            rows = picture.throughTime.map {
                [
                    .text($0.label), .number(Double($0.year)), .number($0.estimate), .number($0.lower),
                    .number($0.upper),
                ]
            }
        default: return nil
        }
    }

    func file(named name: String) -> TableFile {
        TableFile(name: name, sheet: "Data", headings: headings, rows: rows)
    }
}
