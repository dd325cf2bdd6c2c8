import Foundation
import HTML
import Programmes
import Services

/// A conference's programme.
struct ConferencePage: Page {
    let conference: Conference
    /// The reader's own; `nil` without a place.
    let choices: OwnChoices?
    /// Whether the reader is of a hub that runs it.
    let mayKeep: Bool
    let now: Date

    /// What the reader chose, is over, and has not been rated.
    private var toRate: [ConferenceSession] {
        guard let choices else { return [] }
        let open = choices.sessions.subtracting(choices.rated)
        return conference.sessions.filter { open.contains($0.id) && $0.endsAt <= now }
    }

    private var offer: Offer { conference.offer }
    var title: String { "Programme: \(offer.facts.title)" }
    var summary: String? { offer.facts.summary }
    var section: SiteSection? { .offers }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Conferences", SiteMap.conferences())] }

    var body: Markup {
        PageHeader(offer.facts.title, lead: offer.facts.summary, kicker: offer.hubNames)
        if !conference.isPublic {
            Inset { p { "Only the hubs that run it see this: the programme is not public yet." } }
        }
        if let cancellation = conference.run.cancellation {
            Inset("The organiser has cancelled this") { p { cancellation.reason } }
        }
        FactList([
            "When": ConferenceText.days(conference.run),
            "Where": offer.whereHeld,
            "Price": OfferWords.price(offer.facts),
        ])
        p(.class("actions")) {
            if choices != nil, conference.isPublic, now < conference.run.endsAt {
                a(.class("button"), .href(SiteMap.chooseSessions(conference.run.id))) {
                    "Choose your sessions"
                }
            } else if offer.state == .published, conference.run.isBookable(at: now) {
                a(.class("button"), .href(SiteMap.offer(offer.id).at("run-\(conference.run.id)"))) {
                    "Book places"
                }
            }
            a(.href(SiteMap.offer(offer.id))) { "About the conference" }
            a(.href(SiteMap.conferenceSpeakers(conference.run.id))) { "Speakers" }
            a(.href(SiteMap.conferenceDay(conference.run.id))) { "Now and next" }
            if let call = conference.call, call.isOpen(on: LocalDate(now, in: .london)) {
                a(.href(SiteMap.callForProposals(conference.run.id))) { "Propose a session" }
            }
            if mayKeep { a(.href(SiteMap.hubConference(conference.run.id))) { "Organise it" } }
        }
        if !toRate.isEmpty {
            Inset("What did you think?") {
                ul {
                    for session in toRate {
                        li { a(.href(SiteMap.sessionFeedback(session.id))) { session.title } }
                    }
                }
            }
        }
        if choices == nil, conference.isPublic, now < conference.run.endsAt {
            p(.class("hint")) {
                "Have a place? "
                a(.href(SiteMap.chooseSessions(conference.run.id))) { "Choose your sessions" }
                "."
            }
        }
        ProgrammeGrid(
            conference: conference,
            chosen: choices?.sessions ?? [],
            showsPlaces: now < conference.run.endsAt
        ) {
            SiteMap.conferenceSession($0.id)
        }
    }
}

/// One session: what, who, when and where.
struct ConferenceSessionPage: Page {
    let conference: Conference
    let session: ConferenceSession
    /// Whether the reader can say what they thought of it.
    let feedback: FeedbackOpening

    var title: String { session.title }
    var section: SiteSection? { .offers }
    var trail: [Crumb] { ConferenceTrail.of(conference) }

