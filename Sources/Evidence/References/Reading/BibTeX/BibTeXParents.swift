/// The entries of a file that others take fields from, by `crossref` and `xdata`.
struct BibTeXParents {
    private var parents: [String: Parent] = [:]
    /// What was asked for, with what its own parents say: thousands of chapters ask for one book. The parents of an
    /// entry, then theirs; who stands further up gives nothing more.
    private var complete: [[String: Parent]] = [[:], [:]]

    /// An entry with its fields, the shortest first, as far as they may be taken.
    private struct Parent {
        let entry: BibTeXEntry
        let hasParents: Bool
        let fields: [(name: String, value: String)]

        init(_ entry: BibTeXEntry) {
            self.entry = entry
            hasParents = !entry.parents.isEmpty
            let fields = entry.fields.map { (name: $0.key, value: $0.value) }
                .filter { !BibTeXParents.links.contains($0.name) }
                .filter { $0.value.utf8.count <= ParserLimit.namedBytes }
                .sorted { ($0.value.utf8.count, $0.name) < ($1.value.utf8.count, $1.name) }
            self.fields = Array(fields.prefix(BibTeXParents.mostFields))
        }
    }

    /// More of them are read alone.
    static let mostKept = 20_000
    /// An entry with more parents takes from the first of them.
    private static let mostParents = 20
    /// More than any entry has that means something.
    private static let mostFields = 100
    private static let types: Set<String> = [
        "book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "reference",
        "mvreference", "periodical", "xdata", "report", "techreport",
    ]

    mutating func keep(_ entry: BibTeXEntry) {
        // BibTeX takes keys for the same whatever their case.
        let name = entry.key.lowercased()
        guard Self.types.contains(entry.type), parents.count < Self.mostKept, parents[name] == nil else {
            return
        }
        parents[name] = Parent(entry)
    }

    /// An entry with what its parents say and it does not; a parent's title becomes the title of what it stands in.
    ///
    /// What it takes has a limit, as `@string` has: a text of a megabyte that a thousand entries share would be read a
    /// thousand times. The shortest come first, so that a long abstract leaves out no year.
    ///
    /// - Note: The biblatex manual, appendix B, as far as these fields go.
    mutating func completing(_ entry: BibTeXEntry, generation: Int = 0) -> BibTeXEntry {
        var whole = entry
        var allowance = ParserLimit.namedBytes
        let isPart = entry.type.hasPrefix("in") || ["article", "conference"].contains(entry.type)
        for key in entry.parents.prefix(Self.mostParents) where key != entry.key {
            guard let parent = known(key.lowercased(), generation) else { continue }
            let isData = parent.entry.type == "xdata"
            for (name, value) in parent.fields {
                guard value.utf8.count <= allowance, whole.fields.count < Self.mostFields else { break }
                // A book's number is not its chapters': they would be taken for one work.
                if !isData, Self.ownFields.contains(name) { continue }
                let renamed = isData || !isPart ? name : Self.renamed(name, parent: parent.entry)
                guard let renamed, whole.fields[renamed] == nil else { continue }
                whole.fields[renamed] = value
                allowance -= value.utf8.count
            }
        }
        return whole
    }

    private mutating func known(_ name: String, _ generation: Int) -> Parent? {
        guard let parent = parents[name], generation < complete.count, parent.hasParents else {
            return parents[name]
        }
        if let whole = complete[generation][name] { return whole }
        let whole = Parent(completing(parent.entry, generation: generation + 1))
        complete[generation][name] = whole
        return whole
    }

    private static let links: Set<String> = ["crossref", "xdata", "ids", "key"]

    /// What names a work, and no other that stands in it.
    private static let ownFields: Set<String> = [
        "doi", "eric", "pmid", "pmcid", "eprint", "eprinttype", "archiveprefix", "recordnumbers", "url",
        "urldate", "openaccess", "file",
    ]

    private static func renamed(_ name: String, parent: BibTeXEntry) -> String? {
        switch name {
        case "title": parent.fields["booktitle"] == nil ? "booktitle" : nil
        case "subtitle": "booksubtitle"
        case "author": parent.type.hasSuffix("book") ? "bookauthor" : "author"
        case "shorttitle", "sorttitle", "indextitle", "abstract", "annotation", "pages", "keywords", "note":
            nil
        default: name
        }
    }
}
