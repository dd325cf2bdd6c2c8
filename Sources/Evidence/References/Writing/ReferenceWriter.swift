/// Writes references in one format; a caller that streams takes the bytes with ``take()`` after each few.
protocol ReferenceWriter {
    mutating func write(_ reference: Reference, key: String)
    /// What has gathered; starts again with nothing.
    mutating func take() -> [UInt8]
    /// What ends the file.
    mutating func finish() -> [UInt8]
}

/// The formats that references are exported in, and which parts of a reference each can hold.
package enum ExportFormat: String, CaseIterable, Sendable {
    case ris
    case bibtex
    case csl
    case csv
    case xlsx

    package var title: String {
        switch self {
        case .ris: "RIS"
        case .bibtex: "BibTeX"
        case .csl: "CSL-JSON"
        case .csv: "CSV"
        case .xlsx: "Excel"
        }
    }

    package var fileExtension: String {
        switch self {
        case .bibtex: "bib"
        case .csl: "json"
        default: rawValue
        }
    }

    package var contentType: String {
        switch self {
        case .ris: "application/x-research-info-systems"
        case .bibtex: "application/x-bibtex; charset=utf-8"
        case .csl: "application/vnd.citationstyles.csl+json"
        case .csv: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }
}
