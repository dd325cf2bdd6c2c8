extension ExportFormat {
    /// What writes this format as text; `nil` for a workbook.
    func writer() -> (any ReferenceWriter)? {
        switch self {
        case .ris: RISWriter()
        case .bibtex: BibTeXWriter()
        case .csl: CSLWriter()
        case .csv: ReferenceSheetWriter()
        case .xlsx: nil
        }
    }

    /// The reference without the fields that the format has no place for: what a round trip gives back.
    package func holds(_ reference: Reference) -> Reference {
        var held = reference
        if self == .ris {
            held.isPeerReviewed = nil
            held.abstractLicence = ""
        }
        return held
    }
}

extension [Reference] {
    /// A whole file of references in memory.
    package func written(as format: ExportFormat) -> [UInt8] {
        guard var writer = format.writer() else { return [] }
        for (position, reference) in enumerated() { writer.write(reference, key: "r\(position + 1)") }
        return writer.take() + writer.finish()
    }
}

extension ImportedFile {
    /// Every entry of a file of references, in memory: for small files and checks.
    package func entries() throws -> [ReadEntry] {
        let reader = try ReferenceReader(self, form: form())
        var entries: [ReadEntry] = []
        while let entry = try reader.next() { entries.append(entry) }
        return entries
    }
}
