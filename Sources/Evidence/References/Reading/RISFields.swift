/// What the tags of RIS mean.
///
/// - Note: The RIS specification (Research Information Systems, 2011) and what reference managers write: `T1`
///   and `TI` are both the title, `ST` a short one, `T2`, `JO`, `JF`, `JA` and `BT` where it stands, `C3` the
///   proceedings (of a book EndNote has there what stands before its title), `C2` a number of PubMed Central, `C7`
///   one of an article that has no pages.
enum RISFields {
    static let types: [(tag: String, type: ReferenceType)] = [
        ("JOUR", .article), ("BOOK", .book), ("CHAP", .chapter), ("CPAPER", .conferencePaper),
        ("RPRT", .report), ("THES", .thesis), ("UNPB", .preprint), ("DATA", .dataset), ("ELEC", .webPage),
        ("MGZN", .magazine), ("GEN", .other),
        // Read, never written.
        ("JFULL", .article), ("EJOUR", .article), ("INPR", .article), ("ABST", .article), ("EBOOK", .book),
        ("EDBOOK", .book), ("ECHAP", .chapter), ("CONF", .conferencePaper), ("GOVDOC", .report),
        ("DICT", .chapter), ("ENCYC", .chapter), ("SER", .book),
        ("MANSCPT", .preprint), ("BLOG", .webPage), ("NEWS", .magazine), ("AGGR", .dataset),
    ]

    static func reference(_ fields: [(tag: String, value: String)]) -> Reference {
        var reference = Reference()
        var pages = PageRange()
        var titles: [String: String] = [:]
        var year: PublicationDate?
        var fullDate: PublicationDate?
        var tagOfAuthor: [AuthorName: String] = [:]
        var articleNumber = ""
        // Where databases put a DOI that they have no tag for.
        var places: [String] = []
        var records: [String] = []
        var databases = ""
        for (tag, value) in fields where !value.isEmpty {
            switch tag {
            case "TY": reference.type = types.first { $0.tag == value.uppercased() }?.type ?? .other
            case "TI", "T1", "CT", "T2", "JO", "JF", "JA", "J1", "J2", "BT", "T3", "C3", "ST", "TT":
                if titles[tag] == nil { titles[tag] = value }
            case "AU", "A1":
                // Some write everybody under both.
                let name = AuthorName(inverted: value)
                if tagOfAuthor[name, default: tag] == tag { reference.authors.append(name) }
                tagOfAuthor[name] = tagOfAuthor[name] ?? tag
            case "ED", "A2": reference.editors.append(AuthorName(inverted: value))
            case "PY", "Y1": year = year ?? PublicationDate(value)
            case "DA": fullDate = fullDate ?? PublicationDate(value)
            case "VL": reference.volume = value
            case "IS", "CP": if reference.issue.isEmpty { reference.issue = value }
            case "SP": pages.first = value
            case "EP": pages.last = value
            case "ET": reference.edition = value
            case "PB": reference.publisher = value
            case "CY", "PP": if reference.place.isEmpty { reference.place = value }
            case "DO", "DI": reference.identify(.doi, value)
            case "AN":
                // ProQuest has ERIC's number after its own.
                let numbers = value.split(separator: ";").map { $0.trimmed }
                let hasERIC = numbers.contains { StudyIdentifier(.eric, $0) != nil }
                records += hasERIC ? numbers : [value]
            case "DB", "DP": databases += " " + value
            case "C2": reference.identify(.pmcid, value)
            case "C7": articleNumber = value
            case "M3", "L3": places.append(value)
            case "SN": reference.identifySerial(value)
            case "AB", "N2": if reference.abstract.isEmpty { reference.abstract = value }
            case "KW": reference.subjects.append(value)
            case "L1": if reference.openAccess.isEmpty { reference.openAccess = value }
            case "UR", "LK": if reference.address.isEmpty { reference.address = value }
            case "LA": reference.language = value
            case "N1": reference.note += reference.note.isEmpty ? value : "; " + value
            default: break
            }
        }
        for number in records { reference.identifyRecord(number, of: databases) }
        reference.title = ["TI", "T1", "CT"].lazy.compactMap { titles[$0] }.first ?? ""
        // A book's own title may stand in BT or T2.
        let mayHaveProceedings = [.conferencePaper, .article].contains(reference.type)
        let proceedings: [String] = mayHaveProceedings ? ["C3"] : []
        let containers = ["T2", "JF", "JO", "BT", "JA", "J2", "J1"] + proceedings
        if reference.title.isEmpty, [.book, .report].contains(reference.type) {
            reference.title = titles["BT"] ?? titles["T2"] ?? ""
            titles["BT"] = nil
        }
        if reference.title.isEmpty { reference.title = titles["ST"] ?? titles["TT"] ?? "" }
        let isWhole = [.book, .report].contains(reference.type)
        reference.container =
            containers.lazy.compactMap { titles[$0] }.first { !isWhole || $0 != reference.title } ?? ""
        reference.series = titles["T3"] ?? ""
        reference.pages = pages.text.isEmpty ? articleNumber : pages.text
        for place in places where reference.identifier(.doi) == nil {
            let start = place.lowercased()
            if start.hasPrefix("10.") || start.hasPrefix("doi") || start.contains("doi.org/") {
                reference.identify(.doi, place)
            }
        }
        reference.date =
            fullDate.flatMap { full in year == nil || year?.year == full.year ? full : nil } ?? year
        return reference
    }

    /// First and last page stand apart in RIS.
    struct PageRange {
        var first = ""
        var last = ""

        init() {}

        /// Parts `12-20`; anything else is a first page alone.
        init(_ pages: String) {
            let parts = pages.split(separator: "-", omittingEmptySubsequences: false)
            if parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.contains { " ,;".contains($0) } }) {
                first = String(parts[0])
                last = String(parts[1])
            } else {
                first = pages
            }
        }

        var text: String {
            if last.isEmpty || first == last { return first }
            return first.isEmpty ? last : "\(first)-\(last)"
        }
    }
}
