/// The name of an author or editor: a person's in parts, or an organisation's as one text.
package struct AuthorName: Sendable, Hashable {
    package let family: String
    package let given: String
    /// `van der` in *Anna van der Berg*; sorted and cited with the family name, written in lower case.
    package let particle: String
    /// `Jr`, `III`.
    package let suffix: String
    /// An organisation's name, or one that nobody can part; empty for a person.
    package let literal: String

    /// A person. Leading lower-case words of the family name are its particle, so that every format gives the
    /// same parts.
    package init(family: String, given: String = "", particle: String = "", suffix: String = "") {
        let whole = [particle, family].map(\.oneLine).filter { !$0.isEmpty }.joined(separator: " ")
        // Who has one name only, such as Plato, may have it in either place.
        guard !whole.isEmpty else {
            self.family = ""
            self.given = ""
            self.particle = ""
            self.suffix = ""
            literal = given.oneLine
            return
        }
        var words = whole.split(separator: " ").map(String.init)
        var leading: [String] = []
        while words.count > 1, let word = words.first, word.first?.isLowercase == true {
            leading.append(words.removeFirst())
        }
        self.family = words.joined(separator: " ")
        self.particle = leading.joined(separator: " ")
        self.given = given.oneLine
        self.suffix = suffix.oneLine
        literal = ""
    }

    /// An organisation. `Smith J.` and `Smith, J.` are people whatever the file says.
    package init(literal text: String) {
        let text = text.oneLine
        let words = text.split(separator: " ")
        if words.count == 2, words[1].count <= 6, words[1].contains("."),
            words[1].allSatisfy({ $0.isUppercase || $0 == "." || $0 == "-" })
        {
            self.init(family: String(words[0]), given: String(words[1]))
        } else {
            self.init(organisation: text)
        }
    }

    private init(organisation: String) {
        family = ""
        given = ""
        particle = ""
        suffix = ""
        literal = organisation
    }

    /// Reads `Family, Given`, `Family, Given, Jr` and plain names; a name without a comma is a literal.
    package init(inverted text: String) {
        let named = Self.withoutOthers(text)
        let parts = named.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
        switch parts.count {
        case 0, 1: self.init(literal: named)
        case 2: self.init(family: parts[0], given: parts[1])
        case 3: self.init(family: parts[0], given: parts[1], suffix: parts[2])
        default: self.init(family: parts[0], given: parts.dropFirst().joined(separator: ", "))
        }
    }

    /// Reads `Berg A` and `van der Berg A.B.`, as databases shorten names: the last word holds the initials.
    package init(withInitials text: String) {
        let words = text.oneLine.split(separator: " ")
        guard words.count > 1, let last = words.last, Self.areInitials(last) else {
            self.init(literal: text)
            return
        }
        self.init(family: words.dropLast().joined(separator: " "), given: String(last))
    }

    /// `A`, `A.B.`, `A-B`: up to four capitals.
    static func areInitials(_ word: some StringProtocol) -> Bool {
        let capitals = word.filter { $0 != "." && $0 != "-" }
        return (1...4).contains(capitals.count) && capitals.allSatisfy(\.isUppercase)
    }

    /// Reads `Given Family`: the last word is the family name, lower-case words before it its particle.
    package init(displayed text: String) {
        var words = text.oneLine.split(separator: " ").map(String.init)
        guard words.count > 1, let last = words.popLast() else {
            self.init(literal: text)
            return
        }
        var particle: [String] = []
        while words.count > 1, let word = words.last, word.first?.isLowercase == true {
            particle.insert(words.removeLast(), at: 0)
        }
        self.init(
            family: last,
            given: words.joined(separator: " "),
            particle: particle.joined(separator: " ")
        )
    }

    /// `Smith, J., et al.` names Smith.
    static func withoutOthers(_ text: String) -> String {
        let whole = text.oneLine
        guard let ending = [" et al.", " et al"].first(where: whole.lowercased().hasSuffix) else {
            return whole
        }
        var name = whole.dropLast(ending.count)
        while let last = name.last, " ,;".contains(last) { name.removeLast() }
        return String(name)
    }

    /// Whether it stands for people who are not named: `et al.`, `and others`.
    var meansOthers: Bool {
        let plain = displayed.lowercased().filter { $0.isLetter || $0 == " " }
        return ["et al", "and others", "others", "et alii"].contains(plain)
    }

    package var isEmpty: Bool { family.isEmpty && literal.isEmpty }

    /// `van der Berg`, or the organisation.
    package var familyWithParticle: String {
        literal.isEmpty ? [particle, family].filter { !$0.isEmpty }.joined(separator: " ") : literal
    }

    /// `van der Berg, Anna` or `Smith, John, Jr`.
    package var inverted: String {
        guard literal.isEmpty else { return literal }
        let given = given.isEmpty && suffix.isEmpty ? "" : " \(given)"
        return "\(familyWithParticle),\(given)" + (suffix.isEmpty ? "" : ", \(suffix)")
    }

    /// `Anna van der Berg`.
    package var displayed: String {
        guard literal.isEmpty else { return literal }
        return [given, familyWithParticle, suffix].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Substring {
    var trimmed: String { String(self).trimmed }
}

extension String {
    /// Without control characters, runs of white space as one blank, nothing around.
    var oneLine: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        var hasWideSpace = false
        for byte in utf8 {
            if byte <= 0x20 || byte == 0x7F {
                if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
            } else {
                if byte == 0xC2 || byte == 0xE2 || byte == 0xE3 { hasWideSpace = true }
                bytes.append(byte)
            }
        }
        if bytes.last == 0x20 { bytes.removeLast() }
        let text = String(decoding: bytes, as: UTF8.self)
        guard hasWideSpace, text.unicodeScalars.contains(where: Self.isWideSpaceOrControl) else {
            return text
        }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if Self.isWideSpaceOrControl(scalar) || scalar == " " {
                if let last = scalars.last, last != " " { scalars.append(" ") }
            } else {
                scalars.append(scalar)
            }
        }
        if scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }

    private static func isWideSpaceOrControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace && scalar != " " || scalar.properties.generalCategory == .control
    }
}
