import Access
import Accounts
import Database
import Evidence
import Foundation
import Programmes
import Services

extension ExampleNetwork {
    /// Keeps the registers of what is over, gives certificates, and lets those who came say what they thought.
    func keepRegisters(_ catalogue: Catalogue, _ cast: Cast) async throws {
        for told in ToldOffer.all where told.ending.isPublished {
            let lead = try cast.lead(of: told.lead)
            for id in catalogue.runs[told.key] ?? [] {
                let register = try await programmes(on: options.today).register(of: id, by: lead)
                if register.run.study != nil { try await complete(register, cast, lead) }
                guard register.run.endsOn < day(-3), !register.lines.isEmpty else { continue }
                try await keep(register, lead)
                _ = try await programmes(on: register.run.endsOn.adding(days: 2)).finishRun(id, by: lead)
                try await answer(id, register)
            }
        }
    }

    /// Most come to most sessions; some send apologies, a few say nothing.
    private func keep(_ register: Register, _ lead: Actor) async throws {
        var draws = Draws(seed: options.seed, "register of \(register.run.id)")
        let diligence = register.lines.map { _ in 0.97 - 0.35 * draws.unit() * draws.unit() }
        for session in register.run.sessions {
            var marks: [ID<BookedPlace>: AttendanceState?] = [:]
            for (line, share) in zip(register.lines, diligence) {
                let state: AttendanceState =
                    draws.happens(share) ? .present : draws.happens(0.6) ? .apologies : .absent
                marks.updateValue(state, forKey: line.place.id)
            }
            try await programmes(on: session.heldOn, 16, 30).markAttendance(at: session.id, marks, by: lead)
        }
    }

    /// Of self-study more than half have said so far that they are through with it, week by week; one did so herself.
    private func complete(_ register: Register, _ cast: Cast, _ lead: Actor) async throws {
        var draws = Draws(seed: options.seed, "self-study \(register.run.id)")
        let own = try cast.actor(.schoolLeader)
        for line in register.lines {
            let isOwn = line.place.person == own.person?.id
            guard isOwn || draws.happens(0.6) else { continue }
            let programmes = programmes(on: day(-draws.whole(1...4) * 7))
            if isOwn {
                try await programmes.completeStudy(line.place.id, by: own)
            } else {
                try await programmes.markCompletions(of: register.run.id, [line.place.id: true], by: lead)
            }
        }
    }

    /// Two in three answer, most of them kindly.
    private func answer(_ run: ID<Run>, _ register: Register) async throws {
        var draws = Draws(seed: options.seed, "feedback on \(run)")
        let invitations: [ID<FeedbackInvitation>] = try await database.read {
            try $0.column("SELECT id FROM feedback_invitation WHERE run_id = \(run) ORDER BY place_id")
        }
        for (position, invitation) in invitations.enumerated() where draws.happens(0.66) {
            var draft = FeedbackDraft()
            draft.overall = 1 + draws.position(weights: [0.5, 1, 4, 18, 20])
            draft.relevant = 1 + draws.position(weights: [0.5, 1.5, 5, 18, 16])
            draft.willUse = 1 + draws.position(weights: [0.5, 2, 6, 18, 14])
            if draws.happens(0.4) { draft.mostUseful = draws.one(of: Self.mostUseful) }
            if draws.happens(0.25) { draft.improve = draws.one(of: Self.improve) }
            let given = register.run.endsOn.adding(days: 3 + position % 4)
            try await programmes(on: given).giveFeedback(draft, to: invitation)
        }
    }

    private static let mostUseful = [
        "Trying it on each other before trying it on children", "The films from real classrooms",
        "Time to plan the first three weeks with my colleague", "Hearing what had not gone well elsewhere",
        "One page that I could give to the team", "The texts to take away",
    ]
    private static let improve = [
        "A warmer room", "More time for questions", "Start a little later: our buses are late",
        "Send the slides beforehand", "Fewer handouts",
    ]
}
