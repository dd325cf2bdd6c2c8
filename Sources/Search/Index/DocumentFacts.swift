import CSearch
import Database
import GRDB

/// What ranking, filters and counts need of every document, in memory: about 40 bytes each. A value: a reader
/// keeps the one of its snapshot while a writer makes the next.
struct DocumentFacts: Sendable {
    struct Fact: Sendable {
        var record: Int64 = 0
        /// Places in the tables below; 255 stands for none, and a document that is gone has no kind.
        var kind: UInt8 = 255
        var design: UInt8 = 255
        var type: UInt8 = 255
        var security: UInt8 = 255
        var phases: UInt8 = 0
        var isOpenAccess = false
        var isDimmed = false
        var year: Int16 = 0
        var strands: UInt32 = 0

        var exists: Bool { kind != 255 }
    }

    private(set) var generation: Int64
    private(set) var facts: [Fact] = []
    private(set) var lengths: [braid_lengths] = []
    private(set) var kinds = Interned()
    private(set) var designs = Interned()
    private(set) var types = Interned()
    /// Sets of strands as slugs between blanks; the first is the empty set.
    private(set) var strandSets = Interned([""])
    private(set) var count = 0
    private var totalWords = [Int](repeating: 0, count: IndexColumn.count)

    init(generation: Int64) {
        self.generation = generation
    }

    /// The same facts as of another generation.
    init(_ other: DocumentFacts, generation: Int64) {
        self = other
        self.generation = generation
    }

    /// The mean number of words of each column over all documents.
    var averageWords: [Double] {
        totalWords.map { count == 0 ? 0 : Double($0) / Double(count) }
    }

    func countByKind() -> [RecordKind: Int] {
        var counts = [Int](repeating: 0, count: 256)
        for fact in facts { counts[Int(fact.kind)] += 1 }
        return Dictionary(
            uniqueKeysWithValues: kinds.names.enumerated().map { (RecordKind($1), counts[$0]) }
        )
    }

    mutating func set(_ row: DocumentRow) {
        let id = Int(row.id)
        while facts.count <= id {
            facts.append(Fact())
            lengths.append(braid_lengths())
        }
        forget(row.id)
        var fact = Fact()
        fact.record = row.record
        fact.kind = kinds.place(of: row.kind)
        fact.design = row.design.map { designs.place(of: $0) } ?? 255
        fact.type = row.type.map { types.place(of: $0) } ?? 255
        fact.security = row.security.map { UInt8(clamping: $0) } ?? 255
        fact.phases = UInt8(clamping: row.phases)
        fact.isOpenAccess = row.isOpenAccess
        fact.isDimmed = row.isDimmed
        fact.year = Int16(clamping: row.year ?? 0)
        fact.strands = UInt32(strandSets.wide(place: row.strands))
        facts[id] = fact
        let words = row.words.map { UInt16(clamping: $0) }
        lengths[id].words = (words[0], words[1], words[2], words[3])
        for (column, words) in row.words.enumerated() { totalWords[column] += Int(UInt16(clamping: words)) }
        count += 1
    }

    mutating func forget(_ id: Int64) {
        let id = Int(id)
        guard id < facts.count, facts[id].exists else { return }
        let old = lengths[id].words
        for (column, words) in [old.0, old.1, old.2, old.3].enumerated() { totalWords[column] -= Int(words) }
        facts[id] = Fact()
        lengths[id] = braid_lengths()
        count -= 1
    }

    static func read(_ connection: GRDB.Database, generation: Int64) throws -> DocumentFacts {
        var facts = DocumentFacts(generation: generation)
        let rows = try GRDB.Row.fetchCursor(connection, sql: "SELECT * FROM document ORDER BY id")
        while let row = try rows.next() { facts.set(DocumentRow(row)) }
        return facts
    }
}

/// A row of the index's table of documents.
struct DocumentRow {
    var id: Int64
    var kind: String
    var record: Int64
    /// By column.
    var words: [Int]
    var phases: Int
    var strands: String
    var design: String?
    var security: Int?
    var year: Int?
    var type: String?
    var isOpenAccess: Bool
    var isDimmed: Bool

    init(_ row: GRDB.Row) {
        id = row[0]
        kind = row[1]
        record = row[2]
        words = [row[3], row[4], row[5], row[6]]
        phases = row[7]
        strands = row[8]
        design = row[9]
        security = row[10]
        year = row[11]
        type = row[12]
        isOpenAccess = row[13]
        isDimmed = row[14]
    }

    init(id: Int64, kind: RecordKind, record: Int64, words: [Int], _ entry: SearchEntry) {
        self.id = id
        self.kind = kind.name
        self.record = record
        self.words = words
        let facets = entry.facets
        phases = facets.phases.reduce(0) { $0 | $1.bit }
        strands = Set(facets.strands).sorted().joined(separator: " ")
        design = facets.design
        security = facets.security
        year = facets.year
        type = facets.type
        isOpenAccess = facets.isOpenAccess
        isDimmed = entry.isDimmed
    }

    var arguments: StatementArguments {
        [
            id, kind, record, words[0], words[1], words[2], words[3], phases, strands, design, security, year,
            type, isOpenAccess, isDimmed,
        ]
    }
}

/// The searched columns, in the order of the index.
enum IndexColumn: Int, CaseIterable, Sendable {
    case title, people, subjects, text

    static let count = 4

    var name: String {
        switch self {
        case .title: "title"
        case .people: "people"
        case .subjects: "subjects"
        case .text: "text"
        }
    }
}

/// Names with small numbers.
struct Interned: Sendable {
    private(set) var names: [String]
    private var places: [String: Int]

    init(_ names: [String] = []) {
        self.names = names
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// 254 names at most; those after it share the last place, which no real facet reaches.
    mutating func place(of name: String) -> UInt8 {
        UInt8(min(wide(place: name), 254))
    }

    mutating func wide(place name: String) -> Int {
        if let place = places[name] { return place }
        places[name] = names.count
        names.append(name)
        return names.count - 1
    }

    func existing(_ name: String) -> Int? { places[name] }
}
