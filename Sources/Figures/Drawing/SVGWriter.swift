/// Writes marks as SVG text. Every word that comes from outside passes through ``escaped(_:)``, so no caller
/// can forget to escape it.
struct SVGWriter {
    private var bytes: [UInt8]

    /// Takes the buffer's storage for the time of writing, so that nothing is copied.
    init(taking buffer: inout [UInt8]) {
        bytes = []
        swap(&bytes, &buffer)
    }

    mutating func give(to buffer: inout [UInt8]) {
        swap(&bytes, &buffer)
    }

    /// Text of our own that needs no escaping.
    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { buffer in bytes.append(contentsOf: buffer) }
    }

    /// Text of our own that is not a literal: class names and numbers.
    mutating func plain(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Text from outside. Characters that XML 1.0 cannot hold become U+FFFD.
    mutating func escaped(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": raw("&lt;")
            case ">": raw("&gt;")
            case "&": raw("&amp;")
            case "\"": raw("&quot;")
            case "'": raw("&#39;")
            case "\t", "\n", "\r": raw(" ")
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": raw("\u{FFFD}")
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    /// A coordinate with at most one decimal.
    mutating func number(_ value: Double) {
        let tenths: Int = Int((value * 10).rounded())
        if tenths < 0 { bytes.append(UInt8(ascii: "-")) }
        integer(abs(tenths) / 10)
        let rest: Int = abs(tenths) % 10
        if rest > 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(UInt8(ascii: "0") + UInt8(rest))
        }
    }

    mutating func integer(_ value: Int) {
        if value >= 0 && value < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(value))
        } else {
            plain(String(value))
        }
    }

    /// ` name="12.3"`
    mutating func attribute(_ name: StaticString, _ value: Double) {
        raw(" ")
        raw(name)
        raw("=\"")
        number(value)
        raw("\"")
    }

    /// ` name="text"`, escaped.
    mutating func attribute(_ name: StaticString, _ value: String) {
        raw(" ")
        raw(name)
        raw("=\"")
        escaped(value)
        raw("\"")
    }

    mutating func role(_ classes: String) {
        if !classes.isEmpty { attribute("class", classes) }
    }
}
