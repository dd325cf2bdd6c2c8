import Database

/// A query as the index is asked it: groups of phrases that mean the same.
struct QueryPlan {
    struct Phrase: Hashable {
        var words: String
        var isPrefix = false
        var column: IndexColumn?
        /// How much an occurrence of it counts: 1 for what was typed, less for a synonym.
        var weight = 1.0
        /// The words that the index makes of it.
        var stems: [Cutter.Stem] = []
    }

    struct Group {
        var phrases: [Phrase]
        /// In how many documents it is, as far as that is known without looking.
        var documents: Int
        /// How often it was typed.
        var occurrences = 1
        var isRequired: Bool

        /// The word or the phrase as it was typed.
        var typed: String { phrases[0].isPrefix ? "\(phrases[0].words)*" : phrases[0].words }
    }

    var groups: [Group] = []
    var excluded: [Phrase] = []
    /// Words that are in no document.
    var unknownWords: [String] = []
    /// What to mark in titles and snippets: a word, or several where they stand beside each other.
    var marks: Set<[Cutter.Stem]> = []

    /// More groups than this are not asked for: the most frequent are left out.
    static let mostGroups = 48

    var isEmpty: Bool { groups.isEmpty }

    /// The words that a document with these groups does not have, in the order of the question.
    func missing(from found: UInt64) -> [String] {
        groups.indices.filter { found & Self.bit($0) == 0 }.map { groups[$0].typed }
    }

    /// The bit that says in a hit that it has a group.
    static func bit(_ group: Int) -> UInt64 { 1 << UInt64(group) }

    /// Whether a word is nowhere, and what is left are only words that nearly every page has: what has those does not
    /// answer the question. What was asked for on purpose, in quotes or in a field, does.
    func saysTooLittle(_ vocabulary: Vocabulary = .carried) -> Bool {
        guard !unknownWords.isEmpty, !groups.isEmpty else { return false }
        return groups.allSatisfy { !$0.isRequired && vocabulary.isCommon($0.typed) }
    }

    var requiredCount: Int { groups.count(where: \.isRequired) }
    var optionalCount: Int { groups.count - requiredCount }
}

/// Makes plans over one snapshot of the index.
struct QueryPlanner {
    let reader: IndexReader
    let vocabulary: Vocabulary
    let cutter: Cutter

    init(_ reader: IndexReader, _ cutter: Cutter, vocabulary: Vocabulary = .carried) {
        self.reader = reader
        self.vocabulary = vocabulary
        self.cutter = cutter
    }

    /// - Parameter asksAQuestion: Whether the words that only make a question of it are passed over.
    func plan(_ query: SearchQuery, asksAQuestion: Bool = false) throws -> QueryPlan {
        var plan = QueryPlan()
        let known = try documents(of: query)
        for term in query.terms where term.isRequired {
            let words = Vocabulary.words(term.text)
            guard !words.isEmpty else { continue }
            try add(ways(of: term, words), word: nil, isRequired: true, known, to: &plan)
        }
        let optional = query.terms.filter { !$0.isRequired }
        let words = optional.flatMap { term in
            let words = Vocabulary.words(term.text)
            return words.enumerated().map { place, word in
                (word: word, isPrefix: term.isPrefix && place == words.count - 1)
            }
        }
        let plain = words.map(\.word)
        let asking = asksAQuestion ? vocabulary.askingWords(of: plain) : []
        let isSilent = words.enumerated().map { place, word in
            !word.isPrefix && (vocabulary.isStopWord(word.word) || asking.contains(place))
        }
        let says = isSilent.contains(false)
        var place = 0
        while place < words.count {
            let (length, ways) = vocabulary.alternatives(to: plain[place...]) ?? (1, [])
            let synonyms = Self.synonyms(ways)
            for (at, word) in zip(place..., words[place..<place + length]) {
                // A question of stop words only is about them.
                if says, isSilent[at] { continue }
                var phrases = [QueryPlan.Phrase(words: word.word, isPrefix: word.isPrefix)]
                for spelling in vocabulary.spellings(of: word.word).sorted() {
                    phrases.append(QueryPlan.Phrase(words: spelling))
                }
                phrases += synonyms
                // A word of a longer name is also called what it is called alone: small group *tuition*, tutoring.
                if length > 1, let alone = vocabulary.alternatives(to: [word.word]) {
                    let others = alone.ways.filter { !Vocabulary.words($0).contains(word.word) }
                    phrases += Self.synonyms(others)
                }
                try add(phrases, word: word.word, isRequired: false, known, to: &plan)
            }
            place += length
        }
        for term in query.excluded {
            let words = Vocabulary.words(term.text)
            guard !cutter.stems(words.joined(separator: " ")).isEmpty else { continue }
            plan.excluded += ways(of: term, words)
        }
        trim(&plan)
        return plan
    }

