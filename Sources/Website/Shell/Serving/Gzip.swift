import NIOCore

/// Compresses answers (RFC 1952).
enum Gzip {
    /// Below this size the headers cost more than is saved, and it all fits one packet.
    static let worthwhileBytes = 1_200

    /// Fast for what is compressed on every request, small for what is kept. Not the smallest: on a map of twenty
    /// thousand dots zlib's last three levels save eight in a hundred bytes and take thirteen times as long, which the
    /// first reader waits for.
    enum Effort: Int32 {
        case each = 2
        case kept = 6
    }

    /// The bytes compressed, or `nil` if zlib refuses (it has no memory).
    static func compressed(_ bytes: ByteBuffer, _ effort: Effort) -> ByteBuffer? {
        try? GzipStream(effort).compressed(bytes, isLast: true)
    }

    /// Whether a type shrinks: text does, pictures and spreadsheets are compressed already.
    static func helps(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }
        return type.hasPrefix("text/") || type.hasSuffix("+json") || type.hasSuffix("+xml")
            || [
                "application/json", "application/xml", "application/x-bibtex",
                "application/x-research-info-systems",
            ]
            .contains(String(type))
    }

    /// Whether an `Accept-Encoding` takes gzip: it is named, or `*` is, and not with a weight of nothing.
    static func isAccepted(_ header: String?) -> Bool {
        guard let header else { return false }
        var star = false
        for item in header.lowercased().split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let coding = parts.first, coding == "gzip" || coding == "*" else { continue }
            let weight =
                parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if coding == "gzip" { return weight > 0 }
            star = weight > 0
        }
        return star
    }
}
