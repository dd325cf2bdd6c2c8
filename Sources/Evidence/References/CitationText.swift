/// Reads a citation that was written in one text, as reviews list their studies:
/// `Adams, A. B., & Brown, C. (2016). Reading aloud. Journal of Teaching, 12(3), 45-60.`
enum CitationText {
    /// The parts that can be told; the whole text is the title where none can.
    ///
    /// - Parameter place: Where the work stands, for sources that say it apart from the citation as well: it tells
    ///   where the title ends.
    static func reference(_ citation: String, year known: Int? = nil, place: String = "") -> Reference {
        var reference = Reference()
        reference.date = known.flatMap { PublicationDate(year: $0) }
        let text = plain(citation)
        guard
            let match = text.firstMatch(
                of:
                    /^(.{2,1500}?)[ ,.]*\((?:(?:[A-Z][a-z]{2,8}\.? )?(?:\d{1,2}, )?(\d{4})[a-z]?(?:, [^)]{1,40})?|(?i:in press|forthcoming|n\. ?d\.))\)[.,:]? +(.+)$/
            )
        else {
            reference.title = text
            return reference
        }
        reference.authors = authors(String(match.1))
        if reference.date == nil, let year = match.2 {
            reference.date = Int(year).flatMap { PublicationDate(year: $0) }
        }
        var (title, rest) = parted(String(match.3), before: plain(place))
        // Which study of an article it is stands behind the title, or at the very end.
        while let part = rest.firstMatch(
            of: /^((?:Part|Study|Experiment) (?:[IVX]{1,4}|\d{1,2}|[A-Z]))[.:] +(.+)$/
        ) {
            let (more, after) = sentence(String(part.2))
            title += ". \(part.1). \(more)"
            rest = after
        }
        if let part = rest.firstMatch(
            of: /^(.*?)[ .,]*\(((?:Part|Study|Experiment|Sample) [^()]{1,100})\)[ .]*$/
        ) {
            title += " (\(part.2))"
            rest = String(part.1)
        }
        reference.title = title
        reference.stand(in: bare(rest))
        return reference
    }

    private static func plain(_ text: String) -> String { CharacterReferences.plain(text).oneLine }

    /// Without full stops and blanks around it.
    private static func bare(_ text: String) -> String {
        var bare = text.drop { " .".contains($0) }
        while let last = bare.last, " .".contains(last) { bare.removeLast() }
        return String(bare)
    }

    /// The title, and the place that follows it.
    private static func parted(_ text: String, before place: String) -> (title: String, rest: String) {
        let place = bare(place)
        let whole = bare(text)
        let isSaid = !place.isEmpty && whole.hasSuffix(place)
        if isSaid {
            let title = whole.dropLast(place.count).trimmed
            if let last = title.last, ".?!".contains(last), isBalanced(title) {
                return (last == "." ? bare(title) : title, place)
            }
        }
        var (title, rest) = sentence(text)
        // A question is often the first half of a title: `Compared to what? The effects of comparisons. Journal …`.
        if let last = title.last, "?!".contains(last) {
            let (more, after) = sentence(rest)
            if !after.isEmpty, !isPlace(more) {
                title += " \(more)"
                rest = after
            }
        }
        return (title, rest.isEmpty && !isSaid ? place : rest)
    }

    /// Whether a sentence says where a work stands: a journal with its volume, a town with a publisher, a book, a thesis.
    private static func isPlace(_ sentence: String) -> Bool {
        sentence.contains(
            /^(?:In |(?:Paper|Poster) presented|Unpublished|Retrieved|Available|Manuscript|Doctoral|Master|(?:[A-Z][a-z.]*[ ,]*)+: )|, \d/
        )
    }

    /// Words that end with a full stop of their own.
    private static let shortened: Set<String> = [
        "No", "Nos", "Vol", "Rep", "Tech", "Dr", "St", "vs", "Mr", "Mrs", "Ms", "Prof", "Dept",
    ]

    /// The first sentence: it ends at a full stop, question or exclamation mark that a capital follows, outside
    /// brackets, and not behind a shortened word.
    private static func sentence(_ text: String) -> (first: String, rest: String) {
        let characters = Array(text)
        let minds = isBalanced(text)
        var depth = 0
        var position = 0
        while position + 2 < characters.count {
            let character = characters[position]
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            let next = characters[position + 2]
            if ".?!".contains(character), characters[position + 1] == " ", next.isUppercase || next == "(",
                !minds || depth <= 0,
                character != "." || !isShortened(characters[..<position], characters[(position + 2)...])
            {
                var first = characters[..<(character == "." ? position : position + 1)]
                // A second full stop, unless it is an abbreviation's.
                if character == ".", first.last == ".", !first.dropLast().suffix(3).contains(".") {
                    first = first.dropLast()
                }
                return (String(first), String(characters[(position + 2)...]))
            }
            position += 1
        }
        var title = text
        while title.hasSuffix(".") || title.hasSuffix(",") { title.removeLast() }
        return (title, "")
    }

    /// Whether the stop behind a text belongs to its last word: `No.`, or the `U.S.` of a department.
    private static func isShortened(_ before: ArraySlice<Character>, _ after: ArraySlice<Character>) -> Bool {
        let start = before.lastIndex(of: " ").map { $0 + 1 } ?? before.startIndex
        let word = String(before[start...])
        if shortened.contains(word) { return true }
        return word.contains(".")
            && (start == before.startIndex || after.starts(with: "Department"))
    }

    private static func isBalanced(_ text: String) -> Bool {
        text.count(where: { $0 == "(" }) == text.count(where: { $0 == ")" })
    }

    /// `Adams, A. B., Brown, C., & Clark, D.`: a family name, then initials.
    private static func authors(_ text: String) -> [AuthorName] {
        let plain = text.replacing(/…|(?:\. ?){3}/, with: "").replacing(" & ", with: ", ")
            .replacing("& ", with: "").replacing(" and ", with: ", ")
        let parts = plain.split(separator: ",").map(\.trimmed)
            .filter { !$0.isEmpty && !["n/a", "n.a"].contains($0.lowercased()) }
        var names: [AuthorName] = []
        var position = 0
        while position < parts.count, names.count < 200 {
            let next = position + 1 < parts.count ? parts[position + 1] : ""
            if isInitials(next) {
                names.append(AuthorName(family: parts[position], given: next))
                position += 2
            } else {
                names.append(AuthorName(literal: parts[position]))
                position += 1
            }
        }
        return names
    }

    private static func isInitials(_ text: String) -> Bool {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "-" })
        return !words.isEmpty && words.count <= 5
            && words.allSatisfy { word in
                word.count <= 4 && word.first?.isUppercase == true && (word.hasSuffix(".") || word.count == 1)
            }
    }
}

