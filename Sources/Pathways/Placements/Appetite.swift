package import Access
package import Database
import Evidence
package import Services

package enum AppetiteState: String, CaseIterable, Sendable, SQLStorable {
    case looking, interested
    case notOpen = "not-open"
    case organised

    package var name: String {
        switch self {
        case .looking: "Actively looking"
        case .interested: "Interested"
        case .notOpen: "Not open to it"
        case .organised: "Already organised"
        }
    }

    package var isOpen: Bool { self == .looking || self == .interested }
}

/// Whether a school would host somebody, and whom.
package struct Appetite: Sendable, Equatable, RowReadable {
    package let school: Organisation
    package let state: AppetiteState
    package let takesTrainees: Bool
    package let takesResearchers: Bool
    package let subjects: String
    package let yearGroups: String
    package let mentors: Int
    package let note: String
    package let statedOn: LocalDate
    package let version: Int

    static let source: SQL = """
        SELECT a.*, o.kind AS school_kind, o.name AS school_name FROM placement_appetite a
        JOIN organisation o ON o.id = a.school_id
        """

    package init(row: Row) throws {
        school = try row.organisation("school")
        state = try row.get("state")
        takesTrainees = try row.get("takes_trainees")
        takesResearchers = try row.get("takes_researchers")
        subjects = try row.get("subjects")
        yearGroups = try row.get("year_groups")
        mentors = try row.get("mentors")
        note = try row.get("note")
        statedOn = try row.get("stated_on")
        version = try row.get("version")
    }

    package func takes(_ kind: CandidateKind) -> Bool {
        state.isOpen && (kind == .trainee ? takesTrainees : takesResearchers)
    }
}

package struct AppetiteDraft: Sendable, Equatable {
    package var state = ""
    package var takesTrainees = false
    package var takesResearchers = false
    package var subjects = ""
    package var yearGroups = ""
    package var mentors = ""
    package var note = ""

    package init() {}
}

extension Pathways {
    /// A school says whether it would host trainees or researchers.
    ///
    /// - Parameter version: Of what the form showed; 0 where nothing was stated before.
    package func stateAppetite(
        _ draft: AppetiteDraft,
        of school: ID<Organisation>,
        version: Int,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        try actor.require(.stateAppetite, on: .of(school))
        var reader = FieldReader()
        let state: AppetiteState? = reader.choice(draft.state, "state", named: "how open you are")
        let subjects = reader.optional(draft.subjects, "subjects", named: "the subjects", most: 300)
        let years = reader.optional(draft.yearGroups, "yearGroups", named: "the year groups", most: 200)
        let typed = draft.mentors.isEmpty ? "0" : draft.mentors
        let mentors =
            reader.wholeNumber(typed, "mentors", named: "how many mentors you have", in: 0...200) ?? 0
        let note = reader.optional(draft.note, "note", named: "the note", most: 1000)
        if let state, state.isOpen, !draft.takesTrainees, !draft.takesResearchers {
            reader.report("takes", "Choose whom you would host")
        }
        try reader.finish()
        guard let state else { return }
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let present: Int? = try transaction.value(
                "SELECT version FROM placement_appetite WHERE school_id = \(school)"
            )
            guard (present ?? 0) == version else { throw DatabaseError.staleVersion }
            try transaction.execute(
                """
                INSERT INTO placement_appetite
                    (school_id, state, takes_trainees, takes_researchers, subjects, year_groups, mentors, note,
                     stated_on, stated_by, version)
                VALUES (\(school), \(state), \(draft.takesTrainees), \(draft.takesResearchers), \(subjects), \(years),
                    \(mentors), \(note), \(today), \(person.id), 1)
                ON CONFLICT (school_id) DO UPDATE SET state = excluded.state,
                    takes_trainees = excluded.takes_trainees, takes_researchers = excluded.takes_researchers,
                    subjects = excluded.subjects, year_groups = excluded.year_groups, mentors = excluded.mentors,
                    note = excluded.note, stated_on = excluded.stated_on, stated_by = excluded.stated_by,
                    version = placement_appetite.version + 1
                """
            )
            try transaction.audit(act, "placement.state-appetite", in: school, ["state": .word(state)])
        }
    }

    package func appetite(of school: ID<Organisation>, by actor: Actor) async throws -> Appetite? {
        try actor.signedInPerson()
        try actor.require(.seeAppetites, on: .of(school))
        return try await database.read { try $0.first("\(Appetite.source) WHERE a.school_id = \(school)") }
    }

    /// What schools have said: those that look first.
    package func appetites(by actor: Actor) async throws -> [Appetite] {
        try actor.signedInPerson()
        try actor.require(.seeAppetites)
        return try await database.read { transaction in
            try transaction.all(
                """
                \(Appetite.source) ORDER BY CASE a.state WHEN 'looking' THEN 0 WHEN 'interested' THEN 1
                    WHEN 'organised' THEN 2 ELSE 3 END, o.name, o.id
                """
            )
        }
    }
}
