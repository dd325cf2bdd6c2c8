/// What is wrong with one field of what a person typed: for an error summary and a message beside the field.
package struct Fault: Error, Hashable, Sendable {
    /// The field's name in the form.
    package let field: String
    /// What is wrong and what is allowed, in plain English.
    package let message: String

    package init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}

/// Why what a person typed cannot be taken; never empty, and in the order of the form.
package struct Faults: Error, Hashable, Sendable {
    package let list: [Fault]

    package init(_ list: [Fault]) {
        precondition(!list.isEmpty, "no faults")
        self.list = list
    }
}

/// Reads the fields of a form one after the other and gathers what is wrong with them.
package struct FieldReader {
    package private(set) var faults: [Fault] = []

    package init() {}

    package mutating func report(_ field: String, _ message: String) {
        faults.append(Fault(field, message))
    }

    /// Throws what was gathered, if anything was.
    package func finish() throws(Faults) {
        if !faults.isEmpty { throw Faults(faults) }
    }

    /// Text that must be there, without blanks around it.
    package mutating func required(_ text: String, _ field: String, named name: String, most: Int) -> String {
        let trimmed = text.trimmed
        if trimmed.isEmpty { report(field, "Enter \(name)") }
        return limited(trimmed, field, named: name, most: most)
    }

    package mutating func optional(_ text: String, _ field: String, named name: String, most: Int) -> String {
        limited(text.trimmed, field, named: name, most: most)
    }

    private mutating func limited(_ text: String, _ field: String, named name: String, most: Int) -> String {
        let scalars = text.unicodeScalars.count
        if scalars > most {
            report(field, "Shorten \(name) to \(most) characters or fewer; it has \(scalars)")
        }
        if text.unicodeScalars.contains(where: { $0 == "\0" }) {
            report(field, "Take out the character that is not text from \(name)")
        }
        return text
    }

    /// A number with a decimal point; `nil` where the field is empty or wrong.
    package mutating func number(_ text: String, _ field: String, named name: String) -> Double? {
        let trimmed = text.trimmed
        guard !trimmed.isEmpty else { return nil }
        guard let value = DecimalText.value(of: trimmed) else {
            report(field, "Enter \(name) as a number with a point, such as 0.12")
            return nil
        }
        return value
    }

    package mutating func wholeNumber(
        _ text: String,
        _ field: String,
        named name: String,
        in range: ClosedRange<Int>
    ) -> Int? {
        let trimmed = text.trimmed
        guard !trimmed.isEmpty else { return nil }
        guard let value = Int(trimmed), range.contains(value) else {
            report(
                field,
                "Enter \(name) as a whole number between \(range.lowerBound) and \(range.upperBound)"
            )
            return nil
        }
        return value
    }
}

/// Numbers as people and spreadsheets write them.
package enum DecimalText {
    /// Sign (`-`, `+` or U+2212), digits with at most one point, perhaps an exponent. `nil` for anything
    /// else, infinities included.
    package static func value(of text: String) -> Double? {
        let plain = text.trimmed.replacing("\u{2212}", with: "-")
        guard !plain.isEmpty, plain.utf8.count <= 40 else { return nil }
        let allowed = plain.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
        }
        guard allowed, let value = Double(plain), value.isFinite else { return nil }
        return value
    }
}

extension String {
    package var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
