/// One record of a CSV file: a view of the reader's own storage, **valid until the reader's next row**.
package struct CSVRow {
    let storage: RowStorage

    /// The number of the line that the record starts on, counted from 1.
    package var line: Int { storage.line }

    /// What is wrong with the record as a whole.
    package var problem: CSVRowProblem? { storage.problem }

    package var count: Int { storage.cells.count }

    /// The text of a cell; empty when the record is too short.
    package subscript(position: Int) -> String {
        withBytes(of: position) { String(decoding: $0, as: UTF8.self) }
    }

    /// The text of a cell without blanks around it.
    package func trimmed(_ position: Int) -> String {
        withBytes(of: position) { bytes in
            var start = bytes.startIndex
            var end = bytes.endIndex
            while start < end, bytes[start].isBlank { start += 1 }
            while end > start, bytes[end - 1].isBlank { end -= 1 }
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            // U+00A0, which spreadsheets leave behind, is two bytes; rare enough to look for only here.
            return text.utf8.last == 0xA0 || text.utf8.first == 0xC2 ? text.withoutNoBreakSpaces : text
        }
    }

    /// Every cell's text.
    package var cells: [String] { (0..<count).map { self[$0] } }

    /// The UTF-8 bytes of a cell without copying them; none when the record is too short.
    package func withBytes<Result>(of position: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result)
        rethrows -> Result
    {
        guard position >= 0, position < storage.cells.count else {
            return try body(UnsafeBufferPointer(start: nil, count: 0))
        }
        let cell = storage.cells[position]
        return try storage.bytes.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[cell]))
        }
    }
}

/// What is wrong with a whole record; the reading goes on after it.
package enum CSVRowProblem: Equatable, Sendable {
    case tooFewCells(found: Int, expected: Int)
    case tooManyCells(found: Int, expected: Int)
    case textAfterQuotation
    case unclosedQuotation
    case containsNUL
}

extension CSVRowProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooFewCells(let found, let expected):
            "The row has \(found) cells; the headings have \(expected)"
        case .tooManyCells(let found, let expected):
            "The row has \(found) cells; the headings have \(expected). A cell with a comma in it needs quotation marks"
        case .textAfterQuotation: "There is text after a closing quotation mark"
        case .unclosedQuotation: "A quotation mark is opened and never closed"
        case .containsNUL: "The row contains a zero byte, which is not text"
        }
    }
}

/// What a reader fills again for each record.
final class RowStorage {
    var bytes: [UInt8] = []
    /// Where each cell stands in `bytes`.
    var cells: [Range<Int>] = []
    var line = 1
    var problem: CSVRowProblem?
    /// A record of one cell that was written `""` is a record; an empty line is none.
    var sawQuotation = false

    func clear(atLine line: Int) {
        bytes.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
        self.line = line
        problem = nil
        sawQuotation = false
    }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

extension String {
    var withoutNoBreakSpaces: String {
        var text = self[...]
        while let first = text.unicodeScalars.first, first == "\u{A0}" || first == " " {
            text.unicodeScalars.removeFirst()
        }
        while let last = text.unicodeScalars.last, last == "\u{A0}" || last == " " {
            text.unicodeScalars.removeLast()
        }
        return String(text)
    }
}
