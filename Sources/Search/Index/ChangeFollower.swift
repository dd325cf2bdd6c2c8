import Database

/// Brings the index to where the database is.
///
/// One pass at a time; whoever asks while one is under way waits for it and for one more. If the process dies
/// between a record's change and the pass, the mark in the index file has not moved: the next pass reads it
/// again.
actor ChangeFollower {
    private let database: any Database
    private let sources: [RecordKind: SearchSource]
    private let index: SearchIndex
    private var running: Task<Void, any Error>?
    /// Before the pass that read everything announced by then; `nil` until the first.
    private var caughtUp: TopicEpochs.Moment?
    /// Changes beyond the horizon that are in the index already: they are handed out again until the
    /// horizon passes them.
    private var applied: Set<Int64> = []

    init(database: any Database, sources: [SearchSource], index: SearchIndex) {
        self.database = database
        self.sources = Dictionary(uniqueKeysWithValues: sources.map { ($0.kind, $0) })
        self.index = index
    }

    /// How many changes one pass reads at a time, and how many records a source is asked for.
    static let batch = 1000

    func catchUp() async throws {
        if let caughtUp, !database.topics.haveChanged([.records], since: caughtUp) { return }
        try await oneAtATime { try await self.pass() }
    }

    func rebuild(_ progress: @escaping @Sendable (Int, Int) -> Void) async throws {
        try await oneAtATime {
            let total = try await self.countEverything()
            try await self.readEverything { progress($0, max($0, total)) }
        }
    }

    private func oneAtATime(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let before = running
        let task = Task {
            _ = await before?.result
            try await work()
        }
        running = task
        try await task.value
    }

    private func pass() async throws {
        let moment = database.topics.present
        if let caughtUp, !database.topics.haveChanged([.records], since: caughtUp) { return }
        let (mark, origin) = try await index.read { reader in
            (try reader.state(.mark), try reader.state(.origin))
        }
        var last: RecordChanges.Change?
        var horizon: Int64?
        var seen: Set<Int64> = []
        while true {
            let (after, sources, applied) = (last, sources, applied)
            let (changes, entries) = try await database.read { transaction in
                let changes = try transaction.recordChanges(from: mark, after: after, limit: Self.batch)
                let fresh = changes.changes.filter { !applied.contains($0.sequence) }
                return (changes, try Self.entries(of: fresh, sources, in: transaction))
            }
            guard changes.origin == origin, changes.floor <= mark, mark <= changes.horizon else {
                return try await readEverything { _ in }
            }
            if horizon == nil { horizon = changes.horizon }
            if !entries.isEmpty {
                try await index.write { writer in
                    for (key, entry) in entries { try writer.apply(entry, key) }
                }
            }
            seen.formUnion(changes.changes.lazy.filter { $0.mark >= horizon ?? 0 }.map(\.sequence))
            last = changes.changes.last
            if changes.changes.count < Self.batch { break }
        }
        let reached = horizon ?? mark
        if reached != mark {
            // Another process may have read on meanwhile: the mark never goes back.
            try await index.write { writer in
                if try writer.state(.origin) == origin, try writer.state(.mark) < reached {
                    try writer.set(.mark, reached)
                }
            }
        }
        applied = seen
        caughtUp = moment
    }

    struct Key: Hashable, Sendable {
        let kind: RecordKind
        let record: Int64
    }

    /// What the changed records say now; `nil` for those that are gone.
    private static func entries(
        of changes: [RecordChanges.Change],
        _ sources: [RecordKind: SearchSource],
        in transaction: any Transaction
    ) throws -> [(Key, SearchEntry?)] {
        var records: [RecordKind: Set<Int64>] = [:]
        for change in changes { records[change.kind, default: []].insert(change.record) }
        var entries: [(Key, SearchEntry?)] = []
        for (kind, ids) in records.sorted(by: { $0.key.name < $1.key.name }) {
            guard let source = sources[kind] else { continue }
            let found = try source.entries(ids.sorted(), transaction)
            for id in ids.sorted() { entries.append((Key(kind: kind, record: id), found[id])) }
        }
        return entries
    }

    /// How many records there are: their identifiers are read, which takes a small part of the time that the records do.
    private func countEverything() async throws -> Int {
        var count = 0
        for source in sources.values {
            var after = Int64.min
            while true {
                let from = after
                let ids = try await database.read { try source.records(from, Self.batch, $0) }
                guard let last = ids.last else { break }
                count += ids.count
                after = last
            }
        }
        return count
    }

    /// Empties the index and walks through every record of every source. What changes meanwhile is announced,
    /// and read again by the next pass.
    private func readEverything(_ progress: @Sendable (Int) -> Void) async throws {
        let moment = database.topics.present
        let start = try await database.read { try $0.recordChanges(from: Int64.max, limit: 1) }
        // The origin is set at the end: a rebuild that is cut short is begun again.
        try await index.write { writer in try writer.clear() }
        var count = 0
        for source in sources.values.sorted(by: { $0.kind.name < $1.kind.name }) {
            var after = Int64.min
            while true {
                let from = after
                let (ids, entries) = try await database.read { transaction in
                    let ids = try source.records(from, Self.batch, transaction)
                    return (ids, try source.entries(ids, transaction))
                }
                guard let last = ids.last else { break }
                try await index.write { writer in
                    for id in ids {
                        try writer.apply(entries[id], Key(kind: source.kind, record: id))
                    }
                }
                after = last
                count += ids.count
                progress(count)
            }
        }
        try await index.write { writer in
            try writer.optimise()
            try writer.set(.origin, start.origin)
            try writer.set(.mark, start.horizon)
        }
        applied = []
        caughtUp = moment
    }
}

extension IndexWriter {
    fileprivate func apply(_ entry: SearchEntry?, _ key: ChangeFollower.Key) throws {
        if let entry {
            try put(entry, key.kind, key.record)
        } else {
            try remove(key.kind, key.record)
        }
    }
}
