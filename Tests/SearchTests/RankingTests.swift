import Database
import TestDatabases
import Testing

@testable import Search

@Suite("Ranking")
struct RankingTests {
    @Test("a word in the title counts more than one in the text", arguments: TestEngine.available)
    func titlesLead(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            try await shelf.put(1, "Homework", "About what pupils do at home, and feedback on it.")
            try await shelf.put(2, "Feedback", "About what pupils are told, at home and at school.")
            #expect(try await shelf.found("feedback") == [2, 1])
        }
    }

    @Test("rare words tell more than frequent ones")
    func rareWordsLead() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            for id in 1...20 { try await shelf.put(Int64(id), "Reading \(id)", "reading at school") }
            try await shelf.put(30, "Oracy at school", "talk")
            #expect(try await shelf.found("reading oracy at school").first == 30)
        }
    }

    @Test("abbreviations, spellings and stems find each other")
    func wordsMeet() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Pupils eligible for free school meals")
            try await shelf.put(2, "FSM and attendance")
            try await shelf.put(3, "Classroom behavior")
            try await shelf.put(4, "Behaviour in lessons")
            try await shelf.put(5, "Schools without the meals")
            #expect(try await Set(shelf.found("fsm")) == [1, 2])
            #expect(try await shelf.found("free school meals").prefix(2).contains(1))
            #expect(try await Set(shelf.found("free school meals")).isSuperset(of: [1, 2]))
            #expect(try await Set(shelf.found("behaviours")) == [3, 4])
        }
    }

    @Test("phrases, exclusions, beginnings and fields do what they say")
    func operatorsHold() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Peer tutoring in maths", people: "Slavin, R")
            try await shelf.put(2, "Tutoring by a peer", people: "Jones, A")
            try await shelf.put(3, "Metacognition", "by slavin", strands: "metacognition", year: 2018)
            try await shelf.put(4, "Peers", people: "Jones, A", strands: "peer-tutoring", year: 2021)
            #expect(try await shelf.found("\"peer tutoring\"") == [1])
            #expect(try await Set(shelf.found("peer -maths")) == [2, 4])
            #expect(try await shelf.found("metacog*") == [3])
            #expect(try await shelf.found("author:slavin") == [1])
            #expect(try await shelf.found("text:slavin") == [3])
            #expect(try await shelf.found("year:2015-2019") == [3])
            #expect(try await shelf.found("peer year:2020-") == [4])
            #expect(try await shelf.found("strand:peer-tutoring") == [4])
            #expect(try await shelf.found("-peer") == [3])
            #expect(try await shelf.found("kind:person peer").isEmpty)
        }
    }

    @Test("counts beside the results are what a click finds")
    func countsAreTrue() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            var draw = Draw(7)
            for id in 1...120 {
                try await shelf.put(
                    Int64(id),
                    "Reading \(["phonics", "fluency", "talk"].randomElement(using: &draw) ?? "")",
                    strands: ["a", "a b", "b", ""].randomElement(using: &draw) ?? "",
                    year: [2018, 2019, 2020].randomElement(using: &draw),
                    kind: id % 3 == 0 ? .person : .book
                )
            }
            let start = SearchFilters(strand: "a")
            let answer = try await shelf.search.answer(SearchRequest("reading", filters: start))
            let listed = try await shelf.found("reading", filters: start)
            #expect(answer.total == listed.count)
            for (slug, count) in answer.facets.strands {
                let found = try await shelf.found("reading", filters: SearchFilters(strand: slug))
                #expect(found.count == count, "\(slug)")
            }
            for (year, count) in answer.facets.years {
                var filters = start
                filters.years = year...year
                #expect(try await shelf.found("reading", filters: filters).count == count, "\(year)")
            }
            for (kind, count) in answer.facets.kinds {
                var filters = start
                filters.kind = kind
                #expect(try await shelf.found("reading", filters: filters).count == count, "\(kind)")
            }
            #expect(answer.groups.map(\.total).reduce(0, +) == answer.total)
        }
    }

    @Test("nothing found offers what was meant, and never puts it in its place")
    func suggests() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Metacognition and self-regulation", "planning and monitoring")
            try await shelf.put(2, "Phonics", "letters and sounds")
            let answer = try await shelf.search.answer(SearchRequest("metacogniton"))
            #expect(answer.total == 0)
            #expect(answer.results.isEmpty)
            #expect(answer.correction == "metacognition")
            #expect(answer.nearest.map(\.record) == [1])
            let half = try await shelf.search.answer(SearchRequest("phonics metacogniton"))
            #expect(half.results.map(\.record) == [2], "what is known is still found")
            #expect(half.correction == "phonics metacognition")
            // Written so, the year is neither a year nor a word; the other word is put right all the same.
            let year = try await shelf.search.answer(SearchRequest("year:phonic5 metacognition"))
            #expect(year.correction == nil)
            let both = try await shelf.search.answer(SearchRequest("year:phonic5 metacogniton"))
            #expect(both.correction == "year:phonic5 metacognition")
            let nothing = try await shelf.search.answer(SearchRequest("zzzz"))
            #expect(nothing.total == 0 && nothing.correction == nil && nothing.nearest.isEmpty)
        }
    }

    @Test("where little has all of the words, what has some of them stands apart")
    func namesOthers() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Preventing bullying at school", year: 2019)
            try await shelf.put(2, "Bullying among pupils", year: 2019)
            try await shelf.put(3, "Bullying online", year: 2001)
            try await shelf.put(4, "Something else", year: 2019)
            let answer = try await shelf.search.answer(SearchRequest("preventing bullying"))
            #expect(answer.results.map(\.record) == [1])
            #expect(answer.total == 1)
            #expect(Set(answer.nearest.map(\.record)) == [2, 3])
            let recent = try await shelf.search.answer(SearchRequest("preventing bullying year:2010-"))
            #expect(recent.nearest.map(\.record) == [2])
            #expect(try await shelf.search.answer(SearchRequest("bullying")).nearest.isEmpty)
        }
    }

    @Test(
        "what lacks a word of the question says which, and the rarest word leads",
        arguments: TestEngine.available
    )
    func namesMissing(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            for id in 1...12 { try await shelf.put(Int64(id), "Sums in year 2, part \(id)") }
            try await shelf.put(20, "Phonics first", "letters and sounds")
            let answer = try await shelf.search.answer(SearchRequest("phonics year 2"))
            #expect(answer.total == 12 && answer.isPartial && !answer.isRelaxed)
            #expect(answer.results.allSatisfy { $0.missing == ["phonics"] })
            #expect(answer.rarest?.word == "phonics")
            #expect(answer.rarest?.results.map(\.record) == [20])
            #expect(answer.rarest?.results.first?.missing == ["year", "2"])
            let unknown = try await shelf.search.answer(SearchRequest("phonics zzzz"))
            #expect(unknown.isPartial && unknown.unknownWords == ["zzzz"] && unknown.rarest == nil)
            try await shelf.put(21, "Phonics in year 2")
            let whole = try await shelf.search.answer(SearchRequest("phonics year 2"))
            #expect(!whole.isPartial && whole.rarest == nil)
            #expect(whole.results.first { $0.record == 21 }?.missing == [])
        }
    }

    @Test("a word that nearly every page has does not answer for one that is nowhere")
    func commonWordsDoNotAnswer() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            for id in 1...12 { try await shelf.put(Int64(id), "Sums for pupils at school, part \(id)") }
            try await shelf.put(20, "Phonics for pupils")
            let question = "how do I help pupils with poor spelling"
            let answer = try await shelf.search.answer(SearchRequest(question))
            #expect(answer.total == 0 && answer.results.isEmpty && answer.groups.isEmpty)
            #expect(answer.unknownWords == ["poor", "spelling"])
            #expect(!answer.isPartial && !answer.isRelaxed)
            #expect(answer.nearest.count == 5, "what has some of the words stands apart")
            let school = try await shelf.search.answer(SearchRequest("pupils at school zzzz"))
            #expect(school.total == 0 && school.unknownWords == ["zzzz"])
            // Beside a word that tells, alone, or asked for on purpose they find what they found.
            let phonics = try await shelf.search.answer(SearchRequest("phonics for pupils with zzzz"))
            #expect(phonics.results.map(\.record) == [20])
            #expect(try await shelf.found("pupils").count == 13)
            #expect(try await shelf.found("pupils at school").count == 12)
            #expect(try await shelf.found("title:pupils zzzz").count == 13)
            // A ranked run takes whatever has any of the words.
            let ranked = try await shelf.search.ranked(question, limit: 20)
            #expect(ranked.count == 13)
            try await shelf.put(21, "Spelling")
            let there = try await shelf.search.answer(SearchRequest("pupils with spelling"))
            #expect(there.unknownWords.isEmpty)
            #expect(there.rarest?.results.map(\.record) == [21])
        }
    }

    @Test("what no document says in any way is told, though each of its words is somewhere")
    func namesAbsentPhrases() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Learning at home")
            try await shelf.put(2, "Working in groups")
            let absent = try await shelf.search.answer(SearchRequest("homework"))
            #expect(absent.total == 0 && absent.unknownWords == ["homework"])
            let half = try await shelf.search.answer(SearchRequest("homework groups"))
            #expect(half.results.map(\.record) == [2])
            #expect(half.isPartial && half.unknownWords == ["homework"])
            try await shelf.put(3, "Home learning")
            let there = try await shelf.search.answer(SearchRequest("homework"))
            #expect(there.results.map(\.record) == [3] && there.unknownWords.isEmpty)
        }
    }

    @Test("words that only make a question are not asked for, and a longer name has the names of its words")
    func readsQuestions() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Homework in primary school")
            try await shelf.put(2, "Homework")
            try await shelf.put(3, "Work and help at school")
            try await shelf.put(4, "Tutoring in small groups")
            #expect(try await Set(shelf.found("does homework work?")) == [1, 2])
            #expect(try await shelf.found("help at work") == [3], "this is no question")
            #expect(try await shelf.found("what works") == [3], "nothing else is asked for")
            let tuition = try await shelf.search.answer(SearchRequest("small group tuition"))
            #expect(tuition.results.first?.record == 4 && tuition.results.first?.missing == [])
        }
    }

    @Test("only what is in no document is put right, as a whole word")
    func correctsWholeWords() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Reading peers", "peer tutoring and reading")
            try await shelf.put(2, "Tutoring", "peer reading")
            let twice = try await shelf.search.answer(SearchRequest("reading readin"))
            #expect(twice.correction == "reading reading")
            let slip = try await shelf.search.answer(SearchRequest("tutoring utoring"))
            #expect(slip.correction == "tutoring tutoring")
            let phrase = try await shelf.search.answer(SearchRequest("\"peer tutering\""))
            #expect(phrase.correction == "\"peer tutoring\"")
        }
    }

    @Test("a word that is excluded or asked for in a field has its other spelling, too")
    func spellsOperators() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Behaviour in class")
            try await shelf.put(2, "Behavior in class")
            try await shelf.put(3, "Noise in class")
            #expect(try await shelf.found("class -behaviour") == [3])
            #expect(try await Set(shelf.found("title:behaviour")) == [1, 2])
            #expect(try await shelf.found("\"behaviour in class\"") == [1])
            #expect(try await Set(shelf.found("class -\"behaviour in\"")) == [2, 3])
        }
    }

    @Test("snippets show the words that were looked for, and text stays text")
    func snippetsAreMarked() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            let filler = String(repeating: "other words of no matter ", count: 40)
            try await shelf.put(
                1,
                "A study",
                filler + "pupils in <b>mastery</b> learning gained more. " + filler
            )
            let result = try #require(
                try await shelf.search.answer(SearchRequest("mastery learning")).results.first
            )
            let marked = result.snippet.pieces.filter(\.isMarked).map(\.text)
            #expect(marked.contains("mastery") && marked.contains("learning"))
            #expect(result.snippet.text.hasPrefix("… ") && result.snippet.text.hasSuffix(" …"))
            #expect(result.snippet.text.contains("<b>mastery</b>"))
            #expect(result.snippet.text.split(separator: " ").count < 45)
        }
    }

    @Test(
        "several words for one thing are marked where they stand together, and a title may have any of them"
    )
    func marksNames() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "First books", "In key stage 1, each year, once on Monday. Year one ends.")
            try await shelf.put(2, "Orrinton Maths Hub")
            try await shelf.put(3, "Mathematics in Orrinton")
            let books = try #require(
                try await shelf.search.answer(SearchRequest("books year 1")).results.first
            )
            #expect(books.title.pieces.filter(\.isMarked).map(\.text) == ["books"])
            #expect(books.snippet.pieces.filter(\.isMarked).map(\.text) == ["1", "year", "Year", "one"])
            let hub = try #require(
                try await shelf.search.answer(SearchRequest("orrinton maths hub")).results.first
            )
            #expect(hub.record == 2 && hub.titleShare == 1)
            let maths = try await shelf.search.answer(SearchRequest("orrinton maths")).results
            #expect(Set(maths.filter(\.isNamedSo).map(\.record)) == [2, 3])
            #expect(maths.allSatisfy { abs($0.titleShare - 2.0 / 3) < 1e-9 })
            let others = try await shelf.search.answer(SearchRequest("orrinton books")).results
            #expect(others.allSatisfy { !$0.isNamedSo })
            // The stem of “one” would be “on”.
            try await shelf.put(4, "Results", "They rose year on year.")
            for question in ["year one", "Year ONE", "year 1"] {
                let years = try await shelf.search.answer(SearchRequest(question)).results
                #expect(years.map(\.record) == [1], "\(question)")
            }
        }
    }

    @Test("pages where the words of a longer name stand apart hide no later page that has the others")
    func namesApart() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Phonics")
            for id in 2...9 { try await shelf.put(Int64(id), "A year on \(id)") }
            try await shelf.put(20, "Starting well", "In key stage 1, for a year")
            try await shelf.put(21, "A year one book", "with a 1 on it, and zebras")
            for (question, found) in [
                ("year 1", [20, 21]), ("phonics for year 1", [20, 21]), ("year 1 -zebra", [20]),
                ("phonics year 1 -zebra", [20]), ("well year 1 -zebra", [20]),
            ] as [(String, Set<Int64>)] {
                let answer = try await shelf.search.answer(SearchRequest(question))
                #expect(Set(answer.results.map(\.record)) == found, "\(question)")
                #expect(!answer.isRelaxed, "\(question)")
            }
            // What only asks is not looked for when nothing is found, either.
            try await shelf.put(30, "Group work")
            let homework = try await shelf.search.answer(SearchRequest("does homework work"))
            #expect(homework.total == 0 && homework.nearest.isEmpty)
        }
    }

    @Test("Chinese and Japanese are found within a run of letters, in their order")
    func unspacedScripts() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "小学校における漢字学習の研究", "Learning kanji")
            try await shelf.put(2, "阅读教学 and reading", "GIGAスクール構想")
            try await shelf.put(3, "한국어 교육", "An English text of studies")
            for (typed, found) in [
                ("漢字", [1]), ("字漢", []), ("漢字学*", [1]), ("教学", [2]), ("教学 reading", [2]), ("-漢字 研究", []),
                ("スクール", [2]), ("gigaスクール", [2]), ("title:スクール", []), ("한국어", [3]), ("study", [3]),
            ] as [(String, [Int64])] {
                #expect(try await shelf.found(typed) == found, "\(typed)")
            }
            let answer = try await shelf.search.answer(SearchRequest("漢字"))
            let title = try #require(answer.results.first).title
            #expect(title.text == "小学校における漢字学習の研究")
            #expect(title.pieces.filter(\.isMarked).map(\.text).joined() == "漢字")
            #expect(answer.unknownWords.isEmpty)
        }
    }

    @Test(
        "Thai, Lao, Khmer and Burmese are found within a run of letters, each with its marks",
        arguments: [
            // “Learning to read aloud in school”, “reading”, and a letter without the mark that it has there.
            ("การสอนอ่านออกเสียงในโรงเรียน", "อ่าน", "อาน"), ("ການສອນອ່ານໃນໂຮງຮຽນ", "ອ່ານ", "ອານ"),
            ("ការបង្រៀនអាននៅសាលា", "អាន", "បងរៀន"), ("ကျောင်းတွင်စာဖတ်ခြင်း", "ဖတ်", "ဖတ"),
        ]
    )
    func unspacedScriptsWithMarks(title: String, part: String, other: String) async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "\(title) 2020", "Reading")
            try await shelf.put(2, "Reading", "and \(title)reading")
            #expect(try await shelf.found(part) == [1, 2])
            #expect(try await shelf.found(title) == [1, 2])
            #expect(try await shelf.found(other) == [])
            #expect(try await shelf.found("\(part) 2020") == [1])
            #expect(try await shelf.found("reading title:\(part)") == [1])
            let answer = try await shelf.search.answer(SearchRequest(part))
            let pieces = try #require(answer.results.first).title.pieces
            #expect(pieces.filter(\.isMarked).map(\.text).joined() == part)
            #expect(pieces.map(\.text).joined() == "\(title) 2020")
        }
    }

    @Test("while someone types, titles that fit are offered")
    func suggestsTitles() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Feedback")
            try await shelf.put(2, "Feeding young children")
            try await shelf.put(3, "Homework", "with feedback")
            #expect(
                try await Set(shelf.search.suggestions(for: "feed").map(\.title)) == [
                    "Feedback", "Feeding young children",
                ]
            )
            #expect(try await shelf.search.suggestions(for: "young feed").map(\.address) == ["2"])
            #expect(try await shelf.search.suggestions(for: "").isEmpty)
            #expect(try await shelf.search.suggestions(for: "\"").isEmpty)
        }
    }

    @Test("without words to look for, the newest come first", arguments: TestEngine.available)
    func newestFirst(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            let years = 2001...2012
            for year in years {
                let text = year.isMultiple(of: 3) ? "lanterns, lanterns and light" : "light, and other things"
                try await shelf.put(Int64(year), "A study", text, strands: "a", year: year)
            }
            let newest: [Int64] = years.reversed().map { Int64($0) }
            #expect(try await shelf.found("year:2001-2012") == newest)
            #expect(try await shelf.found("-nothing") == newest)
            #expect(try await shelf.found("", filters: SearchFilters(strand: "a")) == newest)
        }
    }

    @Test("what is left out by a field is neither found nor counted", arguments: TestEngine.available)
    func leavesOut(_ engine: TestEngine) async throws {
        try await Shelf.open(on: engine) { shelf in
            for year in 2001...2006 {
                try await shelf.put(Int64(year), "Lanterns", strands: year < 2004 ? "a" : "b", year: year)
            }
            try await shelf.put(1, "Lanterns", strands: "a b")
            try await shelf.put(2, "Lanterns", kind: .person)
            func found(_ text: String) async throws -> Set<Int64> { Set(try await shelf.found(text)) }
            #expect(try await found("lanterns -year:2002-2005") == [2001, 2006, 1, 2])
            #expect(try await found("lanterns -year:2005-2002") == [2001, 2006, 1, 2])
            #expect(try await found("lanterns -year:2002-") == [2001, 1, 2])
            #expect(try await found("lanterns -kind:person -strand:a") == [2004, 2005, 2006])
            #expect(try await found("lanterns year:2001-2004 -year:-2002") == [2003, 2004])
            #expect(try await found("-year:2001-2006") == [1, 2])
            #expect(try await found("-kind:book -kind:person") == [])
            let answer = try await shelf.search.answer(SearchRequest("lanterns -year:2002-2005"))
            #expect(answer.total == 4)
            #expect(answer.facets.years == [2001: 1, 2006: 1])
            #expect(answer.facets.kinds == [.book: 3, .person: 1])
        }
    }

    @Test("a word that a field does not take is told, with the words that it does, the nearest first")
    func fieldHints() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Lanterns", strands: "light lamps", year: 2001)
            func hints(_ text: String) async throws -> [String] {
                try await shelf.search.answer(SearchRequest(text)).hints.map(\.sentence)
            }
            // A kind without a record is a kind.
            #expect(try await hints("lanterns kind:person -kind:book strand:light year:2001") == [])
            #expect(
                try await hints("lanterns kind:boks") == [
                    "“kind:” does not know “boks”. Did you mean kind:book? It knows book, person."
                ]
            )
            #expect(
                try await hints("lanterns -strand:lights") == [
                    "“strand:” does not know “lights”. Did you mean strand:light? It knows light, lamps."
                ]
            )
            #expect(
                try await hints("lanterns phase:infant") == [
                    "“phase:” does not know “infant”. It knows early-years, primary, secondary, post-16."
                ]
            )
            #expect(
                try await hints("lanterns design:rct") == [
                    "“design:” does not know “rct”. Nothing in the index has one."
                ]
            )
            #expect(
                try await hints("lanterns strand:lumps") == [
                    "“strand:” does not know “lumps”. Did you mean strand:lamps? It knows lamps, light."
                ]
            )
            let first = try await shelf.search.answer(SearchRequest("tin -kind:boks lanterns")).hints.first
            #expect(first?.corrected("tin -kind:boks lanterns") == "tin -kind:book lanterns")
            #expect(first?.corrected("lanterns") == nil, "it was not typed there")
            let years = try await shelf.search.answer(SearchRequest("year:20155")).hints.first
            #expect(years?.suggestion == nil, "the years that are known are examples")
            let chosen = SearchRequest("lanterns", filters: SearchFilters(kind: "boks"))
            #expect(try await shelf.search.answer(chosen).hints.map(\.field) == ["kind"])
        }
    }

    @Test("the words that the best share bring up what says them, in the title most")
    func sharedWords() async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            for id in 1...5 { try await shelf.put(Int64(id), "Oracy at work", "oracy helps through debate") }
            try await shelf.put(6, "Notes one", "oracy and six plain words")
            try await shelf.put(7, "Notes two", "oracy and then debate too")
            try await shelf.put(8, "Debate two", "oracy and five words also")
            for id in 20...60 { try await shelf.put(Int64(id), "Paper \(id)", "of sums") }
            #expect(try await shelf.found("oracy") == [1, 2, 3, 4, 5, 8, 7, 6])
            let plain = try await shelf.search.ranked("oracy", limit: 8, Ranking())
            #expect(Set(plain.suffix(3).map(\.score)).count == 1)
        }
    }

    @Test(
        "asking for pairs of words finds what looking at every document with a word finds, with the same scores",
        arguments: 0..<6
    )
    func pairsAreExact(_ seed: Int) async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            var draw = Draw(UInt64(seed))
            let words = ["reading", "talk", "maths", "fsm", "oracy", "year 1", "behaviour", "debate"]
            let others = ["free school meals", "school", "behavior", "speaking and listening", "year one"]
            let written = words + others + ["one"]
            func text(_ most: Int) -> String {
                (0..<Int.random(in: 1...most, using: &draw)).map { _ in
                    written.randomElement(using: &draw) ?? ""
                }
                .joined(separator: " ")
            }
            for id in 1...60 { try await shelf.put(Int64(id), text(2), text(5)) }
            try await shelf.search.catchUp()
            var found = 0
            for count in [2, 2, 3, 3, 3, 4, 4, 5, 6, 8] {
                let question = words.shuffled(using: &draw).prefix(count).joined(separator: " ")
                let (quick, plain) = try await shelf.search.index.read { reader in
                    let plan = try QueryPlanner(reader, Cutter()).plan(SearchQuery(question))
                    let wanted = IndexReader.wanted(of: plan.optionalCount)
                    let any = try reader.hits(plan, MatchText(plan, optional: 1), .standard)
                    return (
                        try reader.hits(plan, MatchText(plan, optional: wanted), .standard),
                        any.filter { $0.groups.nonzeroBitCount >= wanted }
                    )
                }
                #expect(quick.map(\.document) == plain.map(\.document), "\(question)")
                #expect(quick.map(\.groups) == plain.map(\.groups), "\(question)")
                for (left, right) in zip(quick, plain) {
                    #expect(abs(left.score - right.score) < 1e-9, "\(question)")
                }
                found += quick.count
            }
            #expect(found > 0)
        }
    }

    static let hostile = [
        "\"", "\"\"\"", "'; DROP TABLE document; --", "NEAR(a b)", "a AND", "OR", "NOT", "(", "))",
        "{title} : x",
        "title : reading", "^reading", "a + b", "reading*", "*", "\u{0}reading", "\u{FFFD}", "%", "_",
        "rowid:1",
        "words MATCH 'x'", "-", "--", "-reading", "author:", "author:\"", "year:", "🙂", "漢字", "a\u{301}",
        String(repeating: "(", count: 300), String(repeating: "reading ", count: 500),
        (0..<200).map { "word\($0)" }.joined(separator: " OR "), "reading\" OR \"1\"=\"1",
        (0..<400).map { "\"a\($0)*" }.joined(separator: " "), "\u{202E}gnidaer",
    ]

    @Test("no query breaks the index", arguments: hostile)
    func survivesHostility(_ text: String) async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(1, "Reading words in the title", "(a) {b} ^c \"d\" 漢字 🙂")
            for kind in [nil, RecordKind.book] {
                let answer = try await shelf.search.answer(
                    SearchRequest(text, filters: SearchFilters(kind: kind))
                )
                #expect(answer.total <= 1)
            }
            _ = try await shelf.search.suggestions(for: text)
            _ = try await shelf.search.ranked(text, limit: 10)
            #expect(try await shelf.found("reading") == [1], "the index still stands")
        }
    }

    @Test("queries made of anything never fail", arguments: 0..<6)
    func survivesFuzz(_ seed: Int) async throws {
        try await Shelf.open(on: .sqlite) { shelf in
            try await shelf.put(
                1,
                "Reading and talk",
                "feedback year 7",
                people: "Slavin",
                strands: "a",
                year: 2018
            )
            var draw = Draw(UInt64(seed))
            let pieces = [
                "reading", "talk", "\"", "-", "*", ":", "author:", "year:", "2018", "(", ")", "OR", "AND",
                "NOT",
                "NEAR", "^", "{", "}", "+", " ", " ", "\u{0}", "é", "'", "feedback", "fsm", "the", "strand:a",
            ]
            for _ in 0..<80 {
                let text = (0..<Int.random(in: 0..<14, using: &draw))
                    .map { _ in pieces.randomElement(using: &draw) ?? "" }.joined()
                _ = try await shelf.search.answer(SearchRequest(text))
            }
        }
    }
}
