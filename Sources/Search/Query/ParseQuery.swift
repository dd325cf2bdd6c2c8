import Database

extension SearchQuery {
    /// Everything typed means something: what is not understood as an operator is a word. Never fails.
    ///
    /// * `"in quotes"`: the words beside each other.
    /// * `-word`, `-"a phrase"`: without it.
    /// * `begin*`: words that begin so.
    /// * `author:`, `title:`, `subject:`, `text:` before a word or a phrase: only there.
    /// * `year:2015`, `year:2015-2020`, `year:2015-`, `year:-2020`; `strand:`, `kind:`, `phase:`, `design:`,
    ///   `type:`, `security:`, `open:yes` narrow the results; with a minus before them they leave out.
    package init(_ text: String) {
        self.init()
        var scanner = QueryScanner(text)
        while let piece = scanner.next() { take(piece) }
    }

    /// The text without what narrows the results by a field: `phonics year:2015` without `year` is `phonics`. What is
    /// left out stays so.
    package static func text(_ text: String, without field: String) -> String {
        var scanner = QueryScanner(text)
        var kept: [String] = []
        while let piece = scanner.next() {
            var probe = SearchQuery()
            let narrows =
                piece.field == field && !piece.isExcluded
                && probe.narrow(by: field, piece.text, isExcluded: false)
            if !narrows { kept.append(scanner.typed(piece)) }
        }
        return kept.joined(separator: " ")
    }

    /// The text with another word after a field than the one that was typed: `phonics kind:studys` with `study` for
    /// `studys` is `phonics kind:study`.
    package static func text(
        _ text: String,
        replacing typed: String,
        of field: String,
        with word: String
    ) -> String {
        // A strand's name is read as a slug, so that both are compared as one.
        func plain(_ text: String) -> [Substring] {
            text.lowercased().split { !$0.isLetter && !$0.isNumber }
        }
        var scanner = QueryScanner(text)
        var kept: [String] = []
        while let piece = scanner.next() {
            if piece.field == field, plain(piece.text) == plain(typed) {
                kept.append("\(piece.isExcluded ? "-" : "")\(field):\(word)")
            } else {
                kept.append(scanner.typed(piece))
            }
        }
        return kept.joined(separator: " ")
    }

    /// Longer queries are cut off: nobody reads one, and each word costs time.
    static let mostCharacters = 4000

    private mutating func take(_ piece: QueryScanner.Piece) {
        if let name = piece.field {
            if narrow(by: name, piece.text, isExcluded: piece.isExcluded) { return }
            if let field = SearchField(rawValue: name) {
                return add(
                    piece,
                    Term(piece.text, isPhrase: piece.isQuoted, isPrefix: piece.hasStar, field: field)
                )
            }
            // A colon that is no field: both sides are words.
            let text = piece.isQuoted ? piece.text : "\(name) \(piece.text)"
            if piece.isQuoted { add(piece, Term(name)) }
            return add(piece, Term(text, isPhrase: piece.isQuoted, isPrefix: piece.hasStar))
        }
        add(piece, Term(piece.text, isPhrase: piece.isQuoted, isPrefix: piece.hasStar))
    }

    private mutating func add(_ piece: QueryScanner.Piece, _ term: Term) {
        guard term.text.contains(where: { $0.isLetter || $0.isNumber }) else { return }
        if piece.isExcluded { excluded.append(term) } else { terms.append(term) }
    }

    /// - Returns: Whether the field narrows the results and its value was understood.
    private mutating func narrow(by name: String, _ value: String, isExcluded: Bool) -> Bool {
        guard !value.isEmpty else { return false }
        var narrowed = isExcluded ? SearchFilters() : filters
        guard narrowed.narrow(by: name, value) else {
            if SearchFilters.words[name] != nil { misread.append(Misread(field: name, value: value)) }
            return false
        }
        if isExcluded { exclusions.append(narrowed) } else { filters = narrowed }
        return true
    }

    private static let dashes = "-\u{2010}\u{2011}\u{2013}\u{2014}"

