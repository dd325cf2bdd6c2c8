import HTML
import Programmes
import Services

/// A conference for those who run it: what is missing, its programme, rooms and speakers.
struct HubConferencePage: Page {
    let offer: Offer
    let run: Run
    /// `nil` while the run has no programme.
    let conference: Conference?
    let state: FormState
    let ticket: FormTicket

    var title: String { "Conference: \(offer.facts.title)" }
    var isWide: Bool { true }
    var trail: [Crumb] {
        [Crumb("Offers", SiteMap.hubOffers()), Crumb(offer.facts.title, SiteMap.hubOffer(offer.id))]
    }

    var body: Markup {
        PageHeader("Conference", lead: ConferenceText.days(run), kicker: offer.facts.title)
        div(.id("steps"), .tabindex(-1)) { ErrorSummary(state: state) }
        if let conference { organising(conference) } else { start }
    }

    @MarkupBuilder private var start: Markup {
        p {
            "A conference has rooms, speakers and a programme of sessions; those who have a place choose among them. "
                + "Its days are the sessions of these dates, from when the doors open until they close."
        }
        SessionList(sessions: run.sessions)
        postForm(SiteMap.hubConference(run.id), ticket: ticket) {
            submit("Start a programme", name: "step", value: "start")
        }
    }

    @MarkupBuilder private func organising(_ conference: Conference) -> Markup {
        p {
            conference.isPublished
                ? StatusTag("The programme is public", .good)
                : StatusTag("Only your hubs see the programme", .waiting)
        }
        p(.class("actions")) {
            a(.class("button"), .href(SiteMap.newConferenceSession(run.id))) { "Add a session" }
            a(.href(SiteMap.newSpeaker(run.id))) { "Add a speaker" }
            a(.href(SiteMap.conferenceRooms(run.id))) { "Rooms" }
            a(.href(SiteMap.register(run.id))) { "Who is coming" }
            a(.href(SiteMap.conferenceCall(run.id))) { "Call for proposals" }
            if conference.call != nil { a(.href(SiteMap.conferenceProposals(run.id))) { "Proposals" } }
            a(.href(SiteMap.conference(run.id))) {
                conference.isPublic ? "See the public page" : "See how the page will look"
            }
        }
        if conference.rooms.isEmpty {
            EmptyState("Enter the rooms first.", action: ("Enter the rooms", SiteMap.conferenceRooms(run.id)))
        } else if conference.sessions.isEmpty {
            EmptyState("There are no sessions yet.")
        } else {
            ProgrammeGrid(conference: conference) { SiteMap.hubConferenceSession($0.id) }
            numbers(conference)
        }
        h2 { "Speakers" }
        if conference.speakers.isEmpty {
            EmptyState("There are no speakers yet.")
        } else {
            speakers(conference)
        }
        postForm(SiteMap.hubConference(run.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(conference.version)"))
            if conference.isPublished {
                submit("Take the programme back", isSecondary: true, name: "step", value: "hide")
            } else {
                submit("Make the programme public", name: "step", value: "show")
            }
        }
    }

    private func numbers(_ conference: Conference) -> Markup {
        DataTable(
            "Sessions",
            columns: [
                .init("Session"), .init("When"), .init("Room"), .init("Chosen", isNumber: true),
                .init("Holds", isNumber: true),
            ],
            rows: conference.sessions.map { session in
                [
                    a(.href(SiteMap.hubConferenceSession(session.id))) { session.title },
                    .text("\(session.heldOn.spelledShort), \(ConferenceText.time(session))"),
                    .text(conference.room(session.room)?.name ?? ""),
                    .text(session.isChosen ? "\(session.taken)" : "for everyone"),
                    .text("\(session.capacity)"),
                ]
            }
        ).markup
    }

    private func speakers(_ conference: Conference) -> Markup {
        DataTable(
            "Speakers",
            isCaptionHidden: true,
            columns: [.init("Speaker"), .init("From"), .init("How"), .init("Speaks in")],
            rows: conference.speakers.map { speaker in
                [
                    a(.href(SiteMap.hubSpeaker(speaker.id))) { speaker.name }, .text(speaker.post),
                    .text(speaker.isInvited ? "invited" : "from the programme"),
                    .text(conference.sessions(of: speaker.id).map(\.title).joined(separator: "; ")),
                ]
            }
        ).markup
    }
}
