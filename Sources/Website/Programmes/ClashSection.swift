import Access
import Evidence
import HTML
import Programmes
import Services

/// What other hubs run in the weeks that are planned, for the same people or on the same strand.
struct ClashSection: Renderable {
    let weeks: [ClashWeek]

    var markup: Markup {
        HTML.section(.class("clashes"), .id("clashes"), .aria("label", "What else is on")) {
            h2 { "What else is on" }
            p {
                "What hubs run in the same weeks for the same phase or on the same strand of evidence. Of drafts, only your own hubs’ are shown."
            }
            for week in weeks {
                h3 {
                    week.day.spelled
                    " "
                    tag(week)
                }
                if week.clashes.isEmpty {
                    p { "Nothing in this week." }
                } else {
                    ul(.class("clashes__list")) { for clash in week.clashes { li { line(clash) } } }
                    if week.total > week.clashes.count {
                        p(.class("hint")) { "And \(week.total - week.clashes.count) more in this week." }
                    }
                }
            }
        }
    }

    private func tag(_ week: ClashWeek) -> StatusTag {
        if week.onTheDay > 0 {
            StatusTag("\(week.onTheDay) on this day", .late)
        } else if week.total > 0 {
            StatusTag("\(week.total) in this week", .waiting)
        } else {
            StatusTag("Free", .good)
        }
    }

    @MarkupBuilder private func line(_ clash: Clash) -> Markup {
        let listed = clash.listed
        let isPublic = listed.offer.state.isPublic
        if clash.isSameDay { strong { "The same day: " } }
        a(.href(isPublic ? SiteMap.offer(listed.offer.id) : SiteMap.hubOffer(listed.offer.id))) {
            listed.title
        }
        ", \(listed.session.heldOn.spelled), \(listed.session.start) to \(listed.session.end), \(listed.place). "
        "\(listed.offer.hubNames)."
        span(.class("hint")) { " \(Self.reason(clash))" }
        if !isPublic { StatusTag(listed.offer.state.name, .neutral) }
    }

    private static func reason(_ clash: Clash) -> String {
        let strands = clash.strands.map(\.title).joined(separator: ", ")
        let phases = clash.phases.isEmpty ? "" : clash.phases.name.lowercased()
        return switch (strands.isEmpty, phases.isEmpty) {
        case (false, false): "Same strand (\(strands)) and phase (\(phases))."
        case (false, true): "Same strand (\(strands))."
        default: "Same phase (\(phases))."
        }
    }
}
