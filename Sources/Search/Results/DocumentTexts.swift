import GRDB

/// The texts of documents for one answer: each is read and cut into words once, however many steps look at it.
final class DocumentTexts {
    private let statement: GRDB.Statement
    private let cutter: Cutter
    private var known: [Int: DocumentText] = [:]

    init(_ reader: IndexReader, _ cutter: Cutter) throws {
        statement = try reader.connection.cachedStatement(sql: "SELECT * FROM content WHERE id = ?")
        self.cutter = cutter
    }

    /// - Returns: `nil` for a document that is gone.
    func text(of document: Int) throws -> DocumentText? {
        if let text = known[document] { return text }
        guard let row = try GRDB.Row.fetchOne(statement, arguments: [document]) else { return nil }
        let text = DocumentText(DocumentContent(row), cutter)
        known[document] = text
        return text
    }
}

/// What the index keeps of a document, and where the words stand in it.
struct DocumentText {
    let content: DocumentContent
    let title: [Cutter.Word]
    let subjects: [Cutter.Word]
    let text: [Cutter.Word]

    init(_ content: DocumentContent, _ cutter: Cutter) {
        self.content = content
        title = cutter.words(content.title)
        subjects = cutter.words(content.subjects)
        text = cutter.words(content.text)
    }

    /// What it is about: names of people say nothing of that.
    var topical: [(column: IndexColumn, words: [Cutter.Word])] {
        [(.title, title), (.subjects, subjects), (.text, text)]
    }

    /// How many words of the text stand in the line under the title, where the text begins with that.
    var wordsInDetail: Int {
        let detail = content.detail.utf8
        guard !detail.isEmpty, content.text.utf8.starts(with: detail) else { return 0 }
        return text.firstIndex { $0.range.lowerBound >= detail.count } ?? text.count
    }

    var topicalCount: Int { title.count + subjects.count + text.count }
}
