/// One entry of a file: a reference, or why it is none.
package struct ReadEntry: Sendable, Equatable {
    /// Counted from 1.
    package let number: Int
    /// The line that it starts on, counted from 1.
    package let line: Int
    package let content: Content
    /// The entry as it stands in the file, cut where it is long; kept for those that are not taken.
    package let text: String

    package enum Content: Sendable, Equatable {
        case reference(Reference)
        /// Why not, in plain English, to stand after "Record 12 (line 340): ".
        case unreadable(String)
    }

    package var reference: Reference? {
        guard case .reference(let reference) = content else { return nil }
        return reference
    }

    static let mostText = 2_000
}

/// Reads one format, piece by piece: what it holds is never more than one entry. A piece may end anywhere.
protocol ReferenceParser: AnyObject {
    /// The entries that end in a piece.
    func feed(_ piece: [UInt8]) -> [ReadEntry]
    /// What the end of the file ends.
    func finish() -> [ReadEntry]
}

/// Bounds that keep a hostile file from taking memory or time.
enum ParserLimit {
    /// The longest entry, in bytes.
    static let entryBytes = 4 << 20
    /// The deepest that braces or brackets nest.
    static let depth = 200
    /// How many bytes the names that a file gives to texts may stand for in one entry. A name can be made of names, each
    /// twice as long as the last: forty such lines would fill any memory.
    static let namedBytes = 1 << 16
}

/// Counts entries and makes them, alike for all parsers.
struct EntryCounter {
    private(set) var number = 0

    mutating func entry(_ reference: Reference, line: Int, text: @autoclosure () -> String) -> ReadEntry {
        number += 1
        var tidy = reference
        tidy.identifyByAddress()
        tidy = tidy.tidied()
        if let reason = tidy.whyIncomplete { return made(.unreadable(reason), line, text()) }
        return made(.reference(tidy), line, "")
    }

    mutating func unreadable(_ reason: String, line: Int, text: String) -> ReadEntry {
        number += 1
        return made(.unreadable(reason), line, text)
    }

    private func made(_ content: ReadEntry.Content, _ line: Int, _ text: String) -> ReadEntry {
        ReadEntry(
            number: number,
            line: line,
            content: content,
            text: String(decoding: text.utf8.prefix(ReadEntry.mostText), as: UTF8.self)
        )
    }
}
