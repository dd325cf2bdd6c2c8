package import Evidence
package import Services

/// The form of a session in a conference's programme, as typed.
package struct ConferenceSessionDraft: Sendable, Equatable {
    package var title = ""
    package var abstract = ""
    package var format: ConferenceFormat?
    package var room: ID<ConferenceRoom>?
    package var day = ""
    package var start = ""
    package var end = ""
    /// How many can choose it; empty for as many as the room holds.
    package var capacity = ""
    package var strand: ID<Strand>?
    package var speakers: [ID<ConferenceSpeaker>] = []
    /// The accepted proposal that it comes from.
    package var proposal: ID<Proposal>?

    package init() {}

    /// What a proposal says, to be given a room and a time.
    package init(_ proposal: Proposal, in conference: Conference) {
        title = proposal.title
        abstract = proposal.abstract
        format = proposal.format
        strand = proposal.strand
        day = conference.run.startsOn.description
        let names = Proposal.named(in: proposal.presenters).map { $0.name.lowercased() }
        speakers = conference.speakers.filter { names.contains($0.name.lowercased()) }.map(\.id)
        self.proposal = proposal.id
    }

    package init(_ session: ConferenceSession) {
        title = session.title
        abstract = session.abstract
        format = session.format
        room = session.room
        day = session.heldOn.description
        start = session.start.description
        end = session.end.description
        capacity = "\(session.capacity)"
        strand = session.strand?.id
        speakers = session.speakers
    }

    struct Checked: Sendable {
        let title: String
        let abstract: String
        let format: ConferenceFormat
        let room: ConferenceRoom
        let heldOn: LocalDate
        let start: LocalTime
        let end: LocalTime
        let capacity: Int
        let strand: ID<Strand>?
        let speakers: [ConferenceSpeaker]
    }

    /// Checks the form against the conference as it stands: that everything named exists, and that nothing clashes.
    ///
    /// - Parameter own: The session that is changed, which does not clash with itself.
    func checked(in conference: Conference, besides own: ID<ConferenceSession>?) throws(Faults) -> Checked {
        var reader = FieldReader()
        let title = reader.required(self.title, "title", named: "a title", most: 200)
        let abstract = reader.optional(self.abstract, "abstract", named: "the abstract", most: 5000)
        if format == nil { reader.report("format", "Choose the format") }
        let heldOn = TypedDate.parse(day)
        if heldOn == nil { reader.report("day", "Choose the day") }
        let start = TypedTime.parse(self.start)
        if start == nil { reader.report("start", "Enter when it starts, such as 09:30") }
        let end = TypedTime.parse(self.end)
        if end == nil { reader.report("end", "Enter when it ends, such as 10:15") }
        if let heldOn {
            if let start { reader.requireOnClock(start, on: heldOn, "start") }
            if let end { reader.requireOnClock(end, on: heldOn, "end") }
        }
        let room = self.room.flatMap(conference.room)
        if room == nil { reader.report("room", "Choose the room") }
        var capacity = room?.capacity ?? 1
        if !self.capacity.trimmed.isEmpty {
            let most = room?.capacity ?? 5000
            capacity =
                reader.wholeNumber(self.capacity, "capacity", named: "how many can come", in: 1...most) ?? 1
        }
        let chosen = speakers.reduce(into: [ID<ConferenceSpeaker>]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let named = chosen.compactMap(conference.speaker)
        if named.count != chosen.count { reader.report("speakers", "Choose the speakers from the list") }
        try reader.finish()
        guard let format, let heldOn, let start, let end, let room else {
            throw Faults([Fault("title", "Enter a title")])
        }
        guard start < end else { throw Faults([Fault("end", "It must end after it starts")]) }
        let checked = Checked(
            title: title,
            abstract: abstract,
            format: format,
            room: room,
            heldOn: heldOn,
            start: start,
            end: end,
            capacity: capacity,
            strand: strand,
            speakers: named
        )
        try checked.refuseClashes(in: conference, besides: own)
        return checked
    }
}

extension ConferenceSessionDraft.Checked {
    /// - Throws: `Faults` when it lies outside the day, the room is taken, or a speaker is elsewhere.
    fileprivate func refuseClashes(in conference: Conference, besides own: ID<ConferenceSession>?)
        throws(Faults)
    {
        var reader = FieldReader()
        let days = conference.run.sessions.filter { $0.heldOn == heldOn }
        if let day = days.first {
            if !days.contains(where: { $0.start <= start && end <= $0.end }) {
                reader.report(
                    "start",
                    "On \(heldOn.spelled) the conference is from \(day.start) to \(day.end)"
                )
            }
        } else {
            reader.report("day", "\(heldOn.spelled) is not a day of the conference")
        }
        let atTheTime = conference.sessions.filter {
            $0.id != own && $0.heldOn == heldOn && $0.start < end && start < $0.end
        }
        if let other = atTheTime.first(where: { $0.room == room.id }) {
            reader.report("room", "\(room.name) has “\(other.title)” from \(other.start) to \(other.end)")
        }
        for speaker in speakers {
            guard let other = atTheTime.first(where: { $0.speakers.contains(speaker.id) }) else { continue }
            reader.report(
                "speakers",
                "\(speaker.name) speaks in “\(other.title)” from \(other.start) to \(other.end)"
            )
        }
        try reader.finish()
    }
}