    var body: Markup {
        PageHeader(session.title, kicker: "\(session.format.name) at \(conference.offer.facts.title)")
        FactList([
            ("When", .text("\(session.heldOn.spelled), \(ConferenceText.time(session))")),
            ("Where", .text(conference.room(session.room)?.name ?? "")),
            ("Places", .text(places)),
            ("About", strand),
        ])
        OfferWords.paragraphs(session.abstract)
        if !session.slides.isEmpty || !session.recording.isEmpty {
            h2 { "What stays" }
            ul {
                if !session.slides.isEmpty { li { a(.href(session.slides)) { "Slides" } } }
                if !session.recording.isEmpty { li { a(.href(session.recording)) { "Recording" } } }
            }
        }
        if feedback == .open {
            p {
                a(.class("button"), .href(SiteMap.sessionFeedback(session.id))) {
                    "Say what you thought of it"
                }
            }
        }
        let speakers = conference.speakers(of: session)
        if !speakers.isEmpty {
            h2 { speakers.count == 1 ? "Speaker" : "Speakers" }
            SpeakerCards(speakers: speakers)
        }
    }

    private var places: String {
        guard session.isChosen else { return "For everyone" }
        return session.placesLeft == 0 ? "Full" : "\(session.placesLeft) of \(session.capacity) left"
    }

    @MarkupBuilder private var strand: Markup {
        if let strand = session.strand {
            a(.href(SiteMap.strand(strand.slug))) { strand.title }
        } else {
            "No one strand"
        }
    }
}

struct ConferenceSpeakersPage: Page {
    let conference: Conference

    var title: String { "Speakers: \(conference.offer.facts.title)" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] { ConferenceTrail.of(conference) }

    private var invited: [ConferenceSpeaker] { conference.speakers.filter(\.isInvited) }
    private var others: [ConferenceSpeaker] { conference.speakers.filter { !$0.isInvited } }

    var body: Markup {
        PageHeader("Speakers", kicker: conference.offer.facts.title)
        if conference.speakers.isEmpty { EmptyState("No speakers are named yet.") }
        if !invited.isEmpty {
            h2 { "Invited speakers" }
            SpeakerCards(speakers: invited)
        }
        if !others.isEmpty {
            h2 { invited.isEmpty ? "Speakers" : "From schools and hubs" }
            SpeakerCards(speakers: others)
        }
    }
}

struct ConferenceSpeakerPage: Page {
    let conference: Conference
    let speaker: ConferenceSpeaker

    var title: String { speaker.name }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        ConferenceTrail.of(conference) + [Crumb("Speakers", SiteMap.conferenceSpeakers(conference.run.id))]
    }

    var body: Markup {
        PageHeader(
            speaker.name,
            lead: speaker.post.isEmpty ? nil : speaker.post,
            kicker: speaker.isInvited ? "Invited speaker" : "Speaker"
        )
        OfferWords.paragraphs(speaker.biography)
        h2 { "Speaks in" }
        let sessions = conference.sessions(of: speaker.id)
        if sessions.isEmpty { EmptyState("No session is set yet.") }
        ul(.class("tasks")) {
            for session in sessions {
                li {
                    a(.href(SiteMap.conferenceSession(session.id))) { session.title }
                    span(.class("meta")) {
                        "\(session.heldOn.spelledShort), \(ConferenceText.time(session)), \(conference.room(session.room)?.name ?? "")"
                    }
                }
            }
        }
    }
}

struct SpeakerCards: Renderable {
    let speakers: [ConferenceSpeaker]

    var markup: Markup {
        ul(.class("cards")) {
            for speaker in speakers {
                li(.class("card")) {
                    h3(.class("card__title")) {
                        a(.href(SiteMap.conferenceSpeaker(speaker.id))) { speaker.name }
                    }
                    if !speaker.post.isEmpty { p { speaker.post } }
                }
            }
        }
    }
}

enum ConferenceTrail {
    static func of(_ conference: Conference) -> [Crumb] {
        [
            Crumb("Conferences", SiteMap.conferences()),
            Crumb(conference.offer.facts.title, SiteMap.conference(conference.run.id)),
        ]
    }

    static func hub(_ offer: Offer, _ run: Run) -> [Crumb] {
        [
            Crumb("Offers", SiteMap.hubOffers()), Crumb(offer.facts.title, SiteMap.hubOffer(offer.id)),
            Crumb("Conference", SiteMap.hubConference(run.id)),
        ]
    }
}
