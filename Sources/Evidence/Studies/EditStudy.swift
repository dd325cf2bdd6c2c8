package import Access
import Database
package import Services

extension Evidence {
    /// Adds a study by hand. One that is there already is not made twice: what it does not say is filled in.
    ///
    /// - Returns: The study, and whether it is new.
    /// - Throws: ``Faults``; ``AccessError``.
    @discardableResult
    package func addStudy(_ draft: StudyDraft, by actor: Actor) async throws -> (id: ID<Study>, isNew: Bool) {
        try actor.require(.curateStudies)
        var reader = FieldReader()
        let reference = draft.checked(&reader)
        let source = reader.required(draft.source, "source", named: "where this was taken from", most: 500)
        let licence = reader.optional(draft.licence, "licence", named: "the licence", most: 200)
        try reader.finish()
        let act = services.act(by: actor)
        let candidate = StudyCandidate(reference, source: source, newID: services.newID())
        let provenance = Provenance(
            id: services.newID(),
            source: source,
            fileName: nil,
            licence: licence,
            recordedOn: services.today()
        )
        return try await database.write(exclusively: Self.studiesQueue) { transaction in
            let placed = try transaction.place([candidate], provenance: provenance, at: act.at)
            let id = placed.studies[0]
            try transaction.audit(act, .addStudy, of: id, ["new": .flag(placed.added == 1)])
            try transaction.touch(.studies, .study(id))
            return (id, placed.added == 1)
        }
    }

    /// Changes what a study's record says; what it said before is kept with the reason.
    ///
    /// - Throws: ``Faults``; `DatabaseError.staleVersion`; ``AccessError/notFound``, also for a study that turned out to
    ///   be another; ``AccessError/forbidden``.
    package func editStudy(
        _ id: ID<Study>,
        version: Int,
        _ draft: StudyDraft,
        reason: String,
        by actor: Actor
    ) async throws {
        try actor.require(.curateStudies)
        let act = services.act(by: actor)
        try await database.write(exclusively: Self.studiesQueue) { transaction in
            let before = try transaction.unmergedReference(of: id)
            var reader = FieldReader()
            let changed = draft.checked(before: before, &reader)
            let reason = reader.required(
                reason,
                "reason",
                named: "what was wrong, for the history",
                most: 500
            )
            try reader.finish()
            guard try transaction.exists("SELECT 1 FROM study WHERE id = \(id) AND version = \(version)")
            else {
                throw DatabaseError.staleVersion
            }
            try transaction.refuseNumbersOfOthers(changed, of: id)
            try transaction.revise(
                id,
                from: before,
                to: changed,
                // A citation that its source wrote stays while the parts that it has stay.
                keepsCitation: before.citation == changed.citation,
                reason: reason,
                at: act.at
            )
            let strands = try transaction.strandIDs(of: id)
            try transaction.audit(act, .editStudy, of: id, ["version": .count(version + 1)])
            try transaction.announce(.study, id)
            try transaction.touch([.studies, .study(id)] + strands.map(Topic.strand))
        }
    }

    /// A study's record for the form that changes it, and the version that it is of.
    ///
    /// - Throws: ``AccessError/notFound``; ``AccessError/forbidden``.
    package func studyToEdit(_ id: ID<Study>, by actor: Actor) async throws -> (
        study: Study, draft: StudyDraft
    ) {
        try actor.require(.curateStudies)
        return try await database.read { transaction in
            let reference = try transaction.unmergedReference(of: id)
            return (try transaction.study(id).orNotFound(), StudyDraft(reference))
        }
    }
}

extension Transaction {
    /// - Throws: ``AccessError/notFound``.
    fileprivate func unmergedReference(of id: ID<Study>) throws -> Reference {
        guard try exists("SELECT 1 FROM study WHERE id = \(id) AND merged_into IS NULL") else {
            throw AccessError.notFound
        }
        return try references(of: [id])[id].orNotFound()
    }

    /// A number that names one study cannot be given to a second.
    fileprivate func refuseNumbersOfOthers(_ reference: Reference, of id: ID<Study>) throws {
        for identifier in reference.identifiers where identifier.scheme.namesOneStudy {
            let other = try title(ofStudyNamed: identifier, otherThan: id)
            guard let other else { continue }
            let field =
                switch identifier.scheme {
                case .doi: "doi"
                case .eric: "eric"
                default: "otherNumbers"
                }
            throw Faults([
                Fault(
                    field,
                    "“\(other.prefix(80))” has the number \(identifier.value): two studies cannot share it"
                )
            ])
        }
    }

    /// The title of another study that has a number; `nil` where none has it.
    func title(ofStudyNamed identifier: StudyIdentifier, otherThan id: ID<Study>) throws -> String? {
        try value(
            """
            SELECT study.title FROM study_identifier AS named JOIN study ON study.id = named.study_id
            WHERE named.value = \(identifier.value) AND named.scheme = \(identifier.scheme.rawValue)
                AND named.study_id <> \(id) AND study.merged_into IS NULL
            ORDER BY study.id LIMIT 1
            """
        )
    }
}
