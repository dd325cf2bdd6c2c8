import Services
package import Workbooks

/// Findings as a table that an import takes again: the headings are ``FindingColumn`` titles, and every number has
/// all of its digits.
package struct FindingSheet: Sendable {
    package let headings: [String]
    package let rows: [[Workbook.Cell]]

    /// What stands after the columns that an import reads.
    private static let more = ["Origin", "study_id"]

    /// Which columns there are, in their order. Effect and variance say all that an interval would.
    private static let columns: [FindingColumn] = FindingColumn.allCases.filter {
        ![.standardError, .lower, .upper].contains($0)
    }

    package init(_ findings: [ListedFinding]) {
        headings = Self.columns.map(\.title) + Self.more
        rows = findings.map { row in
            Self.columns.map { row.cell($0) } + [
                .text(row.finding.origin.rawValue), .text(row.finding.study?.description ?? ""),
            ]
        }
    }
}

/// A finding with what a list of findings says of its study.
package struct ListedFinding: Sendable, Equatable {
    package let finding: Finding
    package let citation: String
    package let year: Int?
    package let doi: String
    /// Its ERIC id, and its number at the What Works Clearinghouse, which tells studies of one article apart.
    package var eric = ""
    package var clearinghouse = ""
    package let strand: String
    package let intervention: String
}

extension ListedFinding {
    fileprivate func cell(_ column: FindingColumn) -> Workbook.Cell {
        let details = finding.details
        func text(_ value: String?) -> Workbook.Cell { value.flatMap(\.nonEmpty).map { .text($0) } ?? .empty }
        func number(_ value: Double?) -> Workbook.Cell { value.map { .number($0) } ?? .empty }
        func count(_ value: Int?) -> Workbook.Cell { number(value.map(Double.init)) }
        return switch column {
        case .study: text(finding.label)
        case .effect: number(finding.effect)
        case .variance: number(finding.variance)
        case .standardError, .lower, .upper: .empty
        case .year: count(year)
        case .citation: text(citation)
        case .doi: text(doi)
        case .strand: text(strand)
        case .identifier: text(finding.id.description)
        case .intervention: text(intervention)
        case .metric: text(finding.metric.rawValue)
        case .outcome: text(finding.outcomeDomain)
        case .population: text(finding.population)
        case .phase: text(finding.phase)
        case .design: text(finding.design.rawValue)
        case .treatedCount: count(finding.treatedCount)
        case .controlCount: count(finding.controlCount)
        case .subject: text(details.subject)
        case .measure: text(details.measure)
        case .yearGroup: text(details.yearGroup)
        case .pupils: text(details.pupils.rawValue)
        case .disadvantagedPercentage: number(details.disadvantagedPercentage)
        case .sendPercentage: number(details.sendPercentage)
        case .ealPercentage: number(details.ealPercentage)
        case .clusterCount: count(details.clusterCount)
        case .independence: text(details.independence.rawValue)
        case .testMaker: text(details.testMaker.rawValue)
        case .setting: text(details.setting)
        case .security: count(details.security)
        case .sample: text(details.sample)
        case .treatedMean: number(details.treated?.mean)
        case .treatedDeviation: number(details.treated?.deviation)
        case .controlMean: number(details.control?.mean)
        case .controlDeviation: number(details.control?.deviation)
        case .interaction: number(details.interaction?.effect)
        case .interactionError: number(details.interaction?.variance.squareRoot())
        case .eric: text(eric)
        case .clearinghouse: text(clearinghouse)
        }
    }
}
