import Evidence

/// Two things that belong together in a table of the national template: an intended outcome with how success is known,
/// or a programme with who provides it.
package struct StrategyPair: Sendable, Equatable {
    package var name = ""
    package var detail = ""

    package init(_ name: String = "", _ detail: String = "") {
        self.name = name
        self.detail = detail
    }

    /// Pairs as they are kept: one a line, a tab between the two. A line without a tab is a name alone.
    static func pairs(_ text: String) -> [StrategyPair] {
        PremiumStrategy.lines(text).map { line in
            let parts = line.split(separator: "\t", maxSplits: 1).map { String($0).trimmed }
            return StrategyPair(parts.first ?? "", parts.count > 1 ? parts[1] : "")
        }
    }

    static func text(_ pairs: [StrategyPair]) -> String {
        pairs.map { $0.detail.isEmpty ? $0.name : "\($0.name)\t\($0.detail)" }.joined(separator: "\n")
    }

    /// The two on one line each, whatever was pasted.
    var onOneLine: StrategyPair {
        func line(_ text: String) -> String {
            text.split { $0.isNewline || $0 == "\t" }.map { String($0).trimmed }.joined(separator: " ")
                .trimmed
        }
        return StrategyPair(line(name), line(detail))
    }

    var isEmpty: Bool { name.trimmed.isEmpty && detail.trimmed.isEmpty }
}

extension FieldReader {
    /// Rows of pairs; those with nothing in them are left out.
    mutating func pairs(_ rows: [StrategyPair], _ field: String, named name: String) -> [StrategyPair] {
        var pairs: [StrategyPair] = []
        for (position, row) in rows.enumerated() where !row.isEmpty {
            let pair = row.onOneLine
            _ = required(pair.name, "\(field)-\(position)", named: name, most: 500)
            _ = optional(pair.detail, "\(field)Detail-\(position)", named: "what belongs to it", most: 500)
            pairs.append(pair)
        }
        return pairs
    }
}
