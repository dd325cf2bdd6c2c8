/// A study as it is typed: lists have one entry on each line.
package struct StudyDraft: Sendable, Equatable {
    package var title = ""
    package var type = ReferenceType.article.rawValue
    /// `Family, Given` on each line; an organisation without a comma.
    package var authors = ""
    package var editors = ""
    /// `2016`, `2016-03` or `2016-03-09`.
    package var date = ""
    package var container = ""
    package var series = ""
    package var volume = ""
    package var issue = ""
    package var pages = ""
    package var edition = ""
    package var publisher = ""
    package var place = ""
    package var doi = ""
    package var eric = ""
    /// `isbn: 978…` on each line.
    package var otherNumbers = ""
    package var abstract = ""
    package var abstractLicence = ""
    package var subjects = ""
    /// `yes`, `no`, or empty where that is not known.
    package var peerReview = ""
    package var openAccess = ""
    package var address = ""
    package var language = ""
    package var note = ""
    /// Where a new record is taken from.
    package var source = ""
    package var licence = ""

    package init() {}
}

extension StudyDraft {
    /// The form of a study that exists.
    init(_ reference: Reference) {
        self.init()
        title = reference.title
        type = reference.type.rawValue
        authors = reference.authors.map(\.inverted).joined(separator: "\n")
        editors = reference.editors.map(\.inverted).joined(separator: "\n")
        date = reference.date?.text ?? ""
        for (_, field, part) in Self.lines { self[keyPath: field] = reference[keyPath: part] }
        doi = reference.identifier(.doi) ?? ""
        eric = reference.identifier(.eric) ?? ""
        var rest = reference.identifiers
        for scheme in [StudyIdentifier.Scheme.doi, .eric] {
            if let first = rest.firstIndex(where: { $0.scheme == scheme }) { rest.remove(at: first) }
        }
        otherNumbers = rest.map { "\($0.scheme.rawValue): \($0.value)" }.joined(separator: "\n")
        abstract = reference.abstract
        subjects = reference.subjects.joined(separator: "\n")
        peerReview = reference.isPeerReviewed.map { $0 ? "yes" : "no" } ?? ""
        openAccess = reference.openAccess
        address = reference.address
    }

    private typealias Line = (
        name: String, field: WritableKeyPath<StudyDraft, String>, part: WritableKeyPath<Reference, String>
    )

    /// Fields of one line that are taken as they are, by their names in the form.
    private static var lines: [Line] {
        [
            ("container", \.container, \.container), ("series", \.series, \.series),
            ("volume", \.volume, \.volume), ("issue", \.issue, \.issue), ("pages", \.pages, \.pages),
            ("edition", \.edition, \.edition), ("publisher", \.publisher, \.publisher),
            ("place", \.place, \.place), ("abstractLicence", \.abstractLicence, \.abstractLicence),
            ("language", \.language, \.language), ("note", \.note, \.note),
        ]
    }

    /// What it says as a record, in the one form of every field; what is wrong is reported.
    ///
    /// - Parameter before: What the study says now: names that stand there as they did are the same people and bodies.
    func checked(before: Reference = Reference(), _ reader: inout FieldReader) -> Reference {
        var reference = Reference()
        reference.title = reader.required(title, "title", named: "the title", most: Reference.Limit.line)
        if let type = ReferenceType(rawValue: type) {
            reference.type = type
        } else {
            reader.report("type", "Choose what it is")
        }
        reference.authors = Self.people(authors, before.authors)
        reference.editors = Self.people(editors, before.editors)
        reference.date = checkedDate(&reader)
        for (name, field, part) in Self.lines {
            reference[keyPath: part] = reader.optional(
                self[keyPath: field],
                name,
                named: "this",
                most: Reference.Limit.line
            )
        }
        identify(&reference, &reader)
        reference.abstract = reader.optional(
            abstract,
            "abstract",
            named: "the abstract",
            most: Reference.Limit.abstract
        )
        reference.subjects = subjects.split(whereSeparator: \.isNewline).map(String.init)
        reference.isPeerReviewed =
            switch peerReview {
            case "yes": true
            case "no": false
            default: nil
            }
        reference.openAccess = reader.webAddress(openAccess, "openAccess")
        reference.address = reader.webAddress(address, "address")
        return reference.tidied()
    }

    private func checkedDate(_ reader: inout FieldReader) -> PublicationDate? {
        let typed = date.trimmed
        guard !typed.isEmpty else { return nil }
        guard let date = PublicationDate(typed),
            // Every part that was typed was understood, the year first.
            typed.split(whereSeparator: { "-/.".contains($0) }).first?.count == 4,
            date.text.count(where: { $0 == "-" }) == typed.count(where: { "-/.".contains($0) })
        else {
            reader.report("date", "Enter the date as 2016, 2016-03 or 2016-03-09")
            return nil
        }
        return date
    }

    private static func people(_ text: String, _ before: [AuthorName]) -> [AuthorName] {
        let known = Dictionary(before.map { ($0.inverted, $0) }) { first, _ in first }
        return text.split(whereSeparator: \.isNewline).map { String($0).oneLine }.filter { !$0.isEmpty }
            .map { known[$0] ?? AuthorName(inverted: $0) }
    }

    private func identify(_ reference: inout Reference, _ reader: inout FieldReader) {
        func add(_ scheme: StudyIdentifier.Scheme, _ text: String, _ field: String, _ message: String) {
            guard !text.trimmed.isEmpty else { return }
            guard let identifier = StudyIdentifier(scheme, text) else { return reader.report(field, message) }
            reference.identifiers.append(identifier)
        }
        add(.doi, doi, "doi", "Enter the DOI, which starts with 10., such as 10.1000/182")
        add(.eric, eric, "eric", "Enter the ERIC number, such as EJ123456")
        for line in otherNumbers.split(whereSeparator: \.isNewline).map(\.trimmed) where !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1).map(\.trimmed)
            let schemes = StudyIdentifier.Scheme.allCases.map(\.rawValue).joined(separator: ", ")
            guard parts.count == 2, let scheme = StudyIdentifier.Scheme(rawValue: parts[0].lowercased())
            else {
                reader.report(
                    "otherNumbers",
                    "Write “\(line.prefix(40))” as its kind and the number: \(schemes)"
                )
                continue
            }
            add(scheme, parts[1], "otherNumbers", "“\(line.prefix(40))” is not a number of this kind")
        }
    }
}
