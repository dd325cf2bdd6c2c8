/// Where the row of headings stands in a file that has a title or empty rows above it, as spreadsheets, forms and management
/// information systems export them.
package enum HeadingLine {
    /// Headings are looked for in so many lines.
    package static let mostLines = 20
    private static let mostBytes = 16_384
    /// So many headings that are known make a row of headings.
    private static let fewestKnown = 2
    /// A title has few cells: a name and what stands beside it.
    private static let mostOfTitle = 2

    /// The file from its row of headings on, and how many lines stood above. A file stays as it is where its first row has
    /// headings, where no row has, and where there is more above than a title. What is in UTF-16 becomes UTF-8 where
    /// something stood above.
    ///
    /// - Parameter isKnown: Whether a cell, in lower case and with single blanks, is a heading that the reader looks for.
    package static func headed(_ bytes: [UInt8], _ isKnown: (String) -> Bool) -> (
        bytes: [UInt8], linesAbove: Int
    ) {
        let plain = utf8(bytes)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let start = plain.starts(with: mark) ? mark.count : 0
        let lines = firstLines(plain, from: start)
        for (place, line) in lines.enumerated() {
            guard let separator = Self.separator(plain[line], isKnown) else { continue }
            let width = filled(plain[line], separator).count
            let isTitled = lines[..<place].allSatisfy { above in
                let cells = filled(plain[above], separator).count
                return cells <= mostOfTitle && cells < width
            }
            guard place > 0, isTitled else { return (bytes, 0) }
            return (Array(plain[..<start] + plain[line.lowerBound...]), place)
        }
        return (bytes, 0)
    }

    /// Two bytes a character become one for most; other files stay as they are.
    private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        guard let (encoding, markLength) = TextEncoding.declared(by: bytes), encoding != .utf8 else {
            return bytes
        }
        var transcoder = Transcoder(encoding)
        let text = transcoder.utf8(of: Array(bytes.dropFirst(markLength)))
        return text + transcoder.finish()
    }

    /// What stands between the cells of a row of headings; `nil` where a row is none.
    private static func separator(_ line: ArraySlice<UInt8>, _ isKnown: (String) -> Bool) -> UInt8? {
        let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
        return candidates.first { separator in
            Set(filled(line, separator)).count(where: isKnown) >= fewestKnown
        }
    }

    /// The cells of a line in which something stands, in lower case. What stands between quotation marks is one cell.
    private static func filled(_ line: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
        var cells: [[UInt8]] = [[]]
        var isQuoted = false
        for byte in line {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                cells.append([])
            } else {
                cells[cells.count - 1].append(byte)
            }
        }
        return cells.compactMap { cell in
            let text = String(decoding: cell, as: UTF8.self)
            let words = text.split { $0.isWhitespace }.joined(separator: " ").lowercased()
            return words.isEmpty ? nil : words
        }
    }

    private static func firstLines(_ bytes: [UInt8], from start: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var begin = start
        var place = start
        let end = min(bytes.count, start + mostBytes)
        while place < end, lines.count < mostLines {
            let byte = bytes[place]
            if byte == 0x0A || byte == 0x0D {
                lines.append(begin..<place)
                if byte == 0x0D, place + 1 < end, bytes[place + 1] == 0x0A { place += 1 }
                begin = place + 1
            }
            place += 1
        }
        if begin < place, lines.count < mostLines { lines.append(begin..<place) }
        return lines
    }
}
