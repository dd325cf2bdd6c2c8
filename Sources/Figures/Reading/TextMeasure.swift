/// How wide a text will be, near enough to lay a figure out without a font at hand.
///
/// Advance widths are those of Helvetica (Adobe Font Metrics, 1990), in thousandths of the size, with a
/// margin for wider system fonts. Being too wide costs a little room; being too narrow would let texts
/// collide.
enum TextMeasure {
    /// What is added for system fonts that are wider than Helvetica; DejaVu Sans on Linux is the widest met.
    private static let margin: Double = 1.15

    /// U+0020 to U+007E.
    private static let advances: [Double] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ]

    static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
        var thousandths: Double = 0
        for scalar in text.unicodeScalars { thousandths += advance(scalar) }
        return thousandths * size * margin * (isBold ? 1.12 : 1) / 1_000
    }

    /// The text, or as much of it as fits with an ellipsis.
    static func truncate(_ text: String, width room: Double, size: Double, isBold: Bool = false) -> String {
        if width(text, size: size, isBold: isBold) <= room { return text }
        var kept: String = ""
        var used: Double = width("\u{2026}", size: size, isBold: isBold)
        for character in text {
            used += width(String(character), size: size, isBold: isBold)
            if used > room { break }
            kept.append(character)
        }
        while let last = kept.last, last == " " || last == "," { kept.removeLast() }
        return kept + "\u{2026}"
    }

    /// The text in lines no wider than `room`. A word that is too long for a line is cut.
    static func wrap(
        _ text: String,
        width room: Double,
        size: Double,
        isBold: Bool = false,
        lines limit: Int = .max
    ) -> [String] {
        var lines: [String] = []
        var line: String = ""
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let longer: String = line.isEmpty ? String(word) : line + " " + word
            if line.isEmpty || width(longer, size: size, isBold: isBold) <= room {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(line) }
        if lines.count > limit {
            let rest: String = lines[(limit - 1)...].joined(separator: " ")
            lines = Array(lines.prefix(limit - 1)) + [rest]
        }
        return lines.map { truncate($0, width: room, size: size, isBold: isBold) }
    }

    /// The widest of several texts.
    static func widest(_ texts: some Sequence<String>, size: Double, isBold: Bool = false) -> Double {
        texts.reduce(0) { max($0, width($1, size: size, isBold: isBold)) }
    }

    private static func advance(_ scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x20...0x7E: advances[Int(scalar.value) - 0x20]
        case 0x300...0x36F, 0x200B...0x200F: 0
        case 0x2026: 1_000
        case 0x2190...0x21FF: 1_000
        case 0x2212: 584
        case ..<0x1100: 600
        case 0x2010...0x206F: 556
        default: 1_000
        }
    }
}
