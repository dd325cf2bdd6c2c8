import Access
package import Database
package import Foundation
package import Jobs
import Mail
package import Services

extension Evidence {
    /// The kind of the job that mails what is new on followed strands.
    static let digestJob = "evidence.digest"

    /// What a `JobRunner` needs to do this module's jobs.
    package var jobHandlers: [String: JobRunner.Handler] {
        [
            Self.poolJob: { payload, _ in
                let parts = payload.split(separator: "/").map(String.init)
                guard parts.count == 2, let strand = ID<Strand>(parts[0]),
                    let origin = FindingOrigin(rawValue: parts[1])
                else { throw JobFailure("There is no such strand.") }
                let isNew = try await recomputePool(of: strand, origin)
                return isNew ? "The pool is made again." : "The pool was up to date."
            },
            Self.digestJob: { _, _ in
                // First, because a week that fails for good would otherwise be the last.
                try await awaitNextDigest()
                let count = try await sendDigests()
                return count == 1 ? "One email is in the outbox." : "\(count) emails are in the outbox."
            },
        ]
    }

    /// Puts the next week's job into the queue while somebody follows a strand.
    private func awaitNextDigest() async throws {
        let now = services.now()
        let next: ID<Job> = services.newID()
        let due = Self.nextMonday(after: services.today(), now: now)
        try await database.write { transaction in
            if try transaction.exists("SELECT 1 FROM strand_follow") {
                try transaction.awaitDigest(next, at: now, due: due)
            }
        }
    }

    /// Puts one email into the outbox for each person who follows a strand with something new. Nobody is told the same
    /// thing twice.
    ///
    /// - Returns: How many mails.
    @discardableResult
    package func sendDigests() async throws -> Int {
        let now = services.now()
        let act = services.act(by: .system("job \(Self.digestJob)"))
        let news = news
        let readers = try await database.read { try $0.digestReaders(until: now, news) }
            .filter { reader in reader.news.contains { !$0.lines.isEmpty } }
            .map {
                (reader: $0, letter: $0.letter ?? services.newID(), mail: services.newID(OutgoingMail.self))
            }
        let baseURL = baseURL
        return try await database.write { transaction in
            // Who stopped these letters, was erased or was told by another run while they were written gets none.
            let following: Set<ID<Person>> = Set(
                try transaction.column("SELECT person_id FROM strand_follow WHERE told_until < \(now)")
            )
            let told = readers.filter { following.contains($0.reader.person) }
            for (reader, letter, mail) in told {
                try transaction.execute(
                    """
                    INSERT INTO strand_letter (id, person_id) VALUES (\(letter), \(reader.person))
                    ON CONFLICT (person_id) DO NOTHING
                    """
                )
                try transaction.enqueue(reader.mail(baseURL, letter), id: mail, at: now)
            }
            try transaction.execute("UPDATE strand_follow SET told_until = \(now) WHERE told_until < \(now)")
            try transaction.audit(act, .sendDigests, ["mails": .count(told.count)])
            return told.count
        }
    }
}

/// What a feature that builds on strands has to tell of one, for the weekly letter: lines of what became public
/// after the first instant and no later than the second.
package struct StrandNewsSource: Sendable {
    package typealias Read =
        @Sendable (any Transaction, ID<Strand>, _ since: Date, _ until: Date) throws -> [String]

    package let lines: Read

    package init(_ lines: @escaping Read) {
        self.lines = lines
    }
}

/// What one person is told.
struct DigestReader {
    let person: ID<Person>
    let name: String
    let email: String
    /// The key of the link that stops these letters; `nil` before the first.
    let letter: ID<StrandLetters>?
    var news: [StrandNews] = []

