/// Where the row of headings stands in a file that has a title or empty rows above it, as spreadsheets export them.
enum HeadingLine {
    private static let mostLines = 20
    private static let mostBytes = 16_384
    /// So many headings that are known make a row of headings.
    private static let fewestKnown = 2
    /// A title has few cells: a name and what stands beside it.
    private static let mostOfTitle = 2

    private static let known: Set<String> = {
        let spellings: [String] =
            PupilColumn.allCases.flatMap(\.spellings) + RosterColumn.allCases.flatMap(\.spellings)
        let titles: [String] = PupilColumn.allCases.map(\.title) + RosterColumn.allCases.map(\.title)
        return Set(spellings).union(titles.map { $0.lowercased() })
    }()

    /// The file from its row of headings on, and how many lines stood above. A file stays as it is where its first row has
    /// headings, where no row has, and where there is more above than a title.
    static func headed(_ bytes: [UInt8]) -> (bytes: [UInt8], linesAbove: Int) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let start = bytes.starts(with: mark) ? mark.count : 0
        // Two bytes a character have zeros between: such a file is read as it is.
        guard !bytes.prefix(64).contains(0) else { return (bytes, 0) }
        let lines = firstLines(bytes, from: start)
        for (place, line) in lines.enumerated() {
            guard let separator = Self.separator(bytes[line]) else { continue }
            let width = filled(bytes[line], separator).count
            let isTitled = lines[..<place].allSatisfy { above in
                let cells = filled(bytes[above], separator).count
                return cells <= mostOfTitle && cells < width
            }
            guard place > 0, isTitled else { return (bytes, 0) }
            return (Array(bytes[..<start] + bytes[line.lowerBound...]), place)
        }
        return (bytes, 0)
    }

    /// What stands between the cells of a row of headings; `nil` where a row is none.
    private static func separator(_ line: ArraySlice<UInt8>) -> UInt8? {
        let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
        return candidates.first { separator in
            Set(filled(line, separator)).intersection(known).count >= fewestKnown
        }
    }

    /// The cells of a line in which something stands, in lower case. Headings that are known need no quotation marks.
    private static func filled(_ line: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
        line.split(separator: separator).compactMap { cell in
            let text = String(decoding: cell, as: UTF8.self).filter { $0 != "\"" }
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
