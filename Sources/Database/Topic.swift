/// Something a public page shows and a write can change, such as `offer:…` or `strands`.
///
/// A page in the cache carries the topics it was made from and their revisions; a write bumps the revisions of what
/// it changed in its own transaction, so a cached page is never older than the last acknowledged change.
package struct Topic: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package init(stringLiteral name: String) {
        self.name = name
    }

    package var description: String { name }
}

/// A topic and the revision that a write gave it.
package enum TopicChange: Sendable, Equatable {
    case changed(Topic)
    /// The listener was away: every revision has to be looked up again.
    case missed
}

extension Transaction {
    /// Raises the revision of each topic. Other processes hear of it when the transaction commits.
    package func touch(_ topics: Topic...) throws {
        try touch(topics)
    }

    package func touch(_ topics: [Topic]) throws {
        for topic in Set(topics).sorted(by: { $0.name < $1.name }) {
            try execute(
                """
                INSERT INTO topic_revision (topic, revision) VALUES (\(topic.name), 1)
                ON CONFLICT (topic) DO UPDATE SET revision = topic_revision.revision + 1
                """
            )
            if let notify = dialect.notification(of: topic) {
                _ = try rows(notify)
            }
        }
    }

    /// The revision of each topic; 0 for one that was never touched.
    package func revisions(of topics: [Topic]) throws -> [Topic: Int64] {
        var revisions: [Topic: Int64] = Dictionary(uniqueKeysWithValues: Set(topics).map { ($0, 0) })
        let names = SQL.list(topics.map(\.name))
        for row in try rows("SELECT topic, revision FROM topic_revision WHERE topic IN (\(names))") {
            revisions[Topic(try row.get(0))] = try row.get(1, as: Int64.self)
        }
        return revisions
    }
}

extension Dialect {
    fileprivate func notification(of topic: Topic) -> SQL? {
        switch self {
        case .sqlite: nil
        case .postgres: "SELECT pg_notify('braid_topic', \(topic.name))"
        }
    }
}
