import Foundation
import HTML
import Programmes
import Services

/// Where someone who has a place at a conference chooses sessions: everything at one time stands together.
struct ChooseSessionsPage: Page {
    let conference: Conference
    /// `nil` without a place.
    let choices: OwnChoices?
    let now: Date
    let state: FormState
    let ticket: FormTicket

    var title: String { "Choose your sessions" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] { ConferenceTrail.of(conference) }

    var body: Markup {
        PageHeader(title, kicker: conference.offer.facts.title)
        if let choices { form(choices) } else { explanation }
    }

    @MarkupBuilder private var explanation: Markup {
        p {
            "Sessions are chosen by those who have a place at the conference. If your school booked for you, sign in with the address that the booking email came to."
        }
        p(.class("actions")) {
            a(.class("button"), .href(SiteMap.offer(conference.offer.id))) {
                "About the conference and its places"
            }
        }
    }

    private struct Slot {
        let heldOn: LocalDate
        let start: LocalTime
        var sessions: [ConferenceSession]
    }

    private var slots: [Slot] {
        var slots: [Slot] = []
        for session in conference.sessions where session.isChosen {
            if let last = slots.last, last.heldOn == session.heldOn, last.start == session.start {
                slots[slots.count - 1].sessions.append(session)
            } else {
                slots.append(Slot(heldOn: session.heldOn, start: session.start, sessions: [session]))
            }
        }
        return slots
    }

    @MarkupBuilder private func form(_ choices: OwnChoices) -> Markup {
        if choices.sessions.isEmpty {
            p {
                "You have chosen nothing yet. Keynotes are ticked; take the tick out if you will not be there."
            }
        }
        postForm(SiteMap.chooseSessions(conference.run.id), ticket: ticket, state: state) {
            div(.id("sessions"), .tabindex(-1)) {
                if let error = state.error("sessions") { p(.class("field-error")) { error } }
            }
            for (position, slot) in slots.enumerated() {
                fieldset(.class("field")) {
                    legend { "\(slot.heldOn.spelled), \(slot.start)" }
                    for (number, session) in slot.sessions.enumerated() {
                        choice(session, "session-\(position)-\(number)", choices)
                    }
                }
            }
            submit("Save my sessions")
        }
    }

    private func isTicked(_ session: ConferenceSession, _ choices: OwnChoices) -> Bool {
        if session.startsAt <= now { return choices.sessions.contains(session.id) }
        if !state.isValid { return state.values("sessions").contains(session.id.description) }
        if choices.sessions.isEmpty { return session.format == .keynote && session.placesLeft > 0 }
        return choices.sessions.contains(session.id)
    }

    @MarkupBuilder private func choice(_ session: ConferenceSession, _ id: String, _ choices: OwnChoices)
        -> Markup
    {
        let isOwn = choices.sessions.contains(session.id)
        let isOpen = session.startsAt > now && (isOwn || session.placesLeft > 0)
        div(.class("choice")) {
            input(
                .type("checkbox"),
                .id(id),
                .name("sessions"),
                .value(session.id.description),
                .checked(isTicked(session, choices) && (isOpen || isOwn)),
                .disabled(!isOpen),
                .aria("describedby", "\(id)-hint")
            )
            HTML.label(.for(id)) { session.title }
            p(.class("hint"), .id("\(id)-hint")) { hint(session, isOwn) }
        }
    }

    private func hint(_ session: ConferenceSession, _ isOwn: Bool) -> String {
        let places =
            session.placesLeft == 0
            ? (isOwn ? "full, with you" : "full") : "\(InWords.count(session.placesLeft, "place")) left"
        return [
            "\(session.format.name) until \(session.end)", conference.room(session.room)?.name,
            ConferenceText.names(conference.speakers(of: session)), places,
        ].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
    }
}

/// The conference in one's hand: what is now, what is next, and what comes later today.
struct ConferenceDayPage: Page {
    let conference: Conference
    let choices: OwnChoices?
    let onlyOwn: Bool
    let now: Date

    var title: String { "Now and next" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] { ConferenceTrail.of(conference) }

    /// Today if the conference is on, otherwise its next day, or the last.
    private var day: LocalDate {
        let today = LocalDate(now, in: .london)
        let days = conference.run.sessions.map(\.heldOn)
        return days.first { $0 >= today } ?? conference.run.endsOn
    }

    /// What one goes to: what one chose, and what is for everyone.
    private func isOwn(_ session: ConferenceSession) -> Bool {
        !session.isChosen || choices?.sessions.contains(session.id) == true
    }

    private var sessions: [ConferenceSession] {
        conference.sessions.filter { $0.heldOn == day && (!onlyOwn || isOwn($0)) }
    }

    var body: Markup {
        PageHeader(title, lead: day.spelled, kicker: conference.offer.facts.title)
        if choices != nil {
            nav(.class("tabs"), .aria("label", "Sessions")) {
                ul {
                    li { tab("All", isCurrent: !onlyOwn, SiteMap.conferenceDay(conference.run.id)) }
                    li {
                        tab(
                            "Mine",
                            isCurrent: onlyOwn,
                            SiteMap.conferenceDay(conference.run.id).with("show", "mine")
                        )
                    }
                }
            }
        }
        let current = sessions.filter { $0.startsAt <= now && now < $0.endsAt }
        let ahead = sessions.filter { $0.startsAt > now }
        let next = ahead.filter { $0.start == ahead.first?.start }
        let later = ahead.filter { $0.start != ahead.first?.start }
        if sessions.isEmpty {
            EmptyState(
                onlyOwn ? "You have chosen nothing on this day." : "Nothing is in the programme on this day.",
                action: onlyOwn ? ("Choose your sessions", SiteMap.chooseSessions(conference.run.id)) : nil
            )
        } else if current.isEmpty, ahead.isEmpty {
            EmptyState(
                "The day is over.",
                action: ("See the programme", SiteMap.conference(conference.run.id))
            )
        }
        list("Now", current)
        list(next.first.map { "Next, at \($0.start)" } ?? "Next", next)
        list("Later", later)
        p { a(.href(SiteMap.conference(conference.run.id))) { "The whole programme" } }
    }

    private func tab(_ text: String, isCurrent: Bool, _ link: Link) -> Markup {
        a(.href(link), .named("aria-current", ifPresent: isCurrent ? "page" : nil)) { text }
    }

    @MarkupBuilder private func list(_ heading: String, _ sessions: [ConferenceSession]) -> Markup {
        if !sessions.isEmpty {
            h2 { heading }
            ol(.class("programme-list")) {
                for session in sessions { line(session) }
            }
        }
    }

    private func line(_ session: ConferenceSession) -> Markup {
        li {
            span(.class("programme-list__time")) { ConferenceText.time(session) }
            span(.class("programme-list__what")) {
                if session.isChosen {
                    a(.href(SiteMap.conferenceSession(session.id))) { session.title }
                } else {
                    span { session.title }
                }
                span(.class("programme__who")) {
                    [
                        conference.room(session.room)?.name,
                        ConferenceText.names(conference.speakers(of: session)),
                    ]
                    .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
                }
                if choices?.sessions.contains(session.id) == true { StatusTag("Yours", .good) }
            }
        }
    }
}
