import Testing

@testable import Search

@Suite("Words of the field")
struct VocabularyTests {
    @Test("an abbreviation and its words find each other, the longest way first")
    func knowsAbbreviations() {
        let vocabulary = Vocabulary.carried
        #expect(vocabulary.alternatives(to: ["fsm"])?.ways.contains("free school meals") == true)
        let long = vocabulary.alternatives(to: ["free", "school", "meals", "pupils"])
        #expect(long?.length == 3)
        #expect(long?.ways.contains("fsm") == true)
        #expect(vocabulary.alternatives(to: ["unheard"]) == nil)
    }

    @Test("a year of England is a grade of the United States, in figures and in words")
    func knowsGrades() {
        let ways = Vocabulary.carried.alternatives(to: ["year", "7"])?.ways ?? []
        #expect(ways.contains("grade 6") && ways.contains("sixth grade"))
        #expect(Vocabulary.carried.alternatives(to: ["6th", "grade"])?.ways.contains("y7") == true)
    }

    static let questions: [(question: String, asking: Set<Int>)] = [
        ("how do i help struggling readers", [3]), ("does homework work", [2]),
        ("what works for boys", [1]), ("does group work work in maths", [3]),
        ("what is the evidence about reading", [3, 4]), ("help for struggling readers", []),
        ("what is the best way to teach reading", [3, 4, 6]), ("does team teaching work", [3]),
        ("teach like this", []), ("group work", []), ("", []),
    ]

    @Test("words that only make a question are known where it begins as one", arguments: questions)
    func knowsQuestions(_ question: String, _ asking: Set<Int>) {
        #expect(Vocabulary.carried.askingWords(of: Vocabulary.words(question)) == asking)
    }

    static let spellings = [
        ("behaviour", "behavior"), ("organisation", "organization"), ("programme", "program"),
        ("analysed", "analyzed"), ("centre", "center"), ("randomised", "randomized"),
    ]

    @Test("British and American spellings are one", arguments: spellings)
    func knowsSpellings(_ british: String, _ american: String) {
        #expect(Vocabulary.carried.spellings(of: british).contains(american))
        #expect(Vocabulary.carried.spellings(of: american).contains(british))
    }

    @Test("every line of the tables can be read, and says where it is from")
    func tablesAreSound() {
        let lines = String(decoding: PackageResources.synonyms_tsv, as: UTF8.self).split(separator: "\n")
        var count = 0
        for line in lines where !line.hasPrefix("#") {
            let cells = line.split(separator: "\t")
            #expect(cells.count == 2, "\(line)")
            #expect(cells[0].contains(" = "), "\(line)")
            count += 1
        }
        #expect(count > 50)
        #expect(Vocabulary.carried.isStopWord("The"))
        #expect(!Vocabulary.carried.isStopWord("reading"))
        #expect(Vocabulary.carried.isCommon("Pupils"))
        #expect(!Vocabulary.carried.isCommon("reading"))
    }

    static let slips: [(typed: String, meant: String?)] = [
        ("metacogniton", "metacognition"), ("phoncis", "phonics"), ("feedbakc", "feedback"),
        ("tutroing", "tutoring"), ("xylophone", nil), ("pho", nil), ("zzzzzzz", nil),
    ]

    @Test("a slip is put right, a stranger is left alone", arguments: slips)
    func corrects(_ typed: String, _ meant: String?) {
        let words = ["metacognition", "phonics", "feedback", "tutoring", "homework"]
        let known = TitleWords(generation: 0, words.map { TitleWords.Entry(word: $0, documents: 3) })
        #expect(known.correction(of: typed) == meant)
    }

    @Test("slips are counted as people make them")
    func countsSlips() {
        func distance(_ left: String, _ right: String) -> Int? {
            EditDistance.between(Array(left), Array(right), atMost: 2)
        }
        #expect(distance("abc", "abc") == 0)
        #expect(distance("abc", "acb") == 1, "two letters swapped are one slip")
        #expect(distance("abc", "ab") == 1)
        #expect(distance("abc", "xbz") == 2)
        #expect(distance("abc", "xyz") == nil)
        #expect(distance("", "ab") == 2)
    }
}
