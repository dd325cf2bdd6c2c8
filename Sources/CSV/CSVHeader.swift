/// The headings of a file: columns are found by name in any order, whatever their case and spacing.
package struct CSVHeader: Sendable {
    /// As written, without blanks around them.
    package let names: [String]
    private let positions: [String: Int]

    /// Where two columns have the same heading, the first is found.
    package init(_ names: [String]) {
        self.names = names.map(\.withoutNoBreakSpaces)
        var positions: [String: Int] = [:]
        for (position, name) in names.enumerated() {
            let key = Self.key(name)
            if positions[key] == nil { positions[key] = position }
        }
        self.positions = positions
    }

    /// The position of the column that has one of these headings; the earlier spelling wins.
    package func position(of spellings: String...) -> Int? { position(ofAny: spellings) }

    package func position(ofAny spellings: [String]) -> Int? {
        for spelling in spellings {
            if let position = positions[Self.key(spelling)] { return position }
        }
        return nil
    }

    /// The position of a column that must be there.
    package func require(_ spellings: String...) throws(CSVError) -> Int {
        guard let position = position(ofAny: spellings) else { throw .missingColumns([spellings[0]]) }
        return position
    }

    /// Letters and digits in lower case, single blanks, nothing around: `Number of  Pupils (7)` is `number of
    /// pupils (7)`.
    private static func key(_ name: String) -> String {
        name.split { $0.isWhitespace || $0 == "\u{FEFF}" }.joined(separator: " ").lowercased()
    }
}
