package import Access
import Database
import Evidence
package import Services

/// A row of a conference's rooms, as typed.
package struct RoomDraft: Sendable, Equatable {
    /// `nil` for a new one.
    package var id: ID<ConferenceRoom>?
    /// Empty takes the room away.
    package var name = ""
    package var capacity = ""

    package init() {}
}

extension Programmes {
    /// Saves the rooms of a conference, in the order in which they are given. A room that is left out goes, unless
    /// something is in it. Where a room's size changes, sessions that could take as many as the room follow.
    ///
    /// - Throws: `Faults`; `DatabaseError.staleVersion`.
    package func saveRooms(_ drafts: [RoomDraft], of id: ID<Run>, version: Int, by actor: Actor) async throws
    {
        var reader = FieldReader()
        var rooms: [CheckedRoom] = []
        for (position, draft) in drafts.enumerated() where !draft.name.trimmed.isEmpty {
            let name = reader.required(draft.name, "name-\(position)", named: "the room’s name", most: 80)
            let capacity = reader.wholeNumber(
                draft.capacity,
                "capacity-\(position)",
                named: "how many the room holds",
                in: 1...5000
            )
            if draft.capacity.trimmed.isEmpty {
                reader.report("capacity-\(position)", "Enter how many \(name) holds")
            }
            if rooms.contains(where: { $0.name.lowercased() == name.lowercased() }) {
                reader.report("name-\(position)", "Two rooms are called \(name)")
            }
            rooms.append(CheckedRoom(row: position, id: draft.id, name: name, capacity: capacity ?? 1))
        }
        if rooms.isEmpty { reader.report("name-0", "Enter at least one room") }
        try reader.finish()
        let checked = rooms
        try await changeConference(id, by: actor) { transaction, conference, act, ids in
            try transaction.update(
                "UPDATE conference SET version = version + 1 WHERE run_id = \(id) AND version = \(version)"
            )
            try transaction.replaceRooms(of: conference, by: checked, &ids)
            try transaction.audit(
                act,
                .saveRooms,
                of: id,
                in: conference.offer.lead?.organisation.id,
                ["rooms": .count(checked.count)]
            )
            return ""
        }
    }
}

private struct CheckedRoom: Sendable {
    /// Its row in the form.
    let row: Int
    let id: ID<ConferenceRoom>?
    let name: String
    let capacity: Int
}

extension Transaction {
    fileprivate func replaceRooms(of conference: Conference, by rooms: [CheckedRoom], _ ids: inout IDSequence)
        throws
    {
        let run = conference.run.id
        let kept = Set(rooms.compactMap(\.id))
        for room in conference.rooms where !kept.contains(room.id) {
            guard !conference.sessions.contains(where: { $0.room == room.id }) else {
                throw Faults([Fault("name-0", "There are sessions in \(room.name): move them first")])
            }
            try execute("DELETE FROM conference_room WHERE id = \(room.id)")
        }
        // Two rooms may swap names: the old ones make way before the new ones come.
        try execute("UPDATE conference_room SET name = '#' || CAST(id AS TEXT) WHERE run_id = \(run)")
        for (position, room) in rooms.enumerated() {
            guard let old = room.id.flatMap(conference.room) else {
                try execute(
                    """
                    INSERT INTO conference_room (id, run_id, position, name, capacity)
                    VALUES (\(ids.next(ConferenceRoom.self)), \(run), \(position), \(room.name), \(room.capacity))
                    """
                )
                continue
            }
            let most = conference.sessions.filter { $0.room == old.id }.map(\.taken).max() ?? 0
            guard room.capacity >= most else {
                throw Faults([
                    Fault(
                        "capacity-\(room.row)",
                        "\(most) have chosen a session in it: enter at least \(most)"
                    )
                ])
            }
            try execute(
                """
                UPDATE conference_room SET position = \(position), name = \(room.name), capacity = \(room.capacity)
                WHERE id = \(old.id)
                """
            )
            try execute(
                """
                UPDATE conference_session SET capacity = \(room.capacity), version = version + 1
                WHERE room_id = \(old.id) AND capacity <> \(room.capacity)
                    AND (capacity = \(old.capacity) OR capacity > \(room.capacity))
                """
            )
        }
    }
}
