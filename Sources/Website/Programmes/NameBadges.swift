import Access
import HTML
import Programmes
import Services

extension Site {
    func addNameBadges(to routes: Routes) {
        routes.get(SiteMap.nameBadges, .signedIn) { visit, id in
            let sheet = try await programmes.attendanceSheet(of: id, by: visit.actor)
            guard sheet.isOrganiser else { throw AccessError.forbidden }
            return .page(
                NameBadges(
                    sheet: sheet,
                    chosen: try await programmes.chosenSessions(
                        of: sheet.run.id,
                        on: sheet.session.heldOn,
                        by: visit.actor
                    )
                )
            )
        }
    }
}

/// A badge to print for everyone who comes, with what they chose at a conference.
struct NameBadges: Page {
    let sheet: AttendanceSheet
    let chosen: [ID<BookedPlace>: [ChosenSession]]

    var title: String { "Name badges: \(sheet.session.heldOn.spelledShort)" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Register", SiteMap.attendance(sheet.session.id))] }

    private var lines: [AttendanceLine] { sheet.lines.filter { $0.state != .apologies } }

    var body: Markup {
        div(.class("no-print")) {
            PageHeader(
                "Name badges",
                lead: "\(sheet.session.heldOn.spelled), \(sheet.session.start) to \(sheet.session.end)",
                kicker: sheet.offer.facts.title
            )
            if lines.isEmpty {
                EmptyState("Nobody is coming yet.")
            } else {
                p {
                    "\(InWords.count(lines.count, "badge")) of 86.5 by 55.5 mm, eight to a sheet of A4. Print them at their full size."
                }
                p { PrintButton() }
            }
        }
        if !lines.isEmpty { ul(.class("badges")) { for line in lines { badge(line) } } }
    }

    @MarkupBuilder private func badge(_ line: AttendanceLine) -> Markup {
        li(.class("badge")) {
            p(.class("badge__name")) { line.place.name }
            p { line.organisation.name }
            if let sessions = chosen[line.place.id] {
                ul(.class("badge__sessions")) {
                    for session in sessions { li { "\(session.start) \(session.title), \(session.room)" } }
                }
            }
            p(.class("badge__event")) { sheet.offer.facts.title }
        }
    }
}
