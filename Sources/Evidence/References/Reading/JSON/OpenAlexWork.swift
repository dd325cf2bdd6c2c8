/// A work of OpenAlex, whose abstract is an inverted index: each word with its places.
enum OpenAlexWork {
    /// Places beyond this are a mistake of the file.
    private static let mostWords = 50_000

    static func reference(_ object: JSONObject) -> Reference {
        var reference = Reference()
        reference.type = type(object.text("type_crossref", "type"))
        reference.title = object.text("title", "display_name")
        reference.authors = object.objects("authorships").map { authorship in
            let known = authorship.object("author")?.text("display_name") ?? ""
            return AuthorName(displayed: known.isEmpty ? authorship.text("raw_author_name") : known)
        }
        reference.date =
            PublicationDate(object.text("publication_date"))
            ?? object.whole("publication_year").flatMap { PublicationDate(year: $0) }
        let place = object.object("primary_location")
        let source = place?.object("source") ?? object.object("host_venue")
        reference.container = source?.text("display_name") ?? ""
        reference.publisher = source?.text("host_organization_name", "publisher") ?? ""
        for serial in source?.texts("issn") ?? [] { reference.identifySerial(serial) }
        if let biblio = object.object("biblio") {
            reference.volume = biblio.text("volume")
            reference.issue = biblio.text("issue")
            var pages = RISFields.PageRange()
            pages.first = biblio.text("first_page")
            pages.last = biblio.text("last_page")
            reference.pages = pages.text
        }
        reference.identify(.openAlex, object.text("id"))
        reference.identify(.doi, object.text("doi"))
        let ids = object.object("ids")
        if let pmid = ids?.text("pmid").split(separator: "/").last {
            reference.identify(.pmid, String(pmid))
        }
        if let pmcid = ids?.text("pmcid").split(separator: "/").last {
            // Its addresses have the digits alone.
            reference.identify(.pmcid, pmcid.uppercased().hasPrefix("PMC") ? String(pmcid) : "PMC\(pmcid)")
        }
        reference.abstract = abstract(object.wholeLists("abstract_inverted_index"))
        let subjects = object.objects("keywords") + object.objects("topics") + object.objects("concepts")
        reference.subjects = subjects.map { $0.text("display_name", "keyword") }
        if let access = object.object("open_access") { reference.openAccess = access.text("oa_url") }
        reference.address = place?.text("landing_page_url") ?? ""
        reference.language = object.text("language")
        return reference
    }

    private static func abstract(_ index: [String: [Int]]) -> String {
        var words: [Int: String] = [:]
        for (word, places) in index {
            for place in places where (0..<mostWords).contains(place) && words.count < mostWords {
                words[place] = word
            }
        }
        return words.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
    }

    private static func type(_ name: String) -> ReferenceType {
        switch name {
        case "article", "journal-article", "review", "letter", "editorial": .article
        case "book", "monograph", "edited-book": .book
        case "book-chapter": .chapter
        case "proceedings-article": .conferencePaper
        case "report": .report
        case "dissertation": .thesis
        case "preprint", "posted-content": .preprint
        case "dataset": .dataset
        default: .other
        }
    }
}
