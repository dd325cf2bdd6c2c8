import Evidence
import Services
import Workbooks

/// The rows behind a strand's plots, for spreadsheets.
struct StrandData {
    let headings: [String]
    let rows: [[Workbook.Cell]]

    /// Every finding with its study, as an import takes it again.
    init(_ findings: [ListedFinding]) {
        let sheet = FindingSheet(findings)
        (headings, rows) = (sheet.headings, sheet.rows)
    }

    /// Differences between pupils eligible for free school meals and others, within trials and studies.
    init(network: StrandPicture.Interactions?, published: StrandPicture.Interactions?) {
        headings = ["study", "origin", "effect", "variance"]
        rows = [(FindingOrigin.networkTrial, network), (.published, published)].flatMap { origin, some in
            (some?.trials ?? []).map { trial in
                [
                    .text(trial.label), .text(origin.rawValue), .number(trial.interaction.effect),
                    .number(trial.interaction.variance),
                ]
            }
        }
    }

    /// `nil` where there is no such plot.
    init?(_ name: String, _ picture: StrandPicture) {
        switch name {
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