    func mail(_ baseURL: String, _ letter: ID<StrandLetters>) -> OutgoingMail {
        let worthTelling = news.filter { !$0.lines.isEmpty }
        var text = "Dear \(name),\n\nNew on the strands that you follow:\n"
        for strand in worthTelling {
            text += "\n\(strand.title)\n\(baseURL)/evidence/strands/\(strand.slug)\n"
            for line in strand.lines { text += "  - \(line)\n" }
        }
        text += "\nTo follow other strands: \(baseURL)/account/saved\n"
        let stop = "\(baseURL)/evidence/letters/\(letter)"
        text += "No more of these letters, without signing in: \(stop)\n"
        return OutgoingMail(
            to: MailAddress(name: name, address: email),
            subject: worthTelling.count == 1
                ? "New on \(worthTelling[0].title)" : "New on \(worthTelling.count) strands that you follow",
            text: text,
            unsubscribe: stop
        )
    }
}

struct StrandNews {
    let title: String
    let slug: String
    var lines: [String] = []
}

extension Transaction {
    /// Everyone who follows a strand, with what happened on each since they were last told.
    func digestReaders(until now: Date, _ sources: [StrandNewsSource]) throws -> [DigestReader] {
        var readers: [DigestReader] = []
        var told: [Told: [String]] = [:]
        for row in try rows(
            """
            SELECT follow.person_id, person.name, person.email, follow.strand_id, follow.told_until, strand.slug,
                v.title, letter.id AS letter_id
            FROM strand_follow AS follow
            JOIN person ON person.id = follow.person_id
            JOIN strand ON strand.id = follow.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            LEFT JOIN strand_letter AS letter ON letter.person_id = follow.person_id
            WHERE person.email IS NOT NULL AND person.erased_at IS NULL
            ORDER BY follow.person_id, v.title
            """
        ) {
            let person: ID<Person> = try row.get(0)
            if person != readers.last?.person {
                readers.append(
                    DigestReader(
                        person: person,
                        name: try row.get(1),
                        email: try row.get(2),
                        letter: try row.get(7)
                    )
                )
            }
            // Most followers were told at the same time: what is new on a strand is looked up once for them.
            let asked = Told(strand: try row.get(3), since: try row.get(4))
            let lines = try told[asked] ?? lines(of: asked.strand, since: asked.since, until: now, sources)
            told[asked] = lines
            readers[readers.count - 1].news.append(
                StrandNews(title: try row.get(6), slug: try row.get(5), lines: lines)
            )
        }
        return readers
    }

    private func lines(
        of strand: ID<Strand>,
        since: Date,
        until now: Date,
        _ sources: [StrandNewsSource]
    ) throws -> [String] {
        let notes: [String] = try column(
            """
            SELECT change_note FROM strand_version
            WHERE strand_id = \(strand) AND published_at > \(since) AND published_at <= \(now) ORDER BY version
            """
        )
        var lines = notes.map { "The page changed: \($0)" }
        // A finding that is corrected later keeps the time at which it was filed.
        let findings = try count(
            """
            SELECT count(*) FROM finding_strand AS link JOIN finding ON finding.id = link.finding_id
            WHERE link.strand_id = \(strand) AND finding.filed_at > \(since) AND finding.filed_at <= \(now)
            """
        )
        if findings > 0 { lines.append(findings == 1 ? "One new finding" : "\(findings) new findings") }
        let reports: [String] = try column(
            """
            SELECT title FROM guidance_report JOIN guidance_strand AS link ON link.report_id = guidance_report.id
            WHERE link.strand_id = \(strand) AND filed_at > \(since) AND filed_at <= \(now) ORDER BY filed_at, id
            """
        )
        lines += reports.map { "Guidance: \($0)" }
        let resources: [String] = try column(
            """
            SELECT title FROM resource JOIN resource_strand AS link ON link.resource_id = resource.id
            WHERE link.strand_id = \(strand) AND filed_at > \(since) AND filed_at <= \(now) ORDER BY filed_at, id
            """
        )
        lines += resources.map { "A resource: \($0)" }
        let accounts: [String] = try column(
            """
            SELECT title FROM practice_account
            WHERE strand_id = \(strand) AND state = 'published' AND published_at > \(since)
                AND published_at <= \(now)
            ORDER BY published_at
            """
        )
        lines += accounts.map { "A practice account: \($0)" }
        return try lines + sources.flatMap { try $0.lines(self, strand, since, now) }
    }
}

private struct Told: Hashable {
    let strand: ID<Strand>
    let since: Date
}
