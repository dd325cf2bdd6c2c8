package import CSV

/// What a file of references is, told by its content: names and extensions lie.
package enum ReferenceForm: String, Sendable, CaseIterable {
    case ris
    case bibtex
    case json
    /// JSON records of a test collection, whose identifiers judgements name.
    case documents
    case endNoteXML
    case webOfScience
    /// PubMed's format.
    case nbib
    /// EndNote's tagged format.
    case refer
    /// A spreadsheet of references.
    case sheet
    /// A spreadsheet of findings, the What Works Clearinghouse's among them.
    case findings

    package var title: String {
        switch self {
        case .ris: "RIS"
        case .bibtex: "BibTeX"
        case .json: "JSON"
        case .documents: "documents of a collection"
        case .endNoteXML: "EndNote XML"
        case .webOfScience: "Web of Science"
        case .nbib: "PubMed"
        case .refer: "EndNote (tagged)"
        case .sheet: "spreadsheet of references"
        case .findings: "spreadsheet of findings"
        }
    }

    /// - Parameter head: The first piece of the text.
    /// - Returns: `nil` where it is none of them; a spreadsheet's headings then decide.
    static func told(by head: [UInt8]) -> ReferenceForm? {
        let blank: (UInt8) -> Bool = { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
        let start = head.drop(while: blank)
        if start.first == 0x7B || start.first == 0x5B {
            return CollectionDocument.begins(head) ? .documents : .json
        }
        let text = String(decoding: head.prefix(65_536), as: UTF8.self)
        if start.first == 0x3C {
            let isEndNote = text.contains("<record") && (text.contains("<records") || text.contains("<xml"))
            return isEndNote ? .endNoteXML : nil
        }
        let lines = text.split(maxSplits: 400, omittingEmptySubsequences: true, whereSeparator: \.isNewline)
        for line in lines.prefix(400) {
            let line = line.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
            if line.hasPrefix("FN ") || line == "PT J" || line == "PT B" || line == "PT S" {
                return .webOfScience
            }
            if line.hasPrefix("PMID- ") || line.hasPrefix("OWN - ") { return .nbib }
            if line.hasPrefix("%0 ") { return .refer }
            if line.hasPrefix("TY"), line.dropFirst(2).drop(while: { $0 == " " }).hasPrefix("-") {
                return .ris
            }
            if line.hasPrefix("@") {
                let rest = line.dropFirst().drop { $0.isLetter }.drop { $0 == " " }
                if rest.hasPrefix("{") || rest.hasPrefix("(") { return .bibtex }
            }
        }
        return nil
    }

    func parser() -> (any ReferenceParser)? {
        switch self {
        case .ris: RISParser()
        case .bibtex: BibTeXParser()
        case .json: JSONReferenceParser(JSONReferenceParser.reference)
        case .documents: JSONReferenceParser(CollectionDocument.reference)
        case .endNoteXML: XMLRecordParser()
        case .webOfScience: WebOfScienceParser()
        case .nbib: NBIBParser()
        case .refer: ReferParser()
        case .sheet, .findings: nil
        }
    }
}

/// Where an importer reads from.
package enum ImportedFile: Sendable {
    case path(String)
    case bytes([UInt8])

    func pieces() throws(CSVError) -> TextPieces {
        switch self {
        case .path(let path): try TextPieces(path: path)
        case .bytes(let bytes): try TextPieces(bytes: bytes)
        }
    }

    func rows() throws(CSVError) -> CSVReader {
        switch self {
        case .path(let path): try CSVReader(path: path)
        case .bytes(let bytes): try CSVReader(bytes: bytes)
        }
    }

    /// What the file is.
    ///
    /// - Throws: `CSVError` when it is another kind of file, with advice.
    package func form() throws(CSVError) -> ReferenceForm {
        if let form = ReferenceForm.told(by: try pieces().next()) { return form }
        let header = try rows().header
        guard header.names.contains(where: { !$0.trimmed.isEmpty }) else { throw .empty }
        if header.position(of: "f_FindingID") != nil { return .findings }
        let findings = FindingColumnMatch(headings: header.names)
        if findings.missing.isEmpty { return .findings }
        return ReferenceSheet.recognises(header) ? .sheet : .findings
    }
}

/// The entries of a file, one after the other, whatever its form; findings files are none.
final class ReferenceReader {
    let form: ReferenceForm
    /// The length of the file in bytes, and how much of it is read.
    let byteCount: Int
    var bytesTaken: Int { pieces?.bytesTaken ?? rows?.bytesTaken ?? 0 }

    private let pieces: TextPieces?
    private let parser: (any ReferenceParser)?
    private let rows: CSVReader?
    private let positions: ReferenceSheet.Positions
    private var counter = EntryCounter()
    private var ready: ArraySlice<ReadEntry> = []
    private var isAtEnd = false

    init(_ file: ImportedFile, form: ReferenceForm) throws(CSVError) {
        self.form = form
        parser = form.parser()
        if parser != nil {
            let pieces = try file.pieces()
            self.pieces = pieces
            rows = nil
            positions = ReferenceSheet.Positions()
            byteCount = pieces.byteCount
        } else {
            let rows = try file.rows()
            self.rows = rows
            pieces = nil
            positions = ReferenceSheet.positions(in: rows.header)
            guard positions.hasTitle else { throw .missingColumns(["title"]) }
            byteCount = rows.byteCount
        }
    }

    /// The next entry; `nil` at the end.
    func next() throws(CSVError) -> ReadEntry? {
        if let rows { return try nextRow(rows) }
        while ready.isEmpty, !isAtEnd {
            guard let pieces, let parser else { return nil }
            let piece = try pieces.next()
            isAtEnd = piece.isEmpty
            ready = (isAtEnd ? parser.finish() : parser.feed(piece))[...]
        }
        return ready.popFirst()
    }

    private func nextRow(_ rows: CSVReader) throws(CSVError) -> ReadEntry? {
        guard let row = try rows.next() else { return nil }
        let text = { row.cells.joined(separator: ", ") }
        if let problem = row.problem {
            return counter.unreadable(problem.description, line: row.line, text: text())
        }
        return counter.entry(ReferenceSheet.reference(row, positions), line: row.line, text: text())
    }
}
