import Foundation

/// How others name a study: a DOI, a record number of a database.
package struct StudyIdentifier: Sendable, Hashable {
    package enum Scheme: String, CaseIterable, Sendable {
        case doi
        case eric
        case pmid
        case pmcid
        case arxiv
        case openAlex = "openalex"
        case wwc
        case isbn
        /// Names the journal, not the study.
        case issn
        /// A record number that its source gives no more detail of.
        case accession

        package var title: String {
            switch self {
            case .doi: "DOI"
            case .eric: "ERIC"
            case .pmid: "PubMed"
            case .pmcid: "PubMed Central"
            case .arxiv: "arXiv"
            case .openAlex: "OpenAlex"
            case .wwc: "What Works Clearinghouse"
            case .isbn: "ISBN"
            case .issn: "ISSN"
            case .accession: "Record number"
            }
        }

        /// Whether two records with the same identifier are the same study. Chapters share an ISBN, articles
        /// an ISSN; record numbers of unnamed databases prove nothing.
        package var namesOneStudy: Bool {
            switch self {
            case .doi, .eric, .pmid, .pmcid, .arxiv, .openAlex, .wwc: true
            case .isbn, .issn, .accession: false
            }
        }

        /// Whether its source gives each study a number of its own, so that different ones are different studies:
        /// of two studies in one article, which share its DOI and its ERIC id, the clearinghouse numbers both.
        package var countsRecords: Bool { self == .wwc || self == .accession }
    }

    package let scheme: Scheme
    /// In one form for each scheme, so that equal ones compare equal.
    package let value: String

    /// `nil` where the text is not one of the scheme.
    package init?(_ scheme: Scheme, _ text: String) {
        guard let value = Self.value(of: scheme, text.oneLine), value.utf8.count <= 200 else { return nil }
        self.scheme = scheme
        self.value = value
    }

    /// `https://doi.org/10.1000/X` is `10.1000/x`; DOIs do not distinguish case.
    private static func value(of scheme: Scheme, _ text: String) -> String? {
        switch scheme {
        case .doi:
            // An address has what a DOI may hold, such as brackets, by the numbers of its characters.
            let isAddress = text.contains("://") && text.contains("%")
            let plain = isAddress ? text.removingPercentEncoding ?? text : text
            guard let start = plain.firstRange(of: "10.") else { return nil }
            var doi = plain[start.lowerBound...].lowercased()
            while let last = doi.last, ".,; ".contains(last) { doi.removeLast() }
            let slash = doi.firstIndex(of: "/")
            guard let slash, doi.distance(from: doi.startIndex, to: slash) >= 7,
                doi.index(after: slash) < doi.endIndex, !doi.contains(" ")
            else { return nil }
            return doi
        case .eric:
            let upper = text.uppercased()
            let digits = upper.dropFirst(2)
            guard upper.hasPrefix("ED") || upper.hasPrefix("EJ"), (5...9).contains(digits.count),
                digits.utf8.allSatisfy({ (48...57).contains($0) })
            else { return nil }
            return upper
        case .pmid:
            let digits = text.lowercased().hasPrefix("pmid:") ? text.dropFirst(5).trimmed : text
            return (1...9).contains(digits.count) && digits.utf8.allSatisfy { (48...57).contains($0) }
                ? digits : nil
        case .pmcid:
            let upper = text.uppercased()
            return upper.hasPrefix("PMC") && upper.count > 3 ? upper : nil
        case .arxiv:
            let plain = text.lowercased().hasPrefix("arxiv:") ? text.dropFirst(6).trimmed : text
            return plain.isEmpty || plain.contains(" ") ? nil : plain.lowercased()
        case .openAlex:
            let name = text.split(separator: "/").last.map { $0.uppercased() } ?? ""
            return name.hasPrefix("W") && name.count > 1 ? name : nil
        case .issn:
            let plain = text.uppercased().filter { $0.isNumber || $0 == "X" }
            return plain.count == 8 ? plain.prefix(4) + "-" + plain.suffix(4) : nil
        case .isbn:
            let plain = text.uppercased().filter { $0.isNumber || $0 == "X" }
            return plain.count == 10 || plain.count == 13 ? plain : nil
        case .wwc, .accession: return text.isEmpty ? nil : text
        }
    }

    /// Where a reader finds it.
    package var address: String? {
        switch scheme {
        case .doi: "https://doi.org/\(value)"
        case .eric: "https://eric.ed.gov/?id=\(value)"
        case .pmid: "https://pubmed.ncbi.nlm.nih.gov/\(value)/"
        case .pmcid: "https://pmc.ncbi.nlm.nih.gov/articles/\(value)/"
        case .arxiv: "https://arxiv.org/abs/\(value)"
        case .openAlex: "https://openalex.org/\(value)"
        case .wwc: "https://ies.ed.gov/ncee/wwc/Study/\(value)"
        case .isbn, .issn, .accession: nil
        }
    }
}

extension Reference {
    /// Adds what stands in a field for "ISSN or ISBN", perhaps several: `0894-9867, 0894-9867`,
    /// `0894-9867 1573-6598`, `0894-9867 (print) 1573-6598 (online)`, each on a line of its own.
    mutating func identifySerial(_ text: String) {
        for part in text.uppercased().split(whereSeparator: { ",;()/|".contains($0) || $0.isNewline }) {
            if identifySerial(one: part) { continue }
            // An ISBN may hold blanks, so that they part only what is no number as a whole.
            for word in part.split(whereSeparator: \.isWhitespace) { identifySerial(one: word) }
        }
    }

    @discardableResult
    private mutating func identifySerial(one text: Substring) -> Bool {
        let plain = String(text).replacing("ISSN", with: "").replacing("ISBN", with: "")
        let found = [StudyIdentifier.Scheme.issn, .isbn].compactMap { StudyIdentifier($0, plain) }
        for identifier in found { identify(identifier.scheme, identifier.value) }
        return !found.isEmpty
    }

    /// Adds a record number of a database that its source names: of PubMed's and MEDLINE's it is known what they number.
    mutating func identifyRecord(_ text: String, of database: String) {
        let words = database.lowercased().split { !$0.isLetter }
        let isPubMed = words.contains { ["pubmed", "medline", "nlm"].contains($0) }
        if isPubMed, StudyIdentifier(.pmid, text) != nil { return identify(.pmid, text) }
        identifyRecord(text)
    }

    /// Adds the DOI that the address is, where there is none.
    mutating func identifyByAddress() {
        if identifier(.doi) == nil, address.lowercased().contains("doi.org/") { identify(.doi, address) }
    }

    /// Adds a record number: an ERIC id, `scheme:value`, or a number of a database that is not named.
    mutating func identifyRecord(_ text: String) {
        let text = text.oneLine
        if StudyIdentifier(.eric, text) != nil { return identify(.eric, text) }
        if let colon = text.firstIndex(of: ":"),
            let scheme = StudyIdentifier.Scheme(rawValue: text[..<colon].lowercased())
        {
            return identify(scheme, String(text[text.index(after: colon)...]))
        }
        identify(.accession, text)
    }
}
