/// An item of CSL-JSON, as Zotero and citation processors exchange them.
enum CSLItem {
    /// The first of each type is what is written.
    static let types: [(name: String, type: ReferenceType)] = [
        ("article-journal", .article), ("book", .book), ("chapter", .chapter),
        ("paper-conference", .conferencePaper), ("report", .report), ("thesis", .thesis),
        ("article", .preprint), ("dataset", .dataset), ("webpage", .webPage), ("article-magazine", .magazine),
        ("document", .other),
        ("article-newspaper", .magazine), ("review", .article), ("manuscript", .preprint),
        ("entry-encyclopedia", .chapter), ("post-weblog", .webPage), ("post", .webPage),
        ("speech", .conferencePaper), ("standard", .report), ("legislation", .report),
    ]

    static func reference(_ object: JSONObject) -> Reference {
        var reference = Reference()
        reference.type = types.first { $0.name == object.text("type") }?.type ?? .other
        reference.title = object.text("title", "title-short", "shortTitle")
        reference.authors = people(object, "author")
        reference.editors = people(object, "editor")
        reference.date = object.date("issued")
        reference.container = object.text(
            "container-title",
            "container-title-short",
            "short-container-title",
            "journalAbbreviation"
        )
        reference.series = object.text("collection-title")
        reference.volume = object.text("volume")
        reference.issue = object.text("issue", "number")
        reference.pages = object.text("page", "article-number")
        reference.edition = object.text("edition")
        reference.publisher = object.text("publisher")
        reference.place = object.text("publisher-place", "event-place")
        reference.identify(.doi, object.text("DOI"))
        reference.identify(.pmid, object.text("PMID"))
        reference.identify(.pmcid, object.text("PMCID"))
        for serial in object.texts("ISSN") + object.texts("ISBN") { reference.identifySerial(serial) }
        reference.abstract = object.text("abstract")
        reference.subjects = keywords(object)
        reference.address = object.text("URL")
        reference.language = object.text("language")
        reference.note = object.text("note")
        if let own = object.object("custom") {
            for number in own.texts("identifiers") { reference.identifyRecord(number) }
            reference.abstractLicence = own.text("abstract-licence")
            reference.isPeerReviewed = own.flag("peer-reviewed")
            reference.openAccess = own.text("open-access")
        }
        return reference
    }

    private static func people(_ object: JSONObject, _ field: String) -> [AuthorName] {
        let known = object.objects(field).map(name)
        // Some programs write names as text.
        return known.isEmpty ? object.texts(field).flatMap(CollectionDocument.names) : known
    }

    static func name(_ object: JSONObject) -> AuthorName {
        let literal = object.text("literal", "name")
        if !literal.isEmpty, !object.has("family") { return AuthorName(literal: literal) }
        return AuthorName(
            family: object.text("family"),
            given: object.text("given"),
            particle: [object.text("dropping-particle"), object.text("non-dropping-particle")]
                .filter { !$0.isEmpty }.joined(separator: " "),
            suffix: object.text("suffix")
        )
    }

    /// A list, or one text with commas or semicolons.
    private static func keywords(_ object: JSONObject) -> [String] {
        if let own = object.object("custom"), own.has("subjects") { return own.texts("subjects") }
        let words = object.texts("keyword") + object.texts("categories")
        guard words.count == 1, let text = words.first else { return words }
        let separator: Character = text.contains(";") ? ";" : ","
        return text.split(separator: separator).map(String.init)
    }
}