    /// A term that was asked for, or excluded, on purpose: as it was typed, and one word without quotes in its other
    /// spellings too.
    private func ways(of term: SearchQuery.Term, _ words: [String]) -> [QueryPlan.Phrase] {
        let column = term.field?.column
        var ways = [
            QueryPlan.Phrase(words: words.joined(separator: " "), isPrefix: term.isPrefix, column: column)
        ]
        guard !term.isPhrase, !term.isPrefix, words.count == 1 else { return ways }
        for spelling in vocabulary.spellings(of: words[0]).sorted() {
            ways.append(QueryPlan.Phrase(words: spelling, column: column))
        }
        return ways
    }

    /// What a synonym counts beside the word that was typed.
    static let synonymWeight = 0.8

    private static func synonyms(_ ways: [String]) -> [QueryPlan.Phrase] {
        ways.map {
            QueryPlan.Phrase(words: Vocabulary.words($0).joined(separator: " "), weight: synonymWeight)
        }
    }

    private func add(
        _ phrases: [QueryPlan.Phrase],
        word: String?,
        isRequired: Bool,
        _ known: [Cutter.Stem: Int],
        to plan: inout QueryPlan
    ) throws {
        // Spellings and synonyms that are in no document cost time and find nothing.
        var kept: [QueryPlan.Phrase] = []
        var most = 0
        var marks: Set<[Cutter.Stem]> = []
        // Whether a way is known to be somewhere; of several words, each may be, and nowhere beside the others.
        var isSomewhere = false
        for (place, way) in phrases.enumerated() {
            var phrase = way
            let stems = cutter.stems(phrase.words)
            phrase.stems = stems
            guard let last = stems.last else { continue }
            var count = stems.map { known[$0] ?? 0 }.min() ?? 0
            if phrase.isPrefix {
                let others = stems.dropLast().map { known[$0] ?? 0 }.min() ?? reader.facts.count
                count = min(others, max(known[last] ?? 0, reader.facts.count / 20 + 1))
            }
            if place > 0, count == 0 { continue }
            if kept.contains(where: { $0.words == phrase.words }) { continue }
            if !phrase.isPrefix { marks.insert(stems) }
            most = max(most, count)
            isSomewhere = isSomewhere || count > 0 && (stems.count == 1 || phrase.isPrefix)
            kept.append(phrase)
        }
        guard let first = kept.first else { return }
        if let word, try isNowhere(kept, documents: most, isSomewhere) {
            if !plan.unknownWords.contains(word) { plan.unknownWords.append(word) }
            return
        }
        plan.marks.formUnion(marks)
        let stems = cutter.stems(first.words)
        let twin = plan.groups.firstIndex { group in
            group.isRequired == isRequired && group.phrases[0].column == first.column
                && group.phrases[0].isPrefix == first.isPrefix
                && cutter.stems(group.phrases[0].words) == stems
        }
        if let twin {
            plan.groups[twin].occurrences += 1
        } else {
            plan.groups.append(QueryPlan.Group(phrases: kept, documents: most, isRequired: isRequired))
        }
    }

    /// Whether none of the ways to say something is in any document. What is known of single words is not looked for.
    private func isNowhere(_ ways: [QueryPlan.Phrase], documents: Int, _ isSomewhere: Bool) throws -> Bool {
        guard documents > 0 else { return true }
        return try !isSomewhere && !reader.hasAny(of: ways)
    }

    /// Looks up every word that the plan may need at once.
    private func documents(of query: SearchQuery) throws -> [Cutter.Stem: Int] {
        var stems: Set<Cutter.Stem> = []
        for term in query.terms { stems.formUnion(cutter.stems(term.text)) }
        let words = query.terms.flatMap { Vocabulary.words($0.text) }
        for place in words.indices {
            for spelling in vocabulary.spellings(of: words[place]) { stems.formUnion(cutter.stems(spelling)) }
            let ways = vocabulary.alternatives(to: words[place...])?.ways ?? []
            let alone = vocabulary.alternatives(to: [words[place]])?.ways ?? []
            for way in ways + alone { stems.formUnion(cutter.stems(way)) }
            stems.formUnion(cutter.stems(words[place]))
        }
        return try reader.documents(with: stems)
    }

    private func trim(_ plan: inout QueryPlan) {
        guard plan.groups.count > QueryPlan.mostGroups else { return }
        let order = plan.groups.indices.sorted {
            let (left, right) = (plan.groups[$0], plan.groups[$1])
            if left.isRequired != right.isRequired { return left.isRequired }
            return (left.documents, $0) < (right.documents, $1)
        }
        let kept = Set(order.prefix(QueryPlan.mostGroups))
        plan.groups = plan.groups.indices.filter(kept.contains).map { plan.groups[$0] }
    }
}
