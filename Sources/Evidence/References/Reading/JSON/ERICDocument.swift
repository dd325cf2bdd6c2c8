/// A record of ERIC (Institute of Education Sciences, US) as its API gives it.
enum ERICDocument {
    static func reference(_ object: JSONObject) -> Reference {
        var reference = Reference()
        let id = object.text("id")
        let kinds = object.texts("publicationtype").map { $0.lowercased() }
        reference.type = type(kinds, isJournal: id.hasPrefix("EJ"))
        reference.title = object.text("title")
        reference.authors = object.texts("author").map { AuthorName(inverted: $0) }
        reference.date = object.whole("publicationdateyear").flatMap { PublicationDate(year: $0) }
        (reference.container, reference.volume, reference.issue, reference.pages) = source(
            object.text("source")
        )
        // The publisher's address and telephone numbers follow its name.
        reference.publisher = object.text("publisher").components(before: ". ")
        reference.identify(.eric, id)
        reference.identify(.doi, object.text("url"))
        for serial in object.texts("issn") { reference.identifySerial(serial) }
        for serial in object.texts("isbn") { reference.identifySerial(serial) }
        reference.abstract = object.text("description")
        reference.subjects = object.texts("subject")
        reference.isPeerReviewed = object.flag("peerreviewed")
        if object.flag("e_fulltextauth") == true || object.whole("e_fulltextauth") == 1, !id.isEmpty {
            reference.openAccess = "https://files.eric.ed.gov/fulltext/\(id).pdf"
        }
        reference.address = object.text("url")
        reference.language = object.text("language")
        return reference
    }

    private static func type(_ kinds: [String], isJournal: Bool) -> ReferenceType {
        if kinds.contains(where: { $0.contains("dissertation") }) { return .thesis }
        if isJournal || kinds.contains("journal articles") { return .article }
        if kinds.contains("books") { return .book }
        if kinds.contains("speeches/meeting papers") { return .conferencePaper }
        if kinds.contains("numerical/quantitative data") { return .dataset }
        return .report
    }

    /// `Educational Researcher, v46 n3 p113-120 Apr 2017`.
    private static func source(_ text: String) -> (String, String, String, String) {
        guard
            let match = text.firstMatch(of: /^(.*?), v([^ ]+)(?: n([^ ]+))?(?: (?:Article [^ ]+ )?p([^ ]+))?/)
        else { return (text, "", "", "") }
        return (
            String(match.1), String(match.2), match.3.map(String.init) ?? "", match.4.map(String.init) ?? ""
        )
    }
}

extension String {
    /// What stands before a separator; everything where there is none.
    fileprivate func components(before separator: String) -> String {
        guard let range = firstRange(of: separator) else { return self }
        return String(self[..<range.lowerBound])
    }
}
