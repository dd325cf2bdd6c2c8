/// What the fields of BibTeX and BibLaTeX mean.
enum BibTeXFields {
    /// The first of each type is what is written.
    static let types: [(name: String, type: ReferenceType)] = [
        ("article", .article), ("book", .book), ("incollection", .chapter),
        ("inproceedings", .conferencePaper),
        ("techreport", .report), ("phdthesis", .thesis), ("unpublished", .preprint), ("dataset", .dataset),
        ("online", .webPage), ("magazine", .magazine), ("misc", .other),
        ("inbook", .chapter), ("suppbook", .chapter), ("bookinbook", .chapter),
        ("conference", .conferencePaper),
        ("report", .report), ("thesis", .thesis), ("mastersthesis", .thesis), ("electronic", .webPage),
        ("www", .webPage), ("mvbook", .book), ("collection", .book), ("mvcollection", .book),
        ("proceedings", .book), ("mvproceedings", .book), ("booklet", .book), ("manual", .report),
        ("suppperiodical", .article), ("review", .article), ("newspaper", .magazine),
    ]

    static func reference(_ entry: BibTeXEntry) -> Reference {
        func plain(_ names: String...) -> String {
            for name in names {
                if let latex = entry.fields[name] {
                    let text = LaTeXText.plain(latex)
                    if !text.isEmpty { return text }
                }
            }
            return ""
        }
        func verbatim(_ names: String...) -> String {
            for name in names {
                if let latex = entry.fields[name] { return Self.verbatim(latex) }
            }
            return ""
        }
        var reference = Reference()
        reference.type = types.first { $0.name == entry.type }?.type ?? .other
        reference.title = [plain("title"), plain("subtitle")].filter { !$0.isEmpty }.joined(separator: ": ")
        if reference.title.isEmpty { reference.title = plain("maintitle", "booktitle", "shorttitle") }
        reference.authors = BibTeXNames.names(entry.fields["author"] ?? "")
        reference.editors = BibTeXNames.names(entry.fields["editor"] ?? entry.fields["bookauthor"] ?? "")
        reference.date =
            date(plain("date"), plain("year"), plain("month"), plain("day"))
            ?? date(plain("origdate", "eventdate"), "", "", "")
        let place = [plain("journaltitle", "journal", "booktitle"), plain("booksubtitle", "journalsubtitle")]
            .filter { !$0.isEmpty }.joined(separator: ": ")
        reference.container = place == reference.title && reference.type == .book ? "" : place
        if reference.container.isEmpty, [.webPage, .other, .magazine].contains(reference.type) {
            // An address alone is kept as one, below.
            let means = plain("howpublished")
            if means.contains(" ") || Reference.webAddress(means).isEmpty { reference.container = means }
        }
        if reference.container.isEmpty { reference.container = plain("eventtitle", "shortjournal") }
        reference.series = plain("series")
        reference.volume = plain("volume")
        reference.issue = plain("number", "issue")
        reference.pages = plain("pages", "eid", "article-number", "art_number", "articleno")
        reference.edition = plain("edition")
        reference.publisher = plain("publisher", "institution", "school", "organization")
        reference.place = plain("location", "address")
        reference.identify(.doi, verbatim("doi"))
        reference.identify(.eric, verbatim("eric"))
        reference.identify(.pmid, verbatim("pmid"))
        reference.identify(.pmcid, verbatim("pmcid"))
        for serial in [plain("issn"), plain("isbn")] { reference.identifySerial(serial) }
        switch plain("eprinttype", "archiveprefix").lowercased() {
        case "arxiv": reference.identify(.arxiv, verbatim("eprint"))
        case "pubmed", "pmid": reference.identify(.pmid, verbatim("eprint"))
        case "pmc", "pmcid", "pubmed central": reference.identify(.pmcid, verbatim("eprint"))
        default: break
        }
        for number in split(entry.fields["recordnumbers"] ?? "", at: ";") {
            reference.identifyRecord(Self.verbatim(number))
        }
        reference.abstract = plain("abstract")
        reference.abstractLicence = plain("abstractlicence")
        // Web of Science has the whole list in braces of its own.
        let isWhole = entry.fields["unique-id"] != nil
        reference.subjects = ["keywords", "author_keywords"].flatMap { field -> [String] in
            let list = entry.fields[field] ?? ""
            let isWrapped = isWhole && BibTeXNames.isBraced(list)
            return subjects(isWrapped ? String(list.dropFirst().dropLast()) : list)
        }
        reference.isPeerReviewed = ["yes": true, "no": false][plain("peerreviewed")]
        reference.openAccess = verbatim("openaccess")
        reference.address = verbatim("url", "howpublished")
        reference.language = plain("langid", "language")
        reference.note = plain("note", "annotation")
        return reference
    }

    /// Keywords are parted by commas or semicolons outside braces.
    static func subjects(_ latex: String) -> [String] {
        let bySemicolon = split(latex, at: ";")
        let parts = bySemicolon.count > 1 ? bySemicolon : split(latex, at: ",")
        return parts.map(LaTeXText.plain).filter { !$0.isEmpty }
    }

    private static func split(_ latex: String, at separator: Character) -> [String] {
        var parts: [String] = [""]
        var depth = 0
        var isEscaped = false
        for character in latex {
            if !isEscaped, character == "{" { depth += 1 }
            if !isEscaped, character == "}" { depth -= 1 }
            isEscaped = !isEscaped && character == "\\"
            if character == separator, depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    private static func date(_ date: String, _ year: String, _ month: String, _ day: String)
        -> PublicationDate?
    {
        // `1967-02/1967-03` is a range, which starts on its first part.
        let first = date.split(separator: "/").first.map(String.init) ?? ""
        if let known = PublicationDate(first) { return known }
        let digits = year.filter { $0.isASCII && $0.isNumber }
        guard let number = Int(digits.prefix(4)) else { return nil }
        // A month may hold its day too: `"10~" # jan`, `jan # "~10"`.
        let words = month.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let named = words.lazy.compactMap { MonthName.number($0) }.first
        let within = named == nil ? nil : words.lazy.compactMap { Int($0) }.first
        return PublicationDate(year: number, month: Int(month) ?? named, day: Int(day) ?? within)
    }

    /// Addresses keep their tildes and underscores; LaTeX's escapes and `\url{}` are taken off.
    private static func verbatim(_ latex: String) -> String {
        var text = latex
        for (escape, plain) in [
            ("$\\sim$", "~"), ("\\url", ""), ("\\_", "_"), ("\\%", "%"), ("\\&", "&"), ("\\#", "#"),
            ("\\~", "~"), ("\\$", "$"),
            ("\\textasciitilde", "~"), ("{", ""), ("}", ""), ("\\", ""),
        ] {
            text = text.replacing(escape, with: plain)
        }
        return text.oneLine
    }
}
