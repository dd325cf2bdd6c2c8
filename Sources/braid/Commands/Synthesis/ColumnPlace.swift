import CSV

extension CSVHeader {
    /// The position of a column that a person named on the command line.
    ///
    /// A heading written exactly so comes first, then one that differs in case or spacing. Two such columns are an
    /// error: guessing would give an answer from the wrong one.
    func place(of name: String) throws(CommandFailure) -> Int {
        let exact = names.indices.filter { names[$0] == name }
        if exact.count > 1 {
            throw .data(
                "The headings name “\(name)” \(exact.count) times; rename all but one of these columns."
            )
        }
        if let place = exact.first { return place }
        guard let place = position(of: name) else {
            throw .data("\(CSVError.missingColumns([name]))")
        }
        let alike = names.indices.filter { CSVHeader([names[$0]]).position(of: name) != nil }
        if alike.count > 1 {
            throw .data(
                "Several headings look like “\(name)”: \(alike.map { names[$0] }.joined(separator: ", ")). Write one of them exactly."
            )
        }
        return place
    }

    /// The positions of several columns; all that are missing are named at once.
    func places(of wanted: [String]) throws(CommandFailure) -> [(name: String, position: Int)] {
        let missing = wanted.filter { position(of: $0) == nil }
        guard missing.isEmpty else { throw .data("\(CSVError.missingColumns(missing))") }
        var places: [(name: String, position: Int)] = []
        for name in wanted { places.append((name, try place(of: name))) }
        return places
    }
}

/// Reads numbers as people write them in files: decimal, finite, and small enough to be squared.
enum DecimalText {
    /// The largest magnitude that sums of squares can hold.
    static let limit = 1e100

    static func value(_ cell: String) -> Double? {
        guard !cell.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") }),
            let number = Double(cell), number.magnitude <= limit
        else { return nil }
        return number
    }

    /// What to say of a cell that is no number here: one written in digits may be one that is too large.
    static func problem(_ cell: String) -> String {
        let isLarge: Bool = (Double(cell)?.magnitude ?? 0) > limit && cell.contains(where: \.isNumber)
        return "“\(cell)” is \(isLarge ? "too large to compute with" : "not a number")"
    }
}

/// What other programs write into a cell of which nothing is known. In a column of numbers it is no number; in one of
/// labels it would silently become a school, an arm or a category of its own.
enum MissingMark {
    private static let marks: Set<String> = [
        ".", "n/a", "nan", "null", "#n/a", "#null!", "#ref!", "#value!", "#div/0!", "#name?", "#num!",
    ]

    static func isOne(_ cell: String) -> Bool { cell.utf8.count <= 7 && marks.contains(cell.lowercased()) }

    static func failure(column: String, line: Int, cell: String) -> CommandFailure {
        .data(
            "Column “\(column)”, line \(line): “\(cell)” is not a number or a name; leave the cell empty where nothing is known."
        )
    }
}
