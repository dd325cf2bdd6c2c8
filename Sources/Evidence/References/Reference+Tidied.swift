import Foundation

extension Reference {
    /// The longest values that are kept: longer ones are cut, since a file's mistake must not fill a page.
    enum Limit {
        static let line = 1_000
        static let abstract = 20_000
        static let people = 2_000
        static let subjects = 200
        static let identifiers = 50
    }

    /// The same with every field in its one form: one line of text without control characters, hyphens in page
    /// ranges, nobody and nothing twice, web addresses that are web addresses.
    package func tidied() -> Reference {
        var tidy = self
        tidy.title = Self.line(title)
        tidy.authors = Self.people(authors)
        tidy.editors = Self.people(editors)
        tidy.container = Self.line(container)
        tidy.series = Self.line(series)
        tidy.volume = Self.line(volume)
        tidy.issue = Self.line(issue)
        tidy.pages = Self.pages(pages)
        tidy.edition = Self.line(edition)
        tidy.publisher = Self.line(publisher)
        tidy.place = Self.line(place)
        tidy.abstract = String(abstract.oneLine.prefix(Limit.abstract))
        tidy.abstractLicence = Self.line(abstractLicence)
        tidy.subjects = Self.unique(subjects.map(Self.line).filter { !$0.isEmpty }, most: Limit.subjects)
        tidy.identifiers = Self.unique(identifiers, most: Limit.identifiers).sorted {
            ($0.scheme.rawValue, $0.value) < ($1.scheme.rawValue, $1.value)
        }
        tidy.openAccess = Self.webAddress(openAccess)
        tidy.address = Self.webAddress(address)
        tidy.language = Self.line(language)
        tidy.note = Self.line(note)
        return tidy
    }

    private static func line(_ text: String) -> String { String(text.oneLine.prefix(Limit.line)) }

    private static func people(_ names: [AuthorName]) -> [AuthorName] {
        Array(names.filter { !$0.isEmpty && !$0.meansOthers }.prefix(Limit.people))
    }

    private static func unique<Value: Hashable>(_ values: [Value], most: Int) -> [Value] {
        var seen: Set<Value> = []
        return Array(values.filter { seen.insert($0).inserted }.prefix(most))
    }

    /// `12--20`, `12–20` and `12 - 20` are `12-20`.
    private static func pages(_ text: String) -> String {
        var pages = line(text)
        for dash in ["\u{2013}", "\u{2014}", "\u{2012}", "\u{2212}", "\u{2010}", "\u{2011}"] {
            pages = pages.replacing(dash, with: "-")
        }
        // Each can make the other: "1 - - 9".
        while pages.contains("--") || pages.contains(" - ") {
            pages = pages.replacing("--", with: "-").replacing(" - ", with: "-")
        }
        return pages
    }

    /// The first web address of a text; empty where there is none. Nothing else may become a link.
    static func webAddress(_ text: String) -> String {
        let text = text.trimmed
        guard let start = text.range(of: "http", options: [.caseInsensitive]) else { return "" }
        let candidate = text[start.lowerBound...].prefix { !$0.isWhitespace && !"<>\"{}|\\^`".contains($0) }
        let lower = candidate.prefix(8).lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://"), candidate.count > 10,
            candidate.count <= Limit.line
        else { return "" }
        return String(candidate)
    }
}

extension Reference {
    /// What must be there before it can be a study.
    package var whyIncomplete: String? {
        title.isEmpty ? "there is no title" : nil
    }

    /// `Adams & Brown`, `Adams et al.`, the title's first words where nobody is named.
    package var byline: String {
        let names = (authors.isEmpty ? editors : authors).map(\.familyWithParticle)
        switch names.count {
        case 0: return ""
        case 1: return names[0]
        case 2: return "\(names[0]) & \(names[1])"
        default: return "\(names[0]) et al."
        }
    }

    /// The citation in one paragraph: authors (year). Title. Container, volume(issue), pages. At most 2,000 Unicode
    /// scalars, which is what a database counts.
    package var citation: String {
        let people = authors.isEmpty ? editors : authors
        let named = people.prefix(20).map { name in
            guard name.literal.isEmpty else { return name.literal }
            let initials = name.given.split { $0 == " " || $0 == "-" }.compactMap(\.first).map { "\($0)." }
            return ([name.familyWithParticle + (initials.isEmpty ? "" : ",")] + initials)
                .joined(separator: " ") + (name.suffix.isEmpty ? "" : ", \(name.suffix)")
        }
        var who = named.dropLast().joined(separator: ", ")
        if let last = named.last {
            who += who.isEmpty ? last : (people.count > 20 ? ", … \(last)" : " & \(last)")
        }
        var text = who
        if let year { text += text.isEmpty ? "(\(year))" : " (\(year))" }
        if !text.isEmpty { text += ". " }
        text += title
        if let last = title.last, !".?!".contains(last) { text += "." }
        var place = container
        if !volume.isEmpty { place += (place.isEmpty ? "" : ", ") + volume }
        if !issue.isEmpty { place += "(\(issue))" }
        if !pages.isEmpty { place += (place.isEmpty ? "pp. " : ", ") + pages }
        if place.isEmpty { place = publisher }
        if !place.isEmpty { text += " \(place)." }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(2000)))
    }
}
