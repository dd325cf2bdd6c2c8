import Access
import Database
import Evidence
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("A call for proposals")
struct ProposalTests {
    /// A conference with a call that is open from 1 to 20 January 2027; it is the 7th.
    static func called(_ network: Network) async throws -> TestConference {
        let conference = try await TestConference.started(network)
        var draft = CallDraft()
        draft.guidance = "Something that you tried, and what came of it."
        draft.opensOn = "2027-01-01"
        draft.closesOn = "2027-01-20"
        let noel = network.actor("Noel Editor")
        try await network.programmes.setCall(draft, of: conference.run.id, version: 0, by: noel)
        try await network.emptyOutbox()
        return conference
    }

    static func draft(_ title: String = "Quiet pupils") -> ProposalDraft {
        var draft = ProposalDraft()
        draft.title = title
        draft.abstract = "What eleven lessons taught us."
        draft.format = .talk
        draft.strand = Network.feedback
        draft.presenters = "Pat Outsider, Teacher, Seaview School\nAda Byron"
        return draft
    }

    @Test("takes proposals while it is open, from anyone who is signed in", arguments: TestEngine.available)
    func sending(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let conference = try await Self.called(network)
            let run = conference.run.id
            let pat = network.actor("Pat Outsider")
            // The call is public although the programme is not.
            #expect(try await programmes.conferenceWithCall(run, by: .anonymous).call.closesOn.day == 20)
            let line = try await #require(programmes.conferences().first)
            #expect(line.run.id == run && line.call?.closesOn.day == 20 && !line.hasProgramme)
            await #expect(throws: AccessError.notSignedIn) {
                try await programmes.propose(Self.draft(), at: run, by: .anonymous)
            }
            let empty = try await faultyFields {
                _ = try await programmes.propose(ProposalDraft(), at: run, by: pat)
            }
            #expect(empty == ["title", "abstract", "presenters", "format"])
            var keynote = Self.draft()
            keynote.format = .keynote
            let own = keynote
            let uninvited = try await faultyFields { _ = try await programmes.propose(own, at: run, by: pat) }
            #expect(uninvited == ["format"])
            // Sixty letters, each of two characters: more than a speaker's name can hold.
            var accented = Self.draft()
            accented.presenters = String(repeating: "e\u{301}", count: 60)
            let long = accented
            let shortened = try await faultyFields {
                _ = try await programmes.propose(long, at: run, by: pat)
            }
            #expect(shortened == ["presenters"])
            let key = try #require(IdempotencyKey("proposal-key-1"))
            let id = try await programmes.propose(Self.draft(), at: run, by: pat, key: key)
            #expect(try await programmes.propose(Self.draft(), at: run, by: pat, key: key) == id)
            #expect(try await programmes.ownProposals(by: pat).map(\.title) == ["Quiet pupils"])
            #expect(try await network.mails().map(\.subject) == ["Received: Quiet pupils"])
            // From the 21st on it is closed.
            network.clock.advance(hours: 24 * 14)
            let late = try await faultyFields {
                _ = try await programmes.propose(Self.draft(), at: run, by: pat)
            }
            #expect(late == ["title"])
        }
    }

    @Test("is read by whoever sent it and by the hubs' reviewers only", arguments: TestEngine.available)
    func reading(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let conference = try await Self.called(network)
            let pat = network.actor("Pat Outsider")
            let id = try await programmes.propose(Self.draft(), at: conference.run.id, by: pat)
            #expect(try await programmes.proposal(id, by: pat).mayDecide == false)
            #expect(try await programmes.proposal(id, by: network.actor("Nora Lead")).mayDecide)
            for name in ["Nina Booker", "Max Lead", "Mia Member"] {
                await #expect(throws: AccessError.notFound) {
                    try await programmes.proposal(id, by: network.actor(name))
                }
            }
            await #expect(throws: AccessError.notFound) {
                try await programmes.proposals(at: conference.run.id, by: network.actor("Max Lead"))
            }
            await #expect(throws: AccessError.forbidden) {
                try await programmes.decideProposal(
                    id,
                    accepts: true,
                    reason: "Mine",
                    version: 1,
                    by: network.actor("Nina Booker")
                )
            }
        }
    }

    @Test("is accepted with a reason, and goes into the programme", arguments: TestEngine.available)
    func accepting(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let conference = try await Self.called(network)
            let run = conference.run.id
            let id = try await programmes.propose(Self.draft(), at: run, by: network.actor("Pat Outsider"))
            try await network.emptyOutbox()
            let unexplained = try await faultyFields {
                try await programmes.decideProposal(id, accepts: true, reason: " ", version: 1, by: noel)
            }
            #expect(unexplained == ["reason"])
            try await programmes.decideProposal(
                id,
                accepts: true,
                reason: "A real question.",
                version: 1,
                by: noel
            )
            let mail = try await #require(network.mails().first)
            #expect(mail.subject == "Accepted: Quiet pupils")
            #expect(mail.text.contains("A real question."))
            let twice = try await faultyFields {
                try await programmes.decideProposal(id, accepts: false, reason: "No", version: 2, by: noel)
            }
            #expect(twice == ["reason"])
            let accepted = try await programmes.proposal(id, by: noel)
            #expect(accepted.conference.speakers.map(\.name) == ["Ada Byron", "Pat Outsider"])
            #expect(accepted.conference.speakers.map(\.post) == ["", "Teacher, Seaview School"])
            var draft = ConferenceSessionDraft(accepted.proposal, in: accepted.conference)
            #expect(draft.speakers.count == 2)
            draft.room = accepted.conference.rooms.first?.id
            draft.start = "10:00"
            draft.end = "10:45"
            let session = try await programmes.saveSession(draft, of: run, by: noel)
            #expect(try await programmes.proposal(id, by: noel).proposal.session == session)
            try await programmes.removeSession(session, version: 1, of: run, by: noel)
            #expect(try await programmes.proposal(id, by: noel).proposal.session == nil)
        }
    }

    @Test("is declined with a reason, or taken back before", arguments: TestEngine.available)
    func declining(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let nora = network.actor("Nora Lead")
            let pat = network.actor("Pat Outsider")
            let conference = try await Self.called(network)
            let run = conference.run.id
            let declined = try await programmes.propose(Self.draft("Tablets"), at: run, by: pat)
            try await programmes.decideProposal(
                declined,
                accepts: false,
                reason: "No question yet.",
                version: 1,
                by: nora
            )
            // Every letter is of the same moment, so none of them is the last.
            let subjects = try await network.mails().map(\.subject)
            #expect(subjects.contains("Declined: Tablets"))
            let late = try await faultyFields {
                try await programmes.withdrawProposal(declined, version: 2, by: pat)
            }
            #expect(late == ["steps"])
            let taken = try await programmes.propose(Self.draft("Taken back"), at: run, by: pat)
            await #expect(throws: AccessError.notFound) {
                try await programmes.withdrawProposal(taken, version: 1, by: nora)
            }
            try await programmes.withdrawProposal(taken, version: 1, by: pat)
            let all = try await programmes.proposals(at: run, by: nora).proposals
            #expect(all.map(\.state) == [.declined, .withdrawn])
            let hubs: [Int64?] = try await network.database.read {
                try $0.column("SELECT organisation_id FROM audit_entry WHERE verb = 'proposal.withdraw'")
            }
            #expect(hubs == [conference.offer.lead?.organisation.id.rawValue])
            // Nobody decides what they proposed themselves.
            let own = try await programmes.propose(Self.draft("Own"), at: run, by: nora)
            await #expect(throws: AccessError.forbidden) {
                try await programmes.decideProposal(own, accepts: true, reason: "Good", version: 1, by: nora)
            }
            #expect(try await conference.now().speakers.isEmpty)
        }
    }

    @Test("is deleted a year after the conference unless it was accepted", arguments: TestEngine.available)
    func forgetting(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let pat = network.actor("Pat Outsider")
            let conference = try await Self.called(network)
            let run = conference.run.id
            let kept = try await programmes.propose(Self.draft("Kept"), at: run, by: pat)
            _ = try await programmes.propose(Self.draft("Gone"), at: run, by: pat)
            try await programmes.decideProposal(kept, accepts: true, reason: "Yes.", version: 1, by: noel)
            #expect(try await programmes.forgetProposals(of: run) == 0)
            network.clock.advance(hours: 24 * (27 + 366))
            #expect(try await programmes.forgetProposals(of: run) == 1)
            #expect(try await programmes.ownProposals(by: pat).map(\.title) == ["Kept"])
        }
    }

    @Test("is in a person's file, and leaves with them", arguments: TestEngine.available)
    func personalData(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let conference = try await Self.called(network)
            let session = try await conference.add("Talk")
            try await conference.publish()
            let goer = try await conference.goers(1)[0]
            let person = try #require(goer.person)
            try await network.programmes.chooseSessions([session], at: conference.run.id, by: goer)
            let id = try await network.programmes.propose(Self.draft(), at: conference.run.id, by: goer)
            let records = try await network.database.read {
                try ConferencePersonalData().records(of: person.id, in: $0)
            }
            #expect(records.count == 2)
            let now = network.clock.now
            try await network.database.write {
                _ = try ConferencePersonalData().erase(person.id, at: now, in: $0)
            }
            let left = try await network.programmes.proposal(id, by: network.actor("Noel Editor")).proposal
            #expect(left.state == .withdrawn && left.title == "Removed" && left.presenters.isEmpty)
            #expect(try await conference.now().session(session)?.taken == 0)
        }
    }
}
