import Access
import Database
import Foundation
package import Jobs
import Mail
import Services

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
                let count = try await sendDigests()
                return count == 1 ? "One mail is in the outbox." : "\(count) mails are in the outbox."
            },
        ]
    }

    /// Puts one mail into the outbox for each person who follows a strand with something new, and the next
    /// week's job into the queue. Nobody is told the same thing twice.
    ///
    /// - Returns: How many mails.
    @discardableResult
    package func sendDigests() async throws -> Int {
        let now = services.now()
        let act = services.act(by: .system("job \(Self.digestJob)"))
        let next: ID<Job> = services.newID()
        let due = Self.nextMonday(after: services.today(), now: now)
        let baseURL = baseURL
        let readers = try await database.read { try $0.digestReaders(until: now) }
        let mails = readers.compactMap { reader in
            reader.mail(baseURL).map { (mail: $0, id: services.newID(OutgoingMail.self)) }
        }
        try await database.write { transaction in
            for (mail, id) in mails { try transaction.enqueue(mail, id: id, at: now) }
            try transaction.execute("UPDATE strand_follow SET told_until = \(now) WHERE told_until < \(now)")
            if try transaction.exists("SELECT 1 FROM strand_follow") {
                try transaction.awaitDigest(next, at: now, due: due)
            }
            try transaction.audit(act, .sendDigests, ["mails": .count(mails.count)])
        }
        return mails.count
    }
}

/// What one person is told.
struct DigestReader {
    let name: String
    let email: String
    var news: [StrandNews] = []

    /// `nil` where nothing is new.
    func mail(_ baseURL: String) -> OutgoingMail? {
        let worthTelling = news.filter { !$0.lines.isEmpty }
        guard !worthTelling.isEmpty else { return nil }
        var text = "Dear \(name),\n\nNew on the strands that you follow:\n"
        for strand in worthTelling {
            text += "\n\(strand.title)\n\(baseURL)/evidence/strands/\(strand.slug)\n"
            for line in strand.lines { text += "  - \(line)\n" }
        }
        text += "\nTo follow other strands, or none: \(baseURL)/account/saved\n"
        return OutgoingMail(
            to: MailAddress(name: name, address: email),
            subject: worthTelling.count == 1
                ? "New on \(worthTelling[0].title)" : "New on \(worthTelling.count) strands that you follow",
            text: text,
            unsubscribe: "\(baseURL)/account/saved"
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
    func digestReaders(until now: Date) throws -> [DigestReader] {
        var readers: [DigestReader] = []
        var last: Int64?
        for row in try rows(
            """
            SELECT follow.person_id, person.name, person.email, follow.strand_id, follow.told_until, strand.slug,
                v.title
            FROM strand_follow AS follow
            JOIN person ON person.id = follow.person_id
            JOIN strand ON strand.id = follow.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            WHERE person.email IS NOT NULL AND person.erased_at IS NULL
            ORDER BY follow.person_id, v.title
            """
        ) {
            let person: Int64 = try row.get(0)
            if person != last { readers.append(DigestReader(name: try row.get(1), email: try row.get(2))) }
            last = person
            var news = StrandNews(title: try row.get(6), slug: try row.get(5))
            news.lines = try lines(of: try row.get(3), since: try row.get(4), until: now)
            readers[readers.count - 1].news.append(news)
        }
        return readers
    }

    private func lines(of strand: ID<Strand>, since: Date, until now: Date) throws -> [String] {
        let notes: [String] = try column(
            """
            SELECT change_note FROM strand_version
            WHERE strand_id = \(strand) AND published_at > \(since) AND published_at <= \(now) ORDER BY version
            """
        )
        var lines = notes.map { "The page changed: \($0)" }
        let day = LocalDate(since, in: .london)
        let findings = try count(
            """
            SELECT count(*) FROM finding_strand AS link JOIN finding ON finding.id = link.finding_id
            JOIN provenance ON provenance.id = finding.provenance_id
            WHERE link.strand_id = \(strand) AND provenance.recorded_on > \(day)
            """
        )
        if findings > 0 { lines.append(findings == 1 ? "One new finding" : "\(findings) new findings") }
        let accounts: [String] = try column(
            """
            SELECT title FROM practice_account
            WHERE strand_id = \(strand) AND state = 'published' AND published_at > \(since) ORDER BY published_at
            """
        )
        return lines + accounts.map { "A practice account: \($0)" }
    }
}
