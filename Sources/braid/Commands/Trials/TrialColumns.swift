import CSV

/// The columns of a trial's CSV file, read once: numbers as numbers, labels as labels.
struct TrialColumns {
    /// The line of each row.
    private(set) var lines: [Int] = []
    private var numbers: [String: [Double]] = [:]
    private var labels: [String: LabelColumn] = [:]

    /// Reads columns.
    /// - Parameters:
    ///   - numeric: Columns of numbers; an empty cell or NA is missing, any other text an error.
    ///   - text: Columns of labels.
    init(path: String, numeric: [String], text: [String]) throws {
        try self.init(numeric: numeric, text: text) { try CSVReader(path: path) }
    }

    /// Reads columns of a file that is in memory.
    init(bytes: [UInt8], numeric: [String], text: [String]) throws {
        try self.init(numeric: numeric, text: text) { try CSVReader(bytes: bytes) }
    }

    private init(numeric: [String], text: [String], open: () throws -> CSVReader) throws {
        var values: [[Double]] = numeric.map { _ in [] }
        var words: [LabelColumn] = text.map { _ in LabelColumn() }
        do {
            let reader = try open()
            let places = try reader.header.places(of: numeric + text)
            let numberPlaces = places.prefix(numeric.count)
            let labelPlaces = places.dropFirst(numeric.count)
            while let row = try reader.next() {
                if let problem = row.problem { throw CommandFailure.data("Line \(row.line): \(problem).") }
                lines.append(row.line)
                for (index, place) in numberPlaces.enumerated() {
                    guard let value = row.withBytes(of: place.position, NumberCell.value) else {
                        let cell = row.trimmed(place.position)
                        throw CommandFailure.data(
                            "Column “\(place.name)”, line \(row.line): \(DecimalText.problem(cell))."
                        )
                    }
                    values[index].append(value)
                }
                for (index, place) in labelPlaces.enumerated() {
                    words[index].append(row, place.position)
                }
            }
        } catch let error as CSVError {
            if case .unreadable = error { throw CommandFailure.noInput("\(error)") }
            throw CommandFailure.data("\(error)")
        }
        for (name, column) in zip(text, words) {
            guard let level = column.levels.firstIndex(where: MissingMark.isOne),
                let row = column.codes.firstIndex(of: Int32(level))
            else { continue }
            throw MissingMark.failure(column: name, line: lines[row], cell: column.levels[level])
        }
        for (name, column) in zip(numeric, values) { numbers[name] = column }
        for (name, column) in zip(text, words) { labels[name] = column }
        guard !lines.isEmpty else { throw CommandFailure.data("The file has no rows.") }
    }

    /// A column of numbers; not a number where missing.
    func number(_ name: String) -> [Double] { numbers[name] ?? [] }

    /// A column of labels, complete.
    func complete(_ name: String) throws -> [String] {
        let column = try labelled(name)
        return column.codes.map { column.levels[Int($0)] }
    }

    /// A column of labels by number, as it is.
    func label(_ name: String) -> LabelColumn { labels[name] ?? LabelColumn() }

    /// A column of labels by number, complete.
    func labelled(_ name: String) throws -> LabelColumn {
        let column = label(name)
        if let row = column.codes.firstIndex(of: LabelColumn.missing) {
            throw CommandFailure.data("Column “\(name)”, line \(lines[row]): empty.")
        }
        return column
    }
}

/// Labels of rows as numbers, each label kept once.
struct LabelColumn {
    static let missing: Int32 = -1
    /// The number of each row's label.
    private(set) var codes: [Int32] = []
    /// The labels in order of first appearance.
    private(set) var levels: [String] = []
    /// The number of each row's label among all in the order of their bytes; `nil` where missing.
    var ranks: [Int?] {
        let order = levels.indices.sorted { levels[$0].utf8.lexicographicallyPrecedes(levels[$1].utf8) }
        var ranks = Array(repeating: 0, count: levels.count)
        for (rank, place) in order.enumerated() { ranks[place] = rank }
        return codes.map { $0 == Self.missing ? nil : ranks[Int($0)] }
    }

    /// The labels in the order of their bytes.
    var sortedLevels: [String] { levels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    private var numbers: [String: Int32] = [:]
    private var lastBytes: [UInt8] = []
    private var lastCode: Int32 = LabelColumn.missing

    /// Adds the cell of a row; empty and NA are missing.
    mutating func append(_ row: CSVRow, _ position: Int) {
        // Rows of one school mostly stand together, so most cells are the one above.
        let code = row.withBytes(of: position) { bytes in
            !codes.isEmpty && bytes.elementsEqual(lastBytes) ? lastCode : nil
        }
        if let code {
            codes.append(code)
            return
        }
        let cell = row.trimmed(position)
        if cell.isEmpty || cell == "NA" {
            lastCode = LabelColumn.missing
        } else if let known = numbers[cell] {
            lastCode = known
        } else {
            lastCode = Int32(levels.count)
            numbers[cell] = lastCode
            levels.append(cell)
        }
        lastBytes = row.withBytes(of: position) { Array($0) }
        codes.append(lastCode)
    }
}

/// Reads a cell as a number without making text of it.
enum NumberCell {
    private static let powers: [Double] = (0...22).map { exponent in
        (0..<exponent).reduce(1.0) { value, _ in value * 10 }
    }

    /// The number, not-a-number for an empty cell or NA, `nil` for anything else.
    ///
    /// Up to 15 digits with a decimal point are one exact division, which rounds correctly; the rest goes the
    /// long way.
    static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        var start = bytes.startIndex
        var end = bytes.endIndex
        while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
        while end > start, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
        if start == end { return .nan }
        if end - start == 2, bytes[start] == 78, bytes[start + 1] == 65 { return .nan }
        let negative = bytes[start] == 45
        var place = negative ? start + 1 : start
        var digits = 0
        var mantissa: Int64 = 0
        var fraction = 0
        var pointSeen = false
        while place < end {
            let byte = bytes[place]
            if byte >= 48, byte <= 57 {
                mantissa = mantissa &* 10 &+ Int64(byte - 48)
                digits += 1
                if pointSeen { fraction += 1 }
            } else if byte == 46, !pointSeen {
                pointSeen = true
            } else {
                digits = 99
            }
            if digits > 15 { break }
            place += 1
        }
        if digits > 0, digits <= 15 {
            let magnitude = Double(mantissa) / powers[fraction]
            return negative ? -magnitude : magnitude
        }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        return DecimalText.value(text)
    }
}