extension Reference {
    /// Reads where a work stands: a journal with volume, issue and pages, or else who published it.
    fileprivate mutating func stand(in place: String) {
        if let doi = place.firstMatch(of: /(?i)\bdoi(?:\.org\/|:? ?)(?:https?:\/\/\S*?)?(10\.\S+)/) {
            identify(.doi, String(doi.1))
        }
        if title.contains(/\([^()]*(?:[Dd]issertation|[Tt]hesis)[^()]*\)/)
            || place.contains(/\b(?:[Dd]issertations?|[Tt]hesis)\b/)
        {
            type = .thesis
        } else if place.hasPrefix("Paper presented") || place.hasPrefix("Poster presented") {
            type = .conferencePaper
        } else if let journal = place.firstMatch(
            of:
                /^([^.]{3,200}?), (\d{1,3})(?: ?\(([^)]{1,20})\))?(?:(?:, ?| )(?:pp?\. ?)?([A-Za-z]?\d+(?: ?[\-–—] ?[A-Za-z]?\d+)?))?(?:[.,;: ]+.*)?$/
        ), journal.3 != nil || journal.4 != nil || !journal.1.contains(where: { ",:".contains($0) }) {
            container = String(journal.1)
            volume = String(journal.2)
            issue = journal.3.map(String.init) ?? ""
            pages = journal.4.map(String.init) ?? ""
            return
        } else if let journal = place.firstMatch(
            of: /^([^.,:]{3,200}?)(?:, ([A-Za-z]?\d+(?: ?[\-–—] ?[A-Za-z]?\d+)?))?$/
        ),
            journal.2 != nil
                || journal.1.contains(/\b(?:Journal|Quarterly|Review|Annals|Archives|Bulletin)\b/)
        {
            // What is in no issue yet has no volume.
            container = String(journal.1)
            pages = journal.2.map(String.init) ?? ""
            return
        } else {
            type = .report
        }
        publisher = place
    }
}
