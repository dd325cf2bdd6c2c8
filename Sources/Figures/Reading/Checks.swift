/// What every plot asks of its numbers before it draws.
enum Checks {
    /// Beyond these a plot's arithmetic would lose its digits, and the value is the mark of a failed
    /// computation.
    static let largest: Double = 1e12
    static let smallest: Double = 1e-100

    /// A finite value that a scale can show: zero, or a magnitude between 1e-100 and 1e12.
    static func value(_ value: Double, _ what: String, at index: Int) throws(FigureError) {
        guard value.isFinite else { throw .notFinite(what: what, index: index) }
        let size: Double = value.magnitude
        guard size == 0 || (size >= smallest && size <= largest) else {
            throw .outOfRange(what: what, index: index, value: value)
        }
    }

    /// A value above zero, and not so near to it that its inverse would overflow a scale.
    static func positive(_ number: Double, _ what: String, at index: Int) throws(FigureError) {
        try value(number, what, at: index)
        guard number >= 1e-12 else { throw .outOfRange(what: what, index: index, value: number) }
    }

    static func notNegative(_ number: Double, _ what: String, at index: Int) throws(FigureError) {
        try value(number, what, at: index)
        guard number >= 0 else { throw .outOfRange(what: what, index: index, value: number) }
    }

    /// Ends in order with the estimate between them, allowing for the last digits of a computation.
    static func interval(
        _ lower: Double,
        _ estimate: Double,
        _ upper: Double,
        _ what: String,
        at index: Int
    ) throws(FigureError) {
        try value(estimate, what, at: index)
        try value(lower, what, at: index)
        try value(upper, what, at: index)
        let slack: Double = 1e-9 * max(1, lower.magnitude, upper.magnitude)
        guard lower <= estimate + slack, estimate <= upper + slack else {
            throw .disorderedInterval(what: what, index: index)
        }
    }

    static func identifier(_ id: String) throws(FigureError) {
        let scalars: [Unicode.Scalar] = Array(id.unicodeScalars)
        guard let first = scalars.first, isLetter(first), scalars.count <= 100 else {
            throw .invalidIdentifier(id)
        }
        for scalar in scalars where !(isLetter(scalar) || isDigit(scalar) || scalar == "-" || scalar == "_") {
            throw .invalidIdentifier(id)
        }
    }

    /// A path on this site, a fragment, or a web or mail address: never `javascript:`.
    static func link(_ address: String) throws(FigureError) {
        let starts: [String] = ["/", "#", "?", "http://", "https://", "mailto:"]
        let isKnown: Bool = starts.contains { address.hasPrefix($0) } && !address.hasPrefix("//")
        guard isKnown else { throw .unsafeLink(address) }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar)
    }
}
