import CSearch

/// Cuts text into the words of the index: small letters without accents, stemmed (Porter 1980), exactly as
/// FTS5 does it for the index itself. Of scripts without blanks between words, such as Chinese and Thai, each letter is one.
///
/// One belongs to one thread at a time; making one costs about 50 µs, so an answer makes one for all its steps.
@safe final class Cutter {
    private let cutter: OpaquePointer

    init() throws {
        guard let made = unsafe braid_cutter_make() else {
            throw SearchError.unavailable("SQLite was built without FTS5")
        }
        unsafe cutter = made
    }

    deinit {
        unsafe braid_cutter_free(cutter)
    }

    /// A word's stem, as a hash: two stems share one with probability 1 in 2⁶⁴.
    typealias Stem = UInt64

    struct Word {
        let stem: Stem
        /// Where it stands in the text's UTF-8.
        let range: Range<Int>
    }

    func words(_ text: String) -> [Word] {
        map(text) { word in Word(stem: word.stem, range: Int(word.start)..<Int(word.end)) }
    }

    func stems(_ text: String) -> [Stem] {
        map(text, \.stem)
    }

    private func map<Result>(_ text: String, _ transform: (braid_word) -> Result) -> [Result] {
        var text = text
        return text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return [] }
            var words: UnsafePointer<braid_word>?
            let count = unsafe start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { characters in
                unsafe braid_cutter_cut(cutter, characters, bytes.count, &words)
            }
            guard let words = unsafe words else { return [] }
            return unsafe UnsafeBufferPointer(start: words, count: count).map(transform)
        }
    }
}
