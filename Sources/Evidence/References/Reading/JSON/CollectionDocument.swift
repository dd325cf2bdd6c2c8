/// A document of a test collection of information retrieval: an identifier, a text, and mostly a title. Nothing
/// else that exchanges references has a `text`.
enum CollectionDocument {
    private static let identifiers = ["id", "_id", "docno", "doc_id", "docid"]
    private static let texts = ["text", "contents", "body"]
    /// What tells other forms, which may have an `id` and an `abstract`, too.
    private static let others = [
        "type", "DOI", "issued", "publicationdateyear", "authorships", "display_name",
        "abstract_inverted_index",
    ]

    static func recognises(_ object: JSONObject) -> Bool {
        guard identifiers.contains(where: object.has) else { return false }
        return texts.contains(where: object.has)
            || object.has("abstract") && !others.contains(where: object.has)
    }

    /// Whether the first record of a text is one.
    static func begins(_ head: [UInt8]) -> Bool {
        var cutter = JSONCutter()
        var first: JSONCut?
        for byte in head where first == nil { cutter.cut([byte]) { first = $0 } }
        // A first record that goes on beyond the piece is some other form.
        guard let first, first.problem == nil, let object = JSONObject(first.bytes) else { return false }
        return recognises(object)
    }

    static func reference(_ object: JSONObject) -> Reference {
        var reference = Reference()
        reference.type = .other
        let id = text(identifiers, of: object)
        reference.identify(.accession, id)
        reference.abstract = text(texts + ["abstract"], of: object)
        reference.title = object.text("title", "headline")
        // Collections have documents without a title, and empty ones: judgements count them, too.
        if reference.title.trimmed.isEmpty {
            reference.title = reference.abstract.split(whereSeparator: \.isWhitespace).prefix(12)
                .joined(separator: " ")
        }
        if reference.title.isEmpty, !id.isEmpty { reference.title = "Document \(id)" }
        reference.authors = ["author", "authors"].flatMap(object.texts).flatMap(names)
        reference.date = object.date("date") ?? object.whole("year").flatMap { PublicationDate(year: $0) }
        reference.container = object.text("bib", "journal", "source", "venue")
        reference.subjects = ["subject", "subjects", "keywords"].flatMap(object.texts)
        reference.address = object.text("url")
        reference.language = object.text("language")
        return reference
    }

    private static func text(_ names: [String], of object: JSONObject) -> String {
        names.lazy.map { object.text($0) }.first { !$0.isEmpty } ?? ""
    }

    /// `brenckman,m. and li,t.y.` are two people.
    static func names(_ text: String) -> [AuthorName] {
        text.replacing(";", with: " and ").split(separator: " and ").map(\.trimmed).filter { !$0.isEmpty }
            .map { AuthorName(inverted: $0) }
    }
}
