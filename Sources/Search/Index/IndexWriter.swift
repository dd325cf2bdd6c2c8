import Database
import GRDB

/// Changes of the index within one transaction of its file.
final class IndexWriter {
    private let connection: GRDB.Database
    private(set) var facts: DocumentFacts
    private let cutter: Cutter
    private var termDelta: [Cutter.Stem: Int] = [:]
    private var titleWordDelta: [String: Int] = [:]
    private var nextID: Int64
    private var hasChanged = false

    init(_ connection: GRDB.Database, facts: DocumentFacts) throws {
        self.connection = connection
        self.facts = facts
        cutter = try Cutter()
        nextID = (try Int64.fetchOne(connection, sql: "SELECT max(id) FROM document") ?? 0) + 1
    }

    /// More text than this of one record is not indexed: a book would drown its neighbours.
    static let mostTextBytes = 200_000

    /// Adds a record, or replaces what the index knows of it.
    func put(_ entry: SearchEntry, _ kind: RecordKind, _ record: Int64) throws {
        let content = DocumentContent(entry)
        let known = try document(kind, record)
        if let known, try stored(known) == content, try facet(known) == entry.facets.key(entry.isDimmed) {
            return
        }
        if let known { try take(known) }
        let id = known ?? nextID
        if known == nil { nextID += 1 }
        let words = count(content, by: 1)
        let row = DocumentRow(id: id, kind: kind, record: record, words: words, entry)
        try connection.cachedStatement(
            sql: "INSERT INTO document VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)"
        ).execute(arguments: row.arguments)
        try connection.cachedStatement(sql: "INSERT INTO content VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [id] + content.arguments)
        try connection.cachedStatement(
            sql: "INSERT INTO words (rowid, title, people, subjects, text) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [id] + content.searched)
        facts.set(row)
        hasChanged = true
    }

    func remove(_ kind: RecordKind, _ record: Int64) throws {
        guard let id = try document(kind, record) else { return }
        try take(id)
        facts.forget(id)
        hasChanged = true
    }

    /// Throws everything away.
    func clear() throws {
        try IndexSchema.create(connection)
        facts = DocumentFacts(generation: facts.generation)
        termDelta = [:]
        titleWordDelta = [:]
        nextID = 1
        hasChanged = true
    }

    func state(_ name: IndexState) throws -> Int64 { try name.value(in: connection) }
    func set(_ name: IndexState, _ value: Int64) throws { try name.set(value, in: connection) }

    /// Writes what was gathered. Called once, at the end.
    func finish() throws {
        guard hasChanged else { return }
        for (stem, delta) in termDelta where delta != 0 {
            try add(delta, to: Int64(bitPattern: stem))
        }
        for (word, delta) in titleWordDelta where delta != 0 {
            try connection.cachedStatement(
                sql: """
                    INSERT INTO title_word (word, documents) VALUES (?1, ?2)
                    ON CONFLICT (word) DO UPDATE SET documents = documents + ?2
                    """
            ).execute(arguments: [word, delta])
        }
        try connection.execute(sql: "DELETE FROM term WHERE documents <= 0")
        try connection.execute(sql: "DELETE FROM title_word WHERE documents <= 0")
        let generation = max(facts.generation, try state(.generation)) + 1
        try set(.generation, generation)
        facts = DocumentFacts(facts, generation: generation)
    }

    /// Puts the pieces of the word index into one, so that it is read fastest. After a rebuild.
    func optimise() throws {
        try connection.execute(sql: "INSERT INTO words (words) VALUES ('optimize')")
    }

    private func add(_ delta: Int, to stem: Int64) throws {
        try connection.cachedStatement(
            sql: """
                INSERT INTO term (stem, documents) VALUES (?1, ?2)
                ON CONFLICT (stem) DO UPDATE SET documents = documents + ?2
                """
        ).execute(arguments: [stem, delta])
    }

    private func document(_ kind: RecordKind, _ record: Int64) throws -> Int64? {
        try Int64.fetchOne(
            connection.cachedStatement(sql: "SELECT id FROM document WHERE kind = ? AND record = ?"),
            arguments: [kind.name, record]
        )
    }

    private func stored(_ id: Int64) throws -> DocumentContent? {
        try GRDB.Row.fetchOne(
            connection.cachedStatement(sql: "SELECT * FROM content WHERE id = ?"),
            arguments: [id]
        ).map(DocumentContent.init)
    }

    private func facet(_ id: Int64) throws -> String? {
        try GRDB.Row.fetchOne(
            connection.cachedStatement(sql: "SELECT * FROM document WHERE id = ?"),
            arguments: [id]
        ).map { DocumentRow($0).facetKey }
    }

    /// Takes a document's words out of the index; FTS5 must be told them as they were put in.
    private func take(_ id: Int64) throws {
        guard let old = try stored(id) else { return }
        try connection.cachedStatement(
            sql: """
                INSERT INTO words (words, rowid, title, people, subjects, text)
                VALUES ('delete', ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [id] + old.searched)
        _ = count(old, by: -1)
        for table in ["document", "content"] {
            try connection.cachedStatement(sql: "DELETE FROM \(table) WHERE id = ?").execute(arguments: [id])
        }
    }

    /// Counts the document's words in or out; returns how many each column has.
    private func count(_ content: DocumentContent, by delta: Int) -> [Int] {
        var distinct: Set<Cutter.Stem> = []
        var words: [Int] = []
        for text in [content.title, content.people, content.subjects, content.text] {
            let stems = cutter.stems(text)
            words.append(stems.count)
            distinct.formUnion(stems)
        }
        for stem in distinct { termDelta[stem, default: 0] += delta }
        for word in TitleWords.words(of: content.title + " " + content.subjects) {
            titleWordDelta[word, default: 0] += delta
        }
        return words
    }
}

extension DocumentRow {
    /// Everything of the row that is not counted from its text.
    fileprivate var facetKey: String {
        "\(phases)|\(strands)|\(design ?? "")|\(security ?? -1)|\(year ?? 0)|\(type ?? "")|\(isOpenAccess)|\(isDimmed)"
    }
}

extension SearchFacets {
    fileprivate func key(_ isDimmed: Bool) -> String {
        let entry = SearchEntry(title: "", address: "", facets: self, isDimmed: isDimmed)
        return DocumentRow(id: 0, kind: "", record: 0, words: [0, 0, 0, 0], entry).facetKey
    }
}
