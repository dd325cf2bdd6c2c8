import HTML
import Programmes
import Services

/// The conferences of all hubs.
struct ConferencesPage: Page {
    let conferences: [ConferenceLine]
    let today: LocalDate

    var title: String { "Conferences" }
    var summary: String? { "Conferences of the hubs: programmes, speakers and calls for proposals." }
    var section: SiteSection? { .offers }
    var trail: [Crumb] { [Crumb("Training", SiteMap.offers())] }

    var body: Markup {
        PageHeader(
            title,
            lead: "Days on which schools tell each other what they tried, and hear what is known."
        )
        if conferences.isEmpty {
            EmptyState("No conference is announced.", action: ("Find training", SiteMap.offers()))
        }
        p { a(.href(SiteMap.ownProposals())) { "What you proposed" } }
        ul(.class("cards")) {
            for line in conferences {
                li(.class("card")) {
                    h2(.class("card__title")) {
                        a(
                            .href(
                                line.hasProgramme
                                    ? SiteMap.conference(line.run.id) : SiteMap.offer(line.offer.id)
                            )
                        ) {
                            line.offer.facts.title
                        }
                    }
                    p { ConferenceText.days(line.run) }
                    p { line.offer.facts.summary }
                    if line.run.endsOn < today { p { StatusTag("Over") } }
                    if let call = line.call, call.isOpen(on: today) {
                        p {
                            a(.href(SiteMap.callForProposals(line.run.id))) {
                                "Propose a session until \(call.closesOn.spelledShort)"
                            }
                        }
                    }
                    p(.class("card__meta")) {
                        "\(line.offer.whereHeld). By \(line.offer.hubNames)."
                    }
                }
            }
        }
    }
}

enum ConferenceText {
    /// `Friday 3 July 2027`, or the first and the last day.
    static func days(_ run: Run) -> String {
        run.startsOn == run.endsOn
            ? run.startsOn.spelled : "\(run.startsOn.spelledShort) to \(run.endsOn.spelledShort)"
    }

    static func time(_ session: ConferenceSession) -> String { "\(session.start) to \(session.end)" }

    static func names(_ speakers: [ConferenceSpeaker]) -> String {
        speakers.map(\.name).joined(separator: ", ")
    }

    static func places(_ session: ConferenceSession) -> StatusTag? {
        guard session.isChosen else { return nil }
        switch session.placesLeft {
        case 0: return StatusTag("Full", .waiting)
        case 1...5: return StatusTag("\(InWords.count(session.placesLeft, "place")) left", .waiting)
        default: return nil
        }
    }
}
