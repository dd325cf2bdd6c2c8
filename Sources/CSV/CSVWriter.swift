/// Writes CSV that Excel opens as it is meant: UTF-8 with a byte-order mark, CRLF, RFC 4180 quoting, and no
/// cell that a spreadsheet would run as a formula.
///
/// Bytes gather in ``bytes``; a caller that streams takes them with ``take()``.
package struct CSVWriter: Sendable {
    package private(set) var bytes: [UInt8]

    package init(byteOrderMark: Bool = true) {
        bytes = byteOrderMark ? [0xEF, 0xBB, 0xBF] : []
    }

    /// Adds a record.
    package mutating func write(_ cells: some Sequence<String>) {
        var isFirst = true
        var isSoleAndEmpty = false
        for cell in cells {
            if isFirst {
                isSoleAndEmpty = cell.isEmpty
            } else {
                bytes.append(UInt8(ascii: ","))
                isSoleAndEmpty = false
            }
            isFirst = false
            append(CSVCell.neutralised(cell))
        }
        // A record of one empty cell would be an empty line, which readers pass over.
        if isSoleAndEmpty { bytes += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
        bytes += [0x0D, 0x0A]
    }

    /// What has gathered, and starts again with nothing.
    package mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func append(_ cell: String) {
        let needsQuotation =
            cell.utf8.contains { [0x22, 0x2C, 0x3B, 0x09, 0x0A, 0x0D].contains($0) }
            || cell.utf8.first == 0x20 || cell.utf8.last == 0x20
        guard needsQuotation else { return bytes.append(contentsOf: cell.utf8) }
        bytes.append(0x22)
        for byte in cell.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}

/// What a spreadsheet does with a cell.
package enum CSVCell {
    /// The cell with an apostrophe before it if a spreadsheet would run it: it starts with `= + - @`, tab or
    /// CR and is not a plain number. A cell that already starts with such an apostrophe gets another, so that
    /// ``restored(_:)`` is exact.
    package static func neutralised(_ cell: String) -> String {
        guard let first = cell.utf8.first, isRisky(cell.utf8.drop { $0 == 0x27 }.first) else { return cell }
        if first != 0x27, isNumber(cell) { return cell }
        return "'" + cell
    }

    /// What ``neutralised(_:)`` was given.
    package static func restored(_ cell: String) -> String {
        guard cell.utf8.first == 0x27, isRisky(cell.utf8.drop { $0 == 0x27 }.first) else { return cell }
        let rest = String(cell.dropFirst())
        return neutralised(rest) == cell ? rest : cell
    }

    private static func isRisky(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(byte)
    }

    /// Sign, digits with at most one point, an exponent: what a spreadsheet shows as a number.
    static func isNumber(_ cell: String) -> Bool {
        var rest = cell.utf8[...]
        if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        var digitCount = digits.count
        if rest.first == 0x2E {
            rest = rest.dropFirst()
            let decimals = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(decimals.count)
            digitCount += decimals.count
        }
        guard digitCount > 0 else { return false }
        guard let mark = rest.first else { return true }
        guard mark | 0x20 == 0x65 else { return false }
        rest = rest.dropFirst()
        if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy { (0x30...0x39).contains($0) }
    }
}
