/// Writes CSL-JSON: an array of items. What CSL has no variable for stands in its `custom` object.
struct CSLWriter: ReferenceWriter {
    private var text = "["
    private var isFirst = true

    mutating func write(_ reference: Reference, key: String) {
        text += isFirst ? "\n" : ",\n"
        isFirst = false
        text += Self.item(reference, key: key)
    }

    /// One item on one line: also how the library keeps what a source said. The same reference gives the same
    /// text.
    static func item(_ reference: Reference, key: String = "") -> String {
        var object = JSONText()
        object.add("id", key)
        object.add("type", CSLItem.types.first { $0.type == reference.type }?.name ?? "document")
        object.add("title", reference.title)
        object.add("author", reference.authors.map(Self.name))
        object.add("editor", reference.editors.map(Self.name))
        if let date = reference.date {
            let parts = [date.year, date.month, date.day].compactMap(\.self).map(String.init)
            object.add(raw: "issued", "{\"date-parts\":[[\(parts.joined(separator: ","))]]}")
        }
        object.add("container-title", reference.container)
        object.add("collection-title", reference.series)
        object.add("volume", reference.volume)
        object.add("issue", reference.issue)
        object.add("page", reference.pages)
        object.add("edition", reference.edition)
        object.add("publisher", reference.publisher)
        object.add("publisher-place", reference.place)
        var others: [StudyIdentifier] = []
        for (scheme, name) in [
            (StudyIdentifier.Scheme.doi, "DOI"), (.issn, "ISSN"), (.isbn, "ISBN"), (.pmid, "PMID"),
            (.pmcid, "PMCID"),
        ] {
            let values = reference.identifiers.filter { $0.scheme == scheme }
            object.add(name, values.first?.value ?? "")
            others += values.dropFirst()
        }
        let named: Set<StudyIdentifier.Scheme> = [.doi, .issn, .isbn, .pmid, .pmcid]
        others += reference.identifiers.filter { !named.contains($0.scheme) }
        object.add("abstract", reference.abstract)
        object.add("keyword", reference.subjects.joined(separator: "; "))
        object.add("URL", reference.address)
        object.add("language", reference.language)
        object.add("note", reference.note)
        var own = JSONText()
        own.add("identifiers", others.map { JSONText.quoted("\($0.scheme.rawValue):\($0.value)") })
        own.add("subjects", reference.subjects.map(JSONText.quoted))
        own.add("abstract-licence", reference.abstractLicence)
        own.add("open-access", reference.openAccess)
        if let isPeerReviewed = reference.isPeerReviewed {
            own.add(raw: "peer-reviewed", isPeerReviewed ? "true" : "false")
        }
        if !own.isEmpty { object.add(raw: "custom", own.text) }
        return object.text
    }

    private static func name(_ name: AuthorName) -> String {
        var object = JSONText()
        object.add("literal", name.literal)
        object.add("family", name.family)
        object.add("given", name.given)
        object.add("non-dropping-particle", name.particle)
        object.add("suffix", name.suffix)
        return object.text
    }

    mutating func take() -> [UInt8] {
        defer { text.removeAll(keepingCapacity: true) }
        return Array(text.utf8)
    }

    mutating func finish() -> [UInt8] {
        text += "\n]\n"
        return take()
    }
}

/// Writes one JSON object; empty values are left out.
struct JSONText {
    private var members: [String] = []

    var isEmpty: Bool { members.isEmpty }
    var text: String { "{" + members.joined(separator: ",") + "}" }

    mutating func add(_ name: String, _ value: String) {
        if !value.isEmpty { members.append("\"\(name)\":\(Self.quoted(value))") }
    }

    /// A list of values that are JSON already.
    mutating func add(_ name: String, _ values: [String]) {
        if !values.isEmpty { members.append("\"\(name)\":[\(values.joined(separator: ","))]") }
    }

    mutating func add(raw name: String, _ json: String) {
        members.append("\"\(name)\":\(json)")
    }

    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [0x22]
        bytes.reserveCapacity(text.utf8.count + 8)
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes += [0x5C, 0x22]
            case 0x5C: bytes += [0x5C, 0x5C]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Reference {
    /// Reads what ``CSLWriter/item(_:key:)`` wrote.
    package init?(json text: String) {
        guard let object = JSONObject(Array(text.utf8)) else { return nil }
        self = CSLItem.reference(object).tidied()
    }

    /// One line of CSL-JSON that holds every field.
    package var json: String { CSLWriter.item(self) }
}
