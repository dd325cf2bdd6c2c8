import Access
import Accounts
import Database
import Programmes
import Services

extension ExampleNetwork {
    /// The research school's conference: one that is over, and one still to come. Those who have a place choose.
    func holdConferences(_ catalogue: Catalogue, _ library: Library, _ cast: Cast) async throws {
        guard let runs = catalogue.runs[.conference], runs.count == 2 else { return }
        let days: [(sessions: [ToldConferenceSession], call: ToldCall)] = [
            (ToldConferenceSession.past, .past), (ToldConferenceSession.coming, .coming),
        ]
        for (run, told) in zip(runs, days) {
            try await arrange(told.sessions, told.call, at: run, library, cast)
            try await chooseSessions(at: run, cast)
        }
        try await lookBack(at: runs[0], cast)
    }

    /// The day of the conference.
    func conferenceDay(_ run: ID<Run>, _ cast: Cast) async throws -> LocalDate {
        try await programmes(on: options.today)
            .conferenceToKeep(run, by: try cast.lead(of: .research)).run.startsOn
    }

    /// The programme is public when the call is decided, or as far as it is settled now.
    private func arrange(
        _ told: [ToldConferenceSession],
        _ call: ToldCall,
        at run: ID<Run>,
        _ library: Library,
        _ cast: Cast
    ) async throws {
        let director = try cast.lead(of: .research)
        let held = try await conferenceDay(run, cast)
        let then = programmes(on: day(min(call.closes + 2, -3)))
        try await programmes(on: day(call.opens)).startConference(run, by: director)
        try await callForProposals(at: run, call, cast)
        let rooms = ToldConferenceSession.Room.allCases.map { room in
            var draft = RoomDraft()
            draft.name = room.rawValue
            draft.capacity = "\(room.capacity)"
            return draft
        }
        try await then.saveRooms(rooms, of: run, version: 1, by: director)
        var speakers: [ToldSpeaker: ID<ConferenceSpeaker>] = [:]
        let accepted = try await then.proposals(at: run, by: director).proposals.filter {
            $0.state == .accepted
        }
        let known = try await then.conference(run, by: director).speakers
        for speaker in ToldSpeaker.allCases where told.contains(where: { $0.speakers.contains(speaker) }) {
            let old = known.first { $0.name == speaker.rawValue }
            var draft = SpeakerDraft()
            draft.name = speaker.rawValue
            draft.post = speaker.post
            draft.biography = speaker.biography
            draft.isInvited = speaker.isInvited
            speakers[speaker] = try await then.saveSpeaker(
                draft,
                as: old?.id,
                version: old?.version ?? 0,
                of: run,
                by: director
            )
        }
        let conference = try await then.conference(run, by: director)
        for session in told {
            var draft = ConferenceSessionDraft()
            draft.title = session.title
            draft.abstract = session.abstract
            draft.format = session.format
            draft.room = conference.rooms.first { $0.name == session.room.rawValue }?.id
            draft.day = held.description
            draft.start = session.start
            draft.end = session.end
            draft.capacity = session.capacity.map { "\($0)" } ?? ""
            draft.strand = session.strand.flatMap { library.strands[$0] }
            draft.speakers = session.speakers.compactMap { speakers[$0] }
            draft.proposal = accepted.first { $0.title == session.title }?.id
            _ = try await then.saveSession(draft, of: run, by: director)
        }
        let version = try await then.conference(run, by: director).version
        try await then.setProgramme(public: true, of: run, version: version, by: director)
    }