    /// `2015`, `2015-2020`, `2015-`, `-2020`.
    static func years(_ text: String) -> ClosedRange<Int>? {
        // Word processors and phones make a dash of the hyphen between two years.
        let parts = text.split(omittingEmptySubsequences: false) { Self.dashes.contains($0) }
        func year(_ part: Substring) -> Int? {
            guard part.utf8.count == 4, let year = Int(part), (1000...2999).contains(year) else { return nil }
            return year
        }
        switch parts.count {
        case 1: return year(parts[0]).map { $0...$0 }
        case 2:
            let first = parts[0].isEmpty ? 1000 : year(parts[0])
            let last = parts[1].isEmpty ? 2999 : year(parts[1])
            guard let first, let last, !(parts[0].isEmpty && parts[1].isEmpty) else { return nil }
            return min(first, last)...max(first, last)
        default: return nil
        }
    }
}

extension SearchFilters {
    /// What the fields take that narrow the results; empty for those of which the index knows the words.
    static let words: [String: [String]] = [
        "year": ["2015", "2015-2020", "2015-", "-2020"], "strand": [], "kind": [],
        "phase": PupilPhase.allCases.map(\.rawValue), "design": [], "type": [],
        "security": (0...5).map(String.init), "open": ["yes"],
    ]

    /// - Returns: Whether there is such a field and its value was understood.
    fileprivate mutating func narrow(by name: String, _ value: String) -> Bool {
        let word = value.lowercased()
        switch name {
        case "year":
            guard let years = SearchQuery.years(value) else { return false }
            self.years = years
        case "strand": strand = word.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
        case "kind": kind = RecordKind(word)
        case "phase":
            guard let phase = PupilPhase(rawValue: word) else { return false }
            self.phase = phase
        case "design": design = word
        case "type": type = word
        case "security":
            guard let padlocks = Int(word), (0...5).contains(padlocks) else { return false }
            security = padlocks
        case "open":
            guard word == "yes" else { return false }
            isOpenAccess = true
        default: return false
        }
        return true
    }
}

/// Cuts what was typed into pieces.
struct QueryScanner {
    struct Piece: Equatable {
        var text = ""
        var isQuoted = false
        var isExcluded = false
        var hasStar = false
        /// In small letters, when there is a colon after letters.
        var field: String?
        /// Where it begins in what was typed.
        var start = 0
    }

    private let characters: [Character]
    private var place = 0

    init(_ text: String) {
        // Control characters part words; curly quotes are quotes.
        characters = text.prefix(SearchQuery.mostCharacters).map { character in
            if "“”„«»".contains(character) { return "\"" }
            return character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
                ? " " : character
        }
    }

    mutating func next() -> Piece? {
        while place < characters.count, characters[place].isWhitespace { place += 1 }
        guard place < characters.count else { return nil }
        var piece = Piece()
        piece.start = place
        if characters[place] == "-", place + 1 < characters.count, !characters[place + 1].isWhitespace {
            piece.isExcluded = true
            place += 1
        }
        if characters[place] == "\"" { return quoted(&piece) }
        let word = word()
        if let colon = word.firstIndex(of: ":"), colon != word.startIndex,
            word[..<colon].allSatisfy({ $0.isASCII && $0.isLetter })
        {
            piece.field = word[..<colon].lowercased()
            let rest = word[word.index(after: colon)...]
            if rest.isEmpty, place < characters.count, characters[place] == "\"" { return quoted(&piece) }
            if rest.isEmpty {
                // `note:` at the end of a word is a word.
                piece.text = piece.field ?? ""
                piece.field = nil
                return piece
            }
            finish(&piece, rest)
            return piece
        }
        finish(&piece, word[...])
        return piece
    }

    /// The piece that was handed out last, as it was typed.
    func typed(_ piece: Piece) -> String { String(characters[piece.start..<place]) }

    private func finish(_ piece: inout Piece, _ word: Substring) {
        piece.hasStar = word.hasSuffix("*")
        piece.text = String(piece.hasStar ? word.dropLast() : word)
    }

    private mutating func quoted(_ piece: inout Piece) -> Piece {
        place += 1
        let start = place
        while place < characters.count, characters[place] != "\"" { place += 1 }
        piece.text = String(characters[start..<place])
        piece.isQuoted = true
        if place < characters.count { place += 1 }
        if place < characters.count, characters[place] == "*" {
            piece.hasStar = true
            place += 1
        }
        return piece
    }

    /// Up to a blank, or to a quotation mark that begins a phrase.
    private mutating func word() -> String {
        let start = place
        while place < characters.count, !characters[place].isWhitespace, characters[place] != "\"" {
            place += 1
        }
        return String(characters[start..<place])
    }
}
