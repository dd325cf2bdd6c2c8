import Database

/// Why the Department for Education gives no number. Kept as it is: a suppressed number is not zero.
package enum MissingReason: String, CaseIterable, Sendable, SQLStorable {
    case redacted = "c"
    case notApplicable = "z"
    case notAvailable = "x"
    case suppressed = "SUPP"
    case noEntries = "NE"
    case notPublished = "NP"
    case lowCoverage = "LOWCOV"
    case newSchool = "NEW"
    /// `NA`, as statistical programs write it.
    case noFigure = "NA"

    package var name: String {
        switch self {
        case .redacted: "Redacted"
        case .notApplicable: "Not applicable"
        case .notAvailable: "Not available"
        case .suppressed: "Hidden to protect pupils"
        case .noEntries: "No pupils entered"
        case .notPublished: "Not published"
        case .lowCoverage: "Too few pupils covered"
        case .newSchool: "New school"
        case .noFigure: "No figure"
        }
    }

    /// From a cell, whatever its case.
    init?(cell: String) {
        let upper = cell.uppercased()
        guard let reason = MissingReason.allCases.first(where: { $0.rawValue.uppercased() == upper }) else {
            return nil
        }
        self = reason
    }
}
