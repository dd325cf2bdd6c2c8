package import Access
package import Database
package import Evidence
package import Services

extension Migration {
    /// A conference's call and what was proposed. A decision has its reason, whatever a verb does.
    static let proposals = """
        CREATE TABLE conference_call (
            run_id BIGINT NOT NULL PRIMARY KEY REFERENCES conference (run_id),
            guidance TEXT NOT NULL,
            opens_on TEXT NOT NULL,
            closes_on TEXT NOT NULL,
            version INTEGER NOT NULL,
            CHECK (closes_on >= opens_on)
        );
        CREATE TABLE conference_proposal (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES conference_call (run_id),
            person_id BIGINT NOT NULL REFERENCES person (id),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            abstract TEXT NOT NULL,
            format TEXT NOT NULL CHECK (format IN ('talk', 'workshop', 'panel', 'posters')),
            strand_id BIGINT REFERENCES strand (id),
            presenters TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('sent', 'withdrawn', 'accepted', 'declined')),
            reason TEXT NOT NULL,
            sent_at BIGINT NOT NULL,
            decided_by BIGINT REFERENCES person (id),
            decided_on TEXT,
            session_id BIGINT REFERENCES conference_session (id),
            version INTEGER NOT NULL,
            CHECK ((state IN ('accepted', 'declined')) = (decided_on IS NOT NULL)),
            CHECK (decided_on IS NULL OR reason <> ''),
            CHECK (session_id IS NULL OR state = 'accepted')
        );
        CREATE INDEX conference_proposal_by_run ON conference_proposal (run_id, state);
        CREATE INDEX conference_proposal_by_person ON conference_proposal (person_id, sent_at);
        CREATE INDEX conference_proposal_by_session ON conference_proposal (session_id);
        """
}

/// When anyone may propose a session, and what the hub asks for.
package struct ConferenceCall: Sendable, Equatable, RowReadable {
    package let guidance: String
    package let opensOn: LocalDate
    /// The last day for proposals.
    package let closesOn: LocalDate
    package let version: Int

    package init(row: Row) throws {
        guidance = try row.get("guidance")
        opensOn = try row.get("opens_on")
        closesOn = try row.get("closes_on")
        version = try row.get("version")
    }

    package func isOpen(on day: LocalDate) -> Bool { opensOn <= day && day <= closesOn }
}

package enum ProposalState: String, CaseIterable, Sendable, SQLStorable {
    case sent, withdrawn, accepted, declined

    package var name: String {
        switch self {
        case .sent: "Not decided yet"
        case .withdrawn: "Withdrawn"
        case .accepted: "Accepted"
        case .declined: "Declined"
        }
    }
}

/// A session that somebody proposes for a conference.
package struct Proposal: Sendable, Equatable, RowReadable {
    /// Formats that can be proposed.
    package static let formats: [ConferenceFormat] = [.talk, .workshop, .panel, .posters]

    package let id: ID<Proposal>
    package let run: ID<Run>
    package let conferenceTitle: String
    package let proposer: Person
    package let title: String
    package let abstract: String
    package let format: ConferenceFormat
    package let strand: ID<Strand>?
    /// A strand's title, if one was chosen.
    package let strandTitle: String?
    /// Who presents, one a line.
    package let presenters: String
    package let state: ProposalState
    /// Why it was accepted or declined; the proposer reads it.
    package let reason: String
    package let decidedOn: LocalDate?
    /// Where it stands in the programme.
    package let session: ID<ConferenceSession>?
    package let version: Int

    static let source: SQL = """
        SELECT x.*, o.title AS conference_title, p.name AS person_name, v.title AS strand_title
        FROM conference_proposal x JOIN run r ON r.id = x.run_id JOIN offer o ON o.id = r.offer_id
        JOIN person p ON p.id = x.person_id LEFT JOIN strand t ON t.id = x.strand_id
        LEFT JOIN strand_version v ON v.strand_id = t.id AND v.version = t.version
        """

    package init(row: Row) throws {
        id = try row.get("id")
        run = try row.get("run_id")
        conferenceTitle = try row.get("conference_title")
        proposer = Person(id: try row.get("person_id"), name: try row.get("person_name"))
        title = try row.get("title")
        abstract = try row.get("abstract")
        format = try row.get("format")
        strand = try row.get("strand_id")
        strandTitle = try row.get("strand_title")
        presenters = try row.get("presenters")
        state = try row.get("state")
        reason = try row.get("reason")
        decidedOn = try row.get("decided_on")
        session = try row.get("session_id")
        version = try row.get("version")
    }

    /// Those who present, as they are named in the form: a name, then a comma and what they do and where.
    static func named(in presenters: String) -> [(name: String, post: String)] {
        presenters.split(whereSeparator: \.isNewline).compactMap { line in
            let parts = line.split(separator: ",", maxSplits: 1).map { String($0).trimmed }
            guard let name = parts.first, !name.isEmpty else { return nil }
            return (name, parts.count > 1 ? parts[1] : "")
        }
    }
}

extension Transaction {
    func proposal(_ id: ID<Proposal>) throws -> Proposal? {
        try first("\(Proposal.source) WHERE x.id = \(id)")
    }
}
