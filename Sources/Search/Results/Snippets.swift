/// Finds the words to mark, and the part of a text that says most of what was asked.
struct Snippets {
    let marks: Set<Cutter.Stem>

    func title(of document: DocumentText) -> MarkedText {
        pieces(of: document.content.title, document.title[...])
    }

    /// Whether a title has every stem that is marked.
    func areAll(inTitleOf document: DocumentText) -> Bool {
        !marks.isEmpty && marks.isSubset(of: document.title.map(\.stem))
    }

    /// About `length` words around the place where the most different words stand closest; the beginning
    /// when there are none. A text that begins with the line under the title is cut after it: nothing is said twice.
    func snippet(of document: DocumentText, length: Int = 32) -> MarkedText {
        let text = document.content.text
        let words = document.text[document.wordsInDetail...]
        let places = words.indices.filter { marks.contains(words[$0].stem) }
        if words.startIndex > 0, places.isEmpty { return MarkedText() }
        guard words.count > length else { return pieces(of: text, words) }
        var best = (start: words.startIndex, score: 0)
        for (number, start) in places.enumerated() {
            var seen: Set<Cutter.Stem> = []
            var all = 0
            for place in places[number...] {
                guard place < start + length else { break }
                seen.insert(words[place].stem)
                all += 1
            }
            let score = seen.count * 100 + all
            if score > best.score { best = (start, score) }
        }
        // A few words before, so that the sentence can be understood.
        let start = max(words.startIndex, min(best.start - 6, words.endIndex - length))
        var marked = pieces(of: text, words[start..<start + length])
        if start > words.startIndex { marked.pieces.insert(MarkedText.Piece("… "), at: 0) }
        if start + length < words.endIndex { marked.pieces.append(MarkedText.Piece(" …")) }
        return marked
    }

    /// The text from the first of the words to the last; to both ends where it is the whole.
    private func pieces(of text: String, _ words: ArraySlice<Cutter.Word>) -> MarkedText {
        let bytes = Array(text.utf8)
        func piece(_ range: Range<Int>) -> String {
            guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return "" }
            return String(decoding: bytes[range], as: UTF8.self)
        }
        guard let first = words.first, let last = words.last else {
            return MarkedText([MarkedText.Piece(text)])
        }
        let isStart = words.startIndex == 0
        let begin = isStart ? 0 : first.range.lowerBound
        // Up to the next word's beginning would be nicer, but punctuation that closes belongs here.
        var end = last.range.upperBound
        while end < bytes.count, [0x2E, 0x2C, 0x29, 0x3F, 0x21].contains(bytes[end]) { end += 1 }
        var marked = MarkedText()
        var place = begin
        for word in words where marks.contains(word.stem) {
            if word.range.lowerBound > place {
                marked.pieces.append(MarkedText.Piece(piece(place..<word.range.lowerBound)))
            }
            marked.pieces.append(MarkedText.Piece(piece(word.range), isMarked: true))
            place = word.range.upperBound
        }
        if place < end { marked.pieces.append(MarkedText.Piece(piece(place..<end))) }
        return marked
    }
}
