/// One entry of a reference list: what a citation says of a work, with each part apart.
///
/// Every importer makes one and every export writes one. Values are kept in one form (``tidied()``), so that a
/// round trip through a format gives back the same value in every field that the format can hold.
package struct Reference: Sendable, Hashable {
    package var type = ReferenceType.article
    package var title = ""
    /// In the order of the work.
    package var authors: [AuthorName] = []
    package var editors: [AuthorName] = []
    package var date: PublicationDate?
    /// The journal, book or site that it stands in.
    package var container = ""
    package var series = ""
    package var volume = ""
    package var issue = ""
    package var pages = ""
    package var edition = ""
    package var publisher = ""
    package var place = ""
    package var identifiers: [StudyIdentifier] = []
    package var abstract = ""
    /// Under what terms the abstract may be shown; empty where the source does not say.
    package var abstractLicence = ""
    package var subjects: [String] = []
    /// `nil` where the source does not say.
    package var isPeerReviewed: Bool?
    /// Where the full text can be read without paying; empty where the source does not say.
    package var openAccess = ""
    /// Where the work, or a page about it, is found.
    package var address = ""
    /// As the source writes it: `English`, `en`, `eng`.
    package var language = ""
    package var note = ""

    package init() {}

    package var year: Int? { date?.year }

    package func identifier(_ scheme: StudyIdentifier.Scheme) -> String? {
        identifiers.first { $0.scheme == scheme }?.value
    }

    /// Adds an identifier unless the text is not one of its scheme.
    package mutating func identify(_ scheme: StudyIdentifier.Scheme, _ text: String) {
        if let identifier = StudyIdentifier(scheme, text), !identifiers.contains(identifier) {
            identifiers.append(identifier)
        }
    }
}

package enum ReferenceType: String, CaseIterable, Sendable {
    case article
    case book
    case chapter
    case conferencePaper = "conference-paper"
    case report
    case thesis
    case preprint
    case dataset
    case webPage = "web-page"
    case magazine
    case other

    package var title: String {
        switch self {
        case .article: "Journal article"
        case .book: "Book"
        case .chapter: "Chapter"
        case .conferencePaper: "Conference paper"
        case .report: "Report"
        case .thesis: "Thesis"
        case .preprint: "Preprint"
        case .dataset: "Data set"
        case .webPage: "Web page"
        case .magazine: "Magazine or newspaper"
        case .other: "Other"
        }
    }
}

/// When a work came out, as precisely as its source says.
package struct PublicationDate: Sendable, Hashable {
    package let year: Int
    package let month: Int?
    package let day: Int?

    private static let years = 1850...2200

    /// `nil` unless the year is between 1850 and 2200: a library keeps no others. A month or day that cannot be one is
    /// left out.
    package init?(year: Int, month: Int? = nil, day: Int? = nil) {
        guard Self.years.contains(year) else { return nil }
        self.year = year
        let month = month.flatMap { (1...12).contains($0) ? $0 : nil }
        self.month = month
        self.day = month == nil ? nil : day.flatMap { (1...31).contains($0) ? $0 : nil }
    }

    /// `2016`, `2016-03` or `2016-03-09`.
    package var text: String {
        [month, day].compactMap(\.self).reduce(String(year)) { $0 + ($1 < 10 ? "-0" : "-") + String($1) }
    }

    /// Reads a date as references write it: `2016`, `2016-03-09`, `2016/03/09/Spring`, `2016 Mar 9`, `9 March 2016`,
    /// `09/03/2016`, `c. 2016`, `2016a`. The first number of four digits that can be a year is the year.
    ///
    /// - Note: Of `09/03/2016` only the year is taken: countries differ in which number is the month. Of `14/03/2016` it is
    ///   plain.
    package init?(_ text: String) {
        let parts = text.split { !$0.isLetter && !$0.isNumber }
        guard let place = parts.firstIndex(where: { Self.year(in: $0) != nil }),
            let year = Self.year(in: parts[place])
        else { return nil }
        let after = parts[(place + 1)...].prefix(2).map(String.init)
        let before = parts[..<place].map(String.init)
        if let first = after.first, let month = Int(first) ?? MonthName.named(first) {
            self.init(year: year, month: month, day: after.count > 1 ? Int(after[1]) : nil)
        } else if let month = before.lazy.compactMap({ MonthName.named($0) }).first {
            self.init(year: year, month: month, day: before.lazy.compactMap { Int($0) }.first)
        } else if let (month, day) = Self.monthAndDay(before) {
            self.init(year: year, month: month, day: day)
        } else {
            self.init(year: year)
        }
    }

    /// Two numbers before a year, where only one of them can be a month.
    private static func monthAndDay(_ parts: [String]) -> (month: Int, day: Int)? {
        let numbers = parts.compactMap { Int($0) }
        guard parts.count == 2, numbers.count == 2 else { return nil }
        let (first, second) = (numbers[0], numbers[1])
        if (13...31).contains(first), (1...12).contains(second) { return (second, first) }
        if (13...31).contains(second), (1...12).contains(first) { return (first, second) }
        return nil
    }

    /// `2016`, or `2016a` as bibliographies tell the works of a year apart.
    private static func year(in part: Substring) -> Int? {
        let digits = part.prefix(4)
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            part.count == 4 || part.count == 5 && part.last?.isLetter == true,
            let year = Int(digits), years.contains(year)
        else { return nil }
        return year
    }
}

/// Months as references abbreviate them.
enum MonthName {
    private static let full = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]
    static let short = full.map { String($0.prefix(3)) }

    static func number(_ text: String) -> Int? {
        let key = text.trimmed.lowercased().prefix(3)
        return short.firstIndex { $0 == key }.map { $0 + 1 }
    }

    /// The month that a word is the name of, in full or shortened: `Mar` and `March`, but not `Marginal`.
    static func named(_ word: String) -> Int? {
        number(word).flatMap { full[$0 - 1].hasPrefix(word.lowercased()) ? $0 : nil }
    }
}