    /// Most choose in the weeks before: the keynotes, and one of what is on at each time.
    private func chooseSessions(at run: ID<Run>, _ cast: Cast) async throws {
        let director = try cast.lead(of: .research)
        let held = try await conferenceDay(run, cast)
        let then = programmes(on: min(held.adding(days: -2), day(-1)), 12)
        var draws = Draws(
            seed: options.seed,
            "choices on \(held.daysSinceEpoch - options.today.daysSinceEpoch)"
        )
        let goers = try await then.register(of: run, by: director).lines.map(\.place).sorted {
            $0.name < $1.name
        }
        for goer in goers
        where draws.happens(0.9) || goer.email?.text == ExamplePerson.earlyCareerTeacher.email {
            let person = Actor.person(Person(id: goer.person, name: goer.name))
            let conference = try await then.conference(run, by: person)
            var wanted: [ConferenceSession] = []
            // Begun at a random place of the programme, so that what is on at one time fills alike.
            let open = conference.sessions.filter { $0.isChosen && $0.placesLeft > 0 }
            let first = open.isEmpty ? 0 : draws.whole(0...(open.count - 1))
            for session in open[first...] + open[..<first] where !wanted.contains(where: session.overlaps) {
                wanted.append(session)
            }
            try await then.chooseSessions(Set(wanted.map(\.id)), at: run, by: person)
        }
    }
}

// The call before, and what is said and kept afterwards.
extension ExampleNetwork {
    /// A call of the past conference that is decided, and one for the next that is open, with something to decide.
    private func callForProposals(at run: ID<Run>, _ told: ToldCall, _ cast: Cast) async throws {
        let director = try cast.lead(of: .research)
        var draft = CallDraft()
        draft.guidance = """
            Say what you tried, with whom and for how long, and what you would leave out next time. A question without an answer is \
            welcome. Two of us read each proposal; you hear why.
            """
        draft.opensOn = day(told.opens).description
        draft.closesOn = day(told.closes).description
        try await programmes(on: day(told.opens)).setCall(draft, of: run, version: 0, by: director)
        for proposal in told.proposals {
            let proposer = try cast.actor(proposal.person)
            var draft = ProposalDraft()
            draft.title = proposal.title
            draft.abstract = proposal.abstract
            draft.format = proposal.format
            draft.presenters = proposal.presenters
            let id = try await programmes(on: day(proposal.sent)).propose(draft, at: run, by: proposer)
            guard let decision = proposal.decision else { continue }
            try await programmes(on: day(proposal.sent + 5)).decideProposal(
                id,
                accepts: decision.accepts,
                reason: decision.reason,
                version: 1,
                by: director
            )
        }
    }

    /// Three in four of those who chose a session say something of it, Jasmin Okoro not yet; some speakers sent their
    /// slides.
    private func lookBack(at run: ID<Run>, _ cast: Cast) async throws {
        let director = try cast.lead(of: .research)
        let held = try await conferenceDay(run, cast)
        var draws = Draws(seed: options.seed, "feedback on the conference")
        let evening = programmes(on: held, 18)
        let goers = try await evening.register(of: run, by: director).lines.map(\.place).sorted {
            $0.name < $1.name
        }
        for goer in goers where goer.email?.text != ExamplePerson.earlyCareerTeacher.email {
            let person = Actor.person(Person(id: goer.person, name: goer.name))
            let chosen = try await evening.ownChoices(at: run, by: person)?.sessions ?? []
            for session in chosen.sorted() where draws.happens(0.75) {
                var draft = SessionFeedbackDraft()
                draft.overall = 1 + draws.position(weights: [0.3, 1, 4, 16, 20])
                draft.willUse = 1 + draws.position(weights: [0.5, 2, 6, 18, 12])
                if draws.happens(0.3) { draft.words = draws.one(of: Self.saidAfterwards) }
                try await evening.giveFeedback(draft, on: session, by: person)
            }
        }
        let conference = try await evening.conference(run, by: director)
        for session in conference.sessions where session.format == .keynote || session.format == .panel {
            try await programmes(on: held.adding(days: 3)).keepResources(
                slides: "https://research.brackenstow-priory.example/conference/\(session.id)/slides",
                recording: session.format == .keynote
                    ? "https://research.brackenstow-priory.example/conference/\(session.id)/recording" : "",
                of: session.id,
                version: session.version,
                by: director
            )
        }
    }

    private static let saidAfterwards = [
        "More time for questions, please", "I will take the six questions to my governors",
        "The film of the second lesson said more than the slides",
        "Clear, and honest about what is not known",
        "I could not see the screen from the back",
    ]
}
