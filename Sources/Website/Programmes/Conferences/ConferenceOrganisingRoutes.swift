import Access
import Database
import Evidence
import Foundation
import Programmes
import Services

// What a conference's hubs do: rooms, speakers and the programme.

extension Site {
    func addConferenceOrganising(to routes: Routes) {
        routes.get(SiteMap.hubConference, .signedIn) { visit, id in
            .page(try await hubConferencePage(id, FormState(), visit))
        }
        routes.post(SiteMap.hubConference, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let notice = try await state.attempt(refusedAt: "steps") {
                try await takeConferenceStep(id, submission, visit)
            }
            if let notice { return .redirect(to: SiteMap.hubConference(id), notice: notice) }
            return .invalid(try await hubConferencePage(id, state, visit))
        }
        routes.get(SiteMap.conferenceRooms, .signedIn) { visit, id in
            let conference = try await conferenceToChange(id, visit)
            return .page(
                ConferenceRoomsForm(
                    conference: conference,
                    state: .rooms(conference),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.conferenceRooms, .signedIn) { visit, id, submission in
            let conference = try await conferenceToChange(id, visit)
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "name-0") {
                try await programmes.saveRooms(
                    submission.rooms,
                    of: id,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil { return .redirect(to: SiteMap.hubConference(id), notice: "Saved.") }
            return .invalid(
                ConferenceRoomsForm(conference: conference, state: state, ticket: visit.formTicket())
            )
        }
        addSpeakerForms(to: routes)
        addSessionForms(to: routes)
    }

    private func hubConferencePage(_ id: ID<Run>, _ state: FormState, _ visit: Visit) async throws
        -> HubConferencePage
    {
        let found = try await programmes.conferenceToKeep(id, by: visit.actor)
        return HubConferencePage(
            offer: found.offer,
            run: found.run,
            conference: found.conference,
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func takeConferenceStep(_ id: ID<Run>, _ submission: Submission, _ visit: Visit) async throws
        -> String
    {
        switch submission.text("step") {
        case "start":
            try await programmes.startConference(id, by: visit.actor)
            return "Now enter its rooms and speakers, then the sessions."
        case "show", "hide":
            let isPublic = submission.text("step") == "show"
            try await programmes.setProgramme(
                public: isPublic,
                of: id,
                version: submission.version,
                by: visit.actor
            )
            return isPublic ? "The programme is public." : "Only your hubs see the programme now."
        default: throw Faults([Fault("steps", "Choose what to do with the programme")])
        }
    }

    /// A conference for a form of its hubs.
    func conferenceToChange(_ id: ID<Run>, _ visit: Visit) async throws -> Conference {
        try await programmes.conferenceToKeep(id, by: visit.actor).conference.orNotFound()
    }

    private func addSpeakerForms(to routes: Routes) {
        routes.get(SiteMap.newSpeaker, .signedIn) { visit, id in
            .page(
                SpeakerForm(
                    conference: try await conferenceToChange(id, visit),
                    speaker: nil,
                    state: FormState(),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.newSpeaker, .signedIn) { visit, id, submission in
            let conference = try await conferenceToChange(id, visit)
            return try await saveSpeaker(submission, nil, conference, visit)
        }
        routes.get(SiteMap.hubSpeaker, .signedIn) { visit, id in
            let (conference, speaker) = try await speakerToChange(id, visit)
            return .page(
                SpeakerForm(
                    conference: conference,
                    speaker: speaker,
                    state: SpeakerDraft(speaker).formState(speaker.version),
                    ticket: visit.formTicket()
                )
            )
        }
        routes.post(SiteMap.hubSpeaker, .signedIn) { visit, id, submission in
            let (conference, speaker) = try await speakerToChange(id, visit)
            return try await saveSpeaker(submission, speaker, conference, visit)
        }
    }

    private func speakerToChange(_ id: ID<ConferenceSpeaker>, _ visit: Visit) async throws -> (
        Conference, ConferenceSpeaker
    ) {
        let conference = try await programmes.conference(of: id, by: visit.actor)
        try visit.actor.require(.keepConference, on: conference.subject)
        return (conference, try conference.speaker(id).orNotFound())
    }

    private func saveSpeaker(
        _ submission: Submission,
        _ speaker: ConferenceSpeaker?,
        _ conference: Conference,
        _ visit: Visit
    ) async throws -> Answer {
        let run = conference.run.id
        var state = FormState(submission)
        let done: Void? = try await state.attempt(refusedAt: "name") {
            if let speaker, submission.text("step") == "remove" {
                try await programmes.removeSpeaker(
                    speaker.id,
                    version: submission.version,
                    of: run,
                    by: visit.actor
                )
            } else {
                _ = try await programmes.saveSpeaker(
                    SpeakerDraft(submission),
                    as: speaker?.id,
                    version: submission.version,
                    of: run,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
        }
        if done != nil { return .redirect(to: SiteMap.hubConference(run), notice: "Saved.") }
        return .invalid(
            SpeakerForm(conference: conference, speaker: speaker, state: state, ticket: visit.formTicket())
        )
    }

    private func addSessionForms(to routes: Routes) {
        routes.get(SiteMap.newConferenceSession, .signedIn) { visit, id in
            let conference = try await conferenceToChange(id, visit)
            var draft = ConferenceSessionDraft()
            draft.day = conference.run.startsOn.description
            if let id = ID<Proposal>(visit.query.text("proposal")) {
                let proposal = try await programmes.proposal(id, by: visit.actor).proposal
                guard proposal.run == conference.run.id else { throw AccessError.notFound }
                draft = ConferenceSessionDraft(proposal, in: conference)
            }
            return .page(try await sessionForm(conference, nil, draft.formState(0), visit))
        }
        routes.post(SiteMap.newConferenceSession, .signedIn) { visit, id, submission in
            let conference = try await conferenceToChange(id, visit)
            return try await saveSession(submission, nil, conference, visit)
        }
        routes.get(SiteMap.hubConferenceSession, .signedIn) { visit, id in
            let (conference, session) = try await sessionToChange(id, visit)
            let state = ConferenceSessionDraft(session).formState(session.version)
            return .page(try await sessionForm(conference, session, state, visit))
        }
        routes.post(SiteMap.hubConferenceSession, .signedIn) { visit, id, submission in
            let (conference, session) = try await sessionToChange(id, visit)
            return try await saveSession(submission, session, conference, visit)
        }
    }

    private func sessionToChange(_ id: ID<ConferenceSession>, _ visit: Visit) async throws -> (
        Conference, ConferenceSession
    ) {
        let conference = try await programmes.conference(of: id, by: visit.actor)
        try visit.actor.require(.keepConference, on: conference.subject)
        return (conference, try conference.session(id).orNotFound())
    }

    private func sessionForm(
        _ conference: Conference,
        _ session: ConferenceSession?,
        _ state: FormState,
        _ visit: Visit
    ) async throws -> ConferenceSessionForm {
        ConferenceSessionForm(
            conference: conference,
            session: session,
            strands: try await programmes.choices().strands,
            choosers: try await choosers(of: session, visit),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func choosers(of session: ConferenceSession?, _ visit: Visit) async throws -> [String] {
        guard let session else { return [] }
        return try await programmes.choosers(of: session.id, by: visit.actor)
    }

    private func saveSession(
        _ submission: Submission,
        _ session: ConferenceSession?,
        _ conference: Conference,
        _ visit: Visit
    ) async throws -> Answer {
        let run = conference.run.id
        var state = FormState(submission)
        let done: Void? = try await state.attempt(refusedAt: "title") {
            if let session, submission.text("step") == "remove" {
                try await programmes.removeSession(
                    session.id,
                    version: submission.version,
                    of: run,
                    by: visit.actor
                )
            } else {
                _ = try await programmes.saveSession(
                    ConferenceSessionDraft(submission),
                    as: session?.id,
                    version: submission.version,
                    of: run,
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
            }
        }
        if done != nil { return .redirect(to: SiteMap.hubConference(run), notice: "Saved.") }
        return .invalid(try await sessionForm(conference, session, state, visit))
    }
}
