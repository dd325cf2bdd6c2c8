package import Evidence

/// A word in braces that stands for something of the booking.
package enum Placeholder: String, CaseIterable, Sendable {
    case name, event, dates, place, link, hub, contact

    /// As it stands in a text: `{name}`.
    package var written: String { "{\(rawValue)}" }

    package var meaning: String {
        switch self {
        case .name: "the name of who goes"
        case .event: "the title of the offer"
        case .dates: "each session, a line each"
        case .place: "venue, address and rooms, or “Online”"
        case .link: "the links to join, or “no link”"
        case .hub: "the name of your hub"
        case .contact: "whom to ask, with the email address"
        }
    }
}

/// A text with placeholders. What is filled in is never looked through again, so a name that looks like a
/// placeholder stays a name.
package struct MailTemplate: Sendable {
    private enum Piece: Sendable {
        case text(Substring)
        case placeholder(Placeholder)
    }

    private let pieces: [Piece]

    /// - Parameter field: Where a fault is shown.
    /// - Throws: `Faults`, one for each word in braces that is no placeholder and each brace that is not closed.
    package init(_ text: String, field: String) throws(Faults) {
        var reader = FieldReader()
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            pieces.append(.text(rest[..<open]))
            let after = rest[rest.index(after: open)...]
            let line = after.prefix { !$0.isNewline }
            guard let close = line.firstIndex(of: "}") else {
                reader.report(field, "Close the brace before “\(line.prefix(20))”, or take it out")
                rest = after
                continue
            }
            let word = after[..<close]
            if let placeholder = Placeholder(rawValue: String(word)) {
                pieces.append(.placeholder(placeholder))
            } else {
                let known = Placeholder.allCases.map(\.written).joined(separator: ", ")
                reader.report(field, "There is no {\(word.prefix(40))}. Use one of \(known)")
            }
            rest = after[after.index(after: close)...]
        }
        pieces.append(.text(rest))
        self.pieces = pieces
        try reader.finish()
    }

    func filled(_ value: (Placeholder) -> String) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): String(text)
            case .placeholder(let placeholder): value(placeholder)
            }
        }.joined()
    }
}
