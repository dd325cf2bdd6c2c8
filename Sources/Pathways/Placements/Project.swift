package import Access
package import Accounts
package import Database
package import Evidence
import Programmes
package import Services

/// What a researcher in school finds out.
package struct ResearchProject: Sendable, Equatable, RowReadable {
    package let question: String
    package let method: String
    package let ethics: String
    package let ethicsState: EthicsState
    /// The record in the evidence library, once there is something to read.
    package let study: ID<Study>?
    package let version: Int

    package init(row: Row) throws {
        question = try row.get("question")
        method = try row.get("method")
        ethics = try row.get("ethics")
        ethicsState = try row.get("ethics_state")
        study = try row.get("study_id")
        version = try row.get("version")
    }
}

/// Everything about one placement.
package struct PlacementFile: Sendable, Equatable {
    package let placement: Placement
    package let days: [ProtectedDay]
    package let project: ResearchProject?
    package let uplift: Uplift?
    package let payments: [PlannedPayment]
    /// For the form that changes the mentor; `nil` for those who may not.
    package let mentorEmail: EmailAddress?
    package let isOwn: Bool
    package let mayKeep: Bool
    package let mayAnswer: Bool
    /// Amounts are for the person, the hub and the school's leads.
    package let seesMoney: Bool
}

extension Pathways {
    package func placementFile(_ id: ID<Placement>, by actor: Actor) async throws -> PlacementFile {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            let found = try transaction.placement(id).orNotFound()
            try actor.require(.seePlacement, on: found.subject(for: actor))
            let uplift = try transaction.uplift(of: id)
            let keeps = found.mayBeKept(by: actor)
            let isOwn = person.id == found.person.id
            let seesMoney = isOwn || keeps || actor.may(.stateAppetite, on: .of(found.school.id))
            return PlacementFile(
                placement: found,
                days: try transaction.all(
                    "SELECT * FROM protected_day WHERE placement_id = \(id) ORDER BY held_on DESC"
                ),
                project: try transaction.first("SELECT * FROM research_project WHERE placement_id = \(id)"),
                uplift: seesMoney ? uplift : nil,
                payments: seesMoney
                    ? try transaction.all(
                        """
                        SELECT y.* FROM uplift_payment y JOIN salary_uplift u ON u.id = y.uplift_id
                        WHERE u.placement_id = \(id) ORDER BY y.due_on, y.id
                        """
                    ) : [],
                mentorEmail: keeps
                    ? try transaction.value("SELECT email FROM person WHERE id = \(found.mentor?.id)") : nil,
                isOwn: isOwn,
                mayKeep: keeps,
                mayAnswer: actor.may(.stateAppetite, on: .of(found.school.id)) && found.state == .proposed,
                seesMoney: seesMoney
            )
        }
    }

    /// The placements of the reader: their own, and those they mentor.
    package func ownPlacements(by actor: Actor) async throws -> [Placement] {
        let person = try actor.signedInPerson()
        return try await database.read { transaction in
            try transaction.all(
                """
                \(Placement.source) WHERE (k.person_id = \(person.id) OR x.mentor_id = \(person.id))
                    AND x.state IN ('agreed', 'ended')
                ORDER BY x.starts_on DESC, x.id
                """
            )
        }
    }

    /// The placements at a school, or proposed to it.
    package func placements(at school: ID<Organisation>, by actor: Actor) async throws -> [Placement] {
        try actor.signedInPerson()
        try actor.require(.stateAppetite, on: .of(school))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(Placement.source) WHERE x.school_id = \(school)
                ORDER BY CASE x.state WHEN 'proposed' THEN 0 WHEN 'agreed' THEN 1 ELSE 2 END, x.starts_on DESC, x.id
                """
            )
        }
    }

    /// The person placed says whether a protected day was kept; saying it again corrects it.
    package func recordProtectedDay(
        _ typed: String,
        wasKept: Bool,
        note: String,
        in id: ID<Placement>,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let found = try transaction.placement(id).orNotFound()
            try actor.require(.seePlacement, on: found.subject(for: actor))
            guard person.id == found.person.id else { throw AccessError.forbidden }
            guard found.state == .agreed else { throw PathwaysRefusal.wrongStep }
            var reader = FieldReader()
            let day = reader.date(typed, "heldOn", named: "the day")
            if let day, day > today || day < found.startsOn || day > found.endsOn {
                reader.report("heldOn", "Enter a day of the placement that has been")
            }
            let text = reader.optional(note, "dayNote", named: "the note", most: 500)
            try reader.finish()
            try transaction.execute(
                """
                INSERT INTO protected_day (placement_id, held_on, was_kept, note)
                VALUES (\(id), \(day), \(wasKept), \(text))
                ON CONFLICT (placement_id, held_on) DO UPDATE SET was_kept = excluded.was_kept, note = excluded.note
                """
            )
            try transaction.audit(
                act,
                "placement.record-day",
                of: id,
                in: found.hub.id,
                ["kept": .flag(wasKept)]
            )
        }
    }

    /// The researcher or the hub writes down the project.
    package func saveProject(
        _ draft: ProjectDraft,
        in id: ID<Placement>,
        version: Int,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.placement(id).orNotFound()
            try actor.require(.seePlacement, on: found.subject(for: actor))
            guard person.id == found.person.id || actor.may(.keepPlacements, on: .of(found.hub.id)) else {
                throw AccessError.forbidden
            }
            var reader = FieldReader()
            let question = reader.required(draft.question, "question", named: "the question", most: 1000)
            let method = reader.optional(draft.method, "method", named: "the method", most: 4000)
            let ethics = reader.optional(draft.ethics, "ethics", named: "the note on ethics", most: 2000)
            let state: EthicsState? = reader.choice(
                draft.ethicsState,
                "ethicsState",
                named: "where ethics stands"
            )
            if state == .notNeeded, ethics.isEmpty {
                reader.report("ethics", "Say why no approval is needed")
            }
            try reader.finish()
            let present: Int? = try transaction.value(
                "SELECT version FROM research_project WHERE placement_id = \(id)"
            )
            guard (present ?? 0) == version else { throw DatabaseError.staleVersion }
            try transaction.execute(
                """
                INSERT INTO research_project (placement_id, question, method, ethics, ethics_state, version)
                VALUES (\(id), \(question), \(method), \(ethics), \(state), 1)
                ON CONFLICT (placement_id) DO UPDATE SET question = excluded.question, method = excluded.method,
                    ethics = excluded.ethics, ethics_state = excluded.ethics_state,
                    version = research_project.version + 1
                """
            )
            try transaction.audit(act, "project.save", of: id, in: found.hub.id)
        }
    }

    /// The project’s output becomes a record of the evidence library, once. Nothing is published before ethics is
    /// settled.
    package func publishProject(_ draft: OutputDraft, in id: ID<Placement>, by actor: Actor) async throws
        -> ID<Study>
    {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let study: ID<Study> = services.newID()
        let provenance: ID<Provenance> = services.newID()
        return try await database.write(exclusively: Evidence.studiesQueue) { transaction in
            let found = try transaction.placement(id).orNotFound()
            try actor.require(.seePlacement, on: found.subject(for: actor))
            guard person.id == found.person.id || actor.may(.keepPlacements, on: .of(found.hub.id)) else {
                throw AccessError.forbidden
            }
            let project: ResearchProject? = try transaction.first(
                "SELECT * FROM research_project WHERE placement_id = \(id)"
            )
            guard let project, project.ethicsState == .approved || project.ethicsState == .notNeeded,
                project.study == nil
            else {
                throw PathwaysRefusal.wrongStep
            }
            let work = try draft.checked(source: "\(found.hub.name), research in school")
            let recorded = try transaction.recordStudy(work, id: study, provenance: provenance, at: act.at)
            try transaction.execute(
                """
                UPDATE research_project SET study_id = \(recorded), version = version + 1 WHERE placement_id = \(id)
                """
            )
            try transaction.audit(act, "project.publish", of: id, in: found.hub.id, ["study": .id(recorded)])
            return recorded
        }
    }
}

package struct ProjectDraft: Sendable, Equatable {
    package var question = ""
    package var method = ""
    package var ethics = ""
    package var ethicsState = ""

    package init() {}
}

/// A finished piece of work, as typed.
package struct OutputDraft: Sendable, Equatable {
    package var citation = ""
    package var year = ""
    package var address = ""

    package init() {}

    func checked(source: String) throws(Faults) -> FinishedWork {
        var reader = FieldReader()
        let citation = reader.required(
            citation,
            "citation",
            named: "the citation: author, year, title, where it is published",
            most: 2000
        )
        let year = reader.wholeNumber(year, "year", named: "the year", in: 1950...2200)
        let address = reader.optional(address, "address", named: "where it can be read", most: 500)
        if !address.isEmpty, !address.hasPrefix("https://"), !address.hasPrefix("http://") {
            reader.report("address", "Enter an address that begins with https://")
        }
        try reader.finish()
        return FinishedWork(citation: citation, year: year, address: address, source: source)
    }
}
