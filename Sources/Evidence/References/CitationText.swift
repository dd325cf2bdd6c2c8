/// Reads a citation that was written in one text, as reviews list their studies:
/// `Adams, A. B., & Brown, C. (2016). Reading aloud. Journal of Teaching, 12(3), 45-60.`
enum CitationText {
    /// The parts that can be told; the whole text is the title where none can.
    static func reference(_ citation: String, year known: Int? = nil) -> Reference {
        var reference = Reference()
        reference.date = known.flatMap { PublicationDate(year: $0) }
        let text = citation.oneLine
        guard
            let match = text.firstMatch(
                of: /^(.{2,1500}?)[ ,.]*\((\d{4})[a-z]?(?:, [^)]{1,40})?\)[.,:]? +(.+)$/
            )
        else {
            reference.title = text
            return reference
        }
        reference.authors = authors(String(match.1))
        if reference.date == nil { reference.date = Int(match.2).flatMap { PublicationDate(year: $0) } }
        let (title, rest) = parted(String(match.3))
        reference.title = title
        if let place = rest.firstMatch(
            of: /^([^,.]{3,200}), (\d+)(?: ?\(([^)]{1,20})\))?(?:, ?([0-9A-Za-z\-–]{1,20}))?\.?$/
        ) {
            reference.container = String(place.1)
            reference.volume = String(place.2)
            reference.issue = place.3.map(String.init) ?? ""
            reference.pages = place.4.map(String.init) ?? ""
        } else {
            reference.type = .report
            reference.publisher = String(rest.drop { " .".contains($0) })
            while reference.publisher.hasSuffix(".") { reference.publisher.removeLast() }
        }
        return reference
    }

    /// The title ends at the first full stop, question or exclamation mark that a capital follows.
    private static func parted(_ text: String) -> (title: String, rest: String) {
        let characters = Array(text)
        var position = 0
        while position + 2 < characters.count {
            if ".?!".contains(characters[position]), characters[position + 1] == " ",
                characters[position + 2].isUppercase || characters[position + 2] == "("
            {
                let end = characters[position] == "." ? position : position + 1
                return (String(characters[..<end]), String(characters[(position + 2)...]))
            }
            position += 1
        }
        var title = text
        while title.hasSuffix(".") || title.hasSuffix(",") { title.removeLast() }
        return (title, "")
    }

    /// `Adams, A. B., Brown, C., & Clark, D.`: a family name, then initials.
    private static func authors(_ text: String) -> [AuthorName] {
        let plain = text.replacing(" & ", with: ", ").replacing("& ", with: "").replacing(" and ", with: ", ")
        let parts = plain.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
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
