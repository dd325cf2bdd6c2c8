import Access
import Database
import Directory
import Evidence
import Foundation
import Programmes
import Services

extension Site {
    func addConferences(to routes: Routes) {
        routes.get(SiteMap.conferences, .everyone) { visit in
            let page = ConferencesPage(
                conferences: try await programmes.conferences(),
                today: visit.services.today()
            )
            return .page(page).cached([.conferences, .offers, .hubs])
        }
        routes.get(SiteMap.conference, .everyone) { visit, id in
            let conference = try await programmes.conference(id, by: visit.actor)
            let page = ConferencePage(
                conference: conference,
                choices: try await programmes.ownChoices(at: id, by: visit.actor),
                mayKeep: conference.isOf(visit.actor, .keepConference),
                now: visit.services.now()
            )
            return conference.kept(.page(page), visit)
        }
        routes.get(SiteMap.conferenceSpeakers, .everyone) { visit, id in
            let conference = try await programmes.conference(id, by: visit.actor)
            return conference.kept(.page(ConferenceSpeakersPage(conference: conference)), visit)
        }
        routes.get(SiteMap.conferenceSpeaker, .everyone) { visit, id in
            let conference = try await programmes.conference(of: id, by: visit.actor)
            let speaker = try conference.speaker(id).orNotFound()
            return conference.kept(
                .page(ConferenceSpeakerPage(conference: conference, speaker: speaker)),
                visit
            )
        }
        routes.get(SiteMap.conferenceSession, .everyone) { visit, id in
            let conference = try await programmes.conference(of: id, by: visit.actor)
            let session = try conference.session(id).orNotFound()
            let page = ConferenceSessionPage(
                conference: conference,
                session: session,
                feedback: try await programmes.feedbackOpening(of: id, by: visit.actor)
            )
            return conference.kept(.page(page), visit)
        }
        addChoosing(to: routes)
        addProposals(to: routes)
        addSessionAfterwards(to: routes)
        addConferenceOrganising(to: routes)
    }
}

extension Conference {
    /// A page of it, kept for readers who are not signed in while the programme is public. A button to book goes away
    /// when the conference begins, and the hint to choose when it ends.
    fileprivate func kept(_ answer: Answer, _ visit: Visit) -> Answer {
        guard isPublic else { return answer }
        let now = visit.services.now()
        let changes = [run.startsAt, run.endsAt].filter { $0 > now }
        let strands = Set(sessions.compactMap(\.strand?.id)).sorted().map { Topic.strand($0) }
        return answer.cached(
            [.conference(run.id), .offer(offer.id), .hubs] + strands,
            validUntil: changes.min()
        )
    }
}

extension Conference {
    /// Whether a hub's page of it lies in the reader's own work. The network's administrator may open each, but has no
    /// list of offers that it stands in.
    func isOf(_ actor: Actor, _ permission: Permission) -> Bool {
        actor.may(permission, on: subject)
            && offer.hubs.contains { !actor.roles(in: $0.organisation.id).isEmpty }
    }
}
