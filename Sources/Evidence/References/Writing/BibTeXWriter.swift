/// Writes BibTeX that BibLaTeX reads too. What neither has a name for (ERIC id, peer review, licence) stands in
/// fields of its own, which they pass over.
struct BibTeXWriter: ReferenceWriter {
    private var text = ""

    mutating func write(_ reference: Reference, key: String) {
        let type = BibTeXFields.types.first { $0.type == reference.type }?.name ?? "misc"
        text += "@\(type){\(key)"
        field("author", reference.authors.map(Self.name).joined(separator: " and "))
        field("editor", reference.editors.map(Self.name).joined(separator: " and "))
        escaped("title", reference.title)
        if let date = reference.date {
            field("year", String(date.year))
            field("month", date.month.map { MonthName.short[$0 - 1] } ?? "")
            field("day", date.day.map(String.init) ?? "")
        }
        let isPart = [.chapter, .conferencePaper].contains(reference.type)
        escaped(isPart ? "booktitle" : "journal", reference.container)
        escaped("series", reference.series)
        escaped("volume", reference.volume)
        escaped("number", reference.issue)
        field("pages", LaTeXText.escaped(reference.pages).replacing("-", with: "--"))
        escaped("edition", reference.edition)
        escaped("publisher", reference.publisher)
        escaped("address", reference.place)
        identifiers(of: reference)
        escaped("abstract", reference.abstract)
        escaped("abstractlicence", reference.abstractLicence)
        field("keywords", reference.subjects.map { "{\(LaTeXText.escaped($0))}" }.joined(separator: ", "))
        field("peerreviewed", reference.isPeerReviewed.map { $0 ? "yes" : "no" } ?? "")
        field("openaccess", Self.address(reference.openAccess))
        field("url", Self.address(reference.address))
        escaped("language", reference.language)
        escaped("note", reference.note)
        text += "\n}\n\n"
    }

    private mutating func identifiers(of reference: Reference) {
        var others: [String] = []
        for scheme in [StudyIdentifier.Scheme.doi, .eric, .issn, .isbn] {
            let values = reference.identifiers.filter { $0.scheme == scheme }.map { Self.address($0.value) }
            let isSerial = scheme == .issn || scheme == .isbn
            field(scheme.rawValue, isSerial ? values.joined(separator: ", ") : values.first ?? "")
            if !isSerial { others += values.dropFirst().map { "\(scheme.rawValue):\($0)" } }
        }
        for identifier in reference.identifiers
        where ![.doi, .eric, .issn, .isbn].contains(identifier.scheme) {
            let number = "\(identifier.scheme.rawValue):\(Self.address(identifier.value))"
            others.append(number.contains(";") ? "{\(number)}" : number)
        }
        field("recordnumbers", others.joined(separator: ";"))
    }

    /// `{von} Last, Jr, First`, each part protected where BibTeX would part it.
    private static func name(_ name: AuthorName) -> String {
        guard name.literal.isEmpty else { return "{\(LaTeXText.escaped(name.literal))}" }
        let family = [name.particle, part(name.family)].filter { !$0.isEmpty }.joined(separator: " ")
        return name.suffix.isEmpty
            ? "\(family), \(part(name.given))" : "\(family), \(part(name.suffix)), \(part(name.given))"
    }

    private static func part(_ text: String) -> String {
        let escaped = LaTeXText.escaped(text)
        let isRisky = text.contains(",") || text.contains("=") || " \(text.lowercased()) ".contains(" and ")
        return isRisky ? "{\(escaped)}" : escaped
    }

    /// Addresses and numbers are read verbatim: only what would end the value is taken care of.
    private static func address(_ text: String) -> String {
        text.replacing("\\", with: "").replacing("{", with: "").replacing("}", with: "")
            .replacing("%", with: "\\%").replacing("#", with: "\\#").replacing("_", with: "\\_")
            .replacing("&", with: "\\&")
    }

    private mutating func escaped(_ name: String, _ value: String) {
        field(name, LaTeXText.escaped(value))
    }

    private mutating func field(_ name: String, _ value: String) {
        if !value.isEmpty { text += ",\n  \(name) = {\(value)}" }
    }

    mutating func take() -> [UInt8] {
        defer { text.removeAll(keepingCapacity: true) }
        return Array(text.utf8)
    }

    mutating func finish() -> [UInt8] { [] }
}
