/// Finds the words to mark, and the part of a text that says most of what was asked.
struct Snippets {
    /// What is marked, by its first word.
    private let marks: [Cutter.Stem: [[Cutter.Stem]]]
    /// For each word of the question the ways to say it.
    private let asked: [[[Cutter.Stem]]]

    init(_ plan: QueryPlan) {
        var marks: [Cutter.Stem: [[Cutter.Stem]]] = [:]
        for words in plan.marks {
            if let first = words.first { marks[first, default: []].append(words) }
        }
        self.marks = marks
        asked = plan.groups.filter { !$0.phrases[0].isPrefix }.map { $0.phrases.map(\.stems) }
    }

    func title(of document: DocumentText) -> MarkedText {
        pieces(of: document.content.title, document.title[...])
    }

    /// How much of a title the words of the question are, a proportion; 0 where one of them is not in it.
    func share(ofTitleOf document: DocumentText) -> Double {
        guard areAll(inTitleOf: document) else { return 0 }
        return Double(marked(document.title[...]).count) / Double(document.title.count)
    }

    /// Whether a title has every word of the question, in one of the ways to say it.
    private func areAll(inTitleOf document: DocumentText) -> Bool {
        let title = document.title[...]
        return !asked.isEmpty
            && asked.allSatisfy { ways in
                ways.contains { way in title.indices.contains { Self.stands(way, at: $0, in: title) } }
            }
    }

    private static func stands(_ way: [Cutter.Stem], at place: Int, in words: ArraySlice<Cutter.Word>) -> Bool
    {
        guard place + way.count <= words.endIndex else { return false }
        return way.indices.allSatisfy { words[place + $0].stem == way[$0] }
    }

    /// The places of the words to mark, in order. A name of several words is marked where it stands: *one* of *year one*
    /// has the stem of *on*, and alone says nothing.
    private func marked(_ words: ArraySlice<Cutter.Word>) -> [Int] {
        var places: Set<Int> = []
        for place in words.indices {
            for way in marks[words[place].stem] ?? [] where Self.stands(way, at: place, in: words) {
                places.formUnion(place..<place + way.count)
            }
        }
        return places.sorted()
    }

    /// About `length` words around the place where the most different words stand closest; the beginning
    /// when there are none. A text that begins with the line under the title is cut after it: nothing is said twice.
    func snippet(of document: DocumentText, length: Int = 32) -> MarkedText {
        let text = document.content.text
        let words = document.text[document.wordsInDetail...]
        let places = marked(words)
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
        for number in self.marked(words) {
            let word = words[number]
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
