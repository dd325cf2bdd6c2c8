package import Access
package import Accounts
import Evidence
import Database
package import Services

extension Migration {
    /// Who leads a session. With an account they keep its register and have it in their calendar.
    static let facilitators = """
        CREATE TABLE session_facilitator (
            session_id BIGINT NOT NULL REFERENCES run_session (id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
            person_id BIGINT REFERENCES person (id),
            PRIMARY KEY (session_id, position)
        );
        CREATE UNIQUE INDEX session_facilitator_once ON session_facilitator (person_id, session_id);
        """
}

/// Who leads a session of a run; their name is public.
package struct Facilitator: Sendable, Equatable {
    package let name: String
    /// `nil` for somebody who only comes by name.
    package let person: ID<Person>?
}

/// A facilitator as typed.
struct FacilitatorEntry: Sendable, Equatable {
    let name: String
    let email: EmailAddress?

    /// The most that lead one session.
    static let most = 8
}

extension FacilitatorEntry {
    init(_ facilitator: Facilitator, _ addresses: [ID<Person>: EmailAddress]) {
        name = facilitator.name
        email = facilitator.person.flatMap { addresses[$0] }
    }

    /// As it is typed.
    var text: String { email.map { "\(name), \($0)" } ?? name }
}

extension Programmes {
    /// The addresses of those who lead sessions of a run with an account, for the form that changes them; nobody else
    /// reads them.
    package func facilitatorAddresses(of id: ID<Run>, by actor: Actor) async throws -> [ID<Person>:
        EmailAddress]
    {
        try actor.signedInOrSystem()
        return try await database.read { transaction in
            let run = try transaction.run(id).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
            return try transaction.facilitatorAddresses(of: id)
        }
    }
}

extension FieldReader {
    /// One a line: a name, or a name, a comma and a work email address.
    mutating func facilitators(_ text: String, _ field: String) -> [FacilitatorEntry] {
        var entries: [FacilitatorEntry] = []
        for line in text.split(whereSeparator: \.isNewline).map({ String($0).trimmed }) where !line.isEmpty {
            let parts = line.split(separator: ",", omittingEmptySubsequences: false).map {
                String($0).trimmed
            }
            let email = parts.count == 2 ? EmailAddress(parts[1]) : nil
            guard parts.count <= 2, let name = PersonName.parse(parts[0]), parts.count == 1 || email != nil
            else {
                report(field, "Write “\(line)” as a name, or as a name, a comma and an email address")
                continue
            }
            if let email, entries.contains(where: { $0.email == email }) {
                report(field, "\(email) is named twice")
                continue
            }
            entries.append(FacilitatorEntry(name: name, email: email))
        }
        if entries.count > FacilitatorEntry.most {
            report(field, "Name at most \(FacilitatorEntry.most) who lead one session")
        }
        return entries
    }
}

extension Transaction {
    /// Writes who leads a session. An account is made at an address that has none.
    func setFacilitators(
        of session: ID<RunSession>,
        to entries: [FacilitatorEntry],
        _ act: Act,
        _ ids: inout IDSequence
    ) throws {
        try removeFacilitators(of: session)
        for (position, entry) in entries.enumerated() {
            let person = try entry.email.map { email in
                try findOrAddPerson(name: entry.name, email: email, newID: ids.next(), at: act.at).id
            }
            try execute(
                """
                INSERT INTO session_facilitator (session_id, position, name, person_id)
                VALUES (\(session), \(position), \(entry.name), \(person))
                """
            )
        }
    }

    func removeFacilitators(of session: ID<RunSession>) throws {
        try execute("DELETE FROM session_facilitator WHERE session_id = \(session)")
    }

    /// - Parameter runs: A list of runs, each bound.
    func facilitators(of runs: SQL) throws -> [ID<RunSession>: [Facilitator]] {
        let rows = try rows(
            """
            SELECT f.session_id, f.name, f.person_id FROM session_facilitator f
            WHERE f.session_id IN (SELECT id FROM run_session WHERE run_id IN (\(runs)))
            ORDER BY f.session_id, f.position
            """
        )
        var found: [ID<RunSession>: [Facilitator]] = [:]
        for row in rows {
            found[try row.get("session_id"), default: []].append(
                Facilitator(name: try row.get("name"), person: try row.get("person_id"))
            )
        }
        return found
    }

    func facilitatorAddresses(of run: ID<Run>) throws -> [ID<Person>: EmailAddress] {
        let rows = try rows(
            """
            SELECT DISTINCT person.id, person.email FROM session_facilitator f
            JOIN run_session ON run_session.id = f.session_id
            JOIN person ON person.id = f.person_id
            WHERE run_session.run_id = \(run) AND person.email IS NOT NULL
            """
        )
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.get(0), try $0.get(1)) })
    }
}
