/// Why a file cannot be read as CSV at all. Troubles of single rows are ``CSVRow/problem``, and do not stop
/// the reading.
package enum CSVError: Error, Equatable, Sendable {
    /// The file cannot be opened or read; the system's reason.
    case unreadable(path: String, reason: String)
    /// There is nothing in it but blank lines.
    case empty
    /// It is another kind of file: what it looks like.
    case notText(FileKind)
    /// A cell is longer than allowed. Where it was opened by a quotation mark, that mark was probably never
    /// closed.
    case fieldTooLong(line: Int, limitBytes: Int, isQuoted: Bool)
    /// A row has more cells than allowed.
    case tooManyFields(line: Int, limit: Int)
    /// A row is longer than allowed; where it begins.
    case recordTooLong(line: Int, limitBytes: Int)
    /// None of these headings is in the first row.
    case missingColumns([String])
    /// A row of headings, and nothing below it.
    case noRows
    /// A file of another form, such as a list in JSON, with nothing in it.
    case noRecords

    /// A kind of file that people offer where CSV is wanted.
    package enum FileKind: String, Sendable, CaseIterable {
        case workbook
        case oldWorkbook
        case pdf
        case webPage
        case json
        case references
        case compressed
        case image
        case binary
    }
}

extension CSVError: CustomStringConvertible {
    /// One line in plain English: what is wrong and what to do.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)."
        case .empty: "The file is empty. It needs a row of headings and at least one row below it."
        case .noRows: "There are headings but no rows below them. Is the download complete?"
        case .noRecords: "There are no records in the file. Is the download complete?"
        case .notText(let kind): kind.advice
        case .fieldTooLong(let line, let limit, true):
            "The quotation mark opened on line \(line) is not closed within \(limit) bytes. Close it or take it out."
        case .fieldTooLong(let line, let limit, false):
            "A cell on line \(line) is longer than \(limit) bytes. Is this a CSV file?"
        case .tooManyFields(let line, let limit):
            "Line \(line) has more than \(limit) cells. Is this a CSV file?"
        case .recordTooLong(let line, let limit):
            "The row that begins on line \(line) is longer than \(limit) bytes. Is this a CSV file?"
        case .missingColumns(let names):
            names.count == 1
                ? "There is no column called “\(names[0])”. Check that the first row holds the headings."
                : "These columns are missing: \(names.joined(separator: ", ")). Check that the first row holds the headings."
        }
    }
}

extension CSVError.FileKind {
    fileprivate var advice: String {
        switch self {
        case .workbook:
            "This is an Excel workbook or a zip file, not CSV. Open it and save it as “CSV UTF-8”."
        case .oldWorkbook: "This is an old Excel workbook, not CSV. Open it and save it as “CSV UTF-8”."
        case .pdf: "This is a PDF, not CSV. Send the table that it was made from, as “CSV UTF-8”."
        case .webPage:
            "This is a web page, not CSV. The download link may have expired: download the file again."
        case .json: "This is JSON, not CSV. Download the CSV version of the data."
        case .references:
            "This is a list of references (RIS or BibTeX), not CSV. Import it as evidence, or export it as CSV."
        case .compressed: "This file is compressed. Unpack it first."
        case .image: "This is a picture, not CSV."
        case .binary: "This is not a text file. Save the data as “CSV UTF-8”."
        }
    }

    /// What the first bytes of a file say that it is; `nil` when it may be CSV.
    static func recognised(in head: [UInt8]) -> Self? {
        let signatures: [([UInt8], Self)] = [
            ([0x50, 0x4B, 0x03, 0x04], .workbook), ([0x50, 0x4B, 0x05, 0x06], .workbook),
            ([0xD0, 0xCF, 0x11, 0xE0], .oldWorkbook), (Array("%PDF-".utf8), .pdf),
            ([0x1F, 0x8B], .compressed), ([0x42, 0x5A, 0x68], .compressed),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .compressed),
            ([0x89, 0x50, 0x4E, 0x47], .image), ([0xFF, 0xD8, 0xFF], .image), (Array("GIF8".utf8), .image),
            ([0x7F, 0x45, 0x4C, 0x46], .binary), (Array("SQLite format 3".utf8), .binary),
        ]
        for (signature, kind) in signatures where head.starts(with: signature) { return kind }
        let isBlank: (UInt8) -> Bool = {
            $0 == 0x20 || (0x09...0x0D).contains($0) || [0xEF, 0xBB, 0xBF].contains($0)
        }
        let text = head.drop(while: isBlank).prefix(16).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        for opening in ["<!doctype", "<html", "<?xml", "<head"] where text.starts(with: opening.utf8) {
            return .webPage
        }
        if text.first == UInt8(ascii: "{") { return .json }
        let inList = text.first == UInt8(ascii: "[") ? text.dropFirst().first { !isBlank($0) } : nil
        if inList == UInt8(ascii: "{") { return .json }
        let isBibTeX =
            text.first == UInt8(ascii: "@")
            && text.dropFirst().first { !(0x61...0x7A).contains($0) } == UInt8(ascii: "{")
        return isBibTeX || text.starts(with: "ty  - ".utf8) ? .references : nil
    }
}
