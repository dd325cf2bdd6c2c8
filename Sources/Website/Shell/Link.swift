import HTML

/// An address within the site. Made by a ``Place``, so it leads to a route.
struct Link: Hashable, Sendable, CustomStringConvertible {
    let path: String
    /// What part in an organisation of their own a reader needs for the address to be about anything; see ``Place``.
    let part: OwnPart?
    private var query: [String] = []
    private var fragment: String?

    init(path: String, part: OwnPart? = nil) {
        self.path = path
        self.part = part
    }

    /// An address as it was written, to which more query items can be added.
    init(written: String) {
        let parts = written.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let halves = parts[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(path: String(halves[0]))
        if halves.count == 2 { query = halves[1].split(separator: "&").map(String.init) }
        if parts.count == 2 { fragment = String(parts[1]) }
    }

    var description: String {
        path + (query.isEmpty ? "" : "?" + query.joined(separator: "&")) + (fragment.map { "#" + $0 } ?? "")
    }

    /// The same address with a query item; none when the value is `nil` or empty.
    func with(_ name: String, _ value: String?) -> Link {
        guard let value, !value.isEmpty else { return self }
        var link = self
        link.query.append("\(Self.encoded(name))=\(Self.encoded(value))")
        return link
    }

    /// The query items, in order, as a form sends them along.
    var parameters: [(name: String, value: String)] {
        query.compactMap { item in
            let parts = item.split(separator: "=").map(Submission.decoded)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }

    /// The same address at an element.
    func at(_ id: String) -> Link {
        var link = self
        link.fragment = id
        return link
    }

    /// Percent-encoded but for unreserved characters (RFC 3986 §2.3).
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: bytes.append(byte)
            default: bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Attribute {
    static func href(_ link: Link) -> Attribute { .href(link.description) }
    static func action(_ link: Link) -> Attribute { .action(link.description) }
}
