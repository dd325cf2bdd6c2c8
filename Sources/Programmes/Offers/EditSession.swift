package import Access
import Database
import Evidence
package import Services

extension RunDraft {
    /// Changes one session or, with it, all later ones alike: their dates move by as many days, and the times, room,
    /// link and facilitators that are typed anew for this one are theirs too. What is not typed anew stays as each has it.
    package mutating func change(_ id: ID<RunSession>, to new: SessionDraft, andLater: Bool) {
        guard let position = sessions.firstIndex(where: { $0.id == id }) else { return }
        let old = sessions[position]
        sessions[position] = new
        sessions[position].id = id
        guard andLater else { return }
        let shift = TypedDate.parse(new.date).flatMap { to in
            TypedDate.parse(old.date).map { to.daysSinceEpoch - $0.daysSinceEpoch }
        }
        for later in sessions.indices where later > position {
            if let shift, shift != 0, let day = TypedDate.parse(sessions[later].date) {
                sessions[later].date = day.adding(days: shift).description
            }
            for field in [\SessionDraft.start, \.end, \.room, \.link, \.facilitators]
            where new[keyPath: field] != old[keyPath: field] {
                sessions[later][keyPath: field] = new[keyPath: field]
            }
        }
    }
}

extension Programmes {
    /// Changes one session of a run, or it and all later ones, as ``editRun(_:_:version:by:)`` does.
    ///
    /// - Parameter version: Of the run as it was shown.
    /// - Throws: `Faults` (fields `date-0`, `start-0`, `end-0`, `room-0`, `link-0`,
    ///   `facilitators-0`), also for what is wrong with a
    ///   later session then.
    package func editSession(
        _ id: ID<RunSession>,
        _ typed: SessionDraft,
        andLater: Bool,
        version: Int,
        by actor: Actor
    ) async throws {
        let offer = try await offer(ofSession: id, by: actor)
        if typed.isEmpty {
            // In the form of a run a row with nothing in it takes its session away; here nobody asked for that.
            var reader = FieldReader()
            _ = typed.checked(at: 0, &reader)
            try reader.finish()
        }
        let run = try offer.runs.first { $0.sessions.contains { $0.id == id } }.orNotFound()
        var draft = RunDraft(run, try await facilitatorAddresses(of: run.id, by: actor))
        draft.change(id, to: typed, andLater: andLater)
        let position = draft.sessions.firstIndex { $0.id == id } ?? 0
        do {
            try await editRun(run.id, draft, version: version, by: actor)
        } catch let faults as Faults {
            let here = faults.list.filter { $0.field.hasSuffix("-\(position)") }
            // What is wrong with this one is wrong with the later ones too, and is said once.
            guard !here.isEmpty else { throw Faults(faults.list.map { Fault("date-0", $0.message) }) }
            throw Faults(
                here.map { fault in
                    let name = fault.field.prefix { $0 != "-" }
                    return Fault("\(name)-0", fault.message)
                }
            )
        }
    }

    /// The offer that a session belongs to, as ``offer(_:by:)``.
    package func offer(ofSession id: ID<RunSession>, by actor: Actor) async throws -> Offer {
        let run: ID<Run> = try await database.read {
            try $0.value("SELECT run_id FROM run_session WHERE id = \(id)").orNotFound()
        }
        return try await offer(ofRun: run, by: actor)
    }
}
