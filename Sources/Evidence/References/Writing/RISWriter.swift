/// Writes RIS. It has no place for peer review and for the licence of the abstract.
struct RISWriter: ReferenceWriter {
    private var text = ""

    mutating func write(_ reference: Reference, key: String) {
        let type = RISFields.types.first { $0.type == reference.type }?.tag ?? "GEN"
        line("TY", type)
        line("ID", key)
        line("TI", reference.title)
        for name in reference.authors { line("AU", name.inverted) }
        for name in reference.editors { line("A2", name.inverted) }
        if let date = reference.date {
            line("PY", String(date.year))
            let parts = date.text.split(separator: "-").map(String.init)
            if parts.count > 1 { line("DA", (parts + ["", ""]).prefix(3).joined(separator: "/") + "/") }
        }
        line("T2", reference.container)
        line("T3", reference.series)
        line("VL", reference.volume)
        line("IS", reference.issue)
        let pages = RISFields.PageRange(reference.pages)
        line("SP", pages.first)
        line("EP", pages.last)
        line("ET", reference.edition)
        line("PB", reference.publisher)
        line("CY", reference.place)
        for identifier in reference.identifiers {
            switch identifier.scheme {
            case .doi: line("DO", identifier.value)
            case .issn, .isbn: line("SN", identifier.value)
            case .eric: line("AN", identifier.value)
            default: line("AN", "\(identifier.scheme.rawValue):\(identifier.value)")
            }
        }
        line("AB", reference.abstract)
        for subject in reference.subjects { line("KW", subject) }
        line("LA", reference.language)
        line("UR", reference.address)
        line("L1", reference.openAccess)
        line("N1", reference.note)
        text += "ER  - \r\n\r\n"
    }

    private mutating func line(_ tag: StaticString, _ value: String) {
        if !value.isEmpty { text += "\(tag)  - \(value)\r\n" }
    }

    mutating func take() -> [UInt8] {
        defer { text.removeAll(keepingCapacity: true) }
        return Array(text.utf8)
    }

    mutating func finish() -> [UInt8] { [] }
}
