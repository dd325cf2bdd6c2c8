/// A work of Crossref: CSL-JSON in which titles are lists, abstracts are JATS, and names of sources differ.
enum CrossrefWork {
    static func reference(_ object: JSONObject) -> Reference {
        var reference = CSLItem.reference(object)
        reference.type = type(object.text("type"))
        let subtitle = object.text("subtitle")
        if !subtitle.isEmpty, !reference.title.isEmpty, !reference.title.contains(subtitle) {
            reference.title += ": " + subtitle
        }
        if let date = ["issued", "published", "published-print", "published-online", "posted", "created"].lazy
            .compactMap({ object.date($0) }).first
        {
            reference.date = date
        }
        reference.place = object.text("publisher-location")
        reference.abstract = JATS.plain(object.text("abstract"))
        reference.subjects = object.texts("subject")
        reference.note = ""
        return reference
    }

    private static func type(_ name: String) -> ReferenceType {
        switch name {
        case "journal-article": .article
        case "book", "monograph", "edited-book", "reference-book": .book
        case "book-chapter", "book-section", "book-part": .chapter
        case "proceedings-article": .conferencePaper
        case "report", "report-component": .report
        case "dissertation": .thesis
        case "posted-content": .preprint
        case "dataset": .dataset
        default: .other
        }
    }
}

/// The mark-up of abstracts at Crossref.
enum JATS {
    /// The text without JATS elements (`<jats:p>` …). Any other mark-up is text.
    static func plain(_ text: String) -> String {
        guard text.contains("<jats:") else { return text }
        return text.replacing(/<\/?jats:[A-Za-z\-]+[^<>]{0,200}>/, with: " ")
    }
}
