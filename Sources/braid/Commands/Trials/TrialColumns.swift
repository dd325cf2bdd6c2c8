import CSV

/// The columns of a trial's CSV file, read once: numbers as numbers, labels as labels.
struct TrialColumns {
    /// The line of each row.
    private(set) var lines: [Int] = []
    private var numbers: [String: [Double]] = [:]
    private var labels: [String: [String?]] = [:]

    /// Reads columns.
    /// - Parameters:
    ///   - numeric: Columns of numbers; an empty cell or NA is missing, any other text an error.
    ///   - text: Columns of labels.
    init(path: String, numeric: [String], text: [String]) throws {
        do throws(CSVError) {
            let reader = try CSVReader(path: path)
            let missing = (numeric + text).filter { reader.header.position(of: $0) == nil }
            guard missing.isEmpty else { throw CSVError.missingColumns(missing) }
            var numberPlaces: [(name: String, position: Int)] = []
            for name in numeric { numberPlaces.append((name, try reader.header.require(name))) }
            var labelPlaces: [(name: String, position: Int)] = []
            for name in text { labelPlaces.append((name, try reader.header.require(name))) }
            var values: [[Double]] = numberPlaces.map { _ in [] }
            var words: [[String?]] = labelPlaces.map { _ in [] }
            while let row = try reader.next() {
                if let problem = row.problem {
                    failure = "Line \(row.line): \(problem)."
                    break
                }
                lines.append(row.line)
                for (index, place) in numberPlaces.enumerated() {
                    guard let value = row.withBytes(of: place.position, NumberCell.value) else {
                        let cell = row.trimmed(place.position)
                        failure = "Column “\(place.name)”, line \(row.line): “\(cell)” is not a number."
                        break
                    }
                    values[index].append(value)
                }
                guard failure == nil else { break }
                for (index, place) in labelPlaces.enumerated() {
                    let cell = row.trimmed(place.position)
                    words[index].append(cell.isEmpty || cell == "NA" ? nil : cell)
                }
            }
            for (place, column) in zip(numberPlaces, values) { numbers[place.name] = column }
            for (place, column) in zip(labelPlaces, words) { labels[place.name] = column }
        } catch {
            switch error {
            case .unreadable: throw CommandFailure.noInput("\(error)")
            default: throw CommandFailure.data("\(error)")
            }
        }
        if let failure { throw CommandFailure.data(failure) }
        guard !lines.isEmpty else { throw CommandFailure.data("The file has no rows.") }
    }

    private var failure: String?

    /// A column of numbers; not a number where missing.
    func number(_ name: String) -> [Double] { numbers[name] ?? [] }

    /// A column of labels, complete.
    func complete(_ name: String) throws -> [String] {
        try zip(labels[name] ?? [], lines).map { label, line in
            guard let label else { throw CommandFailure.data("Column “\(name)”, line \(line): empty.") }
            return label
        }
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
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}
